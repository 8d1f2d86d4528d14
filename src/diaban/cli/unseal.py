"""``diaban forms open``: a sealed result opened into a folder of its own, as long as it may be kept."""

from datetime import date
from pathlib import Path

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.cli import options
from diaban.cli.check import outside_home
from diaban.cli.interrupt import swept_when_ended
from diaban.cli.output import print_json
from diaban.cli.passphrase import option, passphrase_for_opening
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenCommand

__all__ = ["open_command", "sealed_in"]


def open_command(say: Say) -> click.Command:
    """``diaban forms open``, in one language."""

    def open_(folder: str, out: str, only: tuple[str, ...], passphrase_file: str | None, json_: bool) -> int:
        return _open(say, Path(folder), Path(out), only, passphrase_file, json_)

    return SpokenCommand(
        say,
        "open",
        callback=open_,
        help=say.text("help.forms.open"),
        params=[
            click.Argument(["folder"], metavar=say.text("metavar.folder")),
            click.Option(
                ["--out"], metavar=say.text("metavar.folder"), required=True, help=say.text("help.option.check-out")
            ),
            click.Option(
                ["--only"], multiple=True, metavar=say.text("metavar.file"), help=say.text("help.option.open-only")
            ),
            option(say),
            options.as_json(say),
        ],
    )


def sealed_in(path: Path) -> Path | None:
    """The sealed file of a result's folder, or the file itself; None where there is none."""
    from diaban.engines.seal import NAME

    found = path / NAME if path.is_dir() else path
    return found if found.is_file() else None


def _open(say: Say, folder: Path, out: Path, only: tuple[str, ...], file: str | None, json_: bool) -> int:
    outside_home(out)
    from diaban.engines.forms_folder import ABOUT, aside_of
    from diaban.engines.forms_quiet import quietly
    from diaban.engines.seal import expiry, unseal

    sealed = sealed_in(folder)
    if sealed is None:
        raise RefusedError(finding("seal-nothing", place=Place(file=str(folder))))
    today = options.given_day(None)
    passphrase = passphrase_for_opening(say, file)
    with swept_when_ended(), aside_of(out) as aside, quietly("seal", out.parent):
        # Who opens one list takes along what says until when it may be kept.
        named = unseal(sealed, aside.made, passphrase=passphrase, today=today, only=only, always=ABOUT)
        aside.publish()
    expires = expiry(sealed) or date.max
    if json_:
        print_json({"out": str(out), "files": named, "expires": expires.isoformat(), "findings": []})
        return 0
    click.echo(say.text("forms.open.opened", out=str(out), n=say.write(len(named)), expires=expires))
    return 0
