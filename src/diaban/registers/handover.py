"""Who answers for which hamlet on a day, what a posting or a merger made void, and handing over (MISSION M16).

A duty is a statement about a hamlet and an officer. It counts while the officer serves in the unit that keeps the
hamlet: postings and mergers end that without anybody touching the duty.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.basis.period import Period
from diaban.registers.staffing import Hamlet, HamletDuty, Posting
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations
from diaban.units.unit import UnitId, UnitType
from diaban.units.wording import Listed

__all__ = ["Answered", "HamletFacts", "HandOver", "Roster", "Standing", "Stated", "Void", "hand_over", "standings"]

Told = TypeVar("Told", Hamlet, HamletDuty)


class Void(StrEnum):
    """Why a duty that is stated does not count on a day."""

    ELSEWHERE = "elsewhere"
    NOT_POSTED = "not-posted"
    HAMLET_MOVED = "hamlet-moved"
    HAMLET_UNLISTED = "hamlet-unlisted"


class Answered(StrEnum):
    """Where a hamlet stands: somebody answers for it, nobody was named, whoever was named does not count, or no unit in
    force keeps it in its list."""

    ANSWERED = "answered"
    WITHOUT = "without"
    VOID = "void"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class HamletFacts:
    """What is stated of hamlets, on any day: the lists of the communes, who answers, who serves where."""

    hamlets: Sequence[Hamlet]
    duties: Sequence[HamletDuty]
    postings: Sequence[Posting]


@dataclass(frozen=True, slots=True)
class Stated:
    """A duty of the day, why it does not count (None: it does), and the units in which its officer serves that day."""

    duty: HamletDuty
    void: Void | None
    posted: tuple[UnitId, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """One hamlet in one unit on a day.

    ``unit``: that keeps it; if ``unlisted``, that kept it last, None if none ever did. ``heirs``: where that unit's
    ground lies now, if it ended. ``could_take``: officers who serve there that day (in the unit, or in an heir), those
    with the fewest hamlets first; empty where the hamlet is answered for.
    """

    hamlet: str
    unit: UnitId | None
    name: str
    type: UnitType | None
    state: Answered
    duties: tuple[Stated, ...]
    heirs: tuple[UnitId, ...] = ()
    could_take: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a hand-over comes to: the duties to record, where each was written, and what there is to say.

    With a finding of severity error nothing is recorded.
    """

    duties: tuple[HamletDuty, ...]
    places: tuple[Place, ...]
    findings: tuple[Finding, ...]


class Roster:
    """Who serves in which unit on a day, by any origin's postings."""

    def __init__(self, postings: Iterable[Posting], day: date) -> None:
        self._here: dict[UnitId, set[str]] = {}
        self._units: dict[str, dict[UnitId, None]] = {}
        self._kept: set[UnitId] = set()
        self._served: set[tuple[str, UnitId]] = set()
        for posting in postings:
            if posting.period.start is None or posting.period.start <= day:
                self._kept.add(posting.unit)
                self._served.add((posting.officer, posting.unit))
            if day in posting.period:
                self._here.setdefault(posting.unit, set()).add(posting.officer)
                self._units.setdefault(posting.officer, {})[posting.unit] = None

    def keeps(self, unit: UnitId) -> bool:
        """Whether postings of the unit are held that day: one of them began on or before it, over or not.

        Where only head counts are known nobody can say who serves; where postings were once held, an empty list says
        that nobody does.
        """
        return unit in self._kept

    def answers(self, officer: str, unit: UnitId) -> bool:
        """Whether a duty of ``officer`` counts for a hamlet of ``unit``: serves there, or postings are not held."""
        return not self.keeps(unit) or officer in self._here.get(unit, ())

    def has_served(self, officer: str, unit: UnitId) -> bool:
        """Whether an officer serves in the unit, or did on a day before."""
        return (officer, unit) in self._served

    def serving(self, unit: UnitId) -> frozenset[str]:
        """Officers who serve in the unit."""
        return frozenset(self._here.get(unit, ()))

    def units(self, officer: str) -> tuple[UnitId, ...]:
        """Units in which an officer serves; several only where origins disagree."""
        return tuple(self._units.get(officer, ()))


