"""``diaban forecast``: when, how probably, and which units decide it; from the memory, from a file, from counts."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Severity, finding
from diaban.cli import home, options
from diaban.cli.forecast_output import print_forecast
from diaban.cli.output import print_findings, print_json, worst
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType, SaidError, SpokenGroup
from diaban.coverage.forecast.forecast import SIMULATIONS, forecast_of
from diaban.coverage.forecast.register import TABLE, StageHistory, read_history
from diaban.intake.plain_csv import read

__all__ = ["forecast_group"]


def forecast_group(say: Say) -> click.Group:
    """The group: asked without a command it forecasts from the memory."""
    as_of, promise = options.day(say, ["--as-of"], "as-of"), options.day(say, ["--promise"], "forecast-promise")
    seed = click.Option(["--seed"], type=NumberType(say), default=0, help=say.text("help.option.forecast-seed"))
    runs = click.Option(
        ["--runs"], type=NumberType(say), default=SIMULATIONS, help=say.text("help.option.forecast-runs")
    )
    group = SpokenGroup(say, "forecast", help=say.text("help.group.forecast"))

    def replay(register: str, as_of: date | None, promise: date | None, seed: int, runs: int, json_: bool) -> int:
        return _replay(say, register, as_of, promise, _drawn(say, seed, runs), json_)

    register = click.Option(
        ["--register"], required=True, metavar=say.text("metavar.file"), help=say.text("help.option.forecast-register")
    )
    group.add_command(home.command(say, "replay", "forecast.replay", replay, [register, as_of, promise, seed, runs]))
    return group


def _drawn(say: Say, seed: int, runs: int) -> dict[str, Any]:
    if not 100 <= runs <= 1_000_000:
        raise SaidError(say.text("forecast.usage.runs"))
    return {"seed": seed, "simulations": runs}


def _replay(
    say: Say, register: str, as_of: date | None, promise: date | None, drawn: dict[str, Any], json_: bool
) -> int:
    history = read_history(read(Path(register), TABLE), file=register)
    day = as_of or history.last_report
    refused = [found for found in history.findings if found.severity is Severity.ERROR]
    if not history.units:
        raise RefusedError(*refused)
    if day is None:
        raise RefusedError(*refused, finding("forecast-no-report", file=register))
    found = forecast_of(history.observations, history.units, day, standard="handover", promise=promise, **drawn)
    notes = [*history.findings, *_set_aside(history, refused)]
    if json_:
        print_json(found.as_dict(say.words(found.reason) if found.reason else None))
    else:
        print_forecast(say, found, {})
    print_findings(notes, say)
    return worst(notes)


def _set_aside(history: StageHistory, refused: Sequence[Finding]) -> list[Finding]:
    """How many rows the forecast does without."""
    rows = {found.place.row for found in refused if found.place.row is not None}
    if not rows:
        return []
    return [finding("forecast-rows-set-aside", severity=Severity.WARNING, n=len(rows), of=len(history.units))]
