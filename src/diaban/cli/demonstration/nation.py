"""An invented nation for measuring: every commune of today, about 33,000 rows in three acts, nothing like the truth."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Final

from diaban.basis.period import Period
from diaban.cli.demonstration import premises
from diaban.cli.demonstration.book import Book, in_turn
from diaban.cli.demonstration.generate import SEED, joined
from diaban.cli.demonstration.ground import LAST, MERGED, in_month
from diaban.cli.demonstration.premises import ITEMS, Stage
from diaban.cli.demonstration.step import Plan
from diaban.registers.fact import Fact
from diaban.registers.premises import ChecklistItem
from diaban.registers.staffing import (
    Hamlet,
    HamletDuty,
    HeadCount,
    Posting,
    Qualification,
    QualificationKind,
    Title,
)
from diaban.units.atlas import Atlas
from diaban.units.unit import Level, Unit, UnitType

__all__ = ["nation"]

ONE_BY_ONE: Final = 13
"""Of so many communes one is told in full: people one by one, hamlets, every item; of the others counts are known."""
WRITTEN: Final = LAST


def nation(atlas: Atlas, seed: int = SEED, *, first: int | None = None) -> Plan:
    """34 provinces, from the merger to November 2026, each unit drawn from its own numbers.

    ``first``: of so many communes only, in order of their ids; None: of all.
    """
    book = Book("vn", "Cả nước", 0)
    units = sorted(atlas.in_force(MERGED, Level.COMMUNE), key=lambda unit: unit.id)[:first]
    for topic, title, origin in (
        ("quan-so", "Quân số", book.origin("to-chuc", "Tổ chức cán bộ")),
        ("tru-so", "Trụ sở, nhà ở", book.origin("hau-can", "Hậu cần")),
        ("thon-to", "Thôn, tổ dân phố", book.origin("xa", "Công an cấp xã")),
    ):
        source = book.source(topic, f"{title} để đo tốc độ", WRITTEN)
        draw = {"quan-so": _people, "tru-so": _premises, "thon-to": _hamlets}[topic]
        book.record(WRITTEN, f"{title} của mọi xã, phường, đặc khu", draw(units, seed, origin, source))
    return joined([book])


def _numbers(seed: int, topic: str, unit: Unit) -> Random:
    return Random(f"{seed}/vn/{topic}/{unit.id}")


def _in_full(units: Sequence[Unit]) -> Sequence[Unit]:
    return units[::ONE_BY_ONE]


def _people(units: Sequence[Unit], seed: int, origin: str, source: str) -> Iterator[Fact]:
    full = {unit.id for unit in _in_full(units)}
    for unit in units:
        rng = _numbers(seed, "people", unit)
        size = rng.randrange(10, 40)
        if unit.id not in full:
            change = in_month(rng, date(2025, 8, 1), date(2026, 10, 1))
            for number, period in ((size, Period(MERGED, change)), (size + rng.randrange(-2, 4), Period(change, None))):
                yield HeadCount(period=period, origin=origin, source=source, unit=unit.id, title=None, number=number)
            continue
        for at in range(size):
            officer = f"GL-{unit.id}-{at:02d}"
            title = Title.CHIEF if at == 0 else Title.DEPUTY if at < 3 else Title.MEMBER
            start = Period(MERGED, None)
            yield Posting(period=start, origin=origin, source=source, officer=officer, unit=unit.id, title=title)
            if at % 6 == 0:
                kind = rng.choice(list(QualificationKind))
                yield Qualification(period=start, origin=origin, source=source, officer=officer, kind=kind)


def _premises(units: Sequence[Unit], seed: int, origin: str, source: str) -> Iterator[Fact]:
    full = {unit.id for unit in _in_full(units)}
    for unit in units:
        rng = _numbers(seed, "premises", unit)
        facts: list[Fact] = []
        for finish, year in (_finish(rng), _finish(rng)):
            stages = premises.finishing(rng, finish, MERGED)
            site = premises.drawn(rng, unit.id)
            if not facts:
                facts += in_turn(premises.headquarters(site, _past(stages), origin, year))
            else:
                facts += in_turn(premises.housing(rng, unit.id, _past(stages), origin, year))
        yield from (replace(fact, source=source) for fact in facts)
        for item in ITEMS if unit.id in full else ITEMS[:1]:
            period = Period(MERGED, None)
            met = rng.random() < 0.9
            yield ChecklistItem(period=period, origin=origin, source=source, unit=unit.id, item=item, met=met)


def _hamlets(units: Sequence[Unit], seed: int, origin: str, source: str) -> Iterator[Fact]:
    for unit in _in_full(units):
        rng = _numbers(seed, "hamlets", unit)
        period = Period(MERGED, None)
        for at in range(1, 8):
            key = f"GL-{unit.id}-{at:02d}"
            yield Hamlet(
                period=period,
                origin=origin,
                source=source,
                hamlet=key,
                unit=unit.id,
                name=f"Tổ {at}",
                type=UnitType.TO_DAN_PHO,
            )
            if rng.random() < 0.95:
                officer = f"GL-{unit.id}-{rng.randrange(1, 10):02d}"
                yield HamletDuty(period=period, origin=origin, source=source, hamlet=key, officer=officer)


def _finish(rng: Random) -> tuple[date, int | None]:
    """When works end, and in which year where that was before the merger; some will end only after today."""
    if rng.random() < 0.7:
        return MERGED, rng.randrange(2019, 2026)
    return in_month(rng, date(2025, 8, 1), date(2027, 6, 1)), None


def _past(stages: Sequence[Stage]) -> list[Stage]:
    """Nothing is recorded of days to come."""
    return [(day, progress) for day, progress in stages if day <= WRITTEN]
