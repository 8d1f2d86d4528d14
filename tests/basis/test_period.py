"""Period: half-open by day. Examples, and the definition over days one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.period import Period, parse_day

JUNE_30 = date(2025, 6, 30)
JULY_1 = date(2025, 7, 1)
JULY_2 = date(2025, 7, 2)
ZERO = date(2025, 1, 1)
SPAN = 12


def nth(n: int | None) -> date | None:
    return None if n is None else ZERO + timedelta(days=n)


EDGE = st.none() | st.integers(0, SPAN)
PERIODS = (
    st.tuples(EDGE, EDGE)
    .filter(lambda edges: None in edges or edges[0] < edges[1])
    .map(lambda edges: Period(nth(edges[0]), nth(edges[1])))
)


def days(period: Period) -> set[date]:
    """The days of a period in a window with room on both sides, counted one by one."""
    window = {ZERO + timedelta(days=n) for n in range(-2, SPAN + 3)}
    early = {day for day in window if period.start is not None and day < period.start}
    late = {day for day in window if period.end is not None and day >= period.end}
    return window - early - late


def test_the_first_day_is_in_and_the_end_is_not() -> None:
    period = Period(JUNE_30, JULY_2)
    assert JUNE_30 in period
    assert JULY_1 in period
    assert JULY_2 not in period
    assert JUNE_30 - timedelta(days=1) not in period
    assert period.last_day == JULY_1


def test_a_period_without_end_still_runs() -> None:
    assert date.max in Period(JULY_1, None)
    assert Period(JULY_1, None).last_day is None


def test_a_period_without_start_began_on_a_day_not_known() -> None:
    assert date.min in Period(None, JULY_1)
    assert JULY_1 not in Period(None, JULY_1)


def test_a_period_of_one_day() -> None:
    assert Period(JUNE_30, JULY_1).last_day == JUNE_30


@pytest.mark.parametrize("end", [JUNE_30, JULY_1])
def test_a_period_without_a_day_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Period(JULY_1, end)


def test_what_ends_on_the_day_another_begins_meets_it_and_does_not_overlap() -> None:
    old, new = Period(None, JULY_1), Period(JULY_1, None)
    assert old.meets(new)
    assert not new.meets(old)
    assert not old.overlaps(new)
    assert not old.meets(Period(JULY_2, None))
    assert not new.meets(new)


@given(PERIODS, PERIODS)
def test_two_periods_overlap_when_some_day_lies_in_both(one: Period, other: Period) -> None:
    assert one.overlaps(other) == bool(days(one) & days(other)) == other.overlaps(one)


@given(PERIODS)
def test_the_last_day_is_the_last_in_it(period: Period) -> None:
    if period.last_day is not None:
        assert period.last_day == max(days(period))
    assert {day for day in days(Period(None, None)) if day in period} == days(period)


@given(PERIODS, PERIODS)
def test_periods_that_meet_leave_no_day_out_and_hold_none_twice(one: Period, other: Period) -> None:
    if one.meets(other):
        assert days(one) | days(other) == days(Period(one.start, other.end))
        assert not one.overlaps(other)
    assert one.meets(other) == (one.end is not None and one.end == other.start)


def test_a_day_is_read_as_it_is_written() -> None:
    assert parse_day("2025-07-01") == JULY_1


@pytest.mark.parametrize(
    "text",
    ["20250701", "2025-W27-2", "2025-7-1", "01/07/2025", "2025-02-30", "2025-13-01", "2025-07-01T00:00", "", "hôm nay"],
)
def test_what_is_no_day_in_the_calendar_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|isoformat|month"):
        parse_day(text)
