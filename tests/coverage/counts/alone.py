"""One table, published alone: a family of one stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from diaban.coverage.counts.family import LEAST, withheld


@dataclass(frozen=True)
class Alone:
    """The table with a last column and a last line of totals, None where a cell is withheld."""

    rows: tuple[tuple[int | None, ...], ...]
    primary: int
    complementary: int


def publish(table: Sequence[Sequence[int]], least: int = LEAST) -> Alone:
    """A table of communes by categories."""
    high, wide = len(table), len(table[0])
    counts = {(f"c{i}", f"k{j}", "q"): table[i][j] for i, j in product(range(high), range(wide))}
    lines = [*((f"c{i}",) for i in range(high)), tuple(f"c{i}" for i in range(high))]
    columns = [*((f"k{j}",) for j in range(wide)), tuple(f"k{j}" for j in range(wide))]
    cells = {
        f"{i}/{j}": frozenset(product(line, column, ("q",)))
        for (i, line), (j, column) in product(enumerate(lines), enumerate(columns))
    }
    values = {name: sum(counts[leaf] for leaf in leaves) for name, leaves in cells.items()}
    hidden = withheld(counts, [cells], least)
    rows = tuple(
        tuple(None if f"{i}/{j}" in hidden else values[f"{i}/{j}"] for j in range(wide + 1)) for i in range(high + 1)
    )
    primary = sum(0 < value < least for value in values.values())
    return Alone(rows, primary, len(hidden) - primary)
