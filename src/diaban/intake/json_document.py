"""A return as a JSON document, opened as tables: an array of rows is a sheet, the names of its fields are headings.

The document is one of ``json_schema``, but nothing is believed: every mistake of its build is a finding with the place
as a pointer (RFC 6901, ``/tables/posts/0/number``), and what stands where nothing belongs is shown to the gate all the
same. Rows count from 1, in the order of the array.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from diaban.basis.catalogue import Say
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.basis.period import parse_day
from diaban.intake.csv_cell import shown
from diaban.intake.head import Head
from diaban.intake.limits import Limits
from diaban.intake.sheet import Cell, CellValue, Row

__all__ = ["BOM", "JsonBook", "JsonKind", "JsonSheet", "Repeated", "Unfit", "pointer"]

HEAD: Final = ("form", "version", "unit", "period", "origin")
TABLES: Final = "tables"
LONGEST: Final = 200
WHOLE: Final = 20
"""Digits of a whole number that is taken as one; a column's own limit lies below."""
FARTHEST: Final = 40
"""Powers of ten of any other number."""
BRACKETS: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{\]}]', re.DOTALL)
BOM: Final = b"\xef\xbb\xbf"
LOOSE: Final = 4_000
"""Characters of what stands outside all tables that are looked at in one piece."""


class Unfit(str):
    """What stands in a cell and is no value of one: a list, an object, NaN, a number beyond all limits."""

    __slots__ = ()


class Repeated(str):
    """What stands in a cell whose name the row bears more than once: all that was written."""

    __slots__ = ()


class JsonKind(str):
    """A type of JSON, said in the reader's language."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        """The word of the catalogue."""
        return say(f"json-kind.{self}")


class _Object(dict[str, Any]):
    """An object with the names it bears more than once, and what was written under them before."""

    repeated: list[tuple[str, Any]]


def pointer(*parts: str | int) -> str:
    """A place in a document: ``/tables/posts/0/number``."""
    return "".join("/" + shown(str(part)).replace("~", "~0").replace("/", "~1") for part in parts)


@dataclass(slots=True)
class JsonSheet:
    """A table of the document. ``fields``: the numbers of its columns by their names, in the order they came;
    ``first``: the row in which each came first."""

    name: str
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    fields: dict[str, int] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    _rows: list[Row] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Its rows, from 1; one without a field has no cells."""
        return iter(self._rows)

    def add(self, number: int, row: Mapping[str, Any], repeated: Mapping[str, str]) -> None:
        """A row as it came."""
        cells: dict[int, Cell] = {}
        for name, value in row.items():
            at = self.fields.setdefault(name, len(self.fields) + 1)
            self.first.setdefault(name, number)
            if name in repeated:
                cells[at] = Cell(Repeated(repeated[name]))
            elif value is not None:
                cells[at] = Cell(_cell(value))
        self._rows.append(Row(number, cells))


