"""Units in the order of a Vietnamese list, by the sort keys stored with the edition, the same on every backend."""

import random
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from diaban.basis.names import sort_key
from diaban.units.edition import Edition, open_edition
from diaban.units.unit import Level, Unit

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(ROOT / "src/diaban/reference/units")


@pytest.fixture(scope="module")
def stored(edition: Edition) -> dict[str, str]:
    """The sort key of every name, as the edition stores it."""
    return {unit.name: edition.names.of(unit).sort for unit in edition.atlas.units}


@pytest.fixture(scope="module")
def golden(root: Path) -> dict[str, int]:
    """Place of every name in ICU's order; names it holds equal share one."""
    lines = (root / "tests/golden/vi_collation.txt").read_text("utf-8").splitlines()[1:]
    return {name: place for place, line in enumerate(lines) for name in line.split("\t")}


def sorted_units(edition: Edition, units: list[Unit]) -> list[str]:
    return [unit.name for unit in sorted(units, key=lambda unit: edition.names.of(unit).sort)]


def test_units_stand_in_the_order_of_icu(edition: Edition, golden: dict[str, int]) -> None:
    shuffled = random.Random(1).sample(list(edition.atlas.units), len(edition.atlas.units))
    places = [golden[name] for name in sorted_units(edition, shuffled) if name in golden]
    assert places == sorted(places)
    assert len(set(places)) > 200


def test_full_names_stand_in_the_order_of_icu_too(edition: Edition, golden: dict[str, int]) -> None:
    full = {f"{unit.type.value.capitalize()} {unit.name}" for unit in edition.atlas.units}
    there = sorted(full & golden.keys(), key=sort_key)
    assert [golden[name] for name in there] == sorted(golden[name] for name in there)
    assert len(there) > 200


def test_equal_places_have_one_stored_key_and_others_another(stored: dict[str, str], golden: dict[str, int]) -> None:
    known = sorted((golden[name], stored[name]) for name in stored.keys() & golden.keys())
    for (place, key), (next_place, next_key) in pairwise(known):
        assert (key == next_key) is (place == next_place)


def test_stored_keys_are_what_is_computed_now(stored: dict[str, str]) -> None:
    assert stored == {name: sort_key(name) for name in stored}


def test_wards_stand_by_number(edition: Edition) -> None:
    wards = [unit for unit in edition.atlas.units if unit.level is Level.COMMUNE and unit.name.isdigit()]
    names = list(dict.fromkeys(sorted_units(edition, wards)))
    assert names == sorted(names, key=int)
    assert names.index("2") < names.index("10")


@pytest.mark.parametrize(
    "ordered",
    [
        ["Phường 2", "Phường 10", "Phường 10A", "Phường An"],
        ["An", "Ăn", "Ân"],
        ["An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Bến Tre"],
        ["Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Đắk Nông", "Điện Biên", "Đồng Nai", "Đồng Tháp"],
        ["Hà Giang", "Hà Nam", "Hà Nội", "Hà Tĩnh", "Hải Dương", "Hải Phòng", "Hậu Giang", "Hòa Bình", "Hồ Chí Minh"],
    ],
)
def test_lists_a_reader_knows(ordered: list[str]) -> None:
    for seed in range(5):
        assert sorted(random.Random(seed).sample(ordered, len(ordered)), key=sort_key) == ordered


def test_provinces_stand_as_in_any_vietnamese_list(edition: Edition) -> None:
    provinces = [unit for unit in edition.atlas.units if unit.level is Level.PROVINCE and unit.period.start is None]
    names = list(dict.fromkeys(sorted_units(edition, provinces)))
    assert (names[:4], names[-3:]) == (
        ["An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang"],
        ["Vĩnh Long", "Vĩnh Phúc", "Yên Bái"],
    )
    assert names.index("Cần Thơ") < names.index("Đà Nẵng") < names.index("Gia Lai")


def test_a_database_sorts_the_units_as_python_does(edition: Edition) -> None:
    units = [(edition.names.of(unit).sort, unit.code, unit.id, str(unit.period)) for unit in edition.atlas.units]
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE unit (sort_key TEXT COLLATE BINARY, code TEXT, id TEXT, period TEXT)")
        shuffled = random.Random(2).sample(units, len(units))
        database.executemany("INSERT INTO unit VALUES (?, ?, ?, ?)", shuffled)
        found = list(database.execute("SELECT * FROM unit ORDER BY sort_key, code, id, period"))
    assert found == sorted(units)
