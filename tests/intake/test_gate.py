"""The gate: personal data that no form asks for is refused, its place told and nothing of it repeated."""

import io
import json
import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from diaban.basis.catalogue import LANGUAGES, shipped
from diaban.intake.form import Dates, FormTable
from diaban.intake.personal import names_somebody_born, number_in
from diaban.intake.receiving import Received
from tests.cases import examples
from tests.intake.sheets import CODE, HEADINGS, NAME, NUMBER, codes, column, form, given, only, values, xlsx

# Invented: the place of birth is 001, the rest is counted up.
TWELVE = "001085012345"
NINE = "012345678"
ROW: list[object] = ["00004", "xã A", "Chief", 3, None, None, None, None, None]


def sheet(*extra: Sequence[object], headings: Sequence[str] = ()) -> bytes:
    return xlsx([[*HEADINGS, *headings], [*ROW], *([*ROW[:9], *one] for one in extra)])


def refused(received: Received, code: str = "gate-number") -> bool:
    """Whether the gate refused, and nothing it found is said again."""
    told = json.dumps(
        [shipped().as_dict(one, lang) for one in received.findings for lang in LANGUAGES], ensure_ascii=False
    )
    for secret in (TWELVE, NINE, "085012345", "Nguyễn", "1990"):
        assert secret not in told
    return received.refused and received.tables == {} and set(codes(received)) == {code}


@pytest.mark.parametrize(
    "value",
    [
        *[
            TWELVE,
            NINE,
            int(TWELVE.replace("001", "101")),
            123456789,
            "001 085 012 345",
            "001.085.012.345",
            "0010-8501-2345",
        ],
        *["Số: 001085012345.", "CCCD 001085012345, cấp 2021", 1085012345 + 10**10, "012 345 678", "CMND:012345678"],
        *["012345678,012345679", float(123456789)],
    ],
)
def test_a_personal_number_in_a_column_of_ones_own(value: object) -> None:
    received = given(sheet([value], headings=["Số"]))
    assert refused(received)
    assert only(received, "gate-number").place.cell == "J3"


@pytest.mark.parametrize("where", ["unit_name", "note", "code", "title", "number"])
def test_a_personal_number_in_a_column_of_the_form(where: str) -> None:
    line: list[object] = list(ROW)
    line[[one.name for one in (CODE, NAME, column("title", ""), NUMBER)].index(where) if where != "note" else 8] = (
        TWELVE
    )
    assert refused(given(xlsx([HEADINGS, ROW, line])))


def test_a_pseudonym_without_a_width_is_no_way_through() -> None:
    officers = FormTable(
        "o",
        "x",
        {"vi": "Cán bộ", "en": "Officers"},
        Dates.STATE,
        (column("officer", "Mã cán bộ", "code"), NUMBER),
        ("officer",),
    )
    assert refused(given(xlsx([["Mã cán bộ", "Quân số hiện có"], [TWELVE, 1]]), of=form(officers)))
    assert codes(given(xlsx([["Mã cán bộ", "Quân số hiện có"], ["CB-0001", 1]]), of=form(officers))) == []


@pytest.mark.parametrize(
    "value",
    [
        *[
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "+84 912 345 678",
            "+84912345678",
            "84912345678",
            "1900 1234",
            "02437654321",
        ],
        *[
            "05/BC-CAX-2025",
            "15/02/2025-14/03/2025",
            "2025-03-05 10:20:30",
            12345678,
            1234567890,
            12345.678,
            "00004",
            "123/2024/NĐ-CP",
        ],
        *[
            "125.000.000 đồng",
            "125000000đ",
            "1.250.000.000",
            "QĐ 1234-2025",
            "ISBN 978",
            date(2025, 3, 5),
            1234567890123,
        ],
    ],
)
def test_phones_papers_days_and_amounts_are_none(value: object) -> None:
    assert codes(given(sheet([value], headings=["Số riêng"]))) in (
        ["heading-unknown", "csv-row-repeated"],
        ["heading-unknown", "csv-row-contradicts"],
    )


