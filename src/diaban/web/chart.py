"""What the map draws on a day, without any standard: units, where each is drawn, and the two archipelagos.

Between two days on which units change nothing of this changes, so a chart is made once for all those days; browsers
keep it under its address (``Chart.since`` and the edition).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from diaban.coverage.tally import Provinces, provinces_on
from diaban.units.edition import Edition
from diaban.units.position import ARCHIPELAGOS, Spot, spots
from diaban.units.trace import origins
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["Chart", "Isle", "chart_on"]

SCALE: Final = 1000
"""Map units to a degree: some 110 m, far below what a representative point means."""


@dataclass(frozen=True, slots=True)
class Isle:
    """An archipelago: its name, its point, the unit and the province it is on that day as far as records tell."""

    id: UnitId
    name: str
    lon: int
    lat: int
    unit: Unit | None
    province: Unit | None


@dataclass(frozen=True)
class Chart:
    """Communes in order of code; ``spots``: where they are drawn, those without a point absent.

    ``since``: the first day of which all this holds. ``blank``: the ground of provinces without data on the day, by
    the communes they had on the first day with data; nothing is said of any of these but where it lies.
    """

    since: date
    units: tuple[Unit, ...]
    spots: dict[UnitId, Spot]
    provinces: Provinces
    blank: tuple[tuple[Unit, date, tuple[Spot, ...]], ...]
    isles: tuple[Isle, ...]
    parents: dict[UnitId, tuple[Unit, ...]]
    drawn: bytes = field(repr=False)
    named: bytes = field(repr=False)

    @property
    def unplaced(self) -> tuple[Unit, ...]:
        """Communes that no point stands for."""
        return tuple(unit for unit in self.units if unit.id not in self.spots)

    @property
    def borrowed(self) -> int:
        """How many communes are drawn by the point of a later unit."""
        return sum(spot.of != id_ for id_, spot in self.spots.items())


def chart_on(edition: Edition, day: date) -> Chart:
    """The chart of a day."""
    return _chart(edition, edition.atlas.since(day))


@lru_cache(maxsize=8)
def _chart(edition: Edition, since: date) -> Chart:
    atlas, points = edition.atlas, edition.points
    units = sorted(atlas.in_force(since, Level.COMMUNE), key=lambda unit: unit.code)
    placed = spots(atlas, points, units)
    provinces = provinces_on(atlas, since)
    blank = []
    for province, first in provinces.late:
        ground = spots(atlas, points, atlas.below(province.id, first))
        blank.append((province, first, tuple(ground.values())))
    isles = tuple(_isle(edition, id_, since) for id_ in ARCHIPELAGOS)
    parents = {unit.id: atlas.ancestors(unit, since) for unit in units}
    drawn = _drawn(units, placed, blank, isles, parents)
    return Chart(since, tuple(units), placed, provinces, tuple(blank), isles, parents, drawn, _named(units, parents))


def _isle(edition: Edition, id_: UnitId, day: date) -> Isle:
    """Before it was a unit of its own, an archipelago is what lay on its ground."""
    atlas, point = edition.atlas, edition.points[id_]
    last = atlas.versions(id_)[-1]
    unit = atlas.find_id(id_, day)
    here = unit
    if here is None and last.period.start is not None and day < last.period.start:
        here = next(
            (one for old in origins(atlas, id_, day, last.period.start) if (one := atlas.find_id(old, day))), None
        )
    above = atlas.ancestors(here, day) if here is not None else ()
    return Isle(id_, last.name, round(point.lon * SCALE), round(point.lat * SCALE), here, above[-1] if above else None)


def _drawn(
    units: Sequence[Unit],
    placed: dict[UnitId, Spot],
    blank: Sequence[tuple[Unit, date, tuple[Spot, ...]]],
    isles: Sequence[Isle],
    parents: dict[UnitId, tuple[Unit, ...]],
) -> bytes:
    """What is needed to draw: whole numbers, each the step from the one before it; a unit without a spot has 0, 0."""
    by_province: dict[str, list[Spot]] = {}
    for unit in units:
        if unit.id in placed and parents[unit.id]:
            by_province.setdefault(parents[unit.id][-1].name, []).append(placed[unit.id])
    for province, _, ground in blank:
        by_province.setdefault(province.name, []).extend(ground)
    lon, lat = _steps([placed.get(unit.id) for unit in units])
    blank_lon, blank_lat = _steps([spot for _, _, ground in blank for spot in ground])
    return _json(
        {
            "scale": SCALE,
            "lon": lon,
            "lat": lat,
            "blank": {
                "of": [[province.full_name, first.isoformat(), len(ground)] for province, first, ground in blank],
                "lon": blank_lon,
                "lat": blank_lat,
            },
            "isles": [
                [isle.name, isle.lon, isle.lat, isle.province.full_name if isle.province else ""] for isle in isles
            ],
            "provinces": [
                [name, *_middle(ground)] for name, ground in sorted(by_province.items(), key=lambda pair: -len(pair[1]))
            ],
        }
    )


def _named(units: Sequence[Unit], parents: dict[UnitId, tuple[Unit, ...]]) -> bytes:
    """What is needed to say what was pointed at: columns as one text each, parents once."""
    types = sorted({unit.type.value for unit in units})
    above = list(dict.fromkeys(", ".join(one.full_name for one in parents[unit.id]) for unit in units))
    number = {text: at for at, text in enumerate(above)}
    return _json(
        {
            "types": types,
            "type": "".join(str(types.index(unit.type.value)) for unit in units),
            "names": "\n".join(unit.name for unit in units),
            "codes": " ".join(unit.code for unit in units),
            "ids": " ".join(unit.id for unit in units),
            "parents": above,
            "parent": [number[", ".join(one.full_name for one in parents[unit.id])] for unit in units],
        }
    )


def _steps(placed: Sequence[Spot | None]) -> tuple[list[int], list[int]]:
    """Whole numbers as steps: neighbours in order of code are neighbours on the ground, so steps are short."""
    columns: tuple[list[int], list[int]] = ([], [])
    last = [0, 0]
    for spot in placed:
        for axis, value in enumerate((0, 0) if spot is None else (round(spot.lon * SCALE), round(spot.lat * SCALE))):
            columns[axis].append(value - last[axis])
            last[axis] = value
    return columns


def _middle(ground: Sequence[Spot]) -> tuple[int, int]:
    """Where the name of a province is written: the medians of its points."""
    at = len(ground) // 2
    return (
        round(sorted(spot.lon for spot in ground)[at] * SCALE),
        round(sorted(spot.lat for spot in ground)[at] * SCALE),
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
