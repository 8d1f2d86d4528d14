"""``diaban projects``: what was loaded comes out as a portfolio, a passport, and a file that loses nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Home
from tests.cli.project_files import PROJECT_FILES

NewHome = Callable[[str], Home]
DAY = "2025-09-20"
WANTED = ("programmes", "programme-money", "projects", "works", "packages", "stages", "obstacles", "directives")
PROGRESS = ("Mã đơn vị;Mã công trình;Tỷ lệ (%)", "26740;CT1;{percent}")


@pytest.fixture
def filled(home: Home) -> Home:
    for name in WANTED:
        assert home.load(name, *PROJECT_FILES[name]).code == 0, name
    return home


def returned(home: Home, percent: str, period: str = "2025-09") -> list[str]:
    """The codes that are found in a return of progress."""
    path = home.write(*(line.format(percent=percent) for line in PROGRESS))
    ran = home.run(
        *("receive", str(path), "--form", "progress", "--unit", "26740", "--period", period),
        *("--check", "--reason", "báo cáo tháng", "--json"),
    )
    return [one["code"] for one in ran.json["files"][0]["findings"]]


def test_late_works_come_first_with_by_how_much_why_and_who(filled: Home) -> None:
    told = filled.run("projects", "list", "--as-of", DAY, "--json").json
    (line,) = told["works"]
    assert line["late"] == {"stage": "site", "days": 50, "by_pace": False}
    assert line["because"] == ["site-clearance"]
    assert (line["acts"], line["by"], line["days_over"]) == ("Ủy ban nhân dân phường", "2025-07-20", 62)
    assert told["sums"]["investment"] == {"stated": "trên 241 tỷ đồng", "least_vnd": 241_000_000_000, "most_vnd": None}
    assert (told["sums"]["assigned_vnd"], told["sums"]["assigned_of"]) == (0, 0)
    said = filled.run("projects", "list", "--as-of", DAY)
    assert "Chậm 50 ngày" in said.out
    assert "trên 241 tỷ đồng" in said.out
    due = filled.run("projects", "due", "--as-of", DAY, "--json").json
    assert [(one["kind"], one["days_over"]) for one in due] == [("obstacle", 62), ("directive", 57)]


def test_a_passport_says_stated_and_derived_apart(filled: Home, tmp_path: Path) -> None:
    told = filled.run("projects", "show", "CT1", "--as-of", DAY, "--json").json
    assert told["stated"]["Package"][0]["contract_vnd"] == 4_800_000_000
    assert told["derived"]["cost"]["per_m2_vnd"] == 10_000_000
    assert told["derived"]["earned"] is None
    out = tmp_path / "ly-lich.docx"
    assert filled.run("projects", "show", "CT1", "--as-of", DAY, "--out", str(out)).code == 0
    assert out.read_bytes()[:2] == b"PK"
    unknown = filled.run("projects", "show", "CT9", "--as-of", DAY, "--json")
    assert (unknown.code, unknown.json["findings"][0]["code"]) == (3, "works-unknown")


def test_stage_histories_have_the_columns_of_a_replay(filled: Home) -> None:
    (row,) = filled.run("projects", "stages", "--as-of", DAY, "--json").json
    assert list(row) == "unit works stage planned_start planned_end actual_start actual_end reported_on".split()
    assert (row["stage"], row["actual_end"], row["reported_on"]) == ("site", None, "2025-07-01")


def test_a_return_of_progress_goes_through_the_front_door(filled: Home) -> None:
    assert returned(filled, "35") == []
    assert "progress-above-100" in returned(filled, "135")
    assert home_loads(filled, "26740,CT1,60,2025-08-14")
    assert "cumulative-falls" in returned(filled, "35")


def home_loads(home: Home, line: str) -> bool:
    return home.load("works-progress", PROJECT_FILES["works-progress"][0], line).code == 0


def test_oc4ids_out_and_in_loses_nothing(filled: Home, new_home: NewHome, tmp_path: Path) -> None:
    first, second = tmp_path / "mot.json", tmp_path / "hai.json"
    made = filled.run("projects", "export", "--oc4ids", str(first), "--as-of", DAY, "--json")
    assert (made.code, made.json["projects"], made.json["facts"]) == (0, 1, len(WANTED))
    other = new_home("other")
    assert other.run("projects", "import", str(first), "--reason", "nhận từ nơi khác").code == 0
    assert other.run("projects", "export", "--oc4ids", str(second), "--as-of", DAY).code == 0
    one, two = (json.loads(path.read_text("utf-8")) for path in (first, second))
    assert one["projects"] == two["projects"]
    assert one["x_diaban"]["facts"] == two["x_diaban"]["facts"]
    again = other.run("projects", "import", str(first), "--reason", "lần nữa", "--json")
    assert again.code == 3
    assert {found["code"] for found in again.json["findings"]} <= {"overlaps-register", "overlaps-recorded"}
    there = filled.run("projects", "export", "--oc4ids", str(first), "--as-of", DAY, "--json")
    assert there.json["findings"][0]["code"] == "file-there"
    schema = tmp_path / "schema.json"
    schema.write_text('{"type": "object", "required": ["identifier"]}', "utf-8")
    third = filled.run("projects", "export", "--oc4ids", str(tmp_path / "ba.json"), "--schema", str(schema), "--json")
    assert (third.code, third.json["findings"][0]["code"]) == (3, "oc4ids-schema")
