"""What a stage's duration is explained by, and what is believed of each before a register tells."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.reference import ReferenceClass
from diaban.coverage.forecast.standing import STAGES, Standing

__all__ = ["covariates"]

Floats = NDArray[np.float64]
MOMENT: Final = 0.5
"""Days that a stage takes of which a register tells one day alone,"""
SURE: Final = 1e4
"""and how surely, against what other stages show."""


def covariates(
    standing: Standing, reference: ReferenceClass, used: NDArray[np.int64], instant: NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats]:
    """Works × stage × covariates, with means and precisions of their priors.

    A level for each stage used (prior: its plan's median times the reference overrun, or the reference class; of one
    that takes no time, ``instant``, nothing); the
    works' own plan against that median; the wet half of the year (May to October) for site works; an open obstacle;
    the kinds but the first.
    """
    n = len(standing.works)
    plan = np.log(np.maximum(standing.planned[:, :, 1] - standing.planned[:, :, 0], 1.0))
    overrun, wide = reference.overrun
    kinds = sorted({trait.kind for trait in standing.traits})[1:]
    k = len(used) + 3 + len(kinds)
    x = np.zeros((n, STAGES, k))
    mean, precision = np.zeros(k), np.zeros(k)
    for at, s in enumerate(used):
        x[:, s, at] = 1.0
        stated = plan[:, s][~np.isnan(plan[:, s])]
        centre = float(np.median(stated)) if len(stated) else 0.0
        # A stage stands for those after it that the register does not know.
        span = slice(0 if at == 0 else int(s), int(used[at + 1]) if at + 1 < len(used) else STAGES)
        mean[at] = centre + overrun if len(stated) else np.log(reference.days[span].sum())
        precision[at] = 1.0 / wide**2 if len(stated) else 2.0
        if instant[s]:
            mean[at], precision[at] = np.log(MOMENT), SURE
        x[:, s, len(used)] = np.where(np.isnan(plan[:, s]), 0.0, plan[:, s] - centre)
    at = len(used)
    mean[at], precision[at] = 0.6, 6.0
    x[:, :, at + 1] = _wet(standing)
    mean[at + 1], precision[at + 1] = 0.05, 60.0
    x[:, :, at + 2] = np.array([trait.obstacle for trait in standing.traits], float)[:, None] if n else 0.0
    mean[at + 2], precision[at + 2] = 0.3, 12.0
    for place, kind in enumerate(kinds, at + 3):
        x[:, :, place] = np.array([trait.kind == kind for trait in standing.traits], float)[:, None]
        precision[place] = 12.0
    return x, mean, precision


def _wet(standing: Standing) -> Floats:
    """The part of May to October in the first half year of the site works, less a half; 0 where the start is open."""
    start = standing.actual[:, :, 0]
    share = np.zeros(start.shape)
    works = 5
    day = (start[:, works] + standing.as_of.timetuple().tm_yday) % 365.25
    # Works of half a year that start on day d are wet for as long as they overlap days 121 to 304.
    wet = np.maximum(0.0, np.minimum(day + 183, 304) - np.maximum(day, 121)) + np.maximum(0.0, day + 183 - 365 - 121)
    share[:, works] = np.where(np.isnan(day), 0.0, wet / 183 - 0.5)
    return share
