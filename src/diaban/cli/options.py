"""Options that several commands share, and the types of their values."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.names import fold
from diaban.basis.period import parse_day
from diaban.cli.clock import today
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType, SpokenCommand
from diaban.units.unit import TYPES_BY_LEVEL, Level, UnitType

__all__ = ["DayType", "TypesType", "as_json", "command", "day", "edition", "given_day"]

WRITTEN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class DayType(click.ParamType[date]):
    """A day. What is not written as one is wrong usage; a day that no calendar holds is refused with a finding."""

    name = "day"

    def __init__(self, say: Say) -> None:
        self.say = say

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the text of an option."""
        if isinstance(value, date):
            return value
        text = str(value).strip()
        if not WRITTEN_DAY.fullmatch(text):
            self.fail(self.say.text("usage.day", text=text), param, ctx)
        try:
            return parse_day(text)
        except ValueError as error:
            raise RefusedError(finding("impossible-day", text=text)) from error


class TypesType(click.ParamType[tuple[UnitType, ...]]):
    """Types of commune, with commas; an underscore stands for a space, marks may be missing."""

    name = "types"

    def __init__(self, say: Say) -> None:
        self.say = say

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[UnitType, ...]:
        """Read the text of an option."""
        if isinstance(value, tuple):
            return value
        types = TYPES_BY_LEVEL[Level.COMMUNE]
        written = {_plain(kind.value): kind for kind in types} | {fold(kind.value): kind for kind in types}
        found = []
        for word in str(value).split(","):
            kind = written.get(_plain(word))
            if kind is None:
                allowed = ", ".join(kind.value.replace(" ", "_") for kind in types)
                self.fail(self.say.text("usage.types", text=word, allowed=allowed), param, ctx)
            found.append(kind)
        return tuple(found)


def _plain(word: str) -> str:
    return " ".join(unicodedata.normalize("NFC", word).replace("_", " ").casefold().split())


def day(say: Say, names: Sequence[str], help_key: str, *, required: bool = False) -> click.Option:
    """An option that is a day."""
    return click.Option(
        names,
        type=DayType(say),
        required=required,
        metavar=say.text("metavar.day"),
        help=say.text(f"help.option.{help_key}"),
    )


def named(say: Say, flag: str, key: str, *, required: bool = True) -> click.Option:
    """An option that is a name or a key."""
    return click.Option(
        [f"--{flag}"], required=required, metavar=say.text("metavar.name"), help=say.text(f"help.option.{key}")
    )


def given_day(value: date | None) -> date:
    """The day asked for, today where none was."""
    return today() if value is None else value


def edition(say: Say) -> click.Option:
    """``--edition N``."""
    return click.Option(["--edition"], type=NumberType(say), metavar="N", help=say.text("help.option.edition"))


def as_json(say: Say) -> click.Option:
    """``--json``."""
    return click.Option(["--json", "json_"], is_flag=True, help=say.text("help.option.json"))


def command(name: str, callback: object, say: Say, params: Iterable[click.Parameter]) -> click.Command:
    """A command with its help from the catalogue."""
    return SpokenCommand(
        say,
        name,
        callback=callback,
        params=[*params, as_json(say)],
        help=say.text(f"help.command.{name}"),
    )
