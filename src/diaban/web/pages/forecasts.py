"""The date of 100 %: the forecast of a scope with the units that decide it, made now or kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, finding
from diaban.coverage.forecast.answer import NAMED_LEVELS, Forecast, TailUnit, percent_told
from diaban.coverage.frame import Scope
from diaban.coverage.rule import PremisesRule
from diaban.coverage.standard import Standard
from diaban.coverage.tally import provinces_on
from diaban.coverage.trend import scope_at
from diaban.store import actions, queries
from diaban.store.queries import KeptForecast
from diaban.store.viewer import Role
from diaban.units.unit import Unit, UnitId
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.days import chosen_day, days_of
from diaban.web.forecast_strip import STANDARD, forecast_path, forecast_strip
from diaban.web.ground import Ground, Visit, asking, ground, now
from diaban.web.keeping import kept
from diaban.web.markup import SafeString
from diaban.web.pages.board import choices
from diaban.web.pages.calendar import chosen_scope
from diaban.web.pages.projects import project_tabs
from diaban.web.render import show
from diaban.web.strips import in_order, promises

__all__ = ["forecast_page"]

BRIEF: Final = "ngan"
"""The parameter of the part that a board shows."""
ANEW: Final = "tinh-lai"
"""The parameter by which whoever may write has the nation computed: seconds, so never by merely opening the page."""
NAMED: Final = 10
FEW: Final = 3
"""Units that decide, on a board."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What there is to show: a forecast, made now or kept (``act``); or why there is none."""

    forecast: Forecast | None
    kept: KeptForecast | None = None
    known: tuple[UnitId, ...] = ()
    refused: tuple[Finding, ...] = ()


@demands("reader", posts=True)
def forecast_page(visit: Visit) -> HttpResponse:
    """The forecast of a province, made when it is asked for; of the nation the one kept last, or, for editors,
    a new one (``?tinh-lai=1``). ``?tieu-chi=`` a standard, ``?pham-vi=`` a unit, ``?ngay=`` a day, ``?ngan=1`` the part
    for a board; editors keep it (POST)."""
    if visit.method == "POST":
        return _keep(visit)
    answer: HttpResponse = _read(visit)
    return answer


@kept
def _read(visit: Visit) -> HttpResponse:
    here, day = ground(visit), chosen_day(visit)
    scope = scope_at(here.edition.atlas, chosen_scope(visit, here), day)
    standards = _standards(here, day)
    standard = _standard(visit, standards)
    told = _told(visit, here, scope, standard, day)
    found = told.forecast
    content = {
        "scope": scope,
        "day": day,
        "standard": standard,
        "standard_title": standard.definition.title[visit.say.lang],
        "told": told,
        "refused": [visit.say.sentences(one) for one in told.refused],
        "whole_href": forecast_path(scope.unit.id if scope.unit else None, standard.id, day)
        + (f"&{ANEW}=1" if _anew(visit, scope) else ""),
        "kept_on": None if told.kept is None else told.kept.moment.date(),
    }
    if found is not None:
        content |= _shown(visit, here, found, FEW if BRIEF in visit.GET else NAMED)
    if BRIEF in visit.GET:
        return show(visit, "forecast_brief", content)
    content |= {
        "tabs": project_tabs(visit, "forecast"),
        "choices": choices(provinces_on(here.edition.atlas, day), scope.unit),
        "standards": [(one.id, one.definition.title[visit.say.lang], one.id == standard.id) for one in standards],
        "days": days_of(visit, day),
        "writes": asking(visit).role is not Role.READER and told.kept is None and found is not None,
        "anew": scope.unit is None and asking(visit).role is not Role.READER,
        "scored_href": reverse("forecasts-scored"),
    }
    return show(visit, "forecast", content)


