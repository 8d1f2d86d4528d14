"""What stands in the way of works and what is done about it: obstacles, directives, inspections (report Q9).

Whoever raises, owns, issues or acts is an office, never a person.
"""

from dataclasses import dataclass
from datetime import date

from diaban.registers.fact import Fact
from diaban.registers.projects.kinds import ObstacleKind
from diaban.units.unit import UnitId

__all__ = ["Directive", "Inspection", "Obstacle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle(Fact):
    """An obstacle of works: ``owner`` is to remove it by ``due``. ``escalated_to``: above the owner, if it was.

    ``days_lost``: by which the works were held up, as reported; None: not stated. ``evidence``: a document's key.
    """

    unit: UnitId
    works: str
    obstacle: str
    kind: ObstacleKind
    text: str
    raised_on: date
    owner: str
    due: date
    escalated_on: date | None
    escalated_to: str | None
    resolved_on: date | None
    days_lost: int | None

    def over(self, day: date) -> int:
        """Days overdue at the end of ``day``; 0 where it is not, or is resolved."""
        return 0 if self.resolved_on is not None and self.resolved_on <= day else max(0, (day - self.due).days)

    def open_on(self, day: date) -> bool:
        """Whether it stood at the end of ``day``."""
        return self.raised_on <= day and (self.resolved_on is None or self.resolved_on > day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive(Fact):
    """Who was told to do what about works by when, by which document; what was done, and the document that shows it."""

    unit: UnitId
    works: str
    directive: str
    obstacle: str | None
    issuer: str
    addressee: str
    text: str
    document: str
    issued_on: date
    due: date
    done: str | None
    done_on: date | None
    evidence: str | None

    def over(self, day: date) -> int:
        """Days overdue at the end of ``day``; 0 where it is not, or was done."""
        return 0 if self.done_on is not None and self.done_on <= day else max(0, (day - self.due).days)

    def open_on(self, day: date) -> bool:
        """Whether it was to be done still at the end of ``day``."""
        return self.issued_on <= day and (self.done_on is None or self.done_on > day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(Fact):
    """Who looked at the works on which day, what was found, what was asked for, and the minutes of it."""

    unit: UnitId
    works: str
    inspection: str
    inspector: str
    inspected_on: date
    text: str
    asked: str | None
    evidence: str | None
