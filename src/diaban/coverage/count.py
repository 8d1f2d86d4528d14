"""Coverage: who of a frame meets a standard on a day, as reported or in the units of another day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from diaban.basis.figure import Step
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.coverage.decide import Decider, Verdicts
from diaban.coverage.frame import Framed, FrozenFrame, Scope, frame_for, frozen_frame, restated_frame
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import ScopeRule, Standard
from diaban.coverage.state import State, carried_state
from diaban.coverage.step import Proofs, step_of
from diaban.registers.evidence import Evidence
from diaban.units.atlas import Atlas
from diaban.units.crosswalk import CarryRule
from diaban.units.service import Service
from diaban.units.trace import destinations, origins
from diaban.units.unit import Unit, UnitId
from diaban.units.wording import Listed

__all__ = ["coverage", "coverage_of_all"]

STEPS: Final = {step: rank for rank, step in enumerate(Step)}
NAMED: Final = 12
"""Units that one sentence names; the answer lists them all by state."""


def coverage(
    atlas: Atlas,
    service: Service,
    standard: Standard,
    scope: Scope,
    as_of: date,
    statements: Decider,
    evidence: Iterable[Evidence] | Proofs = (),
    *,
    frame: date | None = None,
    frozen: FrozenFrame | None = None,
    rule: CarryRule | None = None,
    known_at: datetime | None = None,
    classes: Mapping[UnitId, str] | None = None,
) -> CoverageResult:
    """Coverage of ``standard`` in ``scope`` on ``as_of``.

    ``statements``: a decider over what was known at ``known_at``, after choices. ``evidence``: of any units and
    standards. ``frame``: restated to the units of that day (its states from the states on ``as_of`` of the units that
    share its ground) by ``rule``, without it by the standard's own. ``frozen``: counted in a frozen frame instead of
    the derived one. ``classes``: classes of communes.

    A mixed unit's state speaks of the part of its ground that is in the frame: of the rest the standard asks nothing.

    Raises RefusedError: ``standard-not-in-force``, ``before-records``; ValueError for a rule other than any and all.
    """
    frames = _Frames(atlas, service, scope, as_of, frozen, frame)
    return _cover(frames, standard, statements, _indexed(evidence), rule, known_at, classes or {})


def coverage_of_all(
    atlas: Atlas,
    service: Service,
    standards: Iterable[Standard],
    scope: Scope,
    as_of: date,
    statements: Decider,
    evidence: Iterable[Evidence] | Proofs = (),
    *,
    frame: date | None = None,
    rule: CarryRule | None = None,
    known_at: datetime | None = None,
    classes: Mapping[UnitId, str] | None = None,
) -> list[CoverageResult]:
    """One answer for each standard in force on ``as_of``, also where nothing is stated; in order of id."""
    frames, proofs = _Frames(atlas, service, scope, as_of, other_day=frame), _indexed(evidence)
    return [
        _cover(frames, standard, statements, proofs, rule, known_at, classes or {})
        for standard in sorted(standards, key=lambda one: one.id)
        if standard.in_force_on(as_of)
    ]


def _indexed(evidence: Iterable[Evidence] | Proofs) -> Proofs:
    return evidence if isinstance(evidence, Proofs) else Proofs(evidence)


class _Frames:
    """The frames of one question, each made once: standards that bind the same communes share it."""

    def __init__(
        self,
        atlas: Atlas,
        service: Service,
        scope: Scope,
        as_of: date,
        frozen: FrozenFrame | None = None,
        other_day: date | None = None,
    ) -> None:
        self.atlas, self.scope, self.as_of, self.other_day = atlas, scope, as_of, other_day
        self._service, self._frozen = service, frozen
        self._reported: dict[tuple[object, ...], Framed] = {}
        self._restated: dict[int, tuple[Framed, dict[UnitId, list[UnitId]], dict[UnitId, int]]] = {}

    def reported(self, rule: ScopeRule) -> Framed:
        """The frame of the day itself."""
        key = (rule.types, rule.with_service)
        if key not in self._reported:
            framed = frame_for(self.atlas, self._service, rule, self.scope, self.as_of)
            if self._frozen is not None:
                framed = frozen_frame(self.atlas, self._frozen, framed)
            self._reported[key] = framed
        return self._reported[key]

    def restated(self, reported: Framed, day: date) -> tuple[Framed, dict[UnitId, list[UnitId]], dict[UnitId, int]]:
        """A frame of :meth:`reported` in the units of the other day, and how the two share ground."""
        if id(reported) not in self._restated:
            framed = restated_frame(self.atlas, reported, day)
            self._restated[id(reported)] = (framed, *_shared(self.atlas, reported, framed))
        return self._restated[id(reported)]


def _cover(
    frames: _Frames,
    standard: Standard,
    statements: Decider,
    proofs: Proofs,
    rule: CarryRule | None,
    known_at: datetime | None,
    classes: Mapping[UnitId, str],
) -> CoverageResult:
    atlas, scope, as_of = frames.atlas, frames.scope, frames.as_of
    scope_rule = standard.scope_on(as_of)
    reported = frames.reported(scope_rule)
    verdicts = statements.verdicts(standard, reported.units, as_of, classes)
    findings = _doubts(standard, reported, verdicts)
    reached, aside = _steps(standard, reported, verdicts, proofs, statements)
    findings += aside
    outside = _outside(atlas, scope, reported, verdicts.recorded)
    for beyond in outside:
        if atlas.find_id(beyond, as_of) is None:
            last = atlas.versions(beyond)[-1]
            findings.append(
                finding(
                    "record-not-in-force",
                    place=Place(unit=last.code),
                    severity=Severity.WARNING,
                    unit=Listed.of([last]),
                    day=as_of,
                    standard=standard.id,
                )
            )
    framed, states, carry = reported, verdicts.states, None
    ground: dict[UnitId, tuple[UnitId, ...]] = {}
    if frames.other_day is not None:
        carry = rule or standard.carry_rule
        framed, shared, parts = frames.restated(reported, frames.other_day)
        states, reached, undecided = _restated(reported, framed, shared, parts, verdicts.states, reached, carry)
        findings += undecided
        ground = {unit: tuple(sources) for unit, sources in shared.items()}
    lists: dict[State, list[UnitId]] = {state: [] for state in State}
    for unit_id in framed.ids:
        lists[states[unit_id]].append(unit_id)
    return CoverageResult(
        standard,
        as_of,
        known_at,
        scope,
        scope_rule,
        carry,
        framed,
        {state: tuple(ids) for state, ids in lists.items()},
        {
            step: tuple(unit for unit in lists[State.MET] if reached.get(unit, 0) >= rank)
            if reached or not rank
            else ()
            for rank, step in enumerate(Step)
        },
        outside,
        verdicts.sources,
        tuple(findings),
        ground,
    )


def _doubts(standard: Standard, framed: Framed, verdicts: Verdicts) -> list[Finding]:
    """Open conflicts, each by itself because each is settled by itself; lists not stated in full, all in one."""
    found: list[Finding] = []
    if not verdicts.doubts:
        return found
    incomplete: list[Unit] = []
    for unit in framed.units:
        doubt = verdicts.doubts.get(unit.id)
        if doubt is None:
            continue
        if not doubt.conflict:
            incomplete.append(unit)
            continue
        place, named = Place(unit=unit.code), Listed.of([unit])
        found.append(finding("open-conflict", place=place, unit=named, standard=standard.id, origins=doubt.origins))
    if incomplete:
        place = Place(unit=incomplete[0].code if len(incomplete) == 1 else None)
        found.append(
            finding(
                "list-incomplete",
                place=place,
                severity=Severity.WARNING,
                units=Listed.of(incomplete, most=NAMED),
                n=len(incomplete),
                standard=standard.id,
            )
        )
    return found


def _steps(
    standard: Standard,
    framed: Framed,
    verdicts: Verdicts,
    proofs: Proofs,
    statements: Decider,
) -> tuple[dict[UnitId, int], list[Finding]]:
    """How far each unit that is met has come (no entry: reported, no further), and certificates that do not count."""
    own = proofs.of(standard, verdicts.since.keys())
    reached: dict[UnitId, int] = {}
    aside: list[Finding] = []
    reporters = statements.origins(standard, own, framed.as_of) if own else {}
    for unit in framed.units if own else ():
        if unit.id in own:
            step, refused = step_of(
                own[unit.id],
                standard.evidence,
                standard.holds_months,
                verdicts.since[unit.id],
                framed.as_of,
                reporters.get(unit.id, ()),
            )
            reached[unit.id] = STEPS[step]
            aside += [
                finding(
                    "certifier-reported",
                    place=Place(unit=unit.code),
                    severity=Severity.WARNING,
                    unit=Listed.of([unit]),
                    standard=standard.id,
                    day=line.day,
                )
                for line in refused
            ]
    return reached, aside


def _outside(atlas: Atlas, scope: Scope, framed: Framed, recorded: frozenset[UnitId]) -> tuple[UnitId, ...]:
    """Units with records that are not in the frame: those of the scope on its day, or that lay in it when in force."""
    if scope.unit is None:
        beyond = recorded.difference(framed.ids)
    else:
        gone = _gone(atlas, recorded, atlas.since(framed.as_of))
        beyond = (recorded & framed.around) | {unit for unit in gone if _lay_in(atlas, unit, scope.unit.id)}
        beyond = beyond.difference(framed.ids)
    return tuple(sorted(beyond, key=lambda unit: (atlas.versions(unit)[-1].code, unit)))


@lru_cache(maxsize=64)
def _gone(atlas: Atlas, recorded: frozenset[UnitId], day: date) -> frozenset[UnitId]:
    """Those that are not in force: the same for every scope of a day, and seldom any."""
    return recorded.difference(atlas.ids(day))


def _lay_in(atlas: Atlas, unit_id: UnitId, scope: UnitId) -> bool:
    """Whether a unit lay in ``scope`` on its last day."""
    last = atlas.versions(unit_id)[-1]
    day = last.period.last_day or last.period.start
    return day is not None and any(unit.id == scope for unit in (last, *atlas.ancestors(last, day)))


def _restated(
    reported: Framed,
    framed: Framed,
    shared: Mapping[UnitId, Sequence[UnitId]],
    parts: Mapping[UnitId, int],
    states: Mapping[UnitId, State],
    reached: Mapping[UnitId, int],
    rule: CarryRule,
) -> tuple[dict[UnitId, State], dict[UnitId, int], list[Finding]]:
    """States and steps of the frame of the other day from those of the units that share its ground."""
    known = {unit.id: unit for unit in reported.units}
    carried: dict[UnitId, State] = {}
    steps: dict[UnitId, int] = {}
    findings = []
    for unit in framed.units:
        sources = shared[unit.id]
        state = carried[unit.id] = carried_state(((states[one], parts[one] == 1) for one in sources), rule)
        if state is State.MET:
            ranks = [
                reached.get(one, 0)
                for one in sources
                if states[one] is State.MET and (rule is CarryRule.ALL or parts[one] == 1)
            ]
            steps[unit.id] = max(ranks) if rule is CarryRule.ANY else min(ranks)
        elif state is State.UNACCOUNTED and all(states[one] is not State.UNACCOUNTED for one in sources):
            findings.append(
                finding(
                    "restated-undecided",
                    place=Place(unit=unit.code),
                    severity=Severity.WARNING,
                    unit=Listed.of([unit]),
                    sources=Listed.of(known[one] for one in sources),
                    rule=rule.value,
                )
            )
    return carried, steps, findings


def _shared(atlas: Atlas, reported: Framed, framed: Framed) -> tuple[dict[UnitId, list[UnitId]], dict[UnitId, int]]:
    """For each unit of the other frame those of the first that share its ground; among how many each is divided."""
    shared: dict[UnitId, list[UnitId]] = {unit.id: [] for unit in framed.units}
    parts: dict[UnitId, int] = {}
    start, end = reported.as_of, framed.as_of
    for unit in reported.units:
        there = destinations(atlas, unit.id, end) if start <= end else origins(atlas, unit.id, end, start)
        parts[unit.id] = len(there)
        for other in there:
            shared[other].append(unit.id)
    return shared, parts
