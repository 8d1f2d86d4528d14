"""``diaban returns calendar``: expected, received, late, missing, corrected, approved, commune by period by form."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.cli import home, options
from diaban.cli.clock import today
from diaban.cli.definitions import form_here, forms_here
from diaban.cli.output import print_findings, print_json, print_table
from diaban.cli.say import Say
from diaban.coverage.frame import scope_named
from diaban.intake.expected import Expected, Owed, ReturnStatus
from diaban.intake.reporting import require_reach
from diaban.units.atlas import Atlas

__all__ = ["calendar_command"]

BACK = timedelta(days=92)
"""Without days given, the calendar shows the periods of the last three months."""


def calendar_command(say: Say) -> click.Command:
    """The command, in one language."""

    def calendar(
        form: tuple[str, ...],
        scope: str | None,
        start: date | None,
        end: date | None,
        as_of: date | None,
        known_at: date | None,
        json_: bool,
    ) -> int:
        day = options.given_day(as_of)
        last = end or day
        for one in (last, *([start] if start else [])):
            require_reach(one)
        if start is not None and last < start:
            raise RefusedError(finding("periods-backward", start=start, end=last))
        return _calendar(say, form, scope, start or last - BACK, last, day, known_at, json_)

    return home.command(
        say,
        "calendar",
        "returns.calendar",
        calendar,
        [
            click.Option(
                ["--form"], multiple=True, metavar=say.text("metavar.name"), help=say.text("help.option.return-form")
            ),
            click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope-ground")),
            options.day(say, ["--from", "start"], "periods-from"),
            options.day(say, ["--to", "end"], "periods-to"),
            options.day(say, ["--as-of"], "as-of"),
            home.known_at(say),
        ],
    )


def _calendar(
    say: Say,
    forms: tuple[str, ...],
    scope: str | None,
    start: date,
    end: date,
    day: date,
    known_at: date | None,
    json_: bool,
) -> int:
    with home.memory() as who:
        from diaban.store import queries

        known, faults = forms_here()
        wanted = [form_here(name) for name in forms] or list(known.values())
        asked = [
            (form, queries.periods_shown(form=form, start=start, end=end, viewer=who, known_at=known_at))
            for form in wanted
        ]
        edition = home.edition_known(who, known_at)
        # The scope is a unit of today, or of the day that it names; of a period's day the communes on its ground count.
        where = scope_named(edition.atlas, edition.names, scope, today())
        # Of a day to come nobody knows yet who will have sent.
        told = queries.return_grid(
            asked=asked, scope=where, edition=edition, today=min(day, today()), viewer=who, known_at=known_at
        )
        invented = queries.installation(viewer=who) == "demonstration"
    if json_:
        columns = [_column_json(column, edition.atlas) for column in told.columns]
        print_json({"as_of": day.isoformat(), "periods": columns, "findings": [say.as_dict(one) for one in faults]})
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    named = where.unit.full_name if where.unit else say.text("word.nation")
    if where.ground_of is not None:
        named = say.text("coverage.ground", where=named, day=where.ground_of)
    click.echo(say.text("returns.calendar.title", scope=named, day=day))
    for column in told.columns:
        _column(say, column, edition.atlas)
    for form, periods in asked:
        if not periods and (forms or form.rule.regular):
            click.echo("")
            click.echo(say.text("returns.calendar.none", form=form.id, start=start, end=end))
    print_findings(faults, say)
    return 0


def _column(say: Say, column: Expected, atlas: Atlas) -> None:
    """One period of one form: how many are in which state, and by name those who have not sent."""
    share = column.share()
    click.echo("")
    click.echo(
        say.text(
            "returns.calendar.period",
            form=column.form,
            period=column.period.titled,
            due=column.due,
            n=len(column.frame),
            share="—" if share is None else share,
        )
    )
    counts = [(status, n) for status, n in column.counts().items() if n]
    print_table(
        [say.text("returns.column.state"), say.text("returns.column.count")],
        [(say.text(f"return-status.{status.value}"), n) for status, n in counts],
        right=[1],
    )
    _named(say, column, atlas, "waiting", ReturnStatus.MISSING, ReturnStatus.SENT_BACK)
    _named(say, column, atlas, "elsewhere", ReturnStatus.ELSEWHERE)


def _named(say: Say, column: Expected, atlas: Atlas, key: str, *statuses: ReturnStatus) -> None:
    """Communes in some states by name, under the sentence of ``key``."""
    waiting = column.units(*statuses)
    if waiting:
        from diaban.store.receiving.as_json import sender

        units = sorted((sender(atlas, unit, column.period.cut_off) for unit in waiting), key=lambda one: one.code)
        named = ", ".join(f"{unit.code} {unit.full_name}" for unit in units)
        click.echo(say.text(f"returns.calendar.{key}", units=named))


def _column_json(column: Expected, atlas: Atlas) -> dict[str, Any]:
    from diaban.store.receiving.as_json import sender_json

    period, share = column.period, column.share()
    return {
        "form": column.form,
        "rule": period.rule.value,
        "calendar": period.calendar.value,
        "period": period.key,
        "start": period.start.isoformat(),
        "cut_off": period.cut_off.isoformat(),
        "due": column.due.isoformat(),
        "owing": len(column.frame),
        "counts": {status.value: n for status, n in column.counts().items()},
        "share": None if share is None else str(share),
        "units": [_owed_json(atlas, unit, owed, period.cut_off) for unit, owed in column.frame.items()],
        "outside": [
            {"unit": sender_json(atlas, sent.unit, period.cut_off), "return": sent.number}
            for sent in _once(column.outside)
        ],
    }


def _owed_json(atlas: Atlas, unit: str, owed: Owed, day: date) -> dict[str, Any]:
    from diaban.store.receiving.as_json import sender_json

    return {
        "unit": sender_json(atlas, unit, day),
        "status": owed.status.value,
        "late": owed.late,
        "return": owed.sent.number if owed.sent else None,
        "pending": owed.pending.number if owed.pending else None,
    }


def _once(sents: Iterable[Any]) -> Iterable[Any]:
    return {(sent.unit, sent.number): sent for sent in sents}.values()
