"""An .xls workbook (Excel 97 to 2003) opened: its stream of records, [MS-XLS], without a program that would run it."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.compound import Compound
from diaban.intake.legacy_font import is_legacy, said_in_runs
from diaban.intake.limits import Limits
from diaban.intake.sheet import Style
from diaban.intake.xls_sheet import XlsGround, XlsSheet
from diaban.intake.xls_text import CONTINUE, EOF, CutError, Text, Texts, long_text, records, short_text
from diaban.intake.xlsx_parts import Format, format_of
from diaban.intake.xlsx_strings import Runs

__all__ = ["XlsBook"]

STREAM: Final = "workbook"
OLD: Final = "book"
PROGRAMS: Final = ("_vba_project_cur", "vba", "macros")
INSIDE: Final = ("mbd", "objectpool", "lnk")
BIFF8: Final = 0x0600
SELF: Final = (0x0401, 0x3A01)
"""Of a record of references: to the workbook itself, to functions of add-ins."""
PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n")
NO_FONT: Final = 4
"""The number that no font has."""


@dataclass(slots=True)
class _Globals:
    """What the records before the first sheet say."""

    tabs: list[tuple[str, int, bool]] = field(default_factory=list)
    fonts: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    looks: list[tuple[int, int]] = field(default_factory=list)
    shared: list[bytes] = field(default_factory=list)
    epoch_1904: bool = False

    def font(self, number: int) -> str | None:
        """A font by its number; None where there is none of it."""
        at = number if number < NO_FONT else number - 1
        return self.fonts[at] if 0 <= at < len(self.fonts) else None


class XlsBook:
    """The sheets of a workbook, and what it says beside them. Raises RefusedError for what it must not hold.

    Findings: ``workbook-old``, ``workbook-encrypted``, ``workbook-macros``, ``workbook-outside``, ``workbook-inside``,
    ``workbook-too-much-text``, ``workbook-too-many-sheets``, ``workbook-damaged``.
    """

    def __init__(self, data: bytes, *, file: str, limits: Limits) -> None:
        self._place, self._limits = Place(file=file), limits
        compound = Compound(data, file=file)
        if STREAM not in compound.streams:
            if OLD in compound.streams:
                raise RefusedError(finding("workbook-old", place=self._place))
            raise compound.damaged(STREAM)
        if any(store.startswith(PROGRAMS) for store in compound.stores):
            raise RefusedError(finding("workbook-macros", place=self._place))
        if any(store.startswith(INSIDE) for store in compound.stores):
            raise RefusedError(finding("workbook-inside", place=self._place, part="OLE"))
        stream = compound.read(STREAM)
        try:
            said = self._globals(stream)
            strings = self._strings(said)
        except (CutError, struct.error, IndexError) as error:
            raise compound.damaged(STREAM) from error
        if not said.tabs:
            raise compound.damaged(STREAM)
        self.epoch_1904 = said.epoch_1904
        looks = [_look(said, font, code) for font, code in said.looks] or [Format()]
        self._ground = XlsGround(stream, file, limits, strings, looks, said.epoch_1904)
        self.sheets = tuple(XlsSheet(self._ground, name, at, hidden=hidden) for name, at, hidden in said.tabs)

    def _globals(self, stream: bytes) -> _Globals:
        said = _Globals()
        last = 0
        for kind, data in records(stream, 0):
            if kind == EOF:
                break
            if kind == CONTINUE:
                if last == 0x00FC:
                    said.shared.append(data)
                continue
            last = kind
            self._record(kind, data, said)
        return said

    def _record(self, kind: int, data: bytes, said: _Globals) -> None:
        match kind:
            case 0x0809 if struct.unpack_from("<H", data)[0] != BIFF8:
                raise RefusedError(finding("workbook-old", place=self._place))
            case 0x002F:
                raise RefusedError(finding("workbook-encrypted", place=self._place))
            case 0x00D3:
                raise RefusedError(finding("workbook-macros", place=self._place))
            case 0x01AE if struct.unpack_from("<H", data, 2)[0] not in SELF:
                raise RefusedError(finding("workbook-outside", place=self._place))
            case 0x00EB if any(sign in data for sign in PICTURES):
                raise RefusedError(finding("workbook-inside", place=self._place, part="OLE"))
            case 0x0022:
                said.epoch_1904 = struct.unpack_from("<H", data)[0] == 1
            case 0x0031:
                said.fonts.append(short_text(data, 14))
            case 0x041E:
                said.codes[struct.unpack_from("<H", data)[0]] = long_text([data], 2)
            case 0x00E0:
                said.looks.append(struct.unpack_from("<HH", data))
            case 0x00FC:
                said.shared = [data]
            case 0x0085:
                self._tab(data, said)

    def _tab(self, data: bytes, said: _Globals) -> None:
        at, hidden, kind = struct.unpack_from("<IBB", data)
        if kind == 0:
            said.tabs.append((short_text(data, 6), at, bool(hidden & 3)))
        if len(said.tabs) > self._limits.sheets:
            limit = self._limits.sheets
            raise RefusedError(finding("workbook-too-many-sheets", place=self._place, limit=limit))

    def _strings(self, said: _Globals) -> list[str | Runs]:
        """The texts that cells share. Raises CutError."""
        strings: list[str | Runs] = []
        if not said.shared:
            return strings
        texts = Texts(said.shared)
        texts.number("<I")
        count, characters = texts.number("<I"), 0
        for _ in range(count):
            if texts.ended:
                break
            text = texts.text()
            characters += len(text.said)
            strings.append(_runs(text, said) if text.fonts else text.said)
            if len(strings) > self._limits.strings or characters > self._limits.characters:
                limit = self._limits.strings
                raise RefusedError(finding("workbook-too-much-text", place=self._place, limit=limit))
        return strings

    def loose(self) -> Iterator[tuple[str, str]]:
        """Texts outside cells; complete once every sheet has been gone through."""
        ground = self._ground
        yield from ground.loose
        for number, text in enumerate(ground.strings):
            if number not in ground.used:
                yield "SST", said_in_runs(text.parts, None) if isinstance(text, Runs) else text

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What this format does not tell; complete once every sheet has been gone through."""
        count = self._ground.formulas
        note = finding("workbook-hides", place=self._place, severity=Severity.NOTE, count=count)
        return (note,) if count else ()


def _runs(text: Text, said: _Globals) -> str | Runs:
    """A text whose parts have fonts of an old table; any other is just a text."""
    ends: Sequence[int] = [at for at, _ in text.fonts[1:]]
    parts = [(text.said[: text.fonts[0][0]], None)] if text.fonts[0][0] else []
    found: list[tuple[str, str | None]] = [*parts]
    for (begin, font), end in zip(text.fonts, [*ends, len(text.said)], strict=True):
        name = said.font(font)
        found.append((text.said[begin:end], name if name is not None and is_legacy(name) else None))
    return Runs(tuple(found)) if any(font for _, font in found) else text.said


def _look(said: _Globals, font: int, code: int) -> Format:
    shown = format_of(code, said.codes.get(code))
    return Format(Style(said.font(font), shown.style.number_format, shown.style.percent), shown.days)
