"""A long XML part whose items mostly look alike: those by one pattern, everything else by the parser.

A row of plain cells has one shape in every workbook, and a pattern reads it several times as fast as a parser that asks
for each tag. The pattern takes only what has this shape to the last byte; what has not, the head and the tail of the
part included, goes to the parser, piece by piece where an item ends. So both see the part in its order, and nothing is
read that the parser would have read otherwise.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from diaban.intake.archive import Progress

__all__ = ["Shape", "feed"]

HEAD: Final = 256 * 1024
"""Bytes of the head in which the list of items must begin, for its items to be taken by the pattern."""
LONGEST: Final = 4 * 1024 * 1024
# Within these an item may seem to end.
OTHER: Final = (b"<!", b"<?")
SPACE: Final = re.compile(rb"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Shape:
    """``opens``: the tag that the list of items begins with; ``item``: what items look like; how they begin and end."""

    opens: re.Pattern[bytes]
    item: re.Pattern[bytes]
    begin: bytes
    end: bytes


def feed(
    progress: Progress,
    chunks: Iterable[bytes],
    shape: Shape,
    take: Callable[[re.Match[bytes]], None],
    begun: Callable[[], bool],
) -> Iterator[None]:
    """Feed a part to its parser but for the items that ``take`` is given; yields after each piece of the file.

    ``begun``: whether the parser has seen the list of items begin, so that what looks like its tag was none in a
    comment. Raises RefusedError as the parser does.
    """
    held, state = b"", _HEAD
    for chunk in chunks:
        held += chunk
        if state is _HEAD:
            opened = shape.opens.search(held)
            if opened is not None:
                progress.feed(held[: opened.end()])
                held, state = held[opened.end() :], _ITEMS if begun() else _REST
            elif len(held) > HEAD:
                state = _REST
        if state is _ITEMS:
            at, ended = _items(progress, held, shape, take)
            held, state = held[at:], _REST if ended or len(held) - at > LONGEST else _ITEMS
        if state is _REST:
            progress.feed(held)
            held = b""
        yield
    progress.feed(held)
    progress.feed(b"", final=True)
    yield


_HEAD, _ITEMS, _REST = "head", "items", "rest"


def _items(progress: Progress, held: bytes, shape: Shape, take: Callable[[re.Match[bytes]], None]) -> tuple[int, bool]:
    """Take items from the beginning of ``held``: up to where they were taken, and whether the list ended there."""
    at, match = 0, shape.item.match
    while True:
        found = match(held, at)
        if found is not None:
            take(found)
            at = found.end()
            continue
        space = SPACE.match(held, at)
        start = at if space is None else space.end()
        if not held.startswith(shape.begin, start):
            # Something else, unless it is cut by the end of the piece.
            return at, len(held) - start > len(shape.begin)
        end = held.find(shape.end, start)
        if end < 0:
            return at, any(sign in held for sign in OTHER)
        piece = held[at : end + len(shape.end)]
        if any(sign in piece for sign in OTHER):
            return at, True
        progress.feed(piece)
        at = end + len(shape.end)
