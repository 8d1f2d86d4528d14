"""Registers that hold next to nothing: one day of a handover, no end at all, many contractors and one ended stage."""

from datetime import date, timedelta

import numpy as np
import pytest

from diaban.coverage.forecast.duration import durations_of
from diaban.coverage.forecast.forecast import forecast_of
from diaban.coverage.forecast.reference import shipped_reference
from diaban.coverage.forecast.stage import Observation, Stage, Trait
from diaban.coverage.forecast.standing import standing_of
from diaban.coverage.forecast.survival import Family, fit_aft

AS_OF = date(2025, 1, 1)
TWENTY_YEARS = 20 * 365


def day(before: int) -> date:
    return AS_OF - timedelta(days=before)


def handed_over(unit: str, before: int) -> Observation:
    """A register of premises tells one day of it, and nothing of what came before."""
    on = day(before)
    return Observation(unit, "", Stage.HANDOVER, actual_start=on, actual_end=on, reported_on=on)


def building(unit: str, before: int) -> Observation:
    on = day(before)
    return Observation(unit, "", Stage.WORKS, actual_start=on, reported_on=on)


def test_days_of_handover_alone_do_not_make_every_duration_certain() -> None:
    units = [f"u{at}" for at in range(30)]
    told = [handed_over(unit, 30 * at + 5) for at, unit in enumerate(units[:24])]
    told += [building(unit, 40 * at + 10) for at, unit in enumerate(units[24:])]
    found = durations_of(standing_of(told, units, AS_OF), shipped_reference())
    assert all(law.sigma[list(found.used)].min() > 0.1 for law in found.laws)
    assert found.events == 0, "a stage of one day is no duration that was seen"
    answer = forecast_of(told, units, AS_OF, standard="s", simulations=300, seed=1).answer
    assert answer is not None
    # Six works that are being built take months, not the twenty years that are told at most.
    assert 60 < answer.curve[100][49] < 3 * 365


def test_where_nothing_ended_the_reference_class_stands() -> None:
    units = ["u1", "u2", "u3"]
    told = [building(unit, 20) for unit in units]
    found = durations_of(standing_of(told, units, AS_OF), shipped_reference())
    assert found.clock.speed == pytest.approx(np.ones(len(found.clock.speed)))
    answer = forecast_of(told, units, AS_OF, standard="s", simulations=300, seed=1).answer
    assert answer is not None
    assert answer.curve[100][89] < TWENTY_YEARS


def test_a_fit_without_an_event_is_what_was_believed_before() -> None:
    x, running = np.ones((3, 1)), np.zeros(3, bool)
    prior = (np.array([5.0]), np.array([2.0]))
    fit = fit_aft(Family.WEIBULL, np.log([10.0, 20.0, 30.0]), running, x, beta_prior=prior, log_sigma_prior=(-0.8, 8.0))
    assert (fit.beta.tolist(), fit.sigma) == ([5.0], pytest.approx(np.exp(-0.8)))
    assert np.diag(fit.covariance) == pytest.approx([1 / 2.0, 1 / 8.0])


def test_contractors_without_an_ended_stage_are_all_alike() -> None:
    units = [f"u{at}" for at in range(6)]
    told = [building(unit, 30) for unit in units]
    traits = {(unit, ""): Trait(group=f"nhà thầu {at % 3}", kind="xã") for at, unit in enumerate(units)}
    answer = forecast_of(told, units, AS_OF, standard="s", traits=traits, simulations=200, seed=1).answer
    assert answer is not None
    assert np.isfinite(answer.curve[100]).all()


def test_a_works_that_was_handed_over_had_begun() -> None:
    """Units of which only the handover is told do not make those that are silent wait for ever."""
    units = [f"u{at}" for at in range(40)]
    told = [handed_over(unit, 25 * at + 5) for at, unit in enumerate(units[:36])]
    told += [Observation(unit, "", Stage.POLICY, reported_on=day(900)) for unit in units[36:]]
    answer = forecast_of(told, units, AS_OF, standard="s", simulations=300, seed=1).answer
    assert answer is not None
    assert answer.curve[100][49] < TWENTY_YEARS / 2


def test_no_spell_explains_itself() -> None:
    """Independent stages of one spread: what is left over is that spread, not the smaller one of a fit to itself."""
    rng = np.random.default_rng(5)
    stages = (Stage.POLICY, Stage.SITE, Stage.DESIGN, Stage.DECISION, Stage.CONTRACTOR)
    told, units = [], [f"u{at:03d}" for at in range(120)]
    for unit in units:
        now = 2000.0
        for stage in stages:
            start, now = now, now - float(np.exp(4.0 + 0.5 * rng.standard_normal()))
            told.append(
                Observation(unit, "", stage, actual_start=day(int(start)), actual_end=day(int(now)), reported_on=day(0))
            )
    found = durations_of(standing_of(told, units, AS_OF), shipped_reference(), [Family.LOGNORMAL])
    (law,) = found.laws
    assert law.sigma[:5].mean() == pytest.approx(0.5, rel=0.06)
