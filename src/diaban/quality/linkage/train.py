"""A model from forms that nobody has labelled: where both have 12 digits, the numbers say who is who.

The number is left out of the candidates and of the comparisons; pairs whose numbers agree are of one person, those
whose numbers clearly differ are not. What the number itself is worth is then counted on pairs of which the rest is
sure.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.compare import COMPARISONS, NUMBER, Compared
from diaban.quality.linkage.model import Model, probability

__all__ = ["REFERENCE", "fitted", "reliability"]

Floats = NDArray[np.float64]
REFERENCE: Final = frozenset(("missing", "none"))
"""Levels that say nothing: their weight is 0."""
RIDGE: Final = 2.0
ROUNDS: Final = 40
DOUBTED: Final = 0.01
"""A pair labelled one person's that everything else calls another's: a number used twice, left out of the next fit."""
SMALLEST: Final = 1e-7
SURE: Final = 0.995
SMOOTHING: Final = 2.0
AT_MOST: Final = {("given", "twin-marks"): -2.5}
"""Anh and Ánh, born on one day in one house: two children made one is worse than a question, whatever a batch says."""
OPTIONAL: Final = ("sex", "parents", "spouse", "place", "phone")
NO_COMMUNE: Final = {"commune+birth": "birth-alone", "birth": "birth-alone", "commune-birth-differs": "birth-differs",
                     "all-differ": "birth-differs"}  # fmt: skip
"""What is left of the place where a file names no communes."""
NO_COMMUNE_SHARE: Final = 0.2
LEFT_OUT: Final = 0.5
LESS: Final = 3
SEED: Final = 7
BOUNDS: Final = {"same": (4.0, 10.0), "part-wrong": (3.0, 7.0), "near": (1.0, 5.0), "different": (-6.0, -3.0),
                 "old-same": (3.0, 8.0), "old-near": (0.0, 3.0), "old-different": (-4.0, -1.0)}  # fmt: skip
"""What evidence of the number may be worth at least and at most, whatever a batch says."""


def fitted(found: Compared, *, version: str, same: float, review: float, about: Mapping[str, Any]) -> Model:
    """A model of the pairs compared. ValueError: too few pairs label themselves."""
    twice = (found.number == NUMBER.index("same")) | (found.number == NUMBER.index("part-wrong"))
    apart = found.number == NUMBER.index("different")
    if twice.sum() < 50 or apart.sum() < 50:
        raise ValueError(f"{int(twice.sum())} < 50, {int(apart.sum())} < 50")
    design, columns = _design(found)
    use = np.flatnonzero(twice | apart)
    weights = _regression(design[use], twice[use])
    doubtful = twice & (probability(design @ weights) < DOUBTED)
    use = use[~doubtful[use]]
    # Shown again with comparisons left out at random: the weights must hold in files that lack columns.
    rng = np.random.default_rng(SEED)
    parts = [found, *(_with_less(found, rng) for _ in range(LESS))]
    weights = _regression(np.concatenate([_design(part)[0][use] for part in parts]), np.tile(twice[use], len(parts)))
    by_level: dict[str, dict[str, float]] = {name: dict.fromkeys(levels, 0.0) for name, levels in COMPARISONS.items()}
    for (name, level), weight in zip(columns, weights[1:].tolist(), strict=True):
        by_level[name][level] = min(weight, AT_MOST.get((name, level), weight))
    chance = probability(design @ weights)
    number = _number_evidence(found, chance)
    plot = [(round(said, 4), round(true, 4), n) for said, true, n in reliability(chance[use], twice[use])]
    told = {**about, "pairs": len(use), "same": int(twice.sum()), "doubted": int(doubtful.sum()),
            "reliability": plot}  # fmt: skip
    return Model(version, float(weights[0]), by_level, number, same, review, told)


def _with_less(found: Compared, rng: np.random.Generator) -> Compared:
    """The same pairs as if half of what can be absent had not been asked for."""
    levels = dict(found.levels)
    for name in OPTIONAL:
        levels[name] = np.where(rng.random(len(found.number)) < LEFT_OUT, 0, levels[name]).astype(np.uint8)
    place = np.array([COMPARISONS["place"].index(NO_COMMUNE.get(one, "missing")) for one in COMPARISONS["place"]])
    levels["place"] = np.where(
        rng.random(len(found.number)) < NO_COMMUNE_SHARE, place[levels["place"]], levels["place"]
    )
    return Compared(levels, found.number)


def _design(found: Compared) -> tuple[Floats, list[tuple[str, str]]]:
    columns = [(name, level) for name, levels in COMPARISONS.items() for level in levels if level not in REFERENCE]
    design = np.zeros((len(found.number), 1 + len(columns)), dtype=np.float32)
    design[:, 0] = 1
    for place, (name, level) in enumerate(columns, start=1):
        design[:, place] = found.levels[name] == COMPARISONS[name].index(level)
    return design.astype(np.float64), columns


def _regression(design: Floats, label: NDArray[np.bool_]) -> Floats:
    """Logistic regression by Newton's method, ridge on all but the start; equal rows are taken together."""
    rows, back = np.unique(np.packbits(design[:, 1:].astype(bool), axis=1), axis=0, return_inverse=True)
    back = back.ravel()
    at = np.zeros(len(rows), dtype=np.int64)
    at[back] = np.arange(len(back))
    x = design[at]
    n = np.bincount(back, minlength=len(rows)).astype(float)
    k = np.bincount(back, weights=label, minlength=len(rows))
    ridge = np.full(x.shape[1], RIDGE)
    ridge[0] = 1e-6

    def loss(weights: Floats) -> float:
        odds = x @ weights
        return float((n * np.logaddexp(0, odds) - k * odds).sum() + (ridge * weights**2).sum() / 2)

    weights = np.zeros(x.shape[1])
    here = loss(weights)
    for _ in range(ROUNDS):
        p = probability(x @ weights)
        slope = x.T @ (k - n * p) - ridge * weights
        curve = (x * (n * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        # Halved until it is no step up: where levels part the pairs cleanly, a whole one overshoots.
        while (there := loss(weights + step)) > here and np.abs(step).max() > SMALLEST:
            step /= 2
        weights, gained, here = weights + step, here - there, there
        if gained < SMALLEST:
            break
    return weights


def _number_evidence(found: Compared, chance: Floats) -> dict[str, float]:
    """Log of how much more often each level of the number is met among the same than among others, within bounds."""
    evidence = {"missing": 0.0}
    for prefix in ("", "old-"):
        levels = [level for level in BOUNDS if level.startswith("old-") == bool(prefix)]
        codes = [NUMBER.index(level) for level in levels]
        sure = np.array([[((found.number == code) & (chance > SURE)).sum(),
                          ((found.number == code) & (chance < 1 - SURE)).sum()] for code in codes], float)  # fmt: skip
        shares = (sure + SMOOTHING * np.array([1, 1e-3])) / (sure + SMOOTHING * np.array([1, 1e-3])).sum(axis=0)
        for level, (here, elsewhere) in zip(levels, shares.tolist(), strict=True):
            low, high = BOUNDS[level]
            evidence[level] = float(np.clip(np.log(here / elsewhere), low, high))
    return evidence


def reliability(chance: Floats, truth: NDArray[np.bool_], bins: int = 10) -> list[tuple[float, float, int]]:
    """Mean probability said, share that was true, and pairs, by equal steps of probability; empty ones left out."""
    at = np.minimum((chance * bins).astype(int), bins - 1)
    return [
        (float(chance[at == one].mean()), float(truth[at == one].mean()), int((at == one).sum()))
        for one in range(bins)
        if (at == one).any()
    ]
