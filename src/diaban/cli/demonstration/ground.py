"""The ground of a province: its real units on the days that matter, and where each went on 1 July 2025."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Final

from diaban.units.atlas import Atlas
from diaban.units.trace import flows
from diaban.units.unit import Unit, UnitId, UnitType

__all__ = ["DISTRICTS_END", "LAST", "MERGED", "Ground", "ground_of", "in_month", "months"]

DISTRICTS_END: Final = date(2025, 3, 1)
"""The district level of the service is dissolved, its people go to the communes."""
MERGED: Final = date(2025, 7, 1)
"""Communes are merged, districts end."""
LAST: Final = date(2026, 11, 20)
"""The last day on which anything is written."""


@dataclass(frozen=True)
class Ground:
    """``units``: those before the merger; ``heirs``: those after it, in order of their codes.

    ``into``: to which heirs the ground of a unit went, the default one first (``lineage.csv``).
    """

    horizon: date
    units: tuple[Unit, ...]
    heirs: tuple[Unit, ...]
    into: Mapping[UnitId, tuple[UnitId, ...]]

    @cached_property
    def bound(self) -> tuple[Unit, ...]:
        """Communes and townships, without wards: those that most of the standards bind until the merger."""
        return tuple(unit for unit in self.units if unit.type is not UnitType.PHUONG)

    @cached_property
    def wards(self) -> tuple[Unit, ...]:
        """Wards before the merger."""
        return tuple(unit for unit in self.units if unit.type is UnitType.PHUONG)

    @cached_property
    def parents(self) -> Mapping[UnitId, tuple[UnitId, ...]]:
        """Which units come together in an heir: those of which it is the default one, else those with a part in it."""
        found: dict[UnitId, list[UnitId]] = {heir.id: [] for heir in self.heirs}
        for unit in self.units:
            found[self.into[unit.id][0]].append(unit.id)
        for unit in self.units:
            for part in self.into[unit.id]:
                if not found[part]:
                    found[part].append(unit.id)
        return {heir: tuple(units) for heir, units in found.items()}

    def stays(self, unit: UnitId) -> bool:
        """Whether the merger left the unit as it was."""
        return self.into[unit] == (unit,)


def ground_of(atlas: Atlas, code: str) -> Ground:
    """The ground of the province that bore ``code`` before the merger."""
    eve = MERGED - timedelta(days=1)
    province = atlas.by_code(code, eve)
    units = tuple(sorted(atlas.below(province.id, eve), key=lambda unit: unit.code))
    into = {
        unit.id: tuple(
            flow.newer for flow in sorted(flows(atlas, unit.id, eve, MERGED), key=lambda flow: not flow.is_default)
        )
        for unit in units
    }
    heirs = {heir for heirs in into.values() for heir in heirs}
    after = (atlas.by_id(heir, MERGED) for heir in heirs)
    return Ground(atlas.horizons[province.id].day, units, tuple(sorted(after, key=lambda unit: unit.code)), into)


def months(start: date, end: date) -> Iterator[date]:
    """First days of the months from that of ``start`` to that of ``end``."""
    at = start.replace(day=1)
    while at <= end:
        yield at
        at = (at + timedelta(days=32)).replace(day=1)


def in_month(rng: Random, start: date, end: date) -> date:
    """A day between two days, both included, but never one of the last of a month: those are for writing."""
    day = start + timedelta(days=rng.randrange((end - start).days + 1))
    return max(start, day.replace(day=min(day.day, 24)))
