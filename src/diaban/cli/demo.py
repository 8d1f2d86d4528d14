"""``diaban demo``: the main job on real units, the invented registers, then where each row of the mission stands."""

import os
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from diaban.cli.clock import today
from diaban.cli.output import console, print_table
from diaban.cli.say import Say
from diaban.cli.serve import PORT, beside, stay
from diaban.cli.spoken import ChoiceType, SpokenCommand
from diaban.units.scope import resolve_scope

if TYPE_CHECKING:
    from diaban.cli.demonstration.install import Loaded

__all__ = ["BOARDS", "RETURNS", "ROWS", "SCALES", "TOUR", "demo_command"]

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

BOARDS: Final[tuple[tuple[str, str], ...]] = (
    ("board-bac-kan", "coverage --scope Bắc~Kạn --as-of 2025-02-28"),
    ("board-bac-kan-today", "coverage --scope Bắc~Kạn@2025-02-28"),
    ("board-quang-ninh", "coverage --scope Quảng~Ninh --as-of 2024-12-31"),
    ("board-quang-ninh-today", "coverage --scope Quảng~Ninh@2024-12-31"),
    ("verdicts", "claims check"),
    ("projects", "projects list --scope Quảng~Ninh --as-of 2026-11-22"),
    ("passport", "projects show QN-GD1-26 --as-of 2026-11-22"),
    ("forecast", "forecast --scope Bắc~Kạn --standard independent-headquarters --as-of 2025-02-28"),
    ("phasing", "plan phasing --scope Quảng~Ninh --as-of 2026-11-22 --no-frontier"),
)
"""The boards of the two reports, the same ground today, and the published figures with their verdicts."""

RETURNS: Final[tuple[tuple[str, str], ...]] = (
    ("calendar", "returns calendar --form situation --scope Quảng~Ninh --as-of 2026-11-22"),
    ("week", "week --scope Quảng~Ninh --ending 2026-11-22 --out {home}/tuan.docx"),
)
"""The calendar of returns, with returns in every state, and the sheet of a week as a Word document."""

ROWS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("M1", ("units count", "units show", "units trace", "units find", "units restate", "units carry")),
    ("M2", ("registers show", "coverage", "promises")),
    ("M3", ()),
    ("M4", ("registers show", "coverage", "figure")),
    ("M5", ("projects list", "registers show", "plan phasing")),
    ("M6", ("projects show", "projects due", "forms show", "receive")),
    ("M7", ("forecast", "forecast replay", "forecast counts", "forecast kept")),
    ("M8", ("campaign status", "forms check", "forms recheck", "campaign keep")),
    ("M9", ()),
    *((f"M{number}", ("forms show", "receive", "registers show")) for number in (10, 11)),
    ("M12", ("forms show", "receive", "border load", "registers show")),
    ("M13", ("forms show", "receive", "registers show")),
    ("M14", ("forms template", "receive", "returns calendar", "week", "tasks list")),
    ("M15", ("claims show", "claims check")),
    ("M16", ("hamlets show", "hamlets hand-over")),
)
"""Rows of the mission, and the commands that show them; of these only what is built is printed."""

PAGES: Final = {
    "M1": "don-vi/",
    "M2": "luc-luong/",
    "M4": "tru-so/",
    "M5": "von/",
    "M6": "von/vuong-mac/",
    "M7": "von/du-bao/?pham-vi=u00004&ngay=2025-02-28",
    "M8": "dan-cu/",
    "M10": "phong-trao/",
    "M11": "phong-trao/tinh-hinh/",
    "M12": "phong-trao/tuan-tra/",
    "M13": "phong-trao/y-kien/",
    "M14": "bao-cao/",
    "M15": "cong-bo/",
    "M16": "luc-luong/",
}
"""Rows that have a page, and where. The pages are another room's: a test of theirs holds these to be addresses."""

SCALES: Final = ("provinces", "nation")
"""The two provinces of the reports, or 34 for measuring."""


def demo_command(say: Say, run: Callable[[list[str]], int]) -> click.Command:
    """The command; ``run`` executes one command line and returns its exit code."""
    scale_ = click.Option(
        ["--scale"], type=ChoiceType(say, list(SCALES)), default=SCALES[0], help=say.text("help.option.scale")
    )
    reset_ = click.Option(["--reset"], is_flag=True, help=say.text("help.option.reset"))
    no_serve = click.Option(["--no-serve"], is_flag=True, help=say.text("help.option.no-serve"))

    def demo(scale: str, reset: bool, no_serve: bool) -> int:
        from diaban.cli.demonstration.install import there

        terminal = console()
        terminal.print(say.text("demo.title"), style="bold", markup=False)
        terminal.print(say.text("demo.public"), markup=False)
        port = int(os.environ.get("PORT") or PORT)
        # Where it was made before, nobody waits for the tour to end: the pages open first.
        ready = not no_serve and not reset and there(scale)
        worst = 0 if ready else _tour(say, run, scale, reset)
        with nullcontext() if no_serve else beside(say, port) as server:
            if ready:
                worst = _tour(say, run, scale, reset)
            if scale == SCALES[0]:
                # What is found about the data is the point of showing it: only what could not be done is a failure.
                worst = max(worst, code if (code := _walk(say, run, (*BOARDS, *RETURNS))) > 1 else 0)
            _print_rows(say, port)
            if worst or server is None:
                return worst
            click.echo(say.text("serve.at", address=f"http://127.0.0.1:{port}/"))
            return stay(server)

    return SpokenCommand(
        say, "demo", callback=demo, params=[scale_, reset_, no_serve], help=say.text("help.command.demo")
    )


