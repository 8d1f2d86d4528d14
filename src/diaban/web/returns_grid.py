"""The calendar of returns as a list: communes by row, the last periods of one form by column."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diaban.basis.speech import Speech
from diaban.intake.expected import IN, Expected, Grid, Owed, ReturnStatus
from diaban.intake.form import Form
from diaban.reports.table import Cell
from diaban.store.models import InstallationKind
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.ground import Ground, Visit
from diaban.web.lists.column import Column, Options, code, unit
from diaban.web.lists.listing import Listing

__all__ = ["ANCHOR", "SIZE", "grid_listing", "short_period", "summary"]

ANCHOR: Final = "lich"
SIZE: Final = 120
"""Communes of a page: those of a province are seen whole, of the nation page by page."""
LOUD: Final = {
    ReturnStatus.MISSING: "bad",
    ReturnStatus.LATE: "warn",
    ReturnStatus.SENT_BACK: "warn",
    ReturnStatus.ELSEWHERE: "other",
}
DONE: Final = {ReturnStatus.ACCEPTED: "good", ReturnStatus.CORRECTED: "good", ReturnStatus.APPROVED: "best"}
PAGES: Final = {"situation": "situation", "campaign": "people", "patrols": "patrols"}
"""Pages that show what a form counts, for one commune as well."""
RANK: Final = {status: rank for rank, status in enumerate(ReturnStatus)}


def grid_listing(visit: Visit, here: Ground, form: Form, grid: Grid, title: str, today: date) -> Listing[Unit]:
    """The list. A state is told by its word and by its edge; each opens its return, or the page that takes one."""
    say = visit.say
    days = [column.period.cut_off for column in grid.columns]
    atlas = here.edition.atlas

    def version(unit_id: str) -> Unit:
        # As it was at the last cut-off on which it stood.
        found = (atlas.find_id(unit_id, day) for day in reversed(days))
        return next((one for one in found if one is not None), atlas.versions(unit_id)[-1])

    columns: list[Column[Unit]] = [
        code("ma", say.text("web.board.code"), lambda one: one.code),
        unit("ten", say.text("word.unit"), lambda one: one, lambda one: days[-1] if days else today),
        *(_column(say, form, one) for one in grid.columns),
    ]
    units = [version(unit_id) for unit_id in grid.units]
    last = grid.columns[-1].frame if grid.columns else {}
    return Listing(
        title=title,
        columns=tuple(columns),
        # Whoever owes the last period comes first; those that were merged away since then stand below.
        rows=sorted(units, key=lambda one: (one.id not in last, one.code)),
        source=say.text("web.list.source-registers", edition=str(here.edition.number)),
        as_of=today,
        anchor=ANCHOR,
        look="returns",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        size=SIZE,
    )


def short_period(say: Speech, column: Expected) -> str:
    """A period as a heading has room for it: its key, read with the rule and calendar that stand above the list."""
    return column.period.key


def _column(say: Speech, form: Form, column: Expected) -> Column[Unit]:
    title = short_period(say, column)
    words = {status.value: say.text(f"return-status.{status.value}") for status in ReturnStatus}

    def owed(one: Unit) -> Owed:
        return column.of(one.id)

    def cells(one: Unit) -> tuple[Cell, ...]:
        return (words[owed(one).status.value],)

    def rank(one: Unit) -> Any:
        status = owed(one).status
        return None if status is ReturnStatus.NOT_OWED else RANK[status]

    return Column(
        key=f"k{column.period.key}".replace(".", "_"),
        title=title,
        html=lambda one: _cell(say, form, column, one, owed(one), words),
        cells=cells,
        titles=(title,),
        order=rank,
        options=Options(words, lambda one: owed(one).status.value),
    )


def _cell(say: Speech, form: Form, column: Expected, one: Unit, owed: Owed, words: Mapping[str, str]) -> SafeString:
    status = owed.status
    if status is ReturnStatus.NOT_OWED:
        return mark_safe(f'<span class="quiet" title="{escape(words[status.value])}">—</span>')
    kind = LOUD.get(status) or DONE.get(status) or ""
    word = escape(words[status.value])
    late = escape(say.text("web.returns.late-mark")) if owed.late and status in IN - {ReturnStatus.LATE} else ""
    pending = escape(say.text("web.returns.pending")) if owed.pending is not None else ""
    more = "".join(f' <span class="quiet">{part}</span>' for part in (late, pending) if part)
    shown = owed.pending or owed.sent
    if shown is not None:
        href = reverse("returned", args=[shown.number])
    elif status is ReturnStatus.ELSEWHERE:
        href = _figures(form, column, one)
    elif status in (ReturnStatus.MISSING, ReturnStatus.EXPECTED):
        href = f"{reverse('submit')}?bieu={form.id}&amp;don-vi={escape(one.id)}&amp;ky={escape(column.period.key)}"
    else:
        href = ""
    told = f'<a href="{href}">{word}</a>' if href else word
    return mark_safe(f'<span class="rs {kind}">{told}{more}</span>')


def _figures(form: Form, column: Expected, one: Unit) -> str:
    """Where the figures stand that are held without a return: on the page of their subject, else on the commune's."""
    day = column.period.cut_off.isoformat()
    if form.id in PAGES:
        return f"{reverse(PAGES[form.id])}?pham-vi={escape(one.id)}&amp;ngay={day}"
    return f"{reverse('unit', args=[one.id])}?ngay={day}"


def summary(
    say: Speech, columns: Sequence[Expected], link: Callable[[Expected, ReturnStatus], str]
) -> list[dict[str, object]]:
    """Each period: due day, how many of the frame are in, and every state that is there with its count."""
    return [
        {
            "period": column.period,
            "due": column.due,
            "share": column.share(),
            "in": parts.figure(say, sum(column.counts()[one] for one in IN), None, of=len(column.frame)),
            "states": [
                (say.text(f"return-status.{status.value}"), parts.figure(say, count, link(column, status)))
                for status, count in column.counts().items()
                if count
            ],
            "outside": len(column.outside),
        }
        for column in columns
    ]
