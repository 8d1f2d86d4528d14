"""Forecasts held against what came: do the intervals hold, how far off were they, and would something naive have done
better?

Pinball loss and CRPS: Gneiting and Raftery, "Strictly Proper Scoring Rules, Prediction, and Estimation" (2007); the
CRPS of a forecast kept as quantiles is twice the mean pinball loss over its levels. The band of a count that should be
binomial is exact (Clopper and Pearson, 1934).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import lgamma
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.answer import LEVELS

__all__ = ["Kept", "Rival", "Score", "Summary", "binomial_band", "brier", "crps", "pinball", "score", "summary"]

Floats = NDArray[np.float64]
INTERVAL: Final = (0.1, 0.9)
"""The interval whose coverage is judged: from P10 to P90, that should hold 8 times in 10."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is needed of a kept forecast to score it: days after its own ``as_of`` at :data:`LEVELS`; ``p``, the
    probability by the promised day; ``promise`` and ``pace`` in days, None where that baseline says nothing."""

    curve: Floats
    p: float | None
    promise: float | None
    pace: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """One forecast against ``truth``, days after its ``as_of``. ``held``: whether P10 to P90 holds it; ``below``: the
    part of the distribution before it; ``error``: P50 minus truth. ``promise``, ``pace``: absolute errors of the
    baselines, which is the CRPS of a forecast without doubt. ``brier``: of the probability by the promised day."""

    truth: float
    held: bool
    below: float
    error: float
    crps: float
    pinball: Mapping[int, float]
    promise: float | None
    pace: float | None
    brier: float | None


@dataclass(frozen=True, slots=True)
class Rival:
    """A baseline over ``n`` forecasts it says something of: its mean absolute error, and our CRPS on the same."""

    n: int
    theirs: float
    ours: float

    @property
    def better(self) -> float | None:
        """By which part we are better; negative: worse. None without a comparison."""
        return 1.0 - self.ours / self.theirs if self.n and self.theirs > 0 else None


@dataclass(frozen=True, slots=True)
class Summary:
    """Many forecasts. ``held`` of ``n`` intervals, with the ``band`` of shares in which the true share lies with 95 per
    cent; ``bias``: mean error of P50 as a part of the mean horizon."""

    n: int
    held: int
    band: tuple[float, float]
    bias: float
    crps: float
    pinball: Mapping[int, float]
    promise: Rival
    pace: Rival
    brier: float | None

    @property
    def share(self) -> float:
        """The share of intervals that held."""
        return self.held / self.n


def pinball(level: float, quantile: float, truth: float) -> float:
    """The loss of a quantile: a day too early costs ``level``, a day too late 1 − ``level``."""
    return level * (truth - quantile) if truth >= quantile else (1.0 - level) * (quantile - truth)


def crps(curve: Floats, truth: float) -> float:
    """In days, of a distribution kept at :data:`LEVELS`."""
    off = truth - curve
    return float(2.0 * np.where(off >= 0, LEVELS * off, (LEVELS - 1.0) * off).mean())


def brier(p: float, happened: bool) -> float:
    """The squared error of a probability."""
    return (p - happened) ** 2


def score(kept: Kept, truth: float) -> Score:
    """One forecast against what came."""
    low, high = (float(np.interp(level, LEVELS, kept.curve)) for level in INTERVAL)
    named = {level: float(np.interp(level / 100.0, LEVELS, kept.curve)) for level in (10, 50, 80, 90)}
    return Score(
        truth=truth,
        # A day is a whole day: what falls on the day of the bound is inside.
        held=np.floor(low) <= truth <= np.ceil(high),
        below=float((kept.curve < truth).mean()),
        error=named[50] - truth,
        crps=crps(kept.curve, truth),
        pinball={level: pinball(level / 100.0, day, truth) for level, day in named.items()},
        promise=None if kept.promise is None else abs(kept.promise - truth),
        pace=None if kept.pace is None else abs(kept.pace - truth),
        brier=None if kept.p is None or kept.promise is None else brier(kept.p, truth <= kept.promise),
    )


def summary(scores: Iterable[Score]) -> Summary:
    """Over many forecasts. ValueError without any."""
    every = list(scores)
    if not every:
        raise ValueError("nothing to sum up")
    horizon = float(np.mean([one.truth for one in every]))
    held = sum(one.held for one in every)
    briers = [one.brier for one in every if one.brier is not None]
    return Summary(
        n=len(every),
        held=held,
        band=binomial_band(held, len(every)),
        bias=float(np.mean([one.error for one in every])) / max(abs(horizon), 1e-9),
        crps=float(np.mean([one.crps for one in every])),
        pinball={level: float(np.mean([one.pinball[level] for one in every])) for level in every[0].pinball},
        promise=_rival([(one.promise, one.crps) for one in every]),
        pace=_rival([(one.pace, one.crps) for one in every]),
        brier=float(np.mean(briers)) if briers else None,
    )


def _rival(pairs: Sequence[tuple[float | None, float]]) -> Rival:
    told = [(theirs, ours) for theirs, ours in pairs if theirs is not None]
    if not told:
        return Rival(0, 0.0, 0.0)
    theirs, ours = (float(np.mean(column)) for column in zip(*told, strict=True))
    return Rival(len(told), theirs, ours)


def binomial_band(held: int, n: int, doubt: float = 0.05) -> tuple[float, float]:
    """The exact band of a share of which ``held`` of ``n`` were seen (Clopper and Pearson)."""
    low = 0.0 if held == 0 else _solved(lambda p: 1.0 - _at_most(held - 1, n, p) - doubt / 2)
    high = 1.0 if held == n else _solved(lambda p: doubt / 2 - _at_most(held, n, p))
    return low, high


def _at_most(k: int, n: int, p: float) -> float:
    """P(X ≤ k) for X binomial."""
    if p <= 0.0 or p >= 1.0:
        return 1.0 if p <= 0.0 or k >= n else 0.0
    at = np.arange(k + 1)
    logs = np.array([lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) for i in range(k + 1)])
    return float(np.exp(logs + at * np.log(p) + (n - at) * np.log1p(-p)).sum())


def _solved(rising: Callable[[float], float]) -> float:
    """The p at which a rising function is 0, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
