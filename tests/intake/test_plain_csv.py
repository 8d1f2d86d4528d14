"""The plain CSV reader by example: what a file says, and what is said about its mistakes."""

import csv
import io
import os
import string
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.basis.catalogue import shipped
from diaban.basis.finding import Severity
from diaban.intake.plain_csv import Column, Kind, Reading, Table, read, read_bytes, read_stream
from tests.cases import examples

UNITS = Table((Column("code", kind="code", widths=(2, 3, 5)), Column("value", kind="decimal")))
WIDE = Table(
    (
        Column("Mã đơn vị", kind="code", widths=(5,)),
        Column("Ngày", kind="day", blank=True),
        Column("Số người", kind="integer"),
        Column("Nhà", kind="choice", choices=("Kiên cố", "Lắp ghép"), required=False),
        Column("Ghi chú", required=False, max_length=30),
    ),
    unique=("Mã đơn vị",),
)


def said(text: str | bytes, table: Table = UNITS, **limits: int) -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    return read_bytes(data, table, name="t.csv", **limits)


def codes(reading: Reading) -> list[tuple[str, int | None, str | None]]:
    return [(found.code, found.place.row, found.place.column) for found in reading.findings]


def rows(reading: Reading) -> list[tuple[int, tuple[object, ...]]]:
    return [(line.row, tuple(line.values.values())) for line in reading.lines]


def test_a_table_and_its_lines() -> None:
    reading = said(
        "MÃ ĐƠN VỊ;Số người;Ngày;Ghi chú\n"
        "00004;8;2025-07-01;\n"
        ";;;\n"
        '06727 ;12; ;"Thôn Bản Châng;\nxóm ""Trên"""\n'
        "27142;0;;x;;\n",
        WIDE,
    )
    assert reading.findings == ()
    assert reading.sound
    assert rows(reading) == [
        (2, ("00004", date(2025, 7, 1), 8, None, None)),
        (4, ("06727", None, 12, None, 'Thôn Bản Châng;\nxóm "Trên"')),
        (5, ("27142", None, 0, None, "x")),
    ]
    assert reading.lines[0].get("Mã đơn vị", str) == "00004"
    assert reading.lines[0].get("Số người", int) == 8
    with pytest.raises(TypeError, match="Ngày"):
        reading.lines[1].get("Ngày", date)


def test_every_mistake_at_once_and_the_good_lines_beside_them() -> None:
    reading = said("code,value\n00004,1\n4,1.5\n00008,1.5x\n,\n00025,=1+1\n00070\n00004,1\n00082,-3\n")
    assert codes(reading) == [
        ("csv-code-zeros", 3, "code"),
        ("csv-number", 4, "value"),
        ("csv-formula", 6, "value"),
        ("csv-cells-few", 7, None),
        ("csv-row-repeated", 8, "code"),
    ]
    assert rows(reading) == [(2, ("00004", Decimal(1))), (9, ("00082", Decimal(-3)))]
    assert not reading.sound


