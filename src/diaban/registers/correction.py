"""A corrected return: each line replaces what the same origin states about the same subject in the line's days."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.registers.files import Register

__all__ = ["Correction", "corrected"]


@dataclass(frozen=True, slots=True)
class Correction:
    """``facts``, ``places``: the lines that change something. ``left``: what stands beside all lines of the return
    afterwards, by anybody. ``replaced``: the rows that such a line replaces, with all their days or a part of them.
    """

    facts: tuple[Fact, ...]
    places: tuple[Place, ...]
    replaced: tuple[Fact, ...]
    left: tuple[Fact, ...]
    findings: tuple[Finding, ...]


def corrected(
    register: Register,
    given: Sequence[Fact],
    places: Sequence[Place],
    standing: Iterable[Fact],
    *,
    whole: bool = False,
) -> Correction:
    """Hold a corrected return against what stands (open, by any origin); ``given`` is all by one origin.

    A line replaces the days it names: of a row that runs on beyond them the rest stays, which is said (note
    ``correction-rest``). ``whole``: a line replaces every row it touches, the days beyond it included. A line that says
    what is said already is passed over (note ``correction-unchanged``), so that what rests on the row, evidence or a
    choice, stays. A line about days of which the origin said nothing is new (warning ``correction-new``).
    """
    origin = given[0].origin if given else ""
    there: dict[tuple[Any, ...], list[Fact]] = {}
    left: list[Fact] = []
    for fact in standing:
        if fact.origin == origin:
            there.setdefault(register.about(fact), []).append(fact)
        else:
            left.append(fact)
    kept: list[tuple[Fact, Place]] = []
    found: list[Finding] = []
    hit: dict[int, Fact] = {}
    cuts: dict[tuple[Any, ...], list[Period]] = {}
    for fact, place in zip(given, places, strict=True):
        subject = register.about(fact)
        before = [old for old in there.get(subject, ()) if old.period.overlaps(fact.period)]
        if any(_is_said(register, fact, old, whole) for old in before):
            found.append(finding("correction-unchanged", place=place, severity=Severity.NOTE))
        else:
            kept.append((fact, place))
            hit |= {old.row: old for old in before}
        cuts.setdefault(subject, []).extend([old.period for old in before] if whole else [fact.period])
        if not before:
            values = {"register": register.titled, "origin": origin}
            found.append(finding("correction-new", place=place, severity=Severity.WARNING, **values))
        found += _rests(fact, place, () if whole else before)
    for subject, rows in there.items():
        for old in rows:
            left += [replace(old, period=period) for period in old.period.without(cuts.get(subject, ()))]
    facts, kept_places = tuple(fact for fact, _ in kept), tuple(place for _, place in kept)
    return Correction(facts, kept_places, tuple(hit.values()), tuple(left), tuple(found))


def _is_said(register: Register, fact: Fact, old: Fact, whole: bool) -> bool:
    covered = old.period == fact.period if whole else not fact.period.without([old.period])
    return covered and not register.differing(old, fact)


def _rests(fact: Fact, place: Place, before: Iterable[Fact]) -> Iterator[Finding]:
    """Rows that a line does not replace to their end, though it names an end itself: perhaps they were to end there."""
    for old in before:
        for rest in old.period.without([fact.period]):
            if rest.start is not None and rest.start == fact.period.end:
                values = {"row": str(old.row), "start": rest.start, "end": rest.end or "…"}
                yield finding("correction-rest", place=place, severity=Severity.NOTE, **values)
