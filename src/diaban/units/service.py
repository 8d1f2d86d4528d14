"""The police service's own hierarchy: dated levels, and where it is present (DESIGN "Time", rule 9).

It is not a second tree of places: the service stands on the administrative units, with levels of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from diaban.basis.period import Period
from diaban.units.atlas import Atlas
from diaban.units.event import Confidence
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["Absence", "Service", "ServiceLevel"]


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """The service has units on this level of the administration during this period (the ministry stands above)."""

    level: Level
    period: Period
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class Absence:
    """An administrative unit in which the service has no unit of its own, and how sure that is."""

    unit: UnitId
    period: Period
    confidence: Confidence
    reason: str
    source: str


class Service:
    """Where the service has a unit on a day."""

    def __init__(self, levels: Iterable[ServiceLevel], absences: Iterable[Absence]) -> None:
        self._levels = tuple(levels)
        self._absences = tuple(absences)

    def levels(self, day: date) -> tuple[ServiceLevel, ...]:
        """Levels on which the service stood on ``day``, the highest first."""
        return tuple(level for level in self._levels if day in level.period)

    def absences(self, day: date) -> tuple[Absence, ...]:
        """Units known, or believed, to have no unit of the service on ``day``."""
        return tuple(absence for absence in self._absences if day in absence.period)

    def is_present(self, unit: Unit, day: date) -> bool:
        """Whether the service has a unit in ``unit`` on ``day``."""
        return any(level.level is unit.level for level in self.levels(day)) and all(
            absence.unit != unit.id for absence in self.absences(day)
        )

    def stations(self, atlas: Atlas, day: date, level: Level = Level.COMMUNE) -> list[Unit]:
        """Units of ``level`` in which the service is present on ``day``; RefusedError ``before-records``."""
        atlas.require_complete(day)
        return [unit for unit in atlas.in_force(day, level) if self.is_present(unit, day)]
