"""What became of a unit, and what it came from: lineage composed over any number of steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from diaban.units.atlas import Atlas
from diaban.units.event import CHANGES_OF_GROUND, Relation
from diaban.units.unit import Unit, UnitId

__all__ = ["Flow", "Trace", "destinations", "ended_on_ground_of", "flows", "origins", "trace"]


@dataclass(frozen=True, slots=True)
class Flow:
    """Ground of an older unit lies in the unit ``newer`` later on.

    ``relation`` is composed over all steps between the two days: ``same`` if it is one unit all along,
    ``whole`` if all its ground ended up there, even by way of parts that came together again, else ``part``.
    ``is_default``: every step on the way was the default one.
    """

    newer: UnitId
    relation: Relation
    is_default: bool
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """One answer of :func:`trace`: a unit as it is on the day asked for, and how it is related."""

    unit: Unit
    relation: Relation
    is_default: bool
    acts: tuple[str, ...]


def flows(atlas: Atlas, older: UnitId, start: date, end: date) -> tuple[Flow, ...]:
    """Where the ground of ``older`` (in force on ``start``) lies on ``end``; ``start <= end``.

    Empty if the unit was abolished with no successor (a district in 2025). Ground is conserved: a unit with one
    flow sent all of itself there, unless a part of it was lost on the way.
    """
    ends, lost = _walk(atlas, older, start, end)
    single = len(ends) == 1 and not lost
    return tuple(
        Flow(
            newer,
            Relation.SAME if newer == older else Relation.WHOLE if single else Relation.PART,
            is_default,
            acts,
        )
        for newer, (is_default, acts) in ends.items()
    )


def destinations(atlas: Atlas, older: UnitId, end: date) -> tuple[UnitId, ...]:
    """The units of :func:`flows` alone, without relation and acts: for tables of a whole nation."""
    steps = atlas.successions_from(older)
    if not steps or steps[0].event.day > end:
        return () if atlas.ended_by(older, end) else (older,)
    if len(steps) == 1:
        return destinations(atlas, steps[0].newer, end)
    return tuple(dict.fromkeys(there for step in steps for there in destinations(atlas, step.newer, end)))


def origins(atlas: Atlas, newer: UnitId, start: date, end: date) -> tuple[UnitId, ...]:
    """Units in force on ``start`` whose ground lies at least in part in ``newer``, in force on ``end``.

    Empty for a unit created after ``start`` on ground of no known unit.
    """
    found: dict[UnitId, None] = {}
    queue = [newer]
    while queue:
        unit_id = queue.pop()
        steps = atlas.successions_into(unit_id)
        if steps and start < steps[0].event.day <= end:
            queue.extend(step.older for step in reversed(steps))
        elif start >= (atlas.versions(unit_id)[0].period.start or date.min):
            found[unit_id] = None
    return tuple(found)


def ended_on_ground_of(atlas: Atlas, units: Iterable[UnitId], day: date) -> tuple[UnitId, ...]:
    """Units that had ended by ``day`` and whose ground lies, at least in part, in one of ``units``; at any remove."""
    found: dict[UnitId, None] = {}
    queue = list(units)
    while queue:
        for step in atlas.successions_into(queue.pop()):
            if step.event.day <= day and step.older not in found and atlas.ended_by(step.older, day):
                found[step.older] = None
                queue.append(step.older)
    return tuple(found)


def trace(atlas: Atlas, unit_id: UnitId, start: date, end: date) -> tuple[Trace, ...]:
    """What a unit in force on ``start`` became by ``end``, or, when ``end`` is earlier, what it came from.

    ``relation`` always says how much of the OLDER unit lies in the newer one, and ``is_default`` whether the
    newer one is its default successor, in both directions. Sorted by code.

    Raises RefusedError (``before-records``) when a unit found lies before the horizon of its province.
    """
    if start <= end:
        found = [(flow.newer, flow) for flow in flows(atlas, unit_id, start, end)]
    else:
        found = [
            (older, flow)
            for older in origins(atlas, unit_id, end, start)
            for flow in flows(atlas, older, end, start)
            if flow.newer == unit_id
        ]
    traces = [Trace(atlas.by_id(other, end), flow.relation, flow.is_default, flow.acts) for other, flow in found]
    return tuple(sorted(traces, key=lambda step: step.unit.code))


def _walk(
    atlas: Atlas, unit_id: UnitId, start: date, end: date
) -> tuple[dict[UnitId, tuple[bool, tuple[str, ...]]], bool]:
    """Ends of the walk with (default all the way, acts); and whether some ground was lost."""
    own = tuple(
        event.act
        for event in atlas.events_of(unit_id)
        if event.kind not in CHANGES_OF_GROUND and start < event.day <= end
    )
    steps = atlas.successions_from(unit_id)
    if not steps or steps[0].event.day > end:
        return ({}, True) if atlas.ended_by(unit_id, end) else ({unit_id: (True, _unique(own))}, False)
    ends: dict[UnitId, tuple[bool, tuple[str, ...]]] = {}
    lost = False
    for step in steps:
        further, lost_there = _walk(atlas, step.newer, step.event.day, end)
        lost = lost or lost_there
        for newer, (is_default, acts) in further.items():
            was_default, so_far = ends.get(newer, (False, ()))
            ends[newer] = (
                was_default or (step.is_default and is_default),
                _unique((*so_far, *own, step.event.act, *acts)),
            )
    return ends, lost


def _unique(acts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(acts))
