"""Forecasts out of the registers, those that were kept, and how they fared."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.coverage.forecast.answer import SHARES, Forecast
from diaban.coverage.forecast.baseline import needed
from diaban.coverage.forecast.forecast import SIMULATIONS, forecast_of, met_days
from diaban.coverage.forecast.kept import kept_again
from diaban.coverage.forecast.premises import observations_of
from diaban.coverage.forecast.score import Kept, Score, score
from diaban.coverage.forecast.stage import Observation, Stage
from diaban.coverage.frame import Scope
from diaban.coverage.promise import Promise
from diaban.coverage.promised import binds, scope_on
from diaban.coverage.result import CoverageResult
from diaban.coverage.rule import PremisesRule
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.coverage.statement import after_choices
from diaban.registers.premises import Headquarters
from diaban.store import models
from diaban.store.mapping import shape
from diaban.store.queries.decisions import choices
from diaban.store.queries.facts import facts
from diaban.store.queries.figures import Question, coverages
from diaban.store.queries.known import KnownAt, known
from diaban.store.queries.projects import stage_histories
from diaban.store.queries.traits import traits_of
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition
from diaban.units.unit import UnitId

__all__ = [
    "KeptForecast",
    "forecast",
    "kept_forecasts",
    "last_forecast",
    "promised_day",
    "scored_forecasts",
    "stage_history",
]


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """A forecast as it was kept by an act.

    ``units``: its frame without the unknown ones; ``curve``: by share, days after ``as_of``; ``document``: what was
    printed; ``simulations``: runs that it rests on.
    """

    act: int
    moment: datetime
    standard: str
    scope: str | None
    as_of: date
    cutoff: date | None
    promise: date | None
    units: tuple[UnitId, ...]
    curve: Mapping[int, Sequence[float]]
    document: Mapping[str, object]
    simulations: int

    @property
    def forecast(self) -> Forecast:
        """What was said, as it is shown."""
        return kept_again(
            self.document, self.curve, scope=self.scope, promise=self.promise, simulations=self.simulations
        )

    def to_score(self, share: int) -> Kept:
        """What is needed of it to score one share."""
        pace = self._baseline("pace", str(share))
        curve = np.array(self.curve[share], float)
        promise = None if self.promise is None else float((self.promise - self.as_of).days)
        p = None if promise is None or share != 100 else float(np.interp(promise, curve, np.arange(1, 100) / 100.0))
        return Kept(curve, p, promise if share == 100 else None, pace)

    def _baseline(self, name: str, share: str) -> float | None:
        told = self.document.get("baselines")
        days = told.get(name) if isinstance(told, Mapping) else None
        day = days.get(share) if isinstance(days, Mapping) else None
        return float((date.fromisoformat(day) - self.as_of).days) if isinstance(day, str) else None


def stage_history(
    *,
    standard: Standard,
    units: Sequence[UnitId],
    unknown: Sequence[UnitId],
    as_of: date,
    viewer: Viewer,
    known_at: KnownAt = None,
) -> list[Observation]:
    """What the registers say of the stages of the works of ``units`` up to ``as_of``: the one seam between memory and
    forecast. A unit that has no headquarters yet and whose works are reported stage by stage is told by those reports,
    every other one by its premises. RefusedError ``forecast-no-stages`` for a standard that no works lead to."""
    rule = standard.rule
    if not isinstance(rule, PremisesRule):
        raise RefusedError(finding("forecast-no-stages", standard=standard.id))
    told = facts(
        shape(rule.register).model, rule.register, as_of=None, known_at=known_at, viewer=viewer, units=frozenset(units)
    )
    settled = after_choices(told, choices(viewer=viewer, known_at=known_at) if told else ())
    kinds = [fact for fact in settled if isinstance(fact, rule.register)]
    derived = observations_of(rule, kinds, unknown, as_of)
    if rule.register is not Headquarters:
        return derived
    built = {one.unit for one in derived if one.stage is Stage.HANDOVER and one.actual_end is not None}
    open_ = frozenset(units).difference(unknown, built)
    told_so = stage_histories(viewer=viewer, known_at=known_at, units=open_) if open_ else []
    reports = [one for one in told_so if one.reported_on is not None and one.reported_on <= as_of]
    by_stage = {one.unit for one in reports}
    return [*(one for one in derived if one.unit not in by_stage), *reports]


def forecast(
    *,
    edition: Edition,
    standard: Standard,
    scope: Scope,
    as_of: date,
    viewer: Viewer,
    promise: date | None = None,
    known_at: KnownAt = None,
    simulations: int = SIMULATIONS,
    seed: int = 0,
) -> tuple[Forecast, CoverageResult]:
    """The forecast for the units that a standard binds in a scope on a day, and the coverage it starts from.

    RefusedError: those of coverage, ``forecast-not-in-force``, ``forecast-no-stages``.
    """
    moment = known_at if isinstance(known_at, date) else None
    question = Question(scope=scope, as_of=as_of, known_at=moment)
    found = coverages(edition=edition, standards=[standard], question=question, viewer=viewer)
    if not found:
        raise RefusedError(finding("forecast-not-in-force", standard=standard.id, day=as_of))
    result = found[0]
    unknown = result.units[State.UNACCOUNTED]
    history = stage_history(
        standard=standard, units=result.frame.ids, unknown=unknown, as_of=as_of, viewer=viewer, known_at=known_at
    )
    traits = traits_of(
        history,
        edition=edition,
        as_of=as_of,
        viewer=viewer,
        known_at=known_at,
        built=isinstance(standard.rule, PremisesRule) and standard.rule.register is Headquarters,
    )
    told = forecast_of(
        history,
        result.frame.ids,
        as_of,
        standard=standard.id,
        scope=scope.unit.id if scope.unit else None,
        promise=promise,
        frame_ends=_ends(edition, result.frame.ids, as_of),
        traits=traits,
        simulations=simulations,
        seed=seed,
    )
    return told, result


def _ends(edition: Edition, units: Sequence[UnitId], as_of: date) -> date | None:
    """The first day on which one of the units is no more."""
    ends = [edition.atlas.versions(unit)[-1].period.end for unit in units]
    return min((end for end in ends if end is not None and end > as_of), default=None)


def promised_day(
    *, edition: Edition, promises: Mapping[str, Promise], standard: str, scope: Scope, as_of: date, viewer: Viewer
) -> Promise | None:
    """The promise about exactly this scope and standard that is in force: the next one due, else the last one past.

    Promises are published: open to every viewer.
    """
    _ = viewer
    found = [
        one
        for one in promises.values()
        if one.standard == standard
        and one.share == 100
        and as_of in one.definition.in_force
        and binds(one, edition, scope, as_of)
        and scope_on(one, edition, as_of).ref.unit == scope.ref.unit
    ]
    ahead = [one for one in found if not one.is_due(as_of)]
    if ahead:
        return min(ahead, key=lambda one: one.by)
    return max(found, key=lambda one: one.by, default=None)


def kept_forecasts(*, viewer: Viewer, known_at: KnownAt = None) -> list[KeptForecast]:
    """Every forecast kept by then whose units the viewer reads, in the order they were kept."""
    rows = models.Forecast.objects.filter(act_id__lte=known(known_at).act).select_related("act").order_by("id")
    return [one for row in rows if (one := _read(row, viewer)) is not None]


def last_forecast(*, standard: str, scope: UnitId | None, day: date, viewer: Viewer) -> KeptForecast | None:
    """The last forecast kept of a scope (None: the nation) as of a day or the nearest before; None where the viewer
    reads no such."""
    rows = models.Forecast.objects.filter(standard=standard, scope=scope or "", as_of__lte=day)
    ordered = rows.select_related("act").order_by("-as_of", "-id")
    return next((one for row in ordered.iterator(1) if (one := _read(row, viewer)) is not None), None)


def _read(row: models.Forecast, viewer: Viewer) -> KeptForecast | None:
    units = tuple(json.loads(row.frame))
    if viewer.reads is not None and not viewer.reads.issuperset(units):
        return None
    curve = {int(share): days for share, days in json.loads(row.curve).items()}
    told = (row.as_of, row.cutoff, row.promise, units, curve, json.loads(row.document), row.simulations)
    return KeptForecast(row.act_id, row.act.moment, row.standard, row.scope or None, *told)


def scored_forecasts(
    *, standards: Mapping[str, Standard], today: date, viewer: Viewer, known_at: KnownAt = None
) -> list[tuple[KeptForecast, Mapping[int, Score | None]]]:
    """The kept forecasts with their scores by share; None where what came is not known by ``today``; a share that was
    met already is left out.

    A unit counts from the day on which it came to meet the standard and still does.
    """
    found: list[tuple[KeptForecast, Mapping[int, Score | None]]] = []
    for one in kept_forecasts(viewer=viewer, known_at=known_at):
        standard = standards.get(one.standard)
        days: list[float] = []
        if standard is not None and isinstance(standard.rule, PremisesRule):
            history = stage_history(
                standard=standard, units=one.units, unknown=(), as_of=today, viewer=viewer, known_at=known_at
            )
            days = sorted(met_days(history, one.units, today))
        shift = (today - one.as_of).days
        scores: dict[int, Score | None] = {}
        for share in SHARES:
            if max(one.curve[share]) <= 0:
                # Met on the day it was asked: nothing was forecast, and to be right about it is no merit.
                continue
            place = needed(share, len(one.units)) - 1
            scores[share] = score(one.to_score(share), days[place] + shift) if place < len(days) else None
        found.append((one, scores))
    return found
