"""Days as people type them: 05/03/2025, 5-3-2025, 2025-03-05, ngày 5 tháng 3 năm 2025; and what has two readings."""

import re
from datetime import date
from typing import Final, NamedTuple

from diaban.basis.names import fold

__all__ = ["TypedDay", "day_of"]


class TypedDay(NamedTuple):
    """A day that was typed. ``others``: what else it could be; ``short``: its year was written with two digits.

    ``foreign``: it is a day only if the month stands first, which is not how it is written here.
    """

    day: date
    others: tuple[date, ...] = ()
    short: bool = False
    foreign: bool = False


TIME: Final = re.compile(
    r"[T ]\s*(?:00?:00(?::00(?:\.0+)?)?(?: ?(?:am|sa))?|12:00(?::00)? (?:am|sa))Z?$", re.IGNORECASE
)
YEAR_FIRST: Final = re.compile(r"([0-9]{4})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,2})")
YEAR_LAST: Final = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
YEAR_SHORT: Final = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{2})")
WORDS: Final = re.compile(r"(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2}) nam ([0-9]{4})")
CENTURY: Final = 50
"""Two-digit years from this on are of the last century."""


def day_of(text: str) -> TypedDay | None:
    """What a text says if it is a day and nothing else; None for anything else, a month without a day too.

    The day stands before the month. A year of two digits is read where only one reading is a day: ``25/12/24``;
    ``05-03-25`` may be 5 March 2025 or 25 March 2005. A time of day is dropped if it is midnight, which is what
    programs write where there was none.
    """
    body = TIME.sub("", text.strip()).strip(" .")
    if match := YEAR_FIRST.fullmatch(body):
        day = _day(match[1], match[3], match[4])
        return None if day is None else TypedDay(day)
    if match := YEAR_LAST.fullmatch(body):
        day = _day(match[4], match[3], match[1])
        if day is not None:
            return TypedDay(day)
        foreign = _day(match[4], match[1], match[3])
        return None if foreign is None else TypedDay(foreign, foreign=True)
    if match := YEAR_SHORT.fullmatch(body):
        return _short(match[1], match[3], match[4], dashed=match[2] != "/")
    if "thang" in (plain := fold(body)) and (match := WORDS.fullmatch(plain)):
        day = _day(match[3], match[2], match[1])
        return None if day is None else TypedDay(day)
    return None


def _short(first: str, month: str, last: str, *, dashed: bool) -> TypedDay | None:
    """With slashes the year is the last part, as everybody writes it; with dashes or points it may be the first."""
    usual = _day(_whole(last), month, first)
    other = _day(_whole(first), month, last) if dashed and len(first) == 2 else None
    if usual is None:
        return None
    return TypedDay(usual, () if other is None or other == usual else (other,), short=True)


def _whole(year: str) -> str:
    return ("19" if int(year) >= CENTURY else "20") + year


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
