"""``diaban promises``: who promised what by which day, where it stands, and whether it was kept."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from diaban.cli import home, options
from diaban.cli.coverage import BAR, named_units
from diaban.cli.definitions import promises_here, standards_here
from diaban.cli.output import console, print_findings, print_json
from diaban.cli.say import Say
from diaban.coverage.frame import scope_named
from diaban.coverage.promised import Account, Outcome, PromiseStanding
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.units.atlas import Atlas

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["promises_command"]

COLOURS: Final = {Outcome.KEPT: "green", Outcome.NOT_KEPT: "red", Outcome.RUNNING: "cyan", Outcome.UNSTATED: "magenta"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """Promises about ground of ``scope`` in force on ``day``, as known at ``known_at``."""

    scope: str | None
    day: date
    known_at: date | None


def promises_command(say: Say) -> click.Command:
    """The command, in one language."""

    def promises(scope: str | None, as_of: date | None, known_at: date | None, json_: bool) -> int:
        return _promises(say, _Asked(scope, options.given_day(as_of), known_at), json_)

    return home.command(
        say,
        "promises",
        "command.promises",
        promises,
        [
            click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope-ground")),
            options.day(say, ["--as-of"], "as-of"),
            home.known_at(say),
        ],
    )


def _promises(say: Say, asked: _Asked, json_: bool) -> int:
    standards, faults = standards_here()
    promises, more = promises_here(standards)
    with home.memory() as viewer:
        from diaban.store import queries

        edition = home.edition_known(viewer, asked.known_at)
        found = queries.promise_standings(
            edition=edition,
            standards=standards,
            promises=promises.values(),
            scope=scope_named(edition.atlas, edition.names, asked.scope, asked.day),
            day=asked.day,
            known_at=asked.known_at,
            viewer=viewer,
        )
        invented = queries.installation(viewer=viewer) == "demonstration"
    if json_:
        print_json([_json(say, one, standards, invented) for one in found])
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    if not found:
        click.echo(say.text("promises.none", day=asked.day))
    for one in found:
        _print(say, one, standards, edition.atlas)
    print_findings([*faults, *more], say)
    return 0


def _print(say: Say, one: PromiseStanding, standards: dict[str, Standard], atlas: Atlas) -> None:
    from rich.text import Text

    terminal, promise = console(), one.promise
    terminal.print(promise.definition.title[say.lang], style="bold", markup=False)
    standard = standards[promise.standard].definition.title[say.lang]
    if promise.number is not None:
        standard = say.text("promises.number", standard=standard, n=promise.number)
    modality = say.text(f"claim.modality.{promise.modality.value}")
    document = promise.document[say.lang]
    if promise.to_verify:
        document = say.text("promises.to-verify", document=document)
    values = {"who": promise.who[say.lang], "modality": modality, "standard": standard, "share": promise.share}
    terminal.print("  " + say.text("promises.what", **values, by=promise.by, document=document), markup=False)
    terminal.print(Text("  ").append(say.words(one), COLOURS[one.outcome]))
    if one.then is not None:
        _account(say, terminal, one.then, atlas, "promises.then")
    if one.then is None or one.then.day != one.day:
        _account(say, terminal, one.now, atlas, "promises.now")
    terminal.print()


def _account(say: Say, terminal: "Console", account: Account, atlas: Atlas, key: str) -> None:
    """The standard on one day: how many of how many, what is left by state and name, and the address that opens it."""
    result = account.result
    if result is None:
        first, n = str(say.as_dict(account.findings[0])["found"]), len(account.findings) - 1
        said = say.text("promises.no-answers", found=first, n=n) if n else say.text("promises.no-answer", found=first)
        terminal.print("  " + say.text(key, day=account.day, said=said), markup=False)
        return
    share = result.percent()
    where = result.scope.unit.full_name if result.scope.unit else say.text("word.nation")
    if result.scope.ground_of is not None:
        where = say.text("coverage.ground", where=where, day=result.scope.ground_of)
    values = {"n": len(result.units[State.MET]), "of": result.size, "percent": "—" if share is None else share}
    said = say.text("promises.count", **values, where=where)
    terminal.print("  " + say.text(key, day=account.day, said=said), markup=False)
    for state in State:
        units = result.units[state]
        if units and state is not State.MET:
            names = named_units(say, atlas, units, result.frame.as_of)
            terminal.print(
                f"    {BAR[state][0]} {say.text(f'state.{state.value}')}: {len(units)} ({names})", markup=False
            )
    terminal.print(f"    diaban figure {result.address(State.MET)}", markup=False, style="dim")


def _json(say: Say, one: PromiseStanding, standards: dict[str, Standard], invented: bool) -> dict[str, Any]:
    promise = one.promise
    return {
        "promise": promise.id,
        "title": promise.definition.title[say.lang],
        "who": promise.who[say.lang],
        "standard": promise.standard,
        "standard_title": standards[promise.standard].definition.title[say.lang],
        "number": promise.number,
        "share": promise.share,
        "place": None if promise.place is None else {"code": promise.place, "on": promise.place_on.isoformat()},
        "by": promise.by.isoformat(),
        "modality": promise.modality.value,
        "document": promise.document[say.lang],
        "to_verify": promise.to_verify,
        "as_of": one.day.isoformat(),
        "days_left": one.days_left,
        "verdict": one.outcome.value,
        "open": one.open,
        "then": None if one.then is None else _account_json(say, one.then),
        "now": _account_json(say, one.now),
        "invented": invented,
    }


def _account_json(say: Say, account: Account) -> dict[str, Any]:
    found: dict[str, Any] = {"as_of": account.day.isoformat()}
    result = account.result
    if result is not None:
        found |= _result_json(result)
    return found | {"findings": [say.as_dict(one) for one in account.findings]}


def _result_json(result: CoverageResult) -> dict[str, Any]:
    return {
        "known_at": None if result.known_at is None else result.known_at.isoformat(),
        "scope": result.scope.as_dict(),
        "size": result.size,
        "states": {state.value: len(result.units[state]) for state in State},
        "remainder": {state.value: list(result.units[state]) for state in State if state is not State.MET},
        "address": str(result.address(State.MET)),
    }
