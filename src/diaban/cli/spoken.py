"""Help and usage errors in the words of the catalogue: click's own are English only."""

from collections.abc import Sequence
from typing import Any

import click

from diaban.cli.say import Say

__all__ = ["ChoiceType", "NumberType", "SaidError", "SpokenCommand", "SpokenGroup", "usage_message"]


class SaidError(click.UsageError):
    """Wrong usage whose message is in words of the catalogue already."""


class _Spoken(click.Command):
    """What commands and groups share."""

    def __init__(self, say: Say, name: str, **settings: Any) -> None:
        super().__init__(name, **settings)
        self.say = say

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line of usage."""
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", self.say.text("metavar.options"))
        formatter.write_usage(ctx.command_path, pieces, prefix=self.say.text("help.usage") + " ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of options."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx))]
        required = self.say.text("help.required")
        with formatter.section(self.say.text("help.options")):
            formatter.write_dl([(left, right.replace("[required]", f"[{required}]")) for left, right in records])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.say.text("help.option.help")
        return option

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; an error knows the command it belongs to, so that the hint after it does too."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise


class SpokenCommand(_Spoken):
    """A command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; none may be left over."""
        ctx.allow_extra_args = True
        super().parse_args(ctx, args)
        if ctx.args:
            raise SaidError(self.say.text("usage.extra", words=" ".join(ctx.args)), ctx)
        return ctx.args


class SpokenGroup(_Spoken, click.Group):
    """A group of commands; their descriptions are never cut short."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of options, then that of commands."""
        super().format_options(ctx, formatter)
        commands = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        with formatter.section(self.say.text("help.commands")):
            formatter.write_dl([(name, command.help or "") for name, command in commands])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The pieces of the line of usage."""
        return [self.options_metavar or "", self.say.text("metavar.command")]


class ChoiceType(click.Choice[str]):
    """One of a list of words."""

    def __init__(self, say: Say, choices: Sequence[str]) -> None:
        super().__init__(choices)
        self.say = say

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """Say which words there are."""
        return self.say.text("usage.choice", text=value, allowed=", ".join(self.choices))


class NumberType(click.ParamType[int]):
    """A number that counts something."""

    name = "number"

    def __init__(self, say: Say) -> None:
        self.say = say

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the text of an option."""
        text = str(value).strip()
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            self.fail(self.say.text("usage.number", text=value), param, ctx)
        return int(text)


def usage_message(error: click.UsageError, say: Say) -> str:
    """What is wrong with a command line."""
    match error:
        case click.NoSuchOption():
            return say.text("usage.no-option", name=error.option_name) + _near(error.possibilities, say)
        case click.exceptions.NoSuchCommand():
            return say.text("usage.no-command", name=error.command_name) + _near(error.possibilities, say)
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else ""
            option = error.param.opts[0] if isinstance(error.param, click.Option) else name
            return say.text("usage.missing", name=option.rstrip("."))
        case click.BadParameter():
            return say.text("usage.bad", name=error.param.opts[0] if error.param else "", message=error.message)
        case click.BadOptionUsage():
            params = error.ctx.command.params if error.ctx else []
            takes = any(error.option_name in param.opts and not getattr(param, "is_flag", False) for param in params)
            return say.text("usage.needs-value" if takes else "usage.no-value", name=error.option_name)
        case SaidError():
            return error.message
        case _:
            return say.text("usage.other", message=error.format_message())


def _near(possibilities: Sequence[str] | None, say: Say) -> str:
    return " " + say.text("usage.near", names=", ".join(possibilities)) if possibilities else ""
