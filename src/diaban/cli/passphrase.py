"""A passphrase, asked for at the terminal or read from a file or a descriptor: never a word of the command line.

What stands on a command line is seen by every process of the machine and kept in the history of the shell.
"""

import getpass
import sys
from pathlib import Path
from typing import Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.cli.say import Say

__all__ = ["option", "passphrase_for_opening", "passphrase_for_sealing", "sealing", "wanted"]

LONGEST: Final = 1_024


def option(say: Say) -> click.Option:
    """``--passphrase-file FILE``, ``-`` for standard input; ``/dev/fd/3`` for a descriptor that the caller opened."""
    return click.Option(
        ["--passphrase-file"], metavar=say.text("metavar.file"), help=say.text("help.option.passphrase-file")
    )


def sealing(say: Say) -> list[click.Option]:
    """``--seal`` and where its passphrase comes from."""
    return [click.Option(["--seal"], is_flag=True, help=say.text("help.option.seal")), option(say)]


def wanted(say: Say, seal: bool, file: str | None) -> str | None:
    """The passphrase of whoever asked for a seal; naming its file is asking. None: nobody did."""
    return passphrase_for_sealing(say, file) if seal or file is not None else None


def passphrase_for_sealing(say: Say, file: str | None) -> str:
    """The passphrase, asked for twice. RefusedError ``seal-no-passphrase``, ``seal-passphrases-differ``,
    ``seal-passphrase-short``."""
    from diaban.engines.seal import LEAST

    told = _told(say, file)
    if len(told) < LEAST:
        raise RefusedError(finding("seal-passphrase-short", least=LEAST))
    if file is None and _asked(say, "seal.ask-again") != told:
        raise RefusedError(finding("seal-passphrases-differ"))
    return told


def passphrase_for_opening(say: Say, file: str | None) -> str:
    """The passphrase. RefusedError ``seal-no-passphrase``."""
    return _told(say, file)


def _told(say: Say, file: str | None) -> str:
    if file is None:
        if not sys.stdin.isatty():
            raise RefusedError(finding("seal-no-passphrase"))
        return _asked(say, "seal.ask")
    try:
        if file == "-":
            data = sys.stdin.buffer.readline(LONGEST + 2)
        else:
            with Path(file).open("rb") as stream:
                data = stream.readline(LONGEST + 2)
        told = data.decode("utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        # The decoder's words would quote it.
        raise RefusedError(finding("seal-no-passphrase", place=Place(file=file))) from error
    if not told or len(told) > LONGEST:
        raise RefusedError(finding("seal-no-passphrase", place=Place(file=file)))
    return told


def _asked(say: Say, key: str) -> str:
    return getpass.getpass(say.text(key) + " ")
