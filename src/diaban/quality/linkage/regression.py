"""Logistic regression over patterns of levels: few rows, each with how often it was met and how often it was true."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["chances", "regression"]

Floats = NDArray[np.float64]
ROUNDS: Final = 40
SMALLEST: Final = 1e-7


def chances(odds: Floats) -> Floats:
    """From log odds to probabilities."""
    chance: Floats = 1 / (1 + np.exp(-np.clip(odds, -40, 40)))
    return chance


def regression(rows: Floats, met: Floats, true: Floats, ridge: Floats, start: Floats) -> Floats:
    """Weights by Newton's method: the likeliest ones, drawn to ``start`` as strongly as ``ridge`` says for each."""

    def loss(weights: Floats) -> float:
        odds = rows @ weights
        return float((met * np.logaddexp(0, odds) - true * odds).sum() + (ridge * (weights - start) ** 2).sum() / 2)

    weights = start.copy()
    here = loss(weights)
    for _ in range(ROUNDS):
        p = chances(rows @ weights)
        slope = rows.T @ (true - met * p) - ridge * (weights - start)
        curve = (rows * (met * p * (1 - p))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        # Halved until it is no step up: where levels part the pairs cleanly, a whole one overshoots.
        while (there := loss(weights + step)) > here and np.abs(step).max() > SMALLEST:
            step /= 2
        weights, gained, here = weights + step, here - there, there
        if gained < SMALLEST:
            break
    return weights
