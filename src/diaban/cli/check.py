"""``diaban forms check`` and ``diaban forms purge``: a batch of registration forms, checked where it lies."""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.basis.percent import percent
from diaban.cli import options, passphrase
from diaban.cli.definitions import rules_here
from diaban.cli.editions import open_edition
from diaban.cli.events_file import Happened, read_events
from diaban.cli.interrupt import swept_when_ended
from diaban.cli.output import console, print_findings, print_json, print_table, worst
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, NumberType, SpokenCommand
from diaban.quality.linkage.model import Model, read_model, shipped_model
from diaban.quality.live import EVENTS, stale_next
from diaban.quality.rule import Quality
from diaban.quality.summary import CommuneCounts, sendable, total
from diaban.units.atlas import Atlas
from diaban.units.unit import UnitId

if TYPE_CHECKING:
    from diaban.engines.forms_check import Checked

__all__ = ["check_command", "outside_home", "share"]

ENGINES: Final = ("duckdb", "spark")


@dataclass(frozen=True, slots=True)
class _Asked:
    files: tuple[str, ...]
    out: str
    engine: str
    model: str | None
    decisions: str | None
    expected: str | None
    events: str | None
    keep_days: int
    as_of: date
    invented: bool
    passphrase: str | None = field(default=None, repr=False)


def check_command(say: Say) -> click.Command:
    """``diaban forms check``, in one language."""

    def check(
        files: tuple[str, ...],
        out: str,
        engine: str,
        model: str | None,
        decisions: str | None,
        expected: str | None,
        events: str | None,
        keep_days: int,
        as_of: date | None,
        invented: bool,
        seal: bool,
        passphrase_file: str | None,
        json_: bool,
    ) -> int:
        day = options.given_day(as_of)
        outside_home(Path(out))
        secret = passphrase.wanted(say, seal, passphrase_file)
        asked = _Asked(files, out, engine, model, decisions, expected, events, keep_days, day, invented, secret)
        return _check(say, asked, json_)

    def file(flag: str, key: str, *, required: bool = False) -> click.Option:
        metavar = say.text("metavar.folder" if flag == "--out" else "metavar.file")
        return click.Option([flag], metavar=metavar, required=required, help=say.text(f"help.option.{key}"))

    return SpokenCommand(
        say,
        "check",
        callback=check,
        help=say.text("help.forms.check"),
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=say.text("metavar.files")),
            file("--out", "check-out", required=True),
            click.Option(
                ["--engine"], type=ChoiceType(say, ENGINES), default="duckdb", help=say.text("help.option.engine")
            ),
            file("--model", "model"),
            file("--decisions", "decisions"),
            file("--expected", "expected"),
            file("--events", "events"),
            click.Option(
                ["--keep-days"], type=NumberType(say), default=90, metavar="N", help=say.text("help.option.keep-days")
            ),
            options.day(say, ["--as-of"], "as-of"),
            click.Option(["--invented"], is_flag=True, help=say.text("help.option.invented")),
            *passphrase.sealing(say),
            options.as_json(say),
        ],
    )


def outside_home(out: Path) -> None:
    """RefusedError ``forms-out-home`` for a folder inside ``$DIABAN_HOME``, where nothing of a person may lie."""
    home = Path(os.environ.get("DIABAN_HOME") or "var").resolve()
    if out.resolve().is_relative_to(home):
        raise RefusedError(finding("forms-out-home", place=Place(file=str(out))))


def _check(say: Say, asked: _Asked, json_: bool) -> int:
    out = Path(asked.out)
    if asked.engine == "spark" and find_spec("pyspark") is None:
        raise RefusedError(finding("engine-missing"))
    rules, faults = rules_here()
    from diaban.cli.home import UNITS

    edition = open_edition(UNITS)
    from diaban.engines.forms_check import Request, check
    from diaban.engines.forms_read import break_off

    happened = Happened()
    if asked.events:
        happened = read_events(Path(asked.events), edition.atlas, asked.as_of)
    with swept_when_ended(break_off), _told_when_ended(say), _progress(say) as tick:
        checked = check(
            Request(
                files=[Path(one) for one in asked.files],
                out=out,
                today=asked.as_of,
                say=say,
                atlas=edition.atlas,
                names=edition.names,
                rules=list(rules.values()),
                engine=asked.engine,
                model=_model(asked.model),
                decisions=Path(asked.decisions) if asked.decisions else None,
                expected=_expected(asked.expected, edition.atlas, asked.as_of) if asked.expected else {},
                events=happened.events,
                keep_days=asked.keep_days,
                invented=asked.invented,
                passphrase=asked.passphrase,
                tick=tick,
            )
        )
    findings = [*checked.findings, *happened.findings, *faults]
    code = max(worst(findings), int(checked.worst))
    if json_:
        told = [say.as_dict(one) for one in findings]
        print_json(
            {
                "out": str(out),
                "summary": sendable(checked.summary).as_dict(),
                "resumed": checked.resumed,
                "findings": told,
            }
        )
        return code
    _show(say, checked, out, sealed=asked.passphrase is not None)
    print_findings(findings, say)
    return code


