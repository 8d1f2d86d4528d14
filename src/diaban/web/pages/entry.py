"""A form filled in on the page: a table with a field for each cell, pasted into from Excel, sent the way a file is.

What is typed becomes the form's own workbook and goes through the same gate, reader and checks as a file that was
handed in: there is one way in. A return that was received is mended here in the same way: its rows stand in the
fields, with what was found beside them, and sending them makes a new return.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from diaban.basis.error import ConflictError, ForbiddenError, RefusedError
from diaban.basis.finding import Severity, finding
from diaban.intake.form import CODE, SPOKEN, Form, FormColumn, FormTable
from diaban.intake.reporting import ReportingPeriod, parse_period
from diaban.intake.written import written_rows
from diaban.reports.template import template
from diaban.store import queries
from diaban.store.ground import forms_here
from diaban.store.models import InstallationKind
from diaban.store.receiving import Ground as Judging
from diaban.store.receiving import Judged, Told, judge_kept, judge_return, receive_return
from diaban.store.receiving.sender import named_sender
from diaban.store.viewer import Role
from diaban.units.unit import Unit
from diaban.web.access import demands
from diaban.web.ground import Ground, Visit, asking, ground, named, now, today
from diaban.web.judged import ShownRow, content_of, found_beside, found_words
from diaban.web.pages.calendar import chosen_form, tabs
from diaban.web.render import show
from diaban.web.trouble import status_of

__all__ = ["entry"]

MOST_CELLS: Final = 3_600
"""Fields of a page; a return with more cells is mended in Excel."""
SPARE: Final = 5
"""Empty rows below those laid out, of a table whose rows are not known beforehand."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is being filled in: the form, who sends it, for which period, the return that it mends."""

    form: Form
    period: ReportingPeriod
    sender: Unit
    units: Sequence[Unit]
    of: int | None


Beside = dict[str, list[ShownRow]]
"""What was read and found, row by row, by id of the table."""
Rows = dict[str, list[dict[str, str]]]
"""What stands in the fields: by id of the table, row by row, texts by the name of the column."""


@demands("reader", posts=True)
def entry(visit: Visit) -> HttpResponse:
    """``?bieu=``, ``?don-vi=`` and ``?ky=`` name an empty form, ``?tu=`` a return to mend. Editors send; others try."""
    here, who = ground(visit), asking(visit)
    if not visit.GET.get("tu") and not (visit.GET.get("ky") and visit.GET.get("don-vi")):
        # What is to be filled in, and by whom, is chosen there.
        return HttpResponseRedirect(reverse("reports"))
    paper, rows, kept = _asked(visit, here)
    content: dict[str, object] = {"tabs": tabs(visit, "submit"), "writes": who.role is not Role.READER}
    beside: Beside = {}
    status = 200
    if kept is not None and visit.method != "POST":
        content |= content_of(visit, here, *kept)
        beside = found_beside(visit.say, *kept)
    if visit.method == "POST":
        rows = _typed(visit, paper)
        try:
            data = _workbook(visit, here, paper, rows)
            told = Told(form=paper.form.id, unit=paper.sender.code, period=paper.period.key)
            judging = Judging.of(here.edition, forms_here()[0], who)
            judged = judge_return(data, name=_name(paper), told=told, ground=judging)
            if who.role is not Role.READER and visit.POST.get("viec") == "gui":
                reason = visit.POST.get("ly-do", "").strip() or visit.say.text("web.entry.reason")
                receipt = receive_return(judged, data=data, today=today(), by=who, at=now, reason=reason)
                return HttpResponseRedirect(reverse("returned", args=[receipt.number]))
            content |= content_of(visit, here, judged, data)
            beside = found_beside(visit.say, judged, data)
        except (RefusedError, ConflictError, ForbiddenError) as refused:
            # What was typed stays in its fields, whoever refused it.
            status = status_of(refused, refused=422)
            content["refused"] = [found_words(visit.say, named(visit, one)) for one in refused.findings]
    spare = visit.method == "POST" or paper.of is not None
    content |= _fields(visit, paper, rows, beside, spare=spare)
    if content["tables"] and "shown" in content:
        # What stands beside the fields is not shown a second time.
        content["shown"] = [one for one in content["shown"] if one.table.id not in beside]  # type: ignore[attr-defined]  # a list of tables
    return show(visit, "entry", content, status=status)


def _asked(visit: Visit, here: Ground) -> tuple[_Paper, Rows, tuple[Judged, bytes] | None]:
    """What is to be filled in, what stands in its fields, and the return it mends, judged, with its bytes."""
    number = visit.GET.get("tu", "")
    if number:
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            raise RefusedError(finding("return-unknown", number=number[:20]))
        return _mended(visit, here, int(number))
    form = chosen_form(visit, forms_here()[0])
    period = parse_period(form.rule, form.calendar, visit.GET.get("ky", ""))
    day = period.cut_off
    sender = named_sender(visit.GET.get("don-vi", "").strip(), day, here.edition)
    paper = _paper(visit, here, form, period, sender, None)
    return paper, {table.id: _laid_out(table, paper) for table in form.on(day).tables}, None


def _mended(visit: Visit, here: Ground, number: int) -> tuple[_Paper, Rows, tuple[Judged, bytes] | None]:
    who = asking(visit)
    judged = judge_kept(number, ground=Judging.of(here.edition, forms_here()[0], who))
    kept = queries.file_of(number=number, viewer=who)
    data = kept.data or b""
    written = written_rows(data, judged.received)
    rows = {table: [dict(row.texts) for row in there] for table, there in written.items()}
    return _paper(visit, here, judged.form, judged.period, judged.unit, number), rows, (judged, data)


