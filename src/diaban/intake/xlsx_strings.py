"""The texts that the cells of an .xlsx workbook share, each kept once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.archive import Archive, xml_parser
from diaban.intake.stretches import Shape, feed
from diaban.intake.xlsx_parts import Local

__all__ = ["Runs", "strings_of", "unescaped"]


@dataclass(frozen=True, slots=True)
class Runs:
    """A text whose parts have fonts of their own: (text, font or None for the font of the cell)."""

    parts: tuple[tuple[str, str | None], ...]


ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A text as its writer typed it: ``_x000D_`` stands for a character that XML cannot hold."""
    if "_x" not in text:
        return text
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def strings_of(archive: Archive, part: str | None, is_legacy: Callable[[str], bool]) -> list[str | Runs]:
    """The shared texts by number. One whose parts have fonts of their own of an old table is ``Runs``.

    Raises RefusedError: ``workbook-too-much-text``.
    """
    if part is None:
        return []
    progress, reading = xml_parser(archive, part), _Reading(archive, is_legacy)
    progress.parser.StartElementHandler = reading.start
    progress.parser.EndElementHandler = reading.end
    progress.parser.CharacterDataHandler = reading.text.append
    limits = archive.limits
    for _ in feed(progress, archive.chunks(part), TEXTS, reading.take, lambda: reading.begun):
        if len(reading.strings) > limits.strings or reading.held > limits.characters or len(reading.runs) > limits.text:
            raise RefusedError(finding("workbook-too-much-text", place=Place(file=archive.file), limit=limits.strings))
        if reading.depth > limits.depth:
            raise archive.damaged(part)
    return reading.strings


# Texts of one part, one behind the other.
TEXTS: Final = Shape(
    re.compile(rb"<sst(?: [^<>]*)?>"),
    re.compile(rb'(?:<si><t(?: xml:space="preserve")?>[^<&\x00-\x08]*</t></si>)+'),
    b"<si",
    b"</si>",
)
TEXT: Final = re.compile(rb"<t[^>]*>([^<]*)<")


class _Reading:
    """The state of a pass over the part."""

    __slots__ = (
        "_archive",
        "_characters",
        "_font",
        "_is_legacy",
        "_names",
        "_phonetic",
        "_rich",
        "begun",
        "depth",
        "runs",
        "strings",
        "text",
    )

    def __init__(self, archive: Archive, is_legacy: Callable[[str], bool]) -> None:
        self._archive = archive
        self.strings: list[str | Runs] = []
        self.runs: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.depth = self._characters = 0
        self._names = Local()
        self._font: str | None = None
        self._phonetic = self._rich = self.begun = False
        self._is_legacy = is_legacy

    def take(self, match: re.Match[bytes]) -> None:
        """Texts of one part."""
        try:
            texts = b"\0".join(TEXT.findall(match[0])).decode()
        except UnicodeDecodeError as error:
            raise self._archive.damaged("sharedStrings") from error
        self._characters += len(texts)
        whole = texts.replace("\r\n", "\n").replace("\r", "\n") if "\r" in texts else texts
        self.strings += [unescaped(text) for text in whole.split("\0")] if "_x" in whole else whole.split("\0")

    @property
    def held(self) -> int:
        """Characters, those of the text at hand included."""
        return self._characters + sum(map(len, self.text)) + sum(len(piece) for piece, _ in self.runs)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.text.clear()
        match self._names[name]:
            case "r":
                self._font = None
            case "rFont" if self._is_legacy(attributes.get("val", "")):
                self._font, self._rich = attributes["val"], True
            case "rPh":
                self._phonetic = True
            case "sst":
                self.begun = True

    def end(self, name: str) -> None:
        self.depth -= 1
        match self._names[name]:
            case "t":
                if not self._phonetic:
                    self.runs.append((unescaped("".join(self.text)), self._font))
            case "si":
                self._shared()
            case "r":
                self._font = None
            case "rPh":
                self._phonetic = False
        self.text.clear()

    def _shared(self) -> None:
        # One part without a font of its own is by far the commonest.
        whole = self.runs[0][0] if len(self.runs) == 1 else "".join([piece for piece, _ in self.runs])
        self._characters += len(whole)
        self.strings.append(Runs(tuple(self.runs)) if self._rich else whole)
        self.runs.clear()
        self._rich = False
