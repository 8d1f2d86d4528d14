"""How far a reported end can be trusted: how often it was withdrawn, how soon, and how long the true end then took."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.standing import Standing
from diaban.coverage.forecast.survival import kaplan_meier
from diaban.coverage.forecast.wait import Wait, wait_of

__all__ = ["Trust", "trust_of"]

Floats = NDArray[np.float64]
UNSEEN: Final = 0.02
"""Ends, of all that were reported, that are expected to be withdrawn though none ever was: nothing is quite certain."""
REDO: Final = np.array([20.0, 60.0, 150.0])
"""Days that mending takes before a register shows it: a guess, one spell's weight."""


@dataclass(frozen=True, slots=True)
class Trust:
    """``doubt``: works, the probability that its last reported end is yet to be withdrawn; ``redo``: the days it then
    takes, from the withdrawal."""

    doubt: Floats
    redo: Wait


def trust_of(standing: Standing) -> Trust:
    """From what became of every reported end (Kaplan–Meier of the time to withdrawal, flat beyond the last one)."""
    claims = standing.claims
    age = np.where(np.isnan(standing.claimed), 0.0, np.maximum(-standing.claimed, 0.0))
    n = max(len(claims.days), 1)
    if claims.event.any():
        curve = kaplan_meier(claims.days, claims.event)
        # The share of the last risk set may fall to 0 by one late withdrawal: what is believed stays above.
        floor = max(float(curve.share[-1]), 1.0 - 2.0 * (claims.event.sum() + 1.0) / n)
        here = np.maximum(curve.at(age), floor)
        doubt = 1.0 - floor / here
    else:
        doubt = np.full(len(age), UNSEEN / n) * np.exp(-age / 180.0)
    doubt = np.where(np.isnan(standing.claimed), 0.0, np.clip(doubt, 0.0, 0.9))
    return Trust(doubt, wait_of(standing.redo, REDO, 1.0))
