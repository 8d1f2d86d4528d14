"""What printed codes a scan shows: pages of a PDF drawn, pictures opened, both within limits; nothing else is read."""

import io
import warnings
from collections.abc import Iterator
from contextlib import closing
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding

__all__ = ["MAX_BYTES", "MAX_PAGES", "MEDIA", "codes_by_page", "media_of"]

MAX_BYTES: Final = 20 * 2**20
MAX_PAGES: Final = 60
"""Pages looked at, a fraction of a second each; a signed return has few."""
MAX_PIXELS: Final = 60_000_000
"""An A4 page at 600 dots an inch has 35 million."""
DOTS: Final = 200
"""Dots an inch at which a page of a PDF is drawn first: a code of 20 mm then has about 5 dots a square."""
FINE_DOTS: Final = 400
FRUITLESS: Final = 5
"""Pages on end that a finer look was lost on: those that follow are plain pages too, and get none."""
MEDIA: Final = {b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
POINTS: Final = 72


def media_of(data: bytes) -> str | None:
    """The kind of scan that bytes are, by how they begin; None for what is taken for no scan."""
    return next((media for start, media in MEDIA.items() if data.startswith(start)), None)


def codes_by_page(data: bytes, *, name: str) -> list[list[str]]:
    """The texts of the QR codes on each page of a scan (PDF, JPEG or PNG); none of a page where none can be read.

    RefusedError ``scan-too-large``, ``scan-format``, ``scan-unreadable``, ``scan-locked`` (a PDF under a password),
    ``scan-pages``.
    """
    place = Place(file=name)
    if len(data) > MAX_BYTES:
        raise RefusedError(finding("scan-too-large", place=place, size=len(data), limit=MAX_BYTES))
    media = media_of(data)
    if media is None:
        raise RefusedError(finding("scan-format", place=place))
    return list(_pages(data, place) if media == "application/pdf" else _picture(data, place))


def _codes(picture: Image.Image) -> list[str]:
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=formats) if code.valid]


def _picture(data: bytes, place: Place) -> Iterator[list[str]]:
    try:
        with warnings.catch_warnings():
            # Of a picture that would fill the memory Pillow only warns below twice its own limit; ours is asked first.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise RefusedError(finding("scan-pixels", place=place, width=picture.width, height=picture.height))
                yield _codes(picture.convert("L"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise RefusedError(finding("scan-unreadable", place=place, reason=type(error).__name__)) from error


def _pages(data: bytes, place: Place) -> Iterator[list[str]]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "scan-locked" if "password" in str(error).lower() else "scan-unreadable"
        if code == "scan-locked":
            raise RefusedError(finding("scan-locked", place=place)) from error
        raise RefusedError(finding("scan-unreadable", place=place, reason=type(error).__name__)) from error
    with closing(document):
        if len(document) > MAX_PAGES:
            raise RefusedError(finding("scan-pages", place=place, pages=len(document), limit=MAX_PAGES))
        fruitless = 0
        for number in range(len(document)):
            codes = _codes(_drawn(document, number, DOTS, place))
            if not codes and fruitless < FRUITLESS:
                # A small or faint code is looked for once more, finer.
                codes = _codes(_drawn(document, number, FINE_DOTS, place))
                fruitless = 0 if codes else fruitless + 1
            yield codes


def _drawn(document: pypdfium2.PdfDocument, number: int, dots: int, place: Place) -> Image.Image:
    try:
        with closing(document[number]) as page:
            width, height = page.get_size()
            scale = dots / POINTS
            if width * height * scale * scale > MAX_PIXELS:
                # A page as large as a wall is drawn as far as the limit goes: a code of a page of ours is still seen.
                scale = (MAX_PIXELS / (width * height)) ** 0.5
            drawn: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
            return drawn
    except (pypdfium2.PdfiumError, OSError, ValueError, MemoryError) as error:
        raise RefusedError(finding("scan-unreadable", place=place, reason=type(error).__name__)) from error
