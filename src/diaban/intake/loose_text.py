"""What a part of a package says outside cells: comments, headers, drawings, records of a pivot table."""

from collections.abc import Iterator
from typing import Final

from diaban.intake.archive import Archive, xml_parser
from diaban.intake.xlsx_parts import Local

__all__ = ["loose_texts"]

WHOLE: Final = frozenset(("text", "p", "si", "col", "colOff", "row", "rowOff"))
"""Elements within which runs of letters belong together; and numbers of an anchor, which never make one together."""
SAID: Final = frozenset(("v", "name", "caption", "val", "u", "string-value"))
"""Attributes that hold words; identifiers are letters and digits by chance."""
MOST_PIECES: Final = 4_000


def loose_texts(archive: Archive, part: str) -> Iterator[str]:
    """Every text of a part of XML, and the values of attributes that hold words. RefusedError as unpacking raises."""
    whole = archive.small(part)
    if whole is None:
        yield from _texts(archive, part)
        return
    kept = _KEPT.get(whole)
    if kept is None:
        # Workbooks made from one template share their notes and drawings.
        kept = _KEPT[whole] = tuple(_texts(archive, part))
        while len(_KEPT) > MOST_PARTS:
            _KEPT.pop(next(iter(_KEPT)), None)
    yield from kept


MOST_PARTS: Final = 64
_KEPT: Final[dict[bytes, tuple[str, ...]]] = {}


def _texts(archive: Archive, part: str) -> Iterator[str]:
    progress = xml_parser(archive, part)
    names, found, text = Local(), list[str](), list[str]()

    def close(name: str) -> None:
        # What is cut by the limit is looked at in two pieces: a text as long as this is none that was typed.
        if names[name] in WHOLE or len(text) > MOST_PIECES:
            found.append("".join(text))
            text.clear()

    def start(name: str, attributes: dict[str, str]) -> None:
        found.extend(value for key, value in attributes.items() if names[key] in SAID)
        close(name)

    progress.parser.StartElementHandler = start
    progress.parser.EndElementHandler = close
    progress.parser.CharacterDataHandler = text.append
    for chunk in archive.chunks(part):
        progress.feed(chunk)
        yield from found
        found.clear()
    progress.feed(b"", final=True)
    yield from (*found, "".join(text))
