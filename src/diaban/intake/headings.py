"""Which column of which table a heading means: as it is titled, without marks, abbreviated, or nearly so.

What is not written as the form titles it is taken with a finding that says so; what could be two columns is neither.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache
from typing import Final

from diaban.basis.names import fold as unmarked
from diaban.intake.csv_cell import fold
from diaban.intake.form import FormColumn, FormTable, FormVersion

__all__ = ["Headings", "How", "Match", "headings_of", "is_ordinal", "titled_like"]


class How(IntEnum):
    """How sure a heading is; the smaller the surer."""

    TITLED = 0
    UNMARKED = 1
    ABBREVIATED = 2
    NEAR = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A heading taken as a column of a table."""

    table: FormTable
    column: FormColumn
    how: How


BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
MARKS: Final = re.compile(r"[*:;.†‡]+$|^[*]+|[¹²³⁴⁵⁶⁷⁸⁹]+$")
ORDINAL: Final = frozenset(("stt", "tt", "so tt", "so thu tu", "thu tu", "no", "n o"))
NEAR_ENOUGH: Final = 0.86
CLEARLY: Final = 0.06
"""By how much the nearest column must be nearer than the next one."""
LONGEST: Final = 120
SHORTEST: Final = 5
CUT: Final = 12
REMEMBERED: Final = 4_096
"""Texts of which is remembered what they mean."""
VERSIONS: Final = 16


def plain(text: str) -> str:
    """A heading without what is said beside it: units and remarks in brackets, asterisks, a colon."""
    bare = BRACKETED.sub(" ", text) if "(" in text or "[" in text else text
    return MARKS.sub("", " ".join(bare.split()).strip()).strip()


def is_ordinal(text: str) -> bool:
    """Whether a heading is that of the running number, which every table may have and no form asks for."""
    return unmarked(text) in ORDINAL


class Headings:
    """The headings of a version of a form, ready to be compared."""

    def __init__(self, version: FormVersion) -> None:
        self._exact: dict[str, list[Match]] = {}
        self._unmarked: dict[str, list[Match]] = {}
        self._words: list[tuple[int, str, tuple[str, ...], Match]] = []
        self._titles: list[tuple[str, tuple[tuple[str, int], ...], Match]] = []
        # Files of one form have the same headings, and a file has them in every sheet; no file fills the memory.
        self._of = lru_cache(maxsize=REMEMBERED)(self._meant)
        for table in version.tables:
            for column in table.columns:
                for heading in _with_group(column):
                    self._add(heading, table, column)

    def _add(self, heading: str, table: FormTable, column: FormColumn) -> None:
        for said in dict.fromkeys((heading, plain(heading))):
            self._exact.setdefault(fold(said), []).append(Match(table, column, How.TITLED))
            self._unmarked.setdefault(unmarked(said), []).append(Match(table, column, How.UNMARKED))
        words = tuple(unmarked(plain(heading)).split())
        if words:
            title = " ".join(words)
            self._words.append((len(words), words[0], words, Match(table, column, How.ABBREVIATED)))
            if len(title) >= SHORTEST:
                letters = tuple(Counter(title).items())
                self._titles.append((title, letters, Match(table, column, How.NEAR)))

    def of(self, text: str) -> tuple[Match, ...]:
        """Every column the heading may mean, of the surest kind there is; at most one of a table."""
        return self._of(text)

    def _meant(self, text: str) -> tuple[Match, ...]:
        if not text or len(text) > LONGEST or text.isdigit():
            return ()
        return next((sure for found in self._ways(text) if found and (sure := _one_each(found))), ())

    def _ways(self, text: str) -> Iterator[Sequence[Match] | None]:
        """Columns that it may mean, the surest first. The running number stands for none: TT is not *tiến độ*."""
        bare = plain(text)
        yield self._exact.get(fold(text))
        yield self._exact.get(fold(bare))
        yield self._unmarked.get(unmarked(bare))
        if not is_ordinal(bare):
            yield self._abbreviated(bare)
            yield self._near(bare)

    def known(self, text: str) -> bool:
        """Whether it is a heading as the form has it, marks apart: a quick look, not at what is like one."""
        return len(text) <= LONGEST and unmarked(plain(text)) in self._unmarked

    def _abbreviated(self, bare: str) -> list[Match]:
        words = tuple(unmarked(bare).split())
        if not words or len("".join(words)) < 2:
            return []
        head, count = words[0], len(words)
        return [
            match
            for number, first, full, match in self._words
            # Written out, or the initials of some words: else it stands for nothing.
            if count < number and (head == first or head[0] == first[0]) and _stands_for(words, full)
        ]

    def _near(self, bare: str) -> list[Match]:
        text = unmarked(bare)
        if len(text) < SHORTEST or not any(map(str.isalpha, text)):
            return []
        nearest: dict[tuple[str, str], tuple[float, Match]] = {}
        size = len(text)
        for title, letters, match in self._titles:
            other = len(title)
            if abs(other - size) > 0.3 * max(other, size):
                continue
            # An upper bound first, by the letters they share: most are nothing like it, and to know how much costs a
            # hundred times that.
            shared = sum(min(text.count(letter), number) for letter, number in letters)
            if 2 * shared < NEAR_ENOUGH * (size + other):
                continue
            likeness = SequenceMatcher(None, text, title, autojunk=False).ratio()
            key = (match.table.id, match.column.name)
            if likeness >= NEAR_ENOUGH and likeness > nearest.get(key, (0.0, match))[0]:
                nearest[key] = (likeness, match)
        best: list[Match] = []
        for likeness, match in nearest.values():
            rivals = [
                own
                for (table, name), (own, _) in nearest.items()
                if table == match.table.id and name != match.column.name
            ]
            if all(likeness - rival >= CLEARLY for rival in rivals):
                best.append(match)
        return best


