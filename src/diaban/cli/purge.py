"""``diaban forms purge``: results that name people, removed when their day has come, or at once when asked."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.cli import options
from diaban.cli.output import print_json
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenCommand
from diaban.quality.summary import KIND

__all__ = ["purge_command"]

OURS: Final = re.compile(
    r"ket-qua\.niem-phong|findings\.parquet|pairs\.parquet|persons\.parquet|summary\.json|decisions\.csv|phuc-tra(?:-\w+)?\.xlsx|phuc-tra\.json"
    r"|worklists|worklists/[a-z0-9-]+\.xlsx"
)
"""What a check, its review and its re-check write; whatever else lies in the folder is nobody's to remove."""


def purge_command(say: Say) -> click.Command:
    """``diaban forms purge``, in one language."""

    def purge(folders: tuple[str, ...], now: bool, as_of: date | None, json_: bool) -> int:
        return _purge(say, folders, now, options.given_day(as_of), json_)

    return SpokenCommand(
        say,
        "purge",
        callback=purge,
        help=say.text("help.forms.purge"),
        params=[
            click.Argument(["folders"], nargs=-1, required=True, metavar=say.text("metavar.folders")),
            click.Option(["--now"], is_flag=True, help=say.text("help.option.purge-now")),
            options.day(say, ["--as-of"], "as-of"),
            options.as_json(say),
        ],
    )


def _purge(say: Say, folders: tuple[str, ...], now: bool, day: date, json_: bool) -> int:
    removed: list[str] = []
    kept: dict[str, str] = {}
    left: list[str] = []
    found = [result for name in folders for result in _results(Path(name))]
    for folder, expires in found:
        if not now and day <= expires:
            kept[str(folder)] = expires.isoformat()
            continue
        left += [str(one) for one in _remove(folder)]
        removed.append(str(folder))
    if json_:
        print_json({"removed": removed, "kept": kept, "left": left, "findings": []})
        return 0
    for one in removed:
        click.echo(say.text("forms.purge.removed", folder=one))
    for one, last in kept.items():
        click.echo(say.text("forms.purge.kept", folder=one, expires=date.fromisoformat(last)))
    for one in left:
        click.echo(say.text("forms.purge.left", file=one))
    return 0


def _results(path: Path) -> list[tuple[Path, date]]:
    """Results at a folder or directly in it, with their last day. RefusedError ``purge-nothing`` without any."""
    from diaban.engines.forms_folder import ABOUT
    from diaban.engines.seal import NAME, expiry

    if not path.is_dir():
        raise RefusedError(finding("purge-nothing", place=Place(file=str(path))))
    found = []
    for folder in (path, *sorted(one for one in path.iterdir() if one.is_dir() and not one.is_symlink())):
        told = [_expires(folder / name) for name in ABOUT] + [expiry(folder / NAME)]
        days = [day for day in told if day is not None]
        found += [(folder, max(days))] if days else []
    if not found:
        raise RefusedError(finding("purge-nothing", place=Place(file=str(path))))
    return found


def _expires(path: Path) -> date | None:
    """The last day that a file of ours names; None where it is none."""
    try:
        told = json.loads(path.read_text("utf-8"))
        return date.fromisoformat(told["expires"]) if told.get("kind") == KIND else None
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None


def _remove(folder: Path) -> list[Path]:
    """Remove what is ours; what is left stays where it is."""
    from diaban.engines.forms_folder import ABOUT

    left = []
    # What names people first, the summary last: a removal that is broken off can be asked for again.
    files = sorted(folder.rglob("*"), key=lambda one: (one.name in ABOUT, one.is_dir(), str(one)))
    for path in files:
        ours = OURS.fullmatch(path.relative_to(folder).as_posix()) is not None
        if path.is_dir() and not path.is_symlink():
            if ours and not any(path.iterdir()):
                path.rmdir()
        elif ours:
            path.unlink()
        else:
            left.append(path)
    if not any(folder.iterdir()):
        folder.rmdir()
    return left
