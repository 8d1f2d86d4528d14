"""The superior's own form: a mapping file says which of its cells and columns get which of our fields and figures.

A file lies in ``superior`` beside the workbook it names, the superior's form as it came. It is written for one of our
forms; what fills it is a return of that form, or what the registers hold as such a return. ::

    form = "staffing"
    workbook = "tong-hop.xlsx"

    [[sheet]]                     # every sheet that is filled in; where invented figures are marked as such
    name = "Tổng hợp"
    mark = "A1"

    [[cell]]
    sheet = "Tổng hợp"
    at = "C8"
    table = "headcounts"          # a sum or a count over lines of our form …
    field = "number"
    where = { title = "chief" }
    total = "sum"

    [[cell]]
    sheet = "Tổng hợp"
    at = "C4"
    value = "sender.name"         # … or a word about the return, or the figure of a standard:
                                  # measure = "independent-headquarters.met"

    [[rows]]                      # a row for each unit, or for each line
    sheet = "Chi tiết"
    table = "headcounts"
    each = "unit"
    first = 7
    last = 206
    [[rows.column]]
    column = "A"
    value = "ordinal"
    [[rows.column]]
    column = "D"
    field = "number"
    where = { title = "chief" }
    total = "sum"
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from diaban.basis.definition import Definition, Reader, read_definitions
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.intake.filling import Blank, blank_workbook
from diaban.intake.form import SPOKEN, Form, FormTable
from diaban.intake.sheet import COLUMNS, cell_name

__all__ = [
    "SHIPPED_SUPERIOR",
    "CellRule",
    "ColumnRule",
    "Each",
    "RowsRule",
    "Superior",
    "Taken",
    "Total",
    "Word",
    "read_superior",
]

SHIPPED_SUPERIOR: Final = Path(__file__).with_name("superior_forms")
CELL: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
LETTERS: Final = re.compile(r"[A-Z]{1,3}")
FILE: Final = re.compile(r"[\w .()-]+\.xlsx")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MEASURE: Final = re.compile(r"[a-z0-9-]+\.[a-z-]+")


class Total(StrEnum):
    """What becomes of several lines in one cell: their sum, or how many they are."""

    SUM = "sum"
    COUNT = "count"


class Each(StrEnum):
    """What has a row of its own: every unit that a line speaks of, or every line."""

    UNIT = "unit"
    LINE = "line"


class Word(StrEnum):
    """What may be written about the return; those of ``unit`` and the running number in rows alone."""

    SENDER_NAME = "sender.name"
    SENDER_CODE = "sender.code"
    PERIOD_TITLE = "period.title"
    PERIOD_KEY = "period.key"
    PERIOD_START = "period.start"
    PERIOD_CUT_OFF = "period.cut-off"
    RETURN_NUMBER = "return.number"
    UNIT_CODE = "unit.code"
    UNIT_NAME = "unit.name"
    ORDINAL = "ordinal"

    @property
    def of_row(self) -> bool:
        """Whether it is about one row."""
        return self in (Word.UNIT_CODE, Word.UNIT_NAME, Word.ORDINAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Where a value comes from: a word, the figure of a standard, or a field of lines. ``where``: only of lines with
    these values; ``total``: None where there is one line."""

    value: Word | None = None
    measure: str | None = None
    field: str | None = None
    where: Mapping[str, str]
    total: Total | None = None