_KEPT: Final[OrderedDict[int, tuple[FormVersion, Headings]]] = OrderedDict()


def headings_of(version: FormVersion) -> Headings:
    """The headings of a version, prepared once for all the files that are read with it."""
    kept = _KEPT.get(id(version))
    # Beside the headings the version itself is kept, so that no other one comes to lie in its place.
    if kept is None or kept[0] is not version:
        kept = _KEPT[id(version)] = (version, Headings(version))
        while len(_KEPT) > VERSIONS:
            _KEPT.popitem(last=False)
    return kept[1]


def _with_group(column: FormColumn) -> Iterable[str]:
    """A column below a common heading is known by both together; alone, too, where nothing else is called so."""
    yield from column.headings
    if column.group is not None:
        for lang, group in column.group.items():
            yield f"{group} {column.title[lang]}"


def _one_each(found: Sequence[Match]) -> tuple[Match, ...]:
    """Of each table the one column that is meant; a heading that two of its columns share means neither."""
    by_table: dict[str, dict[str, Match]] = {}
    for match in found:
        by_table.setdefault(match.table.id, {}).setdefault(match.column.name, match)
    return tuple(next(iter(columns.values())) for columns in by_table.values() if len(columns) == 1)


def _stands_for(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether words can be read as ``full`` with some words in a row written by their initials: SL, Mã ĐVHC."""
    if not short:
        return not full
    head, rest = short[0], short[1:]
    if full and head == full[0] and _stands_for(rest, full[1:]):
        return True
    count = len(head)
    if not 1 < count <= len(full) or not head.isalpha():
        return False
    return head == "".join(word[0] for word in full[:count]) and _stands_for(rest, full[count:])


def titled_like(texts: Iterable[str], tables: Sequence[FormTable]) -> FormTable | None:
    """The one table whose title is among the texts (the name of the sheet, lines above it); None if none or several.

    Names of sheets are cut at 31 characters: the beginning of a title stands for it.
    """
    said = [text for text in map(unmarked, texts) if text]
    titles = {table.id: {unmarked(title) for title in table.title.values()} for table in tables}
    for test in (_same, _holds, _begins):
        found = [table for table in tables if any(test(title, text) for title in titles[table.id] for text in said)]
        if len(found) == 1:
            return found[0]
    return None


def _same(title: str, text: str) -> bool:
    return title == text


def _holds(title: str, text: str) -> bool:
    return f" {title} " in f" {text} "


def _begins(title: str, text: str) -> bool:
    return len(text) >= CUT and title.startswith(text)
