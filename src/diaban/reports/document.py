"""Pages as Word documents: a value filled into a template, never text pasted together."""

import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import segno
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate, InlineImage, RichText

from diaban.basis.speech import Speech
from diaban.reports.letter import Letter
from diaban.reports.page import Page, Said
from diaban.reports.patrol_sheet import PatrolSheet
from diaban.reports.printed import Printed

__all__ = ["TEMPLATES", "letter_document", "page_document", "patrol_document", "printed_document"]

TEMPLATES: Final = Path(__file__).with_name("templates")
QR_WIDTH: Final = Mm(24)
QR_OF_PAGE: Final = Mm(20)
TWIP: Final = 635
"""In which the format measures widths, in those of the library."""
MARGIN: Final = Mm(12)
SMALL: Final = Pt(8)
"""Of a page that is to be one page of A4."""
RIGHT: Final = WD_ALIGN_PARAGRAPH.RIGHT
ADDRESSES: Final = "  ·  "
DOTS: Final = 8
"""Dots of the picture for each square of a code: sharp on any printer."""


def page_document(page: Page, say: Speech, *, folder: Path = TEMPLATES, code: str = "") -> bytes:
    """The page as .docx, by ``page.docx`` in ``folder``; below it the addresses of its figures, to open them by.

    ``code``: an address of the page itself, printed as a QR code at its end.
    """
    given: dict[str, Any] = {
        "invented": say.text("word.invented-data") if page.invented else "",
        "title": page.title,
        "heading": page.heading,
        "foot": page.foot,
        # In one paragraph: a line each, they would be a page of their own.
        "addresses": [ADDRESSES.join(page.addresses)] if page.addresses else [],
        "addresses_heading": say.text("reports.page.addresses"),
        "blocks": [
            {
                "heading": block.heading,
                "lead": [_rich(said) for said in block.lead],
                "columns": block.columns,
                "rows": [[_rich(said) for said in row] for row in block.rows],
                "empty": block.empty,
                "rest": block.rest,
                "note": block.note,
            }
            for block in page.blocks
        ],
    }
    widths = [block.widths for block in page.blocks if block.rows]
    return _filled(DocxTemplate(folder / "page.docx"), given, code, widths)


def letter_document(letter: Letter, *, folder: Path = TEMPLATES) -> bytes:
    """The letter as .docx, by ``letter.docx`` in ``folder``."""
    template = DocxTemplate(folder / "letter.docx")
    given: dict[str, Any] = {
        "superior": letter.superior,
        "issuer": letter.issuer,
        "rule": "─" * 8,
        "number": letter.number,
        "abstract": letter.abstract,
        "country": letter.country,
        "motto": letter.motto,
        "motto_rule": "─" * 22,
        "place_and_day": letter.place_and_day,
        "invented": letter.invented,
        "to": letter.to,
        "body": letter.body,
        "code": letter.code,
        "code_note": letter.code_note,
        "qr": InlineImage(template, _qr(letter.code), width=QR_WIDTH) if letter.code else "",
        "receivers_heading": letter.receivers_heading,
        "receivers": RichText("\n".join(letter.receivers), size=22),
        "authority": letter.authority,
        "signing": letter.signing,
    }
    return _filled(template, given)


def patrol_document(sheet: PatrolSheet, *, folder: Path = TEMPLATES) -> bytes:
    """The sheet as .docx, by ``patrol.docx`` in ``folder``."""
    return _filled(DocxTemplate(folder / "patrol.docx"), {**asdict(sheet), "motto_rule": "─" * 22})