def standings(facts: HamletFacts, atlas: Atlas, day: date) -> list[Standing]:
    """Every hamlet on ``day``, by key; also those left behind when their unit ended, or that only a duty names.

    A hamlet that a unit in force took off its list is not among them, unless a duty still names it. Where origins put
    one hamlet into several units there is one standing for each.
    """
    roster = Roster(facts.postings, day)
    listed = _by_hamlet(facts.hamlets)
    duties = _by_hamlet(duty for duty in facts.duties if day in duty.period)
    found: list[Standing] = []
    for key in sorted(listed.keys() | duties.keys()):
        rows, told = listed.get(key, []), duties.get(key, [])
        kept = _kept(rows, atlas, day)
        found += [_kept_standing(hamlet, rows, told, roster, day) for hamlet in kept]
        if not kept:
            found += _left_standing(key, rows, told, roster, atlas, day)
    load: dict[str, int] = {}
    for standing in found:
        for officer in {stated.duty.officer for stated in standing.duties if stated.void is None}:
            load[officer] = load.get(officer, 0) + 1
    return [_with_takers(standing, roster, load) for standing in found]


def _by_hamlet(facts: Iterable[Told]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for fact in facts:
        found.setdefault(fact.hamlet, []).append(fact)
    return found


def _kept(rows: Iterable[Hamlet], atlas: Atlas, day: date) -> list[Hamlet]:
    """The rows that hold on the day in units that have not ended, one for each unit."""
    units: dict[UnitId, Hamlet] = {}
    for row in rows:
        if day in row.period and not atlas.ended_by(row.unit, day):
            units.setdefault(row.unit, row)
    return list(units.values())


def _kept_standing(
    hamlet: Hamlet, rows: Sequence[Hamlet], told: Iterable[HamletDuty], roster: Roster, day: date
) -> Standing:
    stated = tuple(Stated(duty, _void(duty, hamlet.unit, rows, roster), roster.units(duty.officer)) for duty in told)
    if any(one.void is None for one in stated):
        state = Answered.ANSWERED
    else:
        state = Answered.VOID if stated else Answered.WITHOUT
    return Standing(hamlet.hamlet, hamlet.unit, hamlet.name, hamlet.type, state, stated)


def _void(duty: HamletDuty, unit: UnitId, rows: Iterable[Hamlet], roster: Roster) -> Void | None:
    if roster.answers(duty.officer, unit):
        return None
    first = duty.period.start or date.min
    then = {row.unit for row in rows if first in row.period}
    if not roster.units(duty.officer):
        return Void.NOT_POSTED
    # Whoever came along to the hamlet's new unit and left that later was posted away.
    moved = then and unit not in then and not roster.has_served(duty.officer, unit)
    return Void.HAMLET_MOVED if moved else Void.ELSEWHERE


def _left_standing(
    key: str, rows: Iterable[Hamlet], told: Iterable[HamletDuty], roster: Roster, atlas: Atlas, day: date
) -> Iterator[Standing]:
    stated = tuple(Stated(duty, Void.HAMLET_UNLISTED, roster.units(duty.officer)) for duty in told)
    begun = [row for row in rows if row.period.start is None or row.period.start <= day]
    last = max(begun, key=lambda row: row.period.start or date.min, default=None)
    heirs = destinations(atlas, last.unit, day) if last and atlas.ended_by(last.unit, day) else ()
    if last is not None and (heirs or stated):
        yield Standing(key, last.unit, last.name, last.type, Answered.UNLISTED, stated, heirs)
    elif stated:
        yield Standing(key, None, key, None, Answered.UNLISTED, stated)


def _with_takers(standing: Standing, roster: Roster, load: dict[str, int]) -> Standing:
    if standing.state is Answered.ANSWERED:
        return standing
    places = standing.heirs or ((standing.unit,) if standing.unit else ())
    officers = {officer for unit in places for officer in roster.serving(unit)}
    takers = tuple(sorted(officers, key=lambda officer: (load.get(officer, 0), officer)))
    return replace(standing, could_take=takers)


def hand_over(
    wanted: Sequence[HamletDuty], places: Sequence[Place], facts: HamletFacts, atlas: Atlas, day: date
) -> HandOver:
    """Hamlets handed over on ``day`` as ``wanted`` says (all by one origin); ``places``: where each was written.

    A new duty runs from ``day`` until the next that the same origin has recorded already. ``facts.duties``: as they
    were stated, whoever was chosen. Errors ``handover-hamlet-unlisted``, ``handover-officer-not-there``; warnings
    ``handover-unchecked`` (postings not held), ``handover-other-origin``; notes ``handover-unchanged``,
    ``handover-until``.
    """
    roster = Roster(facts.postings, day)
    listed, told = _by_hamlet(facts.hamlets), _by_hamlet(facts.duties)
    duties: list[HamletDuty] = []
    kept: list[Place] = []
    findings: list[Finding] = []
    for duty, place in zip(wanted, places, strict=True):
        findings += _checked(duty, place, listed.get(duty.hamlet, ()), roster, atlas, day)
        mine = [one for one in told.get(duty.hamlet, ()) if one.origin == duty.origin]
        if any(day in one.period and one.officer == duty.officer for one in mine):
            note = finding("handover-unchanged", place=place, severity=Severity.NOTE, hamlet=duty.hamlet, day=day)
            findings.append(note)
            continue
        until = min((one.period.start for one in mine if one.period.start and one.period.start > day), default=None)
        if until is not None:
            note = finding("handover-until", place=place, severity=Severity.NOTE, hamlet=duty.hamlet, until=until)
            findings.append(note)
        findings += _named_by_others(duty, place, told.get(duty.hamlet, ()), day)
        duties.append(replace(duty, period=Period(day, until)))
        kept.append(place)
    return HandOver(tuple(duties), tuple(kept), tuple(findings))


def _checked(
    duty: HamletDuty, place: Place, rows: Sequence[Hamlet], roster: Roster, atlas: Atlas, day: date
) -> Iterator[Finding]:
    """Whether a unit lists the hamlet on the day, and its new officer serves there."""
    units = [row.unit for row in _kept(rows, atlas, day)]
    if not units:
        last = sorted(rows, key=lambda row: row.period.start or date.min)[-1:]
        named = Listed.of(atlas.versions(row.unit)[-1] for row in last)
        yield finding("handover-hamlet-unlisted", place=place, hamlet=duty.hamlet, day=day, last=named)
        return
    named = Listed.of(atlas.find_id(unit, day) or atlas.versions(unit)[-1] for unit in units)
    if not any(roster.answers(duty.officer, unit) for unit in units):
        yield finding(
            "handover-officer-not-there",
            place=place,
            hamlet=duty.hamlet,
            officer=duty.officer,
            unit=named,
            day=day,
        )
    elif not any(roster.keeps(unit) for unit in units):
        warning = Severity.WARNING
        yield finding("handover-unchecked", place=place, severity=warning, hamlet=duty.hamlet, unit=named, day=day)


def _named_by_others(duty: HamletDuty, place: Place, told: Iterable[HamletDuty], day: date) -> Iterator[Finding]:
    """Other officers whom other origins name for the hamlet on the day."""
    for other in told:
        if other.origin != duty.origin and other.officer != duty.officer and day in other.period:
            yield finding(
                "handover-other-origin",
                place=place,
                severity=Severity.WARNING,
                hamlet=duty.hamlet,
                origin=other.origin,
                officer=other.officer,
                day=day,
            )
