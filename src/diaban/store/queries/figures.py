"""Figures as of a day and as known at a moment: facts out of the memory, judged by the core."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.figure import DERIVED, NATION, Address, Figure, Reading, ScopeRef
from diaban.basis.finding import finding
from diaban.coverage.count import coverage, coverage_of_all
from diaban.coverage.engine import Engine
from diaban.coverage.frame import FrozenFrame, Scope
from diaban.coverage.opening import counted, figure_of, measured
from diaban.coverage.plain import PlainDecider
from diaban.coverage.result import CoverageResult
from diaban.coverage.rule import registers_read
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.coverage.statement import Statements, after_choices
from diaban.coverage.step import Proofs
from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.mapping import public_id, shape
from diaban.store.queries import decisions
from diaban.store.queries.engines import engine
from diaban.store.queries.facts import facts
from diaban.store.queries.kept import Kept, Lasting
from diaban.store.queries.known import Known, cut, held_on, known, moment_of
from diaban.store.queries.touched import ground_of
from diaban.store.viewer import Viewer
from diaban.units.crosswalk import CarryRule
from diaban.units.edition import Edition
from diaban.units.unit import UnitId

__all__ = ["RULES", "Asked", "Question", "coverages", "engine_of", "figure", "marks", "require_scope"]

RULES = {Reading.AS_REPORTED: None, Reading.RESTATED_ANY: CarryRule.ANY, Reading.RESTATED_ALL: CarryRule.ALL}
_ANSWERS: Kept[list[CoverageResult]] = Kept(256)
_FIGURES: Kept[Figure] = Kept(512)
_PROOFS: Kept[Proofs] = Kept(8)
_STANDING: Lasting[CoverageResult] = Lasting(1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of coverage. ``frame``: restated to the units of that day; ``frozen``: key of a frozen frame."""

    scope: Scope
    as_of: date
    known_at: date | datetime | None = None
    frame: date | None = None
    frozen: str | None = None
    rule: CarryRule | None = None


def coverages(
    *, edition: Edition, standards: Iterable[Standard], question: Question, viewer: Viewer
) -> list[CoverageResult]:
    """One answer for each of ``standards`` in force on the day, also where nothing is stated; in order of id.

    ``edition``: the one known at that moment. An answer is kept, exactly: for the last act, the edition, the standards
    by checksum, the question and what the viewer reads. RefusedError ``frame-unknown``, ``scope-unseen`` (units that
    the viewer may not read are among those counted: a part of them would be a false figure), and those of the core.
    """
    wanted = tuple(standards)
    key = (marks(edition, wanted), question, viewer.reads)
    return list(_ANSWERS.answer(key, lambda now: _standing(edition, wanted, Asked.of(question, viewer, now))))


