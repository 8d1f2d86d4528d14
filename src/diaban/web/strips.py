"""The strips of the board: of each standard what is met and how surely, how it came to that, what was promised, what
is left. Made of answers of the store; nothing is decided here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from django.utils.safestring import SafeString

from diaban.basis.figure import Step
from diaban.coverage.frame import Scope
from diaban.coverage.promise import Promise
from diaban.coverage.promised import Account, Outcome, PromiseStanding
from diaban.coverage.result import CoverageResult
from diaban.coverage.rule import PremisesRule
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.coverage.step import add_months
from diaban.coverage.trend import Point, Trend, months
from diaban.store import queries
from diaban.store.ground import promises_here, standards_here
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.forecast_strip import forecast_path
from diaban.web.ground import Ground, Visit, asking, today
from diaban.web.trend import drawn

__all__ = ["Left", "Promised", "Strip", "in_order", "promises", "strips"]

ORDER: Final = (
    "staffing-floor",
    "investigator",
    "hamlet-officer",
    "independent-headquarters",
    "headquarters-standard",
    "official-housing",
)
"""People first, then premises, as the menu has them; standards of one's own come after these."""
SPAN: Final = 24
"""Months of the trend."""
AHEAD: Final = 12
"""Months that it goes on after a day that lies before them."""
NAMED: Final = 12
"""Units of one strip that are named; the rest is opened by a figure."""
CHIPS: Final = {Outcome.KEPT: "good", Outcome.NOT_KEPT: "warn"}


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise: its words, by which day, what is said of it, and its count on the day promised and on the page's."""

    title: str
    who: str
    modality: str
    document: str
    by: date
    verdict: str
    kind: str
    counts: tuple[tuple[date, SafeString], ...]


@dataclass(frozen=True, slots=True)
class Left:
    """Units of one state, the first of them by name; ``rest`` opens all where there are more."""

    sign: SafeString
    word: str
    count: SafeString
    units: tuple[Unit, ...]
    rest: SafeString | None


@dataclass(frozen=True, slots=True)
class Strip:
    """One standard in one scope on one day. ``runs``: first and last figure of each run of the trend. ``broken``: one
    follows another; ``open``: of some units in them it is not known. ``said``: some unit is accounted for.
    ``forecast``: where the day of 100 % is told, empty where nothing is to come."""

    id: str
    title: str
    result: CoverageResult
    headline: SafeString
    percent: SafeString | None
    sentence: str
    steps: tuple[tuple[str, SafeString], ...]
    trend: SafeString | None
    runs: tuple[tuple[tuple[date, SafeString], tuple[date, SafeString]], ...]
    broken: bool
    open: bool
    promises: tuple[Promised, ...]
    left: tuple[Left, ...]
    said: bool
    forecast: str


def strips(
    visit: Visit, here: Ground, scope: Scope, day: date, results: Sequence[CoverageResult], only: Collection[str] = ()
) -> list[Strip]:
    """The strips of ``results``, of those standards named in ``only`` (none: of all)."""
    told = {result.standard.id: result for result in results if not only or result.standard.id in only}
    shown = [told[one.id] for one in in_order(result.standard for result in told.values())]
    viewer, standards = asking(visit), here.standards
    # One series for all pages of a scope: always of all standards, so that it is made once.
    trends = queries.trends(
        edition=here.edition,
        standards=standards.values(),
        scope=scope,
        days=_months(here, day),
        viewer=viewer,
    )
    asked = [one for one in promises().values() if not only or one.standard in only]
    standings = queries.promise_standings(
        edition=here.edition, standards=standards, promises=asked, scope=scope, day=day, viewer=viewer
    )
    return [_strip(visit, here, scope, day, result, trends, standings) for result in shown]


def in_order(standards: Iterable[Standard]) -> list[Standard]:
    """Standards as the board shows them."""
    rank = {name: at for at, name in enumerate(ORDER)}
    return sorted(standards, key=lambda one: (rank.get(one.id, len(rank)), one.id))