class JsonBook:
    """A document as sheets. ``head``: what it says of itself; ``findings``: mistakes of its build.

    RefusedError ``json-too-large``, ``json-encoding``, ``json-deep``, ``json-unreadable``, ``json-rows``, or
    ``json-type`` where it is no object.
    """

    epoch_1904 = False

    def __init__(self, data: bytes, *, file: str, limits: Limits) -> None:
        self._file, self._limits = file, limits
        self._found: list[Finding] = []
        self._loose: list[tuple[str, str]] = []
        self._count = 0
        document = self._parsed(data)
        if not isinstance(document, _Object):
            raise RefusedError(self._unlike((), document, "object"))
        self.head = self._head(document)
        self.sheets = tuple(self._sheets(document))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with its build, outside of the cells of its tables."""
        return tuple(self._found)

    def loose(self) -> Iterator[tuple[str, str]]:
        """Names of fields, and all that stands outside the tables."""
        yield from self._loose

    # --- from bytes ---------------------------------------------------------------------------------------------

    def _parsed(self, data: bytes) -> Any:
        place = Place(file=self._file)
        if len(data) > self._limits.json:
            raise RefusedError(finding("json-too-large", place=place, size=len(data), limit=self._limits.json))
        try:
            text = data.removeprefix(BOM).decode("utf-8")
        except UnicodeDecodeError as error:
            raise RefusedError(finding("json-encoding", place=place, byte=error.start + 1)) from error
        if _depth(text) > self._limits.json_depth:
            raise RefusedError(finding("json-deep", place=place, limit=self._limits.json_depth))
        try:
            return json.loads(
                text,
                object_pairs_hook=_object,
                parse_int=_whole,
                parse_float=_number,
                parse_constant=Unfit,
            )
        except json.JSONDecodeError as error:
            raise RefusedError(
                finding("json-unreadable", place=place, line=str(error.lineno), column=str(error.colno))
            ) from error

    def _unlike(self, at: tuple[str | int, ...], value: object, wanted: str) -> Finding:
        place = Place(file=self._file, cell=pointer(*at) or None)
        return finding("json-type", place=place, found=JsonKind(_kind(value)), wanted=JsonKind(wanted))

    # --- what it says of itself ---------------------------------------------------------------------------------

    def _head(self, document: _Object) -> Head:
        said = {name: self._said(document, name) for name in HEAD}
        for name, value in document.items():
            self._seen(name, name)
            if name not in HEAD and name != TABLES:
                place = Place(file=self._file, cell=pointer(name))
                self._found.append(
                    finding("json-field-unknown", place=place, found=shown(name), fields=[*HEAD, TABLES])
                )
                self._seen(name, value)
        for name, value in document.repeated:
            place = Place(file=self._file, cell=pointer(name))
            self._found.append(finding("json-repeated", place=place, name=shown(name)))
            self._seen(name, value)
        version: date | None = None
        if said["version"]:
            try:
                version = parse_day(said["version"])
            except ValueError:
                self._found.append(self._unlike(("version",), said["version"], "day"))
        return Head(said["form"], version, said["unit"], said["period"], None, None, said["origin"])

    def _said(self, document: _Object, name: str) -> str:
        value = document.get(name)
        if value is None:
            return ""
        self._seen(name, value)
        if isinstance(value, str) and not isinstance(value, Unfit) and len(value) <= LONGEST and value.isprintable():
            return value.strip()
        self._found.append(self._unlike((name,), value, "short-string"))
        return ""

    def _seen(self, name: str, value: object) -> None:
        """What the gate must look at although no cell shows it."""
        text = _written(value)
        where = pointer(name)
        # Pieces overlap: no number and no name is cut in two unseen.
        for start in range(0, max(1, len(text)), LOOSE - LONGEST):
            self._loose.append((where, text[start : start + LOOSE]))

    # --- its tables ---------------------------------------------------------------------------------------------

    def _sheets(self, document: _Object) -> Iterator[JsonSheet]:
        tables = document.get(TABLES)
        if tables is None:
            place = Place(file=self._file)
            self._found.append(finding("json-missing", place=place, name=TABLES))
            return
        if not isinstance(tables, _Object):
            self._found.append(self._unlike((TABLES,), tables, "object"))
            self._seen(TABLES, tables)
            return
        for name, value in tables.repeated:
            place = Place(file=self._file, cell=pointer(TABLES, name))
            self._found.append(finding("json-repeated", place=place, name=shown(name)))
            self._seen(name, value)
        for name, rows in tables.items():
            self._seen(TABLES, name)
            if isinstance(rows, list):
                yield self._sheet(name, rows)
            else:
                self._found.append(self._unlike((TABLES, name), rows, "array"))
                self._seen(name, rows)

    def _sheet(self, name: str, rows: list[Any]) -> JsonSheet:
        sheet = JsonSheet(name)
        for number, row in enumerate(rows, 1):
            self._count += 1
            if self._count > self._limits.rows:
                raise RefusedError(finding("json-rows", place=Place(file=self._file), limit=self._limits.rows))
            if not isinstance(row, _Object):
                self._found.append(self._unlike((TABLES, name, number - 1), row, "object"))
                self._seen(name, row)
                continue
            written: dict[str, list[str]] = {}
            for key, value in row.repeated:
                written.setdefault(key, []).append(_written(value))
            sheet.add(number, row, {key: " | ".join((*told, _written(row[key]))) for key, told in written.items()})
        for field_ in sheet.fields:
            self._seen(name, field_)
        return sheet


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    made.repeated = []
    if len(made) < len(pairs):
        last = {name: at for at, (name, _) in enumerate(pairs)}
        made.repeated = [(name, value) for at, (name, value) in enumerate(pairs) if last[name] != at]
    return made


def _whole(text: str) -> int | Unfit:
    return int(text) if len(text) <= WHOLE else Unfit(text)


def _number(text: str) -> Decimal | Unfit:
    if len(text) > LONGEST:
        return Unfit(text)
    number = Decimal(text)
    return number if number.is_finite() and abs(number.adjusted()) <= FARTHEST else Unfit(text)


def _cell(value: Any) -> CellValue:
    return Unfit(_written(value)) if isinstance(value, dict | list) else value


def _written(value: object) -> str:
    """A value as text, for the gate and for whoever reads what was found."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _kind(value: object) -> str:
    match value:
        case Unfit():
            return "unfit"
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case int() | Decimal():
            return "number"
        case list():
            return "array"
        case _:
            return "object"


def _depth(text: str) -> int:
    """How deep lists and objects lie within each other; told without going into them, as some are made to be fallen
    into."""
    deepest = depth = 0
    for hit in BRACKETS.finditer(text):
        sign = hit[0]
        if sign in ("[", "{"):
            depth += 1
            deepest = max(deepest, depth)
        elif sign in ("]", "}"):
            depth -= 1
    return deepest
