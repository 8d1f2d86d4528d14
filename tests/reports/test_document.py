"""Documents out of Word templates: everything filled in, nothing read as markup, the same bytes from the same tool."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from docx import Document
from PIL import Image

import diaban
from diaban.basis.speech import Speech
from diaban.engines.scan import codes_by_page
from diaban.intake.paper import PaperCode
from diaban.intake.plain_csv import Line
from diaban.intake.reporting import Calendar, PeriodRule, parse_period
from diaban.reports.document import TEMPLATES, letter_document, page_document, printed_document
from diaban.reports.letter import Head, covering_letter, reminder
from diaban.reports.page import Block, Page, Said
from diaban.reports.printed import printed_return
from diaban.reports.week import Unsent
from diaban.units.edition import open_edition
from tests.reports.template_world import FORMS
from tools.documents import MAKERS, saved

SPOKEN = Speech("vi")
HEAD = Head("Bộ Công an", "Công an tỉnh Bắc Kạn", "Bắc Kạn", date(2025, 2, 4), symbol="CAT-PV01")
CODE = PaperCode(42, "Q9W1DFWF077YMGA1")


def page(*rows: tuple[str, str, str, str], invented: bool = True) -> Page:
    said = tuple(tuple(Said(text, address="a~b" if text == "5" else "") for text in row) for row in rows)
    block = Block("k", "1. Chỉ tiêu", (Said("Mở đầu", strong=True),), ("A", "B", "C", "D"), said, "Không có gì.")
    return Page("Tình hình tuần", ("tỉnh Bắc Kạn",), (block,), ("Cuối trang",), invented)


def text_of(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def unsent() -> Unsent:
    edition = open_edition(Path(diaban.__file__).parent / "reference" / "units")
    units = [edition.atlas.by_code(code, date(2025, 2, 23)) for code in ("02011", "01960")]
    period = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, "2025-02")
    title = {"vi": "Biên chế và quân số", "en": "Posts and people"}
    return Unsent("staffing", title, period, date(2025, 2, 16), tuple(units), 108, 7)


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_the_shipped_template_is_what_its_tool_makes(name: str) -> None:
    assert saved(MAKERS[name]()) == (TEMPLATES / name).read_bytes()


def test_a_page_is_filled_in_whole() -> None:
    told = text_of(page_document(page(("xã Mỹ Thanh", "5", "78/102", "hết"), ("a", "b", "c", "d")), SPOKEN))
    assert "{" not in told
    assert "SỐ LIỆU GIẢ LẬP" in told
    for words in (
        "Tình hình tuần",
        "tỉnh Bắc Kạn",
        "1. Chỉ tiêu",
        "Mở đầu",
        "xã Mỹ Thanh",
        "78/102",
        "Cuối trang",
        "a~b",
    ):
        assert words in told
    assert "Không có gì." not in told


def test_an_empty_block_says_so_and_a_real_page_is_not_called_invented() -> None:
    told = text_of(page_document(page(invented=False), SPOKEN))
    assert "Không có gì." in told
    assert "GIẢ LẬP" not in told


def test_what_looks_like_markup_is_text() -> None:
    told = text_of(page_document(page(("<w:p>", "{{ title }}", "R&D", "{% if x %}")), SPOKEN))
    for words in ("<w:p>", "{{ title }}", "R&D", "{% if x %}"):
        assert words in told


def test_a_reminder_names_offices_and_no_figure() -> None:
    told = text_of(letter_document(reminder(HEAD, to="Công an các xã", unsent=[unsent()], say=SPOKEN, invented=True)))
    assert "Công an xã Mỹ Thanh" in told
    assert "hạn gửi 16/02/2025" in told
    assert "ngày 04 tháng 02 năm 2025" in told
    assert "Số: ……/CAT-PV01" in told
    # Days, months, the number of the item and nothing else: neither how many owe nor how many are late.
    left = re.sub(r"\d{2}/\d{2}/\d{4}|\d{1,2}/\d{4}|ngày 04 tháng 02 năm 2025|PV01|^1\. ", "", told, flags=re.M)
    assert not re.search(r"\d", left)


def test_nobody_is_reminded_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        reminder(HEAD, to="Công an các xã", unsent=[], say=SPOKEN, invented=False)


def test_a_covering_letter_carries_the_code_that_a_scan_gives_back() -> None:
    letter = covering_letter(
        HEAD, to="Công an tỉnh", title="Biên chế", period="Tháng 2/2025", code=CODE, say=SPOKEN, invented=False
    )
    data = letter_document(letter)
    assert str(CODE) in text_of(data)
    picture = next(part for part in Document(io.BytesIO(data)).part.package.image_parts)
    paper = Image.new("L", (1240, 1754), 255)
    paper.paste(Image.open(io.BytesIO(picture.blob)).convert("L").resize((190, 190)), (200, 900))
    stream = io.BytesIO()
    paper.rotate(2, fillcolor=255).save(stream, "PDF", resolution=150)
    assert codes_by_page(stream.getvalue(), name="quet.pdf") == [[str(CODE)]]


def test_a_return_on_paper_carries_the_code_on_every_page_and_only_columns_that_say_something() -> None:
    letter = covering_letter(HEAD, to="", title="", period="", code=CODE, say=SPOKEN, invented=True)
    version = FORMS["staffing"].on(date(2026, 1, 1))
    values = {"code": "02011", "unit_name": "xã <A & B>", "title": "chief", "number": 1_200, "document": "12/QĐ"}
    lines = {"posts": [Line(9, MappingProxyType(values))], "people": []}
    printed = printed_return(letter, title="Biên chế", lines=["Quý"], version=version, tables=lines, say=SPOKEN)
    (table,) = printed.tables
    assert table.rows == (("1", "02011", "xã <A & B>", "Trưởng Công an", "1.200", "12/QĐ"),)
    assert not printed.lying
    data = printed_document(printed, SPOKEN)
    document = Document(io.BytesIO(data))
    foot = document.sections[0].footer
    assert str(CODE) in foot.tables[0].rows[0].cells[1].text
    assert len([part for part in foot.part.related_parts.values() if part.partname.endswith(".png")]) == 1
    assert "xã <A & B>" in text_of(data)
    assert len(document.tables[1].columns) == 6
    assert b"documentProtection" in zipfile.ZipFile(io.BytesIO(data)).read("word/settings.xml")


def test_in_english() -> None:
    letter = covering_letter(
        HEAD, to="Province", title="Posts", period="March", code=CODE, say=Speech("en"), invented=True
    )
    told = text_of(letter_document(letter))
    assert "To: Province" in told
    assert "INVENTED DATA" in told
