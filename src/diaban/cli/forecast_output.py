"""A forecast in words and a table, as a deputy chairman reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from diaban.cli.output import print_json, print_table
from diaban.cli.say import Say
from diaban.coverage.forecast.answer import NAMED_LEVELS, Answer, Forecast, TailUnit, percent_told
from diaban.coverage.forecast.score import Score, Summary, summary

if TYPE_CHECKING:
    from diaban.store.queries import KeptForecast

__all__ = ["print_forecast", "print_kept"]

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
        percent = percent_told(answer.p_by_promise)
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
    p = "—" if unit.p is None else f"{percent_told(unit.p)} %"
    return [names.get(unit.unit, unit.unit), p, "—" if unit.months is None else say.write(round(unit.months, 1))]


def _baselines(say: Say, found: Forecast) -> None:
    pace = found.baselines.pace.get(100)
    click.echo(say.text("forecast.baselines", promise=found.baselines.promise or "—", pace=pace or "—"))


def _day(say: Say, day: date | None) -> str:
    return say.text("forecast.beyond") if day is None else say.write(day)


def print_kept(say: Say, told: "Sequence[tuple[KeptForecast, Mapping[int, Score | None]]]", *, json_: bool) -> None:
    """Every kept forecast with what came of it, then all together; where a baseline was better that is said."""
    scores = [score for _, by in told for score in by.values() if score is not None]
    whole = summary(scores) if scores else None
    if json_:
        print_json(
            {
                "forecasts": [
                    {
                        "act": one.act,
                        "standard": one.standard,
                        "scope": one.scope,
                        "as_of": one.as_of.isoformat(),
                        "cutoff": None if one.cutoff is None else one.cutoff.isoformat(),
                        "units": len(one.units),
                        "forecast": one.document,
                        "scores": {str(share): _score(score) for share, score in by.items()},
                    }
                    for one, by in told
                ],
                "summary": None if whole is None else _summary(whole),
            }
        )
        return
    if not told:
        click.echo(say.text("forecast.kept.none"))
    for one, by in told:
        values = {"act": str(one.act), "standard": one.standard, "n": len(one.units), "day": one.as_of}
        click.echo(say.text("forecast.kept.one", **values, cutoff=one.cutoff or "—"))
        for share, score in by.items():
            click.echo("  " + _came(say, share, score))
    if whole is not None:
        click.echo()
        _judged(say, whole)


def _came(say: Say, share: int, score: Score | None) -> str:
    if score is None:
        return say.text("forecast.kept.open", share=share)
    held = say.text("forecast.kept.held" if score.held else "forecast.kept.missed")
    return say.text("forecast.kept.came", share=share, held=held, error=round(score.error), crps=round(score.crps))


def _judged(say: Say, whole: Summary) -> None:
    low, high = (round(100 * part) for part in whole.band)
    click.echo(say.text("forecast.kept.intervals", held=whole.held, n=whole.n, low=low, high=high))
    for name, rival in (("promise", whole.promise), ("pace", whole.pace)):
        if rival.better is not None:
            key = "forecast.kept.better" if rival.better > 0 else "forecast.kept.worse"
            said = say.text(f"forecast.kept.{name}")
            click.echo(say.text(key, rival=said, percent=round(abs(100 * rival.better)), n=rival.n))


def _score(score: Score | None) -> dict[str, object] | None:
    if score is None:
        return None
    return {**asdict(score), "held": bool(score.held), "pinball": {f"p{at}": x for at, x in score.pinball.items()}}


def _summary(whole: Summary) -> dict[str, object]:
    return {
        **asdict(whole),
        "pinball": {f"p{at}": x for at, x in whole.pinball.items()},
        "better_than_promise": whole.promise.better,
        "better_than_pace": whole.pace.better,
    }
