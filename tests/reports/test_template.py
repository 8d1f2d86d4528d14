"""Templates as openpyxl and LibreOffice read them: rows, words to choose from, limits, locks, the hidden sheet."""

import io
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from diaban.basis.speech import Speech
from diaban.intake.form import FormTable
from diaban.intake.head import HEAD_SHEET, LIST_SHEET, PAPER_CELLS, read_head
from diaban.reports.template import template
from tests.reports.office import saved_by
from tests.reports.template_world import COMMUNES, FORMS, made, period_of, units

SHEETS = {
    id_: {table.title["vi"]: table for table in form.on(period_of(form).cut_off).tables} for id_, form in FORMS.items()
}
TABLES = [
    pytest.param(id_, title, id=f"{id_}-{table.id}")
    for id_, tables in SHEETS.items()
    for title, table in tables.items()
]


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@cache
def book_of(id_: str) -> Any:
    """The template of a form; nothing writes in it."""
    return opened(made(id_))


def heading_row(sheet: Worksheet) -> int:
    return next(cell.row for row in sheet.iter_rows(max_col=1) for cell in row if cell.value == "TT")


def body(sheet: Worksheet, table: FormTable) -> int:
    """The first row below the headings."""
    return heading_row(sheet) + (2 if any(column.group for column in table.columns) else 1)


def headings(sheet: Worksheet, table: FormTable) -> list[str]:
    """The heading of each column as it is seen: that of its group, where it has one, before its own."""
    top, below = heading_row(sheet), body(sheet, table) - 1
    merged = {cell: area for area in sheet.merged_cells.ranges for row in area.rows for cell in row}
    found = []
    for at in range(2, len(table.columns) + 2):
        cells = []
        for row in dict.fromkeys((top, below)):
            area = merged.get((row, at))
            first = (area.min_row, area.min_col) if area else (row, at)
            cells.append(sheet.cell(*first).value)
        found.append(" ".join(dict.fromkeys(str(cell) for cell in cells if cell)))
    return found


def rules(sheet: Worksheet, at: int, row: int) -> list[Any]:
    letter = openpyxl.utils.get_column_letter(at)
    return [rule for rule in sheet.data_validations.dataValidation if f"{letter}{row}" in rule.sqref]


def words(book: Any, formula: str) -> list[object]:
    """The cells that a rule's list names, by the name it uses."""
    name = formula.lstrip("=")
    sheet, cells = re.fullmatch(r"'?([^'!]+)'?!(\S+)", book.defined_names[name].attr_text).groups()  # type: ignore[union-attr]  # it matches or the test fails
    found = book[sheet][cells.replace("$", "")]
    return [row[0].value for row in (found if isinstance(found, tuple) else ((found,),))]


@pytest.mark.parametrize(("id_", "title"), TABLES)
def test_every_column_has_its_heading_and_its_rule(id_: str, title: str) -> None:
    book, table = book_of(id_), SHEETS[id_][title]
    sheet = book[title]
    wanted = [
        " ".join(part for part in (column.group and column.group["vi"], column.title["vi"]) if part)
        + (" *" if column.required and not column.blank else "")
        for column in table.columns
    ]
    assert headings(sheet, table) == wanted
    row = body(sheet, table)
    for at, column in enumerate(table.columns, 2):
        (rule,) = rules(sheet, at, row)
        assert len(rule.error) <= 255
        assert len(rule.errorTitle) <= 32
        if column.choices:
            assert words(book, rule.formula1) == [title["vi"] for title in column.choices.values()]
        elif column.name == "code":
            assert words(book, rule.formula1) == list(COMMUNES)
        elif column.kind == "integer":
            assert (rule.type, int(rule.formula1), int(rule.formula2)) == ("whole", column.least, column.most)
            assert rule.error.startswith("Chỉ nhận số nguyên từ ")
        elif column.kind == "day":
            assert rule.type == "date"
        else:
            assert (rule.type, rule.operator, int(rule.formula1)) == (
                "textLength",
                "lessThanOrEqual",
                column.max_length,
            )


@pytest.mark.parametrize(("id_", "title"), TABLES)
def test_rows_known_beforehand_are_laid_out_and_locked(id_: str, title: str) -> None:
    table = SHEETS[id_][title]
    sheet = book_of(id_)[title]
    first, names = body(sheet, table), [column.name for column in table.columns]
    rows = [{name: sheet.cell(first + at, 2 + number) for number, name in enumerate(names)} for at in range(60)]
    laid = [row for row in rows if "code" in row and row["code"].value is not None]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    if not table.fixed:
        assert laid == []
        assert all(not cell.protection.locked for row in rows[:20] for cell in row.values())
        return
    choices = 1
    for name in table.unique:
        column = table.column(name)
        choices *= len(column.choices) if column and column.choices else 1
    assert [row["code"].value for row in laid] == [code for code in COMMUNES for _ in range(choices)]
    assert {row["unit_name"].value for row in laid} == {"xã Hải Sơn", "xã Cái Chiên"}
    for row in laid:
        for name, cell in row.items():
            assert cell.protection.locked == (name in table.given), name
            assert cell.data_type == ("s" if name in table.given else "n")
            if name == "code":
                # As a text, so that its zero is seen and kept.
                assert cell.number_format == "@"
    keys = [tuple(row[name].value for name in table.unique) for row in laid]
    assert len(keys) == len(set(keys)) == len(COMMUNES) * choices