@dataclass(frozen=True, slots=True)
class CellRule:
    """One cell of the superior's form. ``table``: of ours, whose lines it counts; empty for words and figures."""

    sheet: str
    at: str
    table: str
    taken: Taken


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One column of its rows, by its letters."""

    letters: str
    taken: Taken


@dataclass(frozen=True, slots=True)
class RowsRule:
    """Rows ``first`` to ``last`` of a sheet, one for each unit or line of a table of ours."""

    sheet: str
    table: str
    each: Each
    first: int
    last: int
    columns: tuple[ColumnRule, ...]


@dataclass(frozen=True, slots=True)
class Superior:
    """A superior's form and how it is filled in. ``marks``: by sheet the cell in which invented figures are said to be
    such; ``data``: the workbook as it came; ``invented``: no superior ever set it."""

    definition: Definition
    form: str
    workbook: str
    data: bytes
    invented: bool
    marks: Mapping[str, str]
    cells: tuple[CellRule, ...]
    rows: tuple[RowsRule, ...]

    @property
    def id(self) -> str:
        """The name of its file."""
        return self.definition.id


def read_superior(
    forms: Mapping[str, Form], folders: Iterable[Path] = (SHIPPED_SUPERIOR,)
) -> tuple[dict[str, Superior], list[Finding]]:
    """Mappings by id, and every fault of every file: of its own words, against the form, against the workbook."""
    there = list(folders)
    read = read_definitions(there)
    made: dict[str, Superior] = {}
    for key, (definition, reader) in read.files.items():
        before = len(read.findings)
        one = _File(definition, reader, forms, there, read.findings).read()
        if one is not None and len(read.findings) == before:
            made[key] = one
    return made, read.findings


class _File:
    """One file on its way."""

    def __init__(
        self,
        definition: Definition,
        reader: Reader,
        forms: Mapping[str, Form],
        folders: Iterable[Path],
        findings: list[Finding],
    ) -> None:
        self._definition, self._reader, self._forms = definition, reader, forms
        self._folders, self._findings = tuple(folders), findings
        self._blank: Blank | None = None
        self._tables: dict[str, list[FormTable]] = {}
        self._marks: dict[str, str] = {}
        self._seen: set[tuple[str, str]] = set()

    def read(self) -> Superior | None:
        """The mapping; None where something of it is missing. Faults are written down."""
        reader = self._reader
        invented, name = reader.flag("invented"), reader.string("form")
        if name is not None and name not in self._forms:
            reader.refuse("form", name, " | ".join(self._forms))
        elif name is not None:
            for version in self._forms[name].versions:
                for table in version.tables:
                    self._tables.setdefault(table.id, []).append(table)
        workbook = reader.string("workbook")
        data = None if workbook is None else self._workbook(workbook)
        for one in reader.tables("sheet"):
            self._sheet(one)
        cells = [made for one in reader.tables("cell", optional=True) if (made := self._cell(one)) is not None]
        rows = [told for one in reader.tables("rows", optional=True) if (told := self._rows(one)) is not None]
        if not reader.has("cell") and not reader.has("rows"):
            reader.refuse("cell", "", "[[cell]] | [[rows]]")
        reader.done()
        if name is None or workbook is None or data is None:
            return None
        return Superior(self._definition, name, workbook, data, invented, self._marks, tuple(cells), tuple(rows))

    def _workbook(self, name: str) -> bytes | None:
        if not FILE.fullmatch(name):
            self._reader.refuse("workbook", name, "NAME.xlsx")
            return None
        path = next((path for folder in reversed(self._folders) if (path := folder / name).is_file()), None)
        if path is None:
            self._reader.refuse("workbook", name, "a file beside this one")
            return None
        try:
            data = path.read_bytes()
            self._blank = blank_workbook(data, name=name)
        except OSError as error:
            self._reader.refuse("workbook", name, f"a file that can be read ({type(error).__name__})")
            return None
        except RefusedError as refused:
            self._findings += refused.findings
            return None
        return data

    def _sheet(self, table: Reader) -> None:
        name, mark = table.string("name"), table.string("mark")
        table.done()
        if name is None or mark is None or not self._is_sheet(table, "name", name):
            return
        if name in self._marks:
            table.refuse("name", name, "each sheet once")
        self._free(table, "mark", name, mark)
        self._marks[name] = mark

    def _is_sheet(self, table: Reader, key: str, name: str) -> bool:
        if self._blank is None or name in self._blank.sheets:
            return True
        table.refuse(key, name, " | ".join(self._blank.sheets))
        return False

    def _known_sheet(self, table: Reader) -> str | None:
        name = table.string("sheet")
        if name is not None and name not in self._marks:
            table.refuse("sheet", name, " | ".join(self._marks) or "[[sheet]]")
            return None
        return name

    def _free(self, table: Reader, key: str, sheet: str, at: str) -> bool:
        """Whether a cell can be written in: it is one, holds no formula, is not covered, and nothing else fills it."""
        hit = CELL.fullmatch(at)
        if hit is None or COLUMNS[hit[1]] > LAST_COLUMN or int(hit[2]) > LAST_ROW:
            table.refuse(key, at, "A1 … XFD1048576")
        elif self._blank is not None and (sheet, at) in self._blank.formulas:
            table.refuse(key, at, "a cell without a formula")
        elif self._blank is not None and (sheet, at) in self._blank.covered:
            table.refuse(key, at, "the first cell of a merged area")
        elif (sheet, at) in self._seen:
            table.refuse(key, at, "each cell once")
        else:
            self._seen.add((sheet, at))
            return True
        return False

    def _cell(self, table: Reader) -> CellRule | None:
        sheet, at = self._known_sheet(table), table.string("at")
        name = table.string("table", optional=True)
        taken = self._taken(table, name, single=False)
        table.done()
        if sheet is None or at is None or taken is None or not self._free(table, "at", sheet, at):
            return None
        if taken.value is not None and taken.value.of_row:
            table.refuse("value", taken.value.value, " | ".join(word for word in Word if not word.of_row))
        return CellRule(sheet, at, name or "", taken)

    def _rows(self, table: Reader) -> RowsRule | None:
        sheet, name = self._known_sheet(table), table.string("table")
        each = table.choice("each", Each)
        first, last = table.number("first", least=1), table.number("last", least=1)
        columns = [
            made
            for one in table.tables("column")
            if (made := self._column(one, name, single=each is Each.LINE)) is not None
        ]
        table.done()
        if name is not None:
            self._require_table(table, name, by_unit=each is Each.UNIT)
        letters = [column.letters for column in columns]
        if len(set(letters)) < len(letters):
            table.refuse("column", ", ".join(letters), "each column once")
        if sheet is None or name is None or each is None or first is None or last is None:
            return None
        if not first <= last <= LAST_ROW:
            table.refuse("last", last, f">= {first}, <= {LAST_ROW}")
            return None
        for row in (first, last):
            for at in dict.fromkeys(letters):
                self._free(table, "first" if row == first else "last", sheet, cell_name(row, COLUMNS[at]))
            if first == last:
                break
        return RowsRule(sheet, name, each, first, last, tuple(columns))

    def _column(self, table: Reader, name: str | None, *, single: bool) -> ColumnRule | None:
        letters, taken = table.string("column"), self._taken(table, name, single=single)
        table.done()
        if letters is None or taken is None:
            return None
        if not LETTERS.fullmatch(letters) or COLUMNS[letters] > LAST_COLUMN:
            table.refuse("column", letters, "A … XFD")
            return None
        if taken.measure is not None:
            table.refuse("measure", taken.measure, "value | field")
            return None
        return ColumnRule(letters, taken)

    def _taken(self, table: Reader, name: str | None, *, single: bool) -> Taken | None:
        """Where a value comes from; ``single``: of one line, which nothing is summed of."""
        kinds = [key for key in ("value", "measure", "field") if table.has(key)]
        value = table.choice("value", Word, optional=True)
        measure, field = table.string("measure", optional=True), table.string("field", optional=True)
        total = table.choice("total", Total, optional=single or field is None)
        where = self._where(table, name)
        if len(kinds) != 1:
            table.refuse("value", ", ".join(kinds), "value | measure | field")
            return None
        if measure is not None and not MEASURE.fullmatch(measure):
            table.refuse("measure", measure, "STANDARD.STATE")
        if field is not None:
            self._require_field(table, name, field, total)
        return Taken(value=value, measure=measure, field=field, where=where, total=total)

    def _where(self, table: Reader, name: str | None) -> dict[str, str]:
        inner = table.table("where", optional=True)
        if inner is None:
            return {}
        names = {column.name for one in self._tables.get(name or "", ()) for column in one.columns}
        found = {key: value for key in sorted(names) if inner.has(key) and (value := inner.string(key)) is not None}
        for key, value in found.items():
            columns = [column for one in self._tables.get(name or "", ()) for column in one.columns]
            words = {word for column in columns if column.name == key for word in column.choices}
            if words and value not in words:
                inner.refuse(key, value, " | ".join(sorted(words)))
        inner.done()
        return found

    def _require_table(self, table: Reader, name: str | None, *, by_unit: bool = False) -> bool:
        if name is None:
            table.refuse("table", "", " | ".join(self._tables))
            return False
        if name not in self._tables:
            if self._tables:
                table.refuse("table", name, " | ".join(self._tables))
            return False
        if by_unit and not all(one.by_unit for one in self._tables[name]):
            table.refuse("each", Each.UNIT.value, Each.LINE.value)
            return False
        return True

    def _require_field(self, table: Reader, name: str | None, field: str, total: Total | None) -> None:
        if not self._require_table(table, name):
            return
        columns = [column for one in self._tables[name or ""] for column in one.columns]
        here = [column for column in columns if column.name == field and column.name not in SPOKEN - {"note"}]
        if not here:
            names = dict.fromkeys(column.name for column in columns if column.name not in SPOKEN - {"note"})
            table.refuse("field", field, " | ".join(names))
        elif total is Total.SUM and any(column.kind not in ("integer", "decimal") for column in here):
            table.refuse("total", total.value, Total.COUNT.value)
