"""Definitions are files: what officials argue about, with its law, author and review day (DESIGN "Twelve rooms").

A definition file is TOML. Its name is its id; it says a title in both languages, the legal basis, author, the days it
is in force and is to be reviewed, sources and licence. What follows is the business of the room that keeps the file,
which reads it by a :class:`Reader`: every fault becomes a finding with its place, all at once.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

from diaban.basis.catalogue import LANGUAGES, Language
from diaban.basis.finding import Finding, Place, finding
from diaban.basis.period import Period

__all__ = ["Definition", "Definitions", "Reader", "read_definitions"]

KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")
T = TypeVar("T")
S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Definition:
    """What every definition file says of itself. ``checksum``: SHA-256 of its bytes, which a figure carries."""

    id: str
    title: Mapping[Language, str]
    legal_basis: tuple[str, ...]
    author: str
    in_force: Period
    review: date
    sources: tuple[str, ...]
    licence: str
    file: str
    checksum: str

    def overdue(self, day: date) -> bool:
        """Whether its review was due before ``day``."""
        return self.review < day


class Reader:
    """A table of a definition file, read value by value. Faults are collected; a faulty value reads as None.

    ``path``: where the table stands in the file, for the finding's column (``scope[2].types``).
    """

    def __init__(self, table: Mapping[str, object], file: str, findings: list[Finding], path: str = "") -> None:
        self._table, self._file, self._findings, self._path = table, file, findings, path
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the table has the key; it still must be read."""
        return key in self._table

    def string(self, key: str, *, optional: bool = False) -> str | None:
        """A text that is not empty."""
        value = self._take(key, str, "text", optional)
        if value is not None and not value.strip():
            self._refuse(key, value, "text")
            return None
        return value

    def strings(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of texts; at least one, unless it may be left out."""
        value = self._take(key, list, "list of texts", optional)
        if value is None:
            return ()
        if (not value and not optional) or not all(isinstance(part, str) and part.strip() for part in value):
            self._refuse(key, value, "list of texts")
            return ()
        return tuple(value)

    def bilingual(self, key: str) -> Mapping[Language, str]:
        """A text in both languages."""
        inner = self.table(key)
        if inner is None:
            return dict.fromkeys(LANGUAGES, "")
        said = {lang: inner.string(lang) or "" for lang in LANGUAGES}
        inner.done()
        return said

    def named(self, key: str) -> Mapping[Language, str] | None:
        """A text in both languages, or one that both share: the number of an act, the address of a page."""
        if isinstance(self._table.get(key), Mapping):
            return self.bilingual(key)
        value = self.string(key)
        return None if value is None else dict.fromkeys(LANGUAGES, value)

    def day(self, key: str, *, optional: bool = False) -> date | None:
        """A day, written as TOML writes a local date."""
        value = self._take(key, date, "day", optional)
        # A moment is a day to isinstance, not to us.
        if value is not None and type(value) is not date:
            self._refuse(key, value, "day")
            return None
        return value

    def number(self, key: str, *, least: int = 0, optional: bool = False) -> int | None:
        """A whole number, ``least`` or more."""
        value = self._take(key, int, "whole number", optional)
        if value is not None and (isinstance(value, bool) or value < least):
            self._refuse(key, value, f"whole number >= {least}")
            return None
        return value

    def flag(self, key: str) -> bool:
        """True or false; false if it is not there."""
        return bool(self._take(key, bool, "true or false", optional=True))

    def choice(self, key: str, kinds: type[S], *, optional: bool = False) -> S | None:
        """One of a closed list."""
        value = self.string(key, optional=optional)
        if value is None:
            return None
        found = next((kind for kind in kinds if kind.value == value), None)
        if found is None:
            self._refuse(key, value, " | ".join(kinds))
        return found

    def choices(self, key: str, kinds: type[S], *, optional: bool = False) -> tuple[S, ...]:
        """Some of a closed list."""
        values = self.strings(key, optional=optional)
        known = {kind.value: kind for kind in kinds}
        for value in values:
            if value not in known:
                self._refuse(key, value, " | ".join(kinds))
        return tuple(known[value] for value in values if value in known)

    def table(self, key: str, *, optional: bool = False) -> "Reader | None":
        """A table within this one."""
        value = self._take(key, dict, "table", optional)
        return None if value is None else Reader(value, self._file, self._findings, f"{self._path}{key}.")

    def tables(self, key: str, *, optional: bool = False) -> "list[Reader]":
        """The tables of an array; at least one, unless it may be left out."""
        values = self._take(key, list, "array of tables", optional)
        if values is None:
            return []
        if (not values and not optional) or not all(isinstance(value, dict) for value in values):
            self._refuse(key, values, "array of tables")
            return []
        return [
            Reader(value, self._file, self._findings, f"{self._path}{key}[{number}].")
            for number, value in enumerate(values, 1)
        ]

    def period(self, start: str = "from", end: str = "until") -> Period | None:
        """The days ``from`` to ``until``, the last one included as a law writes it; ``until`` may be left out."""
        first, last = self.day(start, optional=True), self.day(end, optional=True)
        if first is not None and last is not None and last < first:
            self._refuse(end, last, f">= {first}")
            return None
        return Period(first, None if last is None else date.fromordinal(last.toordinal() + 1))

    def refuse(self, key: str, value: object, wanted: str) -> None:
        """Write down a value that the room itself finds wrong."""
        self._refuse(key, value, wanted)

    def done(self) -> None:
        """Every key left over is a fault: a misspelt one would be silently ignored otherwise."""
        for key in self._table.keys() - self._asked:
            self._findings.append(finding("definition-unknown-key", place=self._place(key), key=self._path + key))

    def _take(self, key: str, kind: type[T], wanted: str, optional: bool) -> T | None:
        self._asked.add(key)
        if key not in self._table:
            if not optional:
                self._findings.append(finding("definition-missing", place=self._place(key), key=self._path + key))
            return None
        value = self._table[key]
        if isinstance(value, kind):
            return value
        self._refuse(key, value, wanted)
        return None

    def _refuse(self, key: str, value: object, wanted: str) -> None:
        self._findings.append(
            finding("definition-value", place=self._place(key), key=self._path + key, value=str(value), wanted=wanted)
        )

    def _place(self, key: str) -> Place:
        return Place(file=self._file, column=self._path + key)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Definition files by id, each with the reader of its body, and every fault found on the way.

    A file with a fault is not among ``files``: an override that cannot be read never silently becomes what was shipped.
    """

    files: Mapping[str, tuple[Definition, Reader]]
    findings: list[Finding]


def read_definitions(folders: Iterable[Path]) -> Definitions:
    """The files ``*.toml`` of the folders; a file in a later folder replaces the one of its name in an earlier one.

    A folder that is not there has no files (``$DIABAN_HOME/definitions`` need not exist). Faults are findings:
    ``definition-unreadable``, ``definition-missing``, ``definition-value``, ``definition-unknown-key``.
    """
    paths = {path.name: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    findings: list[Finding] = []
    files: dict[str, tuple[Definition, Reader]] = {}
    for name, path in sorted(paths.items()):
        read = _read(path, findings)
        if read is not None:
            files[name.removesuffix(".toml")] = read
    return Definitions(files, findings)


def _read(path: Path, findings: list[Finding]) -> tuple[Definition, Reader] | None:
    try:
        data = path.read_bytes()
        table = tomllib.loads(data.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        at = AT_LINE.search(str(error))
        row = int(at[1]) if at else None
        findings.append(
            finding("definition-unreadable", place=Place(file=str(path), row=row), reason=type(error).__name__)
        )
        return None
    before = len(findings)
    reader = Reader(table, str(path), findings)
    definition = _header(path, reader, sha256(data).hexdigest())
    return None if definition is None or len(findings) > before else (definition, reader)


def _header(path: Path, reader: Reader, checksum: str) -> Definition | None:
    title = reader.bilingual("title")
    basis = reader.strings("legal_basis")
    author, review = reader.string("author"), reader.day("review")
    force = reader.table("in_force")
    period = force.period() if force else None
    if force is not None:
        force.done()
    sources, licence = reader.strings("sources"), reader.string("licence")
    if not KEY.fullmatch(path.stem):
        reader.refuse("id", path.stem, "a-z 0-9 -")
    if author is None or review is None or period is None or licence is None:
        return None
    return Definition(path.stem, title, basis, author, period, review, sources, licence, path.name, checksum)
