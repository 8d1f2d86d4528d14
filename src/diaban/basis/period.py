"""The one period: half-open by day, with the one overlap test (DESIGN "Time", rule 1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Period", "parse_day"]


@dataclass(frozen=True, slots=True, order=False)
class Period:
    """The days ``start <= day < end``.

    ``end=None``: still running. ``start=None``: it began on a day we do not know, so nothing may be
    concluded about an early day from this period alone (a horizon decides, see ``diaban.units``).

    Raises ValueError when ``end`` is not after ``start``: an empty period holds no day and would be
    silently skipped by every question asked of it.
    """

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(f"a period must hold at least one day: {self.start}..{self.end}")

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    @property
    def last_day(self) -> date | None:
        """The last day in the period, None while it runs. ``end`` is the day after it."""
        return None if self.end is None else self.end - timedelta(days=1)

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        return (self.start is None or other.end is None or self.start < other.end) and (
            other.start is None or self.end is None or other.start < self.end
        )

    def without(self, others: Iterable["Period"]) -> "tuple[Period, ...]":
        """What is left of this period when the days of ``others`` are taken out, in order of days."""
        left = [self]
        for other in others:
            cut = []
            for part in left:
                if not part.overlaps(other):
                    cut.append(part)
                    continue
                if other.start is not None and (part.start is None or part.start < other.start):
                    cut.append(Period(part.start, other.start))
                if other.end is not None and (part.end is None or other.end < part.end):
                    cut.append(Period(other.end, part.end))
            left = cut
        return tuple(sorted(left, key=lambda part: part.start or date.min))

    def meets(self, other: "Period") -> bool:
        """Whether ``other`` begins on the day this one ends."""
        return self.end is not None and self.end == other.start


def parse_day(text: str) -> date:
    """A day written ``YYYY-MM-DD`` (ISO 8601, calendar form only); ValueError otherwise.

    ``date.fromisoformat`` also takes ``20250701`` and week dates since Python 3.11. A file in which one
    cell reads 20250701 is more likely to hold a number than a day, so only the written form is a day.
    """
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise ValueError(f"not a day: {text!r}")
    return date.fromisoformat(text)