def test_amounts_of_nine_and_twelve_digits_under_a_column_of_money() -> None:
    lines: list[list[object]] = []
    amounts: list[object] = [123_456_789, 123_456_789_012, "123.456.789", "123,456,789,012", "123456789012"]
    for number, amount in enumerate(amounts):
        line = list(ROW)
        line[0], line[7] = f"{number + 10:05}", amount
        lines.append(line)
    total: list[object] = ["Tổng cộng", None, None, None, None, None, None, 123_456_789 * 2 + 123_456_789_012 * 3]
    received = given(xlsx([HEADINGS, *lines, total]))
    assert codes(received) == ["rows-total"]
    assert values(received, "cost_vnd") == [123456789, 123456789012, 123456789, 123456789012, 123456789012]


def test_the_same_numbers_beyond_the_limits_of_a_column_are_not_kept() -> None:
    line = list(ROW)
    line[3] = 123456789
    assert refused(given(xlsx([HEADINGS, line])))


def test_false_alarms_over_many_tables_of_money() -> None:
    """Amounts of every size under a column of money, whole and grouped: none is taken for a number of a person."""
    chance = random.Random(20250305)
    for _ in range(6):
        lines = []
        for number in range(200):
            amount = chance.randrange(10 ** chance.randrange(6, 13)) * chance.choice((1, 1000))
            written: object = min(amount, 8_999_999_999_999)
            if chance.random() < 0.5:
                written = f"{written:,}".replace(",", chance.choice((".", ",")))
            line = list(ROW)
            line[0], line[7] = f"{number + 1:05}", written
            lines.append(line)
        received = given(xlsx([HEADINGS, *lines]))
        assert [code for code in codes(received) if code.startswith("gate")] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Place 001, man of the last century; place 011; place 096, woman of this one.
        ("01085012345", True),
        ("11085012345", True),
        ("96310012345", True),
        # No such place: 003, 013, 097. No such century: 7. Ten digits.
        ("03085012345", False),
        ("13085012345", False),
        ("97085012345", False),
        ("01785012345", False),
        ("1085012345", False),
    ],
)
def test_eleven_digits_only_where_they_can_be_twelve_without_a_zero(text: str, found: bool) -> None:
    assert number_in(text) is found


@pytest.mark.parametrize(
    "rows",
    [
        [["Họ và tên", "Ngày sinh"], ["Nguyễn Văn A", "05/03/1990"]],
        [["Họ tên", "Năm sinh"], ["NGUYỄN VĂN A", 1990]],
        [["Ho ten", "Ngay sinh"], ["Nguyen Van A", date(1990, 3, 5)]],
        [["Tên", "Sinh ngày"], ["Lò Thị B", "5-3-1990"]],
        [["a", "b"], ["Trần Thị B", date(1990, 3, 5)], ["Lê Văn C", date(1985, 3, 5)]],
        [["Nguyễn Văn A, sinh ngày 05/03/1990"]],
        [["Đ/c Nguyễn Văn A (SN 1990) ở thôn 3"]],
        [["Nguyễn Văn A (1990)"]],
        [["Name", "Date of birth"], ["Nguyen Van A", "1990-03-05"]],
    ],
)
def test_names_with_births(rows: list[list[object]]) -> None:
    assert refused(given(xlsx([*rows, [], HEADINGS, ROW])), "gate-birth")


@pytest.mark.parametrize(
    "rows",
    [
        [["Họ và tên", "Ngày sinh"]],
        [["Người lập", "Nguyễn Văn A"], ["Ngày", date(2025, 3, 5)]],
        [["Xã Trần Phú", "thành lập", date(1995, 3, 5)]],
        [["Trần Phú", date(1995, 3, 5)]],
        [["Nguyễn Huệ", 1990], ["Lê Lợi", 1991]],
        [["Nhà sinh hoạt cộng đồng, xây năm 1990"]],
    ],
)
def test_names_without_births_and_births_without_names(rows: list[list[object]]) -> None:
    assert [code for code in codes(given(xlsx([*rows, [], HEADINGS, ROW]))) if code.startswith("gate")] == []


