"""What a sent file is: kinds and endings, what a workbook must not hold, XML and archives made to hurt."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from diaban.intake.limits import Limits
from diaban.intake.workbook import open_workbook
from tests.intake.sheets import HEADINGS, MAIN, codes, given, heading, inline, packed, parts, row, values, xlsx

SOUND = row(2, inline("A2", "00004"), inline("C2", "Chief"), '<c r="D2"><v>3</v></c>')
SHEET = f"<sheetData>{heading()}{SOUND}</sheetData>"
CSV = (",".join(HEADINGS) + "\n00004,xã A,Chief,3,,,,,\n").encode()


def test_the_hand_made_workbook_is_sound() -> None:
    received = given(packed(parts(SHEET)))
    assert (codes(received), values(received, "number"), received.format) == ([], [3], "xlsx")


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "t.xlsx", "workbook-empty"),
        (b"\0\0 \n", "t.xlsx", "workbook-empty"),
        (b"%PDF-1.7 x", "t.pdf", "workbook-kind"),
        (b"<html><table></table></html>", "t.xls", "workbook-kind"),
        (b"\x89PNG\r\n\x1a\n", "t.png", "workbook-kind"),
        (xlsx([HEADINGS]), "t.xls", "workbook-ending"),
        (xlsx([HEADINGS]), "t.csv", "workbook-ending"),
        (xlsx([HEADINGS]), "t.xlsm", "workbook-ending"),
        (CSV, "t.xlsx", "workbook-ending"),
        (b"PK\x03\x04word/document.xml", "t.docx", "workbook-kind"),
        (b"PK\x03\x04xl/", "t.xlsx", "workbook-damaged"),
        (xlsx([HEADINGS])[:-30], "t.xlsx", "workbook-damaged"),
        (xlsx([HEADINGS])[:200], "t.xlsx", "workbook-kind"),
        (b"\n\n,,;\n", "t.csv", "csv-empty"),
        (b"B\xbec K\xb9n, ni\xf1o,x\n", "t.csv", "csv-encoding"),
        (b'"a,b\n1,2\n', "t.csv", "csv-quote-open"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, name: str, code: str) -> None:
    received = given(data, name)
    assert received.refused
    assert codes(received) == [code]
    assert received.tables == {}


@pytest.mark.parametrize("name", ["t.csv", "T.CSV", "t.txt", "t", "báo cáo.csv"])
def test_a_text_file_by_any_of_its_names(name: str) -> None:
    received = given(CSV, name)
    assert (codes(received), values(received, "number"), received.format) == ([], [3], "csv")
    assert received.place("people", 2, "number").as_dict()["cell"] == "D2"


WORKBOOK = "xl/workbook.xml"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


def typed(kind: str) -> bytes:
    there = parts(SHEET)
    old = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    there["[Content_Types].xml"] = there["[Content_Types].xml"].replace(old, kind)
    return packed(there)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (typed(MACROS), "workbook-macros"),
        (typed(BINARY), "workbook-binary"),
        (packed(parts(SHEET, more={"xl/vbaProject.bin": b"x"})), "workbook-macros"),
        (packed(parts(SHEET, more={"XL/VBAPROJECT.BIN": b"x"})), "workbook-macros"),
        (packed(parts(SHEET, more={"xl/activeX/activeX1.xml": b"<x/>"})), "workbook-macros"),
        (packed(parts(SHEET, more={"xl/externalLinks/externalLink1.xml": b"<x/>"})), "workbook-outside"),
        (packed(parts(SHEET, more={"xl/connections.xml": b"<x/>"})), "workbook-outside"),
        (packed(parts(SHEET, more={"xl/media/image1.png": b"x"})), "workbook-inside"),
        (packed(parts(SHEET, more={"xl/embeddings/oleObject1.bin": b"x"})), "workbook-inside"),
        (packed(parts(SHEET, more={"payload.exe": b"MZ"})), "workbook-inside"),
        (packed({WORKBOOK: "<workbook/>"}), "workbook-damaged"),
        (packed({**parts(SHEET), "_rels/.rels": "<a"}), "workbook-damaged"),
        (packed({**parts(SHEET), WORKBOOK: "<workbook/>"}), "workbook-damaged"),
        (packed({**parts(SHEET), "xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"}), "workbook-damaged"),
        (packed({name: content for name, content in parts(SHEET).items() if "sheet1" not in name}), "workbook-damaged"),
    ],
)
def test_what_a_workbook_must_not_hold(data: bytes, code: str) -> None:
    received = given(data)
    assert received.refused
    assert codes(received) == [code]


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", WORKBOOK, "docProps/custom.xml"]
)
@pytest.mark.parametrize("doctype", [BOMB, FILE, "<!DOCTYPE x>", "<!-- x --><!DOCTYPE x [<!ATTLIST c t CDATA 's'>]>"])
def test_document_types_and_entities_are_refused_in_every_part(part: str, doctype: str) -> None:
    there = parts(SHEET, strings="<si><t>a</t></si>", styles="<cellXfs/>", more={"docProps/custom.xml": "<x/>"})
    for encoding in ("utf-8", "utf-16"):
        changed = {**there, part: f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{there[part]}'.encode(encoding)}
        assert codes(given(packed(changed))) == ["workbook-doctype"]


def test_a_sheet_in_utf_16_is_read() -> None:
    there = parts(SHEET)
    sheet = there["xl/worksheets/sheet1.xml"]
    there["xl/worksheets/sheet1.xml"] = f'<?xml version="1.0" encoding="UTF-16"?>{sheet}'.encode("utf-16")
    assert values(given(packed(there)), "number") == [3]


def test_elements_with_prefixes_and_without_numbers_of_cells_are_read() -> None:
    cells = "".join(f'<x:c t="inlineStr"><x:is><x:t>{title}</x:t></x:is></x:c>' for title in HEADINGS)
    data = '<x:c t="str"><x:v>00004</x:v></x:c><x:c/><x:c t="str"><x:v>Chief</x:v></x:c><x:c><x:v>3</x:v></x:c>'
    rows = f"<x:row>{cells}</x:row>\n<x:row>{data}</x:row>"
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    received = given(packed({**parts(""), "xl/worksheets/sheet1.xml": sheet}))
    assert (codes(received), values(received, "code")) == ([], ["00004"])


def damaged(sheet: str) -> list[str]:
    received = given(packed(parts(sheet)))
    assert received.refused
    return codes(received)


@pytest.mark.parametrize(
    "sheet",
    [
        "<sheetData>" + row(5, inline("A5", "x")) + row(5, inline("A5", "y")) + "</sheetData>",
        "<sheetData>" + row(5, inline("A5", "x")) + row(4, inline("A4", "y")) + "</sheetData>",
        "<sheetData>" + row(1_048_577, inline("A1", "x")) + "</sheetData>",
        "<sheetData>" + row(1, '<c r="XFE1"><v>1</v></c>') + "</sheetData>",
        "<sheetData>" + row(1, '<c r="AAAAA1"><v>1</v></c>') + "</sheetData>",
        "<sheetData>" + row(1, '<c r="1"><v>1</v></c>') + "</sheetData>",
        "<sheetData>" + row(1, '<c r="A1" t="s"><v>7</v></c>') + "</sheetData>",
        "<sheetData>" + row(1, '<c r="A1" t="s"><v>x</v></c>') + "</sheetData>",
        "<sheetData>" + "<row>" * 200 + "</row>" * 200 + "</sheetData>",
        f'<sheetData><row r="1"><c r="A1" x="{"y" * 6_000_000}"/></row></sheetData>',
        f'<sheetData><row r="1"><c r="A1" t="str"><v>{"y" * 6_000_000}</v></c></row></sheetData>',
    ],
)
def test_sheets_that_no_spreadsheet_writes(sheet: str) -> None:
    assert damaged(sheet) == ["workbook-damaged"]


@pytest.mark.parametrize("style", ["x", "-1", "99999", "9" * 30])
def test_a_format_that_is_not_there_is_none(style: str) -> None:
    cell = f'<c r="D2" s="{style}"><v>3</v></c>'
    received = given(
        packed(parts(f"<sheetData>{heading()}{row(2, inline('A2', '00004'), inline('C2', 'Chief'), cell)}</sheetData>"))
    )
    assert values(received, "number") == [3]


def test_days_counted_from_1904() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    cells = (inline("A2", "00004"), inline("C2", "Chief"), '<c r="D2"><v>3</v></c><c r="G2" s="1"><v>44259</v></c>')
    there = parts(f"<sheetData>{heading()}{row(2, *cells)}</sheetData>", styles=styles)
    there[WORKBOOK] = there[WORKBOOK].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    assert [str(day) for day in values(given(packed(there)), "since")] == ["2025-03-05"]


def test_a_zip_bomb_is_refused_while_it_is_unpacked() -> None:
    there = parts("<sheetData>" + " " * 60_000_000 + "</sheetData>")
    data = packed(there)
    assert len(data) < 100_000
    tracemalloc.start()
    received = given(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert codes(received) == ["workbook-bomb"]
    assert peak < 20_000_000


def test_a_directory_that_lies_about_sizes_is_not_trusted() -> None:
    data = bytearray(packed(parts(SHEET + " " * 100_000)))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert codes(given(bytes(data))) == ["workbook-damaged"]


def test_a_zip_with_a_password_or_two_parts_of_one_name() -> None:
    data = bytearray(packed(parts(SHEET)))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[at + 8] |= 1
    assert codes(given(bytes(data))) == ["workbook-encrypted"]
    target = io.BytesIO(packed(parts(SHEET)))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/worksheets/SHEET1.xml", "<worksheet/>")
    assert codes(given(target.getvalue())) == ["workbook-damaged"]


def repeated(count: int, make: Callable[[int], str]) -> bytes:
    return packed(parts("<sheetData>" + heading() + SOUND + "".join(map(make, range(3, count + 3))) + "</sheetData>"))


def test_empty_rows_with_a_format_cost_nothing() -> None:
    data = repeated(40_000, lambda number: f'<row r="{number}" s="1"><c r="A{number}" s="1"/></row>')
    tracemalloc.start()
    received = given(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (codes(received), values(received, "number")) == ([], [3])
    assert peak < 15_000_000


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(rows=50), "workbook-too-many-rows"),
        (Limits(cells=150), "workbook-too-many-cells"),
        (Limits(size=1000), "workbook-too-large"),
        (Limits(sheets=0), "workbook-too-many-sheets"),
        (Limits(expanded=2000), "workbook-bomb"),
    ],
)
def test_limits(limits: Limits, code: str) -> None:
    data = repeated(100, lambda number: row(number, f'<c r="A{number}"><v>1</v></c><c r="B{number}"><v>1</v></c>'))
    received = given(data, limits=limits)
    assert received.refused
    assert codes(received) == [code]


def test_too_much_text() -> None:
    data = packed(parts(SHEET, strings="<si><t>abc</t></si>" * 100))
    assert codes(given(data, limits=Limits(strings=50))) == ["workbook-too-much-text"]
    assert codes(given(data, limits=Limits(characters=200))) == ["workbook-too-much-text"]


def test_a_file_with_thousands_of_mistakes_tells_the_first_and_counts_the_rest() -> None:
    rows = [HEADINGS, *([f"{number:05}", None, "Chief", "x"] for number in range(1, 41))]
    received = given(xlsx(rows), max_findings=10)
    assert codes(received) == ["cell-number"] * 10 + ["csv-more-findings"]
    assert received.findings[-1].values["count"] == 30


def test_what_openpyxl_writes_is_read_and_hidden_parts_of_it_too() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    sheet.append(["00004", "xã A", "Chief", 3])
    sheet["A1"].comment = openpyxl.comments.Comment("lời nhắn", "x")
    sheet.oddHeader.center.text = "đầu trang"
    target = io.BytesIO()
    book.save(target)
    opened = open_workbook(target.getvalue(), name="t.xlsx")
    assert [[cell.value for cell in line.cells.values()] for each in opened.sheets for line in each.rows()][1] == [
        "00004",
        "xã A",
        "Chief",
        3,
    ]
    said = [text for _, text in opened.loose()]
    assert "lời nhắn" in said
    assert "&Cđầu trang" in said


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (CSV, None),
        (CSV.decode().encode("utf-16"), "csv-utf-16"),
        (b"\xef\xbb\xbf" + CSV, None),
        (CSV.decode().replace(",", ";").encode(), None),
        (CSV.decode().replace(",", "\t").encode(), None),
    ],
)
def test_text_files_in_every_encoding_and_with_every_sign(data: bytes, code: str | None) -> None:
    received = given(data, "t.csv")
    assert codes(received) == ([] if code is None else [code])
    assert values(received, "number") == [3]
