"""Carries a plan out: every step is one action of the store, at its invented moment."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from diaban.cli.demonstration.book import subject_of
from diaban.cli.demonstration.step import (
    Choose,
    Correct,
    Hand,
    Handle,
    Handling,
    Plan,
    Prove,
    Record,
    Step,
    Supersede,
    Task,
    Undo,
)
from diaban.intake.form import Form
from diaban.registers.evidence import Evidence
from diaban.registers.fact import Fact
from diaban.units.edition import Edition

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["carry_out", "found_demonstration", "load_claims_after"]

FEW = 400
"""Up to so many units are named in a question; above, all rows of a register are read."""


def found_demonstration(plan: Plan, edition: Edition, by: "Viewer", reason: str, request: str = "") -> None:
    """Say that this memory is a demonstration, and load the units, just before the first step."""
    from diaban.store.actions import found, load_units
    from diaban.store.models import InstallationKind

    first = plan.steps[0].moment
    found(kind=InstallationKind.DEMONSTRATION, by=by, at=first - timedelta(hours=2), reason=reason, request=request)
    load_units(edition=edition, by=by, at=first - timedelta(hours=1), reason=reason)


def carry_out(plan: Plan, by: "Viewer") -> int:
    """Carry out every step. Returns how many acts were made. Raises what the actions raise."""
    return sum(1 for _ in _Loader(plan, by).run())


def load_claims_after(plan: Plan, by: "Viewer") -> None:
    """Load the published figures that come with the program, just after the last step: public, not invented."""
    from diaban.cli.claims import shipped_claims
    from diaban.store.actions import load_claims

    at = plan.steps[-1].moment + timedelta(hours=1)
    load_claims(claims=shipped_claims(), by=by, at=at, reason="Số liệu đã công bố, kèm theo chương trình")


class _Loader:
    def __init__(self, plan: Plan, by: "Viewer") -> None:
        self.plan, self.by = plan, by
        self.known: set[str] = set()
        self.acts: dict[datetime, int] = {}
        self.returns: dict[datetime, int] = {}
        self.forms: Mapping[str, Form] = {}

    def run(self) -> Iterator[Any]:
        """Step by step; sources and origins enter with the step that first cites them."""
        from diaban.store.actions import introduce

        for step in self.plan.steps:
            fresh = self._introduced(step)
            if fresh["sources"] or fresh["origins"]:
                at = step.moment - timedelta(seconds=1)
                yield introduce(
                    sources=fresh["sources"], origins=fresh["origins"], by=self.by, at=at, reason=step.reason
                )
            act = self._do(step)
            self.acts[step.moment] = act.id
            yield act

    def _do(self, step: Step) -> Any:
        from diaban.store import actions

        how: dict[str, Any] = {"by": self.by, "at": step.moment, "reason": step.reason}
        match step.deed:
            case Record(facts):
                return actions.record(facts=facts, **how)
            case Supersede(facts):
                return actions.supersede(facts=facts, **how)
            case Correct(closes, facts):
                return actions.correct(closes=list(self._rows(closes)), facts=facts, **how)
            case Choose(fact, period):
                return actions.choose(fact=next(self._rows([fact])), period=period, **how)
            case Prove() as proof:
                evidence = Evidence(
                    kind=proof.kind,
                    day=proof.day,
                    by=proof.by,
                    reporter=proof.reporter,
                    source=proof.source,
                    unit=proof.unit,
                    standard=proof.standard,
                )
                return actions.add_evidence(evidence=evidence, **how)
            case Undo(moment):
                return actions.undo(act=self.acts[moment], **how)
            case Hand() as file:
                return self._hand(file, step)
            case Handle(moment, what):
                return self._handle(self.returns[moment], what, how)
            case Task() as task:
                return self._task(task, how)

    def _hand(self, file: Hand, step: Step) -> Any:
        """Received the way every file is: read, judged, kept."""
        from diaban.store.receiving import Told, judge_return, receive_return

        told = Told(form=file.form, unit=file.unit, period=file.key)
        judged = judge_return(file.data, name=file.name, told=told, ground=self._judging())
        day = step.moment.date()
        receipt = receive_return(judged, data=file.data, today=day, by=self.by, at=step.moment, reason=step.reason)
        self.returns[step.moment] = receipt.number
        return receipt.act

    def _handle(self, number: int, what: Handling, how: dict[str, Any]) -> Any:
        from diaban.intake.standing import ApprovalLevel
        from diaban.store import actions
        from diaban.store.receiving import accept_return, judge_kept

        atlas = self._edition().atlas
        match what:
            case "accept":
                return accept_return(number, judge_kept(number, ground=self._judging()), **how)
            case "approve":
                return actions.approve(number=number, level=ApprovalLevel.PROVINCE, atlas=atlas, **how)
            case "reopen":
                return actions.reopen(number=number, atlas=atlas, **how)
            case "send-back":
                return actions.send_back(number=number, atlas=atlas, **how)

    def _task(self, task: Task, how: dict[str, Any]) -> Any:
        from diaban.store import actions

        if task.done is not None:
            return actions.finish_task(number=task.number, done=task.done, **how)
        return actions.add_task(scope=task.scope, text=task.text, owner=task.owner, due=task.due, week=task.week, **how)

    def _edition(self) -> Edition:
        from diaban.store.ground import edition_known

        return edition_known(self.by)

    def _judging(self) -> Any:
        from diaban.store.ground import forms_here
        from diaban.store.receiving import Ground

        if not self.forms:
            self.forms = forms_here()[0]
        return Ground.of(self._edition(), self.forms, self.by)

    def _introduced(self, step: Step) -> dict[str, list[Any]]:
        from diaban.store.actions import NewOrigin, NewSource
        from diaban.store.models import SourceKind

        match step.deed:
            case Record(facts) | Supersede(facts) | Correct(_, facts):
                cited = dict.fromkeys(key for fact in facts for key in (fact.source, fact.origin))
            case Prove(by=giver, source=source):
                cited = dict.fromkeys((source, giver))
            case _:
                return {"sources": [], "origins": []}
        new = [key for key in cited if key not in self.known]
        self.known.update(new)
        lines = [(key, self.plan.sources[key]) for key in new if key in self.plan.sources]
        return {
            "sources": [
                NewSource(key=key, title=line.title, published=line.published, kind=SourceKind.INVENTED)
                for key, line in lines
            ],
            "origins": [NewOrigin(key=key, title=self.plan.origins[key]) for key in new if key in self.plan.origins],
        }

    def _rows(self, wanted: Iterable[Fact]) -> Iterator[Fact]:
        """The facts as they are stored, with their rows, in the order given. LookupError for one that is not."""
        from diaban.store import queries
        from diaban.store.mapping import shape

        given = list(wanted)
        there: dict[Fact, Fact] = {}
        for kind in dict.fromkeys(type(fact) for fact in given):
            units = {getattr(fact, "unit", "") for fact in given if type(fact) is kind}
            few = units if len(units) <= FEW and "" not in units else None
            stored = queries.facts(shape(kind).model, kind, as_of=None, known_at=None, viewer=self.by, units=few)
            there |= {replace(fact, row=0): fact for fact in stored}
        for fact in given:
            if fact not in there:
                raise LookupError(subject_of(fact))
            yield there[fact]
