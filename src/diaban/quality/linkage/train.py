"""A model from forms that nobody has labelled: where both have 12 digits, the numbers say who is who.

The number is left out of the candidates and of the comparisons; pairs whose numbers agree are of one person, those
whose numbers clearly differ are not. What the number itself is worth is then counted on pairs of which the rest is
sure.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.compare import COMPARISONS, NUMBER, Compared
from diaban.quality.linkage.model import Model
from diaban.quality.linkage.patterns import gathered
from diaban.quality.linkage.regression import chances, regression

__all__ = ["DOUBTED", "REFERENCE", "design", "fitted", "reliability"]

Floats = NDArray[np.float64]
REFERENCE: Final = frozenset(("missing", "none"))
"""Levels that say nothing: their weight is 0."""
RIDGE: Final = 2.0
RIDGE_OF_START: Final = 1e-6
DOUBTED: Final = 0.01
"""A pair labelled one person's that everything else calls another's: a number used twice, left out of the next fit."""
SURE: Final = 0.995
SMOOTHING: Final = 2.0
OPTIONAL: Final = ("sex", "parents", "spouse", "place", "phone")
NO_COMMUNE: Final = {"commune+birth": "birth-alone", "birth": "birth-alone", "commune-birth-differs": "birth-differs",
                     "all-differ": "birth-differs"}  # fmt: skip
"""What is left of the place where a file names no communes."""
NO_COMMUNE_SHARE: Final = 0.2
LEFT_OUT: Final = 0.5
LESS: Final = 3
SEED: Final = 7
BOUNDS: Final = {"same": (4.0, 10.0), "part-wrong": (3.0, 7.0), "near": (1.0, 5.0), "different": (-6.0, -3.0),
                 "foreign": (-2.0, -0.5), "old-same": (3.0, 8.0), "old-near": (0.0, 3.0),
                 "old-different": (-4.0, -1.0)}  # fmt: skip
"""What evidence of the number may be worth at least and at most, whatever a batch says."""


def fitted(found: Compared, *, version: str, same: float, review: float, about: Mapping[str, Any]) -> Model:
    """A model of the pairs compared. ValueError: too few pairs label themselves."""
    twice = (found.number == NUMBER.index("same")) | (found.number == NUMBER.index("part-wrong"))
    apart = found.number == NUMBER.index("different")
    if twice.sum() < 50 or apart.sum() < 50:
        raise ValueError(f"{int(twice.sum())} < 50, {int(apart.sum())} < 50")
    use = np.flatnonzero(twice | apart)
    weights, columns = _weights([found], use, twice)
    doubtful = twice & (_chance(found, weights) < DOUBTED)
    use = use[~doubtful[use]]
    # Shown again with comparisons left out at random: the weights must hold in files that lack columns.
    rng = np.random.default_rng(SEED)
    weights, columns = _weights([found, *(_with_less(found, rng) for _ in range(LESS))], use, twice)
    by_level: dict[str, dict[str, float]] = {name: dict.fromkeys(levels, 0.0) for name, levels in COMPARISONS.items()}
    for (name, level), weight in zip(columns, weights[1:].tolist(), strict=True):
        by_level[name][level] = weight
    chance = _chance(found, weights)
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


def _weights(
    parts: Sequence[Compared], use: NDArray[np.int64], twice: NDArray[np.bool_]
) -> tuple[Floats, list[tuple[str, str]]]:
    """The weights that fit best, the start first, of the pairs ``use`` as each part shows them."""
    patterns = gathered(parts)
    shown = np.concatenate([at * len(twice) + use for at in range(len(parts))])
    label = np.tile(twice[use], len(parts))
    of, n = patterns.of[shown], len(patterns.told.number)
    places, columns = design(patterns.told, np.arange(n))
    met, true = np.bincount(of, minlength=n), np.bincount(of, weights=label, minlength=n).astype(float)
    ridge = np.full(1 + len(columns), RIDGE)
    ridge[0] = RIDGE_OF_START
    return regression(places, met.astype(float), true, ridge, np.zeros(len(ridge))), columns


def _chance(found: Compared, weights: Floats) -> Floats:
    patterns = gathered([found])
    places, _ = design(patterns.told, np.arange(len(patterns.told.number)))
    chance: Floats = chances(np.append(weights, 0.0)[places].sum(axis=1))[patterns.of]
    return chance


def design(found: Compared, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[tuple[str, str]]]:
    """The weights that add up to the odds of each row: the start, which is 0, and those of its levels, -1 for a level
    that says nothing; which comparison and level each of the weights from 1 on is."""
    columns = [(name, level) for name, levels in COMPARISONS.items() for level in levels if level not in REFERENCE]
    place = {column: at for at, column in enumerate(columns, start=1)}
    told = np.zeros((len(rows), 1 + len(COMPARISONS)), np.int64)
    for at, (name, levels) in enumerate(COMPARISONS.items(), start=1):
        told[:, at] = np.array([place.get((name, level), -1) for level in levels])[found.levels[name][rows]]
    return told, columns


def _number_evidence(found: Compared, chance: Floats) -> dict[str, float]:
    """Log of how much more often each level of the number is met among the same than among others, within bounds."""
    evidence = {"missing": 0.0}
    for group in (("same", "part-wrong", "near", "different", "foreign"), ("old-same", "old-near", "old-different")):
        levels = list(group)
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
