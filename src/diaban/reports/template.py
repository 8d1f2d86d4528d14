"""The Excel template of a form: for one sender and one period, with its rows laid out and what may be written in them.

Sheets: the paper's own particulars first (number and symbol, day, title of the signatory, never a name), one sheet for
each table of the form, then two hidden ones: the words to choose from, and what the template says of itself
(``intake.head``). Lists to choose from are cells of a sheet, not texts within the rule: LibreOffice keeps those only.
Headings and what is laid out are protected without a password, so that a slip changes nothing and a will can.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Final

from xlsxwriter import Workbook

from diaban.basis.speech import Speech
from diaban.intake.form import CODE, Form, FormTable
from diaban.intake.head import HEAD_SHEET, LIST_SHEET, PAPER_CELLS, head_of, head_pairs
from diaban.intake.reporting import ReportingPeriod
from diaban.reports.template_sheet import ROW, Lists, Look, Top, page, write_table
from diaban.units.unit import Unit, UnitId

__all__ = ["SECRECY", "Filled", "template"]

SECRECY: Final = ("open", "secret", "top-secret", "most-secret")
"""Marks of secrecy a paper may bear, by the words of the catalogue."""
LABEL, ENTRY = 36, 60
SIGNING: Final = 90
"""Height of the field for signature and seal, in points."""
Filled = Mapping[str, Sequence[Mapping[str, object]]]
"""Rows to write instead of empty ones, by id of the table: a value for each column that has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    form: Form
    period: ReportingPeriod
    sender: Unit
    units: Sequence[Unit]
    parents: Mapping[UnitId, str]
    origin: str
    export: str
    invented: bool
    filled: Filled = field(default_factory=dict)


def template(
    form: Form,
    period: ReportingPeriod,
    sender: Unit,
    units: Sequence[Unit],
    *,
    say: Speech,
    origin: str = "",
    export: str = "",
    parents: Mapping[UnitId, str] | None = None,
    invented: bool = False,
    filled: Filled | None = None,
) -> bytes:
    """The bytes of an ``.xlsx`` file, the same for the same arguments.

    ``units``: the communes of the sender that owe the form on the period's last day, in their order; each has a row in
    every table whose rows are known beforehand. ``parents``: names of the units above, where a table shows them.
    ``origin``: the key of who states the figures. ``invented``: said on every sheet and printed page. ``filled``: rows
    to write instead of the empty ones. ``export``: they are what the registers held as of that act (``intake.head``).

    Raises RefusedError ``form-not-in-force``; ValueError without a unit.
    """
    if not units:
        raise ValueError("a template without a unit that owes the form")
    asked = _Asked(
        form=form,
        period=period,
        sender=sender,
        units=units,
        parents=parents or {},
        origin=origin,
        export=export,
        invented=invented,
        filled=filled or {},
    )
    version = form.on(period.cut_off)
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # The day of the figures, not of the clock: the same template is the same file.
    made = datetime.combine(period.cut_off, time())
    title = form.definition.title[say.lang]
    book.set_properties({"title": title, "created": made})
    look = Look(book, say)
    paper = book.add_worksheet(say.text("template.paper.sheet"))
    sheets = {table.id: book.add_worksheet(table.title[say.lang]) for table in version.tables}
    lists = Lists(book, book.add_worksheet(LIST_SHEET))
    head_sheet = book.add_worksheet(HEAD_SHEET)
    cells = _paper(paper, look, lists, asked)
    codes = [unit.code for unit in units]
    for table in version.tables:
        top = Top(_lines(asked, table, say), _running(asked, say), _warning(asked, say))
        write_table(sheets[table.id], table, _rows(asked, table), codes, look, lists, top)
    lists.close()
    head = head_of(form, period, sender.code, origin=origin, export=export)
    named = replace(head, sheets={key: sheet.get_name() for key, sheet in sheets.items()}, cells=cells)
    for at, (key, value) in enumerate(head_pairs(named)):
        head_sheet.write_string(at, 0, key)
        head_sheet.write_string(at, 1, value, look.text)
    head_sheet.hide()
    head_sheet.protect()
    book.close()
    return out.getvalue()


