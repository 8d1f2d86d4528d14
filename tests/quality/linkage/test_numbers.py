"""Two personal numbers: the same, a slip apart, or clearly two; one rule in arrays and in plain Python."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.quality.linkage.candidates import LARGEST, candidates
from diaban.quality.linkage.columns import Columns, Words, mixed
from diaban.quality.linkage.compare import NUMBER, number_levels
from diaban.quality.linkage.persons import clearly_differ


def columns(n: int, **told: list[int]) -> Columns:
    kinds = {"number": np.int64, "old": np.int64}
    empty = {name: np.full(n, -1 if name in kinds else 0, kinds.get(name, np.int32)) for name in Columns.names()}
    given_ = {name: np.array(values, kinds.get(name, np.int32)) for name, values in told.items()}
    return replace(Columns(**empty), **given_)


NUMBERS = st.from_regex(r"0[0-9][0-9][0-3][0-9]{8}", fullmatch=True)


@given(NUMBERS, NUMBERS, st.lists(st.tuples(st.integers(0, 11), st.sampled_from("0123456789")), max_size=5))
def test_the_rule_is_one_in_arrays_and_in_plain_python(one: str, other: str, slips: list[tuple[int, str]]) -> None:
    near = list(one)
    for place, digit in slips:
        near[place] = digit
    for second in (other, "".join(near)):
        c = columns(2, number=[int(one), int(second)])
        level = NUMBER[number_levels(c, np.array([0]), np.array([1]))[0]]
        assert (level == "different") is clearly_differ(int(one), int(second))
        assert (level == "same") is (one == second)


@pytest.mark.parametrize(
    ("other", "level"),
    [("019210123456", "same"), ("001210123456", "part-wrong"), ("019310123456", "part-wrong"),
     ("019211123456", "part-wrong"), ("019210123465", "near"), ("019210123450", "near"), ("019210987654", "different")],
)  # fmt: skip
def test_levels_of_twelve_digits(other: str, level: str) -> None:
    c = columns(2, number=[19210123456, int(other)])
    assert NUMBER[number_levels(c, np.array([0]), np.array([1]))[0]] == level


def test_nine_beside_twelve_and_nine_beside_nine() -> None:
    c = columns(3, number=[19210123456, -1, -1], old=[-1, 123456789, 123456780])
    found = number_levels(c, np.array([0, 1]), np.array([1, 2]))
    assert [NUMBER[level] for level in found] == ["missing", "old-near"]


WORDS = ["", "anh", "ahn", "an", "hoa", "hoan", "thuy", "v", "van", "th"]


def osa(a: str, b: str) -> int:
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            best = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                best = min(best, table[i - 2, j - 2] + 1)
            table[i, j] = best
    return table[len(a), len(b)]


@given(st.lists(st.text("abhnvt", max_size=8), min_size=1, max_size=12, unique=True))
def test_the_distance_of_words_is_that_of_the_plain_table(texts: list[str]) -> None:
    words = Words(np.arange(len(texts), dtype=np.int32), texts)
    a, b = np.divmod(np.arange(len(texts) ** 2, dtype=np.int32), len(texts))
    found = words.distance(a.astype(np.int32), b.astype(np.int32))
    assert found.tolist() == [osa(texts[x], texts[y]) for x, y in zip(a, b, strict=True)]


def test_an_initial_is_short_for_a_word() -> None:
    words = Words(np.arange(len(WORDS), dtype=np.int32), WORDS)
    pairs = [("v", "van", True), ("th", "thuy", True), ("v", "hoa", False), ("an", "an", False), ("hoa", "hoan", False)]
    a, b = (np.array([WORDS.index(pair[at]) for pair in pairs], dtype=np.int32) for at in (0, 1))
    assert words.is_short_for(a, b).tolist() == [short for _, _, short in pairs]


def test_what_is_not_said_makes_no_key_and_a_block_too_large_is_dropped() -> None:
    assert mixed(np.array([1, 0, 1]), np.array([2, 2, 2])).tolist()[1] == -1
    c = columns(LARGEST + 1, number=[19210123456] * (LARGEST + 1))
    found = candidates(c)
    assert (len(found), found.dropped["number"]) == (0, LARGEST + 1)
    few = candidates(columns(3, number=[19210123456] * 3))
    assert list(zip(few.a.tolist(), few.b.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]
