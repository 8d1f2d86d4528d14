"""``diaban returns``: what came in, how it stands, and moving it on: approved, reopened, sent back."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diaban.cli import home
from diaban.cli.clock import VIET_NAM, now, today
from diaban.cli.output import print_json, print_table
from diaban.cli.receive import accept_command
from diaban.cli.return_calendar import calendar_command
from diaban.cli.return_file import file_command
from diaban.cli.return_paper import paper_command
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType, NumberType, SpokenGroup
from diaban.intake.paper import PaperCode
from diaban.intake.standing import LEVELS, ApprovalLevel, ReturnState
from diaban.units.atlas import Atlas
from diaban.units.scope import resolve_scope
from diaban.units.trace import ended_on_ground_of

if TYPE_CHECKING:
    from diaban.store.queries import ReturnDetail, ReturnLine

__all__ = ["number_argument", "out_option", "returns_group"]


def returns_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "returns", help=say.text("help.group.returns"))

    def list_(
        form: str | None, scope: str | None, period: str | None, state: str | None, known_at: date | None, json_: bool
    ) -> int:
        return _list(say, form, scope, period, state, known_at, json_)

    def show(number: int, known_at: date | None, json_: bool) -> int:
        return _show(say, number, known_at, json_)

    number = number_argument(say)
    states = ChoiceType(say, [state.value for state in ReturnState])
    group.add_command(
        home.command(
            say,
            "list",
            "returns.list",
            list_,
            [
                click.Option(["--form"], metavar=say.text("metavar.name"), help=say.text("help.option.return-form")),
                click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope")),
                click.Option(["--period"], metavar=say.text("metavar.name"), help=say.text("help.option.period-key")),
                click.Option(["--state"], type=states, help=say.text("help.option.return-state")),
                home.known_at(say),
            ],
        )
    )
    group.add_command(home.command(say, "show", "returns.show", show, [number, home.known_at(say)]))
    group.add_command(calendar_command(say))
    group.add_command(accept_command(say, number))
    for name, command in _moves(say, number):
        group.add_command(command, name)
    group.add_command(paper_command(say, number))
    group.add_command(file_command(say, number, out_option(say)))
    return group


def number_argument(say: Say) -> click.Argument:
    """The number of a return."""
    return click.Argument(["number"], type=NumberType(say), metavar=say.text("metavar.return"))


def out_option(say: Say) -> click.Option:
    """``--out FILE``."""
    kind = click.Path(path_type=Path)
    return click.Option(["--out"], type=kind, metavar=say.text("metavar.file"), help=say.text("help.option.out-file"))


def _moves(say: Say, number: click.Argument) -> Sequence[tuple[str, click.Command]]:
    def approve(number: int, level: str, reason: str, json_: bool) -> int:
        return _moved(say, "approve", number, reason, json_, level=ApprovalLevel(level))

    def reopen(number: int, reason: str, json_: bool) -> int:
        return _moved(say, "reopen", number, reason, json_)

    def send_back(number: int, reason: str, json_: bool) -> int:
        return _moved(say, "send_back", number, reason, json_)

    why = home.reason(say)
    levels = ChoiceType(say, [level.value for level in LEVELS])
    level = click.Option(["--level"], type=levels, required=True, help=say.text("help.option.approval-level"))
    return [
        ("approve", home.command(say, "approve", "returns.approve", approve, [number, level, why])),
        ("reopen", home.command(say, "reopen", "returns.reopen", reopen, [number, why])),
        ("send-back", home.command(say, "send-back", "returns.send-back", send_back, [number, why])),
    ]


def _moved(say: Say, move: str, number: int, reason: str, json_: bool, **more: Any) -> int:
    with home.memory(writing=True) as who:
        from diaban.store import actions, queries

        moves: dict[str, Callable[..., Any]] = {
            "approve": actions.approve,
            "reopen": actions.reopen,
            "send_back": actions.send_back,
        }
        atlas = home.edition_known(who).atlas
        act = moves[move](number=number, atlas=atlas, by=who, at=now, reason=reason, **more)
        state = queries.return_detail(number=number, viewer=who).line.state
        if not json_:
            click.echo(say.text("returns.moved", number=str(number), state=state))
        told: dict[str, Any] = {"return": number, "state": state.value}
        return home.report(say, act, who, json_, **told)


def _list(
    say: Say,
    form: str | None,
    scope: str | None,
    period: str | None,
    state: str | None,
    known_at: date | None,
    json_: bool,
) -> int:
    with home.memory() as who:
        from diaban.store import queries
        from diaban.store.receiving.as_json import return_json

        edition = home.edition_known(who, known_at)
        atlas, units = edition.atlas, None
        if scope is not None:
            top = resolve_scope(atlas, edition.names, scope, today())
            here = [unit.id for unit in atlas.below(top.id, today())]
            units = {top.id, *here, *ended_on_ground_of(atlas, here, today())}
        lines = queries.returns_in(viewer=who, known_at=known_at, units=units, forms=None if form is None else [form])
        invented = queries.installation(viewer=who) == "demonstration"
    lines = [line for line in lines if period in (None, line.key) and state in (None, line.state.value)]
    if json_:
        print_json([return_json(line, atlas) for line in lines])
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    if not lines:
        click.echo(say.text("returns.none"))
        return 0
    words = ("number", "form", "unit", "period", "received", "state", "errors", "warnings", "document")
    rows = [_row(say, line, atlas) for line in lines]
    print_table([say.text(f"returns.column.{word}") for word in words], rows, right=[0, 6, 7])
    return 0


def _row(say: Say, line: "ReturnLine", atlas: Atlas) -> tuple[object, ...]:
    from diaban.store.receiving.as_json import sender

    unit = sender(atlas, line.unit, line.cut_off)
    return (
        line.number,
        line.form,
        f"{unit.code} {unit.full_name}",
        line.key,
        line.received,
        say.write(line.state),
        line.errors,
        line.warnings,
        line.paper or "",
    )


def _show(say: Say, number: int, known_at: date | None, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store import queries
        from diaban.store.receiving.as_json import return_detail_json

        one = queries.return_detail(number=number, viewer=who, known_at=known_at)
        atlas = home.edition_known(who, known_at).atlas
        invented = queries.installation(viewer=who) == "demonstration"
    if json_:
        print_json(return_detail_json(one, atlas))
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    for text in _sentences(say, one, atlas):
        click.echo(text)
    print_table(
        [say.text(f"journal.{word}") for word in ("act", "moment", "by", "action", "reason")],
        [
            (
                step.act,
                f"{step.moment.astimezone(VIET_NAM):%Y-%m-%d %H:%M:%S}",
                step.by or "—",
                say.text(f"return-step.{step.kind.value}") + (f" ({say.write(step.level)})" if step.level else ""),
                step.reason,
            )
            for step in one.steps
        ],
        right=[0],
    )
    return 0


def _sentences(say: Say, one: "ReturnDetail", atlas: Atlas) -> Sequence[str]:
    from diaban.store.receiving.as_json import sender

    line, paper = one.line, one.paper
    unit = sender(atlas, line.unit, line.cut_off)
    days = {"period": line.key, "start": line.start, "cut_off": line.cut_off}
    said = [
        say.text("returns.head", number=str(line.number), form=line.form, unit=unit.full_name, state=line.state),
        say.text("returns.period", received=line.received, **days),
        say.text("returns.file", name=line.name, size=line.size, sha256=line.sha256),
        say.text("returns.found", lines=line.lines, errors=line.errors, warnings=line.warnings, notes=line.notes),
        say.text("returns.code", code=str(PaperCode.of(line.number, line.digest))),
    ]
    if not one.kept:
        said.append(say.text("returns.destroyed"))
    if line.corrects is not None:
        said.append(say.text("returns.corrects", number=str(line.corrects)))
    if one.corrections:
        said.append(say.text("returns.corrections", numbers=", ".join(map(str, one.corrections))))
    if paper is not None:
        held = {"number": paper.number, "symbol": paper.symbol, "day": paper.day, "title": paper.signatory_title}
        said.append(say.text("returns.paper", **held))
        said.append(say.text("returns.proved" if paper.code else "returns.unproved"))
    return said
