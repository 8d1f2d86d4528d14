"""Frames: which units are counted, as of which day, and what has changed since (DESIGN "Figures", rule 2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from diaban.basis.error import RefusedError
from diaban.basis.figure import NATION, ScopeRef
from diaban.basis.finding import finding
from diaban.basis.period import parse_day
from diaban.coverage.standard import ScopeRule
from diaban.units.atlas import Atlas
from diaban.units.names import NameIndex
from diaban.units.restate import Frame, frame_of, restate
from diaban.units.scope import resolve_scope
from diaban.units.service import Service
from diaban.units.unit import Level, Unit, UnitId

__all__ = [
    "Change",
    "ChangeOfFrame",
    "Framed",
    "Freezing",
    "FrozenFrame",
    "Scope",
    "bound_by",
    "frame_for",
    "frozen_frame",
    "restated_frame",
    "scope_named",
]


class Change(StrEnum):
    """How a frozen frame differs from the one the rule gives on the day."""

    ENDED = "ended"
    NO_LONGER = "no-longer"
    NOT_YET = "not-yet"


@dataclass(frozen=True, slots=True)
class ChangeOfFrame:
    """``ended``: frozen, and no longer in force. ``no-longer``: frozen, in force, not what the rule gives on the day.

    ``not-yet``: what the rule gives on the day, and not in the frozen frame.
    """

    unit: UnitId
    change: Change

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return {"unit": self.unit, "change": self.change.value}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure speaks of: a unit, or None for the nation; ``ground_of``: the ground the unit held on that day."""

    unit: Unit | None = None
    ground_of: date | None = None

    @property
    def ref(self) -> ScopeRef:
        """As an address writes it."""
        return ScopeRef(NATION if self.unit is None else self.unit.id, self.ground_of)

    def as_dict(self) -> dict[str, str] | None:
        """For JSON: null for the nation."""
        if self.unit is None:
            return None
        day = {} if self.ground_of is None else {"ground_of": self.ground_of.isoformat()}
        return {
            "id": self.unit.id,
            "code": self.unit.code,
            "name": self.unit.name,
            "type": self.unit.type.value,
            **day,
        }


@dataclass(frozen=True, slots=True)
class Freezing:
    """One freezing of a frame: what it added and took out, by which act, why."""

    act: int
    reason: str
    added: tuple[UnitId, ...]
    removed: tuple[UnitId, ...]


@dataclass(frozen=True, slots=True)
class FrozenFrame:
    """A frame written down by an act under ``key``: these units, as of that day.

    ``freezings``: every act that froze it under that key so far, the last of them ``act``.
    """

    key: str
    title: str
    scope: str
    as_of: date
    units: tuple[UnitId, ...]
    act: int
    reason: str
    freezings: tuple[Freezing, ...] = ()


