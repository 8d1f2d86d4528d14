"""The table of a JSON document as a block of the form, its places told by pointers."""

from diaban.basis.finding import Finding, Place, finding
from diaban.intake.csv_cell import shown
from diaban.intake.form import Form, FormVersion
from diaban.intake.head import Head
from diaban.intake.headings import How, Match
from diaban.intake.json_document import JsonSheet, pointer
from diaban.intake.layout import Block

__all__ = ["JsonBlock", "of_sheet", "of_version"]


class JsonBlock(Block):
    """A block whose rows count from 1 and whose cells are places of the document."""

    __slots__ = ()

    def place(self, file: str, row: int, at: int | None = None) -> Place:
        """``/tables/posts/0/number``, beside the name of the table, the row and the field."""
        steps: list[str | int] = ["tables", self.sheet]
        if row > 0:
            steps.append(row - 1)
        if at is None:
            return Place(file=file, sheet=self.sheet, row=row or None, cell=pointer(*steps))
        name = self.columns[at].name if at in self.columns else self.titles.get(at, "")
        return Place(file=file, sheet=self.sheet, row=row, column=shown(name), cell=pointer(*steps, name))


def of_sheet(sheet: JsonSheet, version: FormVersion, file: str) -> tuple[JsonBlock | None, list[Finding]]:
    """The block of a table, and what is wrong with its name and its fields; None where the form has no such table."""
    table = version.table(sheet.name)
    if table is None:
        place = Place(file=file, sheet=shown(sheet.name), cell=pointer("tables", sheet.name))
        tables = [one.id for one in version.tables]
        return None, [finding("json-table-unknown", place=place, found=shown(sheet.name), tables=tables)]
    known = {column.name: column for column in table.columns}
    # Fields that no row has still have a place: a cell that must not be empty is missed in each row.
    numbers = dict(sheet.fields)
    for name in known:
        numbers.setdefault(name, len(numbers) + 1)
    matches = {at: Match(table, known[name], How.TITLED) for name, at in numbers.items() if name in known}
    titles = {at: name for name, at in numbers.items()}
    block = JsonBlock(table, sheet.name, (0, 0), matches, titles, 0.0)
    found = [
        finding("json-field-unknown", place=block.place(file, row, numbers[name]), found=shown(name), fields=[*known])
        for name, row in sheet.first.items()
        if name not in known
    ]
    return block, found


def of_version(head: Head, form: Form, version: FormVersion, file: str) -> list[Finding]:
    """Where a document names another version of its form than the one of its period."""
    if head.version is None or head.form != form.id or head.version == version.start:
        return []
    place = Place(file=file, cell=pointer("version"))
    return [finding("json-version", place=place, found=head.version, wanted=version.start)]
