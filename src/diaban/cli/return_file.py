"""``diaban returns file``: a return's file, its scan, the marked file, the covering letter, or the whole on paper."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.cli import home
from diaban.cli.definitions import forms_here
from diaban.cli.new_file import write_new
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenCommand

if TYPE_CHECKING:
    from diaban.store.queries import KeptFile
    from diaban.store.receiving import Ground
    from diaban.store.viewer import Viewer

__all__ = ["file_command"]

KINDS = ("scan", "marked", "letter", "printed")


def file_command(say: Say, number: click.Argument, out: click.Option) -> click.Command:
    """The command, in one language."""

    def file(number: int, scan: bool, marked: bool, letter: bool, printed: bool, out: Path | None) -> int:
        wanted = [kind for kind, asked in zip(KINDS, (scan, marked, letter, printed), strict=True) if asked]
        if len(wanted) > 1:
            raise click.UsageError(say.text("usage.one-of", options=", ".join(f"--{kind}" for kind in wanted)))
        with home.memory() as who:
            data = _bytes(say, number, wanted[0] if wanted else "", who)
        if out is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            write_new(out, data)
        return 0

    flags = [click.Option([f"--{kind}"], is_flag=True, help=say.text(f"help.option.{kind}-instead")) for kind in KINDS]
    return SpokenCommand(say, "file", callback=file, params=[number, *flags, out], help=say.text("help.returns.file"))


def _bytes(say: Say, number: int, kind: str, who: "Viewer") -> bytes:
    from diaban.store import queries

    match kind:
        case "scan":
            return _held(queries.scan_of(number=number, viewer=who), number)
        case "letter" | "printed":
            from diaban.reports.document import letter_document, printed_document
            from diaban.store.receiving.letter import letter_of, printed_of

            invented = queries.installation(viewer=who) == "demonstration"
            if kind == "letter":
                return letter_document(letter_of(number, ground=_ground(who), say=say, invented=invented))
            return printed_document(printed_of(number, ground=_ground(who), say=say, invented=invented), say)
        case "marked":
            from diaban.intake.marking import marked_workbook
            from diaban.store.receiving import judge_kept

            kept = _held(queries.file_of(number=number, viewer=who), number)
            judged = judge_kept(number, ground=_ground(who))
            return marked_workbook(kept, judged.received, say, judged.findings)[0]
        case _:
            return _held(queries.file_of(number=number, viewer=who), number)


def _held(kept: "KeptFile | None", number: int) -> bytes:
    """RefusedError ``scan-missing``, ``file-destroyed``."""
    if kept is None:
        raise RefusedError(finding("scan-missing", number=str(number)))
    if kept.data is None:
        raise RefusedError(finding("file-destroyed", number=str(number), sha256=kept.sha256))
    return kept.data


def _ground(who: "Viewer") -> "Ground":
    from diaban.store.receiving import Ground

    return Ground.of(home.edition_known(who), forms_here()[0], who)
