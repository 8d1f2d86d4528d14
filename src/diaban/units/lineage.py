"""The whole lineage of a unit: the ground it came from and the ground it went into, at any remove."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from diaban.units.atlas import Atlas
from diaban.units.event import Succession
from diaban.units.unit import UnitId

__all__ = ["Lineage", "lineage"]

Near = Callable[[UnitId], list[UnitId]]


@dataclass(frozen=True, slots=True)
class Lineage:
    """``older[0]`` came straight before the unit, ``older[1]`` before those, and so on; ``newer`` the other way.

    A unit that lies on ways of different length stands as far out as the longest, so that every succession in ``links``
    leads from an outer unit to one further in. Within a layer units stand beside those they belong to, then by code.
    """

    older: tuple[tuple[UnitId, ...], ...]
    newer: tuple[tuple[UnitId, ...], ...]
    links: tuple[Succession, ...]

    @property
    def count(self) -> int:
        """How many units there are beside the one asked for."""
        return sum(map(len, (*self.older, *self.newer)))


def lineage(atlas: Atlas, unit_id: UnitId) -> Lineage:
    """The lineage of a unit; without layers for one that neither came from others nor went into others."""

    def into(one: UnitId) -> list[UnitId]:
        return [step.older for step in atlas.successions_into(one)]

    def out(one: UnitId) -> list[UnitId]:
        return [step.newer for step in atlas.successions_from(one)]

    older = _layers(unit_id, into, out, lambda one: atlas.versions(one)[-1].code)
    newer = _layers(unit_id, out, into, lambda one: atlas.versions(one)[0].code)
    links = [
        *(step for one in _all(unit_id, older) for step in atlas.successions_into(one)),
        *(step for one in _all(unit_id, newer) for step in atlas.successions_from(one)),
    ]
    return Lineage(older, newer, tuple(links))


def _all(unit_id: UnitId, layers: Sequence[Sequence[UnitId]]) -> list[UnitId]:
    return [unit_id, *(one for layer in layers for one in layer)]


def _layers(start: UnitId, away: Near, back: Near, code: Callable[[UnitId], str]) -> tuple[tuple[UnitId, ...], ...]:
    reached = {start: None}
    for one in (queue := [start]):
        new = [other for other in away(one) if other not in reached]
        reached.update(dict.fromkeys(new))
        queue += new
    depth: dict[UnitId, int] = {start: 0}

    def deep(one: UnitId) -> int:
        if one not in depth:
            depth[one] = 1 + max(deep(other) for other in back(one) if other in reached)
        return depth[one]

    layers: list[list[UnitId]] = [[] for _ in range(max(map(deep, reached)))]
    for one in reached:
        if one != start:
            layers[deep(one) - 1].append(one)
    place = {start: 0}
    for layer in layers:
        # As few crossings as the order of the layer before allows.
        layer.sort(key=lambda one: (min(place[other] for other in back(one) if other in place), code(one)))
        place.update({one: number for number, one in enumerate(layer)})
    return tuple(map(tuple, layers))
