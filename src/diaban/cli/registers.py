"""``diaban registers``: files loaded, returns corrected, and what the registers say about a place on a day."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from diaban.cli import home, options
from diaban.cli.register_file import Cited, Filed, citing
from diaban.cli.register_file import correct as correct_file
from diaban.cli.register_file import load as load_file
from diaban.cli.register_show import columns_table, show
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, SpokenGroup
from diaban.registers.files import REGISTERS, Register, register_named

__all__ = ["register_option", "registers_group", "wanted"]


def register_option(say: Say, *, required: bool = True) -> click.Option:
    """``--register NAME``."""
    names = ChoiceType(say, [register.name for register in REGISTERS])
    return click.Option(["--register"], type=names, required=required, help=say.text("help.option.register"))


def wanted(name: str) -> Register:
    """The register of a name that an option has checked."""
    found = register_named(name)
    if found is None:
        raise LookupError(name)
    return found


def registers_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "registers", help=say.text("help.group.registers"))
    names = ChoiceType(say, [register.name for register in REGISTERS])

    def load(file: str, register: str, reason: str, json_: bool, **about: Any) -> int:
        cited = Cited.given(about)
        return load_file(say, Filed(Path(file), wanted(register), cited), reason, json_)

    def correct(file: str, register: str, reason: str, whole_rows: bool, json_: bool, **about: Any) -> int:
        cited = Cited.given(about)
        return correct_file(say, Filed(Path(file), wanted(register), cited), whole_rows, reason, json_)

    def show_(name: str, scope: str | None, as_of: date | None, known_at: date | None, json_: bool) -> int:
        return show(say, wanted(name), scope, options.given_day(as_of), known_at, json_)

    def columns(name: str | None, json_: bool) -> int:
        columns_table(say, [one for one in REGISTERS if name in (None, one.name)], json_)
        return 0

    name = say.text("metavar.register")
    filed = [
        click.Argument(["file"], metavar=say.text("metavar.file")),
        register_option(say),
        *citing(say),
    ]
    group.add_command(home.command(say, "load", "registers.load", load, filed))
    whole = click.Option(["--whole-rows"], is_flag=True, help=say.text("help.option.whole-rows"))
    group.add_command(home.command(say, "correct", "registers.correct", correct, [*filed, whole]))
    group.add_command(
        home.command(
            say,
            "show",
            "registers.show",
            show_,
            [
                click.Argument(["name"], type=names, metavar=name),
                click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope")),
                options.day(say, ["--as-of"], "as-of"),
                home.known_at(say),
            ],
        )
    )
    argument = click.Argument(["name"], type=names, required=False, metavar=name)
    group.add_command(home.command(say, "columns", "registers.columns", columns, [argument]))
    return group