@pytest.mark.parametrize(
    ("kind", "cell", "answer"),
    [
        ("integer", "1234", 1234),
        ("integer", "-3", -3),
        ("integer", "007", 7),
        ("integer", "\u00a012 ", 12),
        ("integer", "1.234", "csv-integer"),
        ("integer", "1,234", "csv-integer"),
        ("integer", "12.0", "csv-integer"),
        ("integer", "1e3", "csv-integer"),
        ("integer", "1_000", "csv-integer"),
        ("integer", "\uff11\uff12", "csv-integer"),
        ("integer", "\u0661", "csv-integer"),
        ("integer", "12 người", "csv-integer"),
        ("integer", "9" * 18, 10**18 - 1),
        ("integer", "9" * 19, "csv-number-digits"),
        ("decimal", "1234.5", Decimal("1234.5")),
        ("decimal", "-0.0", Decimal(0)),
        ("decimal", "0.125", Decimal("0.125")),
        ("decimal", "1.2340", Decimal("1.234")),
        ("decimal", "1234.567", Decimal("1234.567")),
        ("decimal", "1.234", "csv-number-ambiguous"),
        ("decimal", "1,234", "csv-number-ambiguous"),
        ("decimal", "-1,234", "csv-number-ambiguous"),
        ("decimal", "1,5", "csv-number"),
        ("decimal", "-1,5", "csv-number"),
        ("decimal", "1.234,5", "csv-number"),
        ("decimal", "1.234.567", "csv-number"),
        ("decimal", "1 234", "csv-number"),
        ("decimal", ".5", "csv-number"),
        ("decimal", "5.", "csv-number"),
        ("decimal", "-1E+05", "csv-number"),
        ("decimal", "NaN", "csv-number"),
        ("decimal", "inf", "csv-number"),
        ("decimal", "50%", "csv-number"),
        ("decimal", "0.1234567", "csv-number-digits"),
        ("decimal", "+5", "csv-formula"),
        ("decimal", "-", "csv-formula"),
        ("decimal", "-1+1", "csv-formula"),
        ("day", "2025-07-01", date(2025, 7, 1)),
        ("day", "2025-02-29", "csv-day"),
        ("day", "01/07/2025", "csv-day"),
        ("day", "20250701", "csv-day"),
        ("day", "45839", "csv-day"),
        ("choice", " kiên CỐ ", "Kiên cố"),
        ("choice", unicodedata.normalize("NFD", "Kiên cố"), "Kiên cố"),
        ("choice", "Nhà tạm", "csv-choice"),
        ("code", "00004", "00004"),
        ("code", "12", "12"),
        ("code", "\u200b00004\ufeff", "00004"),
        ("code", "6727", "csv-code-zeros"),
        ("code", "1", "csv-code-zeros"),
        ("code", "000004", "csv-code"),
        ("code", "0000a", "csv-code"),
        ("code", "06.727", "csv-code"),
        ("code", "\uff10\uff10\uff10\uff10\uff14", "csv-code"),
        ("code", "6727.0", "csv-code-damaged"),
        ("code", "6727,0", "csv-code-damaged"),
        ("code", "1E+05", "csv-code-damaged"),
        ("text", "Xã Mỹ Thanh", "Xã Mỹ Thanh"),
        ("text", unicodedata.normalize("NFD", "Xã Mỹ Thanh"), "Xã Mỹ Thanh"),
        ("text", "-5", "-5"),
        ("text", "a=b", "a=b"),
        ("text", "=1+1", "csv-formula"),
        ("text", " =1+1", "csv-formula"),
        ("text", "+84 24", "csv-formula"),
        ("text", "@SUM(A1)", "csv-formula"),
        ("text", "- Bản Châng", "csv-formula"),
        ("text", "\uff1d1+1", "csv-formula"),
        ("text", "\tabc", "csv-formula"),
        ("text", "\rabc", "csv-formula"),
        ("text", "a\x00b", "csv-control-character"),
        ("text", "a\x1a", "csv-control-character"),
        ("text", "X\ufffd Mỹ", "csv-lost-character"),
        ("text", "x" * 41, "csv-cell-long"),
        ("text", "   ", "csv-cell-empty"),
        ("text", "\ufeff", "csv-cell-empty"),
    ],
)
def test_a_cell_between_semicolons(kind: Kind, cell: str, answer: object) -> None:
    column = Column(
        "value",
        kind=kind,
        max_length=40,
        choices=("Kiên cố", "Lắp ghép") if kind == "choice" else (),
        widths=(2, 3, 5) if kind == "code" else (),
    )
    reading = said(f'id;value\n1;"{cell}"\n', Table((Column("id"), column), unique=("id",)))
    if isinstance(answer, str) and answer.startswith("csv-"):
        assert codes(reading) == [(answer, 2, "value")]
        assert reading.lines == ()
    else:
        assert reading.findings == ()
        assert reading.lines[0].values["value"] == answer
        assert str(reading.lines[0].values["value"]) != "-0.0"


def test_between_commas_a_point_parts_decimals_only() -> None:
    assert rows(said("code,value\n00004,1.234\n")) == [(2, ("00004", Decimal("1.234")))]
    assert codes(said('code,value\n00004,"1,234"\n')) == [("csv-number-ambiguous", 2, "value")]
    assert codes(said("code\tvalue\n00004\t1.234\n")) == [("csv-number-ambiguous", 2, "value")]


