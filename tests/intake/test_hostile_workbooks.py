"""Any bytes give findings, never a traceback: a byte fuzzer over every format, and sheets that Hypothesis makes up."""

import io
import random
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as each
from hypothesis import strategies as st

from diaban.intake.limits import Limits
from diaban.intake.receiving import Received
from diaban.intake.workbook import open_workbook
from tests.attempts import Attempts
from tests.cases import examples
from tests.intake.sheets import HEADINGS, given, heading, inline, packed, parts, row, xlsx

SAVED = Path(__file__).with_name("saved")
# Small, so that a mutation that asks for much is refused soon.
TIGHT = Limits(rows=5_000, cells=100_000, expanded=8 * 1024 * 1024, dense=1024 * 1024)
ROWS: list[list[object]] = [
    HEADINGS,
    *([f"{at:05}", "xã Bắc Kạn", "Chief", at, 1.5, "98,5%", "05/03/2025", 10**9, "x"] for at in range(9)),
]


def stored(data: bytes) -> bytes:
    """The same archive without compression: a changed byte then is one of the XML, not a broken stream."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
    return target.getvalue()


def without_sums(data: bytes, made: bytes) -> bytes:
    """Changed parts put into an archive with the checksums of what they became."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for info in source.infolist():
            begin = info.header_offset + 30 + len(info.filename.encode()) + len(info.extra)
            archive.writestr(info.filename, made[begin : begin + info.file_size])
    return target.getvalue()


def seeds() -> dict[str, bytes]:
    made = xlsx(ROWS)
    return {
        "t.xlsx": made,
        "stored.xlsx": stored(made),
        "stored.ods": stored((SAVED / "ugly.ods").read_bytes()),
        "t.ods": (SAVED / "ugly.ods").read_bytes(),
        "t.xls": (SAVED / "ugly.xls").read_bytes(),
        "t.csv": "\n".join(";".join(map(str, line)) for line in ROWS).encode(),
        "u.csv": "\n".join("\t".join(map(str, line)) for line in ROWS).encode("utf-16"),
    }


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, taken out, put in, repeated or cut off."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(max(1, len(made)))
        match chance.randrange(7):
            case 0 | 1:
                made[at : at + 1] = bytes([chance.randrange(256)])
            case 2:
                made[at : at + chance.choice((1, 2, 4, 8))] = chance.choice(
                    (b"\xff\xff\xff\xff", b"\0\0", b"\x7f", b"<", b"&", b'"', b"\xed\xa0\x80")
                )
            case 3:
                del made[at : at + chance.randrange(1, 40)]
            case 4:
                made[at:at] = made[at : at + chance.randrange(1, 200)]
            case 5:
                made[at : at + 8] = chance.randbytes(8)
            case _ if chance.random() < 0.3:
                del made[at:]
    return bytes(made)


def survives(data: bytes, name: str) -> Received:
    received = given(data, name, limits=TIGHT)
    assert received.findings or received.tables
    assert not received.refused or not received.tables
    return received


def cases(numbers: Iterable[int], seed: int) -> Iterator[tuple[str, bytes]]:
    chance, sources = random.Random(seed), seeds()
    names = list(sources)
    for number in numbers:
        name = names[number % len(names)]
        made = mutated(sources[name], chance)
        # Every other archive is made whole again, so that what was changed is reached.
        if name.startswith("stored") and chance.random() < 0.7 and len(made) == len(sources[name]):
            made = without_sums(sources[name], made)
        yield name, made


def test_bytes_changed_at_random() -> None:
    outcomes = [survives(data, name).refused for name, data in cases(range(210), 20251128)]
    assert True in outcomes
    assert False in outcomes


@pytest.mark.faults
def test_bytes_changed_at_random_for_long(attempts: Attempts) -> None:
    outcomes = [survives(data, name).refused for name, data in cases(attempts.count(30_000), 7)]
    assert True in outcomes
    assert False in outcomes


@settings(max_examples=examples(60), deadline=None)
@each(st.binary(max_size=400), st.sampled_from(["t.xlsx", "t.xls", "t.ods", "t.csv", "t", ""]))
def test_any_bytes(data: bytes, name: str) -> None:
    assert survives(data, name).findings


