"""Small phasings: written by hand, or drawn; and the best of each by trying every plan, judged by its own words."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

from hypothesis import strategies as st

from diaban.plans.phasing.facts import BILLION, OUT, Candidate, Limit, Pin, Question, Resource, Year

__all__ = ["best", "fits", "plans", "question", "questions", "works", "worth"]

YEARS = (Year(2027, 1), Year(2028, 2), Year(2029, 2))


def works(key: str, cost: float | None = 1, score: int = 1, **more: Any) -> Candidate:
    """Works of ``cost`` billion đồng, ready from the first day, that take a year."""
    amount = None if cost is None else round(cost * BILLION)
    given: dict[str, Any] = {"name": key, "unit": "", "region": "A", "least": amount, "most": amount, "score": score}
    given |= {"ready": date(2027, 1, 1), "months": 12}
    return Candidate(works=key, **{**given, **more})


def money(year: int, billions: float, **more: Any) -> Limit:
    """A ceiling of a year."""
    return Limit(key=str(year), resource=Resource.MONEY, year=year, most=round(billions * BILLION), **more)


def question(*given: Candidate | Limit | Pin, years: tuple[Year, ...] = YEARS[:2]) -> Question:
    """A question of these."""
    return Question(
        tuple(one for one in given if isinstance(one, Candidate)),
        years,
        tuple(one for one in given if isinstance(one, Limit)),
        tuple(one for one in given if isinstance(one, Pin)),
    )


@st.composite
def questions(draw: st.DrawFn, *, most: int = 5, free: bool = False) -> Question:
    """Any small question; ``free``: without pins, waits and leasts."""
    years = YEARS[: draw(st.integers(1, 3))]
    number = draw(st.integers(0, most))
    keys = [f"w{n}" for n in range(number)]
    made = []
    for key in keys:
        cost = draw(st.integers(1, 8))
        bounds = draw(st.sampled_from(((cost, cost), (cost, cost), (None, cost), (cost, None), (cost, cost + 1))))
        after = draw(st.sampled_from(keys)) if not free and draw(st.integers(0, 3)) == 0 else key
        made.append(
            works(
                key,
                score=draw(st.integers(0, 20)),
                region=draw(st.sampled_from("AB")),
                least=None if bounds[0] is None else bounds[0] * BILLION,
                most=None if bounds[1] is None else bounds[1] * BILLION,
                ready=draw(st.sampled_from((date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1), None))),
                months=draw(st.sampled_from((6, 12, 13, 24))),
                after=(after,) if after != key else (),
                supervision=draw(st.integers(0, 2)),
                unit_ends=draw(st.sampled_from((None, None, None, date(2028, 1, 1)))),
            )
        )
    limits = []
    for n in range(draw(st.integers(1, 4))):
        resource = draw(st.sampled_from(Resource))
        unit = BILLION if resource is Resource.MONEY else 1
        when: dict[str, Any] = draw(
            st.sampled_from([{"year": at.year} for at in years] + [{"phase": at.phase} for at in years])
        )
        limits.append(
            Limit(
                key=f"l{n}",
                resource=resource,
                region=draw(st.sampled_from((None, "A", "B"))),
                most=draw(st.integers(0, 15)) * unit,
                taken=draw(st.sampled_from((0, 0, 1))) * unit if draw(st.booleans()) else 0,
                least=None if free or draw(st.integers(0, 5)) else draw(st.integers(0, 2)) * unit,
                **when,
            )
        )
    pinned = [] if free else [key for key in keys if draw(st.integers(0, 5)) == 0]
    pins = [draw(st.sampled_from((Pin(key), Pin(key, year=2027), Pin(key, phase=2)))) for key in pinned]
    return Question(tuple(made), years, tuple(limits), tuple(pins))


def plans(asked: Question) -> Iterator[dict[str, int]]:
    """Every plan there is."""
    choices = [OUT, *(at.year for at in asked.years)]
    for years in product(choices, repeat=len(asked.works)):
        yield {one.works: year for one, year in zip(asked.works, years, strict=True)}


def worth(asked: Question, plan: Mapping[str, int]) -> int:
    """The score of each works in every year from its beginning to the end of the plan."""
    return sum(sum(one.score for at in asked.years if at.year >= plan[one.works] != OUT) for one in asked.works)


def fits(asked: Question, plan: Mapping[str, int]) -> bool:
    """Whether a plan keeps everything, said year by year: another hand than the checker's."""
    by_key = {one.works: one for one in asked.works}
    at_work = {
        key: {begins + n for n in range(-(-by_key[key].months // 12))} for key, begins in plan.items() if begins != OUT
    }
    for key, years in at_work.items():
        one, begins = by_key[key], min(years)
        if one.ready is None or one.ready.year > begins or (one.least is None and one.most is None):
            return False
        if one.unit_ends is not None and one.unit_ends.year <= begins:
            return False
        if any(first not in at_work or max(at_work[first]) >= begins for first in one.after):
            return False
    phases = {at.year: at.phase for at in asked.years}
    for pin in asked.pins:
        begins = plan[pin.works]
        if begins == OUT:
            if not pin.out:
                return False
        elif pin.out or pin.year not in (None, begins) or pin.phase not in (None, phases[begins]):
            return False
    return all(_kept(asked, limit, plan, at_work) for limit in asked.limits)


def _kept(asked: Question, limit: Limit, plan: Mapping[str, int], at_work: Mapping[str, set[int]]) -> bool:
    use = 0
    for one in asked.works:
        if plan[one.works] == OUT or limit.region not in (None, one.region):
            continue
        for at in asked.years:
            if at.year != limit.year and (limit.year is not None or at.phase != limit.phase):
                continue
            begins, under_way = at.year == plan[one.works], at.year in at_work[one.works]
            use += {
                Resource.MONEY: begins * ((one.least or 0) if one.most is None else one.most),
                Resource.WORKS: int(begins),
                Resource.SUPERVISION: under_way * one.supervision,
                Resource.CONTRACTORS: under_way * one.contractors,
            }[limit.resource]
    return (limit.most is None or use + limit.taken <= limit.most) and use >= (limit.least or 0)


def best(asked: Question) -> int | None:
    """The most any plan is worth; None where nothing fits."""
    return max((worth(asked, plan) for plan in plans(asked) if fits(asked, plan)), default=None)
