"""Intervals: whatever the true values are, the true result lies inside; bounds are printed outward."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diaban.coverage.claims.amount import Interval, about, added, cut, rounded

values = st.decimals(min_value=0, max_value=10**18, places=6)


@st.composite
def held(draw: st.DrawFn, least: int = 0) -> tuple[Interval, Decimal]:
    """An interval, and a value in it."""
    truth = draw(st.decimals(min_value=least, max_value=10**18, places=6))
    below = st.decimals(min_value=least, max_value=truth, places=6)
    low = draw(st.none() | below) if least < 0 else draw(below)
    high = draw(st.none() | st.decimals(min_value=truth, max_value=10**19, places=6))
    low_open = low is not None and low < truth and draw(st.booleans())
    high_open = high is not None and high > truth and draw(st.booleans())
    return Interval(low, high, low_open, high_open), truth


def holds(interval: Interval, truth: Fraction) -> bool:
    """Membership worked out apart from the code under test."""
    if interval.low is not None:
        low = Fraction(interval.low)
        if truth < low or (truth == low and interval.low_open):
            return False
    if interval.high is not None:
        high = Fraction(interval.high)
        if truth > high or (truth == high and interval.high_open):
            return False
    return True


@given(held(-(10**18)), held(-(10**18)))
def test_sums_and_differences_hold_the_truth(one: tuple[Interval, Decimal], other: tuple[Interval, Decimal]) -> None:
    assert holds(one[0] + other[0], Fraction(one[1]) + Fraction(other[1]))
    assert holds(one[0] - other[0], Fraction(one[1]) - Fraction(other[1]))


@given(held(), held())
def test_products_hold_the_truth(one: tuple[Interval, Decimal], other: tuple[Interval, Decimal]) -> None:
    assert holds(one[0] * other[0], Fraction(one[1]) * Fraction(other[1]))


@given(held(), held())
def test_quotients_hold_the_truth(one: tuple[Interval, Decimal], other: tuple[Interval, Decimal]) -> None:
    divisor, by = other
    assume(by > 0 and divisor.low is not None and divisor.low > 0)
    assert holds(one[0] / divisor, Fraction(one[1]) / Fraction(by))


@given(held(), st.integers(1, 6))
def test_rounding_outward_holds_the_truth(one: tuple[Interval, Decimal], digits: int) -> None:
    assert holds(one[0].outward(digits), Fraction(one[1]))


@given(held(-(10**18)), held(-(10**18)))
def test_two_that_share_a_value_meet_and_their_common_part_holds_it(
    one: tuple[Interval, Decimal], other: tuple[Interval, Decimal]
) -> None:
    if holds(other[0], Fraction(one[1])):
        common = one[0].within(other[0])
        assert one[0].meets(other[0])
        assert common is not None
        assert holds(common, Fraction(one[1]))
    assert one[0].meets(other[0]) == other[0].meets(one[0]) == (one[0].within(other[0]) is not None)


@given(values, st.integers(0, 6))
def test_a_rounded_figure_holds_what_it_was_rounded_from(value: Decimal, places: int) -> None:
    printed = value.quantize(Decimal(1).scaleb(-places))
    assert holds(rounded(printed), Fraction(value))


@given(values, st.integers(0, 6))
def test_a_cut_figure_holds_what_it_was_cut_from(value: Decimal, places: int) -> None:
    printed = value.quantize(Decimal(1).scaleb(-places), rounding="ROUND_DOWN")
    assert holds(cut(printed), Fraction(value))


@given(st.lists(held(), max_size=6))
def test_a_sum_of_many_holds_the_truth(parts: list[tuple[Interval, Decimal]]) -> None:
    assert holds(added(part for part, _ in parts), sum((Fraction(truth) for _, truth in parts), Fraction(0)))


def over(value: str) -> Interval:
    return Interval(Decimal(value), None, low_open=True)


def nearly(value: str) -> Interval:
    return Interval(None, Decimal(value), high_open=True)


def test_over_241_among_26_is_over_9_26() -> None:
    each = (over("241") / Interval.point(Decimal(26))).outward()
    assert each == over("9.26")
    assert each.amount() == Decimal("9.26")


def test_nearly_640_less_over_241_is_under_399() -> None:
    assert (nearly("640") - over("241")).outward() == nearly("399")


def test_about_is_on_both_sides() -> None:
    assert about(Decimal(5), Decimal("0.2")) == Interval(Decimal(4), Decimal(6))


@pytest.mark.parametrize(("low", "high", "is_open"), [("2", "1", False), ("1", "1", True)])
def test_no_interval_is_empty(low: str, high: str, is_open: bool) -> None:
    with pytest.raises(ValueError, match="holds a value"):
        Interval(Decimal(low), Decimal(high), low_open=is_open)


def test_nothing_is_divided_by_what_may_be_nothing() -> None:
    with pytest.raises(ValueError, match="divisor"):
        Interval.point(Decimal(1)) / Interval(Decimal(0), Decimal(2))


def test_two_open_ends_that_touch_do_not_meet() -> None:
    assert not over("5").meets(Interval(Decimal(0), Decimal(5)))
    assert Interval(Decimal(5), None).meets(Interval(Decimal(0), Decimal(5)))