def _tour(say: Say, run: Callable[[list[str]], int], scale: str, reset: bool) -> int:
    """The public units, the invented registers, then a batch of invented forms; the worst exit code."""
    worst = _walk(say, run, TOUR)
    fresh = _load(say, scale, reset)
    return max(worst, _batch(say, run, keep=fresh)) if scale == SCALES[0] else worst


def _print_rows(say: Say, port: int) -> None:
    """Where each row of the mission stands, and its page."""
    root = click.get_current_context().find_root()
    terminal = console()
    terminal.print()
    terminal.print(say.text("demo.rows"), style="bold", markup=False)
    print_table(
        [say.text(key) for key in ("word.row", "word.capability", "word.where", "demo.page")],
        [
            (
                row,
                say.text(f"row.{row}"),
                _where(root, lines) or say.text("demo.not-built"),
                f"http://127.0.0.1:{port}/{PAGES[row]}" if row in PAGES else "",
            )
            for row, lines in ROWS
        ],
    )


def _walk(say: Say, run: Callable[[list[str]], int], steps: tuple[tuple[str, str], ...]) -> int:
    """Run commands one after the other, each below its sentence; the worst exit code."""
    from diaban.store.address import default_home

    terminal = console()
    worst = 0
    for key, pattern in steps:
        line = pattern.format(today=today().isoformat(), home=str(default_home(os.environ)).replace(" ", "~"))
        words = [word.replace("~", " ") for word in line.split(" ")]
        terminal.print()
        terminal.print(say.text(f"tour.{key}"), style="bold", markup=False)
        shown = " ".join(f'"{word}"' if "~" in raw else word for raw, word in zip(line.split(" "), words, strict=True))
        terminal.print(f"$ diaban {shown}", style="dim", markup=False)
        worst = max(worst, run(words))
    return worst


def _where(root: click.Context, lines: tuple[str, ...]) -> str:
    """The commands among ``lines`` that are built, as a person types them; the empty text for none."""
    built = [line for line in lines if _is_built(root, root.command, line.split())]
    return f"diaban {' · '.join(built)}" if built else ""


def _is_built(root: click.Context, command: click.Command | None, words: list[str]) -> bool:
    if command is None or not words:
        return command is not None
    # Asked for, not looked up: a group makes its commands when somebody wants them.
    below = command.get_command(root, words[0]) if isinstance(command, click.Group) else None
    return _is_built(root, below, words[1:])


def _batch(say: Say, run: Callable[[list[str]], int], *, keep: bool) -> int:
    """Check an invented batch beside the memory, keep its counts, show the campaign, and look for the planted name.

    The batch and its results are removed at the end: of them only the counts are kept.
    """
    from diaban.cli.demonstration.batch import BATCH_DAY, PLANTED, holders, write_batch, write_events
    from diaban.cli.editions import open_edition
    from diaban.cli.home import UNITS
    from diaban.store.address import default_home

    day, place = BATCH_DAY.isoformat(), "Quảng~Ninh"
    edition = open_edition(UNITS)
    with tempfile.TemporaryDirectory(prefix="diaban-phieu-") as folder:
        forms, out, events = (Path(folder) / name for name in ("phieu.parquet", "ket-qua", "bien-dong.csv"))
        province = resolve_scope(edition.atlas, edition.names, place.replace("~", " "), BATCH_DAY)
        write_batch(forms, edition.atlas, province.id)
        write_events(events, edition.atlas, province.id)
        steps = [("forms-check", f"forms check {forms} --out {out} --events {events} --as-of {day} --invented")]
        if keep:
            reason = say.text("demo.keep-reason").replace(" ", "~")
            steps.append(("campaign-keep", f"campaign keep {out}/summary.json --reason {reason}"))
        steps.append(("campaign-status", f"campaign status --scope {place} --as-of {day}"))
        code = _walk(say, run, tuple(steps))
    found = holders(default_home(os.environ))
    key = "demo.planted-found" if found else "demo.planted-nowhere"
    console().print(say.text(key, name=PLANTED, files=", ".join(one.name for one in found)), markup=False)
    return 70 if found else code if code > 1 else 0


def _load(say: Say, scale: str, reset: bool) -> bool:
    from diaban.cli.demonstration.install import install
    from diaban.registers.files import REGISTERS

    terminal = console()
    terminal.print()
    terminal.print(say.text("word.invented-data"), style="bold", markup=False)
    loaded = install(scale, reset=reset, reason=say.text("demo.reason"))
    terminal.print(say.text("demo.made" if loaded.fresh else "demo.there", folder=loaded.folder), markup=False)
    terminal.print(say.text(f"demo.scale.{scale}"), markup=False)
    print_table(
        [say.text("demo.register"), say.text("demo.lines")],
        [
            (say.text(f"register.name.{one.name}"), say.text("word.number", n=loaded.registers[one.fact]))
            for one in REGISTERS
        ],
        right=[1],
    )
    terminal.print(_counts(say, loaded), markup=False)
    return loaded.fresh


def _counts(say: Say, loaded: "Loaded") -> str:
    return say.text(
        "demo.counts",
        acts=loaded.acts,
        first=loaded.first,
        last=loaded.last,
        choices=loaded.choices,
        evidence=loaded.evidence,
        claims=loaded.claims,
    )
