"""Pages of the menu whose rows are not built yet: what will be there, and what there is already."""

from collections.abc import Callable
from typing import Final

from django.http import HttpResponse

from diaban.web.access import demands
from diaban.web.ground import Visit
from diaban.web.render import show

__all__ = ["money", "movement", "people", "premises", "reports", "staff"]

ROWS: Final = {
    "staff": ("M2", "M3", "M9", "M12", "M16"),
    "premises": ("M4",),
    "money": ("M5", "M6", "M7"),
    "people": ("M8",),
    "movement": ("M10", "M11", "M13"),
    "reports": ("M14", "M15"),
}
BUILT: Final = frozenset({"M1", "M2", "M4", "M15", "M16"})
"""Rows of the mission that there is something of to see."""


def _page(name: str) -> Callable[[Visit], HttpResponse]:
    @demands("reader")
    def page(visit: Visit) -> HttpResponse:
        rows = [
            {"row": row, "title": visit.say.text(f"row.{row}"), "built": row in BUILT} for row in ROWS[name]
        ]
        return show(visit, "coming", {"name": name, "title": visit.say.text(f"web.menu.{name}"), "rows": rows})

    page.__doc__ = f"The page of the menu word ``{name}``."
    return page


staff, premises, money = _page("staff"), _page("premises"), _page("money")
people, movement, reports = _page("people"), _page("movement"), _page("reports")
