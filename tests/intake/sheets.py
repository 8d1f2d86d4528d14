"""A small form with a column of every kind, and workbooks made by hand, for the tests of the readers."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from diaban.basis.catalogue import LANGUAGES, shipped
from diaban.basis.definition import Definition
from diaban.basis.finding import Finding, Severity
from diaban.basis.period import Period
from diaban.intake.form import Dates, Form, FormColumn, FormTable, FormVersion
from diaban.intake.receiving import Received, read_return
from diaban.intake.reporting import Calendar, PeriodRule

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def said(vi: str, en: str | None = None) -> dict[Any, str]:
    return {"vi": vi, "en": en or f"en {vi}"}


def column(name: str, vi: str, kind: Any = "text", **rest: Any) -> FormColumn:
    return FormColumn(name=name, title=said(vi), kind=kind, **rest)


CODE = column("code", "Mã đơn vị", "code", widths=(5,), also=("Mã xã", "Mã đơn vị hành chính"))
NAME = column("unit_name", "Tên đơn vị", required=False)
TITLE = column(
    "title",
    "Chức danh",
    "choice",
    choices={"chief": said("Trưởng Công an", "Chief"), "deputy": said("Phó Trưởng Công an", "Deputy chief")},
    also_words={"Trưởng CA": "chief"},
)
NUMBER = column("number", "Quân số hiện có", "integer", least=0, most=5000)
AREA = column("area", "Diện tích", "decimal", least=0, most=2**31, required=False)
SHARE = column("share", "Tỷ lệ", "percent", least=0, most=100, required=False)
SINCE = column("since", "Từ ngày", "day", required=False)
COST = column("cost_vnd", "Kinh phí (đồng)", "integer", least=0, most=9_000_000_000_000, required=False)
NOTE = column("note", "Ghi chú", required=False, max_length=500)
COLUMNS = (CODE, NAME, TITLE, NUMBER, AREA, SHARE, SINCE, COST, NOTE)
PEOPLE = FormTable("people", "people", said("Quân số", "People"), Dates.STATE, COLUMNS, ("code", "title"))
HEADINGS = [one.title["vi"] for one in COLUMNS]


def form(*tables: FormTable) -> Form:
    definition = Definition(
        "small",
        said("Biểu nhỏ"),
        ("x",),
        "x",
        Period(date(2020, 1, 1), None),
        date(2030, 1, 1),
        ("x",),
        "x",
        "x",
        "0" * 64,
    )
    version = FormVersion(date(2020, 1, 1), tables or (PEOPLE,))
    return Form(definition, True, PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, {}, None, (), (), "open", 60, (version,))


SMALL = form()


def xlsx(rows: Iterable[Sequence[object]], *, sheet: str = "Quân số", first: int = 0) -> bytes:
    """A workbook of one sheet; the rows begin at the row ``first``, counted from 0."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page, days = book.add_worksheet(sheet), book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows, first):
        for at, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, at, value, days)  # type: ignore[arg-type]  # a day is enough for it
            elif isinstance(value, str):
                page.write_string(number, at, value) if value else None
            elif value is not None:
                page.write(number, at, value)
    book.close()
    return target.getvalue()


def parts(
    sheet: str, *, strings: str = "", styles: str = "", more: Mapping[str, str | bytes] | None = None
) -> dict[str, Any]:
    """The parts of a workbook of one sheet written by hand: ``sheet`` is what stands between its tags."""
    there = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="Quân số" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
    }
    if strings:
        there["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if styles:
        there["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    return {**there, **(more or {})}


def packed(there: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in there.items():
            archive.writestr(name, content)
    return target.getvalue()


def row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}" {attributes}>{"".join(cells)}</row>'


def inline(where: str, text: str) -> str:
    return f'<c r="{where}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def heading(number: int = 1) -> str:
    return row(number, *(inline(f"{chr(65 + at)}{number}", title) for at, title in enumerate(HEADINGS)))


def given(data: bytes, name: str = "t.xlsx", of: Form = SMALL, **rest: Any) -> Received:
    """The file read, every sentence of its findings written in both languages."""
    received = read_return(data, name=name, form=of, **rest)
    for found in received.findings:
        for lang in LANGUAGES:
            assert all(shipped().sentences(found, lang).values())
    return received


def codes(received: Received, *, least: Severity | None = None) -> list[str]:
    """Codes of the findings; with ``least`` only errors."""
    return [one.code for one in received.findings if least is None or one.severity is least]


def errors(received: Received) -> list[tuple[str, str | None]]:
    """Codes and cells of the errors."""
    return [(one.code, one.place.cell) for one in received.findings if one.severity is Severity.ERROR]


def only(received: Received, code: str) -> Finding:
    (found,) = [one for one in received.findings if one.code == code]
    return found


def values(received: Received, name: str, table: str = "people") -> list[Any]:
    return [line.values[name] for line in received.tables.get(table, ())]
