"""Where tables stand in a sheet: moved, renamed, grouped and merged headings, totals, remarks, what is hidden."""

import io
from typing import Any

import pytest
import xlsxwriter

from diaban.basis.finding import Severity
from diaban.intake.form import Dates, FormTable
from diaban.intake.head import HEAD_SHEET, Head, head_pairs
from diaban.intake.reporting import Calendar, PeriodRule
from diaban.intake.row_kind import is_remark, is_total
from diaban.intake.unseen import ranges
from tests.intake.sheets import (
    CODE,
    HEADINGS,
    NOTE,
    PEOPLE,
    TITLE,
    codes,
    column,
    errors,
    form,
    given,
    only,
    said,
    values,
    xlsx,
)

ONE: list[object] = ["00004", "xã A", "Chief", 3]
TWO: list[object] = ["00007", "xã B", "Chief", 4]
SHORT = ["Mã đơn vị", "Tên đơn vị", "Chức danh", "Quân số hiện có"]


def test_columns_in_any_order_below_lines_of_title() -> None:
    rows = [
        ["CÔNG AN TỈNH …"],
        [],
        ["BÁO CÁO QUÂN SỐ"],
        [],
        ["Quân số hiện có", "Ghi chú", "Chức danh", "Mã đơn vị"],
        [3, "x", "Chief", "00004"],
    ]
    received = given(xlsx(rows))
    assert codes(received) == []
    (line,) = received.tables["people"]
    assert (line.row, line.values["number"], line.values["note"], line.values["code"]) == (6, 3, "x", "00004")
    assert received.place("people", 6, "number").as_dict() == {
        "file": "t.xlsx",
        "sheet": "Quân số",
        "row": 6,
        "column": "Quân số hiện có",
        "cell": "A6",
    }


@pytest.mark.parametrize(
    ("heading", "how"),
    [
        ("Mã đơn vị", None),
        ("MÃ ĐƠN VỊ", None),
        ("Mã xã", None),
        (" Mã  đơn\nvị (*)", None),
        ("Mã đơn vị:", None),
        ("code", None),
        ("Ma don vi", Severity.NOTE),
        ("Mã ĐV", Severity.NOTE),
        ("Mã ĐVHC", Severity.NOTE),
        ("Mã đơn vi hành chinh", Severity.NOTE),
        ("Mã đơn vị hành chánh", Severity.WARNING),
    ],
)
def test_a_heading_that_is_written_otherwise_is_never_taken_silently(heading: str, how: Severity | None) -> None:
    received = given(xlsx([[heading, *SHORT[1:]], ONE]))
    assert values(received, "code") == ["00004"]
    assert [(one.code, one.severity) for one in received.findings] == ([] if how is None else [("heading-taken", how)])


@pytest.mark.parametrize("heading", ["Mã", "Mã bưu điện", "Đơn vị", "Số hiệu", ""])
def test_what_is_not_like_a_heading_is_none(heading: str) -> None:
    received = given(xlsx([[heading, *SHORT[1:]], ONE]))
    assert errors(received) == [("heading-missing", None)]
    assert received.tables == {}


def test_a_heading_twice() -> None:
    received = given(xlsx([[*SHORT, "Mã xã"], [*ONE, "00004"]]))
    assert errors(received) == [("heading-repeated", "E1")]
    found = only(received, "heading-repeated")
    assert (found.values["first"], found.values["again"]) == ("A", "E")


def test_columns_that_the_form_does_not_have() -> None:
    received = given(xlsx([["STT", *SHORT, "Ngày họp", ""], [1, *ONE, "x", 5]]))
    assert values(received, "number") == [3]
    assert [(one.code, one.place.cell) for one in received.findings] == [
        ("heading-unknown", "F1"),
        ("columns-unheaded", None),
    ]
    assert only(received, "columns-unheaded").values["columns"] == "G"


def test_no_heading_tells_the_row_that_came_nearest() -> None:
    received = given(xlsx([["Danh sách"], ["Mã đơn vị", "Số lượng xe", "Biển số"], ["00004", 3, "x"]]))
    found = only(received, "table-unlike")
    assert (found.place.row, found.values["found"]) == (2, ["Mã đơn vị", "Số lượng xe", "Biển số"])
    assert codes(given(xlsx([["a", "b"], [1, 2]]))) == ["table-missing"]


