"""How fast the whole programme moves: the common shocks that unit after unit feels at once.

A budget that comes late, a contractor of many works, the wet season: all of them show as months in which fewer stages
end than the works under way let expect. Durations are measured on a clock that runs at the programme's speed, so that
a standstill of all is not mistaken for bad luck of each; the months to come run at speeds drawn in blocks from those
that were. The speed of a month is a gamma–Poisson estimate of observed over expected ends (Clayton and Kaldor, 1987).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["AHEAD", "BIN", "PATHS", "Clock", "clock_of", "steady"]

Floats = NDArray[np.float64]
BIN: Final = 30.4375
"""Days of a month of the clock."""
SLOWEST: Final = 0.05
FASTEST: Final = 3.0
AHEAD: Final = 240
"""Months for which speeds are drawn: twenty years, beyond which nobody is told a day."""
PATHS: Final = 300
BLOCK: Final = 5
"""Mean length of the blocks in months, as long as a budget's standstill or a wet season."""
LITTLE: Final = 0.005
"""The variance of speed that the past, however long, does not show,"""
LASTING: Final = 0.7
"""how much of it lasts from month to month,"""
USUAL: Final = 0.08
"""and the variance that is expected before anything is known of a programme: that of a standstill now and then."""
OWN: Final = 4.0
"""Months after which a programme's own variance weighs as much as the usual one: many ends a month show it soon."""
LEARNT: Final = 18.0
"""Months after which its own standstills do: there are few, so they show late."""
SELDOM: Final = 90.0
"""Months from one standstill of two months to the next, before a programme's own past is known."""


@dataclass(frozen=True, slots=True)
class Clock:
    """``edges``: days, the last one 0 (as of); ``speed`` of each month between; ``effective``: the clock at the edges.

    ``spread``: variance of the true speed between months.
    """

    edges: Floats
    speed: Floats
    effective: Floats
    spread: float

    def at(self, day: Floats) -> Floats:
        """The clock at days up to now; before the first edge and after the last it runs at speed 1."""
        inside = np.interp(day, self.edges, self.effective)
        found: Floats = inside + np.minimum(day - self.edges[0], 0.0) + np.maximum(day - self.edges[-1], 0.0)
        return found

    def paths(self, rng: np.random.Generator, most: int = PATHS) -> Floats:
        """``most`` × months: the days of the calendar at which the clock has gone on by whole months.

        Blocks are drawn from the past (the stationary bootstrap of Politis and Romano, 1994); once the past is longer
        than a year and a half, each begins in the season that the month to come lies in.
        """
        months = len(self.speed)
        speeds = np.ones((most, AHEAD))
        if months >= 6:
            restless = self._restless()
            place = np.zeros(most, np.int64)
            for ahead in range(AHEAD):
                fresh = (rng.random(most) < 1.0 / BLOCK) | (place >= months) | (ahead == 0)
                place = np.where(fresh, self._begin(rng, ahead, most), place)
                speeds[:, ahead] = restless[place]
                place = place + 1
        speeds *= self._stray(rng, speeds.shape)
        speeds[self._standing(rng, speeds.shape)] = SLOWEST
        gone = np.concatenate((np.zeros((most, 1)), np.cumsum(np.clip(speeds, SLOWEST, FASTEST), axis=1)), axis=1) * BIN
        days = np.arange(AHEAD + 1) * BIN
        return np.stack([np.interp(days, path, days) for path in gone])

    def _standing(self, rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.bool_]:
        """Months in which all stand still for a reason that the past, the shorter it is the less, had time to show."""
        rate = LEARNT / (len(self.speed) + LEARNT) / SELDOM
        begins = rng.random(shape) < rate
        begins[:, 1:] |= begins[:, :-1].copy()
        found: NDArray[np.bool_] = begins
        return found

    def _stray(self, rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
        """Factors with mean 1 that the past does not show: a month much like the one before."""
        noise = np.sqrt(LITTLE + 0.25 * self.spread)
        stray = np.empty(shape)
        now = rng.standard_normal(shape[0])
        for ahead in range(shape[1]):
            stray[:, ahead] = now
            now = LASTING * now + np.sqrt(1.0 - LASTING**2) * rng.standard_normal(shape[0])
        found: Floats = np.exp(noise * stray - 0.5 * noise**2)
        return found

    def _restless(self) -> Floats:
        """The speeds with their true variance: each estimate is drawn to the mean, so all together are too even."""
        drawn = float(self.speed.var())
        stretch = min(np.sqrt(self.spread / drawn), 2.0) if drawn > 1e-9 else 1.0
        mean = float(self.speed.mean())
        return np.clip(mean + (self.speed - mean) * stretch, SLOWEST, FASTEST)

    def _begin(self, rng: np.random.Generator, ahead: int, most: int) -> NDArray[np.int64]:
        months = len(self.speed)
        if months < 18:
            return rng.integers(0, months, most)
        # Month -k of the past lies in the season of month `ahead` if k + ahead is near a whole number of years.
        back = months - np.arange(months)
        near = np.flatnonzero(np.abs((back + ahead + 6) % 12 - 6) <= 1)
        return near[rng.integers(0, len(near), most)]


def steady(since: float) -> Clock:
    """A clock that has always run at speed 1, from ``since`` (days before now, negative)."""
    edges = np.arange(-max(int(np.ceil(-since / BIN)), 1), 1, dtype=np.float64) * BIN
    return Clock(edges, np.ones(len(edges) - 1), edges.copy(), 0.0)


def clock_of(since: float, observed: Floats, expected: Floats) -> Clock:
    """The clock from ends ``observed`` and ``expected`` in each month of :func:`steady`'s edges."""
    base = steady(since)
    total = float(expected.sum())
    if total <= 0 or observed.sum() <= 0:
        return base
    scaled = expected * (observed.sum() / total)
    excess = float(((observed - scaled) ** 2 - scaled).sum() / max((scaled**2).sum(), 1e-9))
    months = len(observed)
    spread = float((np.clip(excess, 0.0, 1.0) * months + USUAL * OWN) / (months + OWN))
    speed = np.clip((observed + 1.0 / spread) / (scaled + 1.0 / spread), SLOWEST, FASTEST)
    speed = speed / max(float((speed * scaled).sum() / max(scaled.sum(), 1e-9)), 1e-6)
    gone = np.cumsum(speed[::-1])[::-1] * BIN
    return Clock(base.edges, speed, -np.append(gone, 0.0), spread)
