"""Invented counts of Quảng Ninh's communes, month by month over the merger: violations, cards, patrols with the guard.

Violations of twenty months up to August 2026 join on to the returns that communes send from September on. A few
communes are silent in some months, a few give words for a number, one month is out of the ordinary: what the pages
must show, they can be seen to show.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from math import exp, factorial
from random import Random
from typing import Any, Final

from diaban.basis.period import Period
from diaban.cli.demonstration.book import Book
from diaban.cli.demonstration.ground import MERGED, Ground, months
from diaban.registers.campaign import CampaignPlan, CardCount, FormCount
from diaban.registers.fact import Fact
from diaban.registers.patrols import PatrolHeld, PatrolPlan
from diaban.registers.situation import SituationCount
from diaban.units.unit import Unit, UnitId

__all__ = ["counting"]

WRITTEN: Final = date(2026, 9, 4)
PLANNED: Final = date(2026, 11, 19)
FORMS: Final = 305_402
"""Of the whole province, as report Q has it (Q5)."""
CAMPAIGN: Final = (date(2026, 9, 7), date(2026, 11, 18), date(2027, 1, 1))
"""First day, the day on which the counts were written down, the day after the last."""
CATEGORIES: Final = (("social-order", 4.0), ("drugs", 1.6), ("administrative", 3.2), ("traffic", 3.2))
"""A merged commune's cases in a month, on average; each of its parts had its part of them."""
BUSY: Final = (date(2026, 1, 15), 1.6)
"""A month in which everybody found more."""
WORDS: Final = ("hàng chục", 10, 99)
SIGNED: Final = ("Trưởng Công an xã", "Đồn trưởng Đồn Biên phòng")
MOST: Final = 24


def counting(ground: Ground, seed: int, second: int, border: dict[UnitId, Period]) -> Book:
    """The book. ``border``: communes on the border, with the days on which they are."""
    book, rng = Book("qn-tk", "Quảng Ninh", second), Random(f"{seed}/counting")
    origin = book.origin("thong-ke", "Thống kê")
    cited: dict[str, Any] = {"origin": origin, "source": book.source("so-vu", "thống kê vụ việc hằng tháng", WRITTEN)}
    book.record(WRITTEN, "Số vụ việc theo tháng và lĩnh vực, từ tháng 02/2025", _situation(ground, rng, cited))
    cited["source"] = book.source("dan-cu", "phiếu dân cư, thẻ căn cước", WRITTEN)
    book.record(
        WRITTEN,
        "Phiếu thu thập thông tin dân cư, thẻ căn cước",
        [*_forms(ground, rng, cited), *_cards(ground, rng, cited)],
    )
    cited["source"] = book.source("ra-quan", "ra quân thu thập bổ sung, từng tuần", CAMPAIGN[1])
    book.record(
        CAMPAIGN[1], "Ra quân thu thập phiếu bổ sung: chỉ tiêu, tổ, số đếm từng tuần", _campaign(ground, seed, cited)
    )
    cited["source"] = book.source("tuan-tra", "tuần tra phối hợp với Bộ đội Biên phòng", PLANNED)
    book.record(PLANNED, "Kế hoạch và kết quả tuần tra phối hợp", _patrols(border, rng, cited))
    return book


def _units(ground: Ground, period: Period) -> Iterator[tuple[Unit, Period]]:
    """Who reports on which days of a month: over the merger both those that ended and those that began."""
    start, end = period.start or MERGED, period.end or MERGED
    for unit in ground.units if start < MERGED else ():
        yield unit, Period(start, end if ground.stays(unit.id) else min(end, MERGED))
    for heir in ground.heirs if end > MERGED else ():
        if start >= MERGED or not (heir.id in ground.into and ground.stays(heir.id)):
            yield heir, Period(max(start, MERGED), end)


def _situation(ground: Ground, rng: Random, cited: dict[str, Any]) -> Iterator[Fact]:
    parts = {unit.id: len(units) for units in ground.parents.values() for unit in ground.units if unit.id in units}
    means = {
        _mean(one, n, busy, half)
        for _, one in CATEGORIES
        for n in range(1, 9)
        for busy in (False, True)
        for half in (False, True)
    }
    weights = {mean: _chances(mean) for mean in means}
    for first in months(date(2025, 1, 1), date(2026, 7, 1)):
        period = Period(first.replace(day=15), (first + timedelta(days=32)).replace(day=15))
        busy = period.start == BUSY[0]
        for unit, own in _units(ground, period):
            if rng.random() < 0.02:
                continue
            n = min(8, parts.get(unit.id, 1)) if unit.id in ground.into and own.start and own.start < MERGED else 1
            half = own != period
            vague = rng.random() < 0.003
            for at, (category, mean) in enumerate(CATEGORIES):
                words = WORDS if vague and at == 0 else (None, None, None)
                number = rng.choices(range(MOST), cum_weights=weights[_mean(mean, n, busy, half)])[0]
                told = words[0] is None
                yield SituationCount(
                    period=own,
                    unit=unit.id,
                    category=category,
                    detected=number if told else None,
                    prevented=number // 2 if told else None,
                    resolved=number - number // 5 if told else None,
                    stated=words[0],
                    least=words[1],
                    most=words[2],
                    **cited,
                )


