"""An .xlsx workbook opened: what must not be in it is refused before a sheet is read."""

from collections.abc import Iterator
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.intake.archive import Archive
from diaban.intake.legacy_font import is_legacy, said_in_runs
from diaban.intake.loose_text import loose_texts
from diaban.intake.xlsx_parts import book_of, formats_of, walk
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


class XlsxBook:
    """The sheets of a workbook, and what it says beside them. Raises RefusedError for what it must not hold.

    Findings: ``workbook-macros``, ``workbook-outside``, ``workbook-inside``, ``workbook-binary``, and those of
    :class:`Archive` and of reading its parts.
    """

    findings: tuple[Finding, ...] = ()
    """Nothing that it says is left out."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._refuse()
        book = book_of(archive)
        self.epoch_1904 = book.epoch_1904
        strings = strings_of(archive, book.strings, is_legacy)
        self._ground = Ground(archive, strings, formats_of(archive, book.styles), book.epoch_1904)
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
            if not ground.used[number]:
                yield "sharedStrings", said_in_runs(text.parts, None) if isinstance(text, Runs) else text
        for name in self._archive.names:
            known = name in self._read or name.startswith(KNOWN) or name.endswith(".rels")
            if not known and name.endswith(LOOKED_INTO):
                yield from ((name, text) for text in loose_texts(self._archive, name))
