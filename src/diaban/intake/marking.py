"""What was found, sent back: the same .xlsx workbook with its cells marked and commented, or a workbook of findings.

Nothing of the original is changed: cells are coloured by a rule beside their own format, comments and the first sheet
bear a sign by which we know them again. Whoever mends the marked workbook can send it in as it is; marks that we made
before are taken away first.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Final
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from diaban.basis.finding import Finding, Severity
from diaban.basis.speech import Speech
from diaban.intake.ours import FINDINGS_SHEETS, SIGN
from diaban.intake.receiving import Received

__all__ = ["MARKED_ROWS", "findings_workbook", "marked_workbook"]

MARKED_ROWS: Final = 30_000
"""A larger workbook is not marked: its findings come in a workbook of their own."""
RULE: Final = '"diaban"="diaban"'
"""Always true; by it our rules are known."""
COLOURS: Final = {Severity.ERROR: "F4B6B6", Severity.WARNING: "FFE699", Severity.NOTE: "CFE2F3"}
ORDER: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
COLUMNS: Final = ("number", "severity", "sheet", "row", "column", "cell", "found", "allowed", "remedy")
WIDTHS: Final = (6, 12, 22, 8, 24, 8, 60, 44, 60)
LONGEST: Final = 30_000
BOX: Final = (420, 200)
"""Width and height of a comment, in pixels."""
# What the library raises for workbooks that it reads more narrowly than we do.
UNABLE: Final = (BadZipFile, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError)


def marked_workbook(
    data: bytes, received: Received, speech: Speech, findings: Sequence[Finding] | None = None
) -> tuple[bytes, bool]:
    """An .xlsx workbook, and whether it is the one that was sent, marked.

    ``findings``: with those of other rooms, each with its place; by default those of reading. Only a readable .xlsx of
    at most ``MARKED_ROWS`` rows is marked; of anything else the findings come alone.
    """
    told = received.findings if findings is None else tuple(findings)
    rows = sum(section.block.last for there in received.sections.values() for section in there)
    if received.refused or received.format != "xlsx" or rows > MARKED_ROWS:
        return findings_workbook(received.file, told, speech), False
    try:
        book = load_workbook(BytesIO(data), rich_text=True)
        _unmark(book)
        _mark(book, told, speech)
        # Results of formulas are not kept by the library: whoever opens the workbook has them calculated anew.
        book.calculation.fullCalcOnLoad = True
        return _saved(book), True
    except UNABLE:
        return findings_workbook(received.file, told, speech), False


def findings_workbook(file: str, findings: Iterable[Finding], speech: Speech) -> bytes:
    """A workbook with one sheet that lists findings of the file of this name."""
    book = Workbook()
    book.remove(book.active)
    _list(book, file, list(findings), speech, linked=False)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _unmark(book: Workbook) -> None:
    """Take away what we put in before."""
    for name in FINDINGS_SHEETS & set(book.sheetnames):
        book.remove(book[name])
    for sheet in book.worksheets:
        kept = ConditionalFormattingList()
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                if rule.formula != [RULE]:
                    kept.add(str(area.sqref), rule)
        sheet.conditional_formatting = kept
        # Not row by row: that would make a cell of every empty one.
        for cell in list(sheet._cells.values()):
            if cell.comment is not None and cell.comment.text.startswith(SIGN):
                cell.comment = None


def _mark(book: Workbook, findings: Sequence[Finding], speech: Speech) -> None:
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for found in findings:
        sheet, where = found.place.sheet, found.place.cell
        if sheet is not None and where is not None and sheet in book.sheetnames:
            by_cell.setdefault((sheet, where), []).append(found)
    coloured: dict[tuple[str, Severity], list[str]] = {}
    for (sheet, where), told in by_cell.items():
        worst = min((found.severity for found in told), key=ORDER.index)
        coloured.setdefault((sheet, worst), []).append(where)
        cell = book[sheet][where]
        # The share of a merged cell that shows nothing cannot bear a comment: its first cell does.
        if isinstance(cell, Cell):
            cell.comment = _comment(told, speech, cell.comment)
    for (sheet, severity), cells in coloured.items():
        fill = PatternFill(bgColor=COLOURS[severity], fill_type="solid")
        book[sheet].conditional_formatting.add(" ".join(cells), FormulaRule(formula=[RULE], fill=fill))
    _list(book, "", findings, speech, linked=True)


def _comment(findings: Iterable[Finding], speech: Speech, before: Comment | None) -> Comment:
    parts = []
    for found in findings:
        said = speech.sentences(found)
        kind = speech.text(f"marking.severity.{found.severity.value}")
        parts.append(f"{kind}: {said['found']}\n{said['allowed']}\n→ {said['remedy']}")
    text = _clean(SIGN + "\n\n".join(parts))
    if before is not None:
        text += f"\n\n{before.text}"
    return Comment(text[:LONGEST], "Địa Bàn", width=BOX[0], height=min(BOX[1] * (1 + text.count("\n") // 9), 600))


def _list(book: Workbook, file: str, findings: Sequence[Finding], speech: Speech, *, linked: bool) -> None:
    """The sheet of findings, the first of the workbook: errors first, then in their order."""
    sheet = book.create_sheet(speech.text("marking.sheet"), 0)
    counts = {one: sum(found.severity is one for found in findings) for one in ORDER}
    _write(sheet, 1, 1, speech.text("marking.title")).font = Font(bold=True, size=14)
    summary = {one.value: speech.write(count) for one, count in counts.items()}
    _write(
        sheet,
        2,
        1,
        speech.text("marking.summary", file=file, **summary) if file else speech.text("marking.counts", **summary),
    )
    _write(sheet, 3, 1, speech.text("marking.how" if linked else "marking.alone"))
    for at, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True), 1):
        heading = _write(sheet, 5, at, speech.text(f"marking.column.{name}"))
        heading.font, heading.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[heading.column_letter].width = width
    ordered = sorted(findings, key=lambda found: ORDER.index(found.severity))
    for number, found in enumerate(ordered, 1):
        _line(sheet, 5 + number, number, found, speech, linked=linked and found.place.sheet in book.sheetnames)
    sheet.freeze_panes = "A6"
    # Printed, every column of it stands on one page.
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _line(sheet: Worksheet, row: int, number: int, found: Finding, speech: Speech, *, linked: bool) -> None:
    place, said = found.place, speech.sentences(found)
    kind = speech.text(f"marking.severity.{found.severity.value}")
    values = (
        number,
        kind,
        place.sheet,
        place.row,
        place.column,
        place.cell,
        said["found"],
        said["allowed"],
        said["remedy"],
    )
    for at, value in enumerate(values, 1):
        cell = _write(sheet, row, at, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(row, 2).fill = PatternFill("solid", fgColor=COLOURS[found.severity])
    if linked and place.cell is not None:
        link = sheet.cell(row, 6)
        name = (place.sheet or "").replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{name}'!{place.cell}")
        link.font = Font(color="0563C1", underline="single")


def _write(sheet: Worksheet, row: int, at: int, value: str | int | None) -> Cell:
    cell = sheet.cell(row, at, _clean(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        # A text stays one, whatever it begins with.
        cell.data_type = "s"
    return cell


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))
