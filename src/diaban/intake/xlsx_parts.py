"""Small parts of an .xlsx workbook: which sheets there are, how cells are shown, the texts that cells share."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.archive import Archive, xml_parser
from diaban.intake.limits import Limits
from diaban.intake.sheet import PLAIN, Style

__all__ = ["Book", "Format", "Local", "Tab", "book_of", "format_of", "formats_of", "walk"]

SHEET: Final = "/worksheet"
RELATIONSHIPS: Final = "_rels/{}.rels"
MOST_FORMATS: Final = 70_000
MOST_NAMES: Final = 4_096

Attributes = Mapping[str, str]
Walk = Iterator[tuple[str, Attributes, str]]


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet as the workbook lists it; ``part`` is where its cells are."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Book:
    """What ``workbook.xml`` says. ``epoch_1904``: days are counted from 1904. ``styles``, ``strings``: their parts."""

    tabs: tuple[Tab, ...]
    epoch_1904: bool
    styles: str | None
    strings: str | None


@dataclass(frozen=True, slots=True)
class Format:
    """How a cell is shown; ``days``: its number is a day or a moment."""

    style: Style = PLAIN
    days: bool = False


class Local(dict[str, str]):
    """Names of elements without their prefix, each worked out when first met."""

    def __missing__(self, name: str) -> str:
        if len(self) >= MOST_NAMES:
            self.clear()
        self[name] = short = name.rpartition(":")[2]
        return short


def walk(archive: Archive, part: str, *, text_of: frozenset[str] = frozenset()) -> Walk:
    """Elements of a part as they open, with attributes; and those of ``text_of`` as they close, with their text.

    Names and attributes without prefixes. What closes is named ``/name``. A small part is walked once, whichever
    workbooks have it: those made from one template share most of theirs.
    """
    whole = archive.small(part)
    if whole is None:
        yield from _walk(archive, part, text_of)
        return
    key = (whole, text_of, archive.limits)
    kept = _WALKED.get(key)
    if kept is None:
        kept = _WALKED[key] = tuple(_walk(archive, part, text_of))
        while len(_WALKED) > MOST_WALKED:
            _WALKED.pop(next(iter(_WALKED)), None)
    yield from kept


MOST_WALKED: Final = 64
_WALKED: Final[dict[tuple[bytes, frozenset[str], Limits], tuple[tuple[str, Attributes, str], ...]]] = {}


def _walk(archive: Archive, part: str, text_of: frozenset[str]) -> Walk:
    progress = xml_parser(archive, part)
    found: list[tuple[str, Attributes, str]] = []
    text: list[str] = []
    names = Local()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > archive.limits.depth:
            raise archive.damaged(part)
        text.clear()
        found.append((names[name], {names[key]: value for key, value in attributes.items()}, ""))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        name = names[name]
        if name in text_of:
            found.append((f"/{name}", {}, "".join(text)))
            text.clear()

    def data(piece: str) -> None:
        # White space between elements is dropped with the next tag; a text as long as this is none of ours.
        if len(text) > archive.limits.token // 1024:
            raise archive.damaged(part)
        text.append(piece)

    progress.parser.StartElementHandler = start
    progress.parser.EndElementHandler = end
    progress.parser.CharacterDataHandler = data
    for chunk in archive.chunks(part):
        progress.feed(chunk)
        yield from found
        found.clear()
    progress.feed(b"", final=True)
    yield from found


def relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: id → (kind, part). What lies outside the file is left out: it is never opened."""
    folder, name = dirname(part), part.rpartition("/")[2]
    rels = join(folder, RELATIONSHIPS.format(name))
    if rels not in archive:
        return {}
    found = {}
    for element, attributes, _ in walk(archive, rels):
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = target if target.startswith("/") else normpath(join("/", folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), whole.lstrip("/"))
    return found


def book_of(archive: Archive) -> Book:
    """What the workbook lists. Raises RefusedError: ``workbook-damaged``, ``workbook-too-many-sheets``."""
    main = next((part for kind, part in relations(archive, "").values() if kind.endswith("/officeDocument")), None)
    main = main or "xl/workbook.xml"
    related = relations(archive, main)
    tabs: list[Tab] = []
    epoch_1904 = False
    for element, attributes, _ in walk(archive, main):
        if element == "workbookPr":
            epoch_1904 = attributes.get("date1904") in {"1", "true"}
        elif element == "sheet":
            kind, part = related.get(attributes.get("id", ""), ("", ""))
            if kind.endswith(SHEET):
                hidden = attributes.get("state", "visible") != "visible"
                tabs.append(Tab(attributes.get("name", ""), part, hidden))
            if len(tabs) > archive.limits.sheets:
                limit = archive.limits.sheets
                raise RefusedError(finding("workbook-too-many-sheets", place=Place(file=archive.file), limit=limit))
    if not tabs:
        raise archive.damaged(main)
    parts = {kind.rpartition("/")[2]: part for kind, part in related.values() if part in archive}
    return Book(tuple(tabs), epoch_1904, parts.get("styles"), parts.get("sharedStrings"))


BUILT_IN_DAYS: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
BUILT_IN_PERCENT: Final = {9: "0%", 10: "0.00%"}
QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
DAY_LETTERS: Final = re.compile("[dmyhs]", re.IGNORECASE)


def is_day_format(code: str) -> bool:
    """Whether a number format shows days or times: one of the letters d m y h s outside quotes and brackets."""
    plain = QUOTED.sub("", code.partition(";")[0])
    return "general" not in plain.lower() and DAY_LETTERS.search(plain) is not None


def formats_of(archive: Archive, part: str | None) -> Sequence[Format]:
    """The formats of cells, by the number that cells give."""
    if part is None:
        return (Format(),)
    codes: dict[int, str] = {}
    fonts: list[str | None] = []
    formats: list[Format] = []
    inside = ""
    for element, attributes, _ in walk(archive, part):
        match element:
            case "fonts" | "cellXfs" | "cellStyleXfs" | "dxfs":
                inside = element
            case "numFmt" if inside != "dxfs":
                codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            case "font" if inside == "fonts":
                fonts.append(None)
            case "name" if inside == "fonts" and fonts:
                fonts[-1] = attributes.get("val")
            case "xf" if inside == "cellXfs":
                formats.append(_format(attributes, codes, fonts))
        if len(formats) > MOST_FORMATS or len(fonts) > MOST_FORMATS:
            raise archive.damaged(part)
    return formats or (Format(),)


def format_of(number: int, code: str | None) -> Format:
    """What a format of numbers shows, without a font: by its code, or by its number where the file gives none."""
    code = code or BUILT_IN_PERCENT.get(number)
    days = number in BUILT_IN_DAYS if code is None else is_day_format(code)
    return Format(Style(None, code, code is not None and "%" in QUOTED.sub("", code)), days)


def _format(attributes: Attributes, codes: Mapping[int, str], fonts: Sequence[str | None]) -> Format:
    number, font = _number(attributes.get("numFmtId")), _number(attributes.get("fontId"))
    shown = format_of(number, codes.get(number))
    name = fonts[font] if 0 <= font < len(fonts) else None
    return Format(Style(name, shown.style.number_format, shown.style.percent), shown.days)


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 0
