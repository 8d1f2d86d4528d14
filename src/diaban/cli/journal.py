"""``diaban journal`` and ``diaban undo``: who did what, when and why; and an act that takes an act back."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import click

from diaban.basis.moment import VIET_NAM
from diaban.cli import home
from diaban.cli.clock import now
from diaban.cli.output import print_json, print_table
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType, SpokenGroup

if TYPE_CHECKING:
    from diaban.store.queries import JournalLine

__all__ = ["journal_group", "undo_command"]

SHOWN = 50


def journal_group(say: Say) -> click.Group:
    """The group and its command, in one language."""
    group = SpokenGroup(say, "journal", help=say.text("help.group.journal"))

    def show(since: int | None, known_at: date | None, json_: bool) -> int:
        return _show(say, since, known_at, json_)

    since = click.Option(
        ["--since"], type=NumberType(say), metavar=say.text("metavar.act"), help=say.text("help.option.since")
    )
    group.add_command(home.command(say, "show", "journal.show", show, [since, home.known_at(say)]))
    return group


def undo_command(say: Say) -> click.Command:
    """The command, in one language."""

    def undo_(act: int, reason: str, json_: bool) -> int:
        with home.memory(writing=True) as who:
            from diaban.store.actions import undo

            done = undo(act=act, by=who, at=now, reason=reason)
            return home.report(say, done, who, json_, reverses=act)

    act = click.Argument(["act"], type=NumberType(say), metavar=say.text("metavar.act"))
    return home.command(say, "undo", "command.undo", undo_, [act, home.reason(say)])


def _show(say: Say, since: int | None, known_at: date | None, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store.queries import installation, journal

        invented = installation(viewer=who) == "demonstration"
        # The newest acts; all that came after a given one.
        lines = journal(viewer=who, known_at=known_at, last=SHOWN if since is None else None)
    lines = [line for line in lines if since is None or line.act > since]
    if json_:
        print_json([_json(line) for line in lines])
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    print_table(
        [say.text(f"journal.{word}") for word in ("act", "moment", "by", "action", "rows", "reason")],
        [
            (
                line.act,
                f"{line.moment.astimezone(VIET_NAM):%Y-%m-%d %H:%M:%S}",
                line.by or "—",
                _action(say, line),
                _rows(say, line),
                line.reason,
            )
            for line in lines
        ],
        right=[0],
    )
    return 0


def _json(line: "JournalLine") -> dict[str, object]:
    return {
        "act": line.act,
        "moment": line.moment.astimezone(VIET_NAM).isoformat(),
        "by": line.by,
        "action": line.action,
        "reason": line.reason,
        "request": line.request,
        "reverses": line.reverses,
        "reversed_by": line.reversed_by,
        "wrote": line.wrote,
        "closed": line.closed,
        "destroyed": line.destroyed,
    }


def _action(say: Say, line: "JournalLine") -> str:
    text = say.text(f"action.{line.action}")
    if line.reverses is not None:
        text += " " + say.text("journal.reverses", act=str(line.reverses))
    if line.reversed_by is not None:
        text += " " + say.text("journal.reversed", act=str(line.reversed_by))
    return text


def _rows(say: Say, line: "JournalLine") -> str:
    from diaban.store.mapping import titled

    changes: dict[str, Mapping[str, int]] = {"wrote": line.wrote, "closed": line.closed, "destroyed": line.destroyed}
    counts: dict[str, list[str]] = {}
    for change, tables in changes.items():
        for table, n in tables.items():
            counts.setdefault(table, []).append(say.text(f"journal.{change}", n=n))
    return "; ".join(f"{say.write(titled(table))} {' '.join(said)}" for table, said in counts.items()) or "—"
