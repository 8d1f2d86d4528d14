"""Phân kỳ: scenarios that were kept with why in and why out, money against the day of 100 %, searches as jobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.basis.speech import Speech
from diaban.coverage.tally import provinces_on
from diaban.coverage.trend import scope_at
from diaban.plans.phasing import typed
from diaban.reports.plan_words import amount_of, cost, done_by, gap, limit_name, when, why
from diaban.reports.works_words import billion
from diaban.store import queries
from diaban.store.plan_jobs import Job, add_job, jobs, one_job, resume_job, stop_job
from diaban.store.queries import KeptScenario
from diaban.store.viewer import Role
from diaban.web import worker
from diaban.web.access import demands
from diaban.web.days import chosen_day, days_of
from diaban.web.ground import Ground, Visit, asking, ground, now
from diaban.web.pages.board import choices
from diaban.web.pages.calendar import chosen_scope
from diaban.web.pages.projects import project_tabs
from diaban.web.plan_chart import ceilings, frontier
from diaban.web.project_tables import works_path
from diaban.web.render import show

__all__ = ["phasing"]

CRITERIA: Final = "need"
SECONDS: Final = 300
"""What a search from a page may take at most; on a province it takes seconds."""
MOST_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the form, so that a refusal does not cost them the words."""

    ceilings: str = ""
    pins: str = ""
    near: str = ""
    reason: str = ""


@demands("reader", posts=True)
def phasing(visit: Visit) -> HttpResponse:
    """``?phuong-an=`` the act of a scenario (else the newest of the scope), ``?luot=`` a search: how far it is.

    Editors ask for a search (``viec=tim``), stop it (``dung``) or let it go on (``tiep``). RefusedError
    ``plan-unknown``, ``plan-job-unknown``; ForbiddenError ``may-not-write``.
    """
    here, day, who = ground(visit), chosen_day(visit), asking(visit)
    given, refused = Typed(), tuple[Finding, ...]()
    if visit.method == "POST":
        who.require_writer(())
        given = Typed(*(visit.POST.get(name, "") for name in ("tran", "an-dinh", "gan", "ly-do")))
        try:
            return HttpResponseRedirect(f"{reverse('phasing')}?luot={_posted(visit, here, day, given)}")
        except RefusedError as error:
            refused = error.findings
    job = one_job(_number(visit.GET["luot"], "plan-job-unknown"), viewer=who) if visit.GET.get("luot") else None
    if visit.htmx and job is not None and visit.GET.get("phan"):
        return show(visit, "phasing_job", {"job": _job(visit.say, job)})
    scope = scope_at(here.edition.atlas, chosen_scope(visit, here), day)
    unit = scope.unit.id if scope.unit else None
    told = queries.plan_scenarios(viewer=who)
    content: dict[str, Any] = {
        "tabs": project_tabs(visit, "phasing"),
        "scope": scope,
        "choices": choices(provinces_on(here.edition.atlas, day), scope.unit),
        "days": days_of(visit, day),
        "day": day,
        "writes": who.role is not Role.READER,
        "refused": [visit.say.sentences(one) for one in refused],
        "typed": given,
        "job": None if job is None else _job(visit.say, job),
        "jobs": [_job(visit.say, one) for one in jobs(viewer=who)] if who.role is not Role.READER else [],
        "kept": [_line(visit, here, one) for one in told],
    }
    shown = _chosen(visit, told, unit)
    if shown is not None:
        content |= _scenario(visit, here, shown, day)
    return show(visit, "phasing", content, status=422 if refused else 200)


def _number(text: str, code: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 15):
        wrong = {"plan-unknown": finding("plan-unknown", act=text[:20])}
        raise RefusedError(wrong.get(code) or finding("plan-job-unknown", number=text[:20]))
    return int(text)


def _chosen(visit: Visit, told: list[KeptScenario], unit: str | None) -> KeptScenario | None:
    """The scenario of the address, else the newest of the scope, else the newest there is."""
    if visit.GET.get("phuong-an"):
        return queries.plan_scenario(_number(visit.GET["phuong-an"], "plan-unknown"), viewer=asking(visit))
    mine = [one for one in told if one.scope == unit]
    return next(iter(mine if mine or visit.GET.get("pham-vi") else told), None)


