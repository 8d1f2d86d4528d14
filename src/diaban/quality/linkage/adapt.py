"""The stored model fitted to a batch: its weights are the starting belief, pairs that label themselves move them.

No two batches go wrong alike: in one the old write years alone, in another half the fields are empty. Where both forms
of a pair have 12 digits the numbers say who is who, with nobody's help; the more such pairs a batch has, the more its
own habits count. The number's own weights and the thresholds stay as stored.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.compare import COMPARISONS, NUMBER
from diaban.quality.linkage.model import Model
from diaban.quality.linkage.patterns import Patterns
from diaban.quality.linkage.regression import chances, regression
from diaban.quality.linkage.train import DOUBTED, design

__all__ = ["FEWEST", "adapted"]

FEWEST: Final = 30
"""Pairs of one person, and of two, that a batch must have before its habits are asked for."""
BELIEF: Final = 1.0
"""How strongly a weight is drawn to the stored one: as if known to within one unit of log odds, either way."""
BELIEF_OF_START: Final = 0.01
"""That of the start: how many of the pairs are of one person is the batch's own affair."""
MARK: Final = "~"
"""At the end of the version of a model that was fitted to its batch."""


def adapted(model: Model, patterns: Patterns, blind: NDArray[np.bool_]) -> Model:
    """The model for this batch; the stored one itself where too few pairs label themselves.

    ``blind``: pairs that were found without looking at the number: only these may teach what the rest is worth.
    """
    told = patterns.told
    twice = np.isin(told.number, [NUMBER.index("same"), NUMBER.index("part-wrong")])
    use = np.flatnonzero(twice | (told.number == NUMBER.index("different")))
    met = patterns.times(blind)[use]
    use, met = use[met > 0], met[met > 0]
    label = twice[use]
    if (met * label).sum() < FEWEST or (met * ~label).sum() < FEWEST:
        return model
    places, columns = design(told, use)
    belief = np.array([model.start, *(model.weights[name][level] for name, level in columns)])
    ridge = np.full(len(belief), BELIEF)
    ridge[0] = BELIEF_OF_START
    weights = regression(places, met, met * label, ridge, belief)
    # A pair labelled one person's that everything else calls another's is a number used twice.
    sure = ~(label & (chances(np.append(weights, 0.0)[places].sum(axis=1)) < DOUBTED))
    weights = regression(places[sure], met[sure], (met * label)[sure], ridge, belief, begin=weights)
    by_level = {name: dict(model.weights[name]) for name in COMPARISONS}
    for (name, level), weight in zip(columns, weights[1:].tolist(), strict=True):
        by_level[name][level] = weight
    return replace(model, version=model.version + MARK, start=float(weights[0]), weights=by_level)
