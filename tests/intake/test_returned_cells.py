"""What stands in the cells of a returned workbook, by the kind of its column: read, noted, or refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from diaban.basis.finding import Severity
from diaban.intake.form import Dates, FormTable
from tests.intake.sheets import (
    CODE,
    COLUMNS,
    HEADINGS,
    NUMBER,
    codes,
    column,
    errors,
    form,
    given,
    heading,
    inline,
    only,
    packed,
    parts,
    row,
    said,
    values,
    xlsx,
)

NAMES = [one.name for one in COLUMNS]
SOUND: list[object] = ["00004", "xã A", "Trưởng Công an", 3, None, None, None, None, None]


def with_cell(name: str, *cells: object) -> bytes:
    """A sheet with one row for each cell, the other cells sound."""
    rows = []
    for number, cell in enumerate(cells):
        made = list(SOUND)
        made[0] = f"{number + 4:05}"
        made[NAMES.index(name)] = cell
        rows.append(made)
    return xlsx([HEADINGS, *rows])


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("number", 12, 12),
        ("number", "12", 12),
        ("number", 12.0, 12),
        ("number", "1.234", 1234),
        ("number", "1,234", 1234),
        ("number", "1 234", 1234),
        ("number", "12,0", 12),
        ("area", 12.5, Decimal("12.5")),
        ("area", 0.1 + 0.2, Decimal("0.3")),
        ("area", "1.234,5", Decimal("1234.5")),
        ("area", "1,234.5", Decimal("1234.5")),
        ("area", "-", None),
        ("area", None, None),
        ("share", "98,5%", Decimal("98.5")),
        ("share", 98.5, Decimal("98.5")),
        ("share", 0, Decimal(0)),
        ("share", "12,345", Decimal("12.345")),
        ("since", date(2025, 3, 5), date(2025, 3, 5)),
        ("since", "05/03/2025", date(2025, 3, 5)),
        ("title", "trưởng công an", "chief"),
        ("title", "Chief", "chief"),
        ("title", "Trưởng CA", "chief"),
        ("title", "deputy", "deputy"),
        ("cost_vnd", 125_000_000_000, 125_000_000_000),
        ("cost_vnd", "125.000.000.000", 125_000_000_000),
        ("note", "Đã\nsửa ", "Đã\nsửa"),
        ("note", "- hai phòng", "- hai phòng"),
        ("note", 12, "12"),
        ("note", date(2025, 3, 5), "05/03/2025"),
        ("note", "Bắc Kạn", "Bắc Kạn"),
        ("note", True, "true"),
    ],
)
def test_read_without_a_word(name: str, cell: object, value: object) -> None:
    received = given(with_cell(name, cell))
    assert codes(received) == []
    assert values(received, name) == [value]


@pytest.mark.parametrize(
    ("name", "cell", "value", "note"),
    [
        ("code", 4, "00004", "cell-zeros-restored"),
        ("code", "0004", "00004", "cell-zeros-restored"),
        ("title", "Truong cong an", "chief", "cell-choice-taken"),
        ("since", 45721, date(2025, 3, 5), "cell-day-serial"),
        ("since", "45721", date(2025, 3, 5), "cell-day-serial"),
        ("since", "05/03/25", date(2025, 3, 5), "cell-day-short"),
        ("note", "C«ng an x· B¾c K¹n", "Công an xã Bắc Kạn", "cell-letters-restored"),
        ("note", "Coâng an xaõ Baéc Kaïn", "Công an xã Bắc Kạn", "cell-letters-restored"),
        ("note", "Báº¯c Káº¡n", "Bắc Kạn", "cell-letters-restored"),
    ],
)
def test_read_with_a_note(name: str, cell: object, value: object, note: str) -> None:
    received = given(with_cell(name, cell))
    assert codes(received) == [note]
    assert received.sound
    assert values(received, name) == [value]
    assert only(received, note).values["count"] == 1


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("code", None, "csv-cell-empty"),
        ("code", 123456, "csv-code"),
        ("code", "0000A", "csv-code"),
        ("code", "1E+05", "csv-code-damaged"),
        ("code", 12.5, "csv-code"),
        ("number", None, "csv-cell-empty"),
        ("number", "-", "csv-cell-empty"),
        ("number", "ba", "cell-number"),
        ("number", "3 người", "cell-number"),
        ("number", "5%", "cell-number"),
        ("number", 1.5, "cell-fraction"),
        ("number", "1,5", "cell-fraction"),
        ("number", -1, "cell-too-small"),
        ("number", 5001, "cell-too-large"),
        ("number", date(2025, 5, 1), "cell-is-day"),
        ("area", "1.234", "cell-number-two"),
        ("area", "1" * 19, "csv-number-digits"),
        ("share", 0.985, "cell-share-two"),
        ("share", 1, "cell-share-two"),
        ("share", 101, "cell-too-large"),
        ("since", "31/02/2025", "cell-day"),
        ("since", "03/25/2025", "cell-day-foreign"),
        ("since", "05-03-25", "cell-day-two"),
        ("since", "05/03/0205", "cell-day-far"),
        ("since", 12, "cell-day"),
        ("title", "Trưởng Côn an", "cell-choice-near"),
        ("title", "Giám đốc", "csv-choice"),
        ("note", "x" * 501, "csv-cell-long"),
        ("note", "=SUM(A1)", "csv-formula"),
        ("note", "@cmd", "csv-formula"),
        ("note", "+1+cmd|' /C calc'!A0", "csv-formula"),
        ("note", "- cmd|' /C calc'!A0", "csv-formula"),
        ("note", "a\x07b", "csv-control-character"),
        ("note", "B?c K?n", "cell-letters-lost"),
        ("note", "B\ufffdc", "cell-letters-lost"),
    ],
)
def test_refused_with_its_place(name: str, cell: object, code: str) -> None:
    received = given(with_cell(name, cell))
    where = f"{chr(65 + NAMES.index(name))}2"
    assert errors(received) == [(code, where)]
    assert values(received, name) == []
    place = only(received, code).place
    assert (place.sheet, place.row, place.column) == ("Quân số", 2, HEADINGS[NAMES.index(name)])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1.234", "5,5"], [Decimal(1234), Decimal("5.5")]),
        (["1.234", "5.5"], [Decimal("1.234"), Decimal("5.5")]),
        (["1,234", "5.5"], [Decimal(1234), Decimal("5.5")]),
        (["1.234", "1.234.567"], [Decimal(1234), Decimal(1234567)]),
    ],
)
def test_the_rest_of_the_column_decides(cells: list[str], expected: list[Decimal]) -> None:
    received = given(with_cell("area", *cells))
    assert codes(received) == []
    assert values(received, "area") == expected


def test_a_column_that_contradicts_itself_decides_nothing() -> None:
    received = given(with_cell("area", "1.234", "5,5", "5.5"))
    assert errors(received) == [("cell-number-two", "E2")]
    found = only(received, "cell-number-two")
    assert (found.values["whole"], found.values["fraction"]) == (1234, Decimal("1.234"))
    assert len(values(received, "area")) == 2


def test_shares_without_a_sign_are_told_by_their_column() -> None:
    received = given(with_cell("share", 0.5, 98.5))
    assert values(received, "share") == [Decimal("0.5"), Decimal("98.5")]


def test_a_number_shown_as_a_share_is_one() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="9"/></cellXfs>'
    cells = (inline("A2", "00004"), inline("C2", "Chief"), '<c r="D2"><v>3</v></c><c r="F2" s="1"><v>0.985</v></c>')
    received = given(packed(parts(f"<sheetData>{heading()}{row(2, *cells)}</sheetData>", styles=styles)))
    assert codes(received) == []
    assert values(received, "share") == [Decimal("98.5")]


@pytest.mark.parametrize(
    ("cell", "percent"),
    [
        ('<c r="C2" s="2"><v>1</v></c>', 100),
        ('<c r="C2" s="2"><v>0.35</v></c>', 35),
        ('<c r="C2"><v>1</v></c>', 1),
        (inline("C2", "35%"), 35),
        (inline("C2", "35,0 %"), 35),
        ('<c r="C2" s="1"><v>0.125</v></c>', "cell-fraction"),
        ('<c r="C2"><v>0.35</v></c>', "cell-fraction"),
    ],
)
def test_whole_per_cent_shown_with_the_sign_are_what_is_shown(cell: str, percent: object) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="9"/></cellXfs>'
    done = column("done", "Tỷ lệ (%)", "integer", least=0, most=100)
    of = form(FormTable("works", "works", said("Tiến độ", "Progress"), Dates.STATE, (CODE, NUMBER, done), ("code",)))
    top = row(1, inline("A1", "Mã đơn vị"), inline("B1", "Quân số hiện có"), inline("C1", "Tỷ lệ (%)"))
    people = '<c r="B2"><v>3</v></c>'
    sheet = f"<sheetData>{top}{row(2, inline('A2', '00004'), people, cell)}</sheetData>"
    received = given(packed(parts(sheet, styles=styles)), of=of)
    assert (values(received, "done", "works") or codes(received)) == [percent]


def test_a_share_in_a_column_of_people_is_no_number_of_them() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs>'
    cells = (inline("A2", "00004"), inline("C2", "Chief"), '<c r="D2" s="1"><v>1</v></c>')
    received = given(packed(parts(f"<sheetData>{heading()}{row(2, *cells)}</sheetData>", styles=styles)))
    assert errors(received) == [("cell-number", "D2")]


def test_habits_of_a_column_are_told_once_with_their_number() -> None:
    received = given(xlsx([HEADINGS, *([number, None, "Chief", 1] for number in range(4, 40))]))
    assert codes(received) == ["cell-zeros-restored"]
    found = only(received, "cell-zeros-restored")
    assert (found.values["count"], found.place.cell, found.severity) == (36, "A2", Severity.NOTE)


def test_days_and_months_that_a_machine_exchanged_are_warned_of() -> None:
    received = given(with_cell("since", date(2025, 5, 3), date(2025, 1, 4), "25/03/2025"))
    assert codes(received) == ["days-exchanged"]
    assert codes(given(with_cell("since", date(2025, 5, 3), date(2025, 1, 14), "25/03/2025"))) == []


@pytest.mark.parametrize(("value", "shown"), [("#REF!", "#REF!"), ("#N/A", "#N/A"), ("#DIV/0!", "#DIV/0!")])
def test_an_error_is_no_value(value: str, shown: str) -> None:
    cells = (inline("A2", "00004"), inline("C2", "Chief"), f'<c r="D2" t="e"><f>1/0</f><v>{value}</v></c>')
    received = given(packed(parts(f"<sheetData>{heading()}{row(2, *cells)}</sheetData>")))
    assert errors(received) == [("cell-error", "D2")]
    assert only(received, "cell-error").values["found"] == shown


def test_a_formula_gives_its_last_value_and_is_kept() -> None:
    cells = (inline("A2", "00004"), inline("C2", "Chief"), '<c r="D2"><f>SUM(1,2)</f><v>3</v></c>')
    received = given(packed(parts(f"<sheetData>{heading()}{row(2, *cells)}</sheetData>")))
    assert values(received, "number") == [3]
    (evidence,) = received.evidence
    assert (evidence.formula, evidence.value, evidence.place.cell) == ("SUM(1,2)", "3", "D2")


def test_a_formula_that_was_never_calculated_is_refused() -> None:
    cells = (inline("A2", "00004"), inline("C2", "Chief"), '<c r="D2"><f>SUM(1,2)</f></c>')
    received = given(packed(parts(f"<sheetData>{heading()}{row(2, *cells)}</sheetData>")))
    assert errors(received) == [("cell-formula-empty", "D2")]


NAMES_OF_FONTS = ("Calibri", ".VnTime", "VNI-Times", ".VnTimeH")
FONTS = (
    "<fonts>" + "".join(f'<font><name val="{name}"/></font>' for name in NAMES_OF_FONTS) + "</fonts><cellXfs>"
    '<xf fontId="0"/><xf fontId="1"/><xf fontId="2"/><xf fontId="3"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("style", "text", "meant"),
    [
        (1, "Hè Nai", "Hố Nai"),
        (1, "Bắc Kạn", "Bắc Kạn"),
        (2, "Hoá Nai", "Hố Nai"),
        (3, "c«ng an", "CÔNG AN"),
        (0, "Hè Nai", "Hè Nai"),
    ],
)
def test_the_font_tells_the_table_of_characters(style: int, text: str, meant: str) -> None:
    note = f'<c r="I2" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'
    cells = (inline("A2", "00004"), inline("C2", "Chief"), f'<c r="D2"><v>3</v></c>{note}')
    received = given(packed(parts(f"<sheetData>{heading()}{row(2, *cells)}</sheetData>", styles=FONTS)))
    assert values(received, "note") == [meant]
    assert codes(received) == ([] if text == meant else ["cell-letters-restored"])


def test_letters_with_a_font_of_their_own_inside_a_cell() -> None:
    shared = '<si><r><rPr><rFont val=".VnTime"/></rPr><t xml:space="preserve">B¾c K¹n </t></r><r><t>và Huế</t></r></si>'
    cells = (inline("A2", "00004"), inline("C2", "Chief"), '<c r="D2"><v>3</v></c><c r="I2" t="s"><v>0</v></c>')
    received = given(packed(parts(f"<sheetData>{heading()}{row(2, *cells)}</sheetData>", strings=shared)))
    assert values(received, "note") == ["Bắc Kạn và Huế"]


def some(**changed: Any) -> list[object]:
    return [changed.get(name, old) for name, old in zip(NAMES, SOUND, strict=True)]


def test_every_mistake_is_told_at_once() -> None:
    rows = [HEADINGS, some(code="x", number="ba"), some(code="00005", title="?"), some(code="00006", since="hôm qua")]
    received = given(xlsx(rows))
    assert errors(received) == [("csv-code", "A2"), ("cell-number", "D2"), ("csv-choice", "C3"), ("cell-day", "G4")]
    assert received.tables["people"] == ()


def test_rows_that_repeat_one_another() -> None:
    rows = [HEADINGS, some(), some(number=4), some(), some(title="Deputy chief")]
    received = given(xlsx(rows))
    assert errors(received) == [("csv-row-contradicts", "A3"), ("csv-row-repeated", "A4")]
    assert only(received, "csv-row-contradicts").values["first"] == "2"
    assert [line.row for line in received.tables["people"]] == [2, 5]