def _keep(visit: Visit) -> HttpResponse:
    """Keep the forecast that the page showed: made again from the same question, so the same days."""
    asking(visit).require_writer(())
    here, day = ground(visit), chosen_day(visit)
    scope = scope_at(here.edition.atlas, chosen_scope(visit, here), day)
    standard = _standard(visit, _standards(here, day))
    told = _told(visit, here, scope, standard, day)
    if told.refused:
        raise RefusedError(*told.refused)
    if told.forecast is None or told.kept is not None:
        raise RefusedError(finding("forecast-nothing-drawn"))
    actions.keep_forecast(
        forecast=told.forecast,
        units=told.known,
        why_not=visit.say.words(told.forecast.reason) if told.forecast.reason else None,
        by=asking(visit),
        at=now,
        reason=visit.POST.get("ly-do", ""),
        request=f"{visit.path} {scope.unit.id if scope.unit else ''} {standard.id} {day}",
    )
    return HttpResponseRedirect(reverse("forecasts-scored"))


def _standards(here: Ground, day: date) -> list[Standard]:
    """Those that works lead to."""
    there = [one for one in here.standards.values() if isinstance(one.rule, PremisesRule)]
    return in_order(one for one in there if one.in_force_on(day)) or in_order(there)


def _standard(visit: Visit, standards: list[Standard]) -> Standard:
    asked = visit.GET.get(STANDARD, "")
    if not asked:
        return standards[0]
    for one in standards:
        if one.id == asked:
            return one
    raise RefusedError(finding("standard-unknown", text=asked[:60], standards=[one.id for one in standards]))


def _anew(visit: Visit, scope: Scope) -> bool:
    """Whether the nation is to be computed now."""
    return scope.unit is None and ANEW in visit.GET and asking(visit).role is not Role.READER


def _told(visit: Visit, here: Ground, scope: Scope, standard: Standard, day: date) -> _Told:
    if scope.unit is None and not _anew(visit, scope):
        last = queries.last_forecast(standard=standard.id, scope=None, day=day, viewer=asking(visit))
        return _Told(None) if last is None else _Told(last.forecast, last, last.units)
    viewer = asking(visit)
    try:
        promise = queries.promised_day(
            edition=here.edition, promises=promises(), standard=standard.id, scope=scope, as_of=day, viewer=viewer
        )
        found, result = queries.forecast(
            edition=here.edition,
            standard=standard,
            scope=scope,
            as_of=day,
            promise=promise.by if promise else None,
            viewer=viewer,
        )
    except RefusedError as error:
        if {one.code for one in error.findings} & {"scope-unseen"}:
            raise
        return _Told(None, refused=error.findings)
    return _Told(found, None, tuple(unit for unit in result.frame.ids if unit not in found.frame.unknown))


def _shown(visit: Visit, here: Ground, found: Forecast, most: int) -> dict[str, Any]:
    say = visit.say
    answer = found.answer or found.conditional
    told: dict[str, Any] = {
        "found": found,
        "why_not": say.words(found.reason) if found.reason else "",
        "frame": found.frame,
        "unknown": [_unit(here, unit, found.as_of) for unit in found.frame.unknown[: 2 * most]],
        "unknown_more": max(0, len(found.frame.unknown) - 2 * most),
        "given": found.conditional_frame,
        "notes": [say.words(one) for one in found.notes],
        "promise": found.promise,
        "answer": answer,
    }
    if answer is None:
        return told
    p = answer.p_by_promise
    return told | {
        "strip": forecast_strip(say, answer, found.promise, (100,) if most == FEW else ()),
        "rows": [
            (share, [answer.quantile(share, level) for level in NAMED_LEVELS], found.baselines.pace.get(share))
            for share in answer.curve
        ],
        "levels": NAMED_LEVELS,
        "p": None if p is None or found.promise is None else parts.figure(say, percent_told(p), None, unit="%"),
        "tail": [_tail(visit, here, one, found.as_of) for one in answer.tail[:most]],
        "levers": [_tail(visit, here, one, found.as_of) for one in answer.levers[:most]],
    }


def _tail(visit: Visit, here: Ground, one: TailUnit, day: date) -> Mapping[str, Unit | SafeString | None]:
    say = visit.say
    return {
        "unit": _unit(here, one.unit, day),
        "p": None if one.p is None else parts.figure(say, percent_told(one.p), None, unit="%"),
        "months": None if one.months is None else parts.figure(say, round(one.months, 1), None),
    }


def _unit(here: Ground, unit_id: UnitId, day: date) -> Unit:
    atlas = here.edition.atlas
    return atlas.find_id(unit_id, day) or atlas.versions(unit_id)[-1]
