"""Days that a spreadsheet keeps as numbers."""

from datetime import date, timedelta
from typing import Final

__all__ = ["day_of_serial"]

FIRST_UNKNOWN: Final = 2_958_466
"""Of 10000-01-01: the first day that a spreadsheet does not know."""
LEAP: Final = 60
"""Of 1900-02-29, a day that only spreadsheets know."""
BETWEEN: Final = 1_462
"""From the first day of the one count to that of the other."""


def day_of_serial(serial: int | float, *, epoch_1904: bool = False) -> date | None:
    """The day of a number that is shown as one, its time of day dropped; None where there is none.

    Counted from 1899-12-31 (as 1) or, with ``epoch_1904``, from 1904-01-01 (as 0). The spreadsheet takes 1900 for a
    leap year: from March 1900 on its numbers are one too high, and 60 is no day. Nor is 0, which is a bare time.
    """
    days = int(serial)
    if epoch_1904:
        return date(1904, 1, 1) + timedelta(days) if 0 <= serial < FIRST_UNKNOWN - BETWEEN else None
    if not 1 <= serial < FIRST_UNKNOWN or days == LEAP:
        return None
    return (date(1899, 12, 31) if days < LEAP else date(1899, 12, 30)) + timedelta(days)
