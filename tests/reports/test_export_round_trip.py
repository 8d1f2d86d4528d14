"""What registers hold, as a form that was filled in: sent back as it was it changes nothing, edited exactly the edit.

Every form, in a workbook that is really written and read, before and after the communes were merged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.basis.period import Period
from diaban.basis.speech import Speech
from diaban.intake.form import CODE, LAST_DAY, SPOKEN, VALID_FROM, Dates, Form, FormColumn, FormTable
from diaban.intake.form_lines import register_lines
from diaban.intake.plain_csv import Line, Value
from diaban.intake.receiving import read_return
from diaban.intake.reporting import PeriodRule, ReportingPeriod, parse_period
from diaban.registers.difference import Change, Difference, Effect, difference
from diaban.registers.exported import exported_rows
from diaban.registers.fact import Fact
from diaban.registers.files import Register, register_named
from diaban.registers.reading import read_facts
from diaban.reports.template import template
from tests.reports.template_world import FORMS, edition

ORIGIN = "ca-tinh"
MERGED, SINCE = "06", "22"
"""Bắc Kạn, whose communes all ended on 1 July 2025; Quảng Ninh, as it is since."""
BEFORE = {
    PeriodRule.WEEKLY: "2025-W25",
    PeriodRule.MONTHLY: "2025-06",
    PeriodRule.QUARTERLY: "2025-Q2",
    PeriodRule.HALF_YEARLY: "2025-H1",
}
AFTER = {
    PeriodRule.WEEKLY: "2026-W10",
    PeriodRule.MONTHLY: "2026-03",
    PeriodRule.QUARTERLY: "2026-Q1",
    PeriodRule.HALF_YEARLY: "2026-H1",
}
THEMATIC = {MERGED: "2025-06-01..2025-06-20", SINCE: "2026-03-01..2026-03-15"}
TABLES = [
    pytest.param(form.id, table.id, province, id=f"{form.id}-{table.id}-{province}")
    for form in FORMS.values()
    for table in form.versions[-1].tables
    for province in (MERGED, SINCE)
]
TEXTS = ("Mô hình Ánh sáng", "12/QĐ-CAT", "Khe Mụ", "Đội 1", "x")


@dataclass(frozen=True)
class World:
    form: Form
    period: ReportingPeriod
    province: str

    @property
    def day(self) -> date:
        return self.period.cut_off

    @property
    def codes(self) -> list[str]:
        sender = edition().atlas.by_code(self.province, self.day)
        return [unit.code for unit in edition().atlas.below(sender.id, self.day)][:4]

    def table(self, id_: str) -> FormTable:
        found = self.form.on(self.day).table(id_)
        assert found is not None
        return found


def world(form_id: str, province: str, only: str | None = None) -> World:
    """``only``: the form with that table alone; what stands in the others costs as much and is asked of their own."""
    form = FORMS[form_id]
    if only:
        own = [replace(one, tables=tuple(table for table in one.tables if table.id == only)) for one in form.versions]
        form = replace(form, versions=tuple(own))
    keys = {MERGED: BEFORE, SINCE: AFTER}[province]
    key = keys.get(form.rule, THEMATIC[province])
    return World(form, parse_period(form.rule, form.calendar, key), province)


def register_of(table: FormTable) -> Register:
    found = register_named(table.register)
    assert found is not None
    return found


def cells(column: FormColumn, here: World) -> st.SearchStrategy[Value | None]:
    """Anything that may stand in a column."""
    if column.choices:
        told: st.SearchStrategy[Any] = st.sampled_from([*column.choices])
    elif column.name == CODE:
        told = st.sampled_from(here.codes)
    elif column.name == VALID_FROM:
        told = st.integers(0, 60).map(lambda days: here.day - timedelta(days=days))
    elif column.name == LAST_DAY:
        told = st.integers(0, 15).map(lambda days: here.day + timedelta(days=days))
    else:
        least, most = column.least or 0, min(column.most or 10**6, 10**15)
        kinds: dict[str, st.SearchStrategy[Any]] = {
            "integer": st.integers(least, most) | st.integers(least, min(most, least + 3)),
            "day": st.integers(0, 30).map(lambda days: here.day - timedelta(days=days)),
            "code": st.integers(1, 30).map(lambda number: f"M-{number:03}"),
        }
        told = kinds.get(column.kind, st.sampled_from(TEXTS))
    return told if column.required and not column.blank else st.none() | told


def rows_of(table: FormTable, here: World) -> st.SearchStrategy[list[dict[str, Value | None]]]:
    columns = [column for column in table.columns if column.name not in SPOKEN]
    row = st.fixed_dictionaries({column.name: cells(column, here) for column in columns})
    return st.lists(row, min_size=1, max_size=6)


def read(table: FormTable, rows: Sequence[Mapping[str, Value | None]], here: World) -> list[Fact]:
    """The facts that rows state, one for each subject."""
    empty: dict[str, Value | None] = dict.fromkeys((column.name for column in table.columns), None)
    lines = [Line(at, MappingProxyType({**empty, **row})) for at, row in enumerate(rows, 1)]
    told = register_lines(table, lines, here.period, edition().atlas)
    return facts_of(table, told.lines)[0]


def facts_of(table: FormTable, lines: Sequence[Line]) -> tuple[list[Fact], list[Any]]:
    codes = {column.name: column.choices.keys() for column in table.columns if column.listed}
    read_ = read_facts(
        register_of(table), lines, edition().atlas, file="x.xlsx", origin=ORIGIN, source="return", codes=codes
    )
    return list(read_.facts), list(read_.places)


def held(table: FormTable, given_: list[Fact], here: World) -> list[Fact]:
    """What stands: one for each subject, states since some earlier day, each with the number of its row."""
    own: dict[object, Fact] = {}
    for number, fact in enumerate(given_, 1):
        kept = fact
        if table.dates is Dates.STATE:
            kept = replace(fact, period=Period(here.day - timedelta(days=number), fact.period.end))
        own.setdefault(register_of(table).about(fact), replace(kept, row=number, source="bc-01"))
    return list(own.values())


def sent_back(table: FormTable, rows: Sequence[Mapping[str, Value | None]], standing: list[Fact], here: World) -> Any:
    """A workbook with these rows, read, and held against what stands."""
    atlas = edition().atlas
    sender = atlas.by_code(here.province, here.day)
    units = [atlas.by_code(code, here.day) for code in here.codes]
    data = template(
        here.form,
        here.period,
        sender,
        units,
        say=Speech("vi"),
        origin=ORIGIN,
        export="1@x",
        filled={table.id: [dict(row) for row in rows]},
    )
    received = read_return(data, name="x.xlsx", form=here.form, period=here.period)
    assert [found.code for found in received.findings if found.severity == "error"] == [], received.findings
    told = register_lines(table, received.tables.get(table.id, ()), here.period, atlas)
    facts, places = facts_of(table, told.lines)
    listed = {row.fact.row for row in exported_rows(table, register_of(table), standing, here.period, atlas)}
    return difference(
        register_of(table),
        facts,
        places,
        standing,
        dates=table.dates,
        day=here.day,
        origin=ORIGIN,
        listed=lambda fact: fact.row in listed,
    )


def exported(table: FormTable, standing: list[Fact], here: World) -> list[dict[str, Value | None]]:
    told = exported_rows(table, register_of(table), standing, here.period, edition().atlas)
    return [dict(row.values) for row in told]


def changed(found: Difference) -> list[Change]:
    return [change for change in found.changes if change.kind is not Effect.SAME]


@pytest.mark.parametrize(("form_id", "table_id", "province"), TABLES)
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_what_is_exported_comes_back_as_it_was_and_an_edit_as_that_edit(
    form_id: str, table_id: str, province: str, data: st.DataObject
) -> None:
    here = world(form_id, province, table_id)
    table = here.table(table_id)
    standing = held(table, read(table, data.draw(rows_of(table, here)), here), here)
    rows = exported(table, standing, here)
    # Whatever this form can say of the day is in it.
    assert len(rows) == sum(here.day in fact.period for fact in standing)
    if not rows:
        return
    assert changed(sent_back(table, rows, standing, here)) == []
    if len(rows) > 1:
        (ended,) = changed(sent_back(table, rows[1:], standing, here))
        assert ended.kind is Effect.END
        assert ended.before is not None
        gone = exported(table, [ended.before], here)
        assert gone == rows[:1]
    key = {*table.unique, CODE, VALID_FROM, LAST_DAY, "hamlet", "officer", *register_of(table).subject}
    free = [one for one in table.columns if one.name not in key | SPOKEN and not one.listed]
    column = data.draw(st.sampled_from(free)) if free else None
    if column is not None:
        new = data.draw(cells(column, here).filter(lambda value: value is not None and value != rows[0][column.name]))
        edited = [{**rows[0], column.name: new}, *rows[1:]]
        if len(read(table, edited, here)) == len(rows):
            (update,) = changed(sent_back(table, edited, standing, here))
            assert (update.kind, update.fields) == (Effect.UPDATE, (column.name,))
    added = data.draw(rows_of(table, here))[:1]
    stated = read(table, added, here)
    subjects = {register_of(table).about(fact) for fact in standing}
    if stated and register_of(table).about(stated[0]) not in subjects:
        (addition,) = changed(sent_back(table, [*rows, *added], standing, here))
        assert (addition.kind, addition.before) == (Effect.ADDITION, None)


@pytest.mark.parametrize("form_id", FORMS)
def test_what_a_form_cannot_say_is_left_out_and_not_ended(form_id: str) -> None:
    """A text that the column would read as something else stays where it is, and so does what other origins say."""
    here = world(form_id, SINCE)
    for table in here.form.on(here.day).tables:
        texts = [one for one in table.columns if one.kind == "text" and one.name not in SPOKEN]
        rows = [{one.name: None for one in table.columns}]
        for one in table.columns:
            if one.name not in SPOKEN:
                rows[0][one.name] = example(one, here)
        (fact,) = held(table, read(table, rows, here), here)
        assert len(exported(table, [fact], here)) == 1
        if texts:
            given_: dict[str, Any] = {texts[0].name: "=1+1"}
            strange = replace(fact, **given_)
            assert exported(table, [strange], here) == []
            other = {**rows[0], **({CODE: here.codes[1]} if table.by_unit else {})}
            found = sent_back(table, [other], [strange], here)
            assert Effect.END not in {change.kind for change in found.changes}


SOUND = {
    "police_signatory": "Trưởng Công an xã",
    "border_guard_signatory": "Đồn trưởng",
    # A milestone that is to come was not met.
    "met_on": None,
    # Beside a number, words would say the same a second time.
    **dict.fromkeys(("stated", "least", "most")),
}
"""What makes sense beside the other cells of the row."""


def example(column: FormColumn, here: World) -> Any:
    if column.choices:
        return next(iter(column.choices))
    if column.name == CODE:
        return here.codes[0]
    if column.name == LAST_DAY:
        return None
    if column.name in SOUND:
        return SOUND[column.name]
    by_kind = {"integer": max(column.least or 0, 1), "day": here.day, "code": "M-001", "text": "Đội 1", "decimal": 1}
    return by_kind[column.kind]
