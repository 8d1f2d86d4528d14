"""The superior's form: the shipped sample, every mistake of a mapping, and what is written into which cell."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from diaban.basis.error import RefusedError
from diaban.basis.speech import Speech
from diaban.intake.reporting import parse_period
from diaban.reports.superior import SHIPPED_SUPERIOR, Superior, read_superior
from diaban.reports.superior_fill import Source, filled_form
from tests.reports.template_world import FORMS, edition
from tools.superior_sample import PLACE, sample

FORM = FORMS["staffing"]
PERIOD = parse_period(FORM.rule, FORM.calendar, "2026-03")
LINES: dict[str, list[dict[str, Any]]] = {
    "headcounts": [
        {"code": "06724", "title": "chief", "number": 1, "note": None},
        {"code": "06724", "title": "member", "number": 7, "note": "=1+1"},
        {"code": "06967", "title": "member", "number": 5, "note": None},
    ],
    "posts": [{"code": "06724", "title": "chief", "number": 1, "document": "12/QĐ"}],
}
HEAD = """
title.vi = "Mẫu thử"
title.en = "Trial"
author = "x"
review = 2027-01-01
licence = "x"
legal_basis = ["x"]
sources = ["x"]
in_force.from = 2020-01-01
"""


def source(**more: Any) -> Source:
    given: dict[str, Any] = {
        "version": FORM.on(PERIOD.cut_off),
        "sender": edition().atlas.by_code("22", PERIOD.cut_off),
        "period": PERIOD,
        "lines": LINES,
        "names": {"06724": "xã Hải Sơn", "06967": "xã Cái Chiên"},
        "number": 12,
        "measured": lambda name: 51 if name == "independent-headquarters.met" else None,
        "invented": True,
    }
    return Source(**{**given, **more})


def shipped() -> Superior:
    found, faults = read_superior(FORMS)
    assert faults == []
    return found["staff-summary"]


def cells(data: bytes, sheet: str) -> dict[str, Any]:
    page = openpyxl.load_workbook(BytesIO(data))[sheet]
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}


def test_the_sample_is_what_its_tool_makes_and_says_that_it_is_invented() -> None:
    assert PLACE.parent == SHIPPED_SUPERIOR
    made, kept = (openpyxl.load_workbook(BytesIO(data)) for data in (sample(), PLACE.read_bytes()))
    assert made.sheetnames == kept.sheetnames
    for name in made.sheetnames:
        values = [[[cell.value for cell in row] for row in book[name].iter_rows()] for book in (made, kept)]
        assert values[0] == values[1], "python -m tools.superior_sample"
    assert shipped().invented
    assert "GIẢ LẬP" in str(made["Tổng hợp"]["A2"].value)


@pytest.mark.parametrize("invented", [True, False])
def test_cells_and_rows_are_filled_in_and_nothing_else_is_touched(invented: bool) -> None:
    one = shipped()
    data = filled_form(one, source(invented=invented), Speech("vi"))
    top, before = cells(data, "Tổng hợp"), cells(one.data, "Tổng hợp")
    assert top["B4"] == "tỉnh Quảng Ninh"
    assert "3/2026" in top["B5"]
    assert (top["B6"], top["B9"], top["C9"], top["C11"], top["B14"]) == (12, 1, 1, 12, 51)
    # Of what nothing is known stays empty: it is no zero.
    assert "B10" not in top
    assert "C10" not in top
    assert {at: top[at] for at in before} == before
    assert top["D9"] == "=B9-C9"
    # The sample itself is invented, whatever fills it.
    assert "GIẢ LẬP" in top["A1"]
    rows = cells(data, "Chi tiết")
    assert [rows.get(f"{letter}5") for letter in "ABCDEF"] == [1, "06724", "xã Hải Sơn", 1, None, 7]
    assert [rows.get(f"{letter}6") for letter in "ABCDEF"] == [2, "06967", "xã Cái Chiên", None, None, 5]
    assert "A7" not in rows
    book = openpyxl.load_workbook(BytesIO(data))
    assert "GIẢ LẬP" in str(book["Chi tiết"].oddHeader.center.text)


def workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Trang")
        sheet.write_formula("C3", "=1+1")
        sheet.merge_range("D4:E5", "gộp")


def mapping(folder: Path, text: str) -> tuple[dict[str, Superior], list[Any]]:
    workbook(folder / "mau.xlsx")
    (folder / "thu.toml").write_text(text, "utf-8")
    return read_superior(FORMS, [folder])


GOOD = """
form = "staffing"
workbook = "mau.xlsx"
[[sheet]]
name = "Trang"
mark = "A1"
"""
LINE = """
[[rows]]
sheet = "Trang"
table = "headcounts"
each = "line"
first = 2
last = 3
[[rows.column]]
column = "A"
field = "note"
[[rows.column]]
column = "B"
field = "title"
"""


def test_lines_are_written_as_texts_and_choices_by_their_titles_and_none_is_cut_off(tmp_path: Path) -> None:
    found, faults = mapping(tmp_path, HEAD + GOOD + LINE)
    assert faults == []
    two = source(lines={"headcounts": LINES["headcounts"][:2]}, invented=False)
    data = filled_form(found["thu"], two, Speech("vi"))
    page = openpyxl.load_workbook(BytesIO(data))["Trang"]
    assert (page["A3"].value, page["A3"].data_type) == ("=1+1", "s")
    assert (page["B2"].value, page["B3"].value) == ("Trưởng Công an", "Công an viên")
    assert page["A1"].value is None
    assert page["C3"].value == "=1+1"
    assert page["C3"].data_type == "f"
    with pytest.raises(RefusedError) as refused:
        filled_form(found["thu"], source(), Speech("vi"))
    (said,) = refused.value.findings
    assert (said.code, dict(said.values)) == ("superior-rows", {"count": 3, "room": 2})


def test_every_mistake_of_a_mapping_is_told_at_once(tmp_path: Path) -> None:
    found, faults = mapping(
        tmp_path,
        HEAD
        + GOOD
        + """
