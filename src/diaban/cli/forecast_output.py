"""A forecast in words and a table, as a deputy chairman reads it."""

from collections.abc import Mapping
from datetime import date

import click

from diaban.cli.output import print_table
from diaban.cli.say import Say
from diaban.coverage.forecast.answer import NAMED_LEVELS, Answer, Forecast, TailUnit

__all__ = ["print_forecast"]

SHOWN = 10


def print_forecast(say: Say, found: Forecast, names: Mapping[str, str]) -> None:
    """The whole answer. ``names``: of units by id; one without a name is shown by its id."""
    click.echo(say.text("forecast.headline", day=found.as_of, cutoff=found.cutoff or "—"))
    frame = found.frame
    click.echo(say.text("forecast.frame", met=frame.met, of=frame.size, unknown=len(frame.unknown)))
    if found.reason is not None:
        click.echo(say.words(found.reason))
    if found.frame.unknown:
        click.echo(say.text("forecast.unknown-units", units=[names.get(unit, unit) for unit in frame.unknown]))
    if found.answer is not None:
        _answer(say, found, found.answer, names)
    elif found.conditional is not None and found.conditional_frame is not None:
        click.echo()
        click.echo(say.text("forecast.conditional", n=found.conditional_frame.size))
        _answer(say, found, found.conditional, names)
    click.echo()
    _baselines(say, found)
    for note in found.notes:
        click.echo(say.words(note))
    click.echo(say.text("forecast.seed", seed=found.seed, n=found.simulations))


def _answer(say: Say, found: Forecast, answer: Answer, names: Mapping[str, str]) -> None:
    if answer.p_by_promise is not None and found.promise is not None:
        percent = _percent(answer.p_by_promise)
        click.echo(say.text("forecast.by-promise", p=percent, day=found.promise))
    rows = [
        [f"{share} %", *(_day(say, answer.quantile(share, level)) for level in NAMED_LEVELS)] for share in answer.curve
    ]
    print_table([say.text("forecast.share"), *(f"P{level}" for level in NAMED_LEVELS)], rows)
    if answer.tail:
        click.echo(say.text("forecast.tail"))
        print_table(
            [say.text("word.unit"), say.text("forecast.p-last"), say.text("forecast.months")],
            [_tail(say, unit, names) for unit in answer.tail[:SHOWN]],
            right=[1, 2],
        )
    if answer.levers:
        click.echo(say.text("forecast.levers"))
        for n, unit in enumerate(answer.levers, 1):
            months = round(unit.months or 0.0, 1)
            click.echo(say.text("forecast.lever", n=n, unit=names.get(unit.unit, unit.unit), months=months))


def _tail(say: Say, unit: TailUnit, names: Mapping[str, str]) -> list[str]:
    p = "—" if unit.p is None else f"{_percent(unit.p)} %"
    return [names.get(unit.unit, unit.unit), p, "—" if unit.months is None else say.write(round(unit.months, 1))]


def _baselines(say: Say, found: Forecast) -> None:
    pace = found.baselines.pace.get(100)
    click.echo(say.text("forecast.baselines", promise=found.baselines.promise or "—", pace=pace or "—"))


def _day(say: Say, day: date | None) -> str:
    return say.text("forecast.beyond") if day is None else say.write(day)


def _percent(p: float) -> str:
    """Whole per cent, never 0 or 100 for what is not certain."""
    return "< 1" if 0 < p < 0.01 else "> 99" if 0.99 < p < 1 else f"{100 * p:.0f}"
