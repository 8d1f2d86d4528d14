"""``diaban border``: the list of border communes that is shipped, or one derived elsewhere, into its register."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from diaban.basis.finding import Severity
from diaban.cli import home, options
from diaban.cli.register_file import Cited, Filed, citing, load
from diaban.cli.registers import wanted
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, SpokenGroup
from diaban.intake.plain_csv import Reading, read
from diaban.registers.border import SHIPPED_BORDER, border_lines, border_table
from diaban.registers.patrols import Border
from diaban.units.event import Confidence

__all__ = ["border_group"]

SURE: Final = [one.value for one in Confidence]
SHIPPED_SOURCE: Final = "xa-bien-gioi"
SHIPPED_ORIGIN: Final = "dia-ban"


def border_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "border", help=say.text("help.group.border"))

    def load_(reason: str, json_: bool) -> int:
        cited = Cited(SHIPPED_SOURCE, say.text("border.shipped"), None, "public", SHIPPED_ORIGIN)
        return load(say, Filed(SHIPPED_BORDER, wanted("border-communes"), cited), reason, json_)

    def import_(
        file: str,
        flag: str,
        day: date,
        border: str,
        confidence: str,
        basis: str,
        reason: str,
        json_: bool,
        **about: Any,
    ) -> int:
        cited = Cited.given(about)
        marked = Marked(flag, day, Border(border), Confidence(confidence), basis)
        return load(say, _Listed(Path(file), wanted("border-communes"), cited, marked), reason, json_)

    def chosen(flag: str, key: str, kinds: list[str], default: str) -> click.Option:
        return click.Option(
            [f"--{flag}"], type=ChoiceType(say, kinds), default=default, help=say.text(f"help.option.{key}")
        )

    group.add_command(home.command(say, "load", "border.load", load_, [home.reason(say)]))
    group.add_command(
        home.command(
            say,
            "import",
            "border.import",
            import_,
            [
                click.Argument(["file"], metavar=say.text("metavar.file")),
                options.named(say, "flag", "border-flag"),
                options.day(say, ["--day"], "border-day", required=True),
                chosen("border", "border-kind", [kind.value for kind in Border], Border.LAND.value),
                chosen(
                    "confidence", "border-confidence", [one.value for one in Confidence], Confidence.TO_CONFIRM.value
                ),
                options.named(say, "basis", "border-basis"),
                *citing(say),
            ],
        )
    )
    return group


@dataclass(frozen=True, slots=True)
class Marked:
    """Which column of a list marks the border communes, and what is said of all of them."""

    flag: str
    day: date
    border: Border
    confidence: Confidence
    basis: str


@dataclass(frozen=True, slots=True)
class _Listed(Filed):
    """A list of communes of somebody else's making."""

    marked: Marked

    def lines(self) -> Reading:
        """The rows of the communes that it marks; its other columns are its own affair."""
        reading, marked = read(self.path, border_table(self.marked.flag)), self.marked
        lines = border_lines(
            reading.lines,
            marked.flag,
            day=marked.day,
            border=marked.border,
            confidence=marked.confidence,
            basis=marked.basis,
        )
        return replace(
            reading,
            lines=lines,
            findings=tuple(one for one in reading.findings if one.severity is Severity.ERROR),
        )
