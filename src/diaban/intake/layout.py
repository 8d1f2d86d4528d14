"""Where the tables of a form stand in a sheet, and what each of its rows is: heading, data, total, remark.

A heading is looked for in every row, over two rows where they belong together; columns may stand in any order, and what
the form does not ask for is left out and said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from diaban.basis.bilingual import Bilingual
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.csv_cell import shown
from diaban.intake.form import FormColumn, FormTable, FormVersion
from diaban.intake.headings import Headings, How, Match, is_ordinal, titled_like
from diaban.intake.legacy_font import FONTS, said
from diaban.intake.row_kind import Known, RowKind
from diaban.intake.sheet import Row, cell_name, column_letters

__all__ = ["Block", "Layout", "of_heading"]

SEARCHED: Final = 60
"""Rows of a sheet in which a heading is looked for by likeness; further below it must be written as the form has it."""
WEIGHTS: Final = {How.TITLED: 1.0, How.UNMARKED: 0.97, How.ABBREVIATED: 0.9, How.NEAR: 0.85}
MISSED: Final = 0.4
TITLE: Final = 1.5
BETTER: Final = 0.5
"""What a table gains whose title the sheet bears; by how much two rows must be better than one."""
SEVERAL: Final = 2
"""Texts of an old table of characters in a row after which its other texts are taken to be of that table, too."""


@dataclass(slots=True)
class Block:
    """A table found in a sheet: ``columns`` by number, and their headings as they were read.

    ``rivals``: other tables that the heading may be of just as well. ``readable``: nothing of the heading is an error.
    ``first``, ``last``, ``count``: its rows of data, once they were read. ``headed``: the columns, by number, that have
    a heading; ``asked``: those of them in which the form asks for anything but words and codes of any kind.
    """

    table: FormTable
    sheet: str
    rows: tuple[int, int]
    matches: Mapping[int, Match]
    titles: Mapping[int, str]
    value: float
    rivals: tuple[FormTable, ...] = ()
    readable: bool = True
    first: int = 0
    last: int = -1
    count: int = 0
    headed: frozenset[int] = field(init=False)
    asked: frozenset[int] = field(init=False)
    columns: dict[int, FormColumn] = field(init=False)
    _known: Known | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.columns = {at: match.column for at, match in self.matches.items()}
        self.headed = frozenset(self.titles)
        free = {at for at, one in self.columns.items() if one.kind == "text" or (one.kind == "code" and not one.widths)}
        self.asked = frozenset(self.columns.keys() - free)

    @property
    def known(self) -> Known:
        """What tells its rows apart: made once the table is read, for most rows that might head one do not."""
        if self._known is None:
            self._known = Known(self.table, self.columns, self.titles)
        return self._known

    def add(self, row: int) -> None:
        """Count a row of data."""
        self.first = self.first or row
        self.last = row
        self.count += 1

    def is_whole(self, titled: FormTable | None) -> bool:
        """Whether its heading has every column of the table that the template put here, each as it is titled, and at
        most the running number beside them: the row above can make no better one of it, nor of another table."""
        complete = len(self.matches) == len(self.table.columns) >= len(self.titles) - 1
        return complete and self.table is titled and all(match.how is How.TITLED for match in self.matches.values())

    def holds(self, sheet: str, row: int) -> bool:
        """Whether a row of data of this sheet is one of this table."""
        return self.sheet == sheet and self.first <= row <= self.last

    def place(self, file: str, row: int, at: int | None = None) -> Place:
        """Where a row, or a cell of it, stands."""
        sheet = self.sheet or None
        if at is None:
            return Place(file=file, sheet=sheet, row=row)
        return Place(
            file=file, sheet=sheet, row=row, column=shown(self.titles.get(at, "")) or None, cell=cell_name(row, at)
        )


Told = tuple[Row, RowKind, Block | None]


class Layout:
    """The rows of one sheet, told what they are as they come."""

    def __init__(
        self,
        sheet: str,
        headings: Headings,
        version: FormVersion,
        *,
        titled: FormTable | None = None,
        cover: bool = False,
    ) -> None:
        """``titled``: the table that the template put here; ``cover``: it put none, so that what is only like a heading
        is none."""
        self.sheet = sheet
        self._titled = titled
        self.blocks: list[Block] = []
        self.nearest: Block | None = None
        self._headings, self._tables = headings, version.tables
        self._above: list[str] = []
        self._before: Row | None = None
        self._held: tuple[Row, Block] | None = None
        self._block: Block | None = None
        self._searched = SEARCHED if cover else 0
        # A title above a table is a row of one text: it heads no table of several columns, alone or below another.
        self._fewest = min(2, *(len(table.columns) for table in version.tables))

    def take(self, row: Row) -> list[Told]:
        """The row with what it is, and the table it belongs to; a heading only once the row below it is known."""
        told: list[Told] = []
        if self._held is not None:
            upper, block = self._held
            both = None if _is_data(row, block) else self._best(upper, row)
            self._held = None
            if both is not None and both.value > block.value + BETTER:
                return self._open(both, upper, row)
            told = self._open(block, upper)
        if self._block is not None:
            kind = self._block.known.kind_of(row, self._headings)
            if kind is not RowKind.OTHER_TABLE:
                return [*told, (row, kind, self._block)]
            self._block, self._before = None, None
        found = self._found(row)
        if found is None:
            self._remember(row)
            return [*told, (row, RowKind.OUTSIDE, None)]
        self._held = (row, found)
        return told

    def end(self) -> list[Told]:
        """What was still held when the sheet ended."""
        if self._held is None:
            return []
        row, block = self._held
        return self._open(block, row)

    def _open(self, block: Block, *rows: Row) -> list[Told]:
        self._block = block
        block.known.laid_out = self._titled is block.table
        self.blocks.append(block)
        return [(row, RowKind.HEADING, block) for row in rows]

    def _remember(self, row: Row) -> None:
        self._before = row
        if len(self._above) < SEARCHED:
            self._above += [text for _, text in texts_of(row)][:4]

    def _found(self, row: Row) -> Block | None:
        self._searched += 1
        if len({text for _, text in texts_of(row)}) < self._fewest:
            return None
        if self._searched > SEARCHED and sum(bool(self._headings.known(text)) for _, text in texts_of(row)) < 2:
            return None
        alone = self._best(None, row)
        before = None if alone is not None and alone.is_whole(self._titled) else self._before
        both = self._best(before, row) if before is not None and before.number == row.number - 1 else None
        best = both if both is not None and (alone is None or both.value > alone.value + BETTER) else alone
        if best is None:
            return None
        if self.nearest is None or best.value > self.nearest.value:
            self.nearest = best
        return best if _enough(best) else None

    def _best(self, upper: Row | None, lower: Row) -> Block | None:
        columns = _headed(upper, lower)
        by_table: dict[str, dict[int, Match]] = {}
        for at, variants in columns.items():
            for match in self._matched(variants):
                by_table.setdefault(match.table.id, {})[at] = match
        if not by_table:
            return None
        titled = self._titled or titled_like((self.sheet, *self._above), self._tables)
        titles = {at: variants[0] for at, variants in columns.items()}
        rows = (lower.number if upper is None else upper.number, lower.number)
        values = {table.id: _value(table, by_table[table.id], titled) for table in self._tables if table.id in by_table}
        likest = [table for table in self._tables if values.get(table.id) == max(values.values())]
        best, rivals = likest[0], tuple(likest[1:])
        return Block(best, self.sheet, rows, by_table[best.id], titles, values[best.id], rivals)

    def _matched(self, variants: Sequence[str]) -> Sequence[Match]:
        for text in variants:
            if found := self._headings.of(text):
                return found
        return ()


def texts_of(row: Row) -> list[tuple[int, str]]:
    """The texts of a row as their writer meant them, by column: where others are of one old table, all are."""
    texts = []
    kinds = set()
    for at, cell in row.cells.items():
        if isinstance(cell.value, str):
            text, kind, _ = said(cell.value, cell.style.font)
            if text:
                texts.append((at, text, kind))
                kinds.add(kind)
    old = [kind for kind in kinds if kind in FONTS]
    if len(old) != 1 or sum(kind in FONTS for _, _, kind in texts) < SEVERAL:
        return [(at, text) for at, text, _ in texts]
    font = FONTS[old[0]]
    return [(at, text if kind else said(text, font).text) for at, text, kind in texts]


def _is_data(row: Row, block: Block) -> bool:
    """Whether a row below a heading has the code of a unit, so that it is no second row of that heading."""
    for at, column in block.columns.items():
        if column.kind == "code" and column.widths and at in row.cells:
            value = row.cells[at].value
            return isinstance(value, str) and value.isdigit() and len(value) in column.widths
    return False


def _headed(upper: Row | None, lower: Row) -> dict[int, list[str]]:
    """What may be the heading of each column, the likeliest first: of two rows both together, then each alone.

    An upper heading that spans several columns stands in the first only, where a file knows no merged cells.
    """
    below = dict(texts_of(lower))
    if upper is None:
        return {at: [text] for at, text in below.items()}
    above = dict(texts_of(upper))
    headed: dict[int, list[str]] = {}
    group = ""
    for at in sorted({*above, *below}):
        low, high = below.get(at, ""), above.get(at, "")
        group = high or group
        if not low or low == high:
            headed[at] = [high]
        else:
            headed[at] = [text for text in (f"{group} {low}" if group else low, low, high) if text]
    return headed


def _value(table: FormTable, matches: Mapping[int, Match], titled: FormTable | None) -> float:
    known = {match.column.name: WEIGHTS[match.how] for match in matches.values()}
    missed = sum(column.required and column.name not in known for column in table.columns)
    return sum(known.values()) - MISSED * missed + (TITLE if titled is table else 0)


def _enough(block: Block) -> bool:
    """Whether a row that shows these columns is a heading: half of what is compulsory, and not one word by chance."""
    known = {match.column.name for match in block.matches.values()}
    required = [column.name for column in block.table.columns if column.required]
    shown_required = sum(name in known for name in required)
    return len(known) >= min(2, len(block.table.columns)) and 2 * shown_required >= len(required)


def of_heading(block: Block, file: str) -> Iterator[Finding]:
    """What is wrong with the heading of a table or was taken as something else; ``readable`` says if it can be used."""
    row = block.rows[1]
    if block.rivals:
        tables = [Bilingual(table.title) for table in (block.table, *block.rivals)]
        block.readable = False
        yield finding("table-unclear", place=block.place(file, row), tables=tables)
    firsts: dict[str, int] = {}
    for at, match in sorted(block.matches.items()):
        name, title = match.column.name, Bilingual(match.column.title)
        place = block.place(file, row, at)
        first = firsts.setdefault(name, at)
        if first != at:
            block.readable = False
            letters = column_letters(first), column_letters(at)
            yield finding("heading-repeated", place=place, title=title, first=letters[0], again=letters[1])
        elif match.how is not How.TITLED:
            severity = Severity.WARNING if match.how is How.NEAR else Severity.NOTE
            yield finding("heading-taken", place=place, severity=severity, found=shown(block.titles[at]), title=title)
    for at, said_there in block.titles.items():
        if at not in block.matches and said_there and not is_ordinal(said_there):
            place = block.place(file, row, at)
            yield finding("heading-unknown", place=place, severity=Severity.WARNING, found=shown(said_there))
    found = [shown(title) for title in dict.fromkeys(block.titles.values()) if title]
    for column in block.table.columns:
        if column.required and column.name not in firsts:
            block.readable = False
            title = Bilingual(column.title)
            yield finding("heading-missing", place=block.place(file, row), title=title, found=found)
