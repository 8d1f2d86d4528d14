"""The calendar of returns: what each commune owes for the last periods of a form, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, finding
from diaban.coverage.frame import Scope
from diaban.coverage.tally import provinces_on
from diaban.coverage.trend import scope_at
from diaban.intake.expected import Expected, Grid, ReturnStatus
from diaban.intake.form import Form
from diaban.intake.reporting import PeriodRule, ReportingPeriod, require_reach
from diaban.store import queries
from diaban.store.ground import forms_here
from diaban.units.unit import Level
from diaban.web.access import demands
from diaban.web.days import chosen_day, days_of
from diaban.web.ground import Ground, Visit, asking, ground, today
from diaban.web.lists.asked import tidied
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import seen
from diaban.web.pages.board import choices
from diaban.web.render import show
from diaban.web.returns_grid import ANCHOR, grid_listing, summary
from diaban.web.superior_forms import superior_links

__all__ = ["calendar", "chosen_form", "chosen_scope", "tabs"]

SHOWN: Final = 12
"""Periods of the calendar: a year of months, a quarter of weeks."""
SPANS: Final[Mapping[PeriodRule, timedelta]] = {
    PeriodRule.WEEKLY: timedelta(days=7 * (SHOWN - 1)),
    PeriodRule.MONTHLY: timedelta(days=335),
    PeriodRule.QUARTERLY: timedelta(days=1010),
    PeriodRule.HALF_YEARLY: timedelta(days=2000),
    PeriodRule.NINE_MONTHS: timedelta(days=4000),
    PeriodRule.YEARLY: timedelta(days=4000),
}
FIRST: Final = "staffing"
TABS: Final = ("reports", "submit", "week", "tasks", "claims")


@demands("reader")
def calendar(visit: Visit) -> HttpResponse:
    """``?bieu=`` chooses the form, ``?pham-vi=`` the province, ``?ngay=`` the last day; on demand as a workbook."""
    if (tidy := tidied(visit)) is not None:
        return tidy
    here, day = ground(visit), chosen_day(visit)
    forms = forms_here()[0]
    # Where nobody has sent the first form yet, a calendar of it would show nothing but that.
    form = chosen_form(
        visit, forms, "" if visit.GET.get("bieu") else queries.form_in_use(first=FIRST, viewer=asking(visit))
    )
    scope = scope_at(here.edition.atlas, chosen_scope(visit, here), day)
    told, refused = _grid(visit, here, form, scope, day)
    content: dict[str, object] = {
        "tabs": tabs(visit, "reports"),
        "forms": [(one.id, one.definition.title[visit.lang], one.id == form.id) for one in forms.values()],
        "form": form,
        "form_title": form.definition.title[visit.lang],
        "scope": scope,
        "choices": choices(provinces_on(here.edition.atlas, day), scope.unit),
        "rule": visit.say.text(f"reporting.rule.{form.rule}"),
        "calendar": visit.say.text(f"reporting.calendar.{_calendar(form)}"),
        "refused": [visit.say.sentences(one) for one in refused],
        "days": days_of(visit, day),
        "day": day,
        "superior": superior_links(visit, form.id),
    }
    if told is not None and told.columns:
        listed = seen(visit, grid_listing(visit, here, form, told, str(content["form_title"]), day))
        if (file := handed(visit, listed)) is not None:
            return file
        content["table"] = drawn(visit.say, listed)
        content["elsewhere"] = any(column.units(ReturnStatus.ELSEWHERE) for column in told.columns)
        content["summary"] = summary(visit.say, told.columns, lambda column, status: _narrowed(visit, column, status))[
            ::-1
        ]
    return show(visit, "calendar", content)


def _calendar(form: Form) -> str:
    """How its periods are cut: weeks alike in both calendars, and days that were asked for in neither."""
    if form.rule is PeriodRule.WEEKLY:
        return "weekly"
    return form.calendar.value if form.rule.regular else "asked"


def tabs(visit: Visit, here: str) -> list[tuple[str, str, bool]]:
    """The pages under *Báo cáo*: words, address, whether it is this one."""
    return [(visit.say.text(f"web.returns.tab.{name}"), reverse(name), name == here) for name in TABS]


def chosen_form(visit: Visit, forms: Mapping[str, Form], usual: str = FIRST) -> Form:
    """The form that the address names, else the ``usual`` one. RefusedError ``form-unknown``."""
    name = visit.GET.get("bieu", "") or (usual if usual in forms else next(iter(forms)))
    if name not in forms:
        raise RefusedError(finding("form-unknown", form=name[:60], forms=sorted(forms)))
    return forms[name]


def chosen_scope(visit: Visit, here: Ground) -> Scope:
    """The unit that the address names (``?pham-vi=``); without one the nation, or all that the account sees."""
    unit_id = visit.GET.get("pham-vi", "") or _own(visit, here)
    if not unit_id:
        return Scope()
    try:
        return Scope(here.edition.atlas.versions(unit_id)[-1])
    except LookupError as error:
        raise RefusedError(finding("page-unknown", address=f"{visit.path}?pham-vi={unit_id}"[:200])) from error


def _own(visit: Visit, here: Ground) -> str:
    """The top unit of an account that does not see the nation."""
    reads = asking(visit).reads
    if reads is None:
        return ""
    atlas = here.edition.atlas
    order = {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.COMMUNE: 2}
    mine = [atlas.versions(unit)[-1] for unit in reads if not atlas.versions(unit)[-1].period.end]
    mine.sort(key=lambda unit: (order.get(unit.level, 3), unit.code))
    return mine[0].id if mine else ""


def _grid(visit: Visit, here: Ground, form: Form, scope: Scope, day: date) -> tuple[Grid | None, tuple[Finding, ...]]:
    try:
        require_reach(day)
        return (
            queries.return_grid(
                edition=here.edition,
                asked=[(form, _periods(visit, here, form, scope, day))],
                scope=scope,
                # Of a day to come nobody knows yet who will have sent.
                today=min(day, today()),
                viewer=asking(visit),
            ),
            (),
        )
    except RefusedError as refused:
        return None, refused.findings


def _periods(visit: Visit, here: Ground, form: Form, scope: Scope, day: date) -> Sequence[ReportingPeriod]:
    """The last periods that have begun by ``day``, from the province's horizon on; of a form without regular periods
    those of which there is a return."""
    first = day - SPANS[form.rule] if form.rule.regular else date.min
    there = queries.periods_shown(form=form, start=first, end=day, viewer=asking(visit))
    start = _horizon(here, scope)
    told = [one for one in there if one.cut_off in form.definition.in_force and (start is None or one.cut_off >= start)]
    return told[-SHOWN:]


def _horizon(here: Ground, scope: Scope) -> date | None:
    """From when the scope's list of communes is complete: what was owed earlier nobody knows."""
    horizons = here.edition.atlas.horizons
    if scope.unit is None:
        return max(horizon.day for horizon in horizons.values())
    top = scope.unit
    atlas = here.edition.atlas
    day = scope.ground_of or (top.answers.start if top.answers and top.answers.start else date.min)
    above = [top, *(atlas.ancestors(top, max(day, top.period.start or day)) if top.level is not Level.PROVINCE else ())]
    return next((horizons[unit.id].day for unit in above if unit.id in horizons), None)


def _narrowed(visit: Visit, column: Expected, status: ReturnStatus) -> str:
    """The same list, only of communes in that state in that period."""
    kept = [(key, value) for key, value in visit.GET.items() if key not in ("loc", "trang", "xuat", "lang")]
    key = f"k{column.period.key}".replace(".", "_")
    return f"?{urlencode([*kept, ('loc', f'{key}.{status.value}')])}#{ANCHOR}"
