"""Scores on forecasts small enough to be scored by hand."""

import numpy as np
import pytest

from diaban.coverage.forecast.answer import LEVELS
from diaban.coverage.forecast.score import Kept, binomial_band, brier, crps, pinball, score, summary


def test_pinball_costs_a_late_truth_its_level_and_an_early_one_the_rest() -> None:
    assert pinball(0.9, 100, 110) == pytest.approx(9.0)
    assert pinball(0.9, 100, 90) == pytest.approx(1.0)
    assert pinball(0.5, 100, 100) == 0


def test_crps_of_a_sure_forecast_is_its_error() -> None:
    assert crps(np.full(99, 100.0), 130.0) == pytest.approx(30.0)
    assert crps(np.full(99, 100.0), 70.0) == pytest.approx(30.0)


def test_crps_of_a_normal_forecast_is_the_closed_form() -> None:
    # Gneiting and Raftery (2007): for N(0, 1) at 0 it is (sqrt(2) - 1) / sqrt(pi).
    draws = np.quantile(np.random.default_rng(1).standard_normal(400_000), LEVELS)
    assert crps(draws, 0.0) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=0.01)


def test_brier_and_the_band_of_a_share() -> None:
    assert brier(0.3, True) == pytest.approx(0.49)
    # R: binom.test(320, 400)$conf.int
    assert binomial_band(320, 400) == pytest.approx((0.7573900, 0.8381048), abs=1e-6)
    assert binomial_band(0, 10) == pytest.approx((0.0, 0.3084971), abs=1e-6)
    assert binomial_band(10, 10) == pytest.approx((0.6915029, 1.0), abs=1e-6)


def test_a_forecast_is_held_against_both_baselines_and_the_worse_is_said() -> None:
    curve = np.linspace(51, 149, 99)
    told = [score(Kept(curve, 0.2, 60.0, None), truth) for truth in (100.0, 160.0)]
    assert [one.held for one in told] == [True, False]
    assert [one.promise for one in told] == [40.0, 100.0]
    whole = summary(told)
    assert (whole.n, whole.held, whole.share) == (2, 1, 0.5)
    assert whole.pace.better is None
    assert whole.promise.better is not None
    assert whole.promise.better > 0
    worse = summary([score(Kept(curve, None, 101.0, None), 100.0)]).promise.better
    assert worse is not None
    assert worse < 0
    assert whole.bias == pytest.approx((0.0 - 60.0) / 2 / 130.0)
