"""A row against itself: what no register need be asked to see. Such a row is never recorded."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from diaban.basis.finding import Finding, Place, finding
from diaban.registers.fact import Fact
from diaban.registers.files import Headed, Register
from diaban.registers.judging.works_alone import WORKS_CHECKS
from diaban.registers.movement import Recognition, RecognitionLevel
from diaban.registers.patrols import PatrolHeld, PatrolPlan
from diaban.registers.situation import SituationCount

__all__ = ["alone", "is_looked_at"]

TITLES: Final = re.compile(r"trưởng|phó|chỉ huy|chính trị viên|cán bộ|công an viên", re.IGNORECASE)
"""Words of the titles under which either force signs."""
RANKS: Final = re.compile(r"\b(?:thiếu|trung|thượng|đại)\s+(?:úy|uý|tá|tướng|sĩ|sỹ)\b|\bđồng chí\b", re.IGNORECASE)
"""A rank stands before a name."""


def alone(register: Register, fact: Fact, place: Place) -> list[Finding]:
    """What one row says against itself; ``place`` is the row's, findings add the column.

    Errors ``more-working-than-there``, ``part-over-whole``, ``nothing-counted``, ``vague-and-number``,
    ``bounds-crossed``, ``bounds-without-words``, ``recognition-hamlet``, ``patrol-without-police``,
    ``patrol-without-border-guard``, ``patrol-outside-period``, ``signatory-not-a-title``, and those of
    ``works_alone``.
    """
    found = [*_parts(register, fact, place)]
    check = CHECKS.get(type(fact))
    return found + list(check(fact, place)) if check else found


def is_looked_at(register: Register) -> bool:
    """Whether a row of the register can say anything against itself."""
    return bool(register.parts) or register.fact in CHECKS


def _parts(register: Register, fact: Fact, place: Place) -> Iterator[Finding]:
    for part, whole in register.parts:
        some, every = getattr(fact, part), getattr(fact, whole)
        if some is None or every is None or some <= every:
            continue
        at = replace(place, column=part)
        if part == "working":
            yield finding("more-working-than-there", place=at, number=every, working=some)
        else:
            values: dict[str, Any] = {"part": Headed(part), "whole": Headed(whole)}
            yield finding("part-over-whole", place=at, some=some, every=every, **values)


def _situation(fact: SituationCount, place: Place) -> Iterator[Finding]:
    bounded = fact.least is not None or fact.most is not None
    if (fact.detected, fact.prevented, fact.resolved, fact.stated) == (None, None, None, None) and not bounded:
        yield finding("nothing-counted", place=place)
    if fact.stated is not None and fact.detected is not None:
        yield finding("vague-and-number", place=replace(place, column="stated"), number=fact.detected)
    if bounded and fact.stated is None:
        yield finding("bounds-without-words", place=replace(place, column="stated"))
    if fact.least is not None and fact.most is not None and fact.least > fact.most:
        yield finding("bounds-crossed", place=replace(place, column="most"), least=fact.least, most=fact.most)


def _recognition(fact: Recognition, place: Place) -> Iterator[Finding]:
    if (fact.hamlet is not None) != (fact.level is RecognitionLevel.RESIDENTIAL_AREA):
        yield finding("recognition-hamlet", place=replace(place, column="hamlet"))


def _plan(fact: PatrolPlan, place: Place) -> Iterator[Finding]:
    yield from _forces(fact, place)
    if fact.planned_on not in fact.period:
        yield _outside(fact.planned_on, fact, replace(place, column="planned_on"))


def _held(fact: PatrolHeld, place: Place) -> Iterator[Finding]:
    yield from _forces(fact, place)
    if fact.held_on not in fact.period:
        yield _outside(fact.held_on, fact, replace(place, column="held_on"))
    for column in ("police_signatory", "border_guard_signatory"):
        title = getattr(fact, column)
        if not TITLES.search(title) or RANKS.search(title):
            # It may be a name, so that it is not repeated.
            yield finding("signatory-not-a-title", place=replace(place, column=column))


def _forces(fact: PatrolPlan | PatrolHeld, place: Place) -> Iterator[Finding]:
    if fact.police < 1:
        yield finding("patrol-without-police", place=replace(place, column="police"))
    if fact.border_guard < 1:
        yield finding("patrol-without-border-guard", place=replace(place, column="border_guard"))


def _outside(day: object, fact: Fact, place: Place) -> Finding:
    start, end = fact.period.start or "…", fact.period.end or "…"
    return finding("patrol-outside-period", place=place, day=day, start=start, end=end)


CHECKS: Final[Mapping[type[Fact], Callable[[Any, Place], Iterator[Finding]]]] = {
    SituationCount: _situation,
    Recognition: _recognition,
    PatrolPlan: _plan,
    PatrolHeld: _held,
    **WORKS_CHECKS,
}
