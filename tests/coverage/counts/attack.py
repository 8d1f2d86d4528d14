"""An attacker: knows the published cells and totals, sets up their equations and solves or bounds what is withheld.

Shares nothing with the program: elimination in fractions says which unknowns the equations alone fix; a simplex in
fractions gives the exact least and most of each. A table with its totals is a transport problem, whose corners are
whole, so that these are the exact bounds of the whole-number problem, too.
"""

from collections.abc import Sequence
from fractions import Fraction

Shown = Sequence[Sequence[int | None]]
Row = list[Fraction]


def equations(shown: Shown) -> tuple[list[Row], list[tuple[int, int]]]:
    """Each line and each column sums to its total: coefficients of the unknowns, and last the right side."""
    unknown = [(i, j) for i, row in enumerate(shown) for j, value in enumerate(row) if value is None]
    place = {cell: at for at, cell in enumerate(unknown)}
    high, wide = len(shown), len(shown[0])
    lines = [[(i, j) for j in range(wide)] for i in range(high)] + [[(i, j) for i in range(high)] for j in range(wide)]
    rows = []
    for line in lines:
        row = [Fraction(0)] * (len(unknown) + 1)
        for cell in line:
            sign = -1 if cell == line[-1] else 1
            value = shown[cell[0]][cell[1]]
            if value is None:
                row[place[cell]] += sign
            else:
                row[-1] -= sign * value
        rows.append(row)
    return rows, unknown


def reduced(rows: Sequence[Row], width: int) -> tuple[list[Row], list[int]]:
    """The equations in reduced echelon form, and the unknown that each leads with."""
    left = [list(row) for row in rows]
    done: list[Row] = []
    leads: list[int] = []
    for column in range(width):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        for group in (left, done):
            for row in group:
                if row[column]:
                    factor = row[column]
                    row[:] = [value - factor * other for value, other in zip(row, pivot, strict=True)]
        done.append(pivot)
        leads.append(column)
    assert not any(row[-1] for row in left), "what was published contradicts itself"
    return done, leads


def solved(shown: Shown) -> dict[tuple[int, int], Fraction]:
    """Withheld cells whose value the equations alone give away."""
    rows, unknown = equations(shown)
    done, leads = reduced(rows, len(unknown))
    return {
        unknown[lead]: row[-1]
        for row, lead in zip(done, leads, strict=True)
        if sum(1 for value in row[:-1] if value) == 1
    }


def bounds(shown: Shown, truth: Sequence[Sequence[int]]) -> dict[tuple[int, int], tuple[Fraction, Fraction | None]]:
    """The least and the most that each withheld cell may be, None for no end, starting from one solution, the truth."""
    rows, unknown = equations(shown)
    done, _ = reduced(rows, len(unknown))
    start = [Fraction(truth[i][j]) for i, j in unknown]
    found = {}
    for at, cell in enumerate(unknown):
        least = _least(done, start, at, 1)
        most = _least(done, start, at, -1)
        assert least is not None
        found[cell] = (least, None if most is None else -most)
    return found


def _least(rows: Sequence[Row], start: Sequence[Fraction], at: int, sign: int) -> Fraction | None:
    """The least of ``sign`` × unknown ``at`` over all solutions ≥ 0; None: without end. Two-phase simplex by Bland."""
    width = len(start)
    table = [list(row) if row[-1] >= 0 else [-value for value in row] for row in rows]
    height = len(table)
    for number, row in enumerate(table):
        row[-1:-1] = [Fraction(1) if number == other else Fraction(0) for other in range(height)]
    basis = [width + number for number in range(height)]
    _simplex(table, basis, [Fraction(0)] * width + [Fraction(1)] * height, width + height)
    for number in range(height):
        if basis[number] >= width:
            assert table[number][-1] == 0, "the truth is a solution, so there is one"
            column = next((j for j in range(width) if table[number][j]), None)
            if column is not None:
                _pivot(table, basis, number, column)
    cost = [Fraction(0)] * (width + height)
    cost[at] = Fraction(sign)
    if not _simplex(table, basis, cost, width):
        return None
    return sum((cost[lead] * table[number][-1] for number, lead in enumerate(basis)), Fraction(0))


def _simplex(table: list[Row], basis: list[int], cost: Sequence[Fraction], columns: int) -> bool:
    """False where it has no end."""
    while True:
        entering = None
        for column in range(columns):
            if column not in basis:
                gain = cost[column] - sum(cost[lead] * row[column] for lead, row in zip(basis, table, strict=True))
                if gain < 0:
                    entering = column
                    break
        if entering is None:
            return True
        ratios = [
            (row[-1] / row[entering], basis[number], number) for number, row in enumerate(table) if row[entering] > 0
        ]
        if not ratios:
            return False
        _pivot(table, basis, min(ratios)[2], entering)


def _pivot(table: list[Row], basis: list[int], number: int, column: int) -> None:
    pivot = table[number] = [value / table[number][column] for value in table[number]]
    for other, row in enumerate(table):
        if other != number and row[column]:
            factor = row[column]
            table[other] = [value - factor * by for value, by in zip(row, pivot, strict=True)]
    basis[number] = column
