"""Makes the Word templates that documents are filled into: ``python -m tools.documents``.

A template is a Word file with the marks of docxtpl (Jinja in double braces); an office may replace it by its own.
Layout: Decree 30/2020/NĐ-CP, Annex I (A4; margins 20 mm above and below, 30 left, 15 right; Times New Roman; the page
number centred above from the second page on). The same input gives the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "src" / "diaban" / "reports" / "templates"
FONT: Final = "Times New Roman"
THUMBNAIL: Final = re.compile(rb"<Relationship [^>]*thumbnail[^>]*/>")
MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands in every template, so that the bytes do not depend on the day they were made."""


def blank(size: int) -> Any:
    """An empty A4 document in the typeface and margins of Decree 30, body text of ``size`` points."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field(number, "PAGE", 13)
    core = document.core_properties
    core.author, core.title, core.comments, core.last_modified_by = "", "", "", ""
    core.created = core.modified = MADE
    core.revision = 1
    return document


def field(paragraph: Any, code: str, size: int) -> None:
    """A field that Word works out: the number of the page."""
    run = paragraph.add_run()
    run.font.size = Pt(size)
    for kind, text in (("begin", None), (None, code), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def line(holder: Any, text: str, size: int, *, bold: bool = False, italic: bool = False, align: str = "left") -> Any:
    """A paragraph at the end of a document or in a cell."""
    first = holder.paragraphs[0] if hasattr(holder, "_tc") and not holder.paragraphs[0].text else None
    paragraph = first or holder.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    return paragraph


def mark(document: Any, text: str) -> None:
    """A paragraph that docxtpl takes away: where a loop or a condition begins or ends."""
    document.add_paragraph(text)


def wide(table: Any, widths: Iterable[float]) -> None:
    """Fixed widths (mm): of the grid, which LibreOffice goes by, and of the cells, which Word goes by."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def ruled(table: Any, widths: Iterable[float]) -> None:
    """Thin lines, fixed widths (mm), the heading row repeated on the next page."""
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    wide(table, widths)
    heading = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    heading.append(repeated)


def page_template() -> Any:
    """A page of blocks (``reports.page.Page``): the week's sheet."""
    document = blank(10)
    mark(document, "{%p if invented %}")
    warning = line(document, "{{ invented }}", 12, bold=True, align="center")
    warning.runs[0].font.color.rgb = RGBColor(0xA0, 0x1C, 0x1C)
    mark(document, "{%p endif %}")
    line(document, "{{ title }}", 14, bold=True, align="center")
    mark(document, "{%p for said in heading %}")
    line(document, "{{ said }}", 11, align="center")
    mark(document, "{%p endfor %}")
    mark(document, "{%p for block in blocks %}")
    heading = line(document, "{{ block.heading }}", 12, bold=True)
    heading.paragraph_format.space_before = Pt(6)
    heading.paragraph_format.keep_with_next = True
    mark(document, "{%p for said in block.lead %}")
    line(document, "{{r said }}", 10)
    mark(document, "{%p endfor %}")
    mark(document, "{%p if block.rows %}")
    table = document.add_table(rows=4, cols=4)
    ruled(table, (46, 34, 34, 51))
    for column, cell in enumerate(table.rows[0].cells):
        line(cell, f"{{{{ block.columns[{column}] }}}}", 10, bold=True)
    line(table.rows[1].cells[0], "{%tr for row in block.rows %}", 10)
    for column, cell in enumerate(table.rows[2].cells):
        line(cell, f"{{{{r row[{column}] }}}}", 10)
    # A row is read as one: it stands on one page.
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    line(table.rows[3].cells[0], "{%tr endfor %}", 10)
    mark(document, "{%p else %}")
    line(document, "{{ block.empty }}", 10, italic=True)
    mark(document, "{%p endif %}")
    for name in ("rest", "note"):
        mark(document, f"{{%p if block.{name} %}}")
        line(document, f"{{{{ block.{name} }}}}", 10, italic=True)
        mark(document, "{%p endif %}")
    mark(document, "{%p endfor %}")
    mark(document, "{%p for said in foot %}")
    line(document, "{{ said }}", 9, italic=True)
    mark(document, "{%p endfor %}")
    mark(document, "{%p if addresses %}")
    line(document, "{{ addresses_heading }}", 9, bold=True).paragraph_format.keep_with_next = True
    mark(document, "{%p for address in addresses %}")
    line(document, "{{ address }}", 7)
    mark(document, "{%p endfor %}")
    mark(document, "{%p endif %}")
    return document


