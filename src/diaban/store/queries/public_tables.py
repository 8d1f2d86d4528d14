"""What leaves the service of a year, quarter by quarter: as it was given out, and else as it would be now."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.coverage.counts.asked import CountAsked, month_closed
from diaban.coverage.counts.family import LEAST
from diaban.coverage.counts.item import Span
from diaban.coverage.counts.public_year import Quarter, Shown, published
from diaban.coverage.frame import Scope
from diaban.coverage.measure import Measure
from diaban.coverage.step import add_months
from diaban.coverage.trend import scope_at
from diaban.store import models
from diaban.store.queries.counts import CountAnswer, communes_of, counts
from diaban.store.queries.known import known
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["QuarterTable", "given_table", "has_table", "public_year", "quarter_answers"]

LARGEST: Final = 400
"""Communes up to which a province has a table; more is a nation, made province by province."""


@dataclass(frozen=True, slots=True)
class QuarterTable:
    """One quarter of a province, by its last day. ``made``: what it is made of; ``act``, ``moment``: when it was given
    out, None as long as it was not; ``number``: which quarter of the year; ``least``: counts below it are small."""

    scope: UnitId
    quarter: date
    number: int
    units: tuple[Unit, ...]
    made: Quarter
    shown: Shown
    least: int = LEAST
    act: int | None = None
    moment: datetime | None = None


def quarter_answers(
    *, edition: Edition, measure: Measure, items: Sequence[str], scope: Scope, quarter: date, viewer: Viewer
) -> dict[str, CountAnswer]:
    """The count of the quarter that ends on a day by item, of those that anybody told; none before its records."""
    there = scope_at(edition.atlas, scope, quarter)
    questions = [CountAsked(measure, there, quarter, key, Span.QUARTER) for key in items]
    try:
        found = counts(edition=edition, asked=questions, viewer=viewer)
    except RefusedError:
        return {}
    return {one.asked.item: one for one in found if one.counted.stated}


def has_table(*, edition: Edition, scope: Scope, quarter: date) -> bool:
    """Whether a scope has a table of a quarter: a province of that day. Of a commune, or of a province that others were
    merged into since, it would lie over those of the provinces, and could be subtracted from them."""
    unit = None if scope.unit is None else edition.atlas.find_id(scope.unit.id, quarter)
    if unit is None or unit.level is not Level.PROVINCE:
        return False
    return len(list(edition.atlas.below(unit.id, quarter))) <= LARGEST


def given_table(*, edition: Edition, scope: Scope, quarter: date, viewer: Viewer) -> QuarterTable | None:
    """The table of a quarter as it was given out; None where it was not. RefusedError ``scope-unseen``."""
    if scope.unit is None:
        return None
    _require_seen(edition, scope, quarter, viewer)
    return _kept(edition, scope.unit.id, [quarter]).get(quarter)


def public_year(
    *, edition: Edition, measure: Measure, items: Sequence[str], scope: Scope, quarter: date, viewer: Viewer
) -> list[QuarterTable]:
    """The quarters of a year up to the one that ends on ``quarter``, the last one last; none where it has no table.
    RefusedError ``scope-unseen``."""
    unit = scope.unit
    if unit is None:
        return []
    days = [month_closed(add_months(quarter, -back)).cut_off for back in range(quarter.month - 3, -1, -3)]
    there = [day for day in days if has_table(edition=edition, scope=scope, quarter=day)]
    if quarter not in there:
        return []
    _require_seen(edition, scope, quarter, viewer)
    kept = _kept(edition, unit.id, there)
    # The sums of a year in which it was another province would begin with that one's.
    summed = len(there) == len(days)
    asked: Any = {"edition": edition, "measure": measure, "items": items, "scope": scope, "viewer": viewer}
    found: list[QuarterTable] = []
    for day in there:
        one = kept.get(day)
        if one is None:
            one = _now(unit.id, day, _mostly_told(quarter_answers(quarter=day, **asked)))
            made, given = [*(each.made for each in found), one.made], [each.shown for each in found]
            one = replace(one, shown=published(made, given=given, summed=summed))
        found.append(one)
    return found


def _require_seen(edition: Edition, scope: Scope, quarter: date, viewer: Viewer) -> None:
    communes_of(edition, scope_at(edition.atlas, scope, quarter), quarter, viewer=viewer)


def _kept(edition: Edition, scope: UnitId, days: Sequence[date]) -> Mapping[date, QuarterTable]:
    rows = models.PublicTable.objects.filter(scope=scope, quarter__in=days, act_id__lte=known(None).act)
    found = {}
    for row in rows.select_related("act"):
        names, items = json.loads(row.units), json.loads(row.items)
        told = json.loads(row.shown)
        shown = Shown(tuple(map(tuple, told["lines"])), tuple(told["items"]), tuple(told["sums"]))
        made = Quarter(tuple(names), tuple(items), tuple(map(tuple, json.loads(row.counts))))
        units = tuple(edition.atlas.by_id(name, row.quarter) for name in names)
        number = row.quarter.month // 3
        found[row.quarter] = QuarterTable(
            scope, row.quarter, number, units, made, shown, row.least, row.act_id, row.act.moment
        )
    return found


def _now(scope: UnitId, quarter: date, answers: Mapping[str, CountAnswer]) -> QuarterTable:
    """Communes that every category of the quarter is a whole number of, and their numbers: a commune that did not
    report in full, or in words, is left out by name: its line is nobody's count."""
    first = next(iter(answers.values()), None)
    full = [frozenset(answer.counted.full) for answer in answers.values()]
    units = tuple(one for one in (first.framed.units if first else ()) if all(one.id in each for each in full))
    counts_ = tuple(tuple(answer.counted.of[one.id].low for answer in answers.values()) for one in units)
    made = Quarter(tuple(one.id for one in units), tuple(answers), counts_)
    return QuarterTable(scope, quarter, quarter.month // 3, units, made, Shown((), (), ()))


def _mostly_told(answers: Mapping[str, CountAnswer]) -> dict[str, CountAnswer]:
    """Categories that about as many communes told in full as of the best told one; the others would empty the table."""
    most = max((len(answer.counted.full) for answer in answers.values()), default=0)
    return {key: answer for key, answer in answers.items() if 2 * len(answer.counted.full) > most}
