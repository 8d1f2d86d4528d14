"""Carries a plan out: every step is one action of the store, at its invented moment."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from diaban.cli.demonstration.book import subject_of
from diaban.cli.demonstration.desk import Desk
from diaban.cli.demonstration.step import (
    Choose,
    Correct,
    Hand,
    Handle,
    Plan,
    Prove,
    Record,
    Step,
    Supersede,
    Task,
    Undo,
)
from diaban.registers.evidence import Evidence
from diaban.registers.fact import Fact
from diaban.units.edition import Edition

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["carry_out", "found_demonstration", "load_claims_after"]


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
        self.there: dict[Fact, Fact] = {}
        self.read: dict[type[Fact], int] = {}
        self.desk = Desk(by)

    def run(self) -> Iterator[Any]:
        """Step by step; sources and origins enter with the step that first cites them."""
        from diaban.store.actions import introduce

        for kind, some in groupby(self.plan.steps, key=lambda step: type(step.deed)):
            steps = list(some)
            if kind is Hand:
                self.desk.judge({step.moment: step.deed for step in steps if isinstance(step.deed, Hand)})
            for step in steps:
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
                return self.desk.receive(step.moment, file, how)
            case Handle(moment, what):
                return self.desk.handle(moment, what, how)
            case Task() as task:
                return self._task(task, how)

    def _task(self, task: Task, how: dict[str, Any]) -> Any:
        from diaban.store import actions

        if task.done is not None:
            return actions.finish_task(number=task.number, done=task.done, **how)
        return actions.add_task(scope=task.scope, text=task.text, owner=task.owner, due=task.due, week=task.week, **how)

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
        given = list(wanted)
        for kind in dict.fromkeys(type(fact) for fact in given):
            self._read_on(kind)
        for fact in given:
            if fact not in self.there:
                raise LookupError(subject_of(fact))
            yield self.there[fact]

    def _read_on(self, kind: type[Fact]) -> None:
        """Read what was written of a kind since it was read last: every row is read once."""
        from diaban.store.mapping import shape, stored

        rows = shape(kind).model.objects.filter(id__gt=self.read.get(kind, 0)).order_by("id")
        for fact in stored(kind, rows):
            self.there[replace(fact, row=0)] = fact
            self.read[kind] = fact.row
