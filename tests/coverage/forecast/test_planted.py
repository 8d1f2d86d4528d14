"""Planted truth, small: programmes whose end is known. The whole is ``python -m benchmarks.calibration``."""

from datetime import datetime

import pytest

from benchmarks.calibration import measured, report
from benchmarks.programmes import LAWS, programme
from diaban.coverage.forecast.score import summary


@pytest.mark.parametrize("law", LAWS)
def test_a_programme_is_the_same_on_every_run_and_tells_nothing_of_the_future(law: str) -> None:
    once, again = programme(law, 3), programme(law, 3)
    assert once == again
    assert all(one.reported_on is not None and one.reported_on <= once.as_of for one in once.observations)
    assert once.day(90) <= once.day(100) == max(once.truth.values())
    assert once.day(100) > once.as_of


def test_intervals_hold_and_both_baselines_are_beaten_under_a_quiet_and_the_planted_law() -> None:
    for law in ("weibull-shocks", "over-reported"):
        told = {share: summary(scores) for share, scores in measured(law, range(12)).items()}
        for share, one in told.items():
            # Of twelve, eight in ten hold; fewer than six would be a chance of one in fifty.
            assert one.held >= 6, (law, share)
            for rival in (one.promise, one.pace):
                assert rival.better is not None
                assert rival.better > 0.2, (law, share)
        assert f"| {law} | 100 % |" in report({law: told}, 12, 12, datetime(2026, 11, 28).astimezone())
