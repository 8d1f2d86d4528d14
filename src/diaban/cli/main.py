"""The command ``diaban``: words in, one answer out, an exit code by who must act.

0 done; 1 done, with findings of severity error; 2 usage; 3 input refused or not found; 4 no permission; 5 conflict
or locked; 70 our fault. From 3 on, ``--json`` prints ``{"findings": […]}``.
"""

import io
import os
import sys
import traceback
from collections.abc import Sequence

import click

from diaban import __version__
from diaban.basis.error import ConflictError, DiabanError, FaultError, ForbiddenError, RefusedError
from diaban.basis.finding import finding
from diaban.cli.output import print_findings, print_json
from diaban.cli.say import Say, choose_language

__all__ = ["EXIT_CODES", "main"]

USAGE = 2
INTERRUPTED = 130
EXIT_CODES: dict[type[DiabanError], int] = {RefusedError: 3, ForbiddenError: 4, ConflictError: 5, FaultError: 70}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or pipe of another encoding must not make a name unprintable.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        lang, words = choose_language(words, os.environ)
    except ValueError as error:
        say = Say("vi")
        sys.stderr.write(say.text("usage.lang", text=str(error)) + "\n")
        sys.exit(USAGE)
    sys.exit(_run(words, Say(lang)))


def _run(words: list[str], say: Say) -> int:
    try:
        result = tree(say).main(words, prog_name="diaban", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        return _usage(error, say)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Its end of the pipe is gone, so nothing more may be flushed there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except DiabanError as error:
        return _report(error, words, say)
    except Exception as error:  # noqa: BLE001  # the last door: whatever it is, it is our fault and is said so
        if os.environ.get("DIABAN_DEBUG"):
            traceback.print_exc()
        return _report(FaultError(finding("fault", kind=type(error).__name__, detail=str(error))), words, say)
    return result if isinstance(result, int) else 0


def tree(say: Say) -> click.Group:
    """All commands, in one language. Rooms that a command needs are imported when it runs."""
    from diaban.cli.claims import claims_group
    from diaban.cli.demo import demo_command
    from diaban.cli.units_ask import units_group

    root = click.Group("diaban", help=say.text("help.diaban"), params=[_version(say), _lang(say)])
    root.add_command(units_group(say))
    root.add_command(claims_group(say))
    root.add_command(demo_command(say, lambda words: _run(words, say)))
    return root


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
        ["--lang"], type=click.Choice(["vi", "en"]), expose_value=False, help=say.text("help.option.lang")
    )


def _usage(error: click.UsageError, say: Say) -> int:
    hint = error.ctx.command_path if error.ctx else "diaban"
    match error:
        case click.NoSuchOption():
            message = say.text("usage.no-option", name=error.option_name)
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else ""
            option = error.param.opts[0] if isinstance(error.param, click.Option) else name
            message = say.text("usage.missing", name=option)
        case click.BadParameter():
            name = error.param.opts[0] if error.param else ""
            message = say.text("usage.bad", name=name, message=error.message)
        case click.exceptions.NoArgsIsHelpError():
            message = error.format_message()
        case _:
            message = say.text("usage.other", message=error.format_message())
    sys.stderr.write(message + "\n" + say.text("usage.hint", command=hint) + "\n")
    return USAGE


def _report(error: DiabanError, words: Sequence[str], say: Say) -> int:
    if "--json" in words:
        print_json({"findings": [say.as_dict(found) for found in error.findings]})
    else:
        print_findings(error.findings, say)
    return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