def test_a_heading_without_rows() -> None:
    assert codes(given(xlsx([HEADINGS]))) == ["return-empty"]


def made(write: Any, name: str = "Quân số") -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    write(book, book.add_worksheet(name))
    book.close()
    return target.getvalue()


POLICE = column("police", "Công an", "integer", group=said("Lực lượng"), least=0, most=99)
GUARD = column("guard", "Biên phòng", "integer", group=said("Lực lượng"), least=0, most=99)
SIGNED = column("signed", "Công an", group=said("Người ký"))
PATROLS = FormTable("patrols", "x", said("Tuần tra"), Dates.STATE, (CODE, POLICE, GUARD, SIGNED, NOTE), ("code",))


def test_two_heading_rows_with_merged_cells() -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.merge_range("A1:A2", "Mã đơn vị")
        sheet.merge_range("B1:C1", "Lực lượng")
        sheet.write_row("B2", ["Công an", "Biên phòng", "Công an"])
        sheet.write("D1", "Người ký")
        sheet.merge_range("E1:E2", "Ghi chú")
        sheet.write_row("A3", ["00004", 3, 2, "Trưởng", "x"])

    received = given(made(write), of=form(PATROLS))
    assert codes(received) == []
    (line,) = received.tables["patrols"]
    assert dict(line.values) == {"code": "00004", "police": 3, "guard": 2, "signed": "Trưởng", "note": "x"}


def test_two_heading_rows_where_no_cell_is_merged() -> None:
    text = "Mã đơn vị;Lực lượng;;Người ký;Ghi chú\n;Công an;Biên phòng;Công an;\n00004;3;2;Trưởng;x\n"
    received = given(text.encode(), "t.csv", of=form(PATROLS))
    assert codes(received) == []
    assert [dict(line.values)["signed"] for line in received.tables["patrols"]] == ["Trưởng"]


def test_what_two_columns_are_called_is_neither() -> None:
    received = given(xlsx([["Mã đơn vị", "Công an", "Biên phòng", "Ghi chú"], ["00004", 3, 2, "x"]]), of=form(PATROLS))
    assert {code for code, _ in errors(received)} == {"heading-missing"}


POSTS = FormTable(
    "posts",
    "x",
    said("Biên chế"),
    Dates.STATE,
    (CODE, column("posts", "Biên chế", "integer", least=0, most=99), NOTE),
    ("code",),
)
CAMERAS = FormTable(
    "cameras",
    "x",
    said("Camera"),
    Dates.STATE,
    (CODE, column("cameras", "Số camera", "integer", least=0, most=99), NOTE),
    ("code",),
)


def test_several_tables_in_one_sheet_and_in_several() -> None:
    rows = [["Mã xã", "Biên chế"], ["00004", 8], ["00007", 9], [], ["Mã xã", "Số camera"], ["00004", 1]]
    received = given(xlsx(rows), of=form(POSTS, CAMERAS))
    assert codes(received) == []
    assert (values(received, "posts", "posts"), values(received, "cameras", "cameras")) == ([8, 9], [1])

    def write(book: Any, sheet: Any) -> None:
        other = book.add_worksheet("Xã B")
        for page, code in ((sheet, "00004"), (other, "00007")):
            page.write_row("A1", ["Mã xã", "Biên chế"])
            page.write_row("A2", [code, 8])

    received = given(made(write, "Xã A"), of=form(POSTS, CAMERAS))
    sections = received.sections["posts"]
    assert [(one.block.sheet, one.lines[0].values["code"]) for one in sections] == [
        ("Xã A", "00004"),
        ("Xã B", "00007"),
    ]
    assert sections[1].place(2, "posts").as_dict()["cell"] == "B2"


