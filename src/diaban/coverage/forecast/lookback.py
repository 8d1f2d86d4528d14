"""The forecast held against the programme's own past: what it would have said, and what came.

From the register as it was known some months ago the same is learnt and drawn; the ends that came since tell whether
what was left took longer than was said. Works that are slow for a reason nobody recorded, reports that run ahead,
money that stops: whatever makes this programme's forecasts wrong in one direction shows here, whichever law it follows.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np

from diaban.coverage.forecast.duration import durations_of
from diaban.coverage.forecast.reference import ReferenceClass
from diaban.coverage.forecast.simulate import DRIFT, runs
from diaban.coverage.forecast.stage import Observation, Trait
from diaban.coverage.forecast.standing import Standing, standing_of
from diaban.coverage.forecast.trust import trust_of

__all__ = ["pace_of"]

WINDOWS: Final = (120, 240)
"""Days back."""
FEWEST: Final = 8
"""Works that must have been under way for a window to say anything."""
RUNS: Final = 240
BELIEVED: Final = 0.6
"""How much of what went wrong is expected to go wrong again: some of it was a standstill that is over."""
STEEP: Final = 2.0
"""The shape of what is left of a works, that turns a ratio of hazards into one of times."""


def pace_of(
    observations: Sequence[Observation],
    now: Standing,
    reference: ReferenceClass,
    traits: Mapping[tuple[str, str], Trait] | None,
    seed: int,
) -> tuple[float, float]:
    """By how much, in logs, what is left takes longer than learnt, and the standard deviation of that."""
    found = []
    for back in WINDOWS:
        told = _window(observations, now, reference, traits, now.as_of - timedelta(days=back), seed)
        if told is not None:
            found.append(told)
    if not found:
        return 0.0, DRIFT
    # Each window's ratio of expected to observed ends, drawn to 1 where few were expected.
    logs = np.array([np.log((expected + 2.0) / (observed + 2.0)) / STEEP for observed, expected in found])
    weight = np.array([expected + 2.0 for _, expected in found])
    shift = BELIEVED * float((weight * logs).sum() / weight.sum())
    return shift, float(np.sqrt(DRIFT**2 + (0.4 * shift) ** 2))


def _window(
    observations: Sequence[Observation],
    now: Standing,
    reference: ReferenceClass,
    traits: Mapping[tuple[str, str], Trait] | None,
    day: date,
    seed: int,
) -> tuple[float, float] | None:
    """Works handed over since ``day``, and how many were expected: the cumulative hazard each has borne since."""
    then = standing_of(observations, now.units, day, traits)
    if len(then.works) < FEWEST or np.isfinite(then.actual[:, :, 1]).sum() < 3 * FEWEST:
        return None
    parts = list(runs(then, durations_of(then, reference), trust_of(then), RUNS, seed, variants=4))
    columns, days = parts[0][0], np.concatenate([part for _, part in parts])
    places = {(int(unit), works): at for at, (unit, works) in enumerate(zip(now.unit, now.works, strict=True))}
    at = np.array([places[int(then.unit[w]), then.works[w]] for w in columns], np.int64)
    open_then = np.isnan(then.met[columns])
    columns, days, at = columns[open_then], days[:, open_then], at[open_then]
    if len(columns) < FEWEST:
        return None
    back = float((now.as_of - day).days)
    met = now.met[at] + back
    late = float(np.clip(np.median(now.lags), 0.0, 60.0)) if len(now.lags) else 0.0
    until = np.where(np.isnan(met), back - late, met)
    # The share of runs that were done by then; half a run is added so that no hazard is endless.
    share = ((days <= until).sum(axis=0) + 0.5) / (len(days) + 1.0)
    return float((~np.isnan(met)).sum()), float(-np.log1p(-share).sum())
