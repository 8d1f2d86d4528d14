"""Reporting periods: which days a return speaks of, by what rule and calendar, and on which day it is due.

Two calendars exist and are never mixed: administrative reports run from the 15th of one month to the 14th of the next,
and the quarter, half-year, nine months and year likewise (Decree 09/2019/NĐ-CP, Article 12; the year is 15 December to
14 December); statistical reports use the months of the calendar. A week is Monday to Sunday (ISO 8601) in both. A key
such as ``2025-03`` says nothing without its rule and calendar, and is always read with them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from diaban.basis.catalogue import Say
from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.period import Period, parse_day

__all__ = [
    "Calendar",
    "Due",
    "PeriodRule",
    "ReportingPeriod",
    "key_pattern",
    "parse_period",
    "period_of",
    "periods_between",
    "require_reach",
]


class PeriodRule(StrEnum):
    """How often a return is sent. Irregular and thematic ones speak of the days that were asked for."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    NINE_MONTHS = "nine-months"
    YEARLY = "yearly"
    IRREGULAR = "irregular"
    THEMATIC = "thematic"

    @property
    def regular(self) -> bool:
        """Whether its periods follow from the calendar."""
        return self not in (PeriodRule.IRREGULAR, PeriodRule.THEMATIC)


class Calendar(StrEnum):
    """The administrative calendar closes on the 14th, that of statistics at the end of the month."""

    ADMINISTRATIVE = "administrative"
    CALENDAR = "calendar"


CLOSES: Final = 14
"""The day of the month on which the administrative calendar closes."""
YEARS: Final = (1946, 2199)
"""Years that a key may name: a slip of the pen such as 0205 is refused, not counted through."""
MONTHS: Final[Mapping[PeriodRule, int]] = {
    PeriodRule.MONTHLY: 1,
    PeriodRule.QUARTERLY: 3,
    PeriodRule.HALF_YEARLY: 6,
    PeriodRule.NINE_MONTHS: 9,
    PeriodRule.YEARLY: 12,
}
KEYS: Final[Mapping[PeriodRule, re.Pattern[str]]] = {
    PeriodRule.WEEKLY: re.compile(r"(?P<year>\d{4})-W(?P<number>\d{2})"),
    PeriodRule.MONTHLY: re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})"),
    PeriodRule.QUARTERLY: re.compile(r"(?P<year>\d{4})-Q(?P<number>\d)"),
    PeriodRule.HALF_YEARLY: re.compile(r"(?P<year>\d{4})-H(?P<number>\d)"),
    PeriodRule.NINE_MONTHS: re.compile(r"(?P<year>\d{4})-9M"),
    PeriodRule.YEARLY: re.compile(r"(?P<year>\d{4})"),
}
EXAMPLES: Final[Mapping[PeriodRule, str]] = {
    PeriodRule.WEEKLY: "2025-W10",
    PeriodRule.MONTHLY: "2025-03",
    PeriodRule.QUARTERLY: "2025-Q1",
    PeriodRule.HALF_YEARLY: "2025-H1",
    PeriodRule.NINE_MONTHS: "2025-9M",
    PeriodRule.YEARLY: "2025",
    PeriodRule.IRREGULAR: "2025-03-15..2025-03-20",
    PeriodRule.THEMATIC: "2025-03-15..2025-03-20",
}


