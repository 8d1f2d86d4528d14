"""Wilson's interval against its definition: all shares that the one found does not contradict."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.coverage.counts.wilson import NINETY_FIVE, margin, wilson


def contradicted(share: Decimal, part: int, whole: int) -> bool:
    """Whether the share found lies further from ``share`` than z of its standard errors."""
    found, z = Decimal(part) / whole, Decimal(NINETY_FIVE)
    return (found - share) ** 2 > z * z * share * (1 - share) / whole


def searched(part: int, whole: int) -> tuple[float, float]:
    """Both ends by halving, in forty digits: nothing of the formula in it."""
    with localcontext() as context:
        context.prec = 40
        found = Decimal(part) / whole
        ends = []
        for far in (Decimal(0), Decimal(1)):
            inside, outside = found, far
            if not contradicted(far, part, whole):
                ends.append(float(far))
                continue
            for _ in range(90):
                middle = (inside + outside) / 2
                inside, outside = (inside, middle) if contradicted(middle, part, whole) else (middle, outside)
            ends.append(float(inside))
        return ends[0], ends[1]


@given(st.integers(1, 40_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_it_holds_what_the_share_found_does_not_contradict(case: tuple[int, int]) -> None:
    assert wilson(*case) == pytest.approx(searched(*case), abs=1e-9)


@given(st.integers(1, 5_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_printed_bounds_hold_the_exact_ones_and_the_share(case: tuple[int, int]) -> None:
    found = margin(*case)
    low, high = wilson(*case)
    assert found is not None
    assert found.low <= Decimal(100 * low) + Decimal("1e-9")
    assert Decimal(100 * high) - Decimal("1e-9") <= found.high
    assert found.low <= found.share <= found.high
    assert found.low >= 0
    assert found.high <= 100


def test_a_published_example() -> None:
    # Brown, Cai and DasGupta (2001) and every table of the interval: none of ten is up to 27.8 %.
    none = margin(0, 10)
    assert none is not None
    assert (none.low, none.high) == (Decimal(0), Decimal("27.8"))


def test_of_nothing_there_is_no_figure() -> None:
    assert margin(0, 0) is None


@pytest.mark.parametrize("case", [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_part_of_a_whole_is_refused(case: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(*case)
