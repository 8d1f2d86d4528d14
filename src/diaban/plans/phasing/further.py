"""What else is asked of a plan: one with few changes, what a billion more is worth, money against the day of 100 %."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

import numpy as np

from diaban.basis.error import RefusedError
from diaban.plans.phasing.answer import Answer, Status
from diaban.plans.phasing.check import Verdict, check
from diaban.plans.phasing.engine import Effort, Engine, Watch
from diaban.plans.phasing.facts import BILLION, OUT, Limit, Question, Resource, Year
from diaban.plans.phasing.model import Row, begins_of, model_of, start_of
from diaban.plans.phasing.open_years import unplannable
from diaban.plans.phasing.search import Found, find, value_of

__all__ = ["Point", "Shadow", "changes", "frontier", "replanned", "shadows"]

SHARES: Final = (70, 80, 90, 100, 110, 125, 150, 200)
"""Money of the frontier, in per cent of what there is."""
BEYOND: Final = 15
"""Years that are looked at after the last of the plan."""
SMALL: Final = 1_500
"""Columns up to which a whole further search is made for every billion."""


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[str, ...]:
    """Works that both plans know and that begin in another year, or in none any more, or newly."""
    return tuple(sorted(key for key in before.keys() & after.keys() if before[key] != after[key]))


def replanned(
    question: Question,
    found: Found,
    before: Mapping[str, int],
    engine: Engine,
    effort: Effort,
    give: int,
    watch: Watch | None = None,
) -> tuple[Answer, Verdict]:
    """Of all plans worth at most ``give`` per cent less than the one found, that which changes fewest works against
    ``before``, and of these the one worth most. The bound stays that of the best plan."""
    model = model_of(question)
    floor = -(-found.answer.value * (100 - give) // 100)
    slack = found.answer.value - floor + 1
    weight = float(slack * max(1, len(question.works)))
    same = np.zeros(len(model.columns))
    for number, (key, year) in enumerate(model.columns):
        was = before.get(key)
        if was is not None:
            same[number] = weight if year == was else -weight if was == OUT else 0.0
    row = Row(("value",), np.arange(len(model.columns), dtype=np.int32), model.worth, float(floor), np.inf)
    near = replace(model, worth=same + model.worth, rows=(*model.rows, row))
    begins = found.answer.begins
    solved = engine.solve(near, effort, start=start_of(near, begins), watch=watch)
    if solved.values is not None:
        begins = begins_of(question, model, solved.values)
    value = value_of(question, begins)
    answer = replace(found.answer, begins=begins, value=value, status=Status.STOPPED)
    if solved.status is Status.OPTIMAL and found.answer.status is Status.OPTIMAL:
        answer = replace(answer, status=Status.OPTIMAL)
    return answer, check(question, answer)


@dataclass(frozen=True, slots=True)
class Shadow:
    """What one billion more in a ceiling is worth: ``price`` at the margin, from the relaxation (never below what whole
    works can make of it on average); ``exact``: what the best plan then really gains (None: not searched)."""

    limit: str
    price: float
    exact: int | None


def shadows(
    question: Question, found: Found, engine: Engine, effort: Effort, watch: Watch | None = None
) -> tuple[Shadow, ...]:
    """Of every ceiling of money."""
    told = []
    small = len(question.works) * len(question.years) <= SMALL
    for limit in question.limits:
        if limit.resource is not Resource.MONEY or limit.most is None:
            continue
        exact = None
        if small and found.answer.status is Status.OPTIMAL:
            more = tuple(
                replace(one, most=limit.most + BILLION) if one.key == limit.key else one for one in question.limits
            )
            again = find(question.with_limits(more), engine, effort, start=found.answer.begins, watch=watch)
            if again.answer.status is Status.OPTIMAL:
                exact = again.answer.value - found.answer.value
        told.append(Shadow(limit.key, max(0.0, found.answer.prices.get(limit.key, 0.0)) * BILLION, exact))
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the frontier. ``money``: of all ceilings of years; ``value``, ``begun``: of the best plan found within
    the years of the plan (None: nothing fits); ``done_by``: the day by which all works that can be planned are handed
    over, at the latest (None: not within fifteen more years); ``left_out``: works that cannot be planned, and without
    which this is said."""

    share: int
    money: int
    value: int | None
    begun: int | None
    done_by: date | None
    left_out: int