def letter_template() -> Any:
    """An official letter (``reports.letter.Letter``), laid out by Decree 30, Annex I."""
    document = blank(14)
    head = document.add_table(rows=1, cols=2)
    wide(head, (66, 99))
    left, right = head.rows[0].cells
    line(left, "{{ superior }}", 12, align="center")
    line(left, "{{ issuer }}", 12, bold=True, align="center")
    line(left, "{{ rule }}", 8, align="center")
    line(left, "{{ number }}", 13, align="center")
    line(left, "{{ abstract }}", 12, align="center")
    line(right, "{{ country }}", 12, bold=True, align="center")
    line(right, "{{ motto }}", 13, bold=True, align="center")
    line(right, "{{ motto_rule }}", 8, align="center")
    line(right, "{{ place_and_day }}", 13, italic=True, align="center")
    mark(document, "{%p if invented %}")
    warning = line(document, "{{ invented }}", 13, bold=True, align="center")
    warning.runs[0].font.color.rgb = RGBColor(0xA0, 0x1C, 0x1C)
    mark(document, "{%p endif %}")
    to = line(document, "{{ to }}", 14, align="center")
    to.paragraph_format.space_before = to.paragraph_format.space_after = Pt(12)
    mark(document, "{%p for said in body %}")
    body = line(document, "{{ said }}", 14, align="justify")
    body.paragraph_format.first_line_indent = Mm(12.7)
    body.paragraph_format.space_after = Pt(6)
    mark(document, "{%p endfor %}")
    mark(document, "{%p if code %}")
    line(document, "{{ qr }}", 10)
    line(document, "{{ code }}", 11, bold=True)
    line(document, "{{ code_note }}", 10, italic=True)
    mark(document, "{%p endif %}")
    foot = document.add_table(rows=1, cols=2)
    wide(foot, (75, 90))
    left, right = foot.rows[0].cells
    line(left, "{{ receivers_heading }}", 12, bold=True, italic=True)
    line(left, "{{r receivers }}", 11)
    line(right, "{{ authority }}", 13, bold=True, align="center")
    line(right, "{{ signing }}", 12, italic=True, align="center")
    return document


def patrol_template() -> Any:
    """The sheet of joint patrols (``reports.patrol_sheet.PatrolSheet``), signed by two forces."""
    document = blank(13)
    head = document.add_table(rows=1, cols=2)
    wide(head, (75, 90))
    left, right = head.rows[0].cells
    line(left, "{{ superior }}", 12, align="center")
    line(left, "{{ issuer }}", 12, bold=True, align="center")
    line(left, "{{ partner }}", 12, bold=True, align="center")
    line(right, "{{ country }}", 12, bold=True, align="center")
    line(right, "{{ motto }}", 13, bold=True, align="center")
    line(right, "{{ motto_rule }}", 8, align="center")
    mark(document, "{%p if invented %}")
    warning = line(document, "{{ invented }}", 13, bold=True, align="center")
    warning.runs[0].font.color.rgb = RGBColor(0xA0, 0x1C, 0x1C)
    mark(document, "{%p endif %}")
    title = line(document, "{{ title }}", 14, bold=True, align="center")
    title.paragraph_format.space_before = Pt(10)
    period = line(document, "{{ period }}", 13, align="center")
    period.paragraph_format.space_after = Pt(8)
    table = document.add_table(rows=4, cols=4)
    ruled(table, (12, 38, 55, 60))
    for column, cell in enumerate(table.rows[0].cells):
        line(cell, f"{{{{ columns[{column}] }}}}", 12, bold=True, align="center")
    line(table.rows[1].cells[0], "{%tr for row in rows %}", 12)
    for column, cell in enumerate(table.rows[2].cells):
        line(cell, f"{{{{ row[{column}] }}}}", 12)
    line(table.rows[3].cells[0], "{%tr endfor %}", 12)
    note = line(document, "{{ note }}", 11, italic=True)
    note.paragraph_format.space_before = note.paragraph_format.space_after = Pt(8)
    foot = document.add_table(rows=1, cols=2)
    wide(foot, (82, 83))
    for cell, who in zip(foot.rows[0].cells, ("police", "guard"), strict=True):
        line(cell, f"{{{{ {who} }}}}", 13, bold=True, align="center")
        line(cell, "{{ signing }}", 12, italic=True, align="center")
    return document


