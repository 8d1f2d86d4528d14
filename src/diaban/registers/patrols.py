"""Joint patrols of border communes with the border guard (M12, report Q3): planned, held, signed by two forces.

A signatory appears by title, never by name.
"""

from dataclasses import dataclass
from datetime import date

from diaban.registers.fact import Fact, Kinded
from diaban.units.event import Confidence
from diaban.units.unit import UnitId

__all__ = ["Border", "BorderCommune", "PatrolHeld", "PatrolPlan"]


class Border(Kinded):
    """Which border a commune lies on. One commune may lie on both."""

    LAND = "land"
    SEA = "sea"


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderCommune(Fact):
    """A commune lies on a border; the list is dated and can be corrected. ``basis``: the act or publication."""

    unit: UnitId
    border: Border
    confidence: Confidence
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolPlan(Fact):
    """A patrol planned for a day: people of the police and of the border guard. ``patrol`` is its key in the unit."""

    unit: UnitId
    patrol: str
    planned_on: date
    police: int
    border_guard: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolHeld(Fact):
    """A patrol that was held on a day, signed by both forces: how many people of each, and the titles that signed."""

    unit: UnitId
    patrol: str
    held_on: date
    police: int
    border_guard: int
    police_signatory: str
    border_guard_signatory: str
