"""The memory as commands open it: where it lies, who asks, as of which moment. Django is loaded only in here."""

import getpass
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import diaban
from diaban.basis.error import FaultError, ForbiddenError, RefusedError
from diaban.basis.finding import Finding, finding
from diaban.basis.moment import VIET_NAM, is_timed, parse_moment
from diaban.cli import options
from diaban.cli.editions import open_edition
from diaban.cli.output import print_findings, print_json, worst
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenCommand
from diaban.units.edition import Edition

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = [
    "MomentType",
    "act_json",
    "command",
    "edition_known",
    "known_at",
    "memory",
    "point",
    "reason",
    "report",
    "signed",
]

UNITS = Path(diaban.__file__).parent / "reference" / "units"


class MomentType(click.ParamType[date]):
    """A day (its end is meant) or a moment; without a zone it is Viet Nam's."""

    name = "moment"

    def __init__(self, say: Say) -> None:
        self.say = say
        self._day = options.DayType(say)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the text of an option."""
        text = str(value).strip()
        if isinstance(value, date) or not is_timed(text):
            return self._day.convert(value, param, ctx)
        try:
            return parse_moment(text)
        except ValueError as error:
            raise RefusedError(finding("impossible-day", text=text)) from error


def known_at(say: Say) -> click.Option:
    """``--known-at T``."""
    return click.Option(
        ["--known-at"],
        type=MomentType(say),
        metavar=say.text("metavar.moment"),
        help=say.text("help.option.known-at"),
    )


def reason(say: Say, *, required: bool = True) -> click.Option:
    """``--reason TEXT``; not required where what is done says why by itself."""
    return click.Option(
        ["--reason"], required=required, metavar=say.text("metavar.sentence"), help=say.text("help.option.reason")
    )


def command(say: Say, name: str, key: str, callback: object, params: Iterable[click.Parameter]) -> click.Command:
    """A command named ``name`` whose help stands in the catalogue under ``help.{key}``."""
    return SpokenCommand(
        say, name, callback=callback, params=[*params, options.as_json(say)], help=say.text(f"help.{key}")
    )


def point(database: str | None) -> Path:
    """Configure the memory that the environment names, and say in which folder it lies."""
    from diaban.store.address import default_home
    from diaban.store.memory import setup

    home = default_home(os.environ)
    setup(home, database)
    return home


@contextmanager
def memory(*, writing: bool = False) -> Iterator["Viewer"]:
    """Open the memory for one command and close it after; yields the administrator who sits at this machine.

    Raises RefusedError ``memory-empty``; ConflictError ``memory-version``; ForbiddenError ``memory-read-only``.
    """
    from diaban.store.address import FILE_NAME, default_home

    database = os.environ.get("DIABAN_DATABASE") or None
    file = default_home(os.environ) / FILE_NAME
    if database is None:
        if not file.is_file():
            # Not even an empty file is left behind by a question.
            raise RefusedError(finding("memory-empty"))
        if writing and not os.access(file, os.W_OK):
            raise ForbiddenError(finding("memory-read-only", file=str(file), name=_name()))
    point(database)
    with closing_connections():
        from diaban.store import queries
        from diaban.store.memory import require_ready

        require_ready()
        who = signed()
        if queries.installation(viewer=who) is None:
            raise RefusedError(finding("memory-empty"))
        yield who


@contextmanager
def closing_connections() -> Iterator[None]:
    """Close what was opened, so that nothing is left beside the file."""
    from django.db import connections

    try:
        yield
    finally:
        connections.close_all()


def signed() -> "Viewer":
    """The local administrator: ``$DIABAN_BY``, else the name this machine knows the user by."""
    from diaban.store.viewer import local_administrator

    return local_administrator(_name())


def _name() -> str:
    try:
        name = os.environ.get("DIABAN_BY", "").strip() or getpass.getuser()
    except (OSError, KeyError) as error:
        raise RefusedError(finding("administrator-unnamed")) from error
    return name


def edition_known(viewer: "Viewer", known_at: date | None = None) -> Edition:
    """The edition of the units in force at ``known_at``. RefusedError ``memory-empty`` before any was loaded."""
    from diaban.store import queries
    from diaban.store.actions.edition import mark

    loaded = queries.edition(viewer=viewer, known_at=known_at)
    if loaded is None:
        raise RefusedError(finding("edition-not-loaded"))
    found = open_edition(UNITS, loaded.number)
    if mark(found) != loaded.sha256:
        raise FaultError(finding("edition-altered", number=loaded.number))
    return found


def act_json(act: Any, viewer: "Viewer") -> dict[str, object]:
    """An act as JSON shows it."""
    return {
        "act": act.id,
        "moment": act.moment.astimezone(VIET_NAM).isoformat(),
        "by": viewer.name,
        "action": act.action,
        "reason": act.reason,
    }


def report(say: Say, act: Any, viewer: "Viewer", json_: bool, findings: Iterable[Finding] = (), **more: object) -> int:
    """Say what was done: the act, what belongs to it, and the findings. Returns the exit code."""
    found = list(findings)
    if json_:
        print_json({**act_json(act, viewer), **more, "findings": [say.as_dict(one) for one in found]})
        return worst(found)
    click.echo(say.text("memory.done", act=str(act.id), moment=f"{act.moment.astimezone(VIET_NAM):%Y-%m-%d %H:%M:%S}"))
    print_findings(found, say)
    return worst(found)