def test_units_named_after_people_with_the_days_of_the_form_pass() -> None:
    rows = [list(ROW), list(ROW)]
    for number, (line, name) in enumerate(zip(rows, ("Nguyễn Phích", "Trần Phán"), strict=True)):
        line[0], line[1], line[6] = f"{number + 10:05}", name, date(1995, 3, 5)
    assert codes(given(xlsx([HEADINGS, *rows]))) == []


def test_a_column_that_asks_for_it_may_hold_it() -> None:
    asked = column("number_of_paper", "Số định danh", "code", widths=(12,), personal=True)
    table = FormTable("p", "x", {"vi": "Phiếu", "en": "Forms"}, Dates.STATE, (CODE, asked), ("code",))
    assert codes(given(xlsx([["Mã đơn vị", "Số định danh"], ["00004", TWELVE]]), of=form(table))) == []


def saved(write: Any) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.append(HEADINGS)
    page.append(ROW)
    write(book, page)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def hidden_sheet(book: Any, page: Any) -> None:
    other = book.create_sheet("x")
    other["C7"] = TWELVE
    other.sheet_state = "veryHidden"


def hidden_column(book: Any, page: Any) -> None:
    page["Z2"] = TWELVE
    page.column_dimensions["Z"].hidden = True


def comment(book: Any, page: Any) -> None:
    page["A2"].comment = openpyxl.comments.Comment(f"số {TWELVE}", "x")


def header(book: Any, page: Any) -> None:
    page.oddFooter.left.text = f"CCCD {TWELVE} "


def formula(book: Any, page: Any) -> None:
    page["D2"] = f'=LEN("{TWELVE}")'


def named(book: Any, page: Any) -> None:
    page.data_validations.append(
        openpyxl.worksheet.datavalidation.DataValidation("list", formula1=f'"{TWELVE}"', sqref="A9")
    )


@pytest.mark.parametrize("write", [hidden_sheet, hidden_column, comment, header, formula, named])
def test_wherever_it_hides(write: Any) -> None:
    assert refused(given(saved(write)))


def test_text_that_no_cell_shows_any_more() -> None:
    from tests.intake.sheets import heading, inline, packed, parts, row

    cells = row(2, inline("A2", "00004"), inline("C2", "Chief"), '<c r="D2"><v>3</v></c>')
    sheet_ = f"<sheetData>{heading()}{cells}</sheetData>"
    assert refused(given(packed(parts(sheet_, strings=f"<si><t>{TWELVE}</t></si>"))))


def test_in_every_format() -> None:
    text = ";".join([*HEADINGS, "CCCD"]) + f"\n00004;xã A;Chief;3;;;;;;{TWELVE}\n"
    assert refused(given(text.encode(), "t.csv"))


def test_many_places_are_counted_and_the_first_told() -> None:
    received = given(sheet(*([TWELVE] for _ in range(50)), headings=["Số"]))
    assert refused(received)
    assert len(received.findings) == 20
    assert {one.values["count"] for one in received.findings} == {50}


@settings(max_examples=examples(80), deadline=None)
@each(st.integers(0, 10**12 - 1), st.sampled_from(["{}", "Số {}", "{}.", "({})", "x{}", "{} x", "{}/QĐ"]))
def test_twelve_digits_are_found_wherever_they_stand(number: int, frame: str) -> None:
    assert number_in(frame.format(f"{number:012}"))


@settings(max_examples=examples(80), deadline=None)
@each(st.text(max_size=60))
def test_any_text_is_looked_at(text: str) -> None:
    assert number_in(text) in {True, False}
    assert names_somebody_born(text) in {True, False}
