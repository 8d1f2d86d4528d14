"""A workbook goes back with its mistakes marked, is mended, and comes in again as it is."""

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from diaban.basis.finding import Place, Severity, finding
from diaban.basis.speech import Speech
from diaban.intake.marking import findings_workbook, marked_workbook
from diaban.intake.ours import FINDINGS_SHEETS, SIGN
from tests.intake.sheets import HEADINGS, codes, errors, given, values, xlsx

ROWS: list[list[object]] = [HEADINGS, ["00004", "xã A", "Trưởng", "ba"], [7, "xã B", "Chief", 2]]
VI, EN = Speech("vi"), Speech("en")


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_sheet_of_findings_is_called_as_we_know_it() -> None:
    assert {VI.text("marking.sheet"), EN.text("marking.sheet")} == FINDINGS_SHEETS


def test_cells_are_coloured_commented_and_listed_with_links() -> None:
    data = xlsx(ROWS)
    received = given(data)
    assert errors(received) == [("cell-choice-near", "C2"), ("cell-number", "D2")]
    marked, is_it = marked_workbook(data, received, VI)
    assert is_it
    book = opened(marked)
    assert book.sheetnames == ["Kết quả kiểm tra", "Quân số"]
    sheet = book["Quân số"]
    assert [sheet[where].comment.text.startswith(SIGN + "Lỗi: ") for where in ("C2", "D2")] == [True, True]
    assert sheet["A3"].comment.text.startswith(SIGN + "Lưu ý: ")
    areas = {str(area.sqref): area.rules[0].dxf.fill.bgColor.rgb for area in sheet.conditional_formatting}
    assert areas == {"C2 D2": "00F4B6B6", "A3": "00CFE2F3"}
    listed = [[cell.value for cell in row[1:6]] for row in book.worksheets[0].iter_rows(min_row=6)]
    assert listed == [
        ["Lỗi", "Quân số", 2, "Chức danh", "C2"],
        ["Lỗi", "Quân số", 2, "Quân số hiện có", "D2"],
        ["Lưu ý", "Quân số", 3, "Mã đơn vị", "A3"],
    ]
    assert [row[5].hyperlink.location for row in book.worksheets[0].iter_rows(min_row=6)] == [
        "'Quân số'!C2",
        "'Quân số'!D2",
        "'Quân số'!A3",
    ]


def test_what_is_mended_in_the_marked_workbook_is_read_and_the_marks_are_not() -> None:
    data = xlsx(ROWS)
    marked, _ = marked_workbook(data, given(data), VI)
    book = opened(marked)
    book["Quân số"]["C2"], book["Quân số"]["D2"], book["Quân số"]["A3"] = "Chief", 3, "00007"
    target = io.BytesIO()
    book.save(target)
    received = given(target.getvalue())
    assert codes(received) == []
    assert values(received, "number") == [3, 2]
    again, is_it = marked_workbook(target.getvalue(), received, EN)
    book = opened(again)
    assert is_it
    assert book.sheetnames == ["Check results", "Quân số"]
    assert all(cell.comment is None for row in book["Quân số"].iter_rows() for cell in row)
    assert list(book["Quân số"].conditional_formatting) == []


def test_formats_lists_sheets_and_comments_of_the_sender_stay() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Quân số"
    for row in ROWS:
        sheet.append(row)
    sheet["D2"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["D2"].comment = openpyxl.comments.Comment("hỏi lại đội", "x")
    sheet.add_data_validation(DataValidation("list", formula1='"Chief,Deputy chief"', sqref="C2:C9"))
    sheet.merge_cells("A9:D9")
    sheet.column_dimensions["B"].width = 33
    book.create_sheet("Khác")["A1"] = "riêng"
    target = io.BytesIO()
    book.save(target)
    marked, _ = marked_workbook(target.getvalue(), given(target.getvalue()), VI)
    after = opened(marked)
    sheet = after["Quân số"]
    assert after.sheetnames == ["Kết quả kiểm tra", "Quân số", "Khác"]
    assert (sheet["D2"].fill.fgColor.rgb, sheet.column_dimensions["B"].width) == ("FF00FF00", 33)
    assert sheet["D2"].comment.text.startswith(SIGN)
    assert sheet["D2"].comment.text.endswith("hỏi lại đội")
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["C2:C9"]
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A9:D9"]
    assert after["Khác"]["A1"].value == "riêng"


def test_other_formats_get_a_workbook_of_findings() -> None:
    data = ",".join(HEADINGS).encode() + "\n00004,xã A,Trưởng,ba,,,,,\n".encode()
    received = given(data, "t.csv")
    marked, is_it = marked_workbook(data, received, EN)
    assert not is_it
    book = opened(marked)
    assert book.sheetnames == ["Check results"]
    assert [row[5].value for row in book.active.iter_rows(min_row=6)] == ["C2", "D2"]


def test_what_could_not_be_read_gets_one_too() -> None:
    received = given(b"PK\x03\x04xl/ and nothing else")
    assert received.refused
    marked, is_it = marked_workbook(b"PK\x03\x04xl/", received, VI)
    assert not is_it
    assert [row[1].value for row in opened(marked).active.iter_rows(min_row=6)] == ["Lỗi"]


@pytest.mark.parametrize("text", ["=1+1", "a\x01b", "x" * 40_000])
def test_whatever_a_finding_says_is_a_text(text: str) -> None:
    found = finding("cell-number", place=Place(file="t.xlsx", sheet=text[:200]), severity=Severity.ERROR, found=text)
    sheet = opened(findings_workbook("t.xlsx", [found], VI)).active
    assert sheet["C6"].data_type == "s"
    assert sheet["G6"].data_type == "s"


def test_a_wrong_total_in_groups_of_three_does_not_close_the_gate_behind_it() -> None:
    rows = [
        HEADINGS,
        ["00004", "", "Chief", 3, None, None, None, 125_000_000],
        ["Tổng cộng", "", "", "", "", "", "", 126_000_000],
    ]
    data = xlsx(rows)
    received = given(data)
    assert errors(received) == [("total-wrong", "H3")]
    marked, _ = marked_workbook(data, received, VI)
    assert errors(given(marked)) == [("total-wrong", "H3")]
