"""Earned value and earned schedule, against the monthly formula of the field written down plainly."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.registers.projects.course import ProgressPlan, StageReport
from diaban.registers.projects.earned import Curve, curve_of, earned
from tests.registers.projects.works import fact

START = date(2025, 1, 1)


def curve(*percents: int, step: int = 30) -> Curve:
    """A plan by steps of so many days, from nothing on."""
    points = [(START + timedelta(days=step * number), percent) for number, percent in enumerate((0, *percents))]
    return Curve(tuple(points), False)


def plain_schedule(values: list[int], done: int) -> Fraction:
    """ES = C + (EV − PV_C)/(PV_{C+1} − PV_C) in periods, C the last period whose PV is not above EV (Lipke)."""
    planned = [0, *values]
    c = max(number for number, value in enumerate(planned) if value <= done)
    if c == len(planned) - 1:
        return Fraction(c)
    return c + Fraction(done - planned[c], planned[c + 1] - planned[c])


@given(st.lists(st.integers(0, 100), min_size=2, max_size=12).map(sorted), st.integers(0, 100))
def test_the_earned_schedule_is_that_of_the_formula(values: list[int], done: int) -> None:
    if values[0] == 0 and done == 0:
        return  # Of a level beginning the formula takes its end, and so do we; both are tested below.
    assert curve(*values).reached(done) == 30 * plain_schedule(values, done)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=12).map(sorted), st.integers(0, 400))
def test_what_is_planned_by_a_day_was_reached_by_that_day(values: list[int], days: int) -> None:
    plan = curve(*values)
    planned = plan.planned(START + timedelta(days=days))
    assert 0 <= planned <= values[-1]
    assert plan.reached(int(planned)) <= max(plan.reached(int(planned)), Fraction(days))


def test_a_worked_example() -> None:
    # 10, 30, 60, 100 per cent at the ends of four months; 45 per cent done after 100 days.
    plan = curve(10, 30, 60, 100)
    at = START + timedelta(days=100)
    told = earned(plan, at, 45, at, paid=2_000_000_000, value=5_000_000_000)
    assert told.planned == 60 + Fraction(40 * 10, 30)
    assert told.schedule == 60 + Fraction(15 * 30, 30)
    assert told.variance == Fraction(75 - 100)
    assert told.index == Fraction(75, 100)
    # IEAC(t) = PD/SPI(t) = 120/0.75 = 160 days.
    assert told.expected_end == START + timedelta(days=160)
    assert told.money_index == Fraction(45) / told.planned
    assert told.cost_index == Fraction(45 * 5, 100 * 2)


def test_money_says_all_is_well_at_the_end_of_late_works_and_time_does_not() -> None:
    plan = curve(50, 100)
    late = START + timedelta(days=90)
    told = earned(plan, late, 100, late)
    assert told.money_index == 1
    assert told.index == Fraction(60, 90)
    assert told.expected_end is None


def test_time_is_counted_to_the_day_the_report_speaks_of() -> None:
    plan = curve(50, 100)
    reported = START + timedelta(days=20)
    told = earned(plan, START + timedelta(days=50), 20, reported)
    assert (told.elapsed, told.reported_on) == (20, reported)


def test_a_level_stretch_is_reached_at_its_end_and_nothing_done_at_the_start() -> None:
    assert curve(40, 40, 100).reached(40) == 60
    assert curve(40, 100).reached(0) == 0
    assert curve(40, 90).reached(100) == 60


def test_points_that_were_stated_go_before_a_line() -> None:
    stage = fact(StageReport, planned_start=START, planned_end=START + timedelta(days=100))
    line = curve_of([], stage)
    assert line is not None
    assert line.derived
    assert line.planned(START + timedelta(days=25)) == 25
    stated = curve_of(
        [fact(ProgressPlan, planned_on=START + timedelta(days=d), percent=p) for d, p in ((50, 30), (100, 100))], stage
    )
    assert stated is not None
    assert not stated.derived
    assert stated.planned(START + timedelta(days=25)) == 15
    assert curve_of([], None) is None
    falling = [fact(ProgressPlan, planned_on=START + timedelta(days=d), percent=p) for d, p in ((50, 60), (100, 40))]
    assert curve_of(falling, stage) is None


@pytest.mark.parametrize("points", [((START, 0),), ((START, 0), (START, 5)), ((START, 5), (START + timedelta(1), 4))])
def test_a_curve_goes_forward_and_up(points: tuple[tuple[date, int], ...]) -> None:
    with pytest.raises(ValueError, match="curve"):
        Curve(points, False)
