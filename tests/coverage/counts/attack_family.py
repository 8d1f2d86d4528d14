"""An attacker of a whole family: all that was shown, of any quarter, sum or frame, is an equation over the same counts.

Shares nothing with the program: elimination in fractions says which withheld sums the equations alone fix; a linear
programme (HiGHS, by way of scipy) gives the least and the most of each.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction

import numpy as np

from tests.coverage.counts.attack import reduced

Leaf = tuple[str, str, str]
Cells = Mapping[str, frozenset[Leaf]]


def fixed(counts: Mapping[Leaf, int], cells: Cells, hidden: Collection[str]) -> set[str]:
    """Withheld cells whose value follows from the equations alone: they lie in the space that those shown span."""
    place = {leaf: at for at, leaf in enumerate(counts)}
    rows = []
    for name, leaves in cells.items():
        if name not in hidden:
            row = [Fraction(0)] * (len(place) + 1)
            for leaf in leaves:
                row[place[leaf]] = Fraction(1)
            row[-1] = Fraction(sum(counts[leaf] for leaf in leaves))
            rows.append(row)
    done, leads = reduced(rows, len(place))
    told = set()
    for name in hidden:
        wanted = [Fraction(0)] * (len(place) + 1)
        for leaf in cells[name]:
            wanted[place[leaf]] = Fraction(1)
        for row, lead in zip(done, leads, strict=True):
            if wanted[lead]:
                factor = wanted[lead]
                wanted = [value - factor * by for value, by in zip(wanted, row, strict=True)]
        if not any(wanted[:-1]):
            told.add(name)
    return told


def widths(
    counts: Mapping[Leaf, int], cells: Cells, hidden: Collection[str], wanted: Collection[str]
) -> dict[str, float]:
    """How far apart the least and the most are that each of the ``wanted`` cells may be; infinite where without end."""
    # Loaded where it is asked: each process of the tests collects this file, one runs it.
    from scipy.optimize import linprog

    place = {leaf: at for at, leaf in enumerate(counts)}

    def line(name: str) -> np.ndarray:
        row = np.zeros(len(place))
        row[[place[leaf] for leaf in cells[name]]] = 1
        return row

    shown = [name for name in cells if name not in hidden]
    left = np.array([line(name) for name in shown]) if shown else None
    right = [sum(counts[leaf] for leaf in cells[name]) for name in shown] if shown else None
    found = {}
    for name in wanted:
        ends = []
        for sign in (1, -1):
            done = linprog(sign * line(name), A_eq=left, b_eq=right, bounds=(0, None))
            assert done.status in (0, 3), done.message
            ends.append(done.fun if done.status == 0 else -np.inf)
        found[name] = -ends[1] - ends[0]
    return found
