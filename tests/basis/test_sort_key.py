"""The order of Vietnamese lists, held against ICU's own answers (tools/collation_golden.mjs)."""

import random
import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.names import sort_key

TEXT = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằắặồờợùụứỳỹĐÁẢẠ -'’.0129", max_size=20)


@pytest.fixture(scope="module")
def groups(root: Path) -> list[list[str]]:
    """Names in ICU's order; those it holds equal stand together."""
    lines = (root / "tests/golden/vi_collation.txt").read_text("utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


@pytest.mark.parametrize(
    "ordered",
    [
        # Letters first, over the whole name; đ after d, ă after a.
        ["Da", "Dza", "Đa", "E"],
        ["An", "Án", "Ăn", "Ân"],
        ["Ta", "Tá À", "Tạ A", "Ta B"],
        # Then tones in the Vietnamese order, the first that differs deciding.
        ["a", "à", "ả", "ã", "á", "ạ"],
        ["Hoa An", "Hoà An", "Hòa An", "Hoa Ân"],
        # Then small letters before capitals.
        ["an", "An", "AN", "àn"],
        # Space, punctuation, numbers by value, letters.
        ["Ea Bar", "Ea-Bar", "Ea'Bar", "Ea1Bar", "EaBar"],
        ["Phường", "Phường 2", "Phường 10", "Phường 10A", "Phường A"],
    ],
)
def test_order(ordered: list[str]) -> None:
    for seed in range(5):
        assert sorted(random.Random(seed).sample(ordered, len(ordered)), key=sort_key) == ordered


def test_what_counts_as_equal_has_one_key() -> None:
    assert sort_key("Phường 02") == sort_key("Phường 2")
    assert sort_key(unicodedata.normalize("NFD", "Phường Đắk")) == sort_key("Phường Đắk")


def test_key_is_readable() -> None:
    assert sort_key("đa nang 10") == "d{a-nang-210"
    assert sort_key("Đà Nẵng").split(" ")[0] == "d{a-na{ng"


def test_names_stand_in_the_order_of_icu(groups: list[list[str]]) -> None:
    keys = [{sort_key(name) for name in group} for group in groups]
    assert [group for group, its in zip(groups, keys, strict=True) if len(its) > 1] == []
    ours = [key for its in keys for key in its]
    broken = [(groups[i], groups[i + 1]) for i in range(len(ours) - 1) if ours[i] >= ours[i + 1]]
    assert broken == []
    assert len(ours) > 1400


def test_pairs_compare_as_in_icu(root: Path) -> None:
    lines = (root / "tests/golden/vi_collation_pairs.txt").read_text("utf-8").splitlines()[1:]
    broken = []
    for line in lines:
        left, sign, right = line.split("\t")
        ours = (sort_key(left) > sort_key(right)) - (sort_key(left) < sort_key(right))
        if ours != int(sign):
            broken.append((left, sign, right))
    assert broken == []
    assert len(lines) == 3000


def test_a_database_sorts_keys_as_python_does(groups: list[list[str]]) -> None:
    names = [group[0] for group in groups]
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE unit (name TEXT, sort_key TEXT)")
        shuffled = random.Random(1).sample(names, len(names))
        database.executemany("INSERT INTO unit VALUES (?, ?)", [(name, sort_key(name)) for name in shuffled])
        found = [name for (name,) in database.execute("SELECT name FROM unit ORDER BY sort_key")]
    assert found == names


@given(st.text(max_size=20) | TEXT)
def test_a_key_is_printable_ascii_without_a_last_space(text: str) -> None:
    key = sort_key(text)
    assert all(" " <= char <= "~" for char in key)
    assert not key.endswith(" ")


@given(st.text(max_size=20) | TEXT)
def test_normal_forms_have_one_key(text: str) -> None:
    key = sort_key(text)
    assert sort_key(unicodedata.normalize("NFC", text)) == key
    assert sort_key(unicodedata.normalize("NFD", text)) == key


@given(TEXT, st.sampled_from("abđ-7 "))
def test_a_name_stands_before_its_continuations(text: str, more: str) -> None:
    if more.isdigit():
        text += "x"
    assert sort_key(text) < sort_key(text + more)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_numbers_stand_by_value(one: int, other: int) -> None:
    assert (sort_key(f"Phường {one}") < sort_key(f"Phường {other}")) == (one < other)


@given(TEXT, st.integers(60, 400))
def test_marks_far_into_a_long_text_count(text: str, length: int) -> None:
    plain = "a" * length
    assert sort_key(plain + "a" + text) < sort_key(plain + "á" + text)
    assert sort_key(plain + "á" + plain) < sort_key("á" + plain + plain)
    assert sort_key(plain + "a" + plain) < sort_key(plain + "A" + plain)
