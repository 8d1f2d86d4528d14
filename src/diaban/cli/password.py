"""A password as a command gets it: from a file, from the environment, or typed twice without echo; never as a word of
the command line, which every user of the machine can read."""

import os
import sys
from pathlib import Path

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.cli.output import print_findings
from diaban.cli.say import Say

__all__ = ["can_ask", "file_option", "given", "typed"]

LARGEST = 4096


def file_option(say: Say) -> click.Option:
    """``--password-file FILE``."""
    return click.Option(
        ["--password-file", "password_file"],
        type=click.Path(path_type=Path),
        metavar=say.text("metavar.file"),
        help=say.text("help.option.password-file"),
    )


def can_ask() -> bool:
    """Whether somebody sits there to be asked."""
    return sys.stdin.isatty()


def given(file: Path | None) -> str | None:
    """The first line of the file, else ``DIABAN_PASSWORD``; None where there is neither.

    RefusedError ``password-unreadable``.
    """
    if file is None:
        return os.environ.get("DIABAN_PASSWORD") or None
    try:
        with file.open("rb") as stream:
            text = stream.read(LARGEST).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise RefusedError(finding("password-unreadable", file=str(file), reason=reason or "")) from error
    return text.partition("\n")[0].rstrip("\r")


def typed(say: Say, name: str) -> str:
    """A good password, typed twice; a bad one is told and asked for again. RefusedError ``password-differs``."""
    from diaban.store.password import faults

    while True:
        text = str(click.prompt(say.text("accounts.ask-password"), hide_input=True, err=True))
        found = faults(text, name)
        if not found:
            break
        print_findings(found, say)
    again = click.prompt(say.text("accounts.ask-again"), hide_input=True, err=True)
    if again != text:
        raise RefusedError(finding("password-differs"))
    return text