def _posted(visit: Visit, here: Ground, day: date, given: Typed) -> int:
    """Do what the form asks; the number of the search it is about."""
    who, what = asking(visit), visit.POST.get("viec", "")
    if what in ("dung", "tiep"):
        number = _number(visit.POST.get("luot", ""), "plan-job-unknown")
        if what == "dung":
            stop_job(number, by=who)
        else:
            resume_job(number, by=who, at=now())
            worker.start(number)
        return number
    scope = scope_at(here.edition.atlas, chosen_scope(visit, here), day)
    wrong = [] if given.reason.strip() else [finding("reason-missing")]
    for column, lines, read in (("tran", given.ceilings, typed.ceiling), ("an-dinh", given.pins, typed.pin)):
        for line in _lines(lines):
            try:
                read(line)
            except ValueError:
                code = finding("plan-ceiling-typed", place=Place(column=column), text=line[:80])
                wrong.append(code if column == "tran" else finding("plan-pin-typed", text=line[:80]))
    if wrong:
        raise RefusedError(*wrong)
    near = _number(given.near, "plan-unknown") if given.near.strip() else None
    if near is not None:
        queries.plan_scenario(near, viewer=who)
    number = add_job(
        asked={
            "scope": scope.unit.code if scope.unit else None,
            "as_of": day.isoformat(),
            "criteria": CRITERIA,
            "ceilings": _lines(given.ceilings),
            "pins": _lines(given.pins),
            "near": near,
            "seconds": SECONDS,
            "reason": given.reason.strip(),
        },
        by=who,
        at=now(),
    )
    worker.start(number)
    return number


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace(";", "\n").splitlines() if line.strip()][:MOST_LINES]


def _job(say: Speech, one: Job) -> dict[str, Any]:
    asked = one.asked
    return {
        "number": one.id,
        "by": one.by,
        "state": say.text(f"jobs.state.{one.state}"),
        "open": one.open,
        "goes_on": one.state in ("stopped", "failed"),
        "value": None if one.value is None else say.write(one.value),
        "gap": gap(say, one.gap),
        "seconds": say.write(round(one.seconds)),
        "day": date.fromisoformat(asked["as_of"]),
        "reason": asked["reason"],
        "told": one.told,
        "scenario": one.scenario,
        "kind": "warn" if one.state == "failed" else "quiet",
    }


def _line(visit: Visit, here: Ground, one: KeptScenario) -> dict[str, Any]:
    told, say = one.document, visit.say
    atlas = here.edition.atlas
    place = say.text("word.nation")
    if one.scope is not None:
        versions = atlas.versions(one.scope)
        day = one.question.as_of
        place = ((atlas.find_id(one.scope, day) if day else None) or versions[-1]).full_name
    return {
        "act": one.act,
        "place": place,
        "day": date.fromisoformat(told["as_of"]),
        "value": say.write(told["value"]),
        "begun": sum(works["year"] is not None for works in told["works"]),
        "of": len(told["works"]),
        "gap": gap(say, told["gap"]),
        "status": say.text(f"plan.status.{told['status']}"),
        "reason": one.reason,
        "more": None if told["greedy"]["value"] is None else say.write(told["value"] - told["greedy"]["value"]),
    }


def _scenario(visit: Visit, here: Ground, one: KeptScenario, day: date) -> dict[str, Any]:
    say, told = visit.say, one.document
    limits = {limit["key"]: limit for limit in told["limits"]}
    verdict = one.checked()
    order = sorted(told["works"], key=lambda works: (works["year"] or 9999, -works["score"], works["works"]))
    return {
        "shown": _line(visit, here, one),
        "sound": verdict.sound,
        "bound": _points(say, told["bound"]),
        "checked_bound": _points(say, told["checker"]["bound"]),
        "checked_gap": gap(say, told["checker"]["gap"]),
        "greedy": _greedy(say, told),
        "criteria": told["criteria"],
        "ceilings": ceilings(say, told["limits"]),
        "frontier": frontier(say, told["frontier"]),
        "points": [
            (one["share"], billion(say, one["money"]), one["value"], one["begun"], done_by(say, one))
            for one in told["frontier"]
        ],
        "works": [_works(visit, here, works, limits, day) for works in order],
        "limits": [
            {
                "name": limit_name(say, limit),
                "left": amount_of(say, limit, limit["left"]),
                "price": _points(say, limit["price_of_billion"]),
                "gain": _points(say, limit["gain_of_billion"]),
            }
            for limit in told["limits"]
        ],
        "changes": told["changes"],
    }


def _greedy(say: Speech, told: Mapping[str, Any]) -> str:
    theirs = told["greedy"]
    if theirs["value"] is None:
        return say.text("plan.greedy-breaks")
    more = told["value"] - theirs["value"]
    return say.text("plan.greedy", value=theirs["value"], begun=theirs["begun"], more=more)


def _points(say: Speech, number: float | None) -> str:
    return "—" if number is None else say.write(round(number, 1) if number % 1 else int(number))


def _works(
    visit: Visit, here: Ground, works: Mapping[str, Any], limits: Mapping[str, Mapping[str, Any]], day: date
) -> dict[str, Any]:
    atlas, say = here.edition.atlas, visit.say
    unit = works["unit"] and (atlas.find_id(works["unit"], day) or atlas.versions(works["unit"])[-1])
    return {
        "key": works["works"],
        "href": works_path(visit, works["works"]),
        "unit": unit.full_name if unit else works["name"],
        "when": when(say, works),
        "in": works["year"] is not None,
        "score": works["score"],
        "points": ", ".join(f"{code} {points}" for code, points in works["points"].items() if points),
        "cost": cost(say, works),
        "greedy": works["greedy_year"],
        "why": why(say, works, limits),
    }
