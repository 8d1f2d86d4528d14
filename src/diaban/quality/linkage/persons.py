"""Forms that are one person's: the best pairs first, and never two whole numbers that clearly differ in one person."""

import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.columns import Columns
from diaban.quality.linkage.compare import NUMBER, number_levels

__all__ = ["persons"]

Ints = NDArray[np.int64]


def persons(columns: Columns, a: Ints, b: Ints, log_odds: NDArray[np.float64]) -> Ints:
    """For each form the least row of its person. The pairs given are those decided to be the same.

    Pairs are taken by falling odds. One that would put two clearly different whole numbers into one person is refused:
    of a chain that contradicts itself the weakest link is left out.
    """
    head = np.arange(len(columns))
    members: dict[int, list[int]] = {}
    order = np.argsort(-log_odds, kind="stable")
    numbers = columns.number
    for x, y in zip(a[order].tolist(), b[order].tolist(), strict=True):
        one, other = int(head[x]), int(head[y])
        if one == other:
            continue
        left, right = members.get(one, [one]), members.get(other, [other])
        if len(left) + len(right) > 2 and _conflict(columns, numbers, left, right):
            continue
        low, high = min(one, other), max(one, other)
        merged = left + right
        members[low] = merged
        members.pop(high, None)
        head[merged] = low
    return head


def _conflict(columns: Columns, numbers: Ints, left: list[int], right: list[int]) -> bool:
    held = [row for row in left if numbers[row] >= 0]
    against = [row for row in right if numbers[row] >= 0]
    if not held or not against:
        return False
    x, y = np.repeat(held, len(against)), np.tile(against, len(held))
    return bool((number_levels(columns, x, y) == NUMBER.index("different")).any())