def _paper(visit: Visit, here: Ground, form: Form, period: ReportingPeriod, sender: Unit, of: int | None) -> _Paper:
    units = queries.owing_units(edition=here.edition, form=form, unit=sender, day=period.cut_off, viewer=asking(visit))
    if not units:
        raise RefusedError(finding("template-nobody-owes", unit=sender.full_name, form=form.id, day=period.cut_off))
    return _Paper(form, period, sender, units, of)


def _laid_out(table: FormTable, paper: _Paper) -> list[dict[str, str]]:
    """A row for each unit, and for each choice of a column that is unique; else some empty rows with the one code."""
    if not table.fixed:
        return _spare(table, paper)
    rows = [{CODE: unit.code, "unit_name": unit.full_name} for unit in paper.units]
    for name in table.unique:
        column = table.column(name)
        if column is not None and column.choices:
            rows = [{**row, name: words["vi"]} for row in rows for words in column.choices.values()]
    return rows


def _spare(table: FormTable, paper: _Paper) -> list[dict[str, str]]:
    """Some empty rows; of a sender that speaks of one commune alone each has its code."""
    own = len(paper.units) == 1 and table.by_unit
    row = {CODE: paper.units[0].code, "unit_name": paper.units[0].full_name} if own else {}
    return [dict(row) for _ in range(SPARE)]


def _typed(visit: Visit, paper: _Paper) -> Rows:
    """What was sent, row by row; rows in which nothing but what is laid out stands are left to the reader."""
    rows: Rows = {}
    for table in paper.form.on(paper.period.cut_off).tables:
        there: list[dict[str, str]] = []
        count = visit.POST.get(f"{table.id}.n", "0")
        for number in range(min(int(count), MOST_CELLS) if count.isascii() and count.isdigit() else 0):
            texts = {
                column.name: text
                for column in table.columns
                if (text := visit.POST.get(f"{table.id}.{number}.{column.name}", "").strip()[:2000])
            }
            there.append(texts)
        while there and not table.fixed and not _says(table, there[-1]):
            there.pop()
        rows[table.id] = there
    return rows


def _workbook(visit: Visit, here: Ground, paper: _Paper, rows: Rows) -> bytes:
    """The form's own workbook with what was typed. Rows that say nothing are left out."""
    version = paper.form.on(paper.period.cut_off)
    filled = {table.id: [row for row in rows.get(table.id, ()) if _says(table, row)] for table in version.tables}
    invented = visit.kind is InstallationKind.DEMONSTRATION
    return template(
        paper.form, paper.period, paper.sender, paper.units, say=visit.say, invented=invented, filled=filled
    )


def _says(table: FormTable, row: Mapping[str, str]) -> bool:
    laid = {CODE, *SPOKEN, *(name for name in table.unique if table.fixed)}
    return any(name not in laid for name in row)


def _name(paper: _Paper) -> str:
    return f"{paper.form.id}-{paper.sender.code}-{paper.period.key}.xlsx"


def _fields(visit: Visit, paper: _Paper, rows: Rows, beside: Beside, *, spare: bool) -> dict[str, object]:
    """The tables as fields, each row with what was found of it; ``spare``: with empty rows below those that are there.
    A table whose rows cannot be told apart by what was read of them is taken out of ``beside``."""
    version = paper.form.on(paper.period.cut_off)
    cells = sum(len(there) for there in rows.values()) * max(len(table.columns) for table in version.tables)
    # What was typed is never taken away: how many fields may be sent has a limit of its own (settings).
    too_many = cells > MOST_CELLS and visit.method != "POST"
    tables = []
    for table in version.tables:
        there = [*rows.get(table.id, ()), *(_spare(table, paper) if spare and not table.fixed else [])]
        found = _aligned(table, there, beside)
        tables.append(
            {
                "id": table.id,
                "title": table.title[visit.lang],
                "alone": len(paper.units) == 1 and table.by_unit,
                "columns": [_column(visit, column) for column in table.columns],
                "rows": [
                    (*_told(found[at]), [(column.name, row.get(column.name, "")) for column in table.columns])
                    for at, row in enumerate(there)
                ],
            }
        )
    return {
        "paper": paper,
        "form_title": paper.form.definition.title[visit.lang],
        "tables": [] if too_many else tables,
        "too_many": too_many,
        "most": MOST_CELLS,
    }


def _aligned(table: FormTable, rows: Sequence[Mapping[str, str]], beside: Beside) -> Sequence[ShownRow | None]:
    """What was found of each row: rows that say something were read in their order, each of them or none."""
    said = [at for at, row in enumerate(rows) if _says(table, row)]
    read = beside.get(table.id, [])
    if len(said) != len(read):
        beside.pop(table.id, None)
        return [None] * len(rows)
    found = dict(zip(said, read, strict=True))
    return [found.get(at) for at in range(len(rows))]


def _told(row: ShownRow | None) -> tuple[list[dict[str, object]], frozenset[str]]:
    """The sentences about a row, those of its cells first, and the columns whose cells are faulty."""
    if row is None:
        return [], frozenset()
    wrong = frozenset(
        name for name, _, found in row.cells if any(one["severity"] == Severity.ERROR.value for one in found)
    )
    return [*(one for _, _, found in row.cells for one in found), *row.general], wrong


def _column(visit: Visit, column: FormColumn) -> dict[str, object]:
    return {
        "name": column.name,
        "title": column.title[visit.lang],
        "words": [words["vi"] for words in column.choices.values()],
        "numeric": column.kind in ("integer", "decimal", "percent"),
        "help": column.help[visit.lang] if column.help else "",
        "required": column.required,
    }
