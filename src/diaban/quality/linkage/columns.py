"""What is compared of each form, as numbers: texts by a code (0: nothing is said), days, the personal number."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Columns", "Words", "distinct", "mixed"]

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
ODD: Final = tuple(
    map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD))
)
"""What the parts of a key are multiplied by before they are added up; the last stirs the sum."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry a form. Codes of equal texts are equal; different texts differ but for one chance in two billion.

    ``name`` without marks, ``bag`` its words in any order, ``rest`` all but the given name; ``…_marked`` with marks.
    ``has_marks``: whether any letter of the name has one. ``year, month, day`` 0: not said. ``sex`` 1 man, 2 woman.
    ``number``: 12 digits, ``old``: 9 digits, -1 without; ``foreign``: 1 where the 12 contradict the year of birth or
    the sex that their own form says; ``number_year``: the year that they say, 0 without. ``…_given``, ``…_rest``: parts
    of a name; ``…_head`` and ``…_tail``: first and last part of a place, which is all that some forms say.
    """

    name: Codes
    bag: Codes
    family: Codes
    middle: Codes
    given: Codes
    rest: Codes
    given_marked: Codes
    rest_marked: Codes
    has_marks: Codes
    year: Codes
    month: Codes
    day: Codes
    sex: Codes
    number: Ints
    old: Ints
    foreign: Codes
    number_year: Codes
    father: Codes
    father_given: Codes
    father_rest: Codes
    mother: Codes
    mother_given: Codes
    mother_rest: Codes
    spouse: Codes
    spouse_given: Codes
    spouse_rest: Codes
    commune: Codes
    province: Codes
    present: Codes
    registration: Codes
    registration_head: Codes
    registration_tail: Codes
    origin: Codes
    origin_head: Codes
    origin_tail: Codes
    household: Codes
    phone: Codes

    def __len__(self) -> int:
        return len(self.name)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The columns, in their order."""
        return tuple(one.name for one in fields(cls))


class Words:
    """The words of names by code, so that their letters can be held against each other."""

    LONGEST = 12

    def __init__(self, codes: Codes, texts: list[str]) -> None:
        order = np.argsort(codes, kind="stable")
        self._codes = codes[order]
        raw = np.array([text.encode("ascii", "replace")[: self.LONGEST] for text in texts], dtype=f"S{self.LONGEST}")
        letters = np.frombuffer(raw.tobytes(), dtype=np.uint8).reshape(len(raw), self.LONGEST)
        self._letters = letters[order]
        self._lengths = (self._letters != 0).sum(axis=1)

    def distance(self, a: Codes, b: Codes) -> NDArray[np.int64]:
        """Letters to add, drop, change or turn round with the next to make one word the other, for many pairs."""
        pairs = a.astype(np.int64) << 32 | b.astype(np.int64)
        unique, back = np.unique(pairs, return_inverse=True)
        at = np.searchsorted(self._codes, unique >> 32), np.searchsorted(self._codes, unique & 0xFFFFFFFF)
        return self._aligned(*at)[back]

    def is_short_for(self, a: Codes, b: Codes) -> NDArray[np.bool_]:
        """Whether one of two words is the first letter or two of the other."""
        left, right = np.searchsorted(self._codes, a), np.searchsorted(self._codes, b)
        short = np.minimum(self._lengths[left], self._lengths[right])
        first = self._letters[left, 0] == self._letters[right, 0]
        second = self._letters[left, 1] == self._letters[right, 1]
        unequal = self._lengths[left] != self._lengths[right]
        found: NDArray[np.bool_] = unequal & first & ((short == 1) | ((short == 2) & second))
        return found

    def _aligned(self, a: Ints, b: Ints) -> NDArray[np.int64]:
        """Damerau's distance over adjacent letters, a column of the table at a time."""
        size = self.LONGEST
        x, y = self._letters[a].T, self._letters[b].T
        long_x, long_y = self._lengths[a], self._lengths[b]
        before: list[NDArray[np.int16]] = []
        row = [np.full(len(a), j, np.int16) for j in range(size + 1)]
        found = np.where(long_x == 0, long_y, 0).astype(np.int64)
        for i in range(1, size + 1):
            new = [np.full(len(a), i, np.int16)]
            for j in range(1, size + 1):
                cost = (x[i - 1] != y[j - 1]).astype(np.int16)
                best = np.minimum(np.minimum(row[j] + 1, new[j - 1] + 1), row[j - 1] + cost)
                if i > 1 and j > 1:
                    turned = (x[i - 1] == y[j - 2]) & (x[i - 2] == y[j - 1])
                    best = np.where(turned, np.minimum(best, before[j - 2] + 1), best)
                new.append(best.astype(np.int16))
            here = long_x == i
            if here.any():
                table = np.stack(new)[:, here]
                found[here] = table[long_y[here], np.arange(int(here.sum()))]
            before, row = row, new
        return found


def mixed(*parts: NDArray[np.integer]) -> Ints:
    """One key of several codes; -1 where any of them is not said (0 or less)."""
    key = np.zeros(len(parts[0]), dtype=np.uint64)
    said = np.ones(len(parts[0]), dtype=bool)
    for part, odd in zip(parts, ODD, strict=False):
        said &= part > 0
        told = part.astype(np.uint64)
        told *= odd
        key += told
    key ^= key >> np.uint64(32)
    key *= ODD[-1]
    key >>= np.uint64(1)
    found = key.view(np.int64)
    found[~said] = -1
    return found


def distinct(values: Ints) -> Ints:
    """In order, each once; by sorting, which of whole numbers is fifty times as fast as ``np.unique`` by hashing."""
    values = np.sort(values)
    return values[np.append(True, values[1:] != values[:-1])] if len(values) else values
