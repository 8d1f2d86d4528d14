"""The same ground in the units of another day (DESIGN "Figures", rule 2)."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from weakref import WeakKeyDictionary

from diaban.units.atlas import Atlas
from diaban.units.trace import destinations, origins
from diaban.units.unit import Level, Unit, UnitId, UnitType

__all__ = ["Frame", "Restated", "frame_of", "restate"]

MOST: Final = 64
"""Answers kept of one atlas: the same ground is asked for on every month of a trend, and seldom differs."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Which units are counted, as of which day."""

    as_of: date
    units: tuple[UnitId, ...]


@dataclass(frozen=True, slots=True)
class Restated:
    """A unit that holds ground of a frame on another day; ``mixed`` if it also holds ground from outside it."""

    unit: Unit
    mixed: bool


def frame_of(atlas: Atlas, scope: UnitId | None, types: Iterable[UnitType], as_of: date) -> Frame:
    """The communes of the given types (none given: all) at or below ``scope`` (None: the nation) on ``as_of``.

    Raises RefusedError ``before-records`` for a day before the horizon of a province concerned.
    """
    if scope is None:
        atlas.require_complete(as_of)
        communes = atlas.in_force(as_of, Level.COMMUNE)
    else:
        top = atlas.by_id(scope, as_of)
        atlas.require_complete(as_of, [unit.id for unit in (top, *atlas.ancestors(top, as_of))])
        communes = atlas.below(scope, as_of, Level.COMMUNE)
    wanted = frozenset(types)
    return Frame(as_of, tuple(unit.id for unit in communes if not wanted or unit.type in wanted))


def restate(atlas: Atlas, frame: Frame, day: date) -> tuple[Restated, ...]:
    """The units of ``day`` that hold the ground of ``frame``, mixed ones marked, in order of code.

    Works both ways: ``day`` may be earlier than the frame's own. A unit of ``day`` is mixed when some unit
    of the frame's day that shares ground with it is not in the frame.
    """
    kept = _KEPT.setdefault(atlas, OrderedDict())
    key = (frame, atlas.since(day))
    if key not in kept:
        kept[key] = _restate(atlas, frame, day)
        if len(kept) > MOST:
            kept.popitem(last=False)
    return kept[key]


def _restate(atlas: Atlas, frame: Frame, day: date) -> tuple[Restated, ...]:
    inside = frozenset(frame.units)
    early, late = min(frame.as_of, day), max(frame.as_of, day)
    forward = frame.as_of <= day

    def shared(unit_id: UnitId, *, onward: bool) -> tuple[UnitId, ...]:
        if onward:
            return destinations(atlas, unit_id, late)
        return origins(atlas, unit_id, early, late)

    there = dict.fromkeys(other for unit_id in frame.units for other in shared(unit_id, onward=forward))
    restated = [
        Restated(atlas.by_id(other, day), not inside.issuperset(shared(other, onward=not forward))) for other in there
    ]
    return tuple(sorted(restated, key=lambda part: part.unit.code))


_KEPT: Final[WeakKeyDictionary[Atlas, OrderedDict[tuple[Frame, date], tuple[Restated, ...]]]] = WeakKeyDictionary()