@dataclass(frozen=True, slots=True)
class Due:
    """When a return is due: on ``day`` of the month that lies ``month_offset`` months after that of the cut-off, or,
    where ``day`` is None, ``after`` days after the cut-off (weeks, irregular and thematic returns)."""

    day: int | None = None
    month_offset: int = 0
    after: int = 0

    def on(self, cut_off: date) -> date:
        """The last day on which it is in time; a day that the month does not have is its last."""
        if self.day is None:
            return cut_off + timedelta(days=self.after)
        months = cut_off.year * 12 + cut_off.month - 1 + self.month_offset
        first = date(months // 12, months % 12 + 1, 1)
        following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
        return min(first + timedelta(days=self.day - 1), following - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """The days a return speaks of (``period``, both ends known), under its rule and calendar."""

    rule: PeriodRule
    calendar: Calendar
    period: Period
    key: str

    @property
    def start(self) -> date:
        """The first day."""
        if self.period.start is None:
            raise ValueError(f"a reporting period has a first day: {self.key}")
        return self.period.start

    @property
    def cut_off(self) -> date:
        """The last day: *chốt số liệu*."""
        if self.period.last_day is None:
            raise ValueError(f"a reporting period has a last day: {self.key}")
        return self.period.last_day

    @property
    def titled(self) -> "Titled":
        """The period in words, for sentences: "Tháng 3/2025 (15/02/2025–14/03/2025)"."""
        return Titled(self)


@dataclass(frozen=True, slots=True)
class Titled:
    """A reporting period that knows how to be said; both its ends are always printed."""

    of: ReportingPeriod

    def worded(self, say: Say) -> str:
        """In the language of ``say``."""
        of, days = self.of, {"start": self.of.start, "end": self.of.cut_off}
        if not of.rule.regular:
            return say(f"reporting.{of.rule}", **days)
        match = KEYS[of.rule].fullmatch(of.key)
        parts = match.groupdict() if match else {}
        # Written as texts: a year is no quantity, and 2.025 is none.
        return say(f"reporting.{of.rule}", year=parts["year"], number=parts.get("number", "").lstrip("0"), **days)


def require_reach(day: date) -> None:
    """RefusedError ``day-out-of-reach`` for a day of a year that no reporting period is named by."""
    if not YEARS[0] < day.year < YEARS[1]:
        first, last = date(YEARS[0] + 1, 1, 1), date(YEARS[1] - 1, 12, 31)
        raise RefusedError(finding("day-out-of-reach", day=day, first=first, last=last))


def period_of(rule: PeriodRule, calendar: Calendar, day: date) -> ReportingPeriod | None:
    """The period in which ``day`` lies; None where none does: the nine months of a year end before it, and irregular
    and thematic returns have the days that were asked for (``parse_period``)."""
    if not rule.regular:
        return None
    if rule is PeriodRule.WEEKLY:
        year, number, _ = day.isocalendar()
        return _week(calendar, year, number)
    # The month of the period that the day belongs to, counted from January of year 0.
    month = day.year * 12 + day.month - 1 + (calendar is Calendar.ADMINISTRATIVE and day.day > CLOSES)
    length = MONTHS[rule]
    number = month % 12 // length
    return _months(rule, calendar, month // 12, number + 1) if (number + 1) * length <= 12 else None


def periods_between(rule: PeriodRule, calendar: Calendar, start: date, end: date) -> tuple[ReportingPeriod, ...]:
    """All periods that hold a day from ``start`` to ``end`` (both included), the oldest first; none for a rule whose
    periods do not follow from the calendar."""
    found: list[ReportingPeriod] = []
    day = start
    while rule.regular and day <= end:
        one = period_of(rule, calendar, day)
        if one is None:
            # Nine months: the next ones begin within the next three.
            day += timedelta(days=1)
            continue
        found.append(one)
        day = one.cut_off + timedelta(days=1)
    return tuple(found)


def parse_period(rule: PeriodRule, calendar: Calendar, key: str) -> ReportingPeriod:
    """The period that ``key`` names under this rule and calendar. RefusedError ``period-key`` for any other text."""
    read = _parsed(rule, calendar, key.strip())
    if read is None:
        raise RefusedError(finding("period-key", text=key, rule=Named(rule), example=EXAMPLES[rule]))
    return read


def key_pattern(rule: PeriodRule) -> str:
    """The form of a key, as a regular expression that other languages read too."""
    if rule.regular:
        return re.sub(r"\(\?P<\w+>(\S+?)\)", r"\1", KEYS[rule].pattern).replace(r"\d", "[0-9]")
    day = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    return rf"{day}\.\.{day}"


@dataclass(frozen=True, slots=True)
class Named:
    """A rule that knows how to be said."""

    rule: PeriodRule

    def worded(self, say: Say) -> str:
        """In the language of ``say``."""
        return say(f"reporting.rule.{self.rule}")


def _parsed(rule: PeriodRule, calendar: Calendar, key: str) -> ReportingPeriod | None:
    try:
        if not rule.regular:
            first, _, last = key.partition("..")
            start, end = parse_day(first), parse_day(last)
            fits = YEARS[0] <= start.year and end.year <= YEARS[1] and start <= end
            period = Period(start, end + timedelta(days=1)) if fits else None
            return None if period is None else ReportingPeriod(rule, calendar, period, f"{start}..{end}")
        match = KEYS[rule].fullmatch(key) if key.isascii() else None
        if match is None or not YEARS[0] <= int(match["year"]) <= YEARS[1]:
            return None
        year, number = int(match["year"]), int(match.groupdict().get("number") or 1)
        if rule is PeriodRule.WEEKLY:
            return _week(calendar, year, number)
    except ValueError:
        return None
    return _months(rule, calendar, year, number) if 1 <= number <= 12 // MONTHS[rule] else None


def _week(calendar: Calendar, year: int, number: int) -> ReportingPeriod:
    start = date.fromisocalendar(year, number, 1)
    period = Period(start, start + timedelta(days=7))
    return ReportingPeriod(PeriodRule.WEEKLY, calendar, period, f"{year:04}-W{number:02}")


def _months(rule: PeriodRule, calendar: Calendar, year: int, number: int) -> ReportingPeriod:
    length = MONTHS[rule]
    first = year * 12 + (number - 1) * length
    period = Period(_opens(calendar, first), _opens(calendar, first + length))
    names = {
        PeriodRule.MONTHLY: f"{year:04}-{number:02}",
        PeriodRule.QUARTERLY: f"{year:04}-Q{number}",
        PeriodRule.HALF_YEARLY: f"{year:04}-H{number}",
        PeriodRule.NINE_MONTHS: f"{year:04}-9M",
        PeriodRule.YEARLY: f"{year:04}",
    }
    return ReportingPeriod(rule, calendar, period, names[rule])


def _opens(calendar: Calendar, month: int) -> date:
    """The first day of a month of reports: the 15th of the month before it, or its own first."""
    if calendar is Calendar.CALENDAR:
        return date(month // 12, month % 12 + 1, 1)
    return date((month - 1) // 12, (month - 1) % 12 + 1, CLOSES + 1)
