"""A returned file read against its form: gate, sheets, tables, cells; lines of each table and every mistake at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from diaban.basis.bilingual import Bilingual
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.form import Form, FormTable, FormVersion
from diaban.intake.found import Found
from diaban.intake.gate import Gate
from diaban.intake.head import HEAD_SHEET, LIST_SHEET, Head, head_in
from diaban.intake.headings import headings_of
from diaban.intake.json_block import of_sheet, of_version
from diaban.intake.json_document import JsonBook, JsonSheet
from diaban.intake.layout import Block, Layout, of_heading
from diaban.intake.limits import LIMITS, Limits
from diaban.intake.lines import Lines
from diaban.intake.ours import FINDINGS_SHEETS
from diaban.intake.reporting import ReportingPeriod
from diaban.intake.row_kind import NUMBERS, RowKind
from diaban.intake.row_reading import Evidence, Section, TableReading
from diaban.intake.sheet import Row, Sheet, cell_name
from diaban.intake.unseen import Unseen
from diaban.intake.workbook import Format, Opened, open_workbook

__all__ = ["MAX_FINDINGS", "Received", "read_opened", "read_return"]

MAX_FINDINGS: Final = 1_000
PAPER_ROWS: Final = 40
DIGITS: Final = "0123456789"


@dataclass(frozen=True, slots=True)
class Received:
    """What a file says. ``sections``: by id of the form's table where it stands, with its rows without a mistake.

    ``refused``: the file may not be kept: it could not be read, or the gate found personal data; there are no lines
    then. ``head``: what its template says of it. ``paper``: what stands in the cells of the head, by their keys.
    ``evidence``: formulas behind the values that were taken. ``sha256`` (hexadecimal) and ``size`` are of the bytes.
    """

    form: Form
    version: FormVersion | None
    sections: Mapping[str, tuple[Section, ...]]
    findings: tuple[Finding, ...]
    sha256: str
    size: int
    format: Format
    file: str
    refused: bool = False
    head: Head | None = None
    paper: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()

    @property
    def tables(self) -> Mapping[str, Lines]:
        """The lines of each table that was found, those of several sheets in their order."""
        return {
            table: there[0].lines if len(there) == 1 else Lines.joined([one.lines for one in there])
            for table, there in self.sections.items()
        }

    @property
    def sound(self) -> bool:
        """Whether nothing was found that is an error."""
        return all(found.severity is not Severity.ERROR for found in self.findings)

    def place(self, table: str, row: int, column: str | None = None) -> Place:
        """Where a value of a line stands: sheet, row, heading and cell. ``column``: its name in the form.

        Where a table stands on several sheets, the first that has a row of data of this number; ``Section.place`` is
        sure of its own.
        """
        sections = self.sections.get(table, ())
        section = next((one for one in sections if one.block.first <= row <= one.block.last), None)
        return Place(file=self.file, row=row, column=column) if section is None else section.place(row, column)


def read_return(
    data: bytes,
    *,
    name: str,
    form: Form,
    period: ReportingPeriod | None = None,
    limits: Limits = LIMITS,
    max_findings: int = MAX_FINDINGS,
) -> Received:
    """Read a returned file against its form. Never raises for what the file is or holds.

    ``name``: what the file is called, with its ending. ``period``: decides the version of the form; without it the
    version that the template names, or the newest. At most ``max_findings`` mistakes are told one by one.
    """
    return read_opened(
        open_workbook(data, name=name, limits=limits), form=form, period=period, max_findings=max_findings
    )


def read_opened(
    opened: Opened,
    *,
    form: Form,
    period: ReportingPeriod | None = None,
    head: Head | None = None,
    max_findings: int = MAX_FINDINGS,
) -> Received:
    """The same for a file that was opened before, to see what its template says of it. ``head``: that, where it was
    looked at already."""
    name = opened.file
    nothing = Received(form, None, {}, opened.findings, opened.sha256, opened.size, opened.format, name, refused=True)
    if opened.book is None:
        return nothing
    try:
        return _Return(opened, form, period, head, max_findings).read(nothing)
    except RefusedError as refused:
        return replace(nothing, findings=(*opened.findings, *refused.findings))


class _Return:
    """One file on its way."""

    def __init__(
        self, opened: Opened, form: Form, period: ReportingPeriod | None, head: Head | None, max_findings: int
    ) -> None:
        self._opened, self._form, self._period = opened, form, period
        self._found = Found(opened.file, max_findings)
        self._gate = Gate(opened.file)
        self._unseen = Unseen(opened.file)
        self._head = head
        self._paper: dict[str, str] = {}
        self._blocks: list[Block] = []
        self._exact = isinstance(opened.book, JsonBook)

    def read(self, nothing: Received) -> Received:
        """The whole file; raises RefusedError where it cannot be read to its end."""
        sheets = self._opened.sheets
        if isinstance(self._opened.book, JsonBook):
            self._head = self._opened.book.head
        for sheet in sheets:
            if sheet.name == HEAD_SHEET and not self._exact and self._head is None:
                self._head = head_in(sheet.rows())
        version = self._version()
        headings = headings_of(version)
        if self._exact and self._head is not None:
            self._found.add(*of_version(self._head, self._form, version, self._opened.file))
        epoch_1904, exact = self._opened.epoch_1904, self._exact
        reading = TableReading(version, self._found, self._opened.file, epoch_1904=epoch_1904, exact=exact)
        layouts = []
        ours = frozenset() if exact else {HEAD_SHEET, LIST_SHEET, *FINDINGS_SHEETS}
        read = [sheet for sheet in sheets if sheet.name not in ours]
        for sheet in sheets:
            if sheet not in read:
                look = self._gate.own if sheet.name in FINDINGS_SHEETS else self._gate.row
                for row in sheet.rows():
                    look(sheet.name, row)
        for number, sheet in enumerate(read):
            if isinstance(sheet, JsonSheet):
                self._json(sheet, reading, version)
                continue
            titled = self._titled(sheet.name, version)
            cover = number == 0 and titled is None and self._by_template and bool(self._head and self._head.cells)
            layout = Layout(sheet.name, headings, version, titled=titled, cover=cover)
            layouts.append(layout)
            self._sheet(sheet, layout, reading, first=number == 0)
        for where, text in self._opened.loose():
            self._gate.text(where, text)
        if self._gate.tripped:
            return replace(nothing, findings=tuple(self._gate.findings()))
        self._close(layouts, reading, version)
        return replace(
            nothing,
            version=version,
            sections=reading.sections(),
            findings=(*self._opened.told(), *self._found.all()),
            refused=False,
            head=self._head,
            paper=MappingProxyType(self._paper),
            evidence=tuple(reading.evidence),
        )

    def _version(self) -> FormVersion:
        if self._period is not None:
            return self._form.on(self._period.cut_off)
        if self._head is not None and self._head.form == self._form.id:
            for version in self._form.versions:
                if version.start == self._head.version:
                    return version
        return self._form.versions[-1]

    @property
    def _by_template(self) -> bool:
        return self._head is not None and self._head.form == self._form.id

    def _titled(self, name: str, version: FormVersion) -> FormTable | None:
        """The table that the template put on the sheet of this name."""
        if self._head is None or not self._by_template:
            return None
        return next((version.table(table) for table, sheet in self._head.sheets.items() if sheet == name), None)

    def _sheet(self, sheet: Sheet, layout: Layout, reading: TableReading, *, first: bool) -> None:
        paper = {}
        if first and self._head is not None:
            paper = {cell: key for key, cell in self._head.cells.items()}
        for row in sheet.rows():
            if paper and row.number <= PAPER_ROWS:
                self._take_paper(row, paper)
            for told in layout.take(row):
                self._row(sheet, *told, reading)
        for told in layout.end():
            self._row(sheet, *told, reading)
        self._unseen.sheet(sheet, layout.blocks)

    def _take_paper(self, row: Row, paper: Mapping[str, str]) -> None:
        for at, cell in row.cells.items():
            key = paper.get(cell_name(row.number, at))
            if key is not None and cell.value is not None:
                self._paper[key] = str(cell.value)

    def _row(self, sheet: Sheet, row: Row, kind: RowKind, block: Block | None, reading: TableReading) -> None:
        if block is None or kind not in {RowKind.DATA, RowKind.TOTAL}:
            self._gate.row(sheet.name, row)
            if block is not None:
                self._of_block(row, kind, block)
            return
        if kind is RowKind.DATA and reading.is_unnamed_total(row, block):
            kind = RowKind.TOTAL
        if not block.readable:
            self._gate.row(sheet.name, row, block.columns)
        elif kind is RowKind.TOTAL:
            # Where nothing is added up a number is no sum, however its row is called.
            sums = any(column.kind in NUMBERS for column in block.columns.values())
            self._gate.row(sheet.name, row, block.columns, total=sums)
            self._unseen.left_out(RowKind.TOTAL, block, row)
            reading.total(row, block)
        else:
            self._unseen.data(row, block)
            strange = reading.data(row, block)
            # What was read as a code, a number, a day or a choice of the form is just that, and no personal data.
            left = row.cells.keys() - block.asked
            if left or strange:
                self._gate.cells(sheet.name, row, (*left, *strange), block.columns)

    def _of_block(self, row: Row, kind: RowKind, block: Block) -> None:
        if kind is RowKind.HEADING and row.number == block.rows[1]:
            self._found.add(*of_heading(block, self._opened.file))
        elif kind is RowKind.NUMBERING or (kind is RowKind.HEADING and row.number > block.rows[1]):
            self._unseen.left_out(RowKind.HEADING, block, row)
        elif kind in {RowKind.REMARK, RowKind.UNFILLED}:
            self._unseen.left_out(kind, block, row)

    def _json(self, sheet: JsonSheet, reading: TableReading, version: FormVersion) -> None:
        """A table of a JSON document: its columns are known by their names, and every row is one of data."""
        block, found = of_sheet(sheet, version, self._opened.file)
        self._found.add(*found)
        for row in sheet.rows():
            if block is None:
                self._gate.row(sheet.name, row)
                continue
            strange = reading.data(row, block)
            left = row.cells.keys() - block.asked
            self._gate.cells(sheet.name, row, (*left, *strange), block.columns)
        if block is not None:
            self._blocks.append(block)

    def _close(self, layouts: list[Layout], reading: TableReading, version: FormVersion) -> None:
        reading.end()
        blocks = self._blocks + [block for layout in layouts for block in layout.blocks]
        if not blocks and not self._exact:
            self._found.add(_no_heading(layouts, version, self._opened.file))
        elif all(block.readable for block in blocks) and not reading.rows:
            self._found.add(finding("return-empty", place=Place(file=self._opened.file)))
        for block in blocks:
            if block.readable and not block.count and reading.rows and not self._exact:
                place = block.place(self._opened.file, block.rows[1])
                title = Bilingual(block.table.title)
                self._found.add(finding("table-empty", place=place, severity=Severity.WARNING, title=title))
        self._found.add(*self._unseen.findings())


def _no_heading(layouts: list[Layout], version: FormVersion, file: str) -> Finding:
    """What is said of a file in which no table of the form was found: the row that came nearest, if one did."""
    near = max((one.nearest for one in layouts if one.nearest is not None), key=lambda one: one.value, default=None)
    table = version.tables[0] if near is None else near.table
    wanted = [Bilingual(column.title) for column in table.columns if column.required]
    if near is None:
        return finding("table-missing", place=Place(file=file), titles=wanted, title=Bilingual(table.title))
    seen = [title for title in dict.fromkeys(near.titles.values()) if title]
    place = near.place(file, near.rows[1])
    return finding("table-unlike", place=place, titles=wanted, title=Bilingual(table.title), found=seen)
