"""A forecast where only counts are published."""

from datetime import date

import numpy as np
import pytest

from diaban.basis.error import RefusedError
from diaban.coverage.forecast.aggregate import Count, forecast_from_counts

BAC_KAN = (Count(date(2023, 8, 31), 29), Count(date(2025, 2, 28), 78))
AS_OF = date(2025, 2, 28)


def test_bac_kan_of_two_counts_is_wide_and_says_so() -> None:
    found = forecast_from_counts(BAC_KAN, 102, AS_OF, standard="x", promise=date(2025, 3, 31), simulations=2000)
    assert found.answer is not None
    assert [note.key for note in found.notes] == ["forecast.note.aggregates"]
    assert found.answer.tail == ()
    months = found.answer.curve[100] / 30.4
    assert months[89] - months[9] > 12
    # Twenty-four in a month where seven in three months was the best pace: hardly.
    assert found.answer.p_by_promise is not None
    assert 0 < found.answer.p_by_promise < 0.01
    assert found.baselines.pace[100] == date(2025, 11, 23)


def test_unknown_units_are_not_stated_from_counts_either() -> None:
    document = forecast_from_counts(BAC_KAN, 102, AS_OF, standard="x", unknown=2, simulations=500).as_dict("…")
    assert (document["stated"], document["quantiles"]) == (False, None)
    assert isinstance(document["conditional"], dict)
    assert document["conditional"]["frame"]["size"] == 100
    assert isinstance(document["frame"], dict)
    assert document["frame"]["unnamed"] == 2


def test_a_frame_that_ends_before_the_promised_day_is_told() -> None:
    found = forecast_from_counts(
        BAC_KAN, 102, AS_OF, standard="x", promise=date(2025, 12, 31), frame_ends=date(2025, 7, 1), simulations=200
    )
    assert [note.key for note in found.notes] == ["forecast.note.aggregates", "forecast.note.unverifiable"]


def test_a_count_between_narrows_it() -> None:
    wide = forecast_from_counts(BAC_KAN, 102, AS_OF, standard="x", simulations=4000)
    late = (*BAC_KAN, Count(date(2024, 5, 31), 33))
    slow_then_fast = forecast_from_counts(late, 102, AS_OF, standard="x", simulations=4000)
    assert wide.answer is not None
    assert slow_then_fast.answer is not None
    assert np.diff(slow_then_fast.answer.curve[100][[9, 89]]) < np.diff(wide.answer.curve[100][[9, 89]])


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (BAC_KAN[:1], "counts-too-few"),
        ((Count(date(2023, 8, 31), 29), Count(AS_OF, 103)), "counts-out-of-range"),
        ((Count(date(2023, 8, 31), 29), Count(AS_OF, 28)), "counts-fall"),
        ((Count(date(2023, 8, 31), 29), Count(AS_OF, 29)), "counts-stand-still"),
    ],
)
def test_counts_that_tell_no_pace_are_refused(counts: tuple[Count, ...], code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        forecast_from_counts(counts, 102, AS_OF, standard="x")
