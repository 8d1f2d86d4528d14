"""An .xlsx workbook opened: what must not be in it is refused before a sheet is read."""

from collections.abc import Iterator
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.archive import Archive, xml_parser
from diaban.intake.legacy_font import is_legacy, said
from diaban.intake.sheet import Style
from diaban.intake.xlsx_parts import Local, book_of, formats_of, walk
from diaban.intake.xlsx_sheet import Ground, XlsxSheet
from diaban.intake.xlsx_strings import Runs, strings_of

__all__ = ["XlsxBook"]

TYPES: Final = "[content_types].xml"
MACRO: Final = "macroenabled"
BINARY: Final = "ms-excel.sheet.binary"
# Parts that run, reach outside or cannot be looked into.
PROGRAMS: Final = ("vbaproject", "xl/macrosheets/", "xl/dialogsheets/", "xl/activex/", "xl/ctrlprops/", "customui/")
OUTSIDE: Final = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
INSIDE: Final = ("xl/embeddings/", "xl/media/", "xl/persons/")
LOOKED_INTO: Final = (".xml", ".rels", ".vml")
HARMLESS: Final = ("printersettings", "thumbnail")
# Parts whose texts are not words of a writer.
KNOWN: Final = (
    "[content_types].xml",
    "xl/styles.xml",
    "xl/theme/",
    "xl/calcchain.xml",
    "xl/metadata.xml",
    "docprops/app",
)
WHOLE: Final = frozenset(("text", "p", "si"))
MOST_PIECES: Final = 4_000


class XlsxBook:
    """The sheets of a workbook, and what it says beside them. Raises RefusedError for what it must not hold.

    Findings: ``workbook-macros``, ``workbook-outside``, ``workbook-inside``, ``workbook-binary``, and those of
    :class:`Archive` and of reading its parts.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._refuse()
        book = book_of(archive)
        self.epoch_1904 = book.epoch_1904
        strings = strings_of(archive, book.strings, is_legacy)
        self._ground = Ground(archive, strings, formats_of(archive, book.styles), book.epoch_1904, repaired)
        self.sheets = tuple(XlsxSheet(self._ground, tab.name, tab.part, hidden=tab.hidden) for tab in book.tabs)
        self._read = {archive.key(tab.part) for tab in book.tabs} | {archive.key(book.strings or "")}

    def _refuse(self) -> None:
        archive, place = self._archive, Place(file=self._archive.file)
        if TYPES not in archive:
            raise archive.damaged(TYPES)
        kinds = " ".join(given.get("ContentType", "") for _, given, _ in walk(archive, TYPES)).lower()
        if BINARY in kinds:
            raise RefusedError(finding("workbook-binary", place=place))
        names = archive.names
        if MACRO in kinds or any(part in name for name in names for part in PROGRAMS):
            raise RefusedError(finding("workbook-macros", place=place))
        if any(name.startswith(OUTSIDE) for name in names):
            raise RefusedError(finding("workbook-outside", place=place))
        for name in names:
            looked_into = name.endswith(LOOKED_INTO) or any(part in name for part in HARMLESS)
            if name.startswith(INSIDE) or not looked_into:
                raise RefusedError(finding("workbook-inside", place=place, part=name))

    def loose(self) -> Iterator[tuple[str, str]]:
        """Texts outside cells, with the part they stand in; complete once every sheet has been gone through."""
        ground = self._ground
        for part, texts in ground.loose.items():
            yield from ((part, text) for text in texts)
        for number, text in enumerate(ground.strings):
            if number not in ground.used:
                yield "sharedStrings", repaired(text, Style()) if isinstance(text, Runs) else text
        for name in self._archive.names:
            known = name in self._read or name.startswith(KNOWN) or name.endswith(".rels")
            if not known and name.endswith(LOOKED_INTO):
                yield from ((name, text) for text in _texts(self._archive, name))


def repaired(text: Runs, style: Style) -> str:
    """A text whose parts have fonts of their own, each read in its own."""
    return "".join([_kept(piece, font or style.font) for piece, font in text.parts])


def _kept(piece: str, font: str | None) -> str:
    """A part as it is meant, with the spaces at its edges, which part it from the next."""
    bare = piece.strip()
    return piece.replace(bare, said(bare, font).text) if bare else piece


def _texts(archive: Archive, part: str) -> Iterator[str]:
    """Whatever a part says: its texts, and the values of its attributes (records of a pivot table are attributes)."""
    progress = xml_parser(archive, part)
    names, found, text = Local(), list[str](), list[str]()

    def start(name: str, attributes: dict[str, str]) -> None:
        # Identifiers are letters and digits by chance.
        found.extend(value for key, value in attributes.items() if names[key] in {"v", "name", "caption", "val", "u"})
        if names[name] in WHOLE:
            found.append("".join(text))
            text.clear()

    def end(name: str) -> None:
        # A comment is cut into runs of letters; what belongs together lies within one of these.
        if names[name] in WHOLE or len(text) > MOST_PIECES:
            found.append("".join(text))
            text.clear()

    progress.parser.StartElementHandler = start
    progress.parser.EndElementHandler = end
    progress.parser.CharacterDataHandler = text.append
    for chunk in archive.chunks(part):
        progress.feed(chunk)
        yield from found
        found.clear()
    progress.feed(b"", final=True)
    yield from (*found, "".join(text))
