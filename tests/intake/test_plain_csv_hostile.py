"""The plain CSV reader against files that are broken, enormous or something else altogether."""

import csv
import io
import json
import os
import stat
import tracemalloc
import zipfile
from itertools import product
from pathlib import Path
from typing import Any, SupportsIndex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.basis.catalogue import LANGUAGES, shipped
from diaban.intake.csv_text import MAX_COLUMNS, MAX_LINE, records
from diaban.intake.plain_csv import Column, Reading, Table, read, read_bytes, read_stream
from tests.cases import examples

UNITS = Table((Column("code", kind="code", widths=(2, 3, 5)), Column("value", kind="decimal")))
NOTES = Table((Column("code"), Column("note", max_length=100)))
EVERY_KIND = Table(
    (
        Column("code", kind="code", widths=(2, 3, 5)),
        Column("a", kind="decimal", blank=True),
        Column("b", kind="integer", required=False),
        Column("c", kind="day", required=False),
        Column("d", kind="choice", choices=("x", "y"), required=False),
        Column("e", required=False),
    )
)


def said(text: str | bytes, table: Table = UNITS, **limits: int) -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    reading = read_bytes(data, table, name="t.csv", **limits)
    renders(reading)
    return reading


def renders(reading: Reading) -> None:
    for found, lang in product(reading.findings, LANGUAGES):
        printed = json.dumps(shipped().as_dict(found, lang), ensure_ascii=False).encode()
        assert b'"found": ""' not in printed


def only(reading: Reading) -> str:
    (found,) = reading.findings
    return found.code


def refused(reading: Reading) -> str:
    """The one finding of a file that gave nothing."""
    assert reading.lines == ()
    assert not reading.sound
    renders(reading)
    return only(reading)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "csv-empty"),
        (b"\xef\xbb\xbf", "csv-empty"),
        (b"\n\n ,\n", "csv-empty"),
        (b"code,value\n", "csv-no-rows"),
        (b"code,value\n\n,\n", "csv-no-rows"),
        (b"%PDF-1.7\n", "csv-not-csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "csv-not-csv"),
        (b"\xef\xbb\xbf \n<HTML><table>", "csv-not-csv"),
        (b"<?xml version='1.0'?>", "csv-not-csv"),
        ("code,value\n00004,Xã\n".encode("utf-32"), "csv-encoding"),
        ("code,value\n00004,é\n".encode("latin-1"), "csv-encoding"),
        (b"\xff\xfec\x00o\x00d", "csv-encoding"),
        (b"\xff\xfe\x00\xd8a\x00", "csv-encoding"),
        (b"code,value\n00004,\xed\xa0\x80\n", "csv-encoding"),
        (b'"code,value\n00004,1\n', "csv-quote-open"),
        (b'"code"x,value\n00004,1\n', "csv-quote-stray"),
    ],
)
def test_a_file_that_gives_nothing(data: bytes, code: str) -> None:
    assert refused(said(data)) == code