def test_a_heading_of_two_tables_is_told_by_the_name_of_the_sheet_or_refused() -> None:
    rows = [["Mã xã", "Ghi chú"], ["00004", "x"]]
    twin = FormTable("twin", "x", said("Bảng kia"), Dates.STATE, (CODE, NOTE), ("code",))
    one = FormTable("one", "x", said("Bảng này"), Dates.STATE, (CODE, NOTE), ("code",))
    assert errors(given(xlsx(rows), of=form(one, twin))) == [("table-unclear", None)]
    received = given(xlsx(rows, sheet="Bảng kia"), of=form(one, twin))
    assert (codes(received), list(received.tables)) == ([], ["twin"])
    received = given(xlsx([["BẢNG NÀY"], *rows]), of=form(one, twin))
    assert (codes(received), list(received.tables)) == ([], ["one"])


def test_the_head_of_a_template_tells_the_table_the_version_and_the_paper() -> None:
    twin = FormTable("twin", "x", said("Bảng kia"), Dates.STATE, (CODE, NOTE), ("code",))
    one = FormTable("one", "x", said("Bảng này"), Dates.STATE, (CODE, NOTE), ("code",))
    of = form(one, twin)
    head = Head(
        "small",
        of.versions[0].start,
        "00004",
        "2025-03",
        PeriodRule.MONTHLY,
        Calendar.ADMINISTRATIVE,
        "",
        {"twin": "Trang"},
        {"paper.number": "B1"},
    )

    def write(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["Số:", "05/BC-CAX"])
        sheet.write_row("A3", ["Mã xã", "Ghi chú"])
        sheet.write_row("A4", ["00004", "x"])
        hidden = book.add_worksheet(HEAD_SHEET)
        hidden.very_hidden()
        for number, pair in enumerate(head_pairs(head)):
            hidden.write_row(number, 0, pair)

    received = given(made(write, "Trang"), of=of)
    assert codes(received) == []
    assert (list(received.tables), received.head, received.paper) == (["twin"], head, {"paper.number": "05/BC-CAX"})


def test_totals_are_held_against_their_rows() -> None:
    rows = [SHORT, ONE, TWO, ["", "Tổng cộng", "", 7]]
    received = given(xlsx(rows))
    assert codes(received) == ["rows-total"]
    assert values(received, "number") == [3, 4]
    rows[-1] = ["", "Tổng cộng", "", 8]
    received = given(xlsx(rows))
    assert errors(received) == [("total-wrong", "D4")]
    assert (only(received, "total-wrong").values["said"], only(received, "total-wrong").values["summed"]) == (8, 7)


@pytest.mark.parametrize(
    "rows",
    [
        [["Tổng cộng", "", "", 7], ONE, TWO],
        [ONE, ["Cộng", "", "", 3], TWO, ["Cộng", "", "", 4], ["Tổng số", "", "", 7]],
        [ONE, TWO, ["", "", "", 7]],
        [ONE, TWO, ["Tổng cộng (I+II)", "", "", "7"]],
        [ONE, TWO, ["TONG CONG", "", "", 7.0]],
        [ONE, TWO, ["Total", "", "", 7]],
    ],
)
def test_totals_above_between_below_and_without_a_word(rows: list[list[object]]) -> None:
    received = given(xlsx([SHORT, *rows]))
    assert codes(received) == ["rows-total"]
    assert values(received, "number") == [3, 4]


def test_a_total_over_a_faulty_cell_says_nothing() -> None:
    rows = [SHORT, ONE, ["00007", "", "Chief", "bốn"], ["Tổng cộng", "", "", 99]]
    assert errors(given(xlsx(rows))) == [("cell-number", "D3")]


def test_rows_without_their_code_that_are_no_total_are_data() -> None:
    assert errors(given(xlsx([SHORT, ONE, ["", "xã B", "Chief", 4]]))) == [("csv-cell-empty", "A3")]


@pytest.mark.parametrize(
    "text",
    ["Tổng cộng", "TỔNG CỘNG:", "Cộng", "Tổng số", "tong cong", "Tổng cộng toàn tỉnh", "Cộng (1+2)", "Total", "Tổng"],
)
def test_words_of_a_total(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize(
    "text", ["Công", "Công an xã", "Tổng kho Long Bình", "Cộng Hòa", "xã Tổng Cọt", "", "Tổ công tác"]
)
def test_words_of_no_total(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ghi chú: đến 14/3",
        "Nơi nhận:",
        "NGƯỜI LẬP BIỂU",
        "TRƯỞNG CÔNG AN XÃ",
        "(Ký, ghi rõ họ tên)",
        "Bắc Kạn, ngày 15 tháng 3 năm 2025",
    ],
)
def test_words_of_a_remark(text: str) -> None:
    assert is_remark(text)


