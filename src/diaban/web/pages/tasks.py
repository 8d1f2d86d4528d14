"""Tasks of briefings: set with an owner and a day, seen again every week until they are done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.basis.period import parse_day
from diaban.store import actions, queries
from diaban.store.models import InstallationKind
from diaban.store.queries import TaskLine
from diaban.store.viewer import Role
from diaban.units.scope import resolve_scope
from diaban.units.unit import UnitId
from diaban.web.access import demands
from diaban.web.ground import Ground, Visit, asking, ground, now, today
from diaban.web.lists.asked import tidied
from diaban.web.lists.column import Column, Options, day, whole, written
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import Listing, seen
from diaban.web.pages.calendar import tabs
from diaban.web.render import show

__all__ = ["tasks"]


STATE, WHAT, WHERE, OWNER, RESULT = "trang-thai", "viec", "noi", "phu-trach", "ket-qua"
"""Columns of the list, as addresses name them."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the form, so that a refusal does not cost them the words."""

    text: str = ""
    owner: str = ""
    due: str = ""
    unit: str = ""
    reason: str = ""


@demands("reader", posts=True)
def tasks(visit: Visit) -> HttpResponse:
    """The list; editors add tasks (``viec=giao``) and say that one is done (``viec=xong``)."""
    if (tidy := tidied(visit)) is not None:
        return tidy
    here, who = ground(visit), asking(visit)
    typed, refused = Typed(), tuple[Finding, ...]()
    if visit.method == "POST":
        who.require_writer(())
        typed = Typed(*(visit.POST.get(name, "") for name in ("noi-dung", "phu-trach", "han", "noi", "ly-do")))
        try:
            _finish(visit) if visit.POST.get("viec") == "xong" else _add(visit, here, typed)
            return HttpResponseRedirect(reverse("tasks"))
        except RefusedError as error:
            refused = error.findings
    lines = queries.tasks(viewer=who)
    listed = seen(visit, _listing(visit, here, lines))
    if (file := handed(visit, listed)) is not None:
        return file
    content = {
        "tabs": tabs(visit, "tasks"),
        "table": drawn(visit.say, listed),
        "writes": who.role is not Role.READER,
        "open": [one for one in lines if one.done is None],
        "refused": [visit.say.sentences(one) for one in refused],
        "typed": typed,
        "today": today(),
    }
    return show(visit, "tasks", content, status=422 if refused else 200)


def _add(visit: Visit, here: Ground, typed: Typed) -> None:
    actions.add_task(
        scope=_unit(here, typed.unit),
        text=typed.text,
        owner=typed.owner,
        due=_day(typed.due, "due"),
        week=today(),
        by=asking(visit),
        at=now,
        reason=typed.reason,
    )


def _finish(visit: Visit) -> None:
    number = visit.POST.get("so", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise RefusedError(finding("task-unknown", number=number[:20]))
    actions.finish_task(
        number=int(number),
        done=_day(visit.POST.get("ngay-xong", ""), "done"),
        result=visit.POST.get("ket-qua", ""),
        by=asking(visit),
        at=now,
        reason=visit.POST.get("ly-do", ""),
    )


def _unit(here: Ground, name: str) -> UnitId | None:
    return resolve_scope(here.edition.atlas, here.edition.names, name, today()).id if name.strip() else None


def _day(text: str, column: str) -> date:
    try:
        return parse_day(text.strip())
    except ValueError as error:
        raise RefusedError(finding("impossible-day", place=Place(column=column), text=text[:40])) from error


def _listing(visit: Visit, here: Ground, lines: Sequence[TaskLine]) -> Listing[TaskLine]:
    say, on, atlas = visit.say, today(), here.edition.atlas
    words: Mapping[str, str] = {name: say.text(f"web.tasks.state.{name}") for name in ("over", "open", "done")}

    def state(one: TaskLine) -> str:
        return "done" if one.done is not None else "over" if one.due < on else "open"

    def place(one: TaskLine) -> str:
        if one.unit is None:
            return say.text("word.nation")
        return (atlas.find_id(one.unit, on) or atlas.versions(one.unit)[-1]).full_name

    def told(one: TaskLine) -> str:
        return words[state(one)]

    standing = written(STATE, say.text("tasks.state"), told)
    columns: tuple[Column[TaskLine], ...] = (
        whole(say, "so", say.text("tasks.number"), lambda one: one.number),
        written(WHAT, say.text("tasks.task"), lambda one: one.text, head=True),
        written(WHERE, say.text("tasks.unit"), place, mark="name"),
        written(OWNER, say.text("tasks.owner"), lambda one: one.owner),
        day(say, "han", say.text("tasks.due"), lambda one: one.due),
        Column(
            standing.key,
            standing.title,
            standing.html,
            standing.cells,
            standing.titles,
            lambda one: list(words).index(state(one)),
            standing.words,
            Options(words, state),
        ),
        day(say, "xong", say.text("web.tasks.done-on"), lambda one: one.done),
        written(RESULT, say.text("web.tasks.result"), lambda one: one.result),
    )
    return Listing(
        title=say.text("web.returns.tab.tasks"),
        columns=columns,
        rows=sorted(lines, key=lambda one: (one.done is not None, one.due, one.number)),
        source=say.text("web.list.source-registers", edition=str(here.edition.number)),
        as_of=on,
        anchor="viec",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
    )
