"""The model: a weight for each level of each comparison, in natural logarithms of odds; they add up, that is all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.compare import COMPARISONS, NUMBER, Compared
from diaban.quality.linkage.regression import chances

__all__ = ["DECISIONS", "SHIPPED", "Model", "as_text", "read_model", "shipped_model"]

Floats = NDArray[np.float64]
SHIPPED: Final = Path(__file__).with_name("model.json")
FORMAT: Final = 1
FOR: Final = ("same", "part-wrong", "old-same")
"""Levels of the number that call two forms one person's, even of twins: those are registered one after the other, with
numbers a digit or two apart."""
TWINS: Final = ("twin-marks", "twin-different")
OTHER_GIVEN: Final = ("different", "twin-different")
OTHER_REST: Final = ("different", "family-differs")
DECISIONS: Final = ("different", "review", "same")
"""By rising probability."""


@dataclass(frozen=True, slots=True)
class Model:
    """``start``: log odds before anything is compared; ``weights`` by comparison and level; ``number`` by its level.

    ``same`` and ``review``: the least probability of the decision. ``about``: how it was trained, for the reader.
    """

    version: str
    start: float
    weights: Mapping[str, Mapping[str, float]]
    number: Mapping[str, float]
    same: float
    review: float
    about: Mapping[str, Any]

    def without_number(self, found: Compared) -> Floats:
        """Log odds of pairs by all but the number."""
        return self._sum(found, self.weights)

    def log_odds(self, found: Compared) -> Floats:
        """Log odds of pairs, the number's evidence added."""
        table = np.array([self.number[level] for level in NUMBER])
        odds: Floats = self.without_number(found) + table[found.number]
        return odds

    def _sum(self, found: Compared, weights: Mapping[str, Mapping[str, float]]) -> Floats:
        odds = np.full(len(found.number), self.start)
        for name, levels in COMPARISONS.items():
            odds += np.array([weights[name][level] for level in levels])[found.levels[name]]
        return odds

    def decided(self, log_odds: Floats, found: Compared) -> NDArray[np.uint8]:
        """Places in :data:`DECISIONS`. Whatever the odds, these are questions and never the same person's: two whole
        numbers that clearly differ; Anh and Ánh, born on one day in one house, whom no number calls one; and two whose
        names have nothing in common, even with one number, which is how a number used by two people looks, unless the
        day of birth and a family or a telephone vouch for them."""
        chance = chances(log_odds)
        decision = (chance >= self.review).astype(np.uint8) + (chance >= self.same)
        conflict = found.number == NUMBER.index("different")
        twins = _is(found, "given", *TWINS)
        conflict |= twins & ~np.isin(found.number, [NUMBER.index(level) for level in FOR])
        vouched = _is(found, "birth", "same") & (
            _is(found, "parents", "both") | _is(found, "spouse", "same") | _is(found, "phone", "same")
        )
        conflict |= _is(found, "given", *OTHER_GIVEN) & _is(found, "rest", *OTHER_REST) & ~vouched
        return np.where(conflict, np.minimum(decision, 1), decision).astype(np.uint8)


def _is(found: Compared, name: str, *levels: str) -> NDArray[np.bool_]:
    return np.isin(found.levels[name], [COMPARISONS[name].index(level) for level in levels])


def as_text(model: Model) -> str:
    """The model as its file says it."""
    told = {
        "format": FORMAT, "version": model.version, "about": model.about, "same": model.same, "review": model.review,
        "start": round(model.start, 4),
        "weights": {name: {level: round(w, 4) for level, w in one.items()} for name, one in model.weights.items()},
        "number": {level: round(w, 4) for level, w in model.number.items()},
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def read_model(path: Path) -> Model:
    """A model from its file; its version carries the first digits of the file's checksum.

    ValueError: what of the file is not as it must be. OSError as it comes.
    """
    data = path.read_bytes()
    told = json.loads(data)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError(f"format ≠ {FORMAT}")
    try:
        weights = {name: {level: float(told["weights"][name][level]) for level in levels}
                   for name, levels in COMPARISONS.items()}  # fmt: skip
        number = {level: float(told["number"][level]) for level in NUMBER}
        start, same, review = float(told["start"]), float(told["same"]), float(told["review"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
    every = [start, *number.values(), *(w for levels in weights.values() for w in levels.values())]
    if not all(map(isfinite, every)) or not 0 < review <= same <= 1:
        raise ValueError("0 < review ≤ same ≤ 1")
    version = f"{told['version']}+{sha256(data).hexdigest()[:8]}"
    return Model(version, start, weights, number, same, review, told.get("about", {}))


def shipped_model() -> Model:
    """The model that comes with the program."""
    return read_model(SHIPPED)
