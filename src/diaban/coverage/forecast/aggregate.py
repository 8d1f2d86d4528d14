"""A forecast where only counts are published (29 of 102 in 2023-08, 78 of 102 in 2025-02): wider, and said so.

The units of a frame are taken to meet the standard as spells that began together: F(t) = 1 − exp(−((t − a)/b)^k). The
first and the last count fix a and b for every k; k is drawn from a prior, weighed by the counts between. Nothing is
known of which units are left, so no unit can be named, and what slows the last ones is unseen: hence the wider prior.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.coverage.forecast.answer import LEVELS, SHARES, Answer, Baselines, Forecast, Frame, Remark, day_after
from diaban.coverage.forecast.baseline import HALF_YEAR, needed
from diaban.coverage.forecast.forecast import SIMULATIONS, probability, unverifiable

__all__ = ["Count", "forecast_from_counts"]

Floats = NDArray[np.float64]
SHAPE: Final = (2.2, 0.5)
"""k: median, and standard deviation of log k. 1: the last units wait as if nothing had been done; 3: an S-curve."""
DRIFT: Final = 0.25
"""Standard deviation of the log of the pace to come against the one that was: nothing shows it, so it is wide."""
BATCH: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Count:
    """``met`` units met the standard on ``day``."""

    day: date
    met: int


def forecast_from_counts(
    counts: Sequence[Count],
    size: int,
    as_of: date,
    *,
    standard: str,
    scope: str | None = None,
    unknown: int = 0,
    promise: date | None = None,
    frame_ends: date | None = None,
    simulations: int = SIMULATIONS,
    seed: int = 0,
) -> Forecast:
    """The forecast of a frame of ``size`` units, ``unknown`` of them in no known state, from counts up to ``as_of``.

    RefusedError ``counts-too-few`` (two days are needed), ``counts-out-of-range``, ``counts-fall``,
    ``counts-stand-still``.
    """
    told = sorted((one for one in counts if one.day <= as_of), key=lambda one: one.day)
    known = size - unknown
    _require(told, known)
    days = np.array([(one.day - as_of).days for one in told], float)
    met = np.array([one.met for one in told], float)
    rng = np.random.default_rng(seed)
    by = _drawn(rng, days, met, known, simulations)
    p = None if promise is None else probability(by[100], (promise - as_of).days)
    answer = Answer(as_of, p, {share: np.quantile(found, LEVELS) for share, found in by.items()}, ())
    frame = Frame(size, int(met[-1]), (), basis="aggregates", ends=frame_ends, unnamed=unknown)
    return Forecast(
        as_of=as_of,
        cutoff=told[-1].day,
        standard=standard,
        scope=scope,
        frame=frame,
        promise=promise,
        answer=None if unknown else answer,
        conditional=answer if unknown else None,
        reason=Remark("forecast.why.unknown", {"n": unknown}) if unknown else None,
        baselines=_baselines(as_of, days, met, known, promise),
        seed=seed,
        simulations=simulations,
        conditional_frame=Frame(known, int(met[-1]), (), "aggregates", frame_ends) if unknown else None,
        notes=(Remark("forecast.note.aggregates", {"n": len(told)}), *unverifiable(promise, frame_ends)),
    )


def _require(told: Sequence[Count], known: int) -> None:
    if len({one.day for one in told}) < 2:
        raise RefusedError(finding("counts-too-few", n=len(told)))
    for one in told:
        if not 0 <= one.met <= known:
            raise RefusedError(finding("counts-out-of-range", day=one.day, met=one.met, of=known))
    for before, after in pairwise(told):
        if after.met < before.met or after.day == before.day:
            raise RefusedError(finding("counts-fall", before=before.day, day=after.day, met=after.met, was=before.met))
    if told[0].met == told[-1].met and told[-1].met < known:
        raise RefusedError(finding("counts-stand-still", day=told[-1].day, met=told[-1].met))


def _drawn(
    rng: np.random.Generator, days: Floats, met: Floats, known: int, simulations: int
) -> dict[int, NDArray[np.float32]]:
    """Days on which each share of the known units is met, run by run."""
    left = known - int(met[-1])
    by = {share: np.empty(simulations, np.float32) for share in SHARES}
    shape, begin, scale = _curves(rng, days, met, known, simulations)
    borne = ((days[-1] - begin) / scale) ** shape
    drift = np.exp(rng.normal(0.0, DRIFT, simulations))
    size = max(BATCH // max(left, 1), 1)
    for first in range(0, simulations, size):
        here = slice(first, min(first + size, simulations))
        rows = here.stop - here.start
        hazard = borne[here, None] + rng.standard_exponential((rows, left))
        ends = begin[here, None] + scale[here, None] * hazard ** (1.0 / shape[here, None])
        # Nothing more is known to be met between the last count and the day of the forecast.
        ends = np.sort(days[-1] + (ends - days[-1]) * drift[here, None], axis=1)
        for share, out in by.items():
            place = needed(share, known) - int(met[-1]) - 1
            out[here] = ends[:, place] if place >= 0 else _reached(days, met, needed(share, known))
    return by


def _curves(
    rng: np.random.Generator, days: Floats, met: Floats, known: int, simulations: int
) -> tuple[Floats, Floats, Floats]:
    """Shape, begin and scale of each run; runs in which the counts between are improbable are drawn less often."""
    shape = np.exp(rng.normal(np.log(SHAPE[0]), SHAPE[1], 4 * simulations))
    # A count is one outcome of its share: the share itself is uncertain (Jeffreys).
    share = rng.beta(met[[0, -1]] + 0.5, known - met[[0, -1]] + 0.5, (len(shape), 2))
    share.sort(axis=1)
    hazard = -np.log1p(-np.clip(share, 1e-6, 1.0 - 1e-6))
    ratio = (hazard[:, 1] / hazard[:, 0]) ** (1.0 / shape)
    begin = (ratio * days[0] - days[-1]) / np.maximum(ratio - 1.0, 1e-3)
    scale = (days[-1] - begin) / hazard[:, 1] ** (1.0 / shape)
    weight = np.zeros(len(shape))
    for day, seen in zip(days[1:-1], met[1:-1], strict=True):
        p = -np.expm1(-(np.maximum((day - begin) / scale, 1e-9) ** shape))
        # Counts of one programme stray more than a binomial: three times its variance.
        weight -= (seen - known * p) ** 2 / (6.0 * np.maximum(known * p * (1.0 - p), 0.5))
    chance = np.exp(weight - weight.max())
    chosen = rng.choice(len(shape), simulations, p=chance / chance.sum())
    return shape[chosen], begin[chosen], scale[chosen]


def _reached(days: Floats, met: Floats, wanted: int) -> float:
    """The first day on which a count shows that many."""
    return float(days[np.argmax(met >= wanted)])


def _baselines(as_of: date, days: Floats, met: Floats, known: int, promise: date | None) -> Baselines:
    """The pace: of the last six months where a count lies there, else since the last count before."""
    base = days[-1] - HALF_YEAR
    at = max(int(np.searchsorted(days, base, side="right")) - 1, 0)
    pace = (met[-1] - met[at]) / max(days[-1] - days[at], 1.0)
    found: dict[int, date | None] = {}
    for share in SHARES:
        lacking = needed(share, known) - met[-1]
        if lacking <= 0:
            found[share] = day_after(as_of, _reached(days, met, needed(share, known)))
        else:
            found[share] = day_after(as_of, days[-1] + lacking / pace) if pace > 0 else None
    return Baselines(promise, found)
