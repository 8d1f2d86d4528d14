"""What may have ended and is not reported, and the waits between stages."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from diaban.coverage.forecast.duration import durations_of
from diaban.coverage.forecast.forecast import forecast_of
from diaban.coverage.forecast.reference import shipped_reference
from diaban.coverage.forecast.simulate import runs
from diaban.coverage.forecast.stage import TO_STANDARD, Observation, Stage
from diaban.coverage.forecast.standing import Standing, standing_of
from diaban.coverage.forecast.trust import trust_of

AS_OF = date(2025, 1, 1)


def day(before: float) -> date:
    return AS_OF - timedelta(days=round(before))


def told(lag: int, wait: int, *, running: int = 20) -> tuple[list[Observation], list[str]]:
    """Sixty units whose acceptance and handover took 36 days each with a wait between, and some in acceptance."""
    rng = np.random.default_rng(1)
    rows: list[Observation] = []
    for at in range(60):
        begin = 400.0 + 5 * at
        for stage in (Stage.ACCEPTANCE, Stage.HANDOVER):
            end = begin - 40 * float(rng.weibull(4.0))
            began = Observation(f"u{at}", "w", stage, actual_start=day(begin), reported_on=day(begin - lag))
            rows += [began, replace(began, actual_end=day(end), reported_on=day(end - lag))]
            begin = end - wait * float(rng.weibull(4.0))
    for at in range(running):
        start = day(lag + 1)
        rows.append(Observation(f"r{at}", "w", Stage.ACCEPTANCE, actual_start=start, reported_on=day(1)))
    return rows, [*(f"u{at}" for at in range(60)), *(f"r{at}" for at in range(running))]


def middle(standing: Standing) -> float:
    """Days to the handover of a works that runs, in the middle of the runs."""
    durations, trust = durations_of(standing, shipped_reference()), trust_of(standing)
    drawn = [(columns, days) for columns, days in runs(standing, durations, trust, 400, 0)]
    works = [at for at, name in enumerate(standing.units) if name.startswith("r")]
    return float(np.median(np.concatenate([days[:, np.isin(columns, works)] for columns, days in drawn])))


@pytest.mark.parametrize("wait", [0, 60])
def test_the_wait_after_the_stage_that_runs_is_part_of_what_is_left(wait: int) -> None:
    rows, units = told(2, wait)
    # Two stages of some 36 days and the wait, less the three days that have gone.
    assert middle(standing_of(rows, units, AS_OF)) == pytest.approx(69 + 0.9 * wait, abs=12)


def test_a_late_report_may_hide_an_end() -> None:
    def first(lag: int) -> float:
        rows, units = told(lag, 5, running=0)
        start = Observation("late", "w", Stage.HANDOVER, actual_start=day(60), reported_on=day(58))
        answer = forecast_of([*rows, start], [*units, "late"], AS_OF, standard="s", simulations=400, seed=1).answer
        assert answer is not None
        return float(answer.curve[100][9])

    assert first(2) >= -2
    assert first(30) < -5, "thirty days late, it may have ended weeks ago"


def test_running_is_believed_until_the_register_belies_it() -> None:
    def belied(end: int) -> float:
        began = Observation("u", "w", Stage.HANDOVER, actual_start=day(50), reported_on=day(30))
        rows = [began, replace(began, actual_end=day(end), reported_on=day(5))]
        return standing_of(rows, ["u"], AS_OF).belied

    assert belied(20) == 0
    assert belied(40) == 1, "told as running on a day when it had ended"


def test_an_end_reported_alone_keeps_the_start_reported_before() -> None:
    began = Observation("u", "w", Stage.WORKS, actual_start=day(90), reported_on=day(80))
    ended = Observation("u", "w", Stage.WORKS, actual_end=day(20), reported_on=day(10))
    found = standing_of([began, ended], ["u"], AS_OF).actual[0, TO_STANDARD.index(Stage.WORKS)]
    assert list(found) == [-90.0, -20.0]