def _model(name: str | None) -> Model:
    """The model of a file, else the one shipped. RefusedError ``model-refused``."""
    if name is None:
        return shipped_model()
    try:
        return read_model(Path(name))
    except (OSError, ValueError) as error:
        raise RefusedError(finding("model-refused", place=Place(file=name))) from error


def _expected(name: str, atlas: Atlas, day: date) -> dict[UnitId, int]:
    """People of each commune by its code. RefusedError ``expected-refused``, with the row, and those of the atlas."""
    found: dict[UnitId, int] = {}
    try:
        with Path(name).open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RefusedError(finding("expected-refused", place=Place(file=name))) from error
    if not rows or [cell.strip().lower() for cell in rows[0][:2]] != ["code", "persons"]:
        raise RefusedError(finding("expected-refused", place=Place(file=name, row=1)))
    for row, cells in enumerate(rows[1:], 2):
        if len(cells) < 2 or not (cells[1].strip().isascii() and cells[1].strip().isdecimal()):
            raise RefusedError(finding("expected-refused", place=Place(file=name, row=row)))
        found[atlas.by_code(cells[0].strip(), day).id] = int(cells[1])
    return found


def share(say: Say, part: int, whole: int) -> str:
    """A share of two counts in per cent; a dash of nothing."""
    found = percent(part, whole)
    return "—" if found is None else f"{say.write(int(found) if found in (0, 100) else found)} %"


def _show(say: Say, checked: "Checked", out: Path, *, sealed: bool) -> None:
    summary = checked.summary
    if summary.invented:
        click.echo(say.text("word.invented-data"))
    if checked.resumed:
        click.echo(say.text("forms.check.resumed"))
    whole = total(summary.communes)
    rows = [_row(say, one, one.name or say.text("worklist.nowhere")) for one in summary.communes]
    heads = [say.text(f"forms.check.{key}") for key in ("commune", "forms", *Quality, "persons")]
    print_table(heads, [*rows, _row(say, whole, say.text("forms.check.total"))], right=range(1, 7))
    click.echo(say.text("forms.check.apart"))
    if whole.events is not None:
        told = {kind: say.write(whole.events[kind].waiting) for kind in EVENTS}
        of = sum(whole.events[kind].known for kind in EVENTS)
        click.echo(say.text("forms.check.events", of=say.write(of), **told))
    soon = {f"in{days}": say.write(count) for days, count in stale_next(whole.by_day, summary.as_of).items()}
    click.echo(say.text("forms.check.stale", **soon))
    pairs = {one: say.write(summary.pairs.get(one, 0)) for one in ("same", "review", "different")}
    click.echo(say.text("forms.check.pairs", **pairs))
    click.echo(say.text("forms.check.written", out=str(out), expires=summary.expires))
    if sealed:
        click.echo(say.text("forms.check.sealed"))


def _row(say: Say, one: CommuneCounts, name: str) -> list[str]:
    scores = [share(say, one.scores[quality].sound, one.scores[quality].asked) for quality in Quality]
    return [name, say.write(one.forms), *scores, "—" if one.persons is None else say.write(one.persons)]


@contextmanager
def _told_when_ended(say: Say) -> Iterator[None]:
    """Whoever ends a run is told what is left of it."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(say.text("forms.check.ended"), err=True)
        raise


@contextmanager
def _progress(say: Say) -> Iterator[Callable[[str, str], None]]:
    """A bar on a terminal; in a pipe nothing, so that what is captured holds only the answer."""
    terminal = console(to_stderr=True)
    if not terminal.is_terminal:
        yield lambda _step, _what: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from diaban.engines.forms_check import STEPS

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal, transient=True) as bar:
        task = bar.add_task("", total=len(STEPS))

        def tick(step: str, what: str) -> None:
            said = say.text(f"forms.step.{step}")
            bar.update(task, completed=STEPS.index(step), description=f"{said} {what}".strip())

        yield tick
