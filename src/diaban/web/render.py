"""Rendering: what every page shows beside its own content."""

from functools import cache
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render as _render
from django.urls import reverse

from diaban.store.models import InstallationKind
from diaban.web.ground import GUEST, Visit

__all__ = ["MENU", "show"]

MENU: Final = ("staff", "premises", "money", "people", "movement", "reports", "units")
"""The menu's seven words (MISSION.md), by the names of their addresses."""


@cache
def _menu() -> tuple[tuple[str, str], ...]:
    return tuple((name, reverse(name)) for name in MENU)


def show(visit: Visit, template: str, content: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """A page. ``content``: what the template names."""
    say = visit.say
    other = "en" if visit.lang == "vi" else "vi"
    query = visit.GET.copy()
    query["lang"] = other
    menu = [
        {"title": say.text(f"web.menu.{name}"), "href": href, "here": visit.path.startswith(href)}
        for name, href in _menu()
    ]
    shared = {
        "request": visit,
        "menu": menu,
        "invented": visit.kind is InstallationKind.DEMONSTRATION,
        "guest": visit.viewer is GUEST,
        "account": visit.viewer.name if visit.viewer and visit.viewer is not GUEST else "",
        "edition_name": say.text("web.edition.networked"),
        "other_language": other,
        "other_language_query": query.urlencode(),
    }
    return _render(visit, f"diaban/{template}.html", {**shared, **(content or {})}, status=status)
