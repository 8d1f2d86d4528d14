"""A unit as it is best shown for a day: as it was then, or why not and on which other day instead."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from diaban.units.atlas import Atlas
from diaban.units.event import ChangeEvent
from diaban.units.unit import Level, Unit, UnitId, UnitType

__all__ = ["Life", "Portrait", "Presence", "counts_within", "lives", "portrait", "siblings"]

Presence = Literal["in-force", "ended", "not-yet", "before-records"]
"""Of the day asked for: in force; over; not begun; or there, before the list of its province is complete."""


DAYS_KEPT: Final = 8
"""Days whose counts are kept: as many as the atlas keeps views of."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """``unit``: the version shown, as of ``on``; None where the atlas vouches for no day that could stand in.

    Of a unit that had ended it is the last day, of one that had not begun the first; before records it is None, for
    what lies there is not known. ``horizon``: the first day for which the atlas vouches, None if for none.
    """

    unit: Unit
    on: date | None
    presence: Presence
    horizon: date | None


@dataclass(frozen=True, slots=True)
class Life:
    """One version with what made it: changes that left the unit itself, on its first day; and its parent then."""

    unit: Unit
    events: tuple[ChangeEvent, ...]
    parent: Unit | None


def portrait(atlas: Atlas, unit_id: UnitId, day: date) -> Portrait:
    """The unit as it is best shown for ``day``. KeyError for an id that was never issued."""
    versions = atlas.versions(unit_id)
    horizon = min((one.answers.start for one in versions if one.answers and one.answers.start), default=None)
    here = atlas.find_id(unit_id, day)
    if here is not None:
        return Portrait(here, day, "in-force", horizon)
    early = next((one for one in versions if day in one.period), None)
    if early is not None:
        return Portrait(early, None, "before-records", horizon)
    if atlas.ended_by(unit_id, day):
        last = versions[-1]
        return Portrait(last, last.answers.last_day if last.answers else None, "ended", horizon)
    return Portrait(versions[0], horizon, "not-yet", horizon)


def lives(atlas: Atlas, unit_id: UnitId) -> tuple[Life, ...]:
    """Every version of a unit, the oldest first."""
    events = atlas.events_of(unit_id)
    return tuple(
        Life(
            version,
            tuple(event for event in events if event.day == version.period.start),
            None if version.parent_id is None else _version_then(atlas, version),
        )
        for version in atlas.versions(unit_id)
    )


def _version_then(atlas: Atlas, unit: Unit) -> Unit | None:
    """The parent on the last day of the version, the newest where it runs on."""
    if unit.parent_id is None:
        return None
    day = unit.period.last_day
    versions = atlas.versions(unit.parent_id)
    return next((one for one in versions if day is not None and day in one.period), versions[-1])


def siblings(atlas: Atlas, unit: Unit, day: date) -> tuple[Unit | None, Unit | None]:
    """The units before and after ``unit`` under its parent on ``day``, in order of code; None at either end."""
    row = sorted(atlas.children(unit.parent_id, day), key=lambda one: one.code) if unit.parent_id else []
    at = next((number for number, one in enumerate(row) if one.id == unit.id), None)
    if at is None:
        return None, None
    return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)


@lru_cache(maxsize=DAYS_KEPT)
def counts_within(atlas: Atlas, day: date) -> Mapping[UnitId, Mapping[Level, Mapping[UnitType, int]]]:
    """How many units of each level and type lie below each unit on ``day``: the whole nation in one pass."""
    above = {unit.id: unit.parent_id for unit in atlas.in_force(day)}
    found: dict[UnitId, dict[Level, Counter[UnitType]]] = {}
    for unit in atlas.in_force(day):
        top = unit.parent_id
        while top is not None:
            found.setdefault(top, {}).setdefault(unit.level, Counter())[unit.type] += 1
            top = above.get(top)
    return found
