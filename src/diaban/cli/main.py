"""The command ``diaban``: words in, one answer out, an exit code by who must act.

0 done; 1 done, with findings of severity error; 2 usage; 3 input refused or not found; 4 no permission; 5 conflict
or locked; 70 our fault. From 3 on, ``--json`` prints ``{"findings": […]}``.
"""

import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Final, TextIO

import click

from diaban import __version__
from diaban.basis.error import ConflictError, DiabanError, FaultError, ForbiddenError, RefusedError
from diaban.basis.finding import Place, finding
from diaban.cli.interrupt import ENDED
from diaban.cli.output import print_findings, print_json
from diaban.cli.say import Say, choose_language
from diaban.cli.spoken import ChoiceType, SpokenGroup, usage_message

__all__ = ["EXIT_CODES", "main"]

USAGE = 2
UNWRITABLE = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
EXIT_CODES: dict[type[DiabanError], int] = {RefusedError: 3, ForbiddenError: 4, ConflictError: 5, FaultError: 70}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code."""
    _mend_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        lang, words = choose_language(words, os.environ)
    except ValueError as error:
        sys.stderr.write(Say("vi").text("usage.lang", text=str(error)) + "\n")
        sys.exit(USAGE)
    say = Say(lang)
    try:
        code = _run(words, say)
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        _silence(sys.stdout, sys.stderr)
        code = 0
    except OSError as error:
        # Standard output takes nothing more (a full disk), findings in JSON included.
        _silence(sys.stdout)
        reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
        code = _report(RefusedError(finding("output-refused", place=Place(file="stdout"), reason=reason)), (), say)
    sys.exit(code)


def _mend_streams() -> None:
    """Streams that were closed read and write nothing; none chokes on a name that its encoding does not hold."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _silence(*streams: TextIO) -> None:
    """Let what is still buffered go nowhere, instead of failing again when Python ends."""
    for stream in streams:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(words: list[str], say: Say) -> int:
    try:
        # Not Command.main(): it meets a closed pipe and an interrupt in its own way.
        with tree(say).make_context("diaban", words.copy()) as context:
            result = context.command.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        return _usage(error, say)
    except (click.Abort, KeyboardInterrupt):
        return ENDED
    except DiabanError as error:
        return _report(error, words, say)
    except Exception as error:  # the last door: whatever it is, it is our fault and is said so
        if isinstance(error, OSError) and error.filename is None and error.errno in UNWRITABLE:
            raise
        if "forms" in words:
            # Words of an error, and the lines of a trace, may quote what a form says: its kind alone is told.
            return _report(FaultError(finding("fault", kind=type(error).__name__, detail="—")), words, say)
        if os.environ.get("DIABAN_DEBUG"):
            traceback.print_exc()
        return _report(FaultError(finding("fault", kind=type(error).__name__, detail=str(error))), words, say)
    return result if isinstance(result, int) else 0


COMMANDS: Final = {
    "units": ("units_ask", "units_group"),
    "coverage": ("coverage", "coverage_command"),
    "figure": ("coverage", "figure_command"),
    "counts": ("counts", "counts_command"),
    "promises": ("promises", "promises_command"),
    "forecast": ("forecast", "forecast_group"),
    "claims": ("claims", "claims_group"),
    "registers": ("registers", "registers_group"),
    "hamlets": ("hamlets", "hamlets_group"),
    "border": ("border", "border_group"),
    "forms": ("forms", "forms_group"),
    "campaign": ("campaign", "campaign_group"),
    "superior": ("superior", "superior_group"),
    "week": ("week", "week_command"),
    "tasks": ("tasks", "tasks_group"),
    "projects": ("projects", "projects_group"),
    "plan": ("plan", "plan_group"),
    "jobs": ("jobs", "jobs_group"),
    "receive": ("receive", "receive_command"),
    "returns": ("returns", "returns_group"),
    "journal": ("journal", "journal_group"),
    "undo": ("journal", "undo_command"),
    "choose": ("decide", "choose_command"),
    "frame": ("decide", "frame_group"),
    "evidence": ("decide", "evidence_group"),
    "sources": ("decide", "sources_group"),
    "destroy": ("decide", "destroy_command"),
    "init": ("init", "init_command"),
    "accounts": ("accounts", "accounts_group"),
    "demo": ("demo", "demo_command"),
    "serve": ("serve", "serve_command"),
}
"""Where each command is made. Its module is loaded when it is asked for, so that a question about units costs no more
than units."""


class _Root(SpokenGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, maker = COMMANDS[cmd_name]
        make = getattr(import_module(f"diaban.cli.{module}"), maker)
        found = make(self.say, lambda words: _run(words, self.say)) if cmd_name == "demo" else make(self.say)
        if not isinstance(found, click.Command):
            raise TypeError(f"{maker} makes no command")
        return found


def tree(say: Say) -> click.Group:
    """All commands, in one language."""
    return _Root(say, "diaban", help=say.text("help.diaban"), params=[_version(say), _lang(say)])


def _version(say: Say) -> click.Option:
    def show(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
        if wanted:
            click.echo(f"diaban {__version__}")
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show,
        help=say.text("help.option.version"),
    )


def _lang(say: Say) -> click.Option:
    # Taken out of the words before click sees them (texts of help depend on it); declared to appear in the help.
    return click.Option(
        ["--lang"], type=ChoiceType(say, ["vi", "en"]), expose_value=False, help=say.text("help.option.lang")
    )


def _usage(error: click.UsageError, say: Say) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        sys.stderr.write(error.format_message() + "\n")
    else:
        hint = say.text("usage.hint", command=error.ctx.command_path if error.ctx else "diaban")
        sys.stderr.write(f"{usage_message(error, say)}\n{hint}\n")
    return USAGE


def _report(error: DiabanError, words: Sequence[str], say: Say) -> int:
    if "--json" in words:
        print_json({"findings": [say.as_dict(found) for found in error.findings]})
    else:
        print_findings(error.findings, say)
    return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
