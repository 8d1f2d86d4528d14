"""Codes read from scans made here: turned, small, in colour, on the second page; and files that are no scans."""

import io
import struct
import zlib

import pytest
import segno
from PIL import Image, ImageFilter

from diaban.basis.error import RefusedError
from diaban.engines.scan import codes_by_page, media_of
from diaban.intake.paper import PaperCode

CODE = str(PaperCode(42, "Q9W1DFWF077YMGA1"))
A4 = (1240, 1754)
"""Pixels of an A4 page at 150 dots an inch."""


def page(code: str | None = CODE, *, turned: float = 0, blurred: float = 0) -> Image.Image:
    paper = Image.new("L", A4, 252)
    if code is not None:
        stream = io.BytesIO()
        segno.make(code, error="m").save(stream, kind="png", scale=5, border=4)
        paper.paste(Image.open(stream).convert("L"), (900, 1400))
    return paper.rotate(turned, expand=True, fillcolor=252).filter(ImageFilter.GaussianBlur(blurred))


def scan(kind: str, *pages: Image.Image) -> bytes:
    stream = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:], "resolution": 150} if kind == "PDF" else {}
    pages[0].save(stream, kind, **more)
    return stream.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(RefusedError) as refused:
        codes_by_page(data, name="quet.pdf")
    return refused.value.findings[0].code


@pytest.mark.parametrize("kind", ["PDF", "JPEG", "PNG"])
def test_the_code_is_read(kind: str) -> None:
    assert codes_by_page(scan(kind, page()), name="quet") == [[CODE]]


@pytest.mark.parametrize("turned", [-8, 3, 90, 180])
def test_a_page_laid_on_the_glass_askew(turned: float) -> None:
    assert codes_by_page(scan("JPEG", page(turned=turned)), name="quet.jpg") == [[CODE]]


def test_a_faint_scan() -> None:
    assert codes_by_page(scan("PDF", page(blurred=1.2)), name="quet.pdf") == [[CODE]]


def test_the_code_on_the_second_page() -> None:
    assert codes_by_page(scan("PDF", page(None), page()), name="quet.pdf") == [[], [CODE]]


def test_codes_of_several_pages_in_order() -> None:
    other = str(PaperCode(7, "0000111122223333"))
    assert codes_by_page(scan("PDF", page(other), page(), page(other)), name="quet.pdf") == [[other], [CODE], [other]]


def test_a_page_without_a_code() -> None:
    assert codes_by_page(scan("PDF", page(None)), name="quet.pdf") == [[]]


def test_what_is_no_scan() -> None:
    assert refusal(b"") == "scan-format"
    assert refusal(b"PK\x03\x04 a workbook") == "scan-format"
    assert refusal(b"%PDF-1.7 nothing more") == "scan-unreadable"
    assert refusal(b"\xff\xd8\xff nothing more") == "scan-unreadable"
    assert refusal(scan("PNG", page())[:400]) == "scan-unreadable"


def test_too_many_bytes_or_pages() -> None:
    assert refusal(b"%PDF" + bytes(20 * 2**20)) == "scan-too-large"
    assert refusal(scan("PDF", *[Image.new("1", (8, 8))] * 61)) == "scan-pages"


def test_a_small_file_that_would_fill_the_memory() -> None:
    # A PNG that says it is 60,000 x 60,000: asked of its heading, before a pixel is drawn.
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    assert refusal(data) in ("scan-pixels", "scan-unreadable")


def test_kinds_by_their_first_bytes() -> None:
    assert media_of(b"%PDF-1.4") == "application/pdf"
    assert media_of(b"GIF89a") is None
