"""``diaban border``: the shipped list of border communes by day, and a list derived elsewhere."""

import csv
from collections import Counter
from pathlib import Path

from diaban.registers.border import SHIPPED_BORDER
from tests.cli.conftest import Home

DERIVED = ("--day", "2025-07-01", "--basis", "suy từ ranh giới", "--source", "geo-01", "--origin", "ban-do")
QUANG_NINH = {"06709", "06712", "06724", "06736", "06838", "06841", "06856", "06931", "06946"}


def shown(home: Home, day: str, *more: str) -> list[dict[str, object]]:
    return home.show("border-communes", "Quảng Ninh", day, *more)


def names(rows: list[dict[str, object]]) -> set[str]:
    return {str(row["unit"]["name"]) for row in rows}  # type: ignore[index]  # a unit is an object


def codes(rows: list[dict[str, object]]) -> set[str]:
    return {str(row["unit"]["code"]) for row in rows}  # type: ignore[index]  # a unit is an object


def test_the_shipped_list_is_by_day(home: Home) -> None:
    loaded = home.run("border", "load", "--reason", "danh sách đi kèm", "--json")
    assert (loaded.code, loaded.json["rows"]) == (0, 11)
    assert {"xã Bắc Sơn", "xã Hoành Mô"} == names(shown(home, "2024-12-31"))
    assert "xã Hải Sơn" not in names(shown(home, "2025-06-30"))
    today = shown(home, "2025-07-01")
    assert "xã Hải Sơn" in names(today)
    assert "xã Bắc Sơn" not in names(today)
    assert codes(today) == QUANG_NINH
    # What no source names is there to be confirmed, and says so.
    unsure = [row for row in today if row["confidence"] == "to-confirm"]
    assert names(unsure) == {"phường Móng Cái 2", "phường Móng Cái 3"}
    assert home.run("border", "load", "--reason", "lần nữa", "--json").findings == ["file-loaded"]


def test_the_list_is_edited_like_any_register(home: Home) -> None:
    assert home.run("border", "load", "--reason", "danh sách đi kèm").code == 0
    lines = ("code,border,confidence,basis,valid_from", "06709,land,confirmed,phụ lục nghị định,2025-07-01")
    path = home.write(*lines)
    told = ("--register", "border-communes", "--source", "nd-299", "--origin", "dia-ban", "--reason", "đã đối chiếu")
    corrected = home.run("registers", "correct", str(path), *told, "--json")
    assert corrected.code == 0
    confirmed = [row for row in shown(home, "2025-07-01") if row["confidence"] == "confirmed"]
    assert codes(confirmed) == {"06709"}


def test_every_line_that_is_shipped_is_public_and_sourced() -> None:
    with SHIPPED_BORDER.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert {line["confidence"] for line in lines} == {"reported", "to-confirm"}
    assert all(len(line["basis"]) > 30 for line in lines)


def test_a_list_derived_elsewhere_is_taken_as_it_marks_the_communes(home: Home, shared: Path) -> None:
    geo = shared / "units" / "unit_geo.csv"
    with geo.open(encoding="utf-8", newline="") as stream:
        marked = {row["code"] for row in csv.DictReader(stream) if row["land_border"]}
    ran = home.run("border", "import", str(geo), "--flag", "land_border", *DERIVED, "--reason", "thử", "--json")
    assert (ran.code, ran.json["rows"], len(marked)) == (0, 243, 243)
    assert set(ran.findings) == {"source-new", "origin-new"}
    rows = home.run("registers", "show", "border-communes", "--as-of", "2025-07-01", "--json").json["rows"]
    assert {row["unit"]["code"] for row in rows} == marked
    assert Counter(row["confidence"] for row in rows) == {"to-confirm": 243}
    # A second opinion: it sees all of the shipped list but xã Bình Liêu, whose border it finds a little to the north.
    assert codes(shown(home, "2025-07-01")) == QUANG_NINH - {"06838"}


def test_a_list_without_the_column_is_refused(home: Home, shared: Path) -> None:
    geo = shared / "units" / "unit_geo.csv"
    ran = home.run("border", "import", str(geo), "--flag", "bien_gioi", *DERIVED, "--reason", "thử", "--json")
    assert (ran.code, ran.findings) == (3, ["csv-column-missing"])


def test_codes_of_another_day_are_refused_with_their_successor(home: Home) -> None:
    path = home.write("code,flag", "06727,1", "06724,0")
    ran = home.run("border", "import", str(path), "--flag", "flag", *DERIVED, "--reason", "thử", "--json")
    assert (ran.code, ran.findings) == (3, ["unit-succeeded"])
    assert "xã Hải Sơn" in ran.json["findings"][0]["remedy"]
