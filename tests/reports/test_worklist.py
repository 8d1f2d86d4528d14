"""The worklist of a commune: what stands in it is read back as it was told, whatever it is."""

import io
from datetime import date

import openpyxl
import pytest

from diaban.basis.speech import Speech
from diaban.reports.worklist import MOST_LETTERS, Worklist, worklist

HEAD = Worklist("xã A & <B>", date(2026, 6, 1), date(2026, 8, 30), invented=True)
TOP = 4
"""Rows above the lines."""


def opened(*lines: tuple[str | None, ...]) -> openpyxl.worksheet.worksheet.Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(worklist(HEAD, lines, Speech("vi")))).active
    assert sheet is not None
    return sheet


def test_it_prints_as_a_sheet_for_the_wall() -> None:
    sheet = opened(("Thôn 1", "7", "F1", "Nguyễn Văn A", "01/02/1990", "• Thiếu số"))
    assert [sheet.cell(row, 1).value for row in range(1, TOP)] == [
        "SỐ LIỆU GIẢ LẬP",
        "Danh sách phiếu cần xử lý: xã A & <B>",
        "Kiểm tra ngày 01/06/2026. Được giữ đến hết 30/08/2026, sau đó phải hủy.",
    ]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == ("A5", "$4:$4", "landscape")
    assert "chỉ dùng tại xã" in str(sheet.oddFooter.left.text)
    assert [cell.value for cell in sheet[TOP + 1]] == [
        "Thôn 1",
        "7",
        "F1",
        "Nguyễn Văn A",
        "01/02/1990",
        "• Thiếu số",
        "☐",
    ]
    dress = sheet.cell(TOP + 1, 6)
    assert (dress.alignment.wrap_text, dress.border.left.style) == (True, "thin")


@pytest.mark.parametrize(
    ("text", "read"),
    [("=1+1", "=1+1"), ("a < b & c > d", "a < b & c > d"), ("hai\ndòng", "hai\ndòng"), ("\x01", "_x0001_"),
     ("_x0041_", "_x005F_x0041_"), ("]]>", "]]>"), ("x" * 40_000, f"{'x' * (MOST_LETTERS - 1)}…")],
)  # fmt: skip
def test_what_a_form_says_stays_a_text(text: str, read: str) -> None:
    cell = opened((None, "", "F1", text, None, "• Việc")).cell(TOP + 1, 4)
    # What this reader leaves written out, a spreadsheet shows as the sign itself.
    assert (cell.value, cell.data_type) == (read, "s")


def test_a_row_is_as_high_as_what_stands_in_it() -> None:
    sheet = opened(
        ("T", "1", "F1", "A", None, "• một"),
        ("T", "1", "F2", "A", None, "• một\n• hai\n• ba"),
        ("T", "1", "F3", "A", None, "rất dài " * 30),
        ("Tổ dân phố số 3 khu tái định cư", "1", "F4", "A", None, "• một"),
        ("T", "1", "F5", "A", None, "x\n" * 500),
    )
    one, three, long, wide, most = (sheet.row_dimensions[TOP + at].height for at in range(1, 6))
    assert (three, long, wide) == (3 * one, 3 * one, 2 * one)
    assert most == 409, "no row is higher in a spreadsheet"


def test_many_lines_stay_in_order() -> None:
    sheet = opened(*((None, str(at), f"F{at}", None, None, "•") for at in range(1_203)))
    assert [cell.value for cell in sheet["C"]][TOP:] == [f"F{at}" for at in range(1_203)]
    assert worklist(HEAD, [], Speech("vi")) == worklist(HEAD, [], Speech("vi"))
