"""What is about to be recorded, against itself and against what is recorded: overlaps, gaps, origins that disagree.

Periods of one subject by one origin never overlap (an error). Days that nothing covers between two periods, and origins
that say different things about the same days, are kept and reported.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.registers.files import Register
from diaban.registers.staffing import Hamlet, HamletDuty, Posting, Qualification

__all__ = ["disagreements", "findings", "unplaced"]


@dataclass(frozen=True, slots=True)
class _Said:
    """A fact, and where it was written if it is new."""

    fact: Fact
    place: Place | None


def findings(
    register: Register, given: Sequence[Fact], places: Sequence[Place], standing: Sequence[Fact]
) -> list[Finding]:
    """What there is to say about facts ``given`` (all by one origin) beside those ``standing`` (open, by any origin).

    Errors ``overlaps-file`` and ``overlaps-register``; warnings ``gap`` and ``origins-disagree``.
    """
    if not given:
        return []
    # Of what is said once and was never said before there is nothing to say: at the limits that is nearly every row.
    there = {register.about(fact) for fact in standing}
    there |= register.repeated(given)
    wanted: dict[tuple[Any, ...], list[_Said]] = {}
    for fact, place in zip(given, places, strict=True) if there else ():
        subject = register.about(fact)
        if subject in there:
            wanted.setdefault(subject, []).append(_Said(fact, place))
    origin = given[0].origin
    others: dict[tuple[Any, ...], list[Fact]] = {}
    new = {subject: list(said) for subject, said in wanted.items()}
    for fact in standing:
        subject = register.about(fact)
        if subject in wanted:
            if fact.origin == origin:
                wanted[subject].append(_Said(fact, None))
            else:
                others.setdefault(subject, []).append(fact)
    found: list[Finding] = []
    for subject, said in wanted.items():
        said.sort(key=lambda one: one.fact.period.start or date.min)
        found += _along(register, said)
        if subject in others:
            found += _between(register, new[subject], others[subject])
    return sorted(found, key=lambda one: (one.place.row or 0, one.code))


def disagreements(register: Register, facts: Iterable[Fact]) -> list[tuple[Fact, Fact]]:
    """Pairs of facts by different origins about one subject and the same days that say different things."""
    by_subject: dict[tuple[Any, ...], list[Fact]] = {}
    for fact in facts:
        by_subject.setdefault(register.about(fact), []).append(fact)
    return [
        (one, other)
        for said in by_subject.values()
        if len({fact.origin for fact in said}) > 1
        for number, one in enumerate(said)
        for other in said[number + 1 :]
        if one.origin != other.origin and one.period.overlaps(other.period) and register.differing(one, other)
    ]


def unplaced(
    given: Sequence[Fact], places: Sequence[Place], postings: Iterable[Posting], hamlets: Iterable[Hamlet]
) -> list[Finding]:
    """Facts about officers who serve nowhere, or hamlets that are in no list, on their first day: a slip of the pen, or
    a file loaded too early. Warnings ``officer-not-posted``, ``hamlet-not-listed``.
    """
    served: dict[str, list[Period]] = {}
    listed: dict[str, list[Period]] = {}
    for posting in postings:
        served.setdefault(posting.officer, []).append(posting.period)
    for hamlet in hamlets:
        listed.setdefault(hamlet.hamlet, []).append(hamlet.period)
    found: list[Finding] = []
    for fact, place in zip(given, places, strict=True):
        day = fact.period.start or date.min
        if isinstance(fact, Qualification | HamletDuty) and not _covers(served.get(fact.officer), day):
            found.append(finding("officer-not-posted", place=place, severity=Severity.WARNING, day=day))
        if isinstance(fact, HamletDuty) and not _covers(listed.get(fact.hamlet), day):
            key = fact.hamlet
            found.append(finding("hamlet-not-listed", place=place, severity=Severity.WARNING, hamlet=key, day=day))
    return found


def _covers(periods: Iterable[Period] | None, day: date) -> bool:
    return any(day in period for period in periods or ())


def _along(register: Register, said: list[_Said]) -> Iterator[Finding]:
    """Overlaps and gaps along the days of one subject; only where a new fact is concerned."""
    reach = said[0]
    for before, one in pairwise(said):
        reach = before if _reaches(before, reach) else reach
        new = one if one.place is not None else reach
        if new.place is None:
            continue
        other = reach if new is one else one
        if reach.fact.period.overlaps(one.fact.period):
            yield _overlap(register, new, other)
            continue
        end, start = reach.fact.period.end, one.fact.period.start
        if end is not None and start is not None and end < start:
            place, warning = new.place, Severity.WARNING
            yield finding("gap", place=place, severity=warning, register=register.titled, start=end, end=start)


def _reaches(one: _Said, other: _Said) -> bool:
    end, last = one.fact.period.end, other.fact.period.end
    return last is not None and (end is None or end > last)


def _overlap(register: Register, new: _Said, other: _Said) -> Finding:
    place = new.place or Place()
    mine, theirs = new.fact.period, other.fact.period
    days: dict[str, Any] = {"start": _day(mine.start), "end": _day(mine.end)}
    days |= {"other_start": _day(theirs.start), "other_end": _day(theirs.end)}
    if other.place is not None:
        return finding("overlaps-file", place=place, register=register.titled, other=other.place.row, **days)
    return finding("overlaps-register", place=place, register=register.titled, row=str(other.fact.row), **days)


def _between(register: Register, new: list[_Said], others: list[Fact]) -> Iterator[Finding]:
    for said in new:
        for other in others:
            differing = register.differing(said.fact, other) if said.fact.period.overlaps(other.period) else []
            if differing and said.place is not None:
                yield finding(
                    "origins-disagree",
                    place=said.place,
                    severity=Severity.WARNING,
                    register=register.titled,
                    name=register.name,
                    origin=other.origin,
                    row=str(other.row),
                    fields=differing,
                )


def _day(day: date | None) -> object:
    return "…" if day is None else day
