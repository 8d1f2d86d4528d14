"""The life of a works as stages, and what was reported of one stage: the only input a forecast takes."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from diaban.registers.projects.kinds import Stage

__all__ = ["ORDER", "TO_STANDARD", "Observation", "Stage", "Trait"]

ORDER: Final = tuple(Stage)
TO_STANDARD: Final = ORDER[: ORDER.index(Stage.HANDOVER) + 1]
"""The stages that must end before a unit meets the standard; settlement comes after."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What was known of one stage of one works on ``reported_on``.

    Days are calendar days, the end being the day on which it was done; None: not yet (actual), not stated (planned).
    A later observation of the same unit, works and stage takes its place: a correction, news, or, for a handover that
    had ended, its re-opening. ``stage`` None: the unit is in the frame and nothing is known of it. ``reported_on``
    None: known from the beginning. ``row``: where it was written, 0 if nowhere.
    """

    unit: str
    works: str
    stage: Stage | None
    planned_start: date | None = None
    planned_end: date | None = None
    actual_start: date | None = None
    actual_end: date | None = None
    reported_on: date | None = None
    row: int = 0

    @property
    def is_silent(self) -> bool:
        """Whether it says nothing: no stage, or no day at all and nobody who reported that."""
        days = (self.planned_start, self.planned_end, self.actual_start, self.actual_end, self.reported_on)
        return self.stage is None or not any(days)


@dataclass(frozen=True, slots=True)
class Trait:
    """What else is known of a works when it is forecast: a factor of its duration, never a reason to leave it out.

    ``group``: province or contractor, partially pooled with the others; ``kind``: class of commune or of building;
    ``obstacle``: an obstacle is open.
    """

    group: str = ""
    kind: str = ""
    obstacle: bool = False
