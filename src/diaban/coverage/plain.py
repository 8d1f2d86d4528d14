"""The rules of the standards told plainly, unit by unit: the reference that the engine is held to.

It also answers what the engine does not: which facts a unit's state rests on.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.decide import STATES, Doubt, Verdicts
from diaban.coverage.rule import (
    ChecklistRule,
    HamletRule,
    PremisesRule,
    QualificationRule,
    StaffingRule,
    Wins,
    registers_of,
)
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.coverage.statement import Statements, first_day
from diaban.registers.fact import Fact
from diaban.registers.handover import Roster
from diaban.registers.premises import ChecklistItem, Headquarters, Housing
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Qualification
from diaban.units.unit import Unit, UnitId

__all__ = ["Decision", "PlainDecider", "UnitFacts", "decide", "facts_by_unit"]


@dataclass(slots=True)
class UnitFacts:
    """What is stated about one unit, with the qualifications of its officers and the duties for its hamlets."""

    counts: list[HeadCount] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    qualifications: list[Qualification] = field(default_factory=list)
    hamlets: list[Hamlet] = field(default_factory=list)
    duties: list[HamletDuty] = field(default_factory=list)
    headquarters: list[Headquarters] = field(default_factory=list)
    housing: list[Housing] = field(default_factory=list)
    items: list[ChecklistItem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Decision:
    """The state of a unit on a day, what it rests on, and since when it is met (``date.min``: unknown)."""

    state: State
    facts: tuple[Fact, ...]
    since: date | None
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class _World:
    """What one origin says: a value to be held against what is needed, None where it does not say it in full."""

    origins: tuple[str, ...]
    value: int | None
    facts: tuple[Fact, ...]


def facts_by_unit(statements: Statements) -> dict[UnitId, UnitFacts]:
    """Facts sorted by the unit they speak of; a qualification goes to every unit its officer was ever posted to."""
    units: dict[UnitId, UnitFacts] = {}

    def of(unit: UnitId) -> UnitFacts:
        return units.setdefault(unit, UnitFacts())

    served: dict[str, dict[UnitId, None]] = {}
    kept: dict[str, dict[UnitId, None]] = {}
    for count in statements.of(HeadCount):
        of(count.unit).counts.append(count)
    for posting in statements.of(Posting):
        of(posting.unit).postings.append(posting)
        served.setdefault(posting.officer, {})[posting.unit] = None
    for held in statements.of(Qualification):
        for unit in served.get(held.officer, ()):
            of(unit).qualifications.append(held)
    for hamlet in statements.of(Hamlet):
        of(hamlet.unit).hamlets.append(hamlet)
        kept.setdefault(hamlet.hamlet, {})[hamlet.unit] = None
    for duty in statements.of(HamletDuty):
        for unit in kept.get(duty.hamlet, ()):
            of(unit).duties.append(duty)
    for headquarters in statements.of(Headquarters):
        of(headquarters.unit).headquarters.append(headquarters)
    for housing in statements.of(Housing):
        of(housing.unit).housing.append(housing)
    for item in statements.of(ChecklistItem):
        of(item.unit).items.append(item)
    return units


def decide(standard: Standard, unit: Unit, facts: UnitFacts, day: date, classes: Mapping[UnitId, str]) -> Decision:
    """The state of ``unit`` on ``day`` from its own facts.

    Two origins whose statements lead to different states leave it ``unaccounted``; if they differ and lead to the
    same state, that is its state. ``lost``: not met on the day, but met on an earlier one, held against what is needed
    on ``day``: when a norm rises, nobody loses anything.
    """
    needed = standard.needed(unit, day, classes)
    worlds = _worlds(standard, facts, day)
    state = _state(worlds, needed)
    rests_on = tuple(dict.fromkeys(fact for world in worlds for fact in world.facts))
    if state is State.UNACCOUNTED:
        doubt = Doubt(tuple(sorted({o for w in worlds for o in w.origins})), _differ(worlds)) if worlds else None
        return Decision(state, rests_on, None, doubt)
    earlier = sorted({at for at in _changes(standard, facts) if at < day}, reverse=True)
    if state is State.MET:
        since = max((at for at in _changes(standard, facts) if at <= day), default=date.min)
        for at in earlier:
            if _state(_worlds(standard, facts, at), needed) is not State.MET:
                break
            since = at
        return Decision(state, rests_on, since, None)
    if any(_state(_worlds(standard, facts, at), needed) is State.MET for at in earlier):
        state = State.LOST
    return Decision(state, rests_on, None, None)


def _differ(worlds: Sequence[_World]) -> bool:
    return all(world.value is not None for world in worlds)


def _state(worlds: Sequence[_World], needed: int) -> State:
    states = {_one(world.value, needed) for world in worlds}
    return states.pop() if len(states) == 1 else State.UNACCOUNTED


def _one(value: int | None, needed: int) -> State:
    if value is None:
        return State.UNACCOUNTED
    return State.MET if value >= needed else State.UNDER_WAY if value > 0 else State.NOT_STARTED


def _used(standard: Standard, facts: UnitFacts) -> Iterator[Fact]:
    """Every fact about the unit that the standard reads, of any day."""
    match standard.rule:
        case StaffingRule():
            yield from facts.counts
            yield from facts.postings
        case QualificationRule(kinds=kinds):
            yield from facts.postings
            yield from (held for held in facts.qualifications if held.kind in kinds)
        case PremisesRule(register=register):
            yield from facts.headquarters if register is Headquarters else facts.housing
        case ChecklistRule(items=items):
            yield from (item for item in facts.items if item.item in items)
        case HamletRule():
            yield from facts.hamlets
            yield from facts.duties


def _changes(standard: Standard, facts: UnitFacts) -> set[date]:
    """Days from which something else may hold."""
    used = list(_used(standard, facts))
    if isinstance(standard.rule, HamletRule):
        used += facts.postings
    return {first_day(fact.period) for fact in used} | {fact.period.end for fact in used if fact.period.end}


def _on(facts: Iterable[Fact], day: date) -> list[Fact]:
    return [fact for fact in facts if day in fact.period]


def _worlds(standard: Standard, facts: UnitFacts, day: date) -> list[_World]:
    match standard.rule:
        case StaffingRule(wins=wins):
            people, counts = _people(facts, day), _counts(facts, day)
            return (people or counts) if wins is Wins.POSTINGS else (counts or people)
        case QualificationRule(kinds=kinds):
            return _qualified(facts, day, kinds)
        case PremisesRule(register=register) as rule:
            told = facts.headquarters if register is Headquarters else facts.housing
            return [_World((fact.origin,), rule.level(fact), (fact,)) for fact in told if day in fact.period]
        case ChecklistRule(items=items):
            return _checklist(facts, day, items)
        case HamletRule():
            return _hamlets(facts, day)


def _origins(facts: Iterable[Fact]) -> list[str]:
    return sorted({fact.origin for fact in facts})


def _people(facts: UnitFacts, day: date) -> list[_World]:
    present = [posting for posting in facts.postings if day in posting.period]
    worlds = []
    for origin in _origins(present):
        own = [posting for posting in present if posting.origin == origin]
        worlds.append(_World((origin,), len({posting.officer for posting in own}), tuple(own)))
    return worlds


def _counts(facts: UnitFacts, day: date) -> list[_World]:
    present = [count for count in facts.counts if day in count.period]
    worlds = []
    for origin in _origins(present):
        own = [count for count in present if count.origin == origin]
        # A count of all titles already holds those by title.
        own = [count for count in own if count.title is None] or own
        worlds.append(_World((origin,), sum(count.number for count in own), tuple(own)))
    return worlds


def _qualified(facts: UnitFacts, day: date, kinds: Collection[str]) -> list[_World]:
    # Who holds a qualification is only ever stated, never denied: origins add up here, they cannot contradict.
    held = [fact for fact in facts.qualifications if day in fact.period and fact.kind in kinds]
    holders = {fact.officer for fact in held}
    worlds = []
    for world in _people(facts, day):
        officers = {fact.officer for fact in world.facts if isinstance(fact, Posting)} & holders
        proof = tuple(fact for fact in held if fact.officer in officers)
        worlds.append(_World(world.origins, len(officers), (*world.facts, *proof)))
    return worlds


def _hamlets(facts: UnitFacts, day: date) -> list[_World]:
    listed = [hamlet for hamlet in facts.hamlets if day in hamlet.period]
    duties = [duty for duty in facts.duties if day in duty.period]
    serving = [posting for posting in facts.postings if day in posting.period]
    roster = Roster(facts.postings, day)
    duties = [duty for duty in duties if all(roster.answers(duty.officer, hamlet.unit) for hamlet in listed)]
    answered = {duty.hamlet for duty in duties}
    worlds = []
    for origin in _origins(listed):
        own = [hamlet for hamlet in listed if hamlet.origin == origin]
        names = {hamlet.hamlet for hamlet in own}
        value = 2 if names <= answered else 1 if names & answered else 0
        proof = tuple(duty for duty in duties if duty.hamlet in names)
        officers = {duty.officer for duty in proof}
        worlds.append(_World((origin,), value, (*own, *proof, *(one for one in serving if one.officer in officers))))
    return worlds


def _checklist(facts: UnitFacts, day: date, items: Collection[str]) -> list[_World]:
    """The items stated, of all origins together: one item met and one not is under way, whatever the others are.

    With none stated as not met, an item not stated or stated both ways leaves it open.
    """
    told = [fact for fact in facts.items if day in fact.period and fact.item in items]
    if not told:
        return []
    met = {fact.item for fact in told if fact.met}
    unmet = {fact.item for fact in told if not fact.met}
    origins, proof = tuple(_origins(told)), tuple(told)
    if unmet - met:
        return [_World(origins, 1 if met - unmet else 0, proof)]
    if met & unmet:
        return [_World(origins, 2, proof), _World(origins, 0, proof)]
    return [_World(origins, 2 if met == set(items) else None, proof)]


class PlainDecider:
    """Decides by plain loops over facts."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    @cached_property
    def facts(self) -> Mapping[UnitId, UnitFacts]:
        """Facts by unit."""
        return facts_by_unit(self._statements)

    def decision(self, standard: Standard, unit: Unit, day: date, classes: Mapping[UnitId, str]) -> Decision:
        """The state of one unit, with the facts it rests on."""
        return decide(standard, unit, self.facts.get(unit.id) or UnitFacts(), day, classes)

    def verdicts(self, standard: Standard, units: Sequence[Unit], day: date, classes: Mapping[UnitId, str]) -> Verdicts:
        """The states of units, one by one."""
        made = {unit.id: self.decision(standard, unit, day, classes) for unit in units}
        recorded = frozenset(
            unit for unit, facts in self.facts.items() if any(day in fact.period for fact in _own(standard, facts))
        )
        sources = {
            fact.source for unit in made if unit in self.facts for fact in _spoken(standard, self.facts[unit], day)
        }
        return Verdicts(
            {unit: decision.state for unit, decision in made.items()},
            {unit: decision.since for unit, decision in made.items() if decision.since is not None},
            {unit: decision.doubt for unit, decision in made.items() if decision.doubt is not None},
            recorded,
            tuple(sorted(sources)),
        )

    def states(
        self, standard: Standard, units: Sequence[Unit], day: date, classes: Mapping[UnitId, str]
    ) -> NDArray[np.int64]:
        """The states alone, one by one, as places in ``STATES``."""
        told = [STATES.index(self.decision(standard, unit, day, classes).state) for unit in units]
        return np.array(told, np.int64)

    def origins(self, standard: Standard, units: Iterable[UnitId], day: date) -> Mapping[UnitId, tuple[str, ...]]:
        """Who states what the units are judged by: where two registers speak, the one that wins."""
        found: dict[UnitId, tuple[str, ...]] = {}
        for unit in units:
            told = _on(_own(standard, self.facts.get(unit) or UnitFacts()), day)
            first = [kind for kind in registers_of(standard.rule) if any(isinstance(fact, kind) for fact in told)][:1]
            if first:
                found[unit] = tuple(_origins(fact for fact in told if isinstance(fact, first[0])))
        return found


def _own(standard: Standard, facts: UnitFacts) -> Iterator[Fact]:
    """The facts that name the unit itself: a qualification speaks of an officer, a duty of a hamlet."""
    return (fact for fact in _used(standard, facts) if not isinstance(fact, Qualification | HamletDuty))


def _spoken(standard: Standard, facts: UnitFacts, day: date) -> Iterator[Fact]:
    """What is stated about the unit on the day, with the qualifications of those present and duties for its hamlets."""
    own = _on(_own(standard, facts), day)
    yield from own
    officers = {fact.officer for fact in own if isinstance(fact, Posting)}
    hamlets = {fact.hamlet for fact in own if isinstance(fact, Hamlet)}
    for fact in _used(standard, facts):
        match fact:
            case Qualification() if fact.officer in officers and day in fact.period:
                yield fact
            case HamletDuty() if fact.hamlet in hamlets and day in fact.period:
                yield fact