def _mean(mean: float, parts: int, busy: bool, half: bool) -> float:
    """Cases in a month of one of ``parts`` of a merged commune; half of them where the merger cuts the month."""
    return round(mean / parts * (BUSY[1] if busy else 1.0) / (2 if half else 1), 4)


def _chances(mean: float) -> list[float]:
    """Poisson's, added up."""
    return list(accumulate(exp(-mean) * mean**k / factorial(k) for k in range(MOST)))


def _forms(ground: Ground, rng: Random, cited: dict[str, Any]) -> Iterator[Fact]:
    """The forms that report Q adds up, as if all had been collected in the last weeks of 2024."""
    units = [unit.id for unit in ground.units]
    shares = [rng.uniform(0.4, 1.6) for _ in units]
    left, whole = FORMS, sum(shares)
    for at, (unit, share) in enumerate(zip(units, shares, strict=True)):
        number = left if at == len(units) - 1 else round(FORMS * share / whole)
        left -= number
        period = Period(ground.horizon, date(2025, 1, 1))
        yield FormCount(
            period=period, unit=unit, collected=number, checked=number - rng.randrange(number // 20), **cited
        )


def _campaign(ground: Ground, seed: int, cited: dict[str, Any]) -> Iterator[Fact]:
    """A campaign for what is still missing, in the communes of today: a target, teams, and counts week by week."""
    rng, (first, written, end) = Random(f"{seed}/campaign"), CAMPAIGN
    for heir in ground.heirs:
        week = rng.uniform(60, 260)
        teams = max(1, round(week / 80))
        target = round(week * rng.uniform(11, 20))
        period = Period(first, end)
        yield CampaignPlan(period=period, unit=heir.id, target=target, teams=teams, shifts=2, crew=3 * teams, **cited)
        for start in (first + timedelta(days=7 * at) for at in range((written - first).days // 7)):
            number = round(week * rng.uniform(0.5, 1.5))
            own = Period(start, start + timedelta(days=7))
            yield FormCount(period=own, unit=heir.id, collected=number, checked=number - number // 25, **cited)


def _cards(ground: Ground, rng: Random, cited: dict[str, Any]) -> Iterator[Fact]:
    for month in (5, 6, 7):
        period = Period(date(2026, month, 15), date(2026, month + 1, 15))
        for heir in ground.heirs:
            applied = rng.randrange(20, 140)
            issued = applied - rng.randrange(8)
            given: dict[str, Any] = {"applied": applied, "issued": issued, "handed_over": issued - rng.randrange(6)}
            yield CardCount(period=period, unit=heir.id, **given, **cited)


def _patrols(border: dict[UnitId, Period], rng: Random, cited: dict[str, Any]) -> Iterator[Fact]:
    """Two patrols a month for each commune on the border; nine of ten were held, and those to come are planned."""
    for first in months(date(2024, 12, 1), date(2026, 11, 1)):
        start, end = first.replace(day=15), (first + timedelta(days=32)).replace(day=15)
        for unit, days in sorted(border.items()):
            for number in (1, 2):
                day = first.replace(day=15) + timedelta(days=rng.randrange(1, 28))
                if day not in days:
                    continue
                # Who began or ended within the month reports its own days of it.
                period = Period(max(start, days.start or start), min(end, days.end or end))
                police, guard = rng.randrange(2, 5), rng.randrange(2, 6)
                key = f"GL-{day:%Y%m}-{number}"
                yield PatrolPlan(
                    period=period, unit=unit, patrol=key, planned_on=day, police=police, border_guard=guard, **cited
                )
                if day < PLANNED and rng.random() < 0.9:
                    yield PatrolHeld(
                        period=period,
                        unit=unit,
                        patrol=key,
                        held_on=day,
                        police=police,
                        border_guard=guard,
                        police_signatory=SIGNED[0],
                        border_guard_signatory=SIGNED[1],
                        **cited,
                    )
