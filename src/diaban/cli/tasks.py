"""``diaban tasks``: conclusions of a briefing as tasks with an owner and a day, seen again until they are done."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from diaban.cli import home, options
from diaban.cli.clock import now
from diaban.cli.output import print_json, print_table
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenGroup
from diaban.coverage.frame import scope_named
from diaban.units.edition import Edition

if TYPE_CHECKING:
    from diaban.store.queries import TaskLine
    from diaban.store.viewer import Viewer

__all__ = ["tasks_group"]


def tasks_group(say: Say) -> click.Group:
    """``diaban tasks``."""
    group = SpokenGroup(say, "tasks", help=say.text("help.group.tasks"))

    def add(
        text: str, owner: str, due: date | None, week: date | None, scope: str | None, reason: str, json_: bool
    ) -> int:
        return _add(say, text, owner, due, options.given_day(week), scope, reason, json_)

    def done(number: int, day: date | None, result: str | None, reason: str, json_: bool) -> int:
        return _done(say, number, options.given_day(day), result or "", reason, json_)

    def list_(scope: str | None, as_of: date | None, known_at: date | None, every: bool, json_: bool) -> int:
        return _list(say, scope, options.given_day(as_of), known_at, every, json_)

    scope_ = click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope"))
    group.add_command(
        home.command(
            say,
            "add",
            "tasks.add",
            add,
            [
                click.Argument(["text"], metavar=say.text("metavar.sentence")),
                click.Option(
                    ["--owner"], required=True, metavar=say.text("metavar.name"), help=say.text("help.option.owner")
                ),
                options.day(say, ["--due"], "due", required=True),
                options.day(say, ["--week"], "briefing-week"),
                scope_,
                home.reason(say),
            ],
        )
    )
    group.add_command(
        home.command(
            say,
            "done",
            "tasks.done",
            done,
            [
                click.Argument(["number"], type=int, metavar=say.text("metavar.number")),
                options.day(say, ["--day"], "done-on"),
                click.Option(["--result"], metavar=say.text("metavar.sentence"), help=say.text("help.option.result")),
                home.reason(say),
            ],
        )
    )
    every = click.Option(["--all", "every"], is_flag=True, help=say.text("help.option.all-tasks"))
    group.add_command(
        home.command(
            say,
            "list",
            "tasks.list",
            list_,
            [scope_, options.day(say, ["--as-of"], "as-of"), home.known_at(say), every],
        )
    )
    return group


def _scope(edition: Edition, scope: str | None, day: date) -> str | None:
    unit = scope_named(edition.atlas, edition.names, scope, day).unit
    return unit.id if unit else None


def _add(
    say: Say,
    text: str,
    owner: str,
    due: date | None,
    week: date,
    scope: str | None,
    reason: str,
    json_: bool,
) -> int:
    with home.memory(writing=True) as who:
        from diaban.store import actions

        act = actions.add_task(
            scope=_scope(home.edition_known(who), scope, week),
            text=text,
            owner=owner,
            due=due or week + timedelta(days=7),
            week=week,
            by=who,
            at=now,
            reason=reason,
        )
        return home.report(say, act, who, json_, number=_number(act, who))


def _number(act: Any, who: "Viewer") -> int | None:
    from diaban.store import queries

    return next((one.number for one in queries.tasks(viewer=who) if one.act == act.id), None)


def _done(say: Say, number: int, day: date, result: str, reason: str, json_: bool) -> int:
    with home.memory(writing=True) as who:
        from diaban.store import actions

        act = actions.finish_task(number=number, done=day, result=result, by=who, at=now, reason=reason)
        return home.report(say, act, who, json_, number=number)


def _list(say: Say, scope: str | None, day: date, known_at: date | None, every: bool, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store import queries

        edition = home.edition_known(who, known_at)
        unit = _scope(edition, scope, day)
        told = queries.tasks(viewer=who, known_at=known_at, scope=unit, everywhere=scope is None)
        lines = [one for one in told if every or one.done is None]
        if json_:
            print_json(
                [
                    {
                        "number": one.number,
                        "unit": one.unit,
                        "text": one.text,
                        "owner": one.owner,
                        "due": one.due.isoformat(),
                        "week": one.week.isoformat(),
                        "done": one.done.isoformat() if one.done else None,
                        "result": one.result,
                    }
                    for one in lines
                ]
            )
            return 0
        if not lines:
            click.echo(say.text("tasks.none"))
            return 0
        names = {
            one.unit: (edition.atlas.find_id(one.unit, day) or edition.atlas.versions(one.unit)[-1]).full_name
            for one in lines
            if one.unit
        }
        print_table(
            [say.text(f"tasks.{name}") for name in ("number", "task", "unit", "owner", "due", "state")],
            [
                (
                    str(one.number),
                    one.text,
                    names.get(one.unit or "", say.text("word.nation")),
                    one.owner,
                    say.write(one.due),
                    _state(say, one, day),
                )
                for one in lines
            ],
        )
    return 0


def _state(say: Say, one: "TaskLine", day: date) -> str:
    if one.done is not None:
        return say.text("week.matters.done", day=one.done)
    over = (day - one.due).days
    return say.text("week.matters.over", days=over) if over > 0 else say.text("week.matters.open")
