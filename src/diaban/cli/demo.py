"""``diaban demo``: the main job on real units, then where each row of the mission stands."""

from collections.abc import Callable
from typing import Final

import click

from diaban.cli.clock import today
from diaban.cli.output import console, print_table
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenCommand

__all__ = ["ROWS", "TOUR", "demo_command"]

TOUR: Final[tuple[tuple[str, str], ...]] = (
    ("count-before", "units count --as-of 2025-06-30"),
    ("count-after", "units count --as-of 2025-07-01"),
    ("same-code", "units show 26740 --as-of 2025-06-30"),
    ("same-code-after", "units show 26740 --as-of 2025-07-01"),
    ("my-thanh", "units trace 02011 --from 2024-12-31 --to 2025-07-01"),
    ("divided", "units trace 09013 --from 2025-06-30 --to 2025-07-01"),
    ("report-place", "units find xã Mỹ Thanh, huyện Bạch Thông, tỉnh Bắc Kạn"),
    ("homonyms", "units find Bắc Sơn --as-of 2025-06-30"),
    ("bac-kan", "units restate --scope Bắc~Kạn --types xã,thị_trấn --as-of 2025-02-28 --on {today}"),
    ("service", "units service --as-of 2025-07-01"),
)
"""Key of the sentence above, and the command; ``~`` stands for a space inside one word."""

ROWS: Final[tuple[tuple[str, str], ...]] = (
    ("M1", "diaban units count · show · trace · find · restate · carry"),
    *((f"M{number}", "") for number in range(2, 17)),
)
"""Rows of the mission, and the commands that show them; an empty one is not built yet."""


def demo_command(say: Say, run: Callable[[list[str]], int]) -> click.Command:
    """The command; ``run`` executes one command line and returns its exit code."""

    def demo() -> int:
        terminal = console()
        terminal.print(say.text("demo.title"), style="bold", markup=False)
        terminal.print(say.text("demo.public"), markup=False)
        worst = 0
        for key, pattern in TOUR:
            terminal.print()
            terminal.print(say.text(f"tour.{key}"), style="bold", markup=False)
            line = pattern.format(today=today().isoformat())
            shown = line.replace("Bắc~Kạn", '"Bắc Kạn"')
            terminal.print(f"$ diaban {shown}", style="dim", markup=False)
            worst = max(worst, run([word.replace("~", " ") for word in line.split(" ")]))
        terminal.print()
        terminal.print(say.text("demo.rows"), style="bold", markup=False)
        print_table(
            [say.text("word.row"), say.text("word.capability"), say.text("word.where")],
            [(row, say.text(f"row.{row}"), where or say.text("demo.not-built")) for row, where in ROWS],
        )
        return worst

    return SpokenCommand(say, "demo", callback=demo, help=say.text("help.command.demo"))
