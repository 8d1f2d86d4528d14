"""The re-check's figures: by hand, at their edges, and against answers drawn with a known error."""

import random
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.quality.recheck import coverage, difference, wilson


def test_the_dual_system_by_hand() -> None:
    told = coverage(forms=200, found=150, matched=120)
    assert isclose(told.people.value, 201 * 151 / 121 - 1)
    assert isclose(told.error, sqrt(201 * 151 * 80 * 30 / (121**2 * 122)))
    assert told.people.low < told.people.value < told.people.high
    assert told.rate.value == 0.8


def test_all_found_both_times_is_exact() -> None:
    told = coverage(forms=50, found=50, matched=50)
    assert (told.people.value, told.people.low, told.people.high, told.error) == (50, 50, 50, 0)


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_nobody_seen_is_lost(forms: int, found: int, data: st.DataObject) -> None:
    matched = data.draw(st.integers(0, min(forms, found)))
    told = coverage(forms=forms, found=found, matched=matched)
    assert told.people.low >= forms + found - matched
    assert told.people.high >= told.people.value >= max(forms, found) - 1e-9


@pytest.mark.parametrize(("forms", "found", "matched"), [(1, 1, 2), (5, 0, 0), (3, 9, 4), (3, 3, -1)])
def test_counts_that_contradict_are_refused(forms: int, found: int, matched: int) -> None:
    with pytest.raises(ValueError, match="lists"):
        coverage(forms=forms, found=found, matched=matched)


def test_wilson_by_hand() -> None:
    told = wilson(1, 10)
    assert (round(told.low, 4), round(told.high, 4)) == (0.0179, 0.4042)
    assert wilson(0, 20).low == 0
    with pytest.raises(ValueError, match="part"):
        wilson(2, 1)


def test_two_answers_by_hand() -> None:
    # a 40/40, form a and re-check b 10, form b and re-check a 4, b 46/46.
    pairs = [("a", "a")] * 40 + [("a", "b")] * 10 + [("b", "a")] * 4 + [("b", "b")] * 46
    told = difference("sex", [*pairs, (None, "a"), ("b", None)], answers=True)
    assert told is not None
    assert (told.compared, told.different, told.gross.value) == (100, 14, 0.14)
    assert told.index is not None
    assert isclose(told.index.value, 0.14 / (1 - (50 * 44 + 50 * 56) / 10_000))
    one, other = told.net
    assert (one.answer, one.form, one.recheck, round(one.rate.value, 9)) == ("a", 50, 44, 0.06)
    assert other.rate.value == -one.rate.value
    assert one.rate.low < 0.06 < one.rate.high


def test_answers_that_never_differ_have_no_index_and_no_net_difference() -> None:
    told = difference("nationality", [("vn", "vn")] * 30, answers=True)
    assert told is not None
    assert (told.index, told.gross.value, told.net[0].rate.value) == (None, 0, 0)
    assert told.gross.high < 0.13
    assert difference("sex", [(None, "a")], answers=True) is None


def test_the_interval_holds_the_rate_that_was_drawn() -> None:
    rng, inside = random.Random(5), 0
    for _ in range(300):
        pairs = [("a", "b" if rng.random() < 0.1 else "a") for _ in range(120)]
        told = difference("sex", pairs, answers=False)
        assert told is not None
        inside += told.gross.low <= 0.1 <= told.gross.high
    assert 0.91 <= inside / 300 <= 0.99
