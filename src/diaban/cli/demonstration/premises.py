"""Invented premises: when each unit's headquarters and housing passed from one state to the next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from diaban.basis.period import Period
from diaban.registers.premises import Building, ChecklistItem, Headquarters, Housing, Progress, Tenure
from diaban.units.unit import UnitId

__all__ = [
    "ITEMS",
    "Site",
    "checklist",
    "finishing",
    "headquarters",
    "housing",
    "last_year",
    "repaired",
    "sites",
    "standing",
    "unstarted",
]

ITEMS: Final = (
    "work-block",
    "citizen-reception",
    "meeting-room",
    "duty-room",
    "custody-room",
    "evidence-store",
    "kitchen-dining",
    "garage",
    "impound-yard",
    "fence-gate-yard",
)
"""Codes of ``headquarters-standard``; which of them a building lacks is drawn from the last five."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a unit's own building is, or will be."""

    unit: UnitId
    building: Building
    before: Tenure
    capacity: int
    floor: int
    land: int


Stage = tuple[date, Progress]


def drawn(rng: Random, unit: UnitId) -> Site:
    """A building as public sources describe them: 400 to 550 m², on 3,000 to 4,000 m²."""
    building = rng.choices((Building.PERMANENT, Building.PREFABRICATED, Building.CONVERTED), (84, 8, 8))[0]
    before = rng.choices((Tenure.IN_COMMITTEE, Tenure.BORROWED), (75, 25))[0]
    return Site(unit, building, before, rng.randrange(8, 17), rng.randrange(400, 551, 5), rng.randrange(3000, 4001, 50))


def finishing(rng: Random, finish: date, horizon: date, *, built_by: date | None = None) -> list[Stage]:
    """The stages of works that end on ``finish``, the first on ``horizon``; being built by ``built_by`` at the latest.

    6 to 9 months of works and about as long again for the procedures before them (DOMAIN).
    """
    begin = finish - timedelta(days=rng.randrange(180, 275))
    begin = min(begin, built_by or begin)
    stages = [
        (finish, Progress.FINISHED),
        (begin, Progress.BEING_BUILT),
        (begin - timedelta(days=rng.randrange(200, 330)), Progress.IN_PROCEDURES),
        (date.min, Progress.NO_SITE),
    ]
    found: list[Stage] = []
    for day, progress in stages:
        first = max(day.replace(day=min(day.day, 24)), horizon)
        found.append((first, progress))
        if first == horizon:
            break
    return found[::-1]


def standing(horizon: date) -> list[Stage]:
    """Finished before anything is recorded."""
    return [(horizon, Progress.FINISHED)]


def unstarted(rng: Random, start: date, end: date) -> list[Stage]:
    """Works that come no further than procedures between two days."""
    middle = start + timedelta(days=rng.randrange((end - start).days))
    return [(start, Progress.NO_SITE), (middle.replace(day=min(middle.day, 24)), Progress.IN_PROCEDURES)]


def repaired(rng: Random, day: date, until: date) -> list[Stage]:
    """Damaged by a storm, and finished again."""
    return [(day, Progress.BEING_BUILT), (until.replace(day=rng.randrange(5, 24)), Progress.FINISHED)]


def headquarters(site: Site, stages: Iterable[Stage], origin: str, finished_in: int | None) -> Iterator[Headquarters]:
    """One fact per stage, each running on, with no source yet; ``finished_in``: the year, if before them."""
    for day, progress in stages:
        done = progress is Progress.FINISHED
        yield Headquarters(
            period=Period(day, None),
            origin=origin,
            source="",
            unit=site.unit,
            tenure=Tenure.INDEPENDENT if done else site.before,
            building=site.building if done else Building.CONVERTED,
            progress=progress,
            capacity=site.capacity if done else None,
            floor_m2=site.floor if done else None,
            land_m2=None if progress is Progress.NO_SITE else site.land,
            year=(finished_in or day.year) if done else None,
        )


def housing(rng: Random, unit: UnitId, stages: Iterable[Stage], origin: str, year: int | None) -> Iterator[Housing]:
    """Official housing, stage by stage."""
    tenure = rng.choices((Tenure.INDEPENDENT, Tenure.IN_COMMITTEE, Tenure.BORROWED), (60, 25, 15))[0]
    building = rng.choices((Building.PERMANENT, Building.PREFABRICATED, Building.CONVERTED), (55, 25, 20))[0]
    capacity = rng.randrange(8, 13)
    for day, progress in stages:
        done = progress is Progress.FINISHED
        yield Housing(
            period=Period(day, None),
            origin=origin,
            source="",
            unit=unit,
            tenure=tenure if done else Tenure.NONE,
            building=building if done else Building.NONE,
            progress=progress,
            capacity=capacity if done else None,
            floor_m2=capacity * 12 if done else None,
            year=(year or day.year) if done else None,
        )


def checklist(
    rng: Random, unit: UnitId, horizon: date, finish: date | None, complete: date | None, origin: str
) -> Iterator[ChecklistItem]:
    """Items of the standard from ``horizon`` on: most are met with the building, the last with ``complete``.

    A building below the standard lacks one to three; a unit without one has a reception room and a duty room.
    """
    lacking = set(rng.sample(ITEMS[5:], rng.randrange(1, 4)))
    for item in ITEMS:
        first = complete if item in lacking else finish
        if item in ("citizen-reception", "duty-room"):
            first = horizon
        if first is None or first > horizon:
            yield _item(unit, item, horizon, False, origin)
        if first is not None:
            yield _item(unit, item, max(first, horizon), True, origin)


def _item(unit: UnitId, item: str, day: date, met: bool, origin: str) -> ChecklistItem:
    return ChecklistItem(period=Period(day, None), origin=origin, source="", unit=unit, item=item, met=met)


def sites(rng: Random, units: Sequence[UnitId]) -> dict[UnitId, Site]:
    """A building for each unit."""
    return {unit: drawn(rng, unit) for unit in units}


def last_year(rng: Random) -> int:
    """A year of completion before everything recorded."""
    return rng.randrange(2019, 2023)
