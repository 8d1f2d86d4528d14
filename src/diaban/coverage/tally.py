"""The provinces side by side: how many of each province's communes stand where, all decided in one pass."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from diaban.basis.figure import DERIVED, Address, FrameRef, Reading, ScopeRef, Step
from diaban.coverage.decide import STATES, Decider
from diaban.coverage.frame import Framed, Scope, bound_by, frame_for
from diaban.coverage.standard import ScopeRule, Standard
from diaban.coverage.state import State
from diaban.units.atlas import Atlas
from diaban.units.service import Service
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["Provinces", "Tally", "provinces_on", "tally", "tally_of"]


@dataclass(frozen=True, slots=True)
class Provinces:
    """The provinces of a day: ``told``, whose list of communes is known to be complete; ``late``, with the first day
    on which it is. Each in order of code."""

    told: tuple[Unit, ...]
    late: tuple[tuple[Unit, date], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Units by state of one scope under one standard on a day; their sum is the size of its frame.

    ``ids``: of the frame, in order of code; ``scope_rule``: the rule that made it.
    """

    scope: ScopeRef
    standard: str
    day: date
    states: Mapping[State, int]
    ids: tuple[UnitId, ...] = ()
    scope_rule: ScopeRule | None = None

    @property
    def size(self) -> int:
        """The communes of the scope that the standard binds."""
        return sum(self.states.values())

    def address(self, state: State) -> Address:
        """The address of one of its figures: that of the scope's own coverage."""
        measure, frame = f"{self.standard}.{state.value}", FrameRef(DERIVED)
        return Address(measure, self.scope, frame, self.day, None, Step.REPORTED, Reading.AS_REPORTED)


def provinces_on(atlas: Atlas, day: date) -> Provinces:
    """The provinces whose period holds ``day``."""
    return _provinces(atlas, atlas.since(day))


@lru_cache(maxsize=64)
def _provinces(atlas: Atlas, day: date) -> Provinces:
    told, late = [], []
    for unit in sorted(atlas.standing(day), key=lambda unit: unit.code):
        if unit.level is not Level.PROVINCE:
            continue
        horizon = atlas.horizons.get(unit.id)
        if horizon is not None and day < horizon.day:
            late.append((unit, horizon.day))
        else:
            told.append(unit)
    return Provinces(tuple(told), tuple(late))


def tally(
    atlas: Atlas, service: Service, standards: Iterable[Standard], day: date, statements: Decider
) -> dict[UnitId, dict[str, Tally]]:
    """For every province told on ``day`` each standard in force; the same as coverage of each, without its lists."""
    provinces = [unit.id for unit in provinces_on(atlas, day).told]
    place = {commune.id: at for at, top in enumerate(provinces) for commune in atlas.below(top, day)}
    communes = [unit for unit in atlas.in_force(day, Level.COMMUNE) if unit.id in place]
    communes.sort(key=lambda unit: unit.code)
    found: dict[UnitId, dict[str, Tally]] = {top: {} for top in provinces}
    frames: dict[tuple[object, ...], tuple[list[Unit], NDArray[np.int64], list[tuple[UnitId, ...]]]] = {}
    for standard in _in_force(standards, day):
        rule = standard.scope_on(day)
        if (key := (rule.types, rule.with_service)) not in frames:
            units = bound_by(service, rule, communes, day)
            places = np.array([place[unit.id] for unit in units], np.int64)
            ids: list[list[UnitId]] = [[] for _ in provinces]
            for unit, at in zip(units, places.tolist(), strict=True):
                ids[at].append(unit.id)
            frames[key] = units, places, [tuple(one) for one in ids]
        units, places, framed = frames[key]
        decided = places * len(STATES) + statements.states(standard, units, day, {})
        counts = np.bincount(decided, minlength=len(provinces) * len(STATES)).reshape(-1, len(STATES))
        for at, top in enumerate(provinces):
            found[top][standard.id] = Tally(
                ScopeRef(top), standard.id, day, _by_state(counts[at].tolist()), framed[at], rule
            )
    return found


def tally_of(
    atlas: Atlas, service: Service, standards: Iterable[Standard], scope: Scope, day: date, statements: Decider
) -> dict[str, Tally]:
    """Each standard in force on ``day`` in one scope, by id; the same as its coverage, without its lists.

    RefusedError ``before-records``.
    """
    found: dict[str, Tally] = {}
    frames: dict[tuple[object, ...], Framed] = {}
    for standard in _in_force(standards, day):
        rule = standard.scope_on(day)
        if (key := (rule.types, rule.with_service)) not in frames:
            frames[key] = frame_for(atlas, service, rule, scope, day)
        framed = frames[key]
        counts = np.bincount(statements.states(standard, framed.units, day, {}), minlength=len(STATES))
        found[standard.id] = Tally(scope.ref, standard.id, day, _by_state(counts.tolist()), framed.ids, rule)
    return found


def _in_force(standards: Iterable[Standard], day: date) -> list[Standard]:
    return sorted((one for one in standards if one.in_force_on(day)), key=lambda one: one.id)


def _by_state(counts: Iterable[int]) -> dict[State, int]:
    told = dict(zip(STATES, counts, strict=True))
    return {state: told[state] for state in State}
