"""Estimators against an independent library on the same right-censored data."""

from typing import Any

import numpy as np
import pytest

from diaban.coverage.forecast.survival import (
    Family,
    cumulative_hazard,
    cumulative_incidence,
    fit_aft,
    kaplan_meier,
    log_density,
    log_survival,
    log_time_at,
)

pytestmark = pytest.mark.filterwarnings("ignore::Warning")


# Loaded where they are asked: each process of the tests collects this file, one runs it.
def stats() -> Any:
    return pytest.importorskip("scipy.stats")


def pd() -> Any:
    return pytest.importorskip("pandas")


def lifelines() -> Any:
    return pytest.importorskip("lifelines")


def spells(seed: int, n: int = 200) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whole days, so that there are ties; a covariate; about a third censored."""
    rng = np.random.default_rng(seed)
    covariate = rng.normal(size=n)
    time = np.exp(4.0 + 0.3 * covariate) * rng.weibull(1.6, n)
    censored = rng.uniform(20, 160, n)
    event = time <= censored
    return np.ceil(np.minimum(time, censored)), event, covariate


@pytest.mark.parametrize("seed", range(3))
def test_kaplan_meier(seed: int) -> None:
    time, event, _ = spells(seed)
    ours = kaplan_meier(time, event)
    theirs = lifelines().KaplanMeierFitter().fit(time, event)
    asked = np.arange(1.0, 160.0, 7.0)
    assert ours.at(asked) == pytest.approx(theirs.predict(asked).to_numpy(), abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_cumulative_incidence_with_a_competing_event(seed: int) -> None:
    time, event, covariate = spells(seed)
    cause = np.where(event, np.where(covariate > 0.8, 2, 1), 0)
    # Their estimate parts ties at random, ours does not: times without ties compare.
    time = time + np.arange(len(time)) / 1000.0
    ours = cumulative_incidence(time, cause, 1)
    theirs = lifelines().AalenJohansenFitter(calculate_variance=False).fit(time, cause, event_of_interest=1)
    table = theirs.cumulative_density_.iloc[:, 0]
    asked = np.arange(5.0, 150.0, 11.0)
    place = np.searchsorted(ours.times, asked, side="right") - 1
    assert ours.share[place] == pytest.approx([table[:day].iloc[-1] for day in asked], abs=1e-9)


@pytest.mark.parametrize(
    ("family", "fitter", "names"),
    [
        (Family.WEIBULL, "WeibullAFTFitter", ("lambda_", "rho_")),
        (Family.LOGNORMAL, "LogNormalAFTFitter", ("mu_", "sigma_")),
        (Family.LOGLOGISTIC, "LogLogisticAFTFitter", ("alpha_", "beta_")),
    ],
)
def test_accelerated_failure_time(family: Family, fitter: str, names: tuple[str, str]) -> None:
    time, event, covariate = spells(7)
    ours = fit_aft(family, np.log(time), event, np.column_stack([np.ones(len(time)), covariate]))
    frame = pd().DataFrame({"time": time, "event": event, "x": covariate})
    theirs = getattr(lifelines(), fitter)().fit(frame, "time", "event")
    level, shape = names
    assert ours.beta[0] == pytest.approx(theirs.params_[level, "Intercept"], abs=2e-3)
    assert ours.beta[1] == pytest.approx(theirs.params_[level, "x"], abs=2e-3)
    log_shape = theirs.params_[shape, "Intercept"]
    assert np.log(ours.sigma) == pytest.approx(log_shape if family is Family.LOGNORMAL else -log_shape, abs=2e-3)
    assert ours.loglik == pytest.approx(theirs.log_likelihood_ + np.log(time[event]).sum(), abs=0.05)
    assert np.sqrt(ours.covariance[1, 1]) == pytest.approx(theirs.standard_errors_[level, "x"], rel=0.02)


@pytest.mark.parametrize("family", Family)
def test_the_quantile_undoes_the_hazard(family: Family) -> None:
    hazard = np.array([1e-4, 0.01, 0.3, 1.0, 4.0, 12.0])
    assert cumulative_hazard(family, log_time_at(family, hazard)) == pytest.approx(hazard, rel=1e-5)


def test_the_family_between_is_the_gamma_of_shape_four() -> None:
    z = np.linspace(-12.0, 6.0, 40)
    steps = 4.0 * np.exp(z / 2.0)
    assert log_survival(Family.GAMMA, z) == pytest.approx(stats().gamma.logsf(steps, 4.0), rel=1e-6)
    assert log_density(Family.GAMMA, z) == pytest.approx(stats().gamma.logpdf(steps, 4.0) + np.log(steps / 2.0))


def test_the_evidence_prefers_the_family_the_durations_are_of() -> None:
    rng = np.random.default_rng(3)
    time = 50.0 * (rng.gamma(4.0, 0.25, 600))
    event = time < 90.0
    log_time, x = np.log(np.minimum(time, 90.0)), np.ones((600, 1))
    fits = {family: fit_aft(family, log_time, event, x) for family in Family}
    assert max(fits, key=lambda family: fits[family].loglik) is Family.GAMMA
    assert fits[Family.GAMMA].sigma == pytest.approx(0.5, abs=0.04)
    assert fits[Family.GAMMA].beta[0] == pytest.approx(np.log(50.0), abs=0.05)
