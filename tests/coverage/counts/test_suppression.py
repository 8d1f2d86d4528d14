"""What leaves the service, attacked: nobody solves for a small cell, nor bounds it closer than was promised."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.coverage.counts.family import LEAST
from tests.coverage.counts.alone import publish
from tests.coverage.counts.attack import bounds, solved

Table = list[list[int]]

tables = st.integers(1, 5).flatmap(
    lambda wide: st.lists(
        st.lists(
            st.one_of(st.integers(0, 6), st.integers(0, 60)),
            min_size=wide,
            max_size=wide,
        ),
        min_size=1,
        max_size=6,
    )
)


def totalled(table: Table) -> Table:
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def small(value: int, least: int) -> bool:
    return 0 < value < least


def assert_safe(table: Table, least: int = LEAST) -> None:
    truth, found = totalled(table), publish(table, least)
    for i, row in enumerate(found.rows):
        for j, value in enumerate(row):
            assert value is None or value == truth[i][j]
            assert not (value is not None and small(value, least)), "a small cell is shown"
    assert not any(small(truth[i][j], least) for i, j in solved(found.rows))
    for (i, j), (low, high) in bounds(found.rows, truth).items():
        assert low <= truth[i][j]
        assert high is None or truth[i][j] <= high
        if small(truth[i][j], least):
            assert high is None or high - low >= least, ((i, j), low, high)


@settings(deadline=None, max_examples=60)
@given(tables)
def test_no_attacker_tells_a_small_cell(table: Table) -> None:
    assert_safe(table)


@settings(deadline=None, max_examples=25)
@given(tables, st.integers(1, 10))
def test_by_any_limit(table: Table, least: int) -> None:
    assert_safe(table, least)


@pytest.mark.parametrize("seed", range(3))
def test_a_month_of_a_province(seed: int) -> None:
    rng = Random(seed)
    assert_safe([[rng.choice((0, 0, 1, 1, 2, 3, 5, 8, 13)) for _ in range(4)] for _ in range(12)])


def test_without_complementary_cells_the_attack_succeeds() -> None:
    # What a clerk does by hand: the small cells alone are blanked, and subtraction gives them back.
    table = [[12, 3, 20], [9, 15, 11], [30, 14, 2]]
    truth = totalled(table)
    naive = [[None if small(value, LEAST) else value for value in row] for row in truth]
    assert solved(naive) == {(0, 1): 3, (2, 2): 2}
    assert_safe(table)


def test_a_table_without_small_cells_is_published_whole() -> None:
    table = [[0, 12], [40, 9]]
    found = publish(table)
    assert [list(row) for row in found.rows] == totalled(table)
    assert (found.primary, found.complementary) == (0, 0)


def test_of_a_table_of_next_to_nothing_no_total_is_told() -> None:
    found = publish([[1, 0], [0, 2]])
    assert found.rows[-1][-1] is None
    assert_safe([[1, 0], [0, 2]])


def test_little_is_withheld_beside() -> None:
    # Two small cells on one another's lines protect each other as far as they reach: not every cell goes.
    rng = Random(11)
    table = [[rng.randrange(5, 60) for _ in range(7)] for _ in range(20)]
    table[4][2] = 1
    found = publish(table)
    assert found.primary == 1
    assert found.complementary == 3


def test_the_attacker_is_exact() -> None:
    # Every whole table with these totals, counted out, against the simplex.
    truth = totalled([[1, 2], [3, 4]])
    shown: list[list[int | None]] = [[None, None, 3], [None, None, 7], [4, 6, 10]]
    every = [(a, 3 - a, 4 - a, 3 + a) for a in range(4)]
    cells = list(product(range(2), range(2)))
    found = bounds(shown, truth)
    for at, cell in enumerate(cells):
        assert found[cell] == (min(one[at] for one in every), max(one[at] for one in every))
