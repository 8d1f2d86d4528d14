"""``diaban forecast``: when, how probably, and which units decide it; from the memory, from a file, from counts."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Severity, finding
from diaban.basis.period import parse_day
from diaban.cli import home, options
from diaban.cli.clock import now, today
from diaban.cli.definitions import promises_here, standards_here
from diaban.cli.forecast_output import print_forecast, print_kept
from diaban.cli.output import print_findings, print_json, worst
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType, SaidError, SpokenGroup
from diaban.coverage.forecast.aggregate import Count, forecast_from_counts
from diaban.coverage.forecast.answer import Forecast
from diaban.coverage.forecast.forecast import SIMULATIONS, forecast_of
from diaban.coverage.forecast.register import TABLE, StageHistory, read_history
from diaban.coverage.frame import scope_named
from diaban.intake.plain_csv import MAX_BYTES, read

__all__ = ["forecast_group"]

MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """A forecast from the memory, as it was typed. ``keep``: the reason for which it is to be kept."""

    scope: str | None
    standard: str
    as_of: date
    known_at: date | None
    promise: date | None
    keep: str | None
    drawn: dict[str, Any]


def forecast_group(say: Say) -> click.Group:
    """The group: asked without a command it forecasts from the memory."""
    as_of, promise = options.day(say, ["--as-of"], "as-of"), options.day(say, ["--promise"], "forecast-promise")
    seed = click.Option(["--seed"], type=NumberType(say), default=0, help=say.text("help.option.forecast-seed"))
    runs = click.Option(
        ["--runs"], type=NumberType(say), default=SIMULATIONS, help=say.text("help.option.forecast-runs")
    )
    named = click.Option(["--standard"], metavar="ID", help=say.text("help.option.standard"))
    scope = click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope-ground"))
    keep = click.Option(["--keep"], metavar=say.text("metavar.sentence"), help=say.text("help.option.forecast-keep"))

    def forecast(
        scope: str | None,
        standard: str | None,
        as_of: date | None,
        known_at: date | None,
        promise: date | None,
        keep: str | None,
        seed: int,
        runs: int,
        json_: bool,
    ) -> int:
        if click.get_current_context().invoked_subcommand is not None:
            return 0
        if standard is None:
            raise SaidError(say.text("usage.missing", name="--standard"))
        day = options.given_day(as_of)
        return _forecast(say, _Asked(scope, standard, day, known_at, promise, keep, _drawn(say, seed, runs)), json_)

    def replay(register: str, as_of: date | None, promise: date | None, seed: int, runs: int, json_: bool) -> int:
        return _replay(say, register, as_of, promise, _drawn(say, seed, runs), json_)

    def counts(
        points: Sequence[str],
        size: int,
        unknown: int,
        standard: str | None,
        as_of: date | None,
        promise: date | None,
        frame_ends: date | None,
        seed: int,
        runs: int,
        json_: bool,
    ) -> int:
        told = [_point(say, text) for text in points]
        drawn = {**_drawn(say, seed, runs), "promise": promise, "frame_ends": frame_ends, "unknown": unknown}
        day = as_of or max((one.day for one in told), default=today())
        return _show(say, forecast_from_counts(told, size, day, standard=standard or "counts", **drawn), json_)

    def kept(json_: bool) -> int:
        return _kept(say, json_)

    group = SpokenGroup(
        say,
        "forecast",
        help=say.text("help.group.forecast"),
        callback=forecast,
        invoke_without_command=True,
        params=[scope, named, as_of, home.known_at(say), promise, keep, seed, runs, options.as_json(say)],
    )
    register = click.Option(
        ["--register"], required=True, metavar=say.text("metavar.file"), help=say.text("help.option.forecast-register")
    )
    point = click.Option(
        ["--count", "points"],
        multiple=True,
        required=True,
        metavar=say.text("forecast.metavar.count"),
        help=say.text("help.option.forecast-count"),
    )
    size = click.Option(["--size"], type=NumberType(say), required=True, help=say.text("help.option.forecast-size"))
    unknown = click.Option(
        ["--unknown"], type=NumberType(say), default=0, help=say.text("help.option.forecast-unknown")
    )
    ends = options.day(say, ["--frame-ends"], "forecast-frame-ends")
    group.add_command(home.command(say, "replay", "forecast.replay", replay, [register, as_of, promise, seed, runs]))
    group.add_command(
        home.command(
            say, "counts", "forecast.counts", counts, [point, size, unknown, named, as_of, promise, ends, seed, runs]
        )
    )
    group.add_command(home.command(say, "kept", "forecast.kept", kept, []))
    return group


def _drawn(say: Say, seed: int, runs: int) -> dict[str, Any]:
    if not 100 <= runs <= MOST:
        raise SaidError(say.text("forecast.usage.runs"))
    return {"seed": seed, "simulations": runs}


def _point(say: Say, text: str) -> Count:
    """``2023-08-31:29``."""
    day, _, met = text.partition(":")
    try:
        return Count(parse_day(day.strip()), int(met))
    except ValueError as error:
        raise SaidError(say.text("forecast.usage.count", text=text)) from error


def _show(say: Say, found: Forecast, json_: bool) -> int:
    if json_:
        print_json(found.as_dict(say.words(found.reason) if found.reason else None))
    else:
        print_forecast(say, found, {})
    return 0


def _forecast(say: Say, asked: _Asked, json_: bool) -> int:
    standards, faults = standards_here()
    if asked.standard not in standards:
        raise RefusedError(finding("standard-unknown", text=asked.standard, standards=sorted(standards)))
    promises, more = promises_here(standards)
    with home.memory(writing=asked.keep is not None) as viewer:
        from diaban.store import actions, queries

        edition = home.edition_known(viewer, asked.known_at)
        scope = scope_named(edition.atlas, edition.names, asked.scope, asked.as_of)
        promise = queries.promised_day(
            edition=edition, promises=promises, standard=asked.standard, scope=scope, as_of=asked.as_of, viewer=viewer
        )
        found, result = queries.forecast(
            edition=edition,
            standard=standards[asked.standard],
            scope=scope,
            as_of=asked.as_of,
            promise=asked.promise or (promise.by if promise else None),
            known_at=asked.known_at,
            viewer=viewer,
            **asked.drawn,
        )
        invented = queries.installation(viewer=viewer) == "demonstration"
        why_not = say.words(found.reason) if found.reason else None
        if asked.keep is not None:
            known = [unit for unit in result.frame.ids if unit not in found.frame.unknown]
            request = f"forecast {asked.scope or ''} {asked.standard} {asked.as_of}"
            act = actions.keep_forecast(
                forecast=found, units=known, why_not=why_not, by=viewer, at=now, reason=asked.keep, request=request
            )
            return home.report(say, act, viewer, json_, [*faults, *more], forecast=found.as_dict(why_not))
    if json_:
        print_json(found.as_dict(why_not))
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    click.echo(standards[asked.standard].definition.title[say.lang])
    print_forecast(say, found, {unit.id: unit.full_name for unit in result.frame.units})
    print_findings([*faults, *more], say)
    return 0


def _replay(
    say: Say, register: str, as_of: date | None, promise: date | None, drawn: dict[str, Any], json_: bool
) -> int:
    history = read_history(_bytes(register), file=register)
    # With no report at all nothing says which day it speaks of: then, as everywhere, today.
    day = as_of or history.last_report or today()
    refused = [found for found in history.findings if found.severity is Severity.ERROR]
    if not history.units:
        raise RefusedError(*refused)
    found = forecast_of(history.observations, history.units, day, standard="handover", promise=promise, **drawn)
    _show(say, found, json_)
    notes = [*history.findings, *_set_aside(history, refused)]
    print_findings(notes, say)
    return worst(notes)


def _bytes(register: str) -> bytes:
    """The file. RefusedError with the finding of the CSV reader where it cannot be opened."""
    path = Path(register)
    if not path.is_file() or path.stat().st_size > MAX_BYTES or not os.access(path, os.R_OK):
        raise RefusedError(*read(path, TABLE).findings)
    return path.read_bytes()


def _set_aside(history: StageHistory, refused: Sequence[Finding]) -> list[Finding]:
    """How many rows the forecast does without."""
    rows = {found.place.row for found in refused if found.place.row is not None}
    if not rows:
        return []
    return [finding("forecast-rows-set-aside", severity=Severity.WARNING, n=len(rows), of=len(history.units))]


def _kept(say: Say, json_: bool) -> int:
    standards, faults = standards_here()
    with home.memory() as viewer:
        from diaban.store import queries

        told = queries.scored_forecasts(standards=standards, today=today(), viewer=viewer)
    print_kept(say, told, json_=json_)
    print_findings(faults, say)
    return 0
