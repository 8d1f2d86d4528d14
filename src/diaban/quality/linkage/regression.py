"""Logistic regression over patterns of levels: few rows, each with how often it was met and how often it was true."""

from itertools import combinations_with_replacement
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["chances", "regression"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROUNDS: Final = 40
SMALLEST: Final = 1e-7


def chances(odds: Floats) -> Floats:
    """From log odds to probabilities."""
    chance: Floats = 1 / (1 + np.exp(-np.clip(odds, -40, 40)))
    return chance


def regression(
    places: Ints, met: Floats, true: Floats, ridge: Floats, belief: Floats, *, begin: Floats | None = None
) -> Floats:
    """Weights by Newton's method: the likeliest ones, drawn to ``belief`` as strongly as ``ridge`` says for each.

    ``places``: of each row the weights that add up, as columns of whole numbers; -1 is none. ``begin``: where to look
    first, ``belief`` if nothing is known.
    """
    count = len(ridge)
    # What is none has a place of its own at the end, whose weight is 0.
    at = np.ascontiguousarray(np.where(places < 0, count, places).T)

    def odds_of(weights: Floats) -> Floats:
        padded = np.append(weights, 0.0)
        odds: Floats = padded[at].sum(axis=0)
        return odds

    def loss(weights: Floats, odds: Floats) -> float:
        return float((met * np.logaddexp(0, odds) - true * odds).sum() + (ridge * (weights - belief) ** 2).sum() / 2)

    def summed(values: Floats) -> Floats:
        told = np.zeros(count + 1)
        for one in at:
            told += np.bincount(one, values, count + 1)
        return told[:count]

    def curve(values: Floats) -> Floats:
        told = np.zeros((count + 1) ** 2)
        for one, other in combinations_with_replacement(range(len(at)), 2):
            told += np.bincount(at[one] * (count + 1) + at[other], values, len(told))
        half = told.reshape(count + 1, count + 1)[:count, :count]
        # Of two columns no row has the same weight; a column beside itself was counted once.
        whole: Floats = half + half.T - np.diag(np.diag(half))
        return whole

    weights = (belief if begin is None else begin).copy()
    odds = odds_of(weights)
    here = loss(weights, odds)
    for _ in range(ROUNDS):
        p = chances(odds)
        slope = summed(true - met * p) - ridge * (weights - belief)
        step = np.linalg.solve(curve(met * p * (1 - p)) + np.diag(ridge), slope)
        # Halved until it is no step up: where levels part the pairs cleanly, a whole one overshoots.
        while (there := loss(weights + step, odds := odds_of(weights + step))) > here and np.abs(step).max() > SMALLEST:
            step /= 2
        weights, gained, here = weights + step, here - there, there
        if gained < SMALLEST:
            break
    return weights
