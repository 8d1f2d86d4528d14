"""``diaban week``: the week's sheet on the screen or as a Word document."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.cli import home, options
from diaban.cli.clock import VIET_NAM, now
from diaban.cli.output import console, print_json, print_table
from diaban.cli.say import Say
from diaban.coverage.frame import Scope, scope_named
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.reports.page import Block, Page
from diaban.reports.week import FigureLine, Unsent, WeekSheet

__all__ = ["show_page", "week_command"]


def week_command(say: Say) -> click.Command:
    """``diaban week``."""

    def week(
        scope: str | None,
        ending: date | None,
        known_at: date | None,
        out: Path | None,
        reminder: Path | None,
        json_: bool,
    ) -> int:
        return _week(say, scope, options.given_day(ending), known_at, _Files(out, reminder), json_)

    def file(flag: str, key: str) -> click.Option:
        kind = click.Path(path_type=Path)
        return click.Option([flag], type=kind, metavar=say.text("metavar.file"), help=say.text(f"help.option.{key}"))

    return home.command(
        say,
        "week",
        "command.week",
        week,
        [
            click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope-ground")),
            options.day(say, ["--ending"], "ending"),
            home.known_at(say),
            file("--out", "week-out"),
            file("--reminder", "week-reminder"),
        ],
    )


class _Files(NamedTuple):
    """Where the sheet and the reminder are to be written; None: nowhere."""

    out: Path | None
    reminder: Path | None


def _week(say: Say, scope: str | None, ending: date, known_at: date | None, files: _Files, json_: bool) -> int:
    moment = _moment(ending, known_at)
    with home.memory() as viewer:
        from diaban.reports.document import letter_document, page_document
        from diaban.reports.letter import week_reminder
        from diaban.reports.week_page import week_page
        from diaban.store import queries
        from diaban.store.ground import forms_here, standards_here

        edition = home.edition_known(viewer, moment)
        where = scope_named(edition.atlas, edition.names, scope, ending)
        sheet = queries.week(
            edition=edition,
            standards=standards_here()[0],
            forms=forms_here()[0].values(),
            scope=where,
            ending=ending,
            known_at=moment,
            viewer=viewer,
        )
    if files.out is not None:
        _write(files.out, lambda: page_document(week_page(sheet, say), say))
    if files.reminder is not None:
        if not sheet.unsent:
            raise RefusedError(finding("nobody-to-remind", day=ending))
        _write(files.reminder, lambda: letter_document(week_reminder(sheet, where.unit, ending, say, edition.atlas)))
    if json_:
        print_json(_json(sheet, say))
        return 0
    written = [file for file in files if file is not None]
    if not written:
        show_page(say, week_page(sheet, say))
    for file in written:
        click.echo(say.text("week.written", file=str(file)))
    return 0


def _moment(ending: date, known_at: date | None) -> datetime:
    """The end of the week's last day, or now if that is earlier: nobody knows more than is known."""
    if isinstance(known_at, datetime):
        return known_at
    last = datetime.combine(known_at or ending, time.max, VIET_NAM)
    return min(last, now())


def _write(out: Path, made: Callable[[], bytes]) -> None:
    if out.suffix.lower() != ".docx":
        raise RefusedError(finding("document-suffix", place=Place(file=str(out)), suffix=".docx"))
    try:
        out.write_bytes(made())
    except OSError as error:
        raise RefusedError(
            finding("output-refused", place=Place(file=str(out)), reason=type(error).__name__)
        ) from error


def show_page(say: Say, page: Page) -> None:
    """A page on the terminal: its blocks one below the other."""
    terminal = console()
    if page.invented:
        click.echo(say.text("word.invented-data"))
    terminal.print(page.title, style="bold", markup=False)
    for line in page.heading:
        terminal.print(line, markup=False)
    for block in page.blocks:
        terminal.print()
        terminal.print(block.heading, style="bold", markup=False)
        _block(block)
    terminal.print()
    for line in page.foot:
        terminal.print(line, style="dim", markup=False)


def _block(block: Block) -> None:
    terminal = console()
    for said in block.lead:
        terminal.print(said.text, markup=False)
    if block.rows:
        print_table(block.columns, [[said.text for said in row] for row in block.rows])
    elif not block.lead:
        terminal.print(block.empty, markup=False)
    for line in (block.rest, block.note):
        if line:
            terminal.print(line, style="dim", markup=False)
    for address in dict.fromkeys(said.address for row in block.rows for said in row if said.address):
        terminal.print(f"  diaban figure {address}", style="dim", markup=False)


def _json(sheet: WeekSheet, say: Say) -> dict[str, object]:
    return {
        "scope": Scope(sheet.scope).as_dict(),
        "start": sheet.start.isoformat(),
        "ending": sheet.ending.isoformat(),
        "known_at": sheet.known_at.isoformat(),
        "invented": sheet.invented,
        "figures": [_figure(line, say) for line in sheet.figures],
        "returns": {kind.value: number for kind, number in sheet.steps.items()},
        "unsent": [_unsent(one, say) for one in sheet.unsent],
        "tasks": [
            {
                "number": one.number,
                "text": one.text,
                "owner": one.owner,
                "due": one.due.isoformat(),
                "entered": one.entered.isoformat(),
                "unit": one.unit.id if one.unit else None,
                "days_over": one.over,
                "done": one.done.isoformat() if one.done else None,
            }
            for one in sheet.matters
        ],
        "hamlets": [
            {
                "unit": gap.unit.id,
                "names": list(gap.names),
                "after_posting": gap.after_posting,
                "after_merger": gap.after_merger,
            }
            for gap in sheet.hamlets
        ],
        "staff": [
            {"unit": gap.unit.id, "assigned": gap.assigned, "present": gap.present, "lacking": gap.lacking}
            for gap in sheet.staff
        ],
        "staff_unknown": sheet.unknown_staff,
        "works": [
            {
                "works": one.works,
                "kind": "directive" if one.directive else "obstacle",
                "key": one.key,
                "text": one.text,
                "who": one.who,
                "due": one.due.isoformat(),
                "unit": one.unit.id,
                "days_over": one.over,
            }
            for one in sheet.overdue
        ],
    }


def _figure(line: FigureLine, say: Say) -> dict[str, object]:
    def told(result: CoverageResult) -> dict[str, object]:
        return {
            "met": len(result.units[State.MET]),
            "of": result.size,
            "unaccounted": len(result.units[State.UNACCOUNTED]),
            "address": str(result.address(State.MET)),
        }

    return {
        "standard": line.now.standard.id,
        "title": line.now.standard.definition.title[say.lang],
        "now": told(line.now),
        "before": None if line.before is None else told(line.before),
        "restated": line.restated,
        "moved": [
            {
                "unit": one.unit.id,
                "before": one.before,
                "after": one.after,
                "why": [{"act": act.act, "day": act.day.isoformat(), "reason": act.reason} for act in one.why],
            }
            for one in line.moved
        ],
    }


def _unsent(one: Unsent, say: Say) -> dict[str, object]:
    return {
        "form": one.form,
        "title": one.title[say.lang],
        "period": one.period.key,
        "due": one.due.isoformat(),
        "days_late": one.late,
        "units": [unit.id for unit in one.units],
        "of": one.owed,
    }
