"""``diaban coverage`` and ``diaban figure``: who meets which standard, and every number opened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import click

from diaban.basis.catalogue import shipped
from diaban.basis.error import RefusedError
from diaban.basis.figure import Address, Figure, Step
from diaban.basis.finding import finding
from diaban.basis.moment import VIET_NAM
from diaban.cli import home, options
from diaban.cli.counts import opened
from diaban.cli.definitions import measured_here, standards_here
from diaban.cli.output import console, print_findings, print_json, print_table
from diaban.cli.say import Say
from diaban.coverage.frame import scope_named
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.units.atlas import Atlas
from diaban.units.crosswalk import CarryRule

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["BAR", "coverage_command", "figure_command", "named_units", "standards_here"]

BAR: Final = {
    State.MET: ("█", "green"),
    State.UNDER_WAY: ("▒", "yellow"),
    State.NOT_STARTED: ("·", "white"),
    State.LOST: ("╳", "red"),
    State.UNACCOUNTED: ("?", "magenta"),
}
"""A state is told by its sign as well as by its colour."""
WIDTH: Final = 60
NAMED: Final = 12
"""Units named in a line before the rest is counted; JSON names all."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command asks for, as it was typed. ``frame``: restated to the units of that day; ``rule``: by which;
    ``frozen``: key of a frozen frame; ``standard``: one alone."""

    scope: str | None
    as_of: date
    known_at: date | None
    frame: date | None
    standard: str | None
    rule: str | None
    frozen: str | None


def coverage_command(say: Say) -> click.Command:
    """``diaban coverage``."""

    def coverage(
        scope: str | None,
        as_of: date | None,
        known_at: date | None,
        frame: date | None,
        standard: str | None,
        rule: str | None,
        frozen: str | None,
        json_: bool,
    ) -> int:
        day = options.given_day(as_of)
        return _coverage(say, _Asked(scope, day, known_at, frame, standard, rule, frozen), json_)

    rules = click.Choice([CarryRule.ANY.value, CarryRule.ALL.value])
    return home.command(
        say,
        "coverage",
        "command.coverage",
        coverage,
        [
            click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope-ground")),
            options.day(say, ["--as-of"], "as-of"),
            home.known_at(say),
            options.day(say, ["--frame"], "frame-units"),
            click.Option(["--standard"], metavar="ID", help=say.text("help.option.standard")),
            click.Option(["--rule"], type=rules, help=say.text("help.option.carry-rule")),
            click.Option(["--frozen"], metavar="ID", help=say.text("help.option.frozen")),
        ],
    )


def figure_command(say: Say) -> click.Command:
    """``diaban figure ADDRESS``."""

    def figure(address: str, json_: bool) -> int:
        return _figure(say, address, json_)

    argument = click.Argument(["address"], metavar=say.text("metavar.address"))
    return home.command(say, "figure", "command.figure", figure, [argument])


def _coverage(say: Say, asked: _Asked, json_: bool) -> int:
    standards, faults = standards_here()
    wanted = _wanted(standards, asked.standard)
    with home.memory() as viewer:
        from diaban.store import queries

        edition = home.edition_known(viewer, asked.known_at)
        question = queries.Question(
            scope=scope_named(edition.atlas, edition.names, asked.scope, asked.as_of),
            as_of=asked.as_of,
            known_at=asked.known_at,
            frame=asked.frame,
            frozen=asked.frozen,
            rule=CarryRule(asked.rule) if asked.rule else None,
        )
        results = queries.coverages(edition=edition, standards=wanted, question=question, viewer=viewer)
        invented = queries.installation(viewer=viewer) == "demonstration"
    if json_:
        print_json([result.as_dict(shipped(), say.lang) for result in results])
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    for result in results:
        _strip(say, result, edition.atlas)
    print_findings(faults, say)
    return 0


def _wanted(standards: dict[str, Standard], name: str | None) -> Collection[Standard]:
    if name is None:
        return standards.values()
    if name not in standards:
        raise RefusedError(finding("standard-unknown", text=name, standards=sorted(standards)))
    return [standards[name]]


def _strip(say: Say, result: CoverageResult, atlas: Atlas) -> None:
    """One standard: its bar of exhaustive states, what is left by name, steps, and the address that opens it."""
    from rich.text import Text

    terminal = console()
    where = result.scope.unit.full_name if result.scope.unit else say.text("word.nation")
    if result.scope.ground_of is not None:
        where = say.text("coverage.ground", where=where, day=result.scope.ground_of)
    share = result.percent()
    terminal.print(result.standard.definition.title[say.lang], style="bold", markup=False)
    terminal.print(
        say.text(
            "coverage.headline",
            n=len(result.units[State.MET]),
            of=result.size,
            percent="—" if share is None else share,
            where=where,
            day=result.as_of,
        ),
        markup=False,
    )
    terminal.print(f"  {result.scope_rule.sentence[say.lang]}", markup=False, style="dim")
    if result.carry_rule is not None:
        terminal.print(
            "  "
            + say.text(
                "coverage.restated",
                day=result.frame.as_of,
                rule=say.text(f"coverage.rule.{result.carry_rule.value}"),
                mixed=len(result.frame.mixed),
            ),
            markup=False,
        )
    if result.known_at is not None:
        moment = f"{result.known_at.astimezone(VIET_NAM):%Y-%m-%d %H:%M:%S}"
        terminal.print(f"  {say.text('coverage.known-at', moment=moment)}", markup=False)
    terminal.print(_bar(result))
    for state in State:
        units = result.units[state]
        if units:
            names = named_units(say, atlas, units, result.frame.as_of) if state is not State.MET else ""
            sign, colour = BAR[state]
            line = Text(f"  {sign} ", style=colour)
            line.append(f"{say.text(f'state.{state.value}')}: {len(units)}", "default")
            line.append(f" ({names})" if names else "", "default")
            terminal.print(line)
    steps = ", ".join(f"{say.text(f'step.{step.value}')} {len(result.steps[step])}" for step in Step)
    terminal.print(f"  {say.text('coverage.steps', steps=steps)}", markup=False)
    if result.outside:
        terminal.print(f"  {say.text('coverage.outside', n=len(result.outside))}", markup=False)
    terminal.print(f"  diaban figure {result.address(State.MET)}", markup=False, style="dim")
    print_findings(result.findings[:NAMED], say)
    if len(result.findings) > NAMED:
        click.echo(say.text("coverage.more-findings", n=len(result.findings) - NAMED))
    terminal.print()


def _bar(result: CoverageResult) -> "Text":
    """Sixty signs in the proportion of the states; every state that is there has one at least."""
    from rich.text import Text

    bar = Text("  ")
    there = [(state, len(result.units[state])) for state in State if result.units[state]]
    room = WIDTH - len(there)
    for state, n in there:
        sign, colour = BAR[state]
        bar.append(sign * (1 + round(room * n / result.size)), colour)
    return bar


def named_units(say: Say, atlas: Atlas, units: tuple[str, ...], day: date) -> str:
    """The first units by name, of the rest the number."""
    shown = ", ".join(atlas.by_id(unit, day).full_name for unit in units[:NAMED])
    rest = len(units) - NAMED
    return shown if rest <= 0 else say.text("units.and-more", names=shown, n=rest)


def _figure(say: Say, text: str, json_: bool) -> int:
    address = Address.parse(text)
    if (code := opened(say, address, json_)) is not None:
        return code
    standards = measured_here()
    with home.memory() as viewer:
        from diaban.store import queries

        edition = home.edition_known(viewer, address.known_at)
        figure = queries.figure(edition=edition, standards=standards, address=address, viewer=viewer)
        invented = queries.installation(viewer=viewer) == "demonstration"
    if json_:
        print_json(_figure_json(say, figure, invented))
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    day = figure.address.frame.units_of or figure.address.day
    click.echo(say.text("figure.title", n=figure.value, of=figure.of or "—", address=str(figure.address)))
    click.echo(say.text("figure.made-of", edition=figure.edition, act=figure.act or "—"))
    for name, checksum in figure.definitions.items():
        click.echo(say.text("figure.definition", name=name, checksum=checksum))
    click.echo(say.text("figure.sources", sources=list(figure.sources) or "—"))
    units = [edition.atlas.by_id(unit, day) for unit in figure.units]
    print_table([say.text("word.code"), say.text("word.unit")], [(unit.code, unit.full_name) for unit in units])
    print_table(
        [say.text(f"word.{word}") for word in ("register", "record", "unit", "origin", "source")],
        [
            (_register(say, one.register), one.row, _called(edition.atlas, one.unit), one.origin, one.source)
            for one in figure.records
        ],
        right=[1],
    )
    print_findings(figure.findings, say)
    return 0


def _register(say: Say, name: str) -> str:
    return say.text(f"figure.register.{name}")


def _called(atlas: Atlas, unit: str) -> str:
    version = atlas.versions(unit)[-1]
    return f"{version.full_name} {version.code}"


def _figure_json(say: Say, figure: Figure, invented: bool) -> dict[str, object]:
    return {
        "address": str(figure.address),
        "value": int(figure.value),
        "of": figure.of,
        "unit": figure.unit,
        "invented": invented,
        "units": list(figure.units),
        "records": [
            {"register": one.register, "row": one.row, "unit": one.unit, "origin": one.origin, "source": one.source}
            for one in figure.records
        ],
        "sources": list(figure.sources),
        "definitions": dict(figure.definitions),
        "edition": figure.edition,
        "act": figure.act,
        "findings": [say.as_dict(found) for found in figure.findings],
    }
