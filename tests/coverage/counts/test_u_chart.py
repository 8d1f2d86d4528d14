"""The u-chart against its formula worked out in fractions, and what it says of chance."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.coverage.counts.u_chart import FEWEST, Sample, u_chart

samples = st.lists(
    st.tuples(st.integers(0, 500), st.fractions(min_value=1, max_value=200, max_denominator=30)),
    min_size=FEWEST,
    max_size=30,
)


@given(samples)
def test_centre_and_limits_are_those_of_the_formula(given_: list[tuple[int, Fraction]]) -> None:
    chart = u_chart([Sample(count, float(size)) for count, size in given_])
    assert chart is not None
    centre = Fraction(sum(count for count, _ in given_)) / sum(size for _, size in given_)
    assert chart.centre == pytest.approx(float(centre))
    for spot, (count, size) in zip(chart.spots, given_, strict=True):
        # A limit squared, so that no root is taken: (limit − ū)² = 9 ū / n.
        assert (spot.high - float(centre)) ** 2 == pytest.approx(float(9 * centre / size), abs=1e-12)
        lower = float(centre) - (spot.high - float(centre))
        assert spot.low == pytest.approx(max(0.0, lower), abs=1e-12)
        far = abs(Fraction(count) / size - centre)
        if abs(far * far - 9 * centre / size) > Fraction(1, 10**6):
            assert spot.outside == (far * far > 9 * centre / size)


def test_a_month_of_which_nothing_was_seen_has_no_rate_and_changes_nothing() -> None:
    seen = [Sample(10, 5.0)] * FEWEST
    with_blank = u_chart([*seen, Sample(0, 0.0)])
    without = u_chart(seen)
    assert with_blank is not None
    assert without is not None
    assert with_blank.spots[:-1] == without.spots
    assert with_blank.spots[-1].rate is None
    assert not with_blank.spots[-1].outside


def test_of_few_samples_no_limits_are_drawn() -> None:
    assert u_chart([Sample(3, 2.0)] * (FEWEST - 1)) is None
    assert u_chart([Sample(3, 2.0)] * (FEWEST - 1) + [Sample(0, 0.0)] * 5) is None


def test_chance_alone_seldom_leaves_the_limits_and_a_change_does() -> None:
    rng = Random(5)

    def drawn(mean: float) -> int:
        return sum(rng.random() < mean / 1000 for _ in range(1000))

    outside = 0
    for _ in range(20):
        chart = u_chart([Sample(drawn(40), 10.0) for _ in range(24)])
        assert chart is not None
        outside += sum(spot.outside for spot in chart.spots)
    assert outside <= 6
    changed = u_chart([*(Sample(drawn(40), 10.0) for _ in range(23)), Sample(90, 10.0)])
    assert changed is not None
    assert changed.spots[-1].outside


def test_events_where_nothing_was_looked_at_are_refused() -> None:
    with pytest.raises(ValueError, match="looked at"):
        u_chart([Sample(1, 0.0)] * 9)
