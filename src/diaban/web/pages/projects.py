"""Vốn và công trình: the portfolio, obstacles and directives, the Gantt, a project, the passport of works."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

import segno
from django.http import HttpResponse
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.coverage.frame import Scope
from diaban.coverage.tally import provinces_on
from diaban.coverage.trend import scope_at
from diaban.registers.projects.dossier import Dossier, Investment
from diaban.registers.projects.investment import Project
from diaban.registers.projects.lateness import Status
from diaban.registers.projects.portfolio import Line, due, sums
from diaban.registers.projects.reference import share_of_investment
from diaban.registers.value import Valued
from diaban.reports.document import page_document
from diaban.reports.passport import passport
from diaban.reports.works_words import amount, billion
from diaban.store import queries
from diaban.store.models import InstallationKind
from diaban.units.restate import frame_of, restate
from diaban.units.unit import UnitId
from diaban.web.access import demands
from diaban.web.days import chosen_day, day_named, days_of
from diaban.web.ground import Ground, Visit, asking, ground
from diaban.web.keeping import kept
from diaban.web.lists.asked import tidied
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import seen
from diaban.web.markup import mark_safe
from diaban.web.pages.board import choices
from diaban.web.pages.calendar import chosen_scope
from diaban.web.project_tables import due_listing, portfolio_listing, project_path, works_path
from diaban.web.render import show
from diaban.web.works_chart import Bar, bars_of, curve, gantt

__all__ = ["chart", "obstacles", "portfolio_page", "project", "project_tabs", "works"]


TABS: Final = ("money", "obstacles", "works-chart", "forecast", "phasing")
MOST_BARS: Final = 60
"""Works of a Gantt: those that go on first; more of them nobody reads."""
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
QR_MASK: Final = 2
"""Any mask reads as well on paper; trying all eight takes longer than the rest of the page."""


@demands("reader")
@kept
def portfolio_page(visit: Visit) -> HttpResponse:
    """Works late first, and the four amounts, never added; ``?pham-vi=`` a unit, ``?ngay=`` a day."""
    if (tidy := tidied(visit)) is not None:
        return tidy
    here, day = ground(visit), chosen_day(visit)
    scope = scope_at(here.edition.atlas, chosen_scope(visit, here), day)
    told, lines = _asked(visit, here, scope, day), _lines(visit, here, scope, day)
    listed = seen(visit, portfolio_listing(visit, here, lines, day))
    if (file := handed(visit, listed)) is not None:
        return file
    content = _shared(visit, here, scope, day, "money") | {
        "table": drawn(visit.say, listed),
        "amounts": _amounts(visit, told),
        "projects": [
            (one, project_path(visit, one.project), _works_of(told, one), amount(visit.say, one.investment))
            for one in told.projects
        ],
        "counts": _counts(visit, lines),
        "earmarks": [(one, amount(visit.say, one.amount)) for one in told.money],
    }
    return show(visit, "portfolio", content)


@demands("reader")
@kept
def obstacles(visit: Visit) -> HttpResponse:
    """Obstacles and directives that are open, the most overdue first; the board by kind of obstacle."""
    if (tidy := tidied(visit)) is not None:
        return tidy
    here, day = ground(visit), chosen_day(visit)
    scope = scope_at(here.edition.atlas, chosen_scope(visit, here), day)
    lines = _lines(visit, here, scope, day)
    listed = seen(visit, due_listing(visit, here, due(lines, day), day))
    if (file := handed(visit, listed)) is not None:
        return file
    content = _shared(visit, here, scope, day, "obstacles") | {
        "table": drawn(visit.say, listed),
        "kinds": _kinds(visit, lines, day),
    }
    return show(visit, "obstacles", content)


@demands("reader")
@kept
def chart(visit: Visit) -> HttpResponse:
    """The Gantt of the scope's works; ``?so-voi=`` an earlier day, whose plan is drawn beside today's."""
    here, day = ground(visit), chosen_day(visit)
    scope = scope_at(here.edition.atlas, chosen_scope(visit, here), day)
    before = _before(visit, here, scope, day)
    lines = [line for line in _lines(visit, here, scope, day) if line.dossier.stages]
    bars = [_bar(visit, line, before) for line in lines[:MOST_BARS]]
    content = _shared(visit, here, scope, day, "works-chart") | {
        "gantt": gantt(visit.say, bars, day),
        "more": max(0, len(lines) - MOST_BARS),
        "against": day_named(visit, "so-voi"),
    }
    return show(visit, "works_chart", content)


@demands("reader")
@kept
def project(visit: Visit, project_id: str) -> HttpResponse:
    """One project: its amounts as decided, its works, its Gantt."""
    if (tidy := tidied(visit)) is not None:
        return tidy
    here, day, key = ground(visit), chosen_day(visit), project_id.replace("~", "/")
    told = queries.investment(as_of=day, viewer=asking(visit))
    mine = told.project(key)
    if mine is None:
        raise RefusedError(finding("project-unknown", project=key[:80], day=day))
    every = queries.portfolio_lines(as_of=day, viewer=asking(visit))
    lines = [line for line in every if line.dossier.works.project == key]
    listed = seen(visit, portfolio_listing(visit, here, lines, day))
    if (file := handed(visit, listed)) is not None:
        return file
    own = Investment(
        day,
        (),
        tuple(one for one in told.money if one.programme == mine.programme),
        (mine,),
        tuple(line.dossier for line in lines),
    )
    each = share_of_investment(mine.investment, len(lines))
    content = {
        "project": mine,
        "state": visit.say.words(Valued(mine.state)),
        "amounts": _amounts(visit, own),
        "each": amount(visit.say, each) if each else "",
        "count": len(lines),
        "table": drawn(visit.say, listed),
        "gantt": gantt(visit.say, [_bar(visit, line, {}) for line in lines if line.dossier.stages], day),
        "days": days_of(visit, day),
        "day": day,
        "tabs": project_tabs(visit, ""),
    }
    return show(visit, "project", content)


@demands("reader")
@kept
def works(visit: Visit, works_id: str) -> HttpResponse:
    """The passport of works with its QR code, its Gantt and its S-curve; ``?xuat=docx`` the document."""
    here, day, key = ground(visit), chosen_day(visit), works_id.replace("~", "/")
    viewer = asking(visit)
    line = next((one for one in queries.portfolio_lines(as_of=day, viewer=viewer) if one.key == key), None)
    dossier = queries.course_of(key, as_of=day, viewer=viewer)
    if line is None or dossier is None:
        raise RefusedError(finding("works-unknown", works=key[:80], day=day))
    atlas = here.edition.atlas
    unit = atlas.find_id(dossier.works.unit, day) or atlas.versions(dossier.works.unit)[-1]
    invented = visit.kind is InstallationKind.DEMONSTRATION
    page = passport(visit.say, line, dossier, unit=unit.full_name, invented=invented)
    link = visit.build_absolute_uri(f"{reverse('works', args=[works_id])}?ngay={day.isoformat()}")
    if visit.GET.get("xuat") == "docx":
        response = HttpResponse(page_document(page, visit.say, code=link), content_type=WORD)
        response["Content-Disposition"] = 'attachment; filename="ly-lich-cong-trinh.docx"'
        return response
    against = day_named(visit, "so-voi")
    earlier = queries.course_of(key, as_of=against, viewer=viewer, known_at=against) if against else None
    content = {
        "page": page,
        "unit": unit,
        "qr": mark_safe(segno.make(link, error="m", mask=QR_MASK).svg_inline(scale=3, border=2, omitsize=True)),
        "gantt": gantt(visit.say, bars_of(visit.say, dossier, earlier), day),
        "curve": curve(visit.say, dossier, dossier.contracted or dossier.works.investment_vnd),
        "project_href": project_path(visit, dossier.works.project),
        "project_key": dossier.works.project,
        "against": against,
        "document_href": f"?ngay={day.isoformat()}&xuat=docx",
        "days": days_of(visit, day),
        "day": day,
        "tabs": project_tabs(visit, ""),
    }
    return show(visit, "works", content)


def _asked(visit: Visit, here: Ground, scope: Scope, day: date) -> Investment:
    return queries.investment(as_of=day, viewer=asking(visit), units=_communes(here, scope, day))


def _lines(visit: Visit, here: Ground, scope: Scope, day: date) -> Sequence[Line]:
    return queries.portfolio_lines(as_of=day, viewer=asking(visit), units=_communes(here, scope, day))


def _communes(here: Ground, scope: Scope, day: date) -> Collection[UnitId] | None:
    """The communes of a scope that is written for the day; None: the nation."""
    atlas = here.edition.atlas
    if scope.unit is None:
        return None
    if scope.ground_of is not None and scope.ground_of != day:
        return [part.unit.id for part in restate(atlas, frame_of(atlas, scope.unit.id, (), scope.ground_of), day)]
    return [*frame_of(atlas, scope.unit.id, (), day).units, scope.unit.id]


def _before(visit: Visit, here: Ground, scope: Scope, day: date) -> dict[str, Dossier]:
    """The works as known, and as they stood, on the earlier day that the address names."""
    against = day_named(visit, "so-voi")
    if against is None or against >= day:
        return {}
    told = queries.investment(as_of=against, viewer=asking(visit), known_at=against)
    return {one.works.works: one for one in told.works}


def _bar(visit: Visit, line: Line, before: dict[str, Dossier]) -> Bar:
    """All stages of works as one bar: from the first planned day to hand-over."""
    dossier = line.dossier
    bars = bars_of(visit.say, dossier)
    earlier = before.get(line.key)
    planned = [bar.planned for bar in bars if bar.planned]
    actual = [bar.actual for bar in bars if bar.actual]
    old = [bar.planned for bar in bars_of(visit.say, earlier) if bar.planned] if earlier else []
    ends = [end for _, end in actual]
    done = None if not actual or None in ends or len(actual) < len(bars) else max(end for end in ends if end)
    return Bar(
        f"{dossier.works.works} · {dossier.works.name}",
        (min(start for start, _ in planned), max(end for _, end in planned)) if planned else None,
        (min(start for start, _ in actual), done) if actual else None,
        (min(start for start, _ in old), max(end for _, end in old)) if old else None,
        line.standing.days if line.standing.status is Status.LATE else 0,
        works_path(visit, dossier.works.works),
    )


def _shared(visit: Visit, here: Ground, scope: Scope, day: date, name: str) -> dict[str, Any]:
    return {
        "tabs": project_tabs(visit, name),
        "scope": scope,
        "choices": choices(provinces_on(here.edition.atlas, day), scope.unit),
        "days": days_of(visit, day),
        "day": day,
    }


def project_tabs(visit: Visit, here: str) -> list[tuple[str, str, bool]]:
    """The pages about projects: title, address with scope and day kept, whether it is this one."""
    kept_ = "&".join(
        f"{name}={visit.GET[name]}"
        for name in ("pham-vi", "ngay")
        if visit.GET.get(name, "").isprintable() and visit.GET.get(name)
    )
    query = f"?{kept_}" if kept_ else ""
    return [(visit.say.text(f"web.projects.tab.{name}"), reverse(name) + query, name == here) for name in TABS]


def _amounts(visit: Visit, told: Investment) -> list[tuple[str, str, str, str]]:
    """Name, amount, of how many it is stated, and the place on the page where it is opened."""
    say, found = visit.say, sums(told)
    assigned = found.assigned if found.assigned_of else None
    paid = found.paid if found.paid_of else None

    def stated(number: int) -> str:
        return say.text("web.projects.stated-works", n=number, of=found.works)

    projects = say.text("web.projects.stated-projects", n=found.projects_stated, of=found.projects)
    rows = (
        ("earmarked", amount(say, found.earmarked), "", "#du-an"),
        ("investment", amount(say, found.investment), projects, "#du-an"),
        ("assigned", billion(say, assigned), stated(found.assigned_of), "#cong-trinh"),
        ("paid", billion(say, paid), stated(found.paid_of), "#cong-trinh"),
    )
    return [(say.text(f"web.projects.amount.{name}"), told_, of, place) for name, told_, of, place in rows]


def _works_of(told: Investment, one: Project) -> int:
    return len(told.of_project(one.project))


def _counts(visit: Visit, lines: Collection[Line]) -> list[tuple[str, int, str]]:
    told = [(status, sum(line.standing.status is status for line in lines)) for status in Status]
    return [
        (visit.say.text(f"projects.status.{status.value}"), number, "warn" if status is Status.LATE else "quiet")
        for status, number in told
        if number
    ]


def _kinds(visit: Visit, lines: Collection[Line], day: date) -> list[tuple[str, int, int, int]]:
    """Open obstacles by kind: how many, how many overdue, and the days lost that were stated."""
    found: dict[str, list[int]] = {}
    for line in lines:
        for one in line.standing.obstacles:
            row = found.setdefault(visit.say.words(Valued(one.kind)), [0, 0, 0])
            row[0] += 1
            row[1] += one.over(day) > 0
            row[2] += one.days_lost or 0
    return sorted(((kind, *row) for kind, row in found.items()), key=lambda row: (-row[2], -row[1], row[0]))  # type: ignore[misc]  # three numbers stand in each row