def test_remarks_and_signatures_below_are_left_out_and_told() -> None:
    rows = [
        SHORT,
        ONE,
        [],
        ["Ghi chú: số liệu đến 14/3/2025"],
        ["", "", "Bắc Kạn, ngày 15 tháng 3 năm 2025"],
        ["NGƯỜI LẬP", "", "TRƯỞNG CÔNG AN XÃ"],
        ["(Ký, ghi rõ họ tên)"],
    ]
    received = given(xlsx(rows))
    assert codes(received) == ["rows-remark"]
    assert only(received, "rows-remark").values["rows"] == "4–7"


def test_names_of_groups_and_blank_rows_between_are_no_data() -> None:
    rows = [SHORT, ["I. Khối xã"], ONE, [], ["II. Khối phường"], TWO]
    received = given(xlsx(rows))
    assert (codes(received), values(received, "number")) == (["rows-remark"], [3, 4])


def test_the_heading_once_more_and_the_numbers_of_columns() -> None:
    rows = [SHORT, ["(1)", "(2)", "(3)", "(4)"], ONE, SHORT, ["A", "B", "1", "2"], TWO]
    received = given(xlsx(rows))
    assert values(received, "number") == [3, 4]
    assert codes(received) == ["rows-heading"]
    assert only(received, "rows-heading").values["rows"] == "2, 4–5"


def test_a_second_table_below_that_begins_alike_is_a_table_of_its_own() -> None:
    """Two of its three headings are those of the first: its numbers must not be taken for the first one's."""
    number = column("number", "Biên chế được giao", "integer", least=0, most=5000)
    posts = FormTable("posts", "posts", said("Biên chế"), Dates.STATE, (CODE, TITLE, number), ("code", "title"))
    first = ["Mã đơn vị", "Chức danh", "Quân số hiện có"]
    second = ["Mã đơn vị", "Chức danh", "Biên chế được giao"]
    rows: list[list[object]] = [
        [*first],
        ["00004", "Chief", 3],
        ["II. Biên chế được giao"],
        [*second],
        ["00004", "Chief", 5],
    ]
    received = given(xlsx(rows, sheet="Sheet1"), of=form(PEOPLE, posts))
    assert (values(received, "number"), values(received, "number", "posts")) == ([3], [5])
    assert codes(received) == ["rows-remark"]


def test_hidden_rows_columns_and_sheets_are_read_and_told() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", SHORT)
        for number in range(1, 5):
            sheet.write_row(number, 0, [f"{number:05}", "", "Chief", 1])
        for number in (2, 3):
            sheet.set_row(number, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_column("F:XFD", None, None, {"hidden": True})
        other = book.add_worksheet("Bản cũ")
        other.write_row("A1", SHORT)
        other.write_row("A2", ["00009", "", "Chief", 1])
        other.hide()

    received = given(made(write))
    assert len(received.tables["people"]) == 5
    assert codes(received) == ["columns-hidden", "sheet-hidden", "rows-hidden"]
    assert (only(received, "rows-hidden").values["rows"], only(received, "columns-hidden").values["columns"]) == (
        "3–4",
        "B",
    )


def test_a_merged_word_is_of_all_its_rows_and_a_merged_number_of_none() -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.write_row("A1", SHORT)
        sheet.merge_range("A2:A3", "00004")
        sheet.write_row("C2", ["Chief", 3])
        sheet.write_row("C3", ["Deputy chief", 4])
        sheet.write_row("A4", ["00005", "", "Chief"])
        sheet.write_row("A5", ["00006", "", "Chief"])
        sheet.merge_range("D4:D5", 9)

    received = given(made(write))
    assert values(received, "code") == ["00004", "00004", "00005"]
    assert errors(received) == [("cell-merged", "D5")]
    assert only(received, "cell-repeated").values["count"] == 1


def test_rows_are_told_in_ranges() -> None:
    assert ranges([3, 12, 13, 14, 20]) == "3, 12–14, 20"
    assert ranges([]) == ""
    assert ranges(range(0, 200, 2)).endswith(", …")