@pytest.mark.parametrize(("part", "ending"), [("xl/workbook.xml", ".xlsx"), ("word/document.xml", ".docx")])
def test_an_office_file_is_called_by_its_name(part: str, ending: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(part, "<x/>")
    (found,) = said(stream.getvalue()).findings
    assert (found.code, found.values["format"]) == ("csv-not-csv", ending)


def test_an_undecodable_byte_is_shown_with_offset_and_line() -> None:
    (found,) = said("code,value\r\n00004,1\r\n00008,é\r\n".encode("cp1258")).findings
    assert (found.values["offset"], found.values["line"], found.values["byte"]) == (27, "3", "0xE9")


def test_a_nul_in_a_cell_spoils_that_row_only() -> None:
    reading = said(b"code,value\n00004,1\x00\n00008,2\n")
    assert only(reading) == "csv-control-character"
    assert [line.row for line in reading.lines] == [3]


def test_ragged_rows() -> None:
    reading = said("code,value\n00004\n00008,1,5\n00025,1,,\n00070,1, \n")
    assert [(found.code, found.place.row, found.values["count"]) for found in reading.findings] == [
        ("csv-cells-few", 2, 1),
        ("csv-cells-many", 3, 3),
    ]
    assert [line.row for line in reading.lines] == [4, 5]


def test_an_unclosed_quote_is_found_where_it_opens_and_hides_no_other_mistake() -> None:
    reading = said('code,value\n00004,1\n00008,"2\n00025,x\n00070,4\n')
    assert [(found.code, found.place.row) for found in reading.findings] == [("csv-quote-open", 3), ("csv-number", 4)]
    assert (reading.findings[0].values["line"], reading.findings[0].values["until"]) == ("3", "5")
    # Where rows begin below an open quote is a guess, so row 5 is checked but not taken.
    assert [line.row for line in reading.lines] == [2]


def test_an_unclosed_quote_that_meets_the_next_one() -> None:
    reading = said('code,note\n1,"a\n2,b\n3,"c"\n4,d\n', NOTES)
    assert [(found.code, found.place.row) for found in reading.findings] == [("csv-quote-open", 2)]
    assert [line.row for line in reading.lines] == [5]


def test_text_behind_a_closing_quote() -> None:
    reading = said('code,note\n1,"a"b\n2,"x" \n3, "y, z"\n4,5" ống\n', NOTES)
    assert [(found.code, found.place.row) for found in reading.findings] == [("csv-quote-stray", 2)]
    assert [line.values["note"] for line in reading.lines] == ["x", "y, z", '5" ống']


def test_an_editor_counts_on_where_a_spreadsheet_does_not() -> None:
    reading = said('code,note\n1,"a\nb\nc"\n2,"d"e\n', NOTES)
    (found,) = reading.findings
    assert (found.place.row, found.values["line"]) == (3, "5")


def test_an_overlong_cell_and_an_overlong_line() -> None:
    reading = said(f"code,note\n1,{'x' * 101}\n2,{'x' * MAX_LINE}\n3,x\n", NOTES)
    assert [(found.code, found.place.row) for found in reading.findings] == [("csv-cell-long", 2), ("csv-line-long", 3)]
    assert [line.row for line in reading.lines] == [4]


def test_a_million_columns() -> None:
    assert refused(said("code,value" + "," * 900_000 + "\n00004,1\n")) == "csv-too-many-columns"
    for row in ("," * 900_000 + "x", '"a"' + "," * 900_000 + "x", "00004,1" + "," * MAX_COLUMNS):
        reading = said(f"code,value\n{row}\n00004,1\n")
        assert only(reading) == "csv-cells-many"
        assert [line.row for line in reading.lines] == [3]


def test_a_row_one_cell_wider_than_a_heading_of_the_greatest_width() -> None:
    heading = ",".join(["code", *(f"c{number}" for number in range(MAX_COLUMNS - 1))])
    row = ",".join(['"1"'] * (MAX_COLUMNS + 1))
    reading = read_bytes(f"{heading}\n{row}\n".encode(), Table((Column("code"),)), name="t.csv")
    assert reading.lines == ()
    assert reading.findings[-1].code == "csv-cells-many"


def test_findings_are_capped_and_the_rest_is_counted() -> None:
    reading = said("code,value\n" + "00004,x\n" * 50, max_findings=10)
    assert len(reading.findings) == 11
    # Each row has its number, and each but the first its repeated code.
    assert (reading.findings[-1].code, reading.findings[-1].values["count"]) == ("csv-more-findings", 50 + 49 - 10)


def test_the_limits_are_exact() -> None:
    text = "code,value\n00004,1\n00008,1\n"
    assert said(text, max_rows=2, max_bytes=len(text)).findings == ()
    assert refused(said(text, max_rows=1)) == "csv-too-many-rows"
    assert refused(said(text, max_bytes=len(text) - 1)) == "csv-too-large"


def test_a_stream_is_read_to_one_byte_past_the_limit() -> None:
    stream = io.BytesIO(b"x" * 1000)
    assert refused(read_stream(stream, UNITS, name="-", max_bytes=99)) == "csv-too-large"
    assert stream.tell() == 100


class Failing(io.BytesIO):
    """A stream whose disk fails."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(5, "Input/output error")


def test_a_stream_that_fails_is_a_finding() -> None:
    reading = read_stream(Failing(), UNITS, name="-")
    assert refused(reading) == "csv-unreadable"
    assert reading.findings[0].values["reason"] == "EIO"


def test_paths_that_lead_to_no_file(tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_bytes(b"code,value\n")
    (tmp_path / "loop").symlink_to("loop")
    assert refused(read(tmp_path, UNITS)) == "csv-directory"
    assert refused(read(tmp_path / "none.csv", UNITS)) == "csv-missing"
    assert refused(read(tmp_path / "file.csv" / "x.csv", UNITS)) == "csv-missing"
    assert refused(read(Path("a\x00b"), UNITS)) == "csv-missing"
    assert refused(read(tmp_path / os.fsdecode(b"x\xff.csv"), UNITS)) == "csv-missing"
    assert refused(read(tmp_path / ("x" * 300), UNITS)) == "csv-unreadable"
    assert refused(read(tmp_path / "loop", UNITS)) in {"csv-unreadable", "csv-missing"}


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"code,value\n00004,1\n")
    path.chmod(0)

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Whoever runs the tests as root may read everything; then the answer of the system is played.
    if os.access(path, os.R_OK):
        monkeypatch.setattr(Path, "open", denied)
    assert refused(read(path, UNITS)) == "csv-no-permission"


def test_a_pipe_is_read(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"code,value\n00004,1\n")
    os.close(writer)
    try:
        assert stat.S_ISFIFO(os.fstat(reader).st_mode)
        assert len(read(Path(f"/dev/fd/{reader}"), UNITS).lines) == 1
    finally:
        os.close(reader)


def test_the_limit_of_the_csv_module_is_left_alone() -> None:
    before = csv.field_size_limit()
    assert said(f'code,note\n1,"{"x" * 200_000}"\n', NOTES).findings[0].code == "csv-cell-long"
    assert csv.field_size_limit() == before


@settings(max_examples=examples(150), deadline=None)
@given(
    data=st.binary(max_size=300)
    | st.tuples(
        st.sampled_from([b"code,a\n", b"code;a;b;c;d;e\n", b"\xff\xfec\x00o\x00"]), st.binary(max_size=200)
    ).map(b"".join)
)
def test_arbitrary_bytes_are_answered_with_findings(data: bytes) -> None:
    reading = said(data, EVERY_KIND)
    assert reading.size == len(data)
    assert reading.lines or not reading.sound


@settings(max_examples=examples(150), deadline=None)
@given(text=st.text(st.sampled_from('code,a;\n\r\t"=-+.019\x00\ufeff Ễ\ufffd'), max_size=200))
def test_arbitrary_text_below_a_heading_is_answered_with_findings(text: str) -> None:
    reading = said("code;a;e\n" + text, EVERY_KIND)
    assert reading.lines or not reading.sound


@settings(max_examples=examples(150), deadline=None)
@given(lines=st.lists(st.text(st.sampled_from('ab,"'), max_size=8), max_size=8))
def test_rows_are_cut_as_the_standard_library_cuts_them(lines: list[str]) -> None:
    """The csv module is the independent answer, wherever it does not have to guess either."""
    ours = list(records(lines, ","))
    if all(record.broken is None for record in ours):
        theirs = csv.reader(io.StringIO("\n".join(lines), newline=""))
        numbered = [(number, cells) for number, cells in enumerate(theirs, start=1) if any(map(str.strip, cells))]
        assert [(record.row, record.cells) for record in ours] == numbered
    else:
        with pytest.raises(csv.Error):
            list(csv.reader(io.StringIO("\n".join(lines), newline=""), strict=True))


@pytest.mark.faults
def test_a_sparse_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    path.touch()
    os.truncate(path, 1 << 30)
    tracemalloc.start()
    try:
        reading = read(path, UNITS)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused(reading) == "csv-too-large"
    assert reading.size == 1 << 30
    assert peak < 1 << 20


class Counted(list[str]):
    """Lines that count how often one of them is taken up."""

    taken = 0

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        self.taken += 1
        return super().__getitem__(index)


@pytest.mark.parametrize("line", ['a","', '"a', 'x,""', '"","', '"a,', 'a","",""', 'x,"a"b,"'])
def test_quotes_made_to_be_scanned_again_and_again_are_not(line: str) -> None:
    lines = Counted([line] * 2_000)
    assert [record.row for record in records(lines, ",")][-1] <= 2_000
    assert lines.taken <= 4 * len(lines)