def printed_document(printed: Printed, say: Speech, *, folder: Path = TEMPLATES) -> bytes:
    """The paper of a return as .docx, by ``printed.docx`` in ``folder``: the code on every page, and
    protected without a password, so that a slip of the hand changes no figure above its code."""
    template = DocxTemplate(folder / "printed.docx")
    letter = printed.letter
    given: dict[str, Any] = {
        "superior": letter.superior,
        "issuer": letter.issuer,
        "rule": "─" * 8,
        "number": letter.number,
        "country": letter.country,
        "motto": letter.motto,
        "motto_rule": "─" * 22,
        "place_and_day": letter.place_and_day,
        "invented": letter.invented,
        "title": printed.title,
        "lines": printed.lines,
        "tables": [{"title": one.title, "columns": one.columns, "rows": one.rows} for one in printed.tables],
        "note": printed.note,
        "code": letter.code,
        "qr": InlineImage(template, _qr(letter.code), width=QR_OF_PAGE),
        "page": say.text("printed.page"),
        "authority": letter.authority,
        "signing": letter.signing,
    }
    template.render(given, autoescape=True)
    document = template.docx
    section = document.sections[0]
    if printed.lying:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    wide = section.page_width - section.left_margin - section.right_margin
    first, *tables, last = document.tables
    for table, shares in ((first, (3, 4)), (last, (1, 1)), (section.footer.tables[0], (0.4, 2.6))):
        _spread(table, shares, wide)
    for table, one in zip(tables, printed.tables, strict=True):
        _spread(table, one.widths, wide)
        _right(table, one.right)
    lock = OxmlElement("w:documentProtection")
    lock.set(qn("w:edit"), "readOnly")
    lock.set(qn("w:enforcement"), "1")
    document.settings.element.find(qn("w:defaultTabStop")).addprevious(lock)
    stream = io.BytesIO()
    template.save(stream)
    return stream.getvalue()


def _spread(table: Any, shares: Sequence[float], wide: int) -> None:
    """The columns in these shares of a width. Cell by cell the library looks for each one's column: too long for the
    tables of a province."""
    widths = [str(round(wide * share / sum(shares) / TWIP)) for share in shares]
    grid = table._tbl.tblGrid
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), width)
        grid.append(column)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            own = cell.get_or_add_tcPr().get_or_add_tcW()
            own.set(qn("w:w"), width)
            own.set(qn("w:type"), "dxa")


def _right(table: Any, right: Sequence[bool]) -> None:
    """Numbers stand to the right, below a heading in the middle."""
    for row in table._tbl.tr_lst[1:]:
        for cell, number in zip(row.tc_lst, right, strict=True):
            if number:
                for paragraph in cell.p_lst:
                    paragraph.alignment = RIGHT


def _filled(
    template: DocxTemplate, given: dict[str, Any], code: str = "", widths: Sequence[tuple[int, ...]] = ()
) -> bytes:
    # Escaped: a name with < or & in it must not become markup of the document.
    template.render(given, autoescape=True)
    for table, shares in zip(template.docx.tables, widths, strict=False):
        _widened(table, shares)
    if code:
        # Not get_docx(): it reads the template anew.
        _tightened(template.docx, code)
    stream = io.BytesIO()
    template.save(stream)
    return stream.getvalue()


def _widened(table: Any, shares: tuple[int, ...]) -> None:
    """The columns of a table in these shares of its width; as they are where there are none."""
    wide = sum(column.width for column in table.columns)
    for column, share in zip(table.columns, shares, strict=False):
        column.width = wide * share // sum(shares)
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=False):
            cell.width = wide * share // sum(shares)


def _tightened(document: Any, code: str) -> None:
    """A page that is to be one page: its code beside the title, columns without words gone, small type and margins."""
    for section in document.sections:
        section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = MARGIN
    first = document.paragraphs[0]
    wide = document.sections[0].page_width - 2 * MARGIN
    for table in document.tables:
        kept = max(at + 1 for row in table.rows for at, cell in enumerate(row.cells) if cell.text.strip())
        for row in table.rows:
            for cell in row.cells[kept:]:
                cell._tc.getparent().remove(cell._tc)  # python-docx has no way to take a cell out
            for cell in row.cells[:kept]:
                cell.width = wide // kept
        table.autofit = False
    paragraphs = [
        *document.paragraphs,
        *(p for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs),
    ]
    for paragraph in paragraphs:
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
        for run in paragraph.runs:
            run.font.size = SMALL
    picture = first.insert_paragraph_before()
    picture.alignment = RIGHT
    picture.add_run(f"{code}  ").font.size = SMALL
    picture.add_run().add_picture(_qr(code), width=Mm(20))


def _rich(said: Said) -> RichText:
    return RichText(said.text, bold=said.strong)


def _qr(text: str) -> io.BytesIO:
    stream = io.BytesIO()
    segno.make(text, error="m", micro=False).save(stream, kind="png", scale=DOTS, border=4)
    stream.seek(0)
    return stream
