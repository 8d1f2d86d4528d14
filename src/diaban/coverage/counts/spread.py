"""How a model of the movement spread from its first place: how many communes hold it, day by day, across mergers.

Every day is told in the units of one later day, so that a curve that bends has a model behind it and not a merger: a
unit that ended is carried to the units that hold its ground, by the rule ``any``. Where its ground is divided, nobody
knows in which part the place lies: those communes are possible, not sure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from diaban.registers.movement import ModelPlace, MovementModel
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations
from diaban.units.unit import UnitId

__all__ = ["Held", "Spread", "spreads"]


@dataclass(frozen=True, slots=True)
class Held:
    """On ``day``: communes that surely hold a place of the model, those that at most do, and its places."""

    day: date
    sure: int
    possible: int
    places: int


@dataclass(frozen=True, slots=True)
class Spread:
    """A model by its key: its name, where and when its first place began (None: before anybody noted), its curve.

    ``first_unit``: as it was then; it may have ended since.
    """

    model: str
    name: str
    kind: str
    began_in: UnitId
    first_day: date | None
    first_unit: UnitId
    curve: tuple[Held, ...]


def spreads(
    models: Iterable[MovementModel],
    places: Iterable[ModelPlace],
    frame: Sequence[UnitId],
    atlas: Atlas,
    *,
    at: date,
    days: Sequence[date],
) -> list[Spread]:
    """The models that have, or had, a place on the ground of ``frame`` (units in force on ``at``), the widest first.

    ``days``: in order, none after ``at``. A model whose row is not there is called by its key.
    """
    inside = frozenset(frame)
    known = {model.model: model for model in models}
    of: dict[str, list[ModelPlace]] = {}
    heirs: dict[UnitId, tuple[UnitId, ...]] = {}
    for place in places:
        if place.unit not in heirs:
            heirs[place.unit] = destinations(atlas, place.unit, at)
        if not inside.isdisjoint(heirs[place.unit]):
            of.setdefault(place.model, []).append(place)
    found = []
    for key, rows in of.items():
        first = min(rows, key=lambda row: (row.period.start or date.min, row.unit))
        model = known.get(key)
        curve = tuple(_held(rows, heirs, inside, day) for day in days)
        name, kind = (model.name, model.kind.value) if model else (key, "")
        began = model.unit if model else first.unit
        found.append(Spread(key, name, kind, began, first.period.start, first.unit, curve))
    return sorted(found, key=lambda one: (-(one.curve[-1].sure if one.curve else 0), one.name, one.model))


def _held(
    rows: Iterable[ModelPlace], heirs: dict[UnitId, tuple[UnitId, ...]], inside: frozenset[UnitId], day: date
) -> Held:
    sure: set[UnitId] = set()
    possible: set[UnitId] = set()
    places: set[str] = set()
    for row in rows:
        if day not in row.period:
            continue
        places.add(row.place)
        there = inside.intersection(heirs[row.unit])
        possible |= there
        if len(heirs[row.unit]) == 1:
            sure |= there
    return Held(day, len(sure), len(possible), len(places))
