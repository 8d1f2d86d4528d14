"""Many pairs, few patterns: the levels of all comparisons of a pair as one whole number, each pattern judged once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.columns import distinct
from diaban.quality.linkage.compare import COMPARISONS, Compared

__all__ = ["Patterns", "gathered", "packed"]

Ints = NDArray[np.int64]
BITS: Final = 4
"""Of each comparison: none has more than 16 levels."""
MASK: Final = (1 << BITS) - 1


@dataclass(frozen=True, slots=True)
class Patterns:
    """``told``: one entry a pattern; ``of``: for each pair the place of its pattern."""

    told: Compared
    of: NDArray[np.int32]

    def times(self, which: NDArray[np.bool_]) -> NDArray[np.float64]:
        """How many of the pairs that ``which`` marks have each pattern."""
        return np.bincount(self.of[which], minlength=len(self.told.number)).astype(float)


def packed(found: Compared) -> Ints:
    """The levels of each pair as one number."""
    key = found.number.astype(np.int64)
    for name in COMPARISONS:
        key = key << BITS | found.levels[name]
    return key


def _unpacked(keys: Ints) -> Compared:
    levels = {}
    for at, name in enumerate(reversed(tuple(COMPARISONS))):
        levels[name] = (keys >> at * BITS & MASK).astype(np.uint8)
    return Compared({name: levels[name] for name in COMPARISONS}, (keys >> len(COMPARISONS) * BITS).astype(np.uint8))


def gathered(parts: Iterable[Compared]) -> Patterns:
    """The patterns of pairs compared, a slice at a time."""
    keys = [packed(part) for part in parts]
    none = np.empty(0, np.int64)
    known = distinct(np.concatenate([none, *map(distinct, keys)]))
    places = [np.searchsorted(known, one).astype(np.int32) for one in keys]
    return Patterns(_unpacked(known), np.concatenate([none.astype(np.int32), *places]))
