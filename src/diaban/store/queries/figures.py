"""Figures as of a day and as known at a moment: facts out of the memory, judged by the core."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from diaban.basis.error import RefusedError
from diaban.basis.figure import DERIVED, NATION, Address, Figure, Reading, ScopeRef
from diaban.basis.finding import finding
from diaban.coverage.columns import Book
from diaban.coverage.count import coverage, coverage_of_all
from diaban.coverage.engine import Engine
from diaban.coverage.frame import FrozenFrame, Scope
from diaban.coverage.opening import figure_of, measured
from diaban.coverage.plain import PlainDecider
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import Standard
from diaban.coverage.statement import KINDS, Choice, Statements, after_choices
from diaban.coverage.step import Evidence
from diaban.registers.fact import Fact
from diaban.store.mapping import shape
from diaban.store.queries import decisions
from diaban.store.queries.facts import columns, facts
from diaban.store.queries.known import KnownAt, known, moment_of
from diaban.store.viewer import Viewer
from diaban.units.crosswalk import CarryRule
from diaban.units.edition import Edition
from diaban.units.unit import UnitId

__all__ = ["Question", "coverages", "figure"]

RULES = {Reading.AS_REPORTED: None, Reading.RESTATED_ANY: CarryRule.ANY, Reading.RESTATED_ALL: CarryRule.ALL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of coverage. ``frame``: restated to the units of that day; ``frozen``: key of a frozen frame."""

    scope: Scope
    as_of: date
    known_at: KnownAt = None
    frame: date | None = None
    frozen: str | None = None
    rule: CarryRule | None = None


def coverages(
    *, edition: Edition, standards: Iterable[Standard], question: Question, viewer: Viewer
) -> list[CoverageResult]:
    """One answer for each of ``standards`` in force on the day, also where nothing is stated; in order of id.

    ``edition``: the one known at that moment. RefusedError ``frame-unknown``, and those of the core.
    """
    moment = None if question.known_at is None else moment_of(question.known_at)
    evidence, reporters = _evidence(question, viewer)
    engine = Engine(_book(question.known_at, viewer))
    if question.frozen is None:
        return coverage_of_all(
            edition.atlas,
            edition.service,
            standards,
            question.scope,
            question.as_of,
            engine,
            evidence,
            frame=question.frame,
            rule=question.rule,
            known_at=moment,
            reporters=reporters,
        )
    return [
        coverage(
            edition.atlas,
            edition.service,
            standard,
            question.scope,
            question.as_of,
            engine,
            evidence,
            frame=question.frame,
            frozen=_frozen(question, standard, viewer),
            rule=question.rule,
            known_at=moment,
            reporters=reporters,
        )
        for standard in sorted(standards, key=lambda one: one.id)
        if standard.in_force_on(question.as_of)
    ]


def figure(*, edition: Edition, standards: Mapping[str, Standard], address: Address, viewer: Viewer) -> Figure:
    """The figure at an address, with every record it rests on. RefusedError ``standard-unknown``, ``frame-unknown``."""
    name, state = measured(address)
    if name not in standards:
        raise RefusedError(finding("standard-unknown", text=name, standards=sorted(standards)))
    standard = standards[name]
    question = Question(
        scope=_scope(edition, address.scope, address.day),
        as_of=address.day,
        known_at=address.known_at,
        frame=address.frame.units_of,
        frozen=None if address.frame.key == DERIVED else address.frame.key,
        rule=RULES[address.reading],
    )
    evidence, reporters = _evidence(question, viewer)
    decider = PlainDecider(Statements(_facts(question.known_at, viewer)))
    result = coverage(
        edition.atlas,
        edition.service,
        standard,
        question.scope,
        question.as_of,
        decider,
        evidence,
        frame=question.frame,
        frozen=_frozen(question, standard, viewer),
        rule=question.rule,
        known_at=address.known_at,
        reporters=reporters,
    )
    act = known(question.known_at).act
    return figure_of(result, state, address.step, edition.atlas, decider, edition=edition.number, act=act)


def _scope(edition: Edition, ref: ScopeRef, day: date) -> Scope:
    if ref.unit == NATION:
        return Scope()
    return Scope(edition.atlas.by_id(ref.unit, ref.ground_of or day), ref.ground_of)


def _book(known_at: KnownAt, viewer: Viewer) -> Book:
    if _choices(known_at, viewer):
        return Book.of(Statements(_facts(known_at, viewer)))
    return Book(
        {kind: columns(shape(kind).model, kind, as_of=None, known_at=known_at, viewer=viewer) for kind in KINDS}
    )


def _facts(known_at: KnownAt, viewer: Viewer) -> list[Fact]:
    every = [
        fact for kind in KINDS for fact in facts(shape(kind).model, kind, as_of=None, known_at=known_at, viewer=viewer)
    ]
    return after_choices(every, _choices(known_at, viewer))


def _choices(known_at: KnownAt, viewer: Viewer) -> list[Choice]:
    kinds = {shape(kind).model.register(): kind for kind in KINDS}
    return [
        Choice(kinds[one.register], tuple(part or None for part in one.about.split("/")), one.period, one.origin)
        for one in decisions.choices(viewer=viewer, known_at=known_at)
        if one.register in kinds
    ]


def _evidence(question: Question, viewer: Viewer) -> tuple[list[Evidence], dict[UnitId, Collection[str]]]:
    found = decisions.evidence(viewer=viewer, known_at=question.known_at, until=question.as_of)
    reporters: dict[UnitId, set[str]] = {}
    lines = []
    for one in found:
        if one.unit is not None and one.standard:
            reporters.setdefault(one.unit, set()).add(one.reporter)
            lines.append(Evidence(one.unit, one.standard, one.kind, one.day, one.by, one.row))
    return lines, dict(reporters)


def _frozen(question: Question, standard: Standard, viewer: Viewer) -> FrozenFrame | None:
    if question.frozen is None:
        return None
    kept = decisions.frame(key=question.frozen, viewer=viewer, known_at=question.known_at)
    if kept is None:
        raise RefusedError(finding("frame-unknown", text=question.frozen))
    return FrozenFrame(kept.key, standard.id, question.scope.ref, kept.as_of, kept.units, kept.act)