def _lines(asked: _Asked, table: FormTable, say: Speech) -> list[str]:
    """What stands above a table."""
    return [
        f"{asked.form.definition.title[say.lang]} — {table.title[say.lang]}",
        say.text("template.sender", unit=f"{asked.sender.full_name} ({asked.sender.code})"),
        say.text("template.period", period=asked.period.titled, cut_off=asked.period.cut_off, due=_due(asked)),
        say.text(f"template.dates.{table.dates}", start=asked.period.start, cut_off=asked.period.cut_off),
    ]


def _due(asked: _Asked) -> date:
    level = asked.sender.level if asked.sender.level in asked.form.due else asked.form.sent_by[0]
    return asked.form.due[level].on(asked.period.cut_off)


def _warning(asked: _Asked, say: Speech) -> str:
    return say.text("reports.table.invented") if asked.invented else ""


def _running(asked: _Asked, say: Speech) -> str:
    """What every printed page bears below."""
    return f"{asked.form.definition.title[say.lang]} · {asked.sender.full_name} · {asked.period.key}"


def _rows(asked: _Asked, table: FormTable) -> list[dict[str, object]]:
    """The rows laid out: those given, else one for each unit and each choice of a column that is unique, else none."""
    if table.id in asked.filled:
        return [dict(row) for row in asked.filled[table.id]]
    if not table.fixed:
        return []
    rows: list[dict[str, object]] = [
        {CODE: unit.code, "unit_name": unit.full_name, "parent_name": asked.parents.get(unit.id)}
        for unit in asked.units
    ]
    for name in table.unique:
        column = table.column(name)
        if column is not None and column.choices:
            rows = [{**row, name: value} for row in rows for value in column.choices]
    return rows


def _paper(sheet: Any, look: Look, lists: Lists, asked: _Asked) -> dict[str, str]:
    """The first sheet: what the return is, and where its number, day, title and secrecy are written. Returns the cells
    of these."""
    say, form, period = look.say, asked.form, asked.period
    sheet.set_default_row(ROW)
    sheet.set_column(0, 0, LABEL, look.wrapped)
    sheet.set_column(1, 1, ENTRY, look.wrapped)
    at = 0
    for text, shown in ((_warning(asked, say), look.warning), (form.definition.title[say.lang].upper(), look.title)):
        if text:
            sheet.write_string(at, 0, text, shown)
            at += 1
    facts = (
        ("sender", f"{asked.sender.full_name} ({asked.sender.code})"),
        ("period", say.words(period.titled)),
        ("cut-off", say.write(period.cut_off)),
        ("due", say.write(_due(asked))),
        ("version", say.text("template.paper.since", form=form.id, day=form.on(period.cut_off).start)),
        ("basis", "; ".join(form.definition.legal_basis)),
        ("kind", say.text("template.paper.own" if form.own else "template.paper.set")),
    )
    for key, value in facts:
        sheet.write_string(at, 0, say.text(f"template.paper.{key}"), look.bold)
        sheet.write_string(at, 1, value, look.wrapped)
        at += 1
    cells = {}
    words = [say.text(f"template.secrecy.{one}") for one in SECRECY]
    for key in PAPER_CELLS:
        sheet.write_string(at, 0, say.text(f"template.{key}"), look.bold)
        sheet.write_blank(at, 1, None, look.day if key == "paper.day" else look.field)
        cells[key] = f"B{at + 1}"
        if key == "paper.secrecy":
            sheet.data_validation(at, 1, at, 1, {"validate": "list", "source": f"={lists.name(words)}"})
        at += 1
    sheet.write_string(at, 0, say.text("template.paper.signed"), look.bold)
    sheet.write_blank(at, 1, None, look.field)
    sheet.set_row(at, SIGNING)
    at += 1
    for line in say.text("template.hints").splitlines():
        sheet.merge_range(at, 0, at, 1, line, look.wrapped)
        at += 1
    sheet.write_string(at, 0, say.text("template.units"), look.bold)
    for unit in asked.units:
        at += 1
        sheet.write_string(at, 0, unit.code, look.wrapped)
        sheet.write_string(at, 1, unit.full_name, look.wrapped)
    page(sheet, _warning(asked, say), _running(asked, say), landscape=False)
    return cells
