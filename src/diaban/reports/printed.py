"""A return on paper, to be signed: its tables as they were read, and on every page the code of just these data.

What is printed is what the code was worked out from, column by column: a column in which nothing stands is left out. A
page bears its number, how many there are, and the code twice, as letters and as a square that a scanner reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from diaban.basis.speech import Speech
from diaban.intake.form import FormColumn, FormTable, FormVersion
from diaban.intake.plain_csv import Line, Value
from diaban.reports.form_words import YEARS_FROM
from diaban.reports.letter import Letter

__all__ = ["MOST_PRINTED", "Printed", "PrintedTable", "printed_return"]

MOST_PRINTED: Final = 1_500
"""Rows, on as many pages as a scan may have (``engines.scan``). What is longer is signed by its covering letter."""
NARROWEST, WIDEST = 5, 30
"""Letters of a column: what does not fit stands in several lines."""
UPRIGHT: Final = 84
"""Letters of a line of small type on an upright page."""
NUMBERS: Final = ("integer", "decimal", "percent")


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table: ``columns`` by heading, ``widths`` in letters, ``right``: whether the column holds numbers."""

    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """The paper: letterhead, signature and code as the covering letter has them. ``lines``: below the title."""

    letter: Letter
    title: str
    lines: tuple[str, ...]
    tables: tuple[PrintedTable, ...]
    note: str

    @property
    def lying(self) -> bool:
        """Whether a table is too wide for an upright page."""
        return any(sum(table.widths) > UPRIGHT for table in self.tables)


def printed_return(
    letter: Letter,
    *,
    title: str,
    lines: Iterable[str],
    version: FormVersion,
    tables: Mapping[str, Sequence[Line]],
    say: Speech,
) -> Printed:
    """The paper. ``tables``: checked lines by table of the form; ``title``, ``lines``: what it is and of when."""
    made = [_table(table, tables[table.id], say) for table in version.tables if tables.get(table.id)]
    return Printed(letter, title.upper(), tuple(lines), tuple(made), say.text("printed.note"))


def _table(table: FormTable, lines: Sequence[Line], say: Speech) -> PrintedTable:
    rows = [line.values for line in lines]
    kept = [column for column in table.columns if any(row.get(column.name) is not None for row in rows)]
    cells = [tuple(_written(column, row.get(column.name), say) for column in kept) for row in rows]
    widths = [_width(_heading(column, say), [row[at] for row in cells]) for at, column in enumerate(kept)]
    counted = [(str(number), *row) for number, row in enumerate(cells, start=1)]
    return PrintedTable(
        table.title[say.lang],
        (say.text("template.number"), *(_heading(column, say) for column in kept)),
        (NARROWEST, *widths),
        (True, *(column.kind in NUMBERS for column in kept)),
        tuple(counted),
    )


def _heading(column: FormColumn, say: Speech) -> str:
    own = column.title[say.lang]
    return f"{column.group[say.lang]}: {own}" if column.group else own


def _written(column: FormColumn, value: Value | None, say: Speech) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return column.choices[value][say.lang] if value in column.choices else value
    if column.kind == "integer" and (column.least or 0) >= YEARS_FROM:
        return str(value)
    return say.write(value)


def _width(heading: str, cells: Iterable[str]) -> int:
    """Letters that the longest word needs, and a third of the heading or the longest cell, whichever is more."""
    cells = list(cells)
    words = max((len(word) for text in (heading, *cells) for word in text.split()), default=0)
    lines = max(len(heading) // 3, max(map(len, cells), default=0))
    return min(max(NARROWEST, words + 1, lines + 1), WIDEST)
