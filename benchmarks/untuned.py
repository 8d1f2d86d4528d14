"""More invented programmes: nothing was set by these either, but they were looked at while faults were sought.

Widths and priors of the forecast were set while looking at the laws of ``programmes``. Laws that were not looked at at
all are in ``unseen``.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.programmes import MEDIANS, YEAR, History, Law, S, planned, run, stops

__all__ = ["UNTUNED"]

Floats = NDArray[np.float64]
WORKS: Final = 5
"""The place of the site works among the stages."""


def fiscal_year(rng: np.random.Generator, n: int) -> History:
    """Gamma stages; site works can begin in the first four months of a year alone, when its money is released."""
    length = MEDIANS * rng.uniform(0.8, 1.3) * rng.gamma(5, 1 / 5, (n, S))
    begin = rng.uniform(0, 500, n)
    gap = rng.exponential(7, (n, S))
    start, _ = run(begin, length, gap)
    into = (start[:, WORKS] + 9) % YEAR
    gap[:, WORKS] += np.where(into > 120, YEAR - into + rng.uniform(0, 40, n), 0.0)
    start, end = run(begin, length, gap)
    plans = planned(rng, begin - 10, rng.uniform(1.1, 1.6), 0.1)
    return History(start, end, *plans, 14.0, 0.02, (5.0, 30.0), (15.0, 60.0), 6)


def land(rng: np.random.Generator, n: int) -> History:
    """Quiet stages but one: clearing the ground takes one works in six several times as long, and nobody planned it."""
    length = MEDIANS * rng.uniform(0.8, 1.3) * rng.lognormal(0, 0.3, (n, S))
    disputed = rng.random(n) < rng.uniform(0.1, 0.22)
    length[:, 1] *= np.where(disputed, 1.0 + rng.gamma(2, 1.2, n), 1.0)
    begin = rng.uniform(0, 350, n)
    start, end = run(begin, length, rng.exponential(10, (n, S)), stops(rng, 800, 20, 60))
    plans = planned(rng, begin - 5, rng.uniform(1.1, 1.5), 0.15)
    return History(start, end, *plans, 16.0, 0.0, (0.0, 1.0), (0.0, 1.0), S)


def queues(rng: np.random.Generator, n: int) -> History:
    """A few contractors, each with crews for so many works at once: a works waits until one is free."""
    length = MEDIANS * rng.uniform(0.8, 1.2) * rng.weibull(2.2, (n, S)) * 1.1
    begin, gap = rng.uniform(0, 400, n), rng.exponential(8, (n, S))
    contractor = rng.integers(0, 6, n)
    crews = [np.zeros(int(rng.integers(3, 7))) for _ in range(6)]
    start, _ = run(begin, length, gap)
    for at in np.argsort(start[:, WORKS]):
        free = crews[contractor[at]]
        crew = int(free.argmin())
        wait = max(free[crew] - start[at, WORKS], 0.0)
        gap[at, WORKS] += wait
        free[crew] = start[at, WORKS] + wait + length[at, WORKS]
    start, end = run(begin, length, gap)
    plans = planned(rng, begin, rng.uniform(1.0, 1.4), 0.1)
    return History(start, end, *plans, 10.0, 0.04, (10.0, 50.0), (20.0, 80.0), 5)


def learning(rng: np.random.Generator, n: int) -> History:
    """Each works is quicker than those before it, districts differ, and optimism fades from plan to plan."""
    begin = np.sort(rng.uniform(0, 600, n))
    district = rng.lognormal(0, 0.2, 7)[rng.integers(0, 7, n)]
    pace = district * np.exp(-rng.uniform(0.05, 0.25) * begin / YEAR)
    length = MEDIANS * rng.uniform(0.9, 1.4) * pace[:, None] * rng.gamma(7, 1 / 7, (n, S))
    start, end = run(begin, length, rng.exponential(9, (n, S)), stops(rng, 700, 30, 90))
    plans = planned(rng, begin - 15, rng.uniform(1.1, 1.6), 0.1)
    return History(start, end, *plans, 12.0, 0.05, (10.0, 40.0), (20.0, 70.0), 6)


def quarterly(rng: np.random.Generator, n: int) -> History:
    """Conversions and new buildings in four waves, contractors that give up, a flood in some districts; what happened
    is reported at the end of the quarter."""
    small = rng.random(n) < rng.uniform(0.2, 0.5)
    length = MEDIANS * rng.uniform(0.8, 1.3) * rng.weibull(3.0, (n, S)) * 1.12
    length[:, WORKS] *= np.where(small, 0.45, 1.2)
    length[:, WORKS] *= np.where(rng.random(n) < rng.uniform(0.05, 0.15), rng.uniform(1.5, 2.5, n), 1.0)
    wave = rng.integers(0, 4, n)
    begin = wave * rng.uniform(120, 220) + rng.gamma(2, 20, n)
    start, end = run(begin, length, rng.gamma(2, 6, (n, S)))
    flood, hit = float(rng.uniform(500, 1_100)), rng.integers(0, 8, n) < 3
    wet_start, wet_end = run(begin, length, start - np.hstack((begin[:, None], end[:, :-1])), [(flood, flood + 60.0)])
    start, end = np.where(hit[:, None], wet_start, start), np.where(hit[:, None], wet_end, end)
    plans = planned(rng, begin, rng.uniform(1.0, 1.4), 0.1)
    return History(start, end, *plans, 8.0, 0.03, (10.0, 40.0), (30.0, 90.0), 5, every=YEAR / 4)


UNTUNED: Final[dict[str, Law]] = {
    "fiscal-year": fiscal_year,
    "land": land,
    "queues": queues,
    "learning": learning,
    "quarterly": quarterly,
}