extra = 1
[[sheet]]
name = "Không có"
mark = "A1"
[[cell]]
sheet = "Trang"
at = "C3"
value = "sender.name"
[[cell]]
sheet = "Trang"
at = "E5"
value = "sender.name"
[[cell]]
sheet = "Trang"
at = "ZZZ9"
value = "sender.name"
[[cell]]
sheet = "Trang"
at = "A1"
value = "sender.name"
[[cell]]
sheet = "Trang"
at = "A9"
value = "unit.name"
[[cell]]
sheet = "Trang"
at = "A10"
measure = "x"
[[cell]]
sheet = "Trang"
at = "A11"
table = "headcounts"
field = "tuoi"
total = "sum"
[[cell]]
sheet = "Trang"
at = "A12"
table = "headcounts"
field = "title"
total = "sum"
[[cell]]
sheet = "Trang"
at = "A13"
table = "headcounts"
field = "number"
total = "sum"
where = { title = "general", color = "red" }
[[cell]]
sheet = "Trang"
at = "A14"
table = "people"
field = "number"
total = "sum"
[[cell]]
sheet = "Trang"
at = "A15"
value = "period.key"
measure = "a.b"
[[rows]]
sheet = "Trang"
table = "qualifications"
each = "unit"
first = 9
last = 3
[[rows.column]]
column = "A"
value = "ordinal"
[[rows.column]]
column = "A"
value = "ordinal"
""".replace("extra = 1\n", ""),
    )
    assert found == {}
    told = {str(one.place.column) for one in faults}
    assert told == {
        "sheet[2].name",
        "cell[1].at",
        "cell[2].at",
        "cell[3].at",
        "cell[4].at",
        "cell[5].value",
        "cell[6].measure",
        "cell[7].field",
        "cell[8].total",
        "cell[9].where.title",
        "cell[9].where.color",
        "cell[10].table",
        "cell[11].value",
        "rows[1].each",
        "rows[1].column",
        "rows[1].last",
    }


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (GOOD.replace("staffing", "khong-co") + LINE, "form"),
        (GOOD.replace("mau.xlsx", "khac.xlsx") + LINE, "workbook"),
        (GOOD.replace("mau.xlsx", "../mau.xlsx") + LINE, "workbook"),
        (GOOD, "cell"),
    ],
)
def test_a_mapping_of_nothing_is_refused(tmp_path: Path, text: str, column: str) -> None:
    found, faults = mapping(tmp_path, HEAD + text)
    assert found == {}
    assert column in {str(one.place.column) for one in faults}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 100])
def test_a_workbook_that_is_none_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "mau.xlsx").write_bytes(data)
    (tmp_path / "thu.toml").write_text(HEAD + GOOD + LINE, "utf-8")
    found, faults = read_superior(FORMS, [tmp_path])
    assert found == {}
    assert "superior-workbook" in {one.code for one in faults}


def test_the_day_of_the_sample_is_no_clock() -> None:
    assert sample() == sample()
    assert date(2026, 1, 1) < PERIOD.cut_off