@cache
def promises() -> Mapping[str, Promise]:
    """The promises of this installation."""
    return promises_here(standards_here()[0])[0]


def _months(here: Ground, day: date) -> tuple[date, ...]:
    """The months up to today, or around a day long ago; not before anything is known of any province."""
    last = today()
    if day < add_months(last, -SPAN).replace(day=1):
        last = add_months(day, AHEAD)
    known = min((one.day for one in here.edition.atlas.horizons.values()), default=last)
    return months(max(known, add_months(last, -SPAN).replace(day=1)), last)


def _strip(
    visit: Visit,
    here: Ground,
    scope: Scope,
    day: date,
    result: CoverageResult,
    trends: Mapping[str, Trend],
    standings: Sequence[PromiseStanding],
) -> Strip:
    say, trend, share = visit.say, trends.get(result.standard.id), result.percent()
    said = len(result.units[State.UNACCOUNTED]) < result.size
    return Strip(
        result.standard.id,
        result.standard.definition.title[say.lang],
        result,
        parts.figure_of(say, result, State.MET, whole=True),
        None if share is None or not said else parts.figure(say, share, None, unit="%"),
        result.scope_rule.sentence[say.lang],
        tuple((say.text(f"step.{step.value}"), parts.figure_of(say, result, State.MET, step=step)) for step in Step),
        None if trend is None else drawn(say, trend, day, today()),
        () if trend is None else tuple((_point(visit, run[0]), _point(visit, run[-1])) for run in trend.runs),
        trend is not None and bool(trend.breaks),
        trend is not None and any(point.unknown for run in trend.runs for point in run),
        tuple(_promised(visit, one) for one in standings if one.promise.standard == result.standard.id),
        _left(visit, here, result) if said else (),
        said,
        _forecast(result, scope, day),
    )


def _forecast(result: CoverageResult, scope: Scope, day: date) -> str:
    """Where the day of 100 % is told of a standard that works lead to, while it is not met by all."""
    if not isinstance(result.standard.rule, PremisesRule) or len(result.units[State.MET]) == result.size:
        return ""
    return forecast_path(scope.unit.id if scope.unit else None, result.standard.id, day)


def _point(visit: Visit, point: Point) -> tuple[date, SafeString]:
    href = parts.address_path(point.address)
    return point.day, parts.figure(visit.say, point.met, href, of=point.size, kind="register")


def _promised(visit: Visit, one: PromiseStanding) -> Promised:
    say, promise = visit.say, one.promise
    document = promise.document[say.lang]
    if promise.to_verify:
        document = say.text("promises.to-verify", document=document)
    accounts = [one.now] if one.then is None or one.then.day == one.day else [one.then, one.now]
    return Promised(
        promise.definition.title[say.lang],
        promise.who[say.lang],
        say.text(f"claim.modality.{promise.modality.value}"),
        document,
        promise.by,
        say.words(one),
        CHIPS.get(one.outcome, ""),
        tuple((account.day, count) for account in accounts if (count := _count(visit, account)) is not None),
    )


def _count(visit: Visit, account: Account) -> SafeString | None:
    return None if account.result is None else parts.figure_of(visit.say, account.result, State.MET, whole=True)


def _left(visit: Visit, here: Ground, result: CoverageResult) -> tuple[Left, ...]:
    """What is not met by state, the first dozen of all by name."""
    room, found = NAMED, []
    known = {unit.id: unit for unit in result.frame.units}
    for state in State:
        ids = result.units[state]
        if state is State.MET or not ids:
            continue
        units = tuple(known[id_] for id_ in ids[:room])
        room -= len(units)
        more = len(ids) - len(units)
        href = parts.address_path(result.address(state))
        rest = parts.figure(visit.say, more, href, kind="register") if more else None
        count = parts.figure_of(visit.say, result, state)
        found.append(Left(parts.sign(state), visit.say.text(f"state.{state.value}"), count, units, rest))
    return tuple(found)
