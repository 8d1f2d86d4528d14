"""The atlas: every unit of one edition on any day the edition vouches for."""

from bisect import bisect_right
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.units.event import ChangeEvent, Succession
from diaban.units.unit import Level, Unit, UnitId, UnitType
from diaban.units.wording import Listed, describe

__all__ = ["Atlas", "Count", "Horizon"]

VIEWS_KEPT: Final = 40
"""Views kept at once: one holds from one change of the units to the next, and some 300 kB for the nation."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The first day from which the list of units of a province is complete, and who says so."""

    province: UnitId
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many units were in force on a day, by level and by type."""

    levels: Mapping[Level, int]
    types: Mapping[Level, Mapping[UnitType, int]]


class _DayView:
    """Units in force on one day, with their children."""

    __slots__ = ("by_id", "children")

    def __init__(self, units: Iterable[Unit], day: date) -> None:
        self.by_id: dict[UnitId, Unit] = {}
        self.children: dict[UnitId | None, list[Unit]] = defaultdict(list)
        for unit in units:
            if unit.answers_on(day):
                self.by_id[unit.id] = unit
                self.children[unit.parent_id].append(unit)


class Atlas:
    """Units by code, by id, by place in the hierarchy, each question with its day.

    Raises on construction ValueError if two versions of one unit, or two units with one code, overlap: an
    atlas that exists is consistent. All other questions raise RefusedError with findings: ``unknown-code``,
    ``code-of-another-day``, ``before-records``.
    """

    def __init__(
        self,
        units: Sequence[Unit],
        successions: Iterable[Succession] = (),
        events: Iterable[ChangeEvent] = (),
        horizons: Iterable[Horizon] = (),
    ) -> None:
        self.units = units
        self.horizons: Mapping[UnitId, Horizon] = {horizon.province: horizon for horizon in horizons}
        self._by_code = _index(units, by_code=True)
        self._by_id = _index(units, by_code=False)
        self._into: dict[UnitId, list[Succession]] = {}
        self._out: dict[UnitId, list[Succession]] = {}
        for succession in successions:
            self._out.setdefault(succession.older, []).append(succession)
            self._into.setdefault(succession.newer, []).append(succession)
        self._events: dict[UnitId, list[ChangeEvent]] = {}
        for event in events:
            self._events.setdefault(event.unit, []).append(event)
        self._views: OrderedDict[date, _DayView] = OrderedDict()
        self._changes = _changes(units, self.horizons.values(), self._out, self._events)

    # -- one unit -------------------------------------------------------------------------------------

    def by_code(self, code: str, day: date) -> Unit:
        """The unit that bore ``code`` on ``day``.

        Raises RefusedError: ``unknown-code`` (no unit ever bore it), ``code-of-another-day`` (naming the
        units that bore it and when) or ``before-records`` (the day lies before the province's horizon).
        """
        for unit in self._by_code.get(code, ()):
            if unit.answers_on(day):
                return unit
        raise RefusedError(self.why_no_code(code, day))

    def by_id(self, unit_id: UnitId, day: date) -> Unit:
        """The version of a unit in force on ``day``; RefusedError ``unit-not-in-force`` or ``before-records``."""
        versions = self._by_id[unit_id]
        for unit in versions:
            if unit.answers_on(day):
                return unit
        raise RefusedError(self._before_records(versions, day) or self._not_in_force(versions, day))

    def find_id(self, unit_id: UnitId, day: date) -> Unit | None:
        """Like :meth:`by_id`, with None where the atlas does not vouch for the unit on that day."""
        for unit in self._by_id[unit_id]:
            if unit.answers_on(day):
                return unit
        return None

    def versions(self, unit_id: UnitId) -> tuple[Unit, ...]:
        """All versions of a unit, the oldest first."""
        return self._by_id[unit_id]

    def bearers(self, code: str) -> tuple[Unit, ...]:
        """All versions of units that ever bore ``code``, the oldest first."""
        return self._by_code.get(code, ())

    def ended_by(self, unit_id: UnitId, day: date) -> bool:
        """Whether the unit had ended on or before ``day``."""
        end = self._by_id[unit_id][-1].period.end
        return end is not None and end <= day

    # -- hierarchy ------------------------------------------------------------------------------------

    def in_force(self, day: date, level: Level | None = None) -> list[Unit]:
        """Units the atlas vouches for on ``day``, in order of code within parents' order of the edition."""
        view = self._view(day)
        return [unit for unit in view.by_id.values() if level is None or unit.level is level]

    def ids(self, day: date) -> Set[UnitId]:
        """The ids of all units in force on ``day``."""
        return self._view(day).by_id.keys()

    def standing(self, day: date) -> list[Unit]:
        """Units whose period holds ``day``, those too for which the atlas does not vouch that early.

        For whoever would be wrong by leaving one out; nothing may be stated of the latter but that they are missing.
        """
        return [unit for unit in self.units if day in unit.period]

    def children(self, unit_id: UnitId, day: date) -> tuple[Unit, ...]:
        """Units directly below, on ``day``."""
        return tuple(self._view(day).children.get(unit_id, ()))

    def below(self, unit_id: UnitId, day: date, level: Level = Level.COMMUNE) -> list[Unit]:
        """All units of ``level`` that are the unit itself or lie below it on ``day``."""
        view = self._view(day)
        found: list[Unit] = []
        queue = [view.by_id[unit_id]] if unit_id in view.by_id else []
        while queue:
            unit = queue.pop()
            if unit.level is level:
                found.append(unit)
            else:
                queue.extend(reversed(view.children.get(unit.id, ())))
        return found

    def ancestors(self, unit: Unit, day: date) -> tuple[Unit, ...]:
        """Units above, the nearest first, as they were on ``day``."""
        above: list[Unit] = []
        parent_id = unit.parent_id
        while parent_id is not None:
            parent = self.find_id(parent_id, day)
            if parent is None:
                break
            above.append(parent)
            parent_id = parent.parent_id
        return tuple(above)

    def since(self, day: date) -> date:
        """The first day from which all that the atlas says of ``day`` holds: between two changes no day differs.

        What is asked for by day may be kept under this one, but for refusals, which name the day.
        """
        at = bisect_right(self._changes, day) - 1
        return self._changes[at] if at >= 0 else date.min

    # -- completeness ---------------------------------------------------------------------------------

    def require_complete(self, day: date, provinces: Iterable[UnitId] | None = None) -> None:
        """Refuse (``before-records``) a day on which the list of some of the provinces is not known to be complete.

        ``provinces``: ids; without them, every province with a horizon (a national count).
        """
        wanted = self.horizons if provinces is None else provinces
        late = [self.horizons[p] for p in wanted if p in self.horizons and day < self.horizons[p].day]
        if late:
            raise RefusedError(
                *(
                    finding(
                        "before-records",
                        place=Place(unit=self._by_id[horizon.province][-1].code),
                        unit=self._by_id[horizon.province][0].full_name,
                        day=day,
                        horizon=horizon.day,
                    )
                    for horizon in late
                )
            )

    def count(self, day: date, within: UnitId | None = None) -> Count:
        """Units in force on ``day`` by level and type, in the nation or within one unit.

        Raises RefusedError ``before-records`` naming every province whose list is not known that early.
        """
        if within is None:
            self.require_complete(day)
            units = self.in_force(day)
        else:
            top = self.by_id(within, day)
            self.require_complete(day, [above.id for above in (top, *self.ancestors(top, day))])
            units = [top, *(unit for level in Level for unit in self.below(within, day, level) if unit.id != within)]
        kinds = Counter((unit.level, unit.type) for unit in units)
        levels = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
        return Count(
            levels={level: sum(n for (at, _), n in kinds.items() if at is level) for level in levels},
            types={level: {type_: n for (at, type_), n in sorted(kinds.items()) if at is level} for level in levels},
        )

    # -- lineage --------------------------------------------------------------------------------------

    def successions_from(self, unit_id: UnitId) -> Sequence[Succession]:
        """Where the ground of a unit went when it ended."""
        return self._out.get(unit_id, ())

    def successions_into(self, unit_id: UnitId) -> Sequence[Succession]:
        """Where the ground of a unit came from when it began."""
        return self._into.get(unit_id, ())

    def events_of(self, unit_id: UnitId) -> Sequence[ChangeEvent]:
        """What happened to a unit: how it came to be, its renamings and so on, its abolition."""
        return self._events.get(unit_id, ())

    # -- why not --------------------------------------------------------------------------------------

    def why_no_code(self, code: str, day: date) -> Finding:
        """Why :meth:`by_code` has no answer."""
        versions = self._by_code.get(code, ())
        if not versions:
            return finding("unknown-code", place=Place(unit=code), unit_code=code)
        early = self._before_records(versions, day)
        if early is not None:
            return early
        bearers = Listed.of(versions)
        return finding("code-of-another-day", place=Place(unit=code), unit_code=code, day=day, bearers=bearers)

    def _before_records(self, versions: Sequence[Unit], day: date) -> Finding | None:
        for unit in versions:
            if day in unit.period:
                return finding(
                    "before-records",
                    place=Place(unit=unit.code),
                    unit=unit.full_name,
                    day=day,
                    horizon=self._horizon(unit),
                )
        return None

    def _horizon(self, unit: Unit) -> date | str:
        top = unit
        while top.parent_id is not None:
            top = self._by_id[top.parent_id][0]
        return self.horizons[top.id].day if top.id in self.horizons else "—"

    def _not_in_force(self, versions: Sequence[Unit], day: date) -> Finding:
        return finding("unit-not-in-force", place=Place(unit=versions[-1].code), day=day, bearers=Listed.of(versions))

    def _view(self, day: date) -> _DayView:
        since = self.since(day)
        view = self._views.get(since)
        if view is None:
            view = self._views[since] = _DayView(self.units, day)
            if len(self._views) > VIEWS_KEPT:
                self._views.popitem(last=False)
        return view


def _changes(
    units: Iterable[Unit],
    horizons: Iterable[Horizon],
    successions: Mapping[UnitId, Iterable[Succession]],
    events: Mapping[UnitId, Iterable[ChangeEvent]],
) -> list[date]:
    """Every day on which something is no longer as it was the day before, in order."""
    spans = [span for unit in units for span in (unit.period, unit.answers) if span is not None]
    days = {day for span in spans for day in (span.start, span.end) if day is not None}
    days |= {horizon.day for horizon in horizons}
    days |= {step.event.day for steps in successions.values() for step in steps}
    days |= {event.day for each in events.values() for event in each}
    return sorted(days)


def _index(units: Iterable[Unit], *, by_code: bool) -> dict[str, tuple[Unit, ...]]:
    groups: dict[str, list[Unit]] = {}
    for unit in units:
        groups.setdefault(unit.code if by_code else unit.id, []).append(unit)
    index: dict[str, tuple[Unit, ...]] = {}
    for key, group in groups.items():
        if len(group) > 1:
            group.sort(key=lambda unit: unit.period.start or date.min)
            for earlier, later in pairwise(group):
                if earlier.period.overlaps(later.period):
                    raise ValueError(f"two versions of {key} overlap: {describe(earlier)} and {describe(later)}")
        index[key] = tuple(group)
    return index
