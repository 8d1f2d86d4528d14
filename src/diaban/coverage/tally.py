"""The provinces side by side: how many of each province's communes stand where, all decided in one pass."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from diaban.basis.figure import DERIVED, Address, FrameRef, Reading, ScopeRef, Step
from diaban.coverage.decide import Decider
from diaban.coverage.frame import bound_by
from diaban.coverage.standard import ScopeRule, Standard
from diaban.coverage.state import State
from diaban.units.atlas import Atlas
from diaban.units.service import Service
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["Provinces", "Tally", "provinces_on", "tally"]


@dataclass(frozen=True, slots=True)
class Provinces:
    """The provinces of a day: ``told``, whose list of communes is known to be complete; ``late``, with the first day
    on which it is. Each in order of code."""

    told: tuple[Unit, ...]
    late: tuple[tuple[Unit, date], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Units by state of one province under one standard on a day; their sum is the size of its frame.

    ``ids``: of the frame, in order of code; ``scope_rule``: the rule that made it.
    """

    province: UnitId
    standard: str
    day: date
    states: Mapping[State, int]
    ids: tuple[UnitId, ...] = ()
    scope_rule: ScopeRule | None = None

    @property
    def size(self) -> int:
        """The communes of the province that the standard binds."""
        return sum(self.states.values())

    def address(self, state: State) -> Address:
        """The address of one of its figures: that of the province's own coverage."""
        measure, scope, frame = f"{self.standard}.{state.value}", ScopeRef(self.province), FrameRef(DERIVED)
        return Address(measure, scope, frame, self.day, None, Step.REPORTED, Reading.AS_REPORTED)


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
    place = {commune.id: top for top in provinces for commune in atlas.below(top, day)}
    communes = [unit for unit in atlas.in_force(day, Level.COMMUNE) if unit.id in place]
    found: dict[UnitId, dict[str, Tally]] = {top: {} for top in provinces}
    for standard in sorted(standards, key=lambda one: one.id):
        if not standard.in_force_on(day):
            continue
        rule = standard.scope_on(day)
        units = bound_by(service, rule, communes, day)
        decided = statements.verdicts(standard, units, day, {}).states
        counts = Counter((place[unit.id], decided[unit.id]) for unit in units)
        framed: dict[UnitId, list[UnitId]] = {top: [] for top in provinces}
        for unit in sorted(units, key=lambda unit: unit.code):
            framed[place[unit.id]].append(unit.id)
        for top in provinces:
            states = {state: counts[top, state] for state in State}
            found[top][standard.id] = Tally(top, standard.id, day, states, tuple(framed[top]), rule)
    return found
