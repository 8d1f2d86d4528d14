"""Forms that are one person's: the best pairs first, and never two whole numbers that clearly differ in one person."""

from collections.abc import Callable, Generator, Iterable, Sequence
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.columns import Columns

__all__ = ["MOST", "clearly_differ", "persons"]

Ints = NDArray[np.int64]
Pair = tuple[int, int]
Grown = Generator[list[Pair], Sequence[bool], Iterable[list[int]]]
Unlike = Callable[[Ints, Ints], NDArray[np.bool_]]
MOST: Final = 60
"""Forms of one person. Nobody has so many; without a bound a file that is made for it chains thousands, and each of
them would be held against every other."""
AHEAD: Final = 64


def persons(columns: Columns, a: Ints, b: Ints, log_odds: NDArray[np.float64], unlike: Unlike) -> Ints:
    """For each form the least row of its person. The pairs given are those decided to be the same.

    Pairs are taken by falling odds. One that would put two clearly different whole numbers, or two rows that compare
    badly, into one person is refused: of a chain that contradicts itself the weakest link is left out. ``unlike``: of
    pairs of rows, the lesser first, which of them compare badly; it is asked of those that would come together by
    others, each pair once, many at a time.
    """
    head = np.arange(len(columns))
    times = np.bincount(np.concatenate((a, b)), minlength=len(head))
    # Two forms that no third is held to be the same as: nothing stands against them.
    alone = (times[a] == 1) & (times[b] == 1)
    head[b[alone]] = a[alone]
    a, b, log_odds = a[~alone], b[~alone], log_odds[~alone]
    order = np.argsort(-log_odds, kind="stable")
    rows = np.unique(np.concatenate((a, b)))
    numbers = np.where(columns.foreign[rows] > 0, -2 - columns.number[rows], columns.number[rows])
    held = dict(zip(rows.tolist(), numbers.tolist(), strict=True))
    chains = _chains(list(zip(a[order].tolist(), b[order].tolist(), strict=True)))
    for group in _together([_grown(held, pairs) for pairs in chains], unlike):
        head[group] = min(group)
    return head


def _chains(pairs: list[Pair]) -> list[list[Pair]]:
    """The pairs by whatever hangs together, each in the order given."""
    above: dict[int, int] = {}

    def top(row: int) -> int:
        while (up := above.setdefault(row, row)) != row:
            above[row] = row = above[up]
        return row

    for x, y in pairs:
        above[top(x)] = top(y)
    chains: dict[int, list[Pair]] = {}
    for x, y in pairs:
        chains.setdefault(top(x), []).append((x, y))
    return list(chains.values())


def _together(growing: list[Grown], unlike: Unlike) -> Iterable[list[int]]:
    """Everybody's groups; what they ask meanwhile is answered for all of them at once."""
    answers: list[Sequence[bool] | None] = [None] * len(growing)
    while growing:
        going: list[tuple[Grown, list[Pair]]] = []
        for one, answer in zip(growing, answers, strict=True):
            try:
                going.append((one, next(one) if answer is None else one.send(answer)))
            except StopIteration as end:
                yield from end.value
        asked = np.array([pair for _, pairs in going for pair in pairs], np.int64).reshape(-1, 2)
        told = unlike(asked[:, 0], asked[:, 1]).tolist() if len(asked) else []
        ends = np.cumsum([len(pairs) for _, pairs in going]).tolist()
        growing = [one for one, _ in going]
        answers = [told[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _grown(numbers: dict[int, int], pairs: Sequence[Pair]) -> Grown:
    """The groups of one chain; asks of pairs, the lesser row first, whether they are unlike."""
    group = {row: [row] for pair in pairs for row in pair}
    known: dict[Pair, bool] = {}
    for at, (x, y) in enumerate(pairs):
        left, right = group[x], group[y]
        if left is right:
            continue
        if len(left) + len(right) > 2:
            if len(left) + len(right) > MOST or _conflict(numbers, left, right):
                continue
            between = _between(left, right)
            if not all(pair in known for pair in between):
                # What may come next is asked along: an answer costs as much for one pair as for a thousand.
                asked = _ahead(group, known, pairs[at : at + AHEAD])
                known.update(zip(asked, (yield asked), strict=True))
            if any(known[pair] for pair in between):
                continue
        left += right
        for row in right:
            group[row] = left
    return {id(rows): rows for rows in group.values()}.values()


def _between(left: list[int], right: list[int]) -> list[Pair]:
    return [(one, other) if one < other else (other, one) for one, other in product(left, right)]


def _ahead(group: dict[int, list[int]], known: dict[Pair, bool], pairs: Iterable[Pair]) -> list[Pair]:
    """What will be asked if all that is not known is alike."""
    would: dict[int, list[int]] = {}
    asked: dict[Pair, None] = {}
    for x, y in pairs:
        left, right = would.get(x, group[x]), would.get(y, group[y])
        if left is right or len(left) + len(right) > MOST:
            continue
        between = _between(left, right)
        if not any(known.get(pair) for pair in between):
            asked |= {pair: None for pair in between if pair not in known}
            whole = left + right
            would |= dict.fromkeys(whole, whole)
    return list(asked)


def _conflict(numbers: dict[int, int], left: list[int], right: list[int]) -> bool:
    """Whether two whole numbers clearly differ; one foreign to its form (written below -1) counts beside such."""
    held, against = {numbers[row] for row in left}, {numbers[row] for row in right}
    return any(
        clearly_differ(x, y) if x >= 0 else clearly_differ(-2 - x, -2 - y)
        for x in held
        for y in against
        if x != -1 != y and (x >= 0) == (y >= 0)
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