def printed_template() -> Any:
    """A return on paper (``reports.printed.Printed``): the code stands on every page, so that none can be exchanged."""
    document = blank(10)
    section = document.sections[0]
    section.different_first_page_header_footer = False
    section.left_margin, section.footer_distance = Mm(20), Mm(8)
    section.bottom_margin = Mm(32)
    number = section.header.paragraphs[0]
    number.text = ""
    foot = section.footer.add_table(rows=1, cols=2, width=Mm(175))
    wide(foot, (26, 149))
    square, words = foot.rows[0].cells
    line(square, "{{ qr }}", 8)
    line(words, "{{ code }}", 10, bold=True)
    line(words, "{{ title }} · {{ issuer }}", 8)
    line(words, "{{ invented }}", 8, bold=True).runs[0].font.color.rgb = RGBColor(0xA0, 0x1C, 0x1C)
    page = line(words, "{{ page }} ", 8)
    field(page, "PAGE", 8)
    page.add_run("/").font.size = Pt(8)
    field(page, "NUMPAGES", 8)
    head = document.add_table(rows=1, cols=2)
    wide(head, (70, 105))
    left, right = head.rows[0].cells
    line(left, "{{ superior }}", 11, align="center")
    line(left, "{{ issuer }}", 11, bold=True, align="center")
    line(left, "{{ rule }}", 8, align="center")
    line(left, "{{ number }}", 12, align="center")
    line(right, "{{ country }}", 11, bold=True, align="center")
    line(right, "{{ motto }}", 12, bold=True, align="center")
    line(right, "{{ motto_rule }}", 8, align="center")
    line(right, "{{ place_and_day }}", 12, italic=True, align="center")
    mark(document, "{%p if invented %}")
    warning = line(document, "{{ invented }}", 12, bold=True, align="center")
    warning.runs[0].font.color.rgb = RGBColor(0xA0, 0x1C, 0x1C)
    mark(document, "{%p endif %}")
    title = line(document, "{{ title }}", 14, bold=True, align="center")
    title.paragraph_format.space_before = Pt(8)
    mark(document, "{%p for said in lines %}")
    line(document, "{{ said }}", 11, align="center")
    mark(document, "{%p endfor %}")
    mark(document, "{%p for table in tables %}")
    heading = line(document, "{{ table.title }}", 11, bold=True)
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(4)
    heading.paragraph_format.keep_with_next = True
    table = document.add_table(rows=4, cols=3)
    ruled(table, (1, 173, 1))
    loops = ("{%tc for said in table.columns %}", "{{ said }}", "{%tc endfor %}")
    for cell, text in zip(table.rows[0].cells, loops, strict=True):
        line(cell, text, 9, bold=True, align="center")
    line(table.rows[1].cells[0], "{%tr for row in table.rows %}", 9)
    loops = ("{%tc for said in row %}", "{{ said }}", "{%tc endfor %}")
    for cell, text in zip(table.rows[2].cells, loops, strict=True):
        line(cell, text, 9)
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    line(table.rows[3].cells[0], "{%tr endfor %}", 9)
    mark(document, "{%p endfor %}")
    note = line(document, "{{ note }}", 9, italic=True)
    note.paragraph_format.space_before = Pt(6)
    foot = document.add_table(rows=1, cols=2)
    wide(foot, (85, 90))
    right = foot.rows[0].cells[1]
    line(right, "{{ authority }}", 12, bold=True, align="center").paragraph_format.keep_with_next = True
    line(right, "{{ signing }}", 11, italic=True, align="center")
    foot.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return document


def saved(document: Any) -> bytes:
    """The bytes of a document, without the moment at which they were written."""
    stream = io.BytesIO()
    document.save(stream)
    fixed = io.BytesIO()
    with zipfile.ZipFile(stream) as read, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as write:
        for name in sorted(read.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            # Word's own template brings a picture of its first page along.
            if name != "docProps/thumbnail.jpeg":
                part = zipfile.ZipInfo(name, (MADE.year, MADE.month, MADE.day, 0, 0, 0))
                part.compress_type = zipfile.ZIP_DEFLATED
                write.writestr(part, _plain(name, read.read(name)))
    return fixed.getvalue()


def _plain(name: str, data: bytes) -> bytes:
    return THUMBNAIL.sub(b"", data) if name == "_rels/.rels" else data


MAKERS: Final = {
    "page.docx": page_template,
    "letter.docx": letter_template,
    "patrol.docx": patrol_template,
    "printed.docx": printed_template,
}


def main() -> None:
    """Write all templates."""
    for name, make in MAKERS.items():
        (TEMPLATES / name).write_bytes(saved(make()))
        print(name)


if __name__ == "__main__":
    main()
