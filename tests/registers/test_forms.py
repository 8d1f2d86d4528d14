"""Every table of a form fills the register it names: its columns are the register's, its words mean its values."""

from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

import diaban
from diaban.coverage.listed import listed_codes
from diaban.coverage.measure import read_measures
from diaban.coverage.standard import read_standards
from diaban.intake.form import (
    CODE,
    LAST_DAY,
    SPOKEN,
    VALID_FROM,
    Dates,
    FormColumn,
    FormTable,
    with_listed,
)
from diaban.intake.form_file import read_forms
from diaban.intake.form_lines import register_lines
from diaban.intake.plain_csv import Line, Value
from diaban.intake.reporting import PeriodRule, parse_period
from diaban.registers.files import REGISTERS, register_named
from diaban.registers.reading import read_facts
from diaban.units.edition import open_edition

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


DECIDED = {"programmes", "programme-money", "eligibility", "projects"}
"""What a province decides by its own acts: loaded with these, reported by nobody."""


def test_every_register_has_its_form_but_what_is_decided_above() -> None:
    """The list of border communes is the ministry's: no commune reports that it lies on a border."""
    filled = {one.values[0].register for one in TABLES}
    assert {register.name for register in REGISTERS} - filled == {"border-communes", *DECIDED}
    assert filled <= {register.name for register in REGISTERS}


# -- the examples of a form make a row that its register takes ----------------------------------------------

KEYS = {
    PeriodRule.WEEKLY: "2026-W11",
    PeriodRule.MONTHLY: "2026-03",
    PeriodRule.QUARTERLY: "2026-Q1",
    PeriodRule.HALF_YEARLY: "2026-H1",
    PeriodRule.THEMATIC: "2026-03-01..2026-03-14",
    PeriodRule.IRREGULAR: "2026-03-02..2026-03-02",
}


def written(column: FormColumn) -> Value | None:
    """The example of a column as its reader would hand it on."""
    text = column.example
    # Words stand where there is no number, never beside one.
    if not text or column.name == "stated":
        return None
    if column.choices:
        return column.said[text]
    match column.kind:
        case "integer":
            return int(text)
        case "day":
            day, month, year = map(int, text.split("/"))
            return date(year, month, day)
        case _:
            return text


@pytest.mark.parametrize("id_", FORMS)
def test_the_examples_of_a_form_make_a_row_that_its_register_takes(id_: str) -> None:
    standards, measures = read_standards()[0], read_measures()[0]
    form = with_listed([FORMS[id_]], listed_codes(standards.values(), measures.values()))[id_]
    assert form.complete
    atlas = open_edition(Path(diaban.__file__).parent / "reference" / "units").atlas
    period = parse_period(form.rule, form.calendar, KEYS[form.rule])
    for table in form.on(period.cut_off).tables:
        register = register_named(table.register)
        assert register is not None
        codes = {
            cell.name: set(column.choices)
            for cell in register.cells
            if cell.listed and (column := table.column(cell.name))
        }
        row = Line(7, MappingProxyType({column.name: written(column) for column in table.columns}))
        lines = register_lines(table, [row], period, atlas).lines
        read = read_facts(register, lines, atlas, file="x", origin="o", source="s", codes=codes)
        assert [(found.code, found.place.column) for found in read.findings] == []
        (fact,) = read.facts
        start = fact.period.start
        assert start is not None
        match table.dates:
            case Dates.STATE:
                assert (start, fact.period.end) == (period.cut_off, None)
            case Dates.COUNT:
                assert fact.period == period.period
            case Dates.ROWS:
                assert start == row.values["valid_from"]
