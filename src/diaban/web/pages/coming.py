"""Pages of the menu: the board's strips of their standards where there are some, and what is still to come."""

from collections.abc import Callable
from typing import Final

from django.http import HttpResponse
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.coverage.frame import Scope
from diaban.coverage.tally import provinces_on
from diaban.coverage.trend import scope_at
from diaban.units.unit import Level
from diaban.web.access import demands
from diaban.web.days import chosen_day, days_of
from diaban.web.ground import Ground, Visit, ground
from diaban.web.pages.board import answered, board_path, choices
from diaban.web.render import show
from diaban.web.strips import strips

__all__ = ["premises", "staff"]

ROWS: Final = {
    "staff": ("M2", "M3", "M9", "M12", "M16"),
    "premises": ("M4",),
}
"""Rows of the mission under each word of the menu."""
STANDARDS: Final = {
    "staff": ("staffing-floor", "investigator", "hamlet-officer"),
    "premises": ("official-housing", "independent-headquarters", "headquarters-standard"),
}
"""Standards whose strips the page of a word shows."""
LINKS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "M2": (("web.board.title", "board", ""), ("web.menu.staff", "staff", "#staffing-floor")),
    "M4": (("web.board.title", "board", ""), ("web.menu.premises", "premises", "#independent-headquarters")),
    "M12": (("web.community.tab.patrols", "patrols", ""),),
    "M16": (("web.menu.staff", "staff", "#hamlet-officer"),),
}
"""Rows of which there is something to see: words, page, and the place on it."""


def _page(name: str) -> Callable[[Visit], HttpResponse]:
    @demands("reader")
    def page(visit: Visit) -> HttpResponse:
        rows = [{"row": row, "title": visit.say.text(f"row.{row}"), "links": _links(visit, row)} for row in ROWS[name]]
        content: dict[str, object] = {"name": name, "title": visit.say.text(f"web.menu.{name}"), "rows": rows}
        content["to_come"] = any(not row["links"] for row in rows)
        if name in STANDARDS:
            content |= _strips(visit, STANDARDS[name])
        return show(visit, "coming", content)

    page.__doc__ = f"The page of the menu word ``{name}``; ``?xa-tinh=ID`` chooses the province of its strips."
    return page


def _links(visit: Visit, row: str) -> list[tuple[str, str]]:
    return [(visit.say.text(key), reverse(page) + place) for key, page, place in LINKS.get(row, ())]


def _strips(visit: Visit, standards: tuple[str, ...]) -> dict[str, object]:
    here, day = ground(visit), chosen_day(visit)
    scope, provinces = _scope(visit, here), provinces_on(here.edition.atlas, day)
    scope = scope_at(here.edition.atlas, scope, day)
    results, refused = answered(visit, here, scope, day)
    return {
        "scope": scope,
        "strips": strips(visit, here, scope, day, results, standards),
        "choices": choices(provinces, scope.unit),
        "refused": [visit.say.sentences(one) for one in refused[:1]],
        "refused_more": len(refused[1:]),
        "board_href": board_path(visit, scope.unit.id if scope.unit else None, scope.ground_of, on=day),
        "days": days_of(visit, day),
        "day": day,
    }


def _scope(visit: Visit, here: Ground) -> Scope:
    """The province asked for; the nation without one. RefusedError ``page-unknown`` for what is no province."""
    unit_id = visit.GET.get("xa-tinh", "")
    if not unit_id:
        return Scope()
    try:
        unit = here.edition.atlas.versions(unit_id)[-1]
    except LookupError:
        unit = None
    if unit is None or unit.level is not Level.PROVINCE:
        raise RefusedError(finding("page-unknown", address=f"{visit.path}?xa-tinh={unit_id}"[:200]))
    return Scope(unit)


staff, premises = _page("staff"), _page("premises")
