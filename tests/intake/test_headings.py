"""Headings of the shipped forms: each means one column, and tells its table from the others of the form."""

from diaban.intake.form import FormVersion
from diaban.intake.form_file import read_forms
from diaban.intake.headings import Headings, How
from diaban.intake.layout import Layout
from diaban.intake.row_kind import RowKind
from diaban.intake.sheet import Cell, Row
from tests.intake.sheets import PEOPLE, form

SHORT = ["Mã đơn vị", "Tên đơn vị", "Chức danh", "Quân số hiện có"]


def test_a_heading_is_held_until_the_row_below_is_known() -> None:
    version = FormVersion(form().versions[0].start, (PEOPLE,))
    layout = Layout("x", Headings(version), version)
    heading = Row(1, {at: Cell(text) for at, text in enumerate(SHORT, 1)})
    assert list(layout.take(heading)) == []
    assert [kind for _, kind, _ in layout.end()] == [RowKind.HEADING]


def test_every_heading_of_every_shipped_form_means_its_column_alone() -> None:
    forms, _ = read_forms()
    for shipped in forms.values():
        for version in shipped.versions:
            headings = Headings(version)
            for table in version.tables:
                for one in table.columns:
                    for lang, title in one.title.items():
                        text = f"{one.group[lang]} {title}" if one.group else title
                        mine = [match for match in headings.of(text) if match.table is table]
                        assert [(match.column.name, match.how) for match in mine] == [(one.name, How.TITLED)]


def test_the_shipped_tables_are_told_apart_by_their_headings() -> None:
    forms, _ = read_forms()
    unclear = []
    for shipped in forms.values():
        version = shipped.versions[-1]
        for table in version.tables:
            for name in ("x", table.title["vi"], table.title["en"]):
                layout = Layout(name, Headings(version), version)
                groups = Row(1, {at: Cell(one.group["vi"]) for at, one in enumerate(table.columns, 1) if one.group})
                heading = Row(2, {at: Cell(one.title["vi"]) for at, one in enumerate(table.columns, 1)})
                for row in (groups, heading) if groups.cells else (heading,):
                    list(layout.take(row))
                list(layout.end())
                (block,) = layout.blocks
                if block.rivals:
                    unclear.append((table.id, name))
                else:
                    assert block.table is table
    # What housing has, headquarters have too: only the name of the sheet tells them apart.
    assert unclear == [("housing", "x")]
