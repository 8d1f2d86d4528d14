"""Case: the date of 100 % of a province and of a nation, in process, beside a plain loop over units."""

import resource
import sys
from datetime import date, timedelta
from math import exp, log
from random import Random

from benchmarks.figure import Case, Figure, Spread, Table, timed
from benchmarks.programmes import Programme, programme
from benchmarks.size import Size
from benchmarks.stopwatch import in_turns
from diaban.coverage.forecast.forecast import forecast_of
from diaban.coverage.forecast.stage import TO_STANDARD, Observation

__all__ = ["measure"]

PROVINCE = 102
NATION = 3_321
RUNS = 10_000
LOOP_RUNS = 50
"""Runs of the plain loop; its time is told for as many runs as ours."""


def measure(size: Size) -> Case:
    """A province, the nation, and the loop over the province, in turns; the peak of memory at the end."""
    small = size.answers is not None
    runs, nation = (200, 200) if small else (RUNS, NATION)
    province, country = sized(PROVINCE), sized(nation)
    loops = 2 if small else LOOP_RUNS
    times = in_turns(
        {"province": lambda: _forecast(province, runs), "loop": lambda: _loop(province, loops)}, size.fresh
    )
    times |= in_turns({"nation": lambda: _forecast(country, runs)}, min(size.fresh, 3))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    ours = f"ours: {PROVINCE} units × {runs:,} runs"
    scale = 1e3 * runs / loops
    return Case(
        key="forecast",
        title="The date of 100 %",
        asked=f"{PROVINCE} units × 10,000 simulations ≤ 0.5 s, {NATION:,} ≤ 6 s and ≤ 1 GB, in process",
        figures=(
            timed(ours, "ms", times["province"], 1e3, target=500),
            timed("peer: plain loop over the units, the same number of runs", "ms", times["loop"], scale, against=ours),
            timed(f"ours: {nation:,} units × {runs:,} runs", "ms", times["nation"], 1e3, target=6_000),
            Figure("ours: peak memory of all that", "MB", Spread.of([peak]), target=1_024),
        ),
        method=(
            "From the list of observations to the answer: standing, durations learnt, runs drawn, quantiles and tail"
            f" read off. The histories are of the planted law; those of {nation:,} units are made of many programmes."
            " The plain loop draws each unit and stage one by one from a lognormal that it is given (it learns nothing)"
            f" for {loops} runs of {PROVINCE} units; its time is told for {runs:,}."
        ),
        limits="The loop leaves out the learning, shocks and withdrawn reports. Reading a file is not within the time.",
        tables=(
            Table(
                "What was forecast",
                ("units", "observations", "works not handed over"),
                tuple(_counted(one) for one in (province, country)),
            ),
        ),
    )


def sized(n: int) -> Programme:
    """A programme of exactly ``n`` units, put together from several whose day of forecast is made one."""
    told: list[Observation] = []
    units: list[str] = []
    truth: dict[str, date] = {}
    first = programme("weibull-shocks", 0)
    seed = 0
    while len(units) < n:
        part = programme("weibull-shocks", seed)
        shift = first.as_of - part.as_of
        names = {unit: f"{seed}-{unit}" for unit in part.units[: n - len(units)]}
        told += [_moved(one, names[one.unit], shift) for one in part.observations if one.unit in names]
        units += names.values()
        truth |= {name: part.truth[unit] + shift for unit, name in names.items()}
        seed += 1
    return Programme("weibull-shocks", tuple(told), tuple(units), first.as_of, first.promise, truth)


def _moved(one: Observation, unit: str, shift: timedelta) -> Observation:
    days = (one.planned_start, one.planned_end, one.actual_start, one.actual_end, one.reported_on)
    moved = [None if day is None else day + shift for day in days]
    return Observation(unit, one.works, one.stage, moved[0], moved[1], moved[2], moved[3], moved[4])


def _forecast(case: Programme, runs: int) -> object:
    return forecast_of(
        case.observations, case.units, case.as_of, standard="handover", promise=case.promise, simulations=runs, seed=1
    )


def _loop(case: Programme, runs: int) -> list[float]:
    """What a first script would do: for each run, for each unit, for each stage that has not ended, one draw."""
    rng = Random(1)
    latest = {(one.unit, one.stage): one for one in case.observations}
    left = {
        unit: [stage for stage in TO_STANDARD if (one := latest.get((unit, stage))) is None or one.actual_end is None]
        for unit in case.units
    }
    days = []
    for _ in range(runs):
        last = 0.0
        for unit in case.units:
            day = 0.0
            for _stage in left[unit]:
                day += exp(log(60.0) + 0.5 * rng.gauss(0.0, 1.0))
            last = max(last, day)
        days.append(last)
    return days


def _counted(case: Programme) -> tuple[str, str, str]:
    open_ = sum(day > case.as_of for day in case.truth.values())
    return f"{len(case.units):,}", f"{len(case.observations):,}", f"{open_:,}"