def figure(*, edition: Edition, standards: Mapping[str, Standard], address: Address, viewer: Viewer) -> Figure:
    """The figure at an address, with every record it rests on; kept as :func:`coverages` are.

    RefusedError ``standard-unknown``, ``frame-unknown``; ``scope-unseen`` for a unit that is not there, and alike for
    one that the viewer may not read.
    """
    name, state = measured(address)
    if name not in standards:
        raise RefusedError(finding("standard-unknown", text=name, standards=sorted(standards)))
    standard = standards[name]
    key = (marks(edition, [standard]), address, viewer.reads)
    return _FIGURES.answer(key, lambda now: _figure(edition, standard, address, state, viewer, now))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, who asks it, and what is known: ``now`` by the last act, ``then`` by the moment asked for."""

    question: Question
    viewer: Viewer
    now: Known
    then: Known

    @classmethod
    def of(cls, question: Question, viewer: Viewer, now: Known) -> "Asked":
        return cls(question, viewer, now, now if question.known_at is None else known(question.known_at))

    @property
    def moment(self) -> datetime | None:
        """The moment asked for, as an address writes it."""
        return None if self.question.known_at is None else moment_of(self.question.known_at)


def _figure(edition: Edition, standard: Standard, address: Address, state: State, viewer: Viewer, now: Known) -> Figure:
    question = Question(
        scope=_scope(edition, address.scope, address.day),
        as_of=address.day,
        known_at=address.known_at,
        frame=address.frame.units_of,
        frozen=None if address.frame.key == DERIVED else address.frame.key,
        rule=RULES[address.reading],
    )
    asked = Asked.of(question, viewer, now)
    require_scope(asked)
    result = _seen([_one(edition, standard, asked)], asked)[0]
    decider = PlainDecider(Statements(_facts(asked, standard, counted(result, state, address.step))))
    return figure_of(result, state, address.step, edition.atlas, decider, edition=edition.number, act=asked.then.act)


def marks(edition: Edition, standards: Iterable[Standard]) -> tuple[object, ...]:
    """What makes an answer out of date, beside the acts: another edition, another text of a standard."""
    return (edition.number, edition.atlas, tuple((one.id, one.definition.checksum) for one in standards))


def _scope(edition: Edition, ref: ScopeRef, day: date) -> Scope:
    if ref.unit == NATION:
        return Scope()
    try:
        unit = edition.atlas.by_id(ref.unit, ref.ground_of or day)
    except KeyError as error:
        raise RefusedError(finding("scope-unseen", unit=ref.unit)) from error
    return Scope(unit, ref.ground_of)


def _seen(results: list[CoverageResult], asked: Asked) -> list[CoverageResult]:
    """The results, if the viewer reads every unit that they count."""
    reads = asked.viewer.reads
    if reads is not None and any(not reads.issuperset(result.frame.ids) for result in results):
        raise _unseen(asked)
    return results


def require_scope(asked: Asked) -> None:
    """Before anything else is said of a scope: whether the viewer reads it. RefusedError ``scope-unseen``."""
    reads, unit = asked.viewer.reads, asked.question.scope.unit
    if reads is not None and (unit is None or unit.id not in reads):
        raise _unseen(asked)


def _unseen(asked: Asked) -> RefusedError:
    unit = asked.question.scope.unit
    return RefusedError(finding("scope-unseen", unit=unit.id if unit else NATION))


def _standing(edition: Edition, standards: tuple[Standard, ...], asked: Asked) -> list[CoverageResult]:
    """The answers, those that no act since has touched as they were made before."""
    question = asked.question
    if question.known_at is not None or question.frozen is not None:
        return _answers(edition, standards, asked)
    require_scope(asked)
    keys = {
        one.id: (marks(edition, [one]), question, asked.viewer.reads, ground_of(one, asked.now, steps=True))
        for one in standards
        if one.in_force_on(question.as_of)
    }
    found = {name: kept for name, key in keys.items() if (kept := _STANDING.find(key)) is not None}
    for made in _answers(edition, tuple(one for one in standards if one.id in keys.keys() - found.keys()), asked):
        _STANDING.keep(keys[made.standard.id], made)
        found[made.standard.id] = made
    return [found[name] for name in sorted(found)]


def _answers(edition: Edition, standards: tuple[Standard, ...], asked: Asked) -> list[CoverageResult]:
    require_scope(asked)
    question = asked.question
    if question.frozen is not None:
        frozen = [
            _one(edition, standard, asked)
            for standard in sorted(standards, key=lambda one: one.id)
            if standard.in_force_on(question.as_of)
        ]
        return _seen(frozen, asked)
    every = coverage_of_all(
        edition.atlas,
        edition.service,
        standards,
        question.scope,
        question.as_of,
        engine_of(asked),
        _evidence(asked),
        frame=question.frame,
        rule=question.rule,
        known_at=asked.moment,
    )
    return _seen(every, asked)


def _one(edition: Edition, standard: Standard, asked: Asked) -> CoverageResult:
    question = asked.question
    return coverage(
        edition.atlas,
        edition.service,
        standard,
        question.scope,
        question.as_of,
        engine_of(asked),
        _evidence(asked),
        frame=question.frame,
        frozen=_frozen(asked),
        rule=question.rule,
        known_at=asked.moment,
    )


def engine_of(asked: Asked) -> Engine:
    """The decider over everything known then."""
    return engine(then=asked.then, now=asked.now, viewer=asked.viewer)


def _facts(asked: Asked, standard: Standard, units: Iterable[UnitId]) -> list[Fact]:
    """What is stated about some units in the registers that the standard reads, after choices."""
    given: dict[str, Any] = {"as_of": None, "known_at": asked.then, "viewer": asked.viewer, "units": frozenset(units)}
    every = [fact for kind in registers_read(standard.rule) for fact in facts(shape(kind).model, kind, **given)]
    return after_choices(every, decisions.choices(viewer=asked.viewer, known_at=asked.then))


def _evidence(asked: Asked) -> Proofs:
    """Evidence about units, and about rows that hold on the day: those speak for the standards that read them."""
    key = (asked.then.act, asked.question.as_of, asked.viewer.reads)
    return _PROOFS.answer(key, lambda _: _proofs(asked), asked.now)


def _proofs(asked: Asked) -> Proofs:
    found = decisions.evidence(viewer=asked.viewer, known_at=asked.then, until=asked.question.as_of)
    about: dict[str, set[int]] = {}
    for line in found:
        if line.register:
            about.setdefault(line.register, set()).add(line.about)
    registers = {name: model for name in about if (model := models.register_by_name(name)) is not None}
    holding = {name: _placed(model, about[name], asked) for name, model in registers.items()}
    rows = [
        (registers[line.register].fact, replace(line, unit=public_id(unit)))
        for line in found
        if line.register in holding and (unit := holding[line.register].get(line.about)) is not None
    ]
    return Proofs(found, rows)


def _placed(model: type[Any], among: set[int], asked: Asked) -> dict[int, int]:
    """The unit of each of the rows that is known and holds on the day; rows that name none are not among them."""
    if model.via is not None:
        return {}
    rows = model.objects.filter(cut(asked.then.act), held_on(asked.question.as_of), id__in=among)
    return dict(rows.values_list("id", "unit_id"))


def _frozen(asked: Asked) -> FrozenFrame | None:
    if asked.question.frozen is None:
        return None
    kept = decisions.frame(key=asked.question.frozen, viewer=asked.viewer, known_at=asked.then)
    if kept is None:
        raise RefusedError(finding("frame-unknown", text=asked.question.frozen))
    return kept