def test_both_readings_are_named_and_the_way_out() -> None:
    (found,) = said("code;value\n00004;1.234\n").findings
    assert shipped().sentences(found, "vi")["found"].startswith("Ô ghi “1.234”: có thể là 1234 (")
    remedy = shipped().sentences(found, "en")["remedy"]
    assert "write 1234;" in remedy
    assert remedy.endswith("1.2340.")


def test_a_code_that_lost_its_zeros_is_told_the_likely_one() -> None:
    (found,) = said("code,value\n6727,1\n").findings
    assert found.values["likely"] == "06727"
    (found,) = said("code,value\n1,1\n").findings
    assert found.values["likely"] == "01"


def test_a_code_without_widths_is_any_text_but_a_damaged_one() -> None:
    table = Table((Column("code", kind="code"),))
    assert rows(said("code\nA-01\n1.0\n007\n1E05\n", table)) == [
        (2, ("A-01",)),
        (3, ("1.0",)),
        (4, ("007",)),
        (5, ("1E05",)),
    ]
    assert codes(said("code\n1.2E+05\n", table)) == [("csv-code-damaged", 2, "code")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = end.join(["Mã đơn vị,Ngày,Số người,Ghi chú", "00004,,1,Xã Mỹ Thanh", "", '00008,,2,"a', 'b"']) + end
    reading = said(text.encode(encoding), WIDE)
    assert rows(reading) == [
        (2, ("00004", None, 1, None, "Xã Mỹ Thanh")),
        (4, ("00008", None, 2, None, "a\nb")),
    ]
    assert [found.code for found in reading.findings] == (["csv-utf-16"] if "16" in encoding else [])
    assert reading.sound


def test_utf_16_with_marks_written_big_end_first() -> None:
    reading = said("\ufeffcode\tvalue\n00004\t1\n".encode("utf-16-be"))
    assert rows(reading) == [(2, ("00004", Decimal(1)))]
    assert [found.severity for found in reading.findings] == [Severity.NOTE]


def test_mixed_line_ends_are_line_ends() -> None:
    assert [row for row, _ in rows(said("code,value\r\n00004,1\n00008,2\r00025,3"))] == [2, 3, 4]


@pytest.mark.parametrize(
    ("heading", "severity", "expected"),
    [
        ("Code , VALUE", None, []),
        ("value,code", None, []),
        ("code,value,,", None, []),
        ("code,value,note", "warning", [("csv-column-unknown", 1, "note")]),
        ("code,,value", "warning", [("csv-column-unnamed", 1, None)]),
        ("code,amount", "error", [("csv-column-missing", 1, "value"), ("csv-column-unknown", 1, "amount")]),
        ("code,value,CODE", "error", [("csv-column-repeated", 1, "code")]),
        ("code|value", "error", [("csv-column-missing", 1, "code"), ("csv-column-missing", 1, "value")]),
    ],
)
def test_headings(heading: str, severity: str | None, expected: list[object]) -> None:
    cells = {"code": "00004", "value": "1"}
    row = ",".join(cells.get(cell.strip().lower(), "") for cell in heading.split(","))
    reading = said(f"{heading}\n{row}\n")
    assert codes(reading)[: len(expected)] == expected
    assert [str(found.severity) for found in reading.findings[:1]] == ([severity] if severity else [])
    assert (reading.lines == ()) == (severity == "error")


def test_a_faulty_heading_still_shows_the_mistakes_of_the_columns_it_has() -> None:
    reading = said("code,amount\n4,x\n")
    assert codes(reading)[2:] == [("csv-code-zeros", 2, "code")]
    assert reading.lines == ()


def test_a_strict_table_refuses_a_column_it_does_not_know() -> None:
    reading = said("code,value,note\n00004,1,x\n", Table(UNITS.columns, strict=True))
    assert codes(reading) == [("csv-column-unknown", 1, "note")]
    assert not reading.sound
    assert reading.lines == ()


def test_a_heading_that_shows_no_column_is_not_passed_over_in_silence() -> None:
    table = Table((Column("a", required=False), Column("b", required=False)), unique=())
    assert [found.code for found in said("x,y\n1,2\n", table).findings][:2] == ["csv-column-missing"] * 2


def test_the_delimiter_is_the_one_under_which_the_heading_is_known() -> None:
    assert rows(said("a,b,c,d,e;code;value\n1,2;00004;5\n")) == [(2, ("00004", Decimal(5)))]
    assert rows(said("code\tvalue\n00004\t1\n")) == [(2, ("00004", Decimal(1)))]


def test_blank_rows_are_left_out_and_counted() -> None:
    reading = said('\n  \ncode,value\n\n,\n"",""\n00004,1\n\u00a0,\n')
    assert reading.findings == ()
    assert rows(reading) == [(7, ("00004", Decimal(1)))]


def test_repeated_rows_name_the_first_and_say_whether_they_contradict_it() -> None:
    reading = said("code,value\n00004,1\n00008,2\n00004,1.0\n00004,3\n00008,x\n")
    assert [(found.code, found.place.row, found.values.get("first")) for found in reading.findings] == [
        ("csv-row-repeated", 4, "2"),
        ("csv-row-contradicts", 5, "2"),
        ("csv-number", 6, None),
        ("csv-row-contradicts", 6, "3"),
    ]
    assert reading.findings[1].values["differing"] == ["value"]
    assert [row for row, _ in rows(reading)] == [2, 3]


def test_a_key_of_two_columns() -> None:
    table = Table((Column("code"), Column("day", kind="day", blank=True)), unique=("code", "day"))
    reading = said("code,day\na,2025-07-01\na,2025-07-02\na,2025-07-01\na,\na,\n", table)
    assert [(found.code, found.place.row, found.values["key"]) for found in reading.findings] == [
        ("csv-row-repeated", 4, "a + 2025-07-01"),
        ("csv-row-repeated", 6, "a + "),
    ]


def test_an_empty_key_repeats_nothing() -> None:
    table = Table((Column("code", blank=True), Column("value")))
    assert said("code,value\n,1\n,1\n", table).findings == ()


@pytest.mark.parametrize(
    "build",
    [
        lambda: Table(()),
        lambda: Table((Column("a"), Column("A ")), unique=()),
        lambda: Table((Column("a"),)),
        lambda: Column(" "),
        lambda: Column("a", kind="choice"),
        lambda: Column("a", choices=("x",)),
        lambda: Column("a", kind="choice", choices=("x", "X")),
        lambda: Column("a", widths=(5,)),
        lambda: Column("a", max_length=0),
    ],
)
def test_a_table_that_contradicts_itself_cannot_be_built(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=r"column|unique"):
        build()


def test_a_file_and_a_stream_say_what_their_bytes_say(tmp_path: Path) -> None:
    path = tmp_path / "xã.csv"
    path.write_bytes(b"code,value\n00004,1\n")
    reading = read(path, UNITS)
    assert reading == read_stream(io.BytesIO(path.read_bytes()), UNITS, name=str(path))
    assert reading.size == 19
    assert len(reading.sha256) == 64
    assert read(path.with_name("none.csv"), UNITS).findings[0].place.file == os.fspath(path.with_name("none.csv"))


# What csv.writer can write and a spreadsheet would: no control characters, no lone surrogates, nothing that is trimmed.
CELLS = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffd") | st.sampled_from('";,\n\t '),
    max_size=20,
).filter(lambda cell: not cell.strip(" ").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\n")))
EDGES = (
    string.whitespace
    + "\x85\u200b\u200c\u200d\u2060\ufeff"
    + "".join(chr(point) for point in range(0x3001) if chr(point).isspace())
)


@settings(max_examples=examples(120), deadline=None)
@given(
    table=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_whatever_csv_writer_writes_is_read_back(
    table: list[tuple[str, str, str]], delimiter: str, encoding: str, end: str, quoting: Literal[0, 1]
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([("a", "b", "c"), *table])
    columns = tuple(Column(name, blank=True) for name in "abc")
    reading = said(stream.getvalue().encode(encoding), Table(columns, unique=()))
    wanted = [
        (number, tuple(unicodedata.normalize("NFC", cell).strip(EDGES) or None for cell in row))
        for number, row in enumerate(table, start=2)
    ]
    assert rows(reading) == [(number, row) for number, row in wanted if any(row)]
    assert {found.code for found in reading.findings} <= {"csv-utf-16", "csv-no-rows"}
