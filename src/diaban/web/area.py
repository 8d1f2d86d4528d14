"""An area chosen on the map: a rectangle, or a line drawn around communes by hand; in the address as text.

Everything is whole thousandths of a degree, on this side and in the browser (``map-area.js``), so that both answer the
same of every point. ``?khung=105.2,20.1,106.4,21``: west, south, east, north in degrees. ``?vung=``: the corners of a
line, each as two steps from the one before it, in the 64 signs that an address takes as they are; a step is doubled,
one below nothing made odd, and written five bits to a sign, the lowest first, 32 added where more follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from diaban.units.position import Spot

__all__ = ["Area", "Box", "Line", "chosen_area", "written"]

SCALE: Final = 1000
SIGNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
VALUES: Final = {sign: value for value, sign in enumerate(SIGNS)}
MOST: Final = 64
"""Corners of a line; the browser keeps to forty."""
LONGEST: Final = MOST * 8
WIDEST: Final = (180 * SCALE, 90 * SCALE)
Corner = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; a point on its edge lies in it."""

    west: int
    south: int
    east: int
    north: int

    def holds(self, spot: Spot) -> bool:
        """Whether a place lies in it."""
        x, y = _place(spot)
        return self.west <= x <= self.east and self.south <= y <= self.north

    def __str__(self) -> str:
        return ",".join(f"{side / SCALE:.3f}" for side in (self.west, self.south, self.east, self.north))


@dataclass(frozen=True, slots=True)
class Line:
    """What a closed line encircles, also where it crosses itself."""

    corners: tuple[Corner, ...]

    def holds(self, spot: Spot) -> bool:
        """Whether the line goes around a place: its winding number is not nothing (D. Sunday, 2001)."""
        x, y = _place(spot)
        turns = 0
        x0, y0 = self.corners[-1]
        for x1, y1 in self.corners:
            if (y0 <= y) != (y1 <= y):
                side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
                if y0 <= y:
                    turns += side > 0
                else:
                    turns -= side < 0
            x0, y0 = x1, y1
        return turns != 0

    def __str__(self) -> str:
        return written(self.corners)


Area = Box | Line


def chosen_area(line: str, box: str) -> Area | None:
    """The area that the address gives as either, the line before the rectangle; what is none chooses nothing."""
    return _line(line) or _box(box)


def written(corners: Sequence[Corner]) -> str:
    """A line as an address has it."""
    told, last = [], (0, 0)
    for corner in corners:
        for one, before in zip(corner, last, strict=True):
            step = one - before
            left = -2 * step - 1 if step < 0 else 2 * step
            while left >= 32:
                told.append(SIGNS[32 + left % 32])
                left //= 32
            told.append(SIGNS[left])
        last = corner
    return "".join(told)


def _place(spot: Spot) -> Corner:
    # As the browser is told of it (web.chart): both must see a point on the same side of a line.
    return round(spot.lon * SCALE), round(spot.lat * SCALE)


def _line(text: str) -> Line | None:
    if not text or len(text) > LONGEST or any(sign not in VALUES for sign in text):
        return None
    steps, number, times = [], 0, 1
    for sign in text:
        value = VALUES[sign]
        number += value % 32 * times
        times *= 32
        if value < 32:
            steps.append(-(number + 1) // 2 if number % 2 else number // 2)
            number, times = 0, 1
    if times > 1 or len(steps) % 2 or not 6 <= len(steps) <= 2 * MOST:
        return None
    corners, x, y = [], 0, 0
    for at in range(0, len(steps), 2):
        x, y = x + steps[at], y + steps[at + 1]
        if abs(x) > WIDEST[0] or abs(y) > WIDEST[1]:
            return None
        corners.append((x, y))
    return Line(tuple(corners))


def _box(text: str) -> Box | None:
    try:
        west, south, east, north = (float(side) for side in text[:80].split(","))
    except ValueError:
        return None
    # Written so that it is false for what is not a number.
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return Box(*(round(side * SCALE) for side in (west, south, east, north)))
