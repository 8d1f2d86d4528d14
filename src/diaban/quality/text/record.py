"""The texts of one record that need repair, taken together."""

from collections.abc import Sequence
from typing import NamedTuple

from diaban.quality.text.legacy import decoded, table_of
from diaban.quality.text.spelling import SHORT, expanded, in_order, is_regular, normal_text

__all__ = ["Repaired", "is_odd", "repaired"]


class Repaired(NamedTuple):
    """``names`` normal, ``places`` read, in the order given; ``kind``: what was undone, joined by ``+``, or None."""

    names: tuple[str | None, ...]
    places: tuple[str | None, ...]
    kind: str | None


def is_odd(word: str) -> bool:
    """Whether a record with this word among its names must be read by :func:`repaired`: in small letters it is not yet
    what that would make of it, or it proves a table that decides the others."""
    if is_regular(word):
        return False
    small = word.lower()
    if small.endswith("'"):
        return True
    return normal_text(word) != small or small in SHORT or table_of((word,)) is not None


def repaired(names: Sequence[str | None], places: Sequence[str | None]) -> Repaired:
    """Read the names (the person's first) and places of a record, one table for all of them."""
    table = table_of(text for text in (*names, *places) if text)
    kinds: list[str] = [table] if table else []
    read: list[str | None] = []
    for place, text in enumerate(names):
        if not text:
            read.append(None)
            continue
        tokens = normal_text(decoded(text, table)).split()
        whole = expanded(tokens)
        turned = in_order(whole)
        if place == 0:
            kinds += ["abbreviation"] if whole != tokens else []
            kinds += ["order"] if turned != whole else []
        read.append(" ".join(turned) or None)
    told = tuple(decoded(text, table) if text and table else text for text in places)
    return Repaired(tuple(read), told, "+".join(kinds) or None)
