"""The lists of the projects' pages: works late first, what is due, and the works of a project."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from diaban.registers.projects.difficulty import Directive, Obstacle
from diaban.registers.projects.portfolio import Due, Line
from diaban.registers.value import Valued
from diaban.reports.works_words import acting, because, billion, late
from diaban.store.models import InstallationKind
from diaban.units.unit import Unit, UnitId
from diaban.web import parts
from diaban.web.ground import Ground, Visit
from diaban.web.lists.column import Column, Options, choice, day, unit, whole, written
from diaban.web.lists.listing import Listing
from diaban.web.markup import escape, mark_safe

__all__ = ["due_listing", "portfolio_listing", "project_path", "works_path"]

STATUSES = ("late", "suspended", "untold", "on-time", "done", "stopped")


def works_path(visit: Visit, key: str) -> str:
    """Where works are shown, on the day of this page."""
    return _at(visit, reverse("works", args=[key.replace("/", "~")]))


def project_path(visit: Visit, key: str) -> str:
    """Where a project is shown, on the day of this page."""
    return _at(visit, reverse("project", args=[key.replace("/", "~")]))


def _at(visit: Visit, path: str) -> str:
    on = visit.GET.get("ngay", "")
    return f"{path}?ngay={escape(on)}" if on else path


def _unit(here: Ground, unit_id: UnitId, on: date) -> Unit:
    atlas = here.edition.atlas
    return atlas.find_id(unit_id, on) or atlas.versions(unit_id)[-1]


def _linked(visit: Visit, title: str, key: str = "ct") -> Column[Line]:
    def html(line: Line) -> str:
        href = escape(works_path(visit, line.key))
        return mark_safe(f'<a data-n="code" href="{href}">{escape(line.key)}</a>')

    return Column(
        key, title, html, lambda line: (line.key,), (title,), lambda line: line.key, lambda line: line.key, head=True
    )


def portfolio_listing(visit: Visit, here: Ground, lines: Sequence[Line], on: date) -> Listing[Line]:
    """Works late first: by how much, because of what, who acts by when."""
    say = visit.say

    def told(name: str) -> str:
        return say.text(f"projects.column.{name}")

    words = {name: say.text(f"projects.status.{name}") for name in STATUSES}
    lateness: Column[Line] = written("tien-do", told("late"), lambda line: late(say, line))

    def money(value: int | None) -> str:
        return billion(say, value)

    columns: tuple[Column[Line], ...] = (
        _linked(visit, told("works")),
        unit("don-vi", told("unit"), lambda line: _unit(here, line.dossier.works.unit, on), lambda _: on, head=False),
        written("du-an", told("project"), lambda line: line.dossier.works.project, mark="code"),
        Column(
            lateness.key,
            lateness.title,
            lambda line: parts.chip(late(say, line), "warn" if line.standing.status.value == "late" else "quiet"),
            lateness.cells,
            lateness.titles,
            lambda line: -line.standing.days,
            lateness.words,
            Options(words, lambda line: line.standing.status.value),
        ),
        written("vi-sao", told("because"), lambda line: because(say, line)),
        written("xu-ly", told("acts"), lambda line: acting(say, line)),
        whole(
            say,
            "khoi-luong",
            told("percent"),
            lambda line: line.dossier.progress.percent if line.dossier.progress else None,
        ),
        written("hop-dong", told("contract"), lambda line: money(line.dossier.contracted), mark="figure"),
        written(
            "giai-ngan",
            told("paid"),
            lambda line: money(line.dossier.paid.paid_vnd if line.dossier.paid else None),
            mark="figure",
        ),
    )
    return Listing(
        title=say.text("web.projects.tab.money"),
        columns=columns,
        rows=lines,
        source=say.text("web.list.source-registers", edition=str(here.edition.number)),
        as_of=on,
        anchor="cong-trinh",
        look="roomy",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        empty=say.text("web.projects.none"),
        size=100,
    )


def due_listing(visit: Visit, here: Ground, found: Sequence[Due], on: date) -> Listing[Due]:
    """Directives and obstacles that are open, the most overdue first."""
    say = visit.say
    kinds = {"directive": say.text("projects.directive"), "obstacle": say.text("projects.obstacle")}

    def told(name: str) -> str:
        return say.text(f"projects.column.{name}")

    def over(one: Due) -> str:
        return say.text("projects.days-over", days=one.over) if one.over else say.text("projects.open")

    def above(one: Due) -> str:
        if isinstance(one.what, Directive):
            return one.what.issuer
        return one.what.escalated_to or ""

    def link(one: Due) -> str:
        key = one.dossier.works.works
        return mark_safe(f'<a data-n="code" href="{escape(works_path(visit, key))}">{escape(key)}</a>')

    def key(one: Due) -> str:
        return one.dossier.works.works

    late_ = written("qua-han", told("over"), over)
    columns: tuple[Column[Due], ...] = (
        choice(
            "loai",
            told("kind"),
            lambda one: "directive" if isinstance(one.what, Directive) else "obstacle",
            kinds,
            chip=True,
        ),
        written("noi-dung", told("text"), lambda one: one.what.text, head=True),
        Column("ct", told("works"), link, lambda one: (key(one),), (told("works"),), key, key),
        unit("don-vi", told("unit"), lambda one: _unit(here, one.dossier.works.unit, on), lambda _: on, head=False),
        written("vi-sao", told("because"), lambda one: _kind(visit, one)),
        written("ai", told("who"), lambda one: one.who),
        day(say, "han", told("by"), lambda one: one.what.due),
        Column(
            late_.key,
            late_.title,
            lambda one: parts.chip(over(one), "warn" if one.over else "quiet"),
            late_.cells,
            late_.titles,
            lambda one: -one.over,
            late_.words,
        ),
        written("cap-tren", told("escalated"), above),
    )
    return Listing(
        title=say.text("web.projects.tab.obstacles"),
        columns=columns,
        rows=found,
        source=say.text("web.list.source-registers", edition=str(here.edition.number)),
        as_of=on,
        anchor="vuong-mac",
        look="roomy",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        empty=say.text("projects.nothing-due"),
        size=100,
    )


def _kind(visit: Visit, one: Due) -> str:
    return visit.say.words(Valued(one.what.kind)) if isinstance(one.what, Obstacle) else ""
