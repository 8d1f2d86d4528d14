"""An .ods workbook (LibreOffice) opened: what must not be in it is refused before a sheet is read."""

from collections.abc import Iterator
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.intake.archive import Archive, xml_parser
from diaban.intake.legacy_font import is_legacy
from diaban.intake.loose_text import loose_texts
from diaban.intake.ods_sheet import OdsGround, OdsSheet

__all__ = ["OdsBook"]

CONTENT: Final = "content.xml"
MANIFEST: Final = "meta-inf/manifest.xml"
PROGRAMS: Final = ("basic/", "scripts/", "dialogs/")
INSIDE: Final = ("pictures/", "media/", "object", "database/")
HARMLESS: Final = ("thumbnails/", "mimetype", "configurations2/", "layout-cache")
LOOKED_INTO: Final = (".xml", ".rdf")
# Parts whose texts are not words of a writer.
KNOWN: Final = (CONTENT, MANIFEST, "settings.xml", "manifest.rdf")
HIDDEN: Final = "false"
MOST_STYLES: Final = 70_000


class OdsBook:
    """The sheets of a workbook, and what it says beside them. Raises RefusedError for what it must not hold.

    Findings: ``workbook-encrypted``, ``workbook-macros``, ``workbook-outside``, ``workbook-inside``,
    ``workbook-too-many-sheets``, and those of :class:`Archive`.
    """

    findings: tuple[Finding, ...] = ()
    """Nothing that it says is left out."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._refuse()
        survey = _Survey(archive)
        for part in ("styles.xml", CONTENT):
            if part in archive:
                survey.go_over(part)
        if not survey.tabs:
            raise archive.damaged(CONTENT)
        # Days are written as days; a bare number in a column of days is counted as the workbook counts.
        self.epoch_1904 = survey.epoch_1904
        ground = OdsGround(archive, {style: font for style, font in survey.fonts.items() if is_legacy(font)})
        self.sheets = tuple(
            OdsSheet(ground, number, name, hidden=style in survey.hidden)
            for number, (name, style) in enumerate(survey.tabs)
        )
        self._ground = ground

    def _refuse(self) -> None:
        archive, place = self._archive, Place(file=self._archive.file)
        if CONTENT not in archive:
            raise archive.damaged(CONTENT)
        if MANIFEST in archive and any(b"encryption-data" in chunk for chunk in archive.chunks(MANIFEST)):
            raise RefusedError(finding("workbook-encrypted", place=place))
        for name in archive.names:
            if name.startswith(PROGRAMS):
                raise RefusedError(finding("workbook-macros", place=place))
            if name.startswith(INSIDE) or not (name.startswith(HARMLESS) or name.endswith(LOOKED_INTO)):
                raise RefusedError(finding("workbook-inside", place=place, part=name))

    def loose(self) -> Iterator[tuple[str, str]]:
        """Texts outside cells, with the part they stand in; complete once every sheet has been gone through."""
        yield from ((CONTENT, text) for text in self._ground.loose)
        for name in self._archive.names:
            if name.endswith(LOOKED_INTO) and not name.startswith((*KNOWN, *HARMLESS)):
                yield from ((name, text) for text in loose_texts(self._archive, name))


class _Survey:
    """One pass over a part: fonts by style, styles of hidden sheets, the sheets. What links outside is refused."""

    def __init__(self, archive: Archive) -> None:
        self.fonts: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.tabs: list[tuple[str, str]] = []
        self.epoch_1904 = False
        self._archive, self._place = archive, Place(file=archive.file)
        self._style = ""
        self._depth = 0

    def go_over(self, part: str) -> None:
        """A part; raises RefusedError."""
        archive, limits = self._archive, self._archive.limits
        progress = xml_parser(archive, part)
        progress.parser.StartElementHandler = self._start
        progress.parser.EndElementHandler = self._end
        for chunk in archive.chunks(part):
            progress.feed(chunk)
            if self._depth > limits.depth or len(self.fonts) > MOST_STYLES:
                raise archive.damaged(part)
            if len(self.tabs) > limits.sheets:
                raise RefusedError(finding("workbook-too-many-sheets", place=self._place, limit=limits.sheets))
        progress.feed(b"", final=True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        match name:
            case "style:style":
                self._style = attributes.get("style:name", "")
            case "style:text-properties":
                font = attributes.get("style:font-name") or attributes.get("fo:font-family")
                if font:
                    self.fonts[self._style] = font.strip("'")
            case "style:table-properties" if attributes.get("table:display") == HIDDEN:
                self.hidden.add(self._style)
            case "table:null-date":
                self.epoch_1904 = attributes.get("table:date-value", "").startswith("1904")
            case "table:table":
                self.tabs.append((attributes.get("table:name", ""), attributes.get("table:style-name", "")))
            case "table:table-source" | "table:cell-range-source" | "office:dde-source" | "table:database-source-sql":
                raise RefusedError(finding("workbook-outside", place=self._place))

    def _end(self, name: str) -> None:
        self._depth -= 1