def frontier(
    question: Question,
    engine: Engine,
    effort: Effort,
    shares: Sequence[int] = SHARES,
    watch: Watch | None = None,
) -> tuple[Point, ...]:
    """Money against the date of 100 %: every ceiling of money times a share.

    After the last year the plan goes on under the ceilings of that year. Works are handed over by the last day of the
    last of the years they take: no chance is in this (a forecast has that). Works pinned out are not waited for.
    """
    points = []
    for share in shares:
        scaled = question.with_limits(tuple(_times(limit, share) for limit in question.limits))
        money = sum(
            limit.most or 0 for limit in scaled.limits if limit.resource is Resource.MONEY and limit.year is not None
        )
        try:
            best: Found | None = find(scaled, engine, effort, watch=watch)
        except RefusedError:
            best = None
        done, out = _done_by(scaled, engine, effort, watch)
        value = None if best is None else best.answer.value
        begun = None if best is None else len(best.answer.chosen())
        points.append(Point(share, money, value, begun, done, out))
    return tuple(points)


def _times(limit: Limit, share: int) -> Limit:
    if limit.resource is not Resource.MONEY:
        return limit
    most = None if limit.most is None else limit.most * share // 100
    least = None if limit.least is None else min(limit.least, limit.least * share // 100)
    return replace(limit, most=most, least=least)


def _done_by(question: Question, engine: Engine, effort: Effort, watch: Watch | None) -> tuple[date | None, int]:
    """The last day of the last works in the shortest plan that takes all of them in."""
    wanted = [
        one
        for one in question.works
        if unplannable(one) is None
        and one.unit_ends is None
        and not ((pin := question.pinned.get(one.works)) is not None and pin.out)
    ]
    # What waits for works that are not among them cannot be waited for either.
    keys = {one.works for one in wanted}
    while lost := {one.works for one in wanted if not keys.issuperset(one.after) and one.works in keys}:
        keys -= lost
        wanted = [one for one in wanted if one.works in keys]
    out = len(question.works) - len(wanted)
    if not wanted:
        return None, out
    pins = tuple(pin for pin in question.pins if pin.works in keys and not pin.out)
    for more in range(1 - len(question.years), BEYOND + 1):
        longer = _longer(question, more)
        if not longer.years or not _sums_fit(longer, keys):
            continue
        asked = replace(longer, works=tuple(wanted), pins=pins)
        if _all_done(asked, keys, engine, effort, watch):
            return date(asked.last, 12, 31), out
    return None, out


def _longer(question: Question, more: int) -> Question:
    """The plan cut short, or with further years under what holds for its last one; nothing is asked at least."""
    last, phase = question.years[-1].year, question.years[-1].phase
    limits = [replace(one, least=None) for one in question.limits if one.most is not None]
    if more <= 0:
        years = question.years[: len(question.years) + more]
        return replace(question, years=years, limits=tuple(limits))
    within = sum(at.phase == phase for at in question.years)
    added: list[Limit] = []
    for number in range(1, more + 1):
        for one in limits:
            if one.year == last:
                added.append(replace(one, key=f"{one.key}+{number}", year=last + number, taken=0))
            elif one.phase == phase and one.most is not None:
                share = one.most // within
                added.append(
                    replace(one, key=f"{one.key}+{number}", year=last + number, phase=None, most=share, taken=0)
                )
    years = (*question.years, *(Year(last + number, phase + number) for number in range(1, more + 1)))
    return replace(question, years=years, limits=(*limits, *added))


def _sums_fit(question: Question, keys: set[str]) -> bool:
    """Whether all money of the years, or of the nation at least, can pay for all works: most lengths fail at that."""
    rooms: dict[int, int] = {}
    for one in question.limits:
        if one.resource is Resource.MONEY and one.year is not None and one.region is None and one.room is not None:
            rooms[one.year] = min(one.room, rooms.get(one.year, one.room))
    if any(at.year not in rooms for at in question.years):
        return True
    cost = sum(one.cost or 0 for one in question.works if one.works in keys)
    return Fraction(cost) <= sum(max(0, rooms[at.year]) for at in question.years)


def _all_done(question: Question, keys: set[str], engine: Engine, effort: Effort, watch: Watch | None) -> bool:
    """Whether there is a plan, which the checker passes, with all works finished in its last year."""
    model = model_of(question)
    late = [
        number
        for number, (key, year) in enumerate(model.columns)
        if year + question.by_key[key].span - 1 > question.last
    ]
    if len({key for number, (key, _) in enumerate(model.columns) if number not in set(late)}) < len(keys):
        return False
    rows = tuple(replace(row, low=1.0) if row.name[0] == "once" else row for row in model.rows)
    # Any plan will do: nothing is to be best.
    must = replace(model, rows=rows, shut=np.array(late, np.int64), worth=np.zeros(len(model.columns)))
    solved = engine.solve(must, effort, watch=watch)
    if solved.values is None:
        return False
    begins = begins_of(question, model, solved.values)
    answer = Answer(begins, value_of(question, begins), None, Status.STOPPED, engine.name)
    return check(question, answer).sound and OUT not in begins.values()