@settings(max_examples=examples(50), deadline=None)
@each(
    st.binary(max_size=300),
    st.sampled_from([b"PK\x03\x04xl/", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf"]),
)
def test_any_bytes_behind_a_signature(data: bytes, start: bytes) -> None:
    assert survives(start + data, "t.xlsx").findings


CELLS = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.sampled_from(
        [*HEADINGS, "Tổng cộng", "Ghi chú", "1.234", "1,5%", "00004", "Chief", "05/03/25", "(1)", "=1", "-"]
    ),
)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@each(st.lists(st.lists(CELLS, max_size=11), max_size=12), st.booleans())
def test_any_table_below_a_heading(rows: list[list[object]], headed: bool) -> None:
    assert survives(xlsx([HEADINGS, *rows] if headed else rows), "t.xlsx").size


PIECES = st.sampled_from(
    [
        *[
            "<row>",
            '<row r="2">',
            '<row r="9" hidden="1">',
            "</row>",
            "<c>",
            '<c r="A2" t="s">',
            '<c r="B2" t="str" s="1">',
            "</c>",
        ],
        *[
            "<v>",
            "</v>",
            "<f>",
            '<f t="shared" si="0">',
            "</f>",
            "<is>",
            "</is>",
            "<t>",
            "</t>",
            "<r>",
            "</r>",
            "0",
            "1",
            "x",
            "1e999",
        ],
        *[
            "<![CDATA[<c>]]>",
            "<!-- c -->",
            "&lt;",
            "&#10;",
            '<mergeCell ref="A1:C3"/>',
            '<col min="1" max="9" hidden="1"/>',
            "<?x?>",
        ],
    ]
)


@settings(max_examples=examples(60), deadline=None)
@each(st.lists(PIECES, max_size=30), st.booleans())
def test_any_sheet_of_pieces(pieces: list[str], closed: bool) -> None:
    inner = "".join(pieces)
    sheet = f"<sheetData>{heading()}{inner}</sheetData>" if closed else inner
    styles = '<cellXfs><xf/><xf numFmtId="14"/></cellXfs>'
    assert survives(packed(parts(sheet, strings="<si><t>a</t></si>", styles=styles)), "t.xlsx").size


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@settings(max_examples=examples(50), deadline=None)
@each(
    st.lists(
        st.tuples(st.integers(0, 99_999), WORDS, st.integers(0, 5000)),
        min_size=1,
        max_size=8,
        unique_by=lambda one: one[0],
    )
)
def test_sound_rows_are_read_as_they_were_written(rows: list[tuple[int, str, int]]) -> None:
    lines = "".join(
        row(
            at,
            inline(f"A{at}", f"{code:05}"),
            inline(f"B{at}", name),
            inline(f"C{at}", "Chief"),
            f'<c r="D{at}"><v>{number}</v></c>',
        )
        for at, (code, name, number) in enumerate(rows, 2)
    )
    received = given(packed(parts(f"<sheetData>{heading()}{lines}</sheetData>")))
    there: dict[int, Any] = {line.row: line.values for line in received.tables.get("people", ())}
    for at, (code, _, number) in enumerate(rows, 2):
        told = [one for one in received.findings if one.place.row == at or one.code.startswith("gate")]
        assert at in there or told
        if at in there:
            assert (there[at]["code"], there[at]["number"]) == (f"{code:05}", number)


VALUES = st.one_of(
    st.integers(-5, 10**17).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from(["", "0", "1", "#REF!", "1e3", "x", "a_x000D_b", " 5 ", "2\r\n3", "\t", "45721.5", "đ"]),
)
KINDS = st.sampled_from(["", ' t="n"', ' t="s"', ' t="b"', ' t="e"', ' t="str"', ' s="1"', ' s="1" t="n"', ' s="9"'])
FORMS_OF_ROWS = st.sampled_from(
    ["", ' spans="1:3"', ' hidden="1"', ' hidden="false" ht="12.8"', ' ht="0"', ' x14ac:dyDescent="0.25"']
)


@st.composite
def plain_rows(draw: st.DrawFn) -> str:
    rows = []
    for number in draw(st.lists(st.integers(1, 60), unique=True, max_size=8).map(sorted)):
        cells = []
        for at in draw(st.lists(st.integers(0, 25), unique=True, max_size=6)):
            kind, value = draw(KINDS), draw(VALUES)
            value = draw(st.sampled_from("01")) if 't="s"' in kind else value
            where = f'<c r="{chr(65 + at)}{number}"{kind}'
            cells.append(draw(st.sampled_from([f"{where}><v>{value}</v></c>", f"{where}/>", f"{where}></c>"])))
        rows.append(f'<row r="{number}"{draw(FORMS_OF_ROWS)}>{"".join(cells)}</row>')
    return "".join(rows)


@settings(max_examples=examples(80), deadline=None)
@each(plain_rows())
def test_the_pattern_and_the_parser_read_the_same(rows: str) -> None:
    """A comment before the rows sends everything to the parser."""
    strings, styles = "<si><t>a</t></si><si><t>b\r</t></si>", '<cellXfs><xf/><xf numFmtId="14"/></cellXfs>'
    read = []
    for before in ("", "<!-- -->"):
        data = packed(parts(f"<sheetData>{before}{rows}</sheetData>", strings=before + strings, styles=styles))
        (sheet,) = open_workbook(data, name="t.xlsx").sheets
        told = [
            (one.number, one.hidden, {at: (cell.value, type(cell.value), cell.style) for at, cell in one.cells.items()})
            for one in sheet.rows()
        ]
        read.append(told)
    assert read[0] == read[1]
