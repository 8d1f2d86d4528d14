"""Persons out of pairs: as plain Python would put them together, whatever the pairs, and no file makes it long."""

from itertools import combinations, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from diaban.quality.linkage.columns import Columns
from diaban.quality.linkage.persons import MOST, clearly_differ, persons

Ints = NDArray[np.int64]
NUMBERS = (-1, 19210123456, 19210123457, 19210987654, 27190555555)


def forms(numbers: list[int]) -> Columns:
    """Forms of which nothing is said but the number."""
    blank = {name: np.zeros(len(numbers), np.int32) for name in Columns.names()}
    return Columns(**blank | {"number": np.array(numbers, np.int64), "old": np.full(len(numbers), -1)})


class Asked:
    """What compares badly, how often that was asked, and of how many pairs."""

    def __init__(self, *apart: tuple[int, int]) -> None:
        self.apart, self.times, self.pairs = set(apart), 0, 0

    def __call__(self, a: Ints, b: Ints) -> NDArray[np.bool_]:
        self.times, self.pairs = self.times + 1, self.pairs + len(a)
        return np.array([pair in self.apart for pair in zip(a.tolist(), b.tolist(), strict=True)], bool)


def plain(numbers: list[int], pairs: list[tuple[int, int]], apart: set[tuple[int, int]]) -> list[int]:
    """Pair by pair, the best first; everything is looked at for every pair."""
    groups = {row: [row] for row in range(len(numbers))}
    for x, y in pairs:
        left, right = groups[x], groups[y]
        if left is right:
            continue
        between = {(min(pair), max(pair)) for pair in product(left, right)} - {(x, y)}
        known = [(numbers[one], numbers[other]) for one, other in between]
        if between & apart or any(min(two) >= 0 and clearly_differ(*two) for two in known):
            continue
        for row in right:
            groups[row] = left
        left += right
    return [min(groups[row]) for row in range(len(numbers))]


def test_the_weakest_link_of_a_chain_that_contradicts_itself_is_left_out() -> None:
    c = forms([19210123456, -1, 19210987654])
    heads = persons(c, np.array([0, 1]), np.array([1, 2]), np.array([2.0, 5.0]), Asked())
    assert heads.tolist() == [0, 1, 1]


def test_a_third_form_bridges_no_two_that_are_clearly_not_one() -> None:
    c = forms([-1] * 4)
    links = np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([5.0, 2.0, 4.0])
    assert persons(c, *links, Asked()).tolist() == [0, 0, 0, 0]
    assert persons(c, *links, Asked((0, 3))).tolist() == [0, 0, 2, 2]


TWO = st.sampled_from(list(combinations(range(9), 2)))


@given(
    st.lists(TWO, min_size=1, max_size=16, unique=True),
    st.lists(st.sampled_from(NUMBERS), min_size=9, max_size=9),
    st.sets(TWO, max_size=12),
)
def test_it_is_what_plain_python_finds(
    pairs: list[tuple[int, int]], numbers: list[int], apart: set[tuple[int, int]]
) -> None:
    # Two that were decided to be the same are not apart, and their numbers do not clearly differ.
    pairs = [pair for pair in pairs if -1 in (held := [numbers[row] for row in pair]) or not clearly_differ(*held)]
    apart -= set(pairs)
    a, b = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    odds = np.arange(len(pairs), 0, -1).astype(float)
    asked = Asked(*apart)
    assert persons(forms(numbers), a, b, odds, asked).tolist() == plain(numbers, pairs, apart)
    assert asked.pairs <= 9 * 8 // 2, "no pair is asked of twice"


def test_nobody_has_more_forms_than_anybody_has() -> None:
    many = 10 * MOST
    row = np.arange(many - 1)
    asked = Asked()
    heads = persons(forms([-1] * many), row, row + 1, np.zeros(many - 1), asked)
    assert np.bincount(heads).max() == MOST
    assert asked.pairs < 2 * many * MOST


def test_a_chain_of_refusals_is_gone_through_once() -> None:
    """Every refusal frees the next form for the next group, which refuses it: what was begun anew each time before."""
    many = 400
    first, link = 2 * np.arange(many), 2 * many + np.arange(many - 1)
    pairs = [(x, x + 1) for x in first.tolist()]
    odds = [3.0] * many
    apart = []
    for at, row in enumerate(link.tolist()):
        pairs += [(2 * at, row), (2 * at + 2, row)]
        odds += [2 - at / many, 2 - (at + 0.5) / many]
        apart.append((2 * at + 1, row))
    a, b = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    asked = Asked(*apart)
    heads = persons(forms([-1] * (3 * many)), a, b, np.array(odds), asked)
    assert heads[link].tolist() == (2 * np.arange(1, many)).tolist()
    assert asked.pairs < 2 * many * MOST
    assert asked.times < many / 20
