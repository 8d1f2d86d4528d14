"""Where a unit is drawn on a map of points: at its own representative point, or around that of its successor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin
from typing import Final

from diaban.units.atlas import Atlas
from diaban.units.edition import Point
from diaban.units.unit import Unit, UnitId

__all__ = ["ARCHIPELAGOS", "Spot", "place", "spots"]

ARCHIPELAGOS: Final = ("u00420", "u12883")
"""Hoàng Sa and Trường Sa, by identity: every map of the country shows and names both, whatever it counts."""
WIDEST: Final = 0.03
"""Degrees; a unit is never drawn further from its successor's point (some 3 km)."""
SHARE: Final = 0.42
"""Of the way to the nearest other point, so that the units of one successor stay among themselves."""
CELL: Final = 0.25
TURN: Final = pi * (3 - 5**0.5)
"""The golden angle: any number of points in even distances around a centre."""
EAST: Final = cos(radians(16))
"""A degree of longitude in degrees of latitude, in the middle of the country."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a unit is drawn, WGS 84 degrees. ``of``: the unit whose representative point it is, or lies around."""

    lon: float
    lat: float
    of: UnitId


def place(atlas: Atlas, points: Mapping[UnitId, Point], unit_id: UnitId) -> UnitId | None:
    """The unit whose point stands for a unit: itself, or its default successor at any remove; None if none has one."""
    while unit_id not in points:
        step = next((step for step in atlas.successions_from(unit_id) if step.is_default), None)
        if step is None:
            return None
        unit_id = step.newer
    return unit_id


def spots(atlas: Atlas, points: Mapping[UnitId, Point], units: Sequence[Unit]) -> dict[UnitId, Spot]:
    """Where each of ``units`` is drawn; one without a point, its own or its successor's, is not among them.

    Units drawn by the same point lie around it in order of code, the one whose own point it is in the middle; so the
    same units always lie in the same places. No place but an own point says anything of where the unit lay.
    """
    around: dict[UnitId, list[Unit]] = {}
    for unit in units:
        if (of := place(atlas, points, unit.id)) is not None:
            around.setdefault(of, []).append(unit)
    room = _Room(points.values())
    found: dict[UnitId, Spot] = {}
    for of, group in around.items():
        point = points[of]
        if len(group) == 1:
            found[group[0].id] = Spot(point.lon, point.lat, of)
            continue
        group.sort(key=lambda unit: (unit.id != of, unit.code))
        radius = min(WIDEST, SHARE * room.nearest(point))
        first = 0.0 if group[0].id == of else 0.5
        for at, unit in enumerate(group):
            far = radius * ((at + first) / (len(group) - 1 + first)) ** 0.5
            found[unit.id] = Spot(point.lon + far * cos(at * TURN) / EAST, point.lat + far * sin(at * TURN), of)
    return found


class _Room:
    """Points by cells of a grid: how far it is from one to the next."""

    def __init__(self, points: Iterable[Point]) -> None:
        self._cells: dict[tuple[int, int], list[Point]] = {}
        for point in points:
            self._cells.setdefault(_cell(point), []).append(point)

    def nearest(self, point: Point) -> float:
        """Degrees of latitude to the nearest other point, as far as the neighbouring cells reach."""
        x, y = _cell(point)
        near = [
            hypot((other.lon - point.lon) * EAST, other.lat - point.lat)
            for column in (x - 1, x, x + 1)
            for row in (y - 1, y, y + 1)
            for other in self._cells.get((column, row), ())
        ]
        return min((far for far in near if far > 0), default=CELL)


def _cell(point: Point) -> tuple[int, int]:
    return int(point.lon // CELL), int(point.lat // CELL)
