"""``diaban returns paper``: the signed paper of a return, with its scan; the printed code is read from the scan."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.cli import home, options
from diaban.cli.clock import now
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType
from diaban.intake.paper import PaperCode, code_read

__all__ = ["file_bytes", "paper_command"]

SECRECY = ("open", "secret", "top-secret", "most-secret")
LARGEST = 20 * 1024 * 1024


def paper_command(say: Say, number: click.Argument) -> click.Command:
    """The command, in one language."""

    def paper(
        number: int,
        paper_number: str,
        symbol: str,
        day: date,
        signatory: str,
        secrecy: str,
        scan: Path | None,
        code: str | None,
        reason: str,
        json_: bool,
    ) -> int:
        return _paper(say, number, (paper_number, symbol, day, signatory, secrecy), scan, code, reason, json_)

    def named(flag: str, key: str, *, required: bool = True) -> click.Option:
        return click.Option(
            flag.split(), required=required, metavar=say.text("metavar.name"), help=say.text(f"help.option.{key}")
        )

    kind = click.Path(path_type=Path)
    return home.command(
        say,
        "paper",
        "returns.paper",
        paper,
        [
            number,
            named("--number paper_number", "paper-number"),
            named("--symbol", "paper-symbol"),
            options.day(say, ["--day"], "paper-day", required=True),
            named("--signatory", "paper-signatory"),
            click.Option(
                ["--secrecy"], type=ChoiceType(say, SECRECY), default="open", help=say.text("help.option.paper-secrecy")
            ),
            click.Option(
                ["--scan"], type=kind, metavar=say.text("metavar.file"), help=say.text("help.option.paper-scan")
            ),
            named("--code", "paper-code", required=False),
            home.reason(say),
        ],
    )


def _paper(
    say: Say,
    number: int,
    told: tuple[str, str, date, str, str],
    file: Path | None,
    code: str | None,
    reason: str,
    json_: bool,
) -> int:
    written, symbol, day, signatory, secrecy = told
    with home.memory(writing=True) as who:
        from diaban.engines.scan import codes_by_page
        from diaban.store.actions import Paper, Scan, attach_paper
        from diaban.store.models import PaperSecrecy
        from diaban.store.queries import return_detail

        detail = return_detail(number=number, viewer=who)
        scan, found = None, list[Finding]()
        if file is not None:
            data = file_bytes(file, LARGEST)
            scan = Scan(data, file.name, detail.keep_until)
            own = PaperCode.of(number, detail.line.digest)
            read, seen = code_read(codes_by_page(data, name=file.name), own, file=file.name)
            # What the scan shows counts; a code is typed where none can be read.
            code, found = (code, []) if code and read is None else (str(read or ""), list(seen))
        paper = Paper(
            number=written,
            symbol=symbol,
            day=day,
            signatory_title=signatory,
            secrecy=PaperSecrecy(secrecy),
            code=code or "",
        )
        act = attach_paper(number=number, paper=paper, scan=scan, by=who, at=now, reason=reason)
        said: dict[str, Any] = {"return": number, "document": f"{written}/{symbol}"}
        return home.report(say, act, who, json_, found, **said)


def file_bytes(path: Path, limit: int) -> bytes:
    """What a file holds. RefusedError ``file-missing``, ``file-too-large``, ``file-unreadable``."""
    place = Place(file=str(path).encode(errors="surrogateescape").decode(errors="replace"))
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise RefusedError(finding("file-missing", place=place)) from error
    except OSError as error:
        raise RefusedError(finding("file-unreadable", place=place, reason=error.strerror or "")) from error
    if len(data) > limit:
        raise RefusedError(finding("file-too-large", place=place, size=len(data), limit=limit))
    return data
