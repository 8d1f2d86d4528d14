"""Invented programmes written down when all but one width of the forecast was set; nothing was set by them.

Whoever changes the forecast after looking at these moves them to ``untuned`` and writes new ones here.
"""

from typing import Final

import numpy as np

from benchmarks.programmes import MEDIANS, YEAR, History, Law, S, planned, run, stops

__all__ = ["UNSEEN"]


def year_end(rng: np.random.Generator, n: int) -> History:
    """Log-logistic stages; handovers claimed ahead of time by up to a third of the units, found out months later."""
    odds = rng.uniform(0, 1, (n, S))
    length = MEDIANS * rng.uniform(0.8, 1.5) * (odds / (1 - odds)) ** (1 / rng.uniform(3.0, 5.0))
    length = np.minimum(length, 6 * MEDIANS)
    begin = rng.uniform(0, 250, n) + np.where(rng.random(n) < 0.3, YEAR, 0.0)
    start, end = run(begin, length, rng.exponential(9, (n, S)), stops(rng, 900, 30, 100))
    plans = planned(rng, begin - rng.uniform(0, 40, n), rng.uniform(1.1, 1.6), 0.15)
    return History(start, end, *plans, 6.0, rng.uniform(0.15, 0.35), (15.0, 80.0), (40.0, 160.0), S - 1)


def relay(rng: np.random.Generator, n: int) -> History:
    """Inverse Gaussian stages, each leaning on the one before it; starts that swell and ebb; in half of the programmes
    the money is frozen once for months; reports come at the end of the month."""
    mean = MEDIANS * rng.uniform(0.9, 1.5)
    length = rng.wald(mean, mean * rng.uniform(4.0, 9.0), (n, S))
    for s in range(1, S):
        length[:, s] *= (length[:, s - 1] / mean[s - 1]) ** 0.25
    begin = 400 * rng.beta(2, 3, n)
    frozen = float(rng.uniform(350, 1_000))
    halts = [(frozen, frozen + float(rng.uniform(80, 160)))] if rng.random() < 0.5 else []
    start, end = run(begin, length, rng.exponential(7, (n, S)), halts)
    plans = planned(rng, begin - rng.exponential(20, n), rng.uniform(1.2, 1.8), 0.1)
    return History(start, end, *plans, 5.0, 0.08, (5.0, 50.0), (20.0, 90.0), 4, every=YEAR / 12)


UNSEEN: Final[dict[str, Law]] = {"year-end": year_end, "relay": relay}