@pytest.mark.parametrize("id_", FORMS)
def test_the_hidden_sheet_says_what_the_template_is(id_: str) -> None:
    book, form = book_of(id_), FORMS[id_]
    states = {sheet.title: sheet.sheet_state for sheet in book}
    assert [name for name, state in states.items() if state != "visible"] == [LIST_SHEET, HEAD_SHEET]
    assert book.sheetnames == ["Văn bản", *SHEETS[id_], LIST_SHEET, HEAD_SHEET]
    head = read_head([(str(a.value), str(b.value or "")) for a, b in book[HEAD_SHEET].iter_rows(max_col=2)])
    assert head is not None
    period = period_of(form)
    assert (head.form, head.unit, head.period, head.origin) == (id_, "22", period.key, "ca-qn")
    assert (head.rule, head.calendar, head.version) == (form.rule, form.calendar, form.on(period.cut_off).start)
    assert set(head.sheets.values()) == set(SHEETS[id_])
    paper = book["Văn bản"]
    labels = {key: paper[f"A{cell.removeprefix('B')}"].value for key, cell in head.cells.items()}
    assert set(labels) == set(PAPER_CELLS)
    assert labels["paper.signatory"] == "Chức danh người ký (không ghi họ tên)"
    assert all(paper[cell].value is None and not paper[cell].protection.locked for cell in head.cells.values())


@pytest.mark.parametrize("id_", FORMS)
def test_the_cut_off_stands_on_every_sheet(id_: str) -> None:
    book, period = book_of(id_), period_of(FORMS[id_])
    for name in ["Văn bản", *SHEETS[id_]]:
        said = " ".join(str(cell.value) for row in book[name].iter_rows(max_row=9, max_col=2) for cell in row)
        assert f"{period.cut_off:%d/%m/%Y}" in said, name
        assert "tỉnh Quảng Ninh (22)" in said
        assert book[name].page_setup.paperSize == 9
        assert book[name].sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize("invented", [True, False])
def test_invented_figures_are_said_to_be_on_sheet_and_page(invented: bool) -> None:
    book = opened(made("premises", invented=invented))
    for name in ["Văn bản", *SHEETS["premises"]]:
        sheet = book[name]
        assert (sheet["A1"].value == "SỐ LIỆU GIẢ LẬP") is invented
        assert ("SỐ LIỆU GIẢ LẬP" in (sheet.oddHeader.center.text or "")) is invented


def test_a_heading_says_what_its_column_takes() -> None:
    sheet = book_of("premises")["Trụ sở"]
    comments = {cell.value: cell.comment.text for row in sheet.iter_rows(max_row=9) for cell in row if cell.comment}
    assert "Độc lập; Trong trụ sở Ủy ban nhân dân; Mượn hoặc thuê; Không có" in comments["Sử dụng *"]
    assert "Bắt buộc." in comments["Sử dụng *"]
    assert "Có thể để trống." in comments["Sàn"]
    assert "1945 đến 2100" in comments["Năm hoàn thành"]


def test_the_same_template_is_the_same_file() -> None:
    assert made("movement") == made("movement")


def test_a_template_in_english_has_english_words() -> None:
    book = opened(made("premises", "en"))
    assert book.sheetnames[:2] == ["Document", "Headquarters"]
    sheet = book["Headquarters"]
    assert "Tenure *" in [cell.value for row in sheet.iter_rows(max_row=9) for cell in row]


def test_rows_that_are_given_are_written_in_words() -> None:
    rows = {
        "headquarters": [{"code": "06724", "unit_name": "=1+1", "tenure": "borrowed", "capacity": 8, "year": 2021}],
        "housing": [],
    }
    book = opened(made("premises", filled=rows))
    sheet, table = book["Trụ sở"], SHEETS["premises"]["Trụ sở"]
    row = [cell.value for cell in sheet[body(sheet, table)]]
    assert row[:5] == [1, "06724", "=1+1", "Mượn hoặc thuê", None]
    assert sheet.cell(body(sheet, table), 3).data_type == "s"
    assert (row[6], row[9]) == (8, 2021)
    assert book["Nhà ở công vụ"].cell(body(book["Nhà ở công vụ"], table), 2).value is None


def test_days_that_are_given_are_days() -> None:
    rows = {"postings": [{"code": "06724", "officer": "CB-1", "title": "chief", "valid_from": date(2026, 2, 15)}]}
    sheet = opened(made("staffing", filled=rows))["Bố trí cán bộ"]
    cell = sheet.cell(body(sheet, SHEETS["staffing"]["Bố trí cán bộ"]), 6)
    assert cell.is_date
    assert cell.value.date() == date(2026, 2, 15)


def test_a_template_for_nobody_is_not_made() -> None:
    form = FORMS["staffing"]
    with pytest.raises(ValueError, match="without a unit"):
        template(form, period_of(form), units(form)[0], [], say=Speech("vi"))


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_lists_are_kept_when_libreoffice_saves_the_template(
    suffix: str, saved: Mapping[str, list[Path]], tmp_path: Path, office: str
) -> None:
    files = saved[suffix]
    if suffix == "ods":
        # Opened once more and saved as a workbook, which openpyxl reads.
        files = saved_by(office, files, "xlsx", tmp_path / "again")
    for file in files:
        book = openpyxl.load_workbook(file)
        assert [sheet.title for sheet in book if sheet.sheet_state != "visible"] == [LIST_SHEET, HEAD_SHEET]
        for title, table in SHEETS[file.stem].items():
            sheet = book[title]
            row = body(sheet, table)
            for at, column in enumerate(table.columns, 2):
                (rule,) = rules(sheet, at, row)
                assert rule.errorTitle, column.name
                if column.choices:
                    assert words(book, rule.formula1) == [said["vi"] for said in column.choices.values()], column.name
            if table.by_unit:
                assert sheet.cell(row, 2).value == COMMUNES[0]
