"""``diaban registers``: files loaded into the registers, and what the registers say about a place on a day."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.cli import home, options
from diaban.cli.clock import now
from diaban.cli.output import print_findings, print_json, print_table
from diaban.cli.register_show import columns_table, show
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, SpokenGroup
from diaban.intake.plain_csv import read
from diaban.registers.against import findings as against
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS, Register, register_named
from diaban.registers.reading import read_facts

if TYPE_CHECKING:
    from diaban.store.viewer import Viewer

__all__ = ["register_option", "registers_group"]

COMMAND = "registers load"


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

    def load(
        file: str,
        register: str,
        source: str,
        origin: str,
        reason: str,
        source_title: str | None,
        published: date | None,
        invented: bool,
        json_: bool,
    ) -> int:
        cited = Cited(source, source_title or source, published, invented, origin)
        return _load(say, Path(file), wanted(register), cited, reason, json_)

    def show_(name: str, scope: str | None, as_of: date | None, known_at: date | None, json_: bool) -> int:
        return show(say, wanted(name), scope, options.given_day(as_of), known_at, json_)

    def columns(name: str | None, json_: bool) -> int:
        columns_table(say, [one for one in REGISTERS if name in (None, one.name)], json_)
        return 0

    def text(flag: str, key: str, *, required: bool = True) -> click.Option:
        return click.Option(
            [f"--{flag}"], required=required, metavar=say.text("metavar.name"), help=say.text(f"help.option.{key}")
        )

    name = say.text("metavar.register")
    group.add_command(
        home.command(
            say,
            "load",
            "registers.load",
            load,
            [
                click.Argument(["file"], metavar=say.text("metavar.file")),
                register_option(say),
                text("source", "source"),
                text("origin", "origin"),
                home.reason(say),
                text("source-title", "source-title", required=False),
                options.day(say, ["--published"], "published-on"),
                click.Option(["--invented"], is_flag=True, help=say.text("help.option.invented")),
            ],
        )
    )
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