@dataclass(frozen=True, slots=True)
class Framed:
    """The units counted, in order of code, on ``as_of``; ``mixed``: those that hold ground from outside the scope.

    ``around``: all communes of the scope, whether the standard binds them or not.
    """

    as_of: date
    units: tuple[Unit, ...]
    mixed: frozenset[UnitId]
    around: frozenset[UnitId]
    frozen: FrozenFrame | None = None
    changes: tuple[ChangeOfFrame, ...] = ()
    ids: tuple[UnitId, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", tuple(unit.id for unit in self.units))


def scope_named(atlas: Atlas, names: NameIndex, text: str | None, as_of: date) -> Scope:
    """The scope that ``NAME|CODE`` means on ``as_of``, or ``NAME|CODE@D`` on D; None: the nation.

    Raises RefusedError: those of ``resolve_scope`` (``scope-province-ended`` names the successors), ``scope-day``.
    """
    if text is None:
        return Scope()
    name, at, day = text.rpartition("@")
    if not at:
        return Scope(resolve_scope(atlas, names, text, as_of))
    try:
        ground_of = parse_day(day.strip())
    except ValueError as error:
        raise RefusedError(finding("scope-day", text=text)) from error
    return Scope(resolve_scope(atlas, names, name, ground_of), ground_of)


def frame_for(atlas: Atlas, service: Service, rule: ScopeRule, scope: Scope, as_of: date) -> Framed:
    """The communes that ``rule`` binds in ``scope`` on ``as_of``.

    With ``scope.ground_of``: the units of ``as_of`` that hold the ground of all communes the scope's unit had on that
    day. Raises RefusedError ``before-records``, for either day.
    """
    if scope.ground_of is None or scope.ground_of == as_of:
        communes, around = _communes(atlas, scope.unit, as_of)
        mixed: frozenset[UnitId] = frozenset()
    else:
        ground = frame_of(atlas, scope.unit.id if scope.unit else None, (), scope.ground_of)
        parts = restate(atlas, ground, as_of)
        communes = [part.unit for part in parts]
        around = frozenset(ground.units).union(unit.id for unit in communes)
        mixed = frozenset(part.unit.id for part in parts if part.mixed)
    wanted = bound_by(service, rule, communes, as_of)
    # In order already where they are many: those of the nation.
    wanted.sort(key=lambda unit: unit.code)
    return Framed(as_of, tuple(wanted), mixed.intersection(unit.id for unit in wanted) if mixed else mixed, around)


def frozen_frame(atlas: Atlas, frozen: FrozenFrame, derived: Framed) -> Framed:
    """The frozen frame as it stands on the day of ``derived``, with every difference between the two.

    Frozen is frozen: a unit that ended stays in it under its last version, and what it did not state it did not state.
    """
    day = derived.as_of
    inside = frozenset(frozen.units)
    given = frozenset(unit.id for unit in derived.units)
    units = [atlas.find_id(unit, day) or atlas.versions(unit)[-1] for unit in frozen.units]
    changes = [
        ChangeOfFrame(unit.id, Change.ENDED if atlas.find_id(unit.id, day) is None else Change.NO_LONGER)
        for unit in units
        if unit.id not in given
    ] + [ChangeOfFrame(unit.id, Change.NOT_YET) for unit in derived.units if unit.id not in inside]
    units.sort(key=lambda unit: unit.code)
    return Framed(day, tuple(units), derived.mixed & inside, derived.around, frozen, tuple(changes))


def restated_frame(atlas: Atlas, framed: Framed, day: date) -> Framed:
    """The units of ``day`` that hold the ground of a frame, mixed ones marked. RefusedError ``before-records``."""
    parts = restate(atlas, Frame(framed.as_of, tuple(unit.id for unit in framed.units)), day)
    mixed = frozenset(part.unit.id for part in parts if part.mixed)
    return Framed(day, tuple(part.unit for part in parts), mixed, framed.around, framed.frozen, framed.changes)


def bound_by(service: Service, rule: ScopeRule, communes: Sequence[Unit], day: date) -> list[Unit]:
    """Those of ``communes`` that ``rule`` binds on ``day``, in the order given."""
    wanted = [unit for unit in communes if not rule.types or unit.type in rule.types]
    return _with_service(service, wanted, day) if rule.with_service else wanted


def _with_service(service: Service, units: Sequence[Unit], day: date) -> list[Unit]:
    """``service.is_present`` for communes, asked once for all of them."""
    if all(level.level is not Level.COMMUNE for level in service.levels(day)):
        return []
    absent = {absence.unit for absence in service.absences(day)}
    return [unit for unit in units if unit.id not in absent]


def _communes(atlas: Atlas, top: Unit | None, day: date) -> tuple[Sequence[Unit], frozenset[UnitId]]:
    """The communes of a unit, or of the nation, on ``day``, and their ids. RefusedError ``before-records``."""
    if top is not None:
        return atlas.below(top.id, day), frozenset(frame_of(atlas, top.id, (), day).units)
    atlas.require_complete(day)
    communes = _ALL.get(atlas)
    if communes is None:
        communes = _ALL[atlas] = _Communes(atlas)
    return communes.on(day, atlas.since(day))


class _Communes:
    """All communes of an atlas with the days they answer for: a nation on each of many days, without a view of each."""

    def __init__(self, atlas: Atlas) -> None:
        self._found: dict[date, tuple[tuple[Unit, ...], frozenset[UnitId]]] = {}
        spans = [(unit, unit.answers) for unit in atlas.units if unit.level is Level.COMMUNE and unit.answers]
        self._units = [unit for unit, _ in spans]
        self._start = np.array([span.start.toordinal() if span.start else 1 for _, span in spans], np.int64)
        self._end = np.array([span.end.toordinal() if span.end else date.max.toordinal() + 1 for _, span in spans])

    def on(self, day: date, since: date) -> tuple[tuple[Unit, ...], frozenset[UnitId]]:
        """Those in force on ``day``, in order of code, and their ids; kept for all days from ``since`` on."""
        if since not in self._found:
            number = day.toordinal()
            here = np.flatnonzero((self._start <= number) & (number < self._end)).tolist()
            units = tuple(sorted((self._units[at] for at in here), key=lambda unit: unit.code))
            self._found[since] = units, frozenset(unit.id for unit in units)
        return self._found[since]


_ALL: Final[WeakKeyDictionary[Atlas, _Communes]] = WeakKeyDictionary()
