"""``diaban counts``: what registers that count come to, over a scope, on a day or in a month; opened by ``figure``."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from diaban.basis.error import RefusedError
from diaban.basis.figure import Address
from diaban.basis.finding import finding
from diaban.basis.percent import percent
from diaban.cli import home, options
from diaban.cli.definitions import measures_here
from diaban.cli.output import print_json, print_table
from diaban.cli.say import Say
from diaban.cli.spoken import ChoiceType
from diaban.coverage.counts.asked import COUNTING, CountAsked, counted_measure, month_closed
from diaban.coverage.counts.count import happens, register_read
from diaban.coverage.counts.item import Span
from diaban.coverage.frame import scope_named
from diaban.coverage.measure import Measure, MeasureKind
from diaban.units.edition import Edition

if TYPE_CHECKING:
    from diaban.store.queries import CountAnswer

__all__ = ["counts_command", "opened"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """As it was typed. ``span``: None lets the register say: a month for what happens, the day for what is there."""

    measure: str
    scope: str | None
    as_of: date
    known_at: date | None
    span: str | None
    item: str


def counts_command(say: Say) -> click.Command:
    """``diaban counts MEASURE``."""

    def counts(
        measure: str,
        scope: str | None,
        as_of: date | None,
        known_at: date | None,
        span: str | None,
        item: str | None,
        json_: bool,
    ) -> int:
        return _counts(say, _Asked(measure, scope, options.given_day(as_of), known_at, span, item or ""), json_)

    return home.command(
        say,
        "counts",
        "command.counts",
        counts,
        [
            click.Argument(["measure"], metavar=say.text("metavar.name")),
            click.Option(["--scope"], metavar=say.text("metavar.scope"), help=say.text("help.option.scope")),
            options.day(say, ["--as-of"], "as-of"),
            home.known_at(say),
            click.Option(
                ["--span"], type=ChoiceType(say, [span.value for span in Span]), help=say.text("help.option.span")
            ),
            click.Option(["--item"], metavar=say.text("metavar.name"), help=say.text("help.option.item")),
        ],
    )


def _counted_here() -> dict[str, Measure]:
    """The measures that registers count, by id."""
    return {key: one for key, one in measures_here()[0].items() if one.register in COUNTING}


def _counts(say: Say, asked: _Asked, json_: bool) -> int:
    measures = _counted_here()
    if asked.measure not in measures:
        raise RefusedError(finding("measure-unknown", text=asked.measure, measures=sorted(measures)))
    measure = measures[asked.measure]
    with home.memory() as viewer:
        from diaban.store import queries
        from diaban.store.queries.known import moment_of

        edition = home.edition_known(viewer, asked.known_at)
        span = Span(asked.span) if asked.span else Span.MONTH if happens(register_read(measure).fact) else None
        day = asked.as_of if span is None else _closed(asked.as_of, span)
        scope = scope_named(edition.atlas, edition.names, asked.scope, day)
        moment = None if asked.known_at is None else moment_of(asked.known_at)
        question = CountAsked(measure, scope, day, asked.item, span, moment)
        # By its address, so that what the command takes and what an address takes is one thing.
        answer = queries.count_figure(edition=edition, measure=measure, address=question.address, viewer=viewer)
        invented = queries.installation(viewer=viewer) == "demonstration"
    return _shown(say, answer, edition, invented, json_)


def _closed(day: date, span: Span) -> date:
    """The last day of the last such window that was over on ``day``."""
    cut_off = month_closed(day).cut_off
    while span is Span.QUARTER and cut_off.month % 3:
        cut_off = month_closed(cut_off.replace(day=1)).cut_off
    return cut_off


def _shown(say: Say, answer: "CountAnswer", edition: Edition, invented: bool, json_: bool) -> int:
    """Print a count: the number, what is not in it, and what it rests on."""
    counted, figure = answer.counted, answer.figure
    if json_:
        print_json(_json(answer, invented))
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    title = answer.asked.measure.definition.title[say.lang]
    value = say.text("web.community.none") if not counted.stated else say.write(counted.total.low)
    if counted.total.high != counted.total.low:
        value = f"{value}–{say.write(counted.total.high)}"
    click.echo(say.text("counts.title", title=title, value=value, address=str(figure.address)))
    lacking = {
        "silent": len(counted.silent),
        "vague": len(counted.total.vague),
        "divided": len(counted.divided),
        "cut": len(counted.cut),
    }
    click.echo("  " + say.text("counts.lacking", of=len(counted.units), **lacking))
    units = [edition.atlas.by_id(unit, answer.asked.day) for unit in counted.of]
    print_table(
        [say.text("word.code"), say.text("word.unit"), answer.asked.measure.unit[say.lang]],
        [(unit.code, unit.full_name, counted.of[unit.id].low) for unit in units],
        right=[2],
    )
    return 0


def _json(answer: "CountAnswer", invented: bool) -> dict[str, Any]:
    counted, figure, window = answer.counted, answer.figure, answer.asked.window
    return {
        "address": str(figure.address),
        "measure": answer.asked.measure.id,
        "value": counted.total.low if counted.stated else None,
        "at_most": counted.total.high if counted.stated else None,
        "unit": answer.asked.measure.unit["en"],
        "window": None if window is None else {"valid_from": str(window.start), "valid_to": str(window.end)},
        "invented": invented,
        "frame": len(counted.units),
        "units": {unit: one.low for unit, one in counted.of.items()},
        "silent": list(counted.silent),
        "divided": list(counted.divided),
        "cut": len(counted.cut),
        "vague": [
            {"unit": one.unit, "stated": one.stated, "least": one.least, "most": one.most}
            for one in counted.total.vague
        ],
        "records": [
            {"register": one.register, "row": one.row, "unit": one.unit, "origin": one.origin, "source": one.source}
            for one in figure.records
        ],
        "sources": list(figure.sources),
        "definitions": dict(figure.definitions),
        "edition": figure.edition,
        "act": figure.act,
    }


def opened(say: Say, address: Address, json_: bool) -> int | None:
    """The count at an address, printed; None where it is a standard's."""
    measures = measures_here()[0]
    measure = counted_measure(address, measures)
    if measure is None:
        return None
    with home.memory() as viewer:
        from diaban.store import queries

        edition = home.edition_known(viewer, address.known_at)
        invented = queries.installation(viewer=viewer) == "demonstration"
        if measure.kind is MeasureKind.SHARE:
            given: dict[str, Any] = {"measures": measures, "share": measure, "address": address}
            counts = queries.share_figure(edition=edition, viewer=viewer, **given)
            return _share_shown(say, measure, address, counts, invented, json_)
        answer = queries.count_figure(edition=edition, measure=measure, address=address, viewer=viewer)
    return _shown(say, answer, edition, invented, json_)


def _share_shown(
    say: Say,
    share: Measure,
    address: Address,
    counts: "tuple[CountAnswer, CountAnswer]",
    invented: bool,
    json_: bool,
) -> int:
    """A share: its per cent, and the two counts that it is of."""
    part, whole = counts
    value = percent(part.counted.total.low, whole.counted.total.low) if part.counted.stated else None
    if json_:
        told = {"address": str(address), "value": None if value is None else str(value), "unit": "%"}
        print_json({**told, "invented": invented, "part": _json(part, invented), "whole": _json(whole, invented)})
        return 0
    if invented:
        click.echo(say.text("word.invented-data"))
    words = say.text("web.community.none") if value is None else f"{say.write(value)} %"
    click.echo(say.text("counts.title", title=share.definition.title[say.lang], value=words, address=str(address)))
    for one in counts:
        title = one.asked.measure.definition.title[say.lang]
        number = say.write(one.counted.total.low)
        click.echo("  " + say.text("counts.title", title=title, value=number, address=str(one.asked.address)))
    return 0
