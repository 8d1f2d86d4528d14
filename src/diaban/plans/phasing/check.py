"""The checker: recomputes everything a plan claims from the facts alone, and finds what is wrong with it.

It shares nothing with the model or an engine: neither rows nor columns, only the facts. A bound it computes itself
from the prices an answer carries (Lagrange): whatever the prices, no plan that keeps the limits can be worth more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import isfinite

from diaban.basis.finding import Finding, Place, finding
from diaban.plans.phasing.answer import Answer
from diaban.plans.phasing.facts import OUT, Candidate, Limit, Question, Resource
from diaban.plans.phasing.said import Named, Quantity

__all__ = ["Verdict", "check", "used", "verified_bound"]

RELATIVE = 1e-9
"""By how much a bound of the engine may lie below the value of its own plan: its arithmetic is not exact."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker computed: ``value`` of the plan, ``use`` of each limit, ``bound`` it vouches for (None: the
    answer carries no prices), and what is wrong (nothing: the plan may be kept)."""

    value: int
    use: Mapping[str, int]
    bound: float | None
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def check(question: Question, answer: Answer) -> Verdict:
    """Hold an answer against the facts. Findings: ``plan-works-unknown``, ``plan-works-missing``, ``plan-year``,
    ``plan-not-plannable``, ``plan-before-ready``, ``plan-unit-ended``, ``plan-pin-broken``, ``plan-order-broken``,
    ``plan-above``, ``plan-below``, ``plan-value``, ``plan-bound``."""
    facts = {one.works: one for one in question.works}
    problems = [finding("plan-works-unknown", works=key) for key in sorted(answer.begins.keys() - facts.keys())]
    problems += [finding("plan-works-missing", works=key) for key in sorted(facts.keys() - answer.begins.keys())]
    begins = {key: year for key, year in answer.begins.items() if key in facts and year != OUT}
    calendar = {at.year: at.phase for at in question.years}
    for key, year in sorted(begins.items()):
        problems += _of_works(facts[key], year, calendar, begins, facts)
    for key, pin in {pin.works: pin for pin in question.pins}.items():
        year_ = begins.get(key)
        held = (year_ is None) if pin.out else _held(year_, pin.year, pin.phase, calendar)
        if not held:
            problems.append(finding("plan-pin-broken", works=key, year=str(year_ or "—")))
    use = {limit.key: used(question, limit, begins) for limit in question.limits}
    for limit in question.limits:
        problems += _of_limit(limit, use[limit.key])
    last = max(calendar, default=0)
    value = sum(facts[key].score * (last + 1 - year) for key, year in begins.items() if year in calendar)
    if value != answer.value:
        problems.append(finding("plan-value", said=answer.value, found=value))
    if answer.bound is not None and (not isfinite(answer.bound) or answer.bound < value - RELATIVE * max(1, value)):
        problems.append(finding("plan-bound", bound=answer.bound, value=value))
    return Verdict(value, use, verified_bound(question, answer), tuple(problems))


def _held(year: int | None, wanted: int | None, phase: int | None, calendar: Mapping[int, int]) -> bool:
    if year is None:
        return False
    return (wanted is None or year == wanted) and (phase is None or calendar.get(year) == phase)


def _of_works(
    one: Candidate, year: int, calendar: Mapping[int, int], begins: Mapping[str, int], facts: Mapping[str, Candidate]
) -> list[Finding]:
    place, found = Place(unit=one.unit or None), []
    if year not in calendar:
        return [finding("plan-year", place=place, works=one.works, year=str(year))]
    if one.ready is None or (one.least is None and one.most is None):
        found.append(finding("plan-not-plannable", place=place, works=one.works))
    elif date(year, 12, 31) < one.ready:
        found.append(finding("plan-before-ready", place=place, works=one.works, year=str(year), ready=one.ready))
    if one.unit_ends is not None and date(year, 1, 1) >= one.unit_ends:
        found.append(finding("plan-unit-ended", place=place, works=one.works, year=str(year), day=one.unit_ends))
    for before in one.after:
        first = facts.get(before)
        done = None if first is None or before not in begins else begins[before] + max(1, (first.months + 11) // 12)
        if done is None or done > year:
            found.append(finding("plan-order-broken", place=place, works=one.works, before=before, year=str(year)))
    return found


def used(question: Question, limit: Limit, begins: Mapping[str, int]) -> int:
    """How much of a limit a plan uses."""
    return sum(
        _charge(question, limit, one, begins[one.works]) for one in question.works if begins.get(one.works, OUT) != OUT
    )


def _charge(question: Question, limit: Limit, one: Candidate, begins: int) -> int:
    """What works charge to a limit if they begin in a year."""
    if limit.region not in (None, one.region):
        return 0
    each = {
        Resource.MONEY: one.most if one.most is not None else one.least or 0,
        Resource.SUPERVISION: one.supervision,
        Resource.CONTRACTORS: one.contractors,
        Resource.WORKS: 1,
    }[limit.resource]
    end = begins + max(1, (one.months + 11) // 12) if limit.resource.lasts else begins + 1
    if limit.year is not None:
        return each if begins <= limit.year < end and any(at.year == limit.year for at in question.years) else 0
    return each * sum(at.phase == limit.phase and begins <= at.year < end for at in question.years)


def _of_limit(limit: Limit, use: int) -> list[Finding]:
    found, named = [], Named.of(limit)
    if limit.most is not None and use + limit.taken > limit.most:
        whole, most, over = (
            Quantity.of(limit.resource, number)
            for number in (use + limit.taken, limit.most, use + limit.taken - limit.most)
        )
        found.append(finding("plan-above", limit=named, use=whole, most=most, over=over))
    if limit.least is not None and use < limit.least:
        told, least = Quantity.of(limit.resource, use), Quantity.of(limit.resource, limit.least)
        found.append(finding("plan-below", limit=named, use=told, least=least))
    return found


def verified_bound(question: Question, answer: Answer) -> float | None:
    """A bound from the answer's prices, in exact arithmetic: what the room of the limits is worth at these prices, and
    of each works the best year at what it then is worth less what it uses. None without prices."""
    if not answer.prices and not answer.order_prices:
        return None
    total = Fraction(0)
    prices: list[tuple[Limit, Fraction]] = []
    for limit in question.limits:
        price = Fraction(answer.prices.get(limit.key, 0.0))
        # A price below zero pays for reaching the least, one above for not passing the most.
        side = limit.least if price < 0 else None if limit.most is None else limit.most - limit.taken
        if not price or side is None:
            continue
        total += price * side
        prices.append((limit, price))
    orders = {key: price for key, price in ((k, Fraction(v)) for k, v in answer.order_prices.items()) if price > 0}
    by_region: dict[str | None, list[tuple[Limit, Fraction]]] = {}
    for pair in prices:
        by_region.setdefault(pair[0].region, []).append(pair)
    pins = {pin.works: pin for pin in question.pins}
    waits: dict[str, list[tuple[str, int, Fraction]]] = {}
    waited: dict[str, list[tuple[str, int, Fraction]]] = {}
    for (key, before, year), price in orders.items():
        waits.setdefault(key, []).append((before, year, price))
        waited.setdefault(before, []).append((key, year, price))
    last = question.years[-1].year if question.years else 0
    for one in question.works:
        pin, best = pins.get(one.works), None
        for at in question.years:
            if not _may(one, at.year, at.phase, pin):
                continue
            worth = Fraction(one.score * (last - at.year + 1))
            for limit, price in (*by_region.get(None, ()), *by_region.get(one.region, ())):
                worth -= price * _charge(question, limit, one, at.year)
            worth -= sum((p for before, until, p in waits.get(one.works, ()) if at.year <= until), Fraction(0))
            span = max(1, (one.months + 11) // 12)
            worth += sum((p for _, until, p in waited.get(one.works, ()) if at.year <= until - span), Fraction(0))
            best = worth if best is None else max(best, worth)
        if best is not None:
            total += best if pin is not None and not pin.out else max(Fraction(0), best)
    return float(total)


def _may(one: Candidate, year: int, phase: int, pin: object) -> bool:
    if one.ready is None or one.ready > date(year, 12, 31) or (one.least is None and one.most is None):
        return False
    if one.unit_ends is not None and one.unit_ends <= date(year, 1, 1):
        return False
    if pin is None:
        return True
    wanted, at = getattr(pin, "year", None), getattr(pin, "phase", None)
    return (wanted is not None or at is not None) and wanted in (None, year) and at in (None, phase)
