"""Every table of a form fills the register it names: its columns are the register's, its words mean its values."""

import pytest

from diaban.intake.form import CODE, LAST_DAY, SPOKEN, VALID_FROM, Dates, FormTable
from diaban.intake.form_file import read_forms
from diaban.registers.files import REGISTERS, register_named

FORMS, _ = read_forms()
TABLES = [
    pytest.param(table, id=f"{form.id}-{version.start}-{table.id}")
    for form in FORMS.values()
    for version in form.versions
    for table in version.tables
]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_fills_its_register(table: FormTable) -> None:
    register = register_named(table.register)
    assert register is not None
    names = {column.name for column in table.columns}
    own = {VALID_FROM, LAST_DAY} if table.dates is Dates.ROWS else set()
    cells = {cell.name: cell for cell in register.cells}
    assert names - SPOKEN == cells.keys() | own | ({CODE} if register.placed else set())
    for column in table.columns:
        cell = cells.get(column.name)
        if cell is None:
            continue
        assert (column.required and not column.blank) >= cell.required, column.name
        assert column.listed == cell.listed, column.name
        assert column.max_length <= cell.max_length or column.kind in ("choice", "day", "integer"), column.name
        if cell.values is not None:
            assert column.kind == "choice"
            assert column.choices.keys() <= cell.values.keys(), column.name
            # Every value of the register can be chosen, under one word or another.
            assert {cell.values[value] for value in column.choices} == set(cell.values.values()), column.name
        elif not cell.listed:
            assert column.kind == cell.kind, column.name
        if column.kind == "integer":
            assert (column.least or 0) >= cell.least, column.name
            assert (column.most or 0) <= cell.most, column.name


@pytest.mark.parametrize("table", TABLES)
def test_what_a_row_is_about_occurs_once(table: FormTable) -> None:
    register = register_named(table.register)
    assert register is not None
    subject = {CODE if name == "unit" else name for name in register.subject}
    dated = {VALID_FROM} if table.dates is Dates.ROWS else set()
    assert set(table.unique) == subject | dated


def test_every_register_has_its_form_but_the_list_of_border_communes() -> None:
    """That list is the ministry's and rests on public facts: no commune reports that it lies on a border."""
    filled = {one.values[0].register for one in TABLES}
    assert {register.name for register in REGISTERS} - filled == {"border-communes"}
    assert filled <= {register.name for register in REGISTERS}
