"""Days as reports write them: a day, a month or a year, each standing for the days it holds."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from diaban.basis.catalogue import Say

__all__ = ["When"]

_WRITTEN: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class When:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @classmethod
    def read(cls, text: str) -> "When":
        """``2025-02-28``, ``2025-02`` or ``2025``. ValueError for any other text and for a day no calendar holds."""
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise ValueError(f"not a day, a month or a year: {text!r}")
        year, month, day = (int(part) if part else None for part in match.groups())
        if year is None or month is None:
            return cls(date(int(match[1]), 1, 1), date(int(match[1]), 12, 31))
        if day is not None:
            return cls(date(year, month, day), date(year, month, day))
        first = date(year, month, 1)
        return cls(first, first.replace(day=calendar.monthrange(year, month)[1]))

    @property
    def end_of_month(self) -> date:
        """The last day of the earliest month meant: nothing said in these days was surely said before it ended."""
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    def worded(self, say: Say) -> str:
        """As it was written, in the reader's language."""
        if self.first == self.last:
            return say("claim.when.day", day=self.first)
        if (self.first.month, self.first.day) == (1, 1) and (self.last.month, self.last.day) == (12, 31):
            return say("claim.when.year", year=f"{self.first.year:04}")
        return say("claim.when.month", year=f"{self.first.year:04}", month=f"{self.first.month:02}")
