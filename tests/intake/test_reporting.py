"""Reporting periods against days written down by hand from Decree 09/2019/NĐ-CP, Article 12, and a calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.error import RefusedError
from diaban.basis.speech import Speech
from diaban.intake.reporting import Calendar, Due, PeriodRule, parse_period, period_of, periods_between

ADMIN, PLAIN = Calendar.ADMINISTRATIVE, Calendar.CALENDAR

# rule, calendar, key, first day, last day
TABLE = [
    ("monthly", ADMIN, "2025-03", "2025-02-15", "2025-03-14"),
    ("monthly", ADMIN, "2025-01", "2024-12-15", "2025-01-14"),
    ("monthly", ADMIN, "2024-03", "2024-02-15", "2024-03-14"),
    ("monthly", PLAIN, "2024-02", "2024-02-01", "2024-02-29"),
    ("monthly", PLAIN, "2025-12", "2025-12-01", "2025-12-31"),
    ("quarterly", ADMIN, "2025-Q1", "2024-12-15", "2025-03-14"),
    ("quarterly", ADMIN, "2025-Q4", "2025-09-15", "2025-12-14"),
    ("quarterly", PLAIN, "2025-Q2", "2025-04-01", "2025-06-30"),
    ("half-yearly", ADMIN, "2025-H1", "2024-12-15", "2025-06-14"),
    ("half-yearly", ADMIN, "2025-H2", "2025-06-15", "2025-12-14"),
    ("half-yearly", PLAIN, "2025-H2", "2025-07-01", "2025-12-31"),
    ("nine-months", ADMIN, "2025-9M", "2024-12-15", "2025-09-14"),
    ("nine-months", PLAIN, "2025-9M", "2025-01-01", "2025-09-30"),
    ("yearly", ADMIN, "2025", "2024-12-15", "2025-12-14"),
    ("yearly", PLAIN, "2025", "2025-01-01", "2025-12-31"),
    ("weekly", ADMIN, "2025-W10", "2025-03-03", "2025-03-09"),
    ("weekly", PLAIN, "2025-W01", "2024-12-30", "2025-01-05"),
    ("weekly", PLAIN, "2026-W53", "2026-12-28", "2027-01-03"),
    ("irregular", ADMIN, "2025-03-15..2025-03-20", "2025-03-15", "2025-03-20"),
    ("thematic", PLAIN, "2025-03-15..2025-03-15", "2025-03-15", "2025-03-15"),
]


@pytest.mark.parametrize(("rule", "calendar", "key", "first", "last"), TABLE)
def test_a_key_names_these_days(rule: str, calendar: Calendar, key: str, first: str, last: str) -> None:
    read = parse_period(PeriodRule(rule), calendar, key)
    assert (read.start.isoformat(), read.cut_off.isoformat(), read.key) == (first, last, key)


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("monthly", "2025-13"),
        ("monthly", "2025-00"),
        ("monthly", "2025-3"),
        ("monthly", "0001-01"),
        ("monthly", "9999-12"),
        ("monthly", "2025-Q1"),
        ("monthly", "２０２５-03"),
        ("quarterly", "2025-Q5"),
        ("quarterly", "2025-Q0"),
        ("half-yearly", "2025-H3"),
        ("weekly", "2025-W53"),
        ("weekly", "2025-W00"),
        ("yearly", "25"),
        ("yearly", ""),
        ("irregular", "2025-03-20..2025-03-15"),
        ("irregular", "2025-03-20"),
        ("irregular", "2025-03"),
        ("thematic", "0001-01-01..9999-12-31"),
        ("thematic", "2025-02-30..2025-03-01"),
    ],
)
def test_any_other_text_is_refused_with_an_example(rule: str, key: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_period(PeriodRule(rule), ADMIN, key)
    assert [found.code for found in refused.value.findings] == ["period-key"]
    said = Speech("vi").sentences(refused.value.findings[0])
    assert "như " in said["allowed"]


DAYS = st.dates(date(1947, 1, 1), date(2190, 1, 1))
REGULAR = st.sampled_from([rule for rule in PeriodRule if rule.regular])


@given(REGULAR, st.sampled_from(Calendar), DAYS)
def test_a_day_lies_in_its_period_and_the_key_leads_back(rule: PeriodRule, calendar: Calendar, day: date) -> None:
    found = period_of(rule, calendar, day)
    if found is None:
        # Only nine months leave days out: the last three of the year.
        closed = date(day.year, 9, 14) if calendar is ADMIN else date(day.year, 9, 30)
        opens = date(day.year, 12, 15) if calendar is ADMIN else date(day.year + 1, 1, 1)
        assert rule is PeriodRule.NINE_MONTHS
        assert closed < day < opens
        return
    assert day in found.period
    assert parse_period(rule, calendar, found.key) == found


@given(REGULAR, st.sampled_from(Calendar), DAYS, st.integers(0, 1200))
def test_periods_follow_one_another_without_gap_or_overlap(
    rule: PeriodRule, calendar: Calendar, start: date, length: int
) -> None:
    end = start + timedelta(days=length)
    found = periods_between(rule, calendar, start, end)
    covered = [day for one in found for day in range(one.start.toordinal(), one.cut_off.toordinal() + 1)]
    assert len(covered) == len(set(covered))
    assert covered == sorted(covered)
    if rule is not PeriodRule.NINE_MONTHS:
        assert set(range(start.toordinal(), end.toordinal() + 1)) <= set(covered)
    assert all(one.start <= end and one.cut_off >= start for one in found)


@pytest.mark.parametrize("rule", [PeriodRule.IRREGULAR, PeriodRule.THEMATIC])
def test_returns_that_are_asked_for_follow_no_calendar(rule: PeriodRule) -> None:
    assert period_of(rule, ADMIN, date(2025, 3, 1)) is None
    assert periods_between(rule, ADMIN, date(2025, 1, 1), date(2026, 1, 1)) == ()


@pytest.mark.parametrize(
    ("due", "cut_off", "last"),
    [
        (Due(16), "2025-03-14", "2025-03-16"),
        (Due(24), "2024-12-14", "2024-12-24"),
        (Due(5, 1), "2025-12-31", "2026-01-05"),
        (Due(31, 1), "2025-01-31", "2025-02-28"),
        (Due(31), "2025-12-14", "2025-12-31"),
        (Due(after=2), "2025-02-27", "2025-03-01"),
        (Due(after=0), "2025-02-27", "2025-02-27"),
    ],
)
def test_a_return_is_due_on_this_day(due: Due, cut_off: str, last: str) -> None:
    assert due.on(date.fromisoformat(cut_off)).isoformat() == last


def test_both_ends_are_printed() -> None:
    march = parse_period(PeriodRule.MONTHLY, ADMIN, "2025-03").titled
    assert Speech("vi").words(march) == "Tháng 3/2025 (15/02/2025–14/03/2025)"
    assert Speech("en").words(march) == "Month 3/2025 (2025-02-15–2025-03-14)"
    for rule in PeriodRule:
        key = "2025-03-01..2025-03-02"
        one = period_of(rule, PLAIN, date(2025, 3, 1)) or parse_period(rule, PLAIN, key)
        assert f"{one.start:%d/%m/%Y}" in Speech("vi").words(one.titled)
        assert f"{one.cut_off:%d/%m/%Y}" in Speech("vi").words(one.titled)
