"""Tables as files: read back by another library, every value is there, of its own type, and none is a formula."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.basis.speech import Speech
from diaban.reports.separated import separated
from diaban.reports.table import Cell, Opened, Percent, Table
from diaban.reports.workbook import LARGE, MOST_DIGITS, workbook
from tests.cases import examples

VI, EN = Speech("vi"), Speech("en")
KNOWN = datetime(2026, 4, 30, 17, 5, tzinfo=UTC)
ADDRESS = "independent-headquarters.met~u00004~derived~2025-02-28~latest~reported~as-reported"
LINK = f"http://127.0.0.1:8000/so/{ADDRESS}/"
COLUMNS = ("Mã", "Đơn vị", "Người", "Điểm", "Tỷ lệ", "Từ ngày", "Đạt")
ROWS: tuple[tuple[Cell, ...], ...] = (
    (
        "02011",
        "xã Mỹ Thanh",
        1234,
        Decimal("7.25"),
        Percent(Decimal("99.9")),
        date(2025, 7, 1),
        Opened(78, ADDRESS, LINK, "chưa rõ: 2"),
    ),
    ("00001", "=1+1", -5, Decimal("3"), Percent(Decimal(100)), None, None),
)


def table(rows: tuple[tuple[Cell, ...], ...] = ROWS, columns: tuple[str, ...] = COLUMNS, **more: Any) -> Table:
    told = {"as_of": date(2026, 4, 30), "known_at": KNOWN, "source": "sổ trụ sở", "subtitle": "tỉnh Bắc Kạn", **more}
    return Table("Trụ sở & nhà ở", columns=columns, rows=rows, **told)


def sheet_of(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def head_of(sheet: Any) -> int:
    """The row of the column headings: the first row of the filter."""
    return int(openpyxl.utils.cell.range_boundaries(sheet.auto_filter.ref)[1])


def test_values_come_back_as_what_they_were() -> None:
    sheet = sheet_of(workbook(table(), VI))
    head = head_of(sheet)
    assert [cell.value for cell in sheet[head]] == list(COLUMNS)
    first = [cell.value for cell in sheet[head + 1]]
    assert first == ["02011", "xã Mỹ Thanh", 1234, 7.25, 0.999, datetime(2025, 7, 1), 78]  # noqa: DTZ001  # a day has no zone
    second = sheet[head + 2]
    assert [cell.value for cell in second] == ["00001", "=1+1", -5, 3, 1, None, None]
    assert [cell.data_type for cell in second[:2]] == ["s", "s"]
    formats = [cell.number_format for cell in sheet[head + 1]][2:6]
    assert formats == ["#,##0", "#,##0.00", "0.0%", "dd/mm/yyyy"]
    assert sheet_of(workbook(table(), EN))[head + 1][5].number_format == "yyyy-mm-dd"


def test_a_figure_leads_to_its_address_and_carries_its_note() -> None:
    sheet = sheet_of(workbook(table(), VI))
    cell = sheet[head_of(sheet) + 1][6]
    assert (cell.value, cell.data_type) == (78, "n")
    assert (cell.hyperlink.target, cell.hyperlink.tooltip) == (LINK, ADDRESS)
    assert cell.comment.text == "chưa rõ: 2"


def test_what_stands_around_figures_stands_above_them() -> None:
    sheet = sheet_of(workbook(table(notes=("Lọc: chưa rõ",)), VI))
    head = head_of(sheet)
    assert [sheet.cell(row, 1).value for row in range(1, head)] == [
        "Trụ sở & nhà ở",
        "tỉnh Bắc Kạn",
        "Số liệu ngày 30/04/2026 · theo những gì đã ghi đến 00:05 ngày 01/05/2026 (giờ Việt Nam)",
        "Nguồn: sổ trụ sở",
        "Lọc: chưa rõ",
    ]
    assert sheet.oddHeader.center.text is None


def test_invented_figures_say_so_first_and_on_every_printed_page() -> None:
    sheet = sheet_of(workbook(table(invented=True), VI))
    assert sheet["A1"].value == "SỐ LIỆU GIẢ LẬP"
    assert "SỐ LIỆU GIẢ LẬP" in sheet.oddHeader.center.text
    assert sheet_of(workbook(table(invented=True), EN))["A1"].value == "INVENTED DATA"


def test_it_is_ready_for_paper() -> None:
    sheet = sheet_of(workbook(table(), VI))
    head = head_of(sheet)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.freeze_panes == f"A{head + 1}"
    assert sheet.auto_filter.ref == f"A{head}:G{head + 2}"
    # The title's own sign is no command of the margin.
    assert "Trụ sở && nhà ở" in ZipFile(io.BytesIO(workbook(table(), VI))).read("xl/worksheets/sheet1.xml").decode(
        "utf-8"
    ).replace("&amp;", "&")


def test_no_rows_are_a_table_too() -> None:
    sheet = sheet_of(workbook(table(()), VI))
    head = head_of(sheet)
    assert [cell.value for cell in sheet[head]] == list(COLUMNS)
    assert sheet.max_row == head


HOSTILE = ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "http://x.invalid/", "mailto:a@b", "00012", "{=1}", "\t=1")


@pytest.mark.parametrize("before", [0, LARGE], ids=["small", "large"])
def test_no_text_becomes_a_formula_a_link_or_a_number(before: int) -> None:
    rows = (*(((None,),) * before), *((text,) for text in HOSTILE))
    sheet = sheet_of(workbook(table(rows, ("Tên",)), VI))
    cells = [row[0] for row in sheet.iter_rows(min_row=head_of(sheet) + before + 1)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(text, "s", None) for text in HOSTILE]


@settings(max_examples=examples(20), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40),
            st.integers(-(10**14), 10**14),
            st.decimals(-(10**9), 10**9, places=2),
            st.dates(date(1900, 3, 1)),
        ),
        max_size=6,
    )
)
def test_any_values_come_back(rows: list[tuple[str, int, Decimal, date]]) -> None:
    sheet = sheet_of(workbook(table(tuple(rows), ("a", "b", "c", "d")), VI))
    head = head_of(sheet)
    read = [[sheet.cell(head + 1 + at, column).value for column in range(1, 5)] for at in range(len(rows))]
    told = [[text, whole, float(decimal), day] for text, whole, decimal, day in rows]
    assert [[text, whole, decimal, day.date()] for text, whole, decimal, day in read] == told


def test_what_a_spreadsheet_cannot_hold_is_written_as_text() -> None:
    long = 10**MOST_DIGITS
    sheet = sheet_of(workbook(table(((long, date(1890, 1, 2)),), ("a", "b")), VI))
    assert [cell.value for cell in sheet[head_of(sheet) + 1]] == [str(long), "1890-01-02"]


def test_a_large_table_keeps_types_and_addresses() -> None:
    rows = tuple((f"{n:05}", Opened(n, ADDRESS, LINK)) for n in range(LARGE + 1))
    sheet = sheet_of(workbook(table(rows, ("Mã", "Đạt")), VI))
    last = sheet[head_of(sheet) + LARGE + 1]
    assert [cell.value for cell in last] == [f"{LARGE:05}", LARGE]
    assert last[1].hyperlink.target == LINK


def test_the_same_table_is_the_same_file() -> None:
    assert workbook(table(), VI) == workbook(table(), VI)


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ((("a",),), {}),
        (((True, "b"),), {}),
        (((KNOWN, "b"),), {}),
        (((1.5, "b"),), {}),
        (((Decimal("NaN"), "b"),), {}),
        ((("a", Opened(Percent(Decimal("Infinity")), "x")),), {}),
        ((), {"columns": ()}),
        ((), {"known_at": KNOWN.replace(tzinfo=None)}),
    ],
)
def test_what_is_no_table_is_refused(rows: Any, more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"row 1|without"):
        table(rows, **{"columns": ("a", "b"), **more})


def test_plain_text_has_the_heading_the_columns_and_the_rows() -> None:
    data = separated(table(invented=True), VI)
    assert data.startswith("\ufeff".encode())
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[0] == ["SỐ LIỆU GIẢ LẬP"]
    assert lines[1] == ["Trụ sở & nhà ở"]
    at = lines.index(list(COLUMNS))
    assert lines[at - 1] == []
    assert lines[at + 1] == ["02011", "xã Mỹ Thanh", "1234", "7.25", "99.9", "2025-07-01", "78"]
    # A text that a spreadsheet would run is disarmed; a number below nothing is a number.
    assert lines[at + 2] == ["00001", "'=1+1", "-5", "3", "100", "", ""]
