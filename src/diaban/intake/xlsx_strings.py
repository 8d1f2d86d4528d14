"""The texts that the cells of an .xlsx workbook share, each kept once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.archive import Archive, xml_parser
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
    progress, reading = xml_parser(archive, part), _Reading(is_legacy)
    progress.parser.StartElementHandler = reading.start
    progress.parser.EndElementHandler = reading.end
    progress.parser.CharacterDataHandler = reading.text.append
    limits = archive.limits
    for chunk in archive.chunks(part):
        progress.feed(chunk)
        if len(reading.strings) > limits.strings or reading.held > limits.characters or len(reading.runs) > limits.text:
            raise RefusedError(finding("workbook-too-much-text", place=Place(file=archive.file), limit=limits.strings))
        if reading.depth > limits.depth:
            raise archive.damaged(part)
    progress.feed(b"", final=True)
    return reading.strings


class _Reading:
    """The state of a pass over the part."""

    __slots__ = (
        "_characters",
        "_font",
        "_is_legacy",
        "_names",
        "_phonetic",
        "_rich",
        "depth",
        "runs",
        "strings",
        "text",
    )

    def __init__(self, is_legacy: Callable[[str], bool]) -> None:
        self.strings: list[str | Runs] = []
        self.runs: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.depth = self._characters = 0
        self._names = Local()
        self._font: str | None = None
        self._phonetic = self._rich = False
        self._is_legacy = is_legacy

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
