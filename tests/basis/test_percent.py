"""100 % is all and 0 % is none, and nothing else is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.percent import percent


@pytest.mark.parametrize(
    ("part", "whole", "places", "printed"),
    [
        (3320, 3321, 1, "99.9"),
        (1, 3321, 1, "0.1"),
        (78, 102, 1, "76.5"),
        (6650, 7528, 2, "88.34"),
        (28849, 29350, 2, "98.29"),
        (1, 2, 0, "50"),
        (199, 200, 0, "99"),
        (102, 102, 1, "100"),
        (0, 102, 1, "0"),
        (103, 102, 1, "101.0"),
        (100001, 100000, 1, "100.1"),
    ],
)
def test_a_share_is_printed(part: int, whole: int, places: int, printed: str) -> None:
    assert str(percent(part, whole, places)) == printed


def test_of_nothing_there_is_no_share() -> None:
    assert percent(0, 0) is None
    with pytest.raises(ValueError, match="not a part"):
        percent(-1, 2)


@given(st.integers(1, 10**6), st.data(), st.integers(0, 4))
def test_all_and_none_are_told_from_nearly(whole: int, data: st.DataObject, places: int) -> None:
    part = data.draw(st.integers(0, whole))
    printed = percent(part, whole, places)
    assert printed is not None
    assert (printed == 100) == (part == whole)
    assert (printed == 0) == (part == 0)
    assert abs(printed - Decimal(100 * part) / whole) <= Decimal(1).scaleb(-places)
