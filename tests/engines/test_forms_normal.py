"""Forms brought to one spelling in the engine: names and keys as the text module says, days, numbers, sex, places."""

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.forms_normal import COLUMNS, normalise
from diaban.engines.forms_written import load_forms
from diaban.quality.text.record import repaired
from diaban.quality.text.spelling import bare_key, normal_text
from tests.cases import examples


def normal(*forms: dict[str, str | None]) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        rows = [dict.fromkeys(COLUMNS) | {"form_id": f"P{at}"} | form for at, form in enumerate(forms)]
        load_forms(connection, {name: np.array([row[name] for row in rows], dtype=object) for name in COLUMNS})
        normalise(connection)
        found = connection.execute("select * from normal order by row")
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize(
    ("written", "day", "parts", "precision"),
    [
        ("05/03/1990", date(1990, 3, 5), (1990, 3, 5), "day"),
        ("5-3-1990", date(1990, 3, 5), (1990, 3, 5), "day"),
        ("05.3.1990", date(1990, 3, 5), (1990, 3, 5), "day"),
        ("1990-03-05", date(1990, 3, 5), (1990, 3, 5), "day"),
        ("1990-03-05 00:00:00", date(1990, 3, 5), (1990, 3, 5), "day"),
        ("05031990", date(1990, 3, 5), (1990, 3, 5), "day"),
        ("19900305", date(1990, 3, 5), (1990, 3, 5), "day"),
        ("ngày 5 tháng 3 năm 1990", date(1990, 3, 5), (1990, 3, 5), "day"),
        ("5/3/90", date(1990, 3, 5), (1990, 3, 5), "day"),
        ("12/25/1980", date(1980, 12, 25), (1980, 12, 25), "day"),
        ("29/02/1999", None, (1999, 2, 29), "month"),
        ("03/1990", None, (1990, 3, None), "month"),
        ("00/00/1955", None, (1955, None, None), "year"),
        ("1960", None, (1960, None, None), "year"),
        ("khoảng năm 1960", None, (1960, None, None), "year"),
        ("không rõ", None, (None, None, None), "none"),
        (None, None, (None, None, None), "none"),
    ],
)
def test_days(written: str | None, day: date | None, parts: tuple[int | None, ...], precision: str) -> None:
    (row,) = normal({"dob": written})
    assert row["birth"] == day
    assert (row["birth_year"], row["birth_month"], row["birth_day"]) == parts
    assert row["birth_precision"] == precision


@pytest.mark.parametrize(("written", "filled", "year"), [
    ("5/3/26", "2026-05-01", 2026), ("5/3/27", "2026-05-01", 1927), ("5/3/27", "01/02/2027", 2027),
    ("5/3/27", None, 1927),
])  # fmt: skip
def test_two_digits_are_of_a_year_up_to_that_of_filling(written: str, filled: str | None, year: int) -> None:
    (row,) = normal({"dob": written, "date_filled": filled})
    assert row["birth_year"] == year


@pytest.mark.parametrize(
    ("written", "number"),
    [("001190123456", "001190123456"), ("001 190 123.456", "001190123456"), ("1190123456", "001190123456"),
     ("19190123456", "019190123456"), ("123456789", "123456789"), ("12345678", "012345678"),
     ("OO119O123456", "001190123456"), ("12345", None), ("99190123456", None), ("", None), (None, None)],
)  # fmt: skip
def test_numbers(written: str | None, number: str | None) -> None:
    assert normal({"personal_id": written})[0]["number"] == number


def test_sex_places_household_and_days_of_filling() -> None:
    rows = normal(
        {"sex": "Nam", "permanent_commune": "X. Tân Lập", "household_no": "h-12", "date_filled": "2026-05-01"},
        {"sex": "nữ", "permanent_commune": "xã Tân Lập", "place_of_origin": "Xã Tân Lập, Huyện Chợ Đồn, Tỉnh Bắc Kạn"},
        {"sex": "khác"},
    )
    assert [row["sex"] for row in rows] == ["m", "f", None]
    assert [row["permanent_commune_key"] for row in rows] == ["tan lap", "tan lap", None]
    assert (rows[0]["household_key"], rows[0]["filled"]) == ("H12|tan lap", date(2026, 5, 1))
    assert (rows[1]["origin_key"], rows[1]["origin_head"]) == ("tan lap cho don bac kan", "tan lap")
    assert rows[2]["household_key"] is None


def test_an_old_table_in_one_field_is_read_in_the_others() -> None:
    (row,) = normal({"full_name": "NguyÔn ThÞ Hè", "father_name": "Vò Hè", "permanent_commune": "Hè Nai"})
    assert (row["name"], row["father_key"], row["permanent_commune_key"]) == ("nguyễn thị hố", "vu ho", "ho nai")
    assert row["repaired"] == "tcvn3"


def test_parts_of_a_name() -> None:
    rows = normal(
        {"full_name": "Trần Thị Mỹ Lý"}, {"full_name": "Lê Nam"}, {"full_name": "Hoa"}, {"full_name": ""}, {}
    )  # fmt: skip
    told = [(row["family"], row["middle"], row["given"], row["name_key"]) for row in rows]
    assert told == [
        ("trần", "thị mỹ", "lý", "tran thi mi li"), ("lê", None, "nam", "le nam"), ("hoa", None, None, "hoa"),
        (None, None, None, None), (None, None, None, None),
    ]  # fmt: skip


WORDS = ["Nguyễn", "nguyễn", "Thị", "Hoà", "HÒA", "Thúy", "Lý", "Ðức", "V.", "Ng.", "Anh", "vawn"]
WORDS += ["NguyÔn", "Traàn", "Ksor", "H'Mai"]


@settings(max_examples=examples(8), deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), min_size=1, max_size=20))
def test_the_engine_says_what_the_text_module_says_and_saying_it_twice_changes_nothing(names: list[str]) -> None:
    rows = normal(*({"full_name": name} for name in names))
    expected = [repaired([name], []).names[0] for name in names]
    assert [row["name"] for row in rows] == expected
    assert [row["name_key"] for row in rows] == [bare_key(name) if name else None for name in expected]
    again = normal(*({"full_name": row["name"]} for row in rows))
    assert [normal_text(row["name"]) for row in rows] == [row["name"] for row in rows]
    assert [row["name_key"] for row in again if row["repaired"] is None] == [
        one["name_key"] for one, row in zip(rows, again, strict=True) if row["repaired"] is None
    ]
