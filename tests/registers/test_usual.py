"""What is usual for a count: by hand, and against draws of a seeded Poisson."""

from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.registers.judging.history import FEWEST, usual

counts = st.lists(st.integers(0, 5_000), min_size=FEWEST, max_size=24)


def test_by_hand() -> None:
    # Five times 0: t(0) = 1, the spread is the least, 1, times √(1 + π/10) = 1.1463, so that t reaches
    # 1 + 3.5 · 1.1463 = 5.0122, and ((5.0122 − 1/5.0122) / 2)² = 5.79.
    found = usual([0] * 5)
    assert found is not None
    assert (found.low, found.high, found.periods) == (0, 5, 5)
    # Five times 100: t = 10 + √101 = 20.0499; down to 16.0377 and up to 24.0621, which are 63.8 and 144.2.
    found = usual([100] * 5)
    assert found is not None
    assert (found.low, found.high) == (64, 144)
    # One wild month moves neither median nor deviation. t(10) = 6.4789; the deviations 0, 0, 0.30, 0.32 and a large
    # one have the median 0.30, less than 1: from 2.4667 (1.06) to 10.4911 (27.02).
    found = usual([10, 11, 9, 10, 4_000])
    assert found is not None
    assert (found.low, found.high) == (2, 27)


@pytest.mark.parametrize("few", range(FEWEST))
def test_few_periods_say_nothing(few: int) -> None:
    assert usual([7] * few) is None


@given(values=counts)
def test_the_middle_is_usual_and_order_does_not_matter(values: list[int]) -> None:
    found = usual(values)
    assert found is not None
    assert found == usual(sorted(values))
    middle = sorted(values)[len(values) // 2]
    assert found.low <= middle <= found.high


@given(values=counts, more=st.integers(1, 1_000))
def test_what_is_larger_makes_larger_counts_usual(values: list[int], more: int) -> None:
    # Alike by the same factor: four times the counts, twice the transform.
    one, four = usual(values), usual([value * 4 for value in values])
    assert one is not None
    assert four is not None
    assert four.high >= one.high
    assert one.low >= 0


@pytest.mark.parametrize("mean", [0.2, 1.0, 4.0, 20.0, 150.0])
def test_a_steady_source_is_seldom_called_unusual(mean: float) -> None:
    draw = Random(20250701)
    seen = 0
    for _ in range(2_000):
        found = usual([_poisson(draw, mean) for _ in range(8)])
        value = _poisson(draw, mean)
        assert found is not None
        seen += not found.low <= value <= found.high
    assert seen <= 20, "at most one in a hundred"


def _poisson(draw: Random, mean: float) -> int:
    """Counting exponential waits, which needs no table (Knuth, volume 2, 3.4.1)."""
    left, number = mean, 0
    while left > 0:
        step = min(left, 30.0)
        limit, product = exp(-step), draw.random()
        while product > limit:
            number += 1
            product *= draw.random()
        left -= step
    return number
