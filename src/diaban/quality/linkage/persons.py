"""Forms that are one person's: the best pairs first, and never two whole numbers that clearly differ in one person."""

from collections.abc import Set
from itertools import product

import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.columns import Columns

__all__ = ["clearly_differ", "persons"]

Ints = NDArray[np.int64]


def persons(
    columns: Columns, a: Ints, b: Ints, log_odds: NDArray[np.float64], apart: Set[tuple[int, int]] = frozenset()
) -> Ints:
    """For each form the least row of its person. The pairs given are those decided to be the same.

    Pairs are taken by falling odds. One that would put two clearly different whole numbers, or a pair of rows of
    ``apart`` (the lesser first), into one person is refused: of a chain that contradicts itself the weakest link is
    left out.
    """
    head = np.arange(len(columns))
    members: dict[int, list[int]] = {}
    order = np.argsort(-log_odds, kind="stable")
    numbers = np.where(columns.foreign > 0, -2 - columns.number, columns.number)
    for x, y in zip(a[order].tolist(), b[order].tolist(), strict=True):
        one, other = int(head[x]), int(head[y])
        if one == other:
            continue
        left, right = members.get(one, [one]), members.get(other, [other])
        if len(left) + len(right) > 2 and _conflict(numbers, left, right):
            continue
        if apart and any((min(pair), max(pair)) in apart for pair in product(left, right)):
            continue
        low, high = min(one, other), max(one, other)
        merged = left + right
        members[low] = merged
        members.pop(high, None)
        head[merged] = low
    return head


def _conflict(numbers: Ints, left: list[int], right: list[int]) -> bool:
    """Whether two whole numbers clearly differ; one foreign to its form (written below -1) counts beside such."""
    held = [number for row in left if (number := int(numbers[row])) != -1]
    against = [number for row in right if (number := int(numbers[row])) != -1]
    return any(
        clearly_differ(x, y) if x >= 0 else clearly_differ(-2 - x, -2 - y)
        for x in held
        for y in against
        if (x >= 0) == (y >= 0)
    )


def clearly_differ(x: int, y: int) -> bool:
    """What ``compare.number_levels`` calls ``different`` of two numbers of 12 digits, without the cost of arrays."""
    if x == y:
        return False
    one, other = f"{x:012d}", f"{y:012d}"
    end = sum(a != b for a, b in zip(one[6:], other[6:], strict=True))
    if end == 0 and (one[:3] != other[:3]) + (one[3] != other[3]) + (one[4:6] != other[4:6]) <= 2:
        return False
    start = sum(a != b for a, b in zip(one[:6], other[:6], strict=True))
    return end > 2 or start + end > 3
