"""Births, deaths and moves that a commune's forms cannot know of, as of a day after they were checked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from diaban.quality.live import Events, Waiting, waiting
from diaban.registers.campaign import EventCount
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations
from diaban.units.unit import UnitId

__all__ = ["events_of"]


def events_of(
    facts: Iterable[EventCount],
    filled: Mapping[UnitId, Mapping[date, int]],
    *,
    frame: Sequence[UnitId],
    atlas: Atlas,
    as_of: date,
) -> dict[UnitId, dict[str, Waiting]]:
    """By commune of ``frame`` with events of its own and forms whose days are known (``filled``), what waits.

    Events of a commune that has since been divided belong to none and are left out; of two rows about the same days the
    one written last stands.
    """
    inside, held = frozenset(frame), dict[UnitId, list[Events]]()
    latest = {(one.unit, one.period): one for one in sorted(facts, key=lambda one: one.row)}
    for one in latest.values():
        last, heirs = one.period.last_day, destinations(atlas, one.unit, as_of)
        if last is None or one.period.start is None or len(heirs) != 1 or heirs[0] not in inside:
            continue
        counts = {"births": one.births, "deaths": one.deaths, "arrivals": one.arrivals, "departures": one.departures}
        held.setdefault(heirs[0], []).append(Events(heirs[0], one.period.start, last, counts))
    found = {unit: waiting(events, filled.get(unit, {}), as_of) for unit, events in held.items()}
    return {unit: told for unit, told in found.items() if told is not None}
