"""Small cells withheld from a table that leaves the service, with as many others as keep them from being worked out.

A table of counts, communes by categories, is published with all its totals. A count of 1 to ``least`` − 1 points to
people and is withheld (*primary*); so is a total that small. Whoever has the rest could subtract: so further cells are
withheld (*complementary*) until of every primary cell nobody who knows all that is published, and that counts are whole
numbers from 0, can tell more than a range of at least ``least`` steps. Primary and complementary look alike.

A table with its totals is a table whose lines all sum to nothing, totals counted negative; what withheld cells may be
is then the circulations of a network with lines as nodes and withheld cells as arcs, and how far one cell may rise or
fall is a largest flow (L. H. Cox, "Network models for complementary cell suppression", Journal of the American
Statistical Association 90 (1995), 1453–1462). Complementary cells are the cheapest four corners of a rectangle. One
table is protected; not tables of overlapping units or periods laid over one another: those are not given out.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final

__all__ = ["LEAST", "Cell", "Published", "publish"]

LEAST: Final = 5
"""Counts below it, except 0, are small. A setting, as no rule is public: statistical offices take 3 to 10."""
ENDLESS: Final = 1 << 40
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Published:
    """``rows``: the table with a last column and a last line of totals, None where a cell is withheld.

    ``primary``: how many are withheld for being small, ``complementary``: how many others. ``whole`` False: no set of
    cells protects this table, and all of it is withheld.
    """

    rows: tuple[tuple[int | None, ...], ...]
    primary: int
    complementary: int
    whole: bool = True


def publish(counts: Sequence[Sequence[int]], least: int = LEAST) -> Published:
    """The table to publish. ValueError for lines of different lengths, a count below 0, or ``least`` below 1."""
    if len({len(row) for row in counts}) > 1 or any(value < 0 for row in counts for value in row) or least < 1:
        raise ValueError("not a table of counts")
    table = _Table.of(counts)
    primary = {cell for cell, value in table.values.items() if 0 < value < least}
    withheld = set(primary)
    for cell in sorted(primary, key=lambda one: (-table.values[one], one)):
        while table.reach(cell, withheld, least) < least:
            more = table.corners(cell, withheld, least)
            if not more:
                return Published(tuple((None,) * table.wide for _ in range(table.high)), len(primary), 0, whole=False)
            withheld |= more
    shown = tuple(
        tuple(None if (i, j) in withheld else table.values[i, j] for j in range(table.wide)) for i in range(table.high)
    )
    return Published(shown, len(primary), len(withheld) - len(primary))


@dataclass(frozen=True)
class _Table:
    """A table with its totals as the last column and line. ``values`` as they are printed, all from 0 up."""

    values: dict[Cell, int]
    high: int
    wide: int

    @classmethod
    def of(cls, counts: Sequence[Sequence[int]]) -> "_Table":
        rows = [[*row, sum(row)] for row in counts]
        rows.append([sum(column) for column in zip(*rows, strict=True)])
        high, wide = len(rows), len(rows[0])
        return cls({(i, j): rows[i][j] for i, j in product(range(high), range(wide))}, high, wide)

    def rise(self, cell: Cell) -> int:
        """How far the signed value of a cell may rise: a total is counted negative, so that it rises by falling."""
        return self.values[cell] if self._is_total(cell) else ENDLESS

    def fall(self, cell: Cell) -> int:
        """How far it may fall."""
        return ENDLESS if self._is_total(cell) else self.values[cell]

    def _is_total(self, cell: Cell) -> bool:
        # The grand total is a total of totals, and counted positive again.
        return (cell[0] == self.high - 1) != (cell[1] == self.wide - 1)

    def reach(self, cell: Cell, withheld: set[Cell], enough: int) -> int:
        """How wide the range of a withheld cell is to whoever knows all others, told up to ``enough``."""
        up = self._flow(cell, withheld, min(enough, self.rise(cell)), rising=True)
        down = self._flow(cell, withheld, min(enough - up, self.fall(cell)), rising=False)
        return up + down

    def _flow(self, cell: Cell, withheld: set[Cell], wanted: int, *, rising: bool) -> int:
        """How much of ``wanted`` the other withheld cells can take up when the cell rises, or falls."""
        line, column = ("line", cell[0]), ("column", cell[1])
        room: dict[tuple[tuple[str, int], tuple[str, int]], int] = {}
        beside: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for one in withheld - {cell}:
            here, there = ("line", one[0]), ("column", one[1])
            room[here, there], room[there, here] = self.rise(one), self.fall(one)
            beside.setdefault(here, []).append(there)
            beside.setdefault(there, []).append(here)
        # A cell that rises is answered by cells of its column that fall, and so round to its line.
        start, end = (column, line) if rising else (line, column)
        done = 0
        while done < wanted and (way := _way(start, end, room, beside)):
            amount = min(wanted - done, *(room[step] for step in way))
            for here, there in way:
                room[here, there] -= amount
                room[there, here] += amount
            done += amount
        return done

    def corners(self, cell: Cell, withheld: set[Cell], enough: int) -> set[Cell]:
        """The three cells that, withheld, make a rectangle with the cell in which it can move furthest up to
        ``enough``, and of those the ones that withhold least; empty where none adds anything."""
        best: tuple[tuple[int, int, int], set[Cell]] | None = None
        i, j = cell
        for r, c in product(self._lines, self._columns):
            if r == i or c == j or {(i, c), (r, j), (r, c)} <= withheld:
                continue
            up = min(self.rise(cell), self.fall((i, c)), self.fall((r, j)), self.rise((r, c)))
            down = min(self.fall(cell), self.rise((i, c)), self.rise((r, j)), self.fall((r, c)))
            new = {(i, c), (r, j), (r, c)} - withheld
            rank = (-min(enough, up + down), sum(self.values[one] for one in new), len(new))
            if up + down and (best is None or rank < best[0]):
                best = rank, new
        return set() if best is None else best[1]

    @cached_property
    def _lines(self) -> range:
        return range(self.high)

    @cached_property
    def _columns(self) -> range:
        return range(self.wide)


def _way(
    start: tuple[str, int],
    end: tuple[str, int],
    room: dict[tuple[tuple[str, int], tuple[str, int]], int],
    beside: dict[tuple[str, int], list[tuple[str, int]]],
) -> list[tuple[tuple[str, int], tuple[str, int]]]:
    """The shortest way with room left (Edmonds and Karp); empty where there is none."""
    before: dict[tuple[str, int], tuple[str, int]] = {start: start}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        if here == end:
            way = []
            while here != start:
                way.append((before[here], here))
                here = before[here]
            return way
        for there in beside.get(here, ()):
            if there not in before and room[here, there] > 0:
                before[there] = here
                queue.append(there)
    return []
