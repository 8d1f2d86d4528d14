"""Joint patrols (M12): the border communes of a day, what was planned and held with the border guard, and the sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.coverage.counts.asked import CountAsked
from diaban.coverage.counts.item import Span
from diaban.coverage.counts.patrols import Slot, slots
from diaban.coverage.frame import Scope
from diaban.registers.patrols import BorderCommune, PatrolHeld, PatrolPlan
from diaban.reports.document import patrol_document
from diaban.reports.patrol_sheet import patrol_sheet
from diaban.store import queries
from diaban.store.models import InstallationKind
from diaban.units.unit import Unit
from diaban.web.access import demands
from diaban.web.community import Asking, count_figure, measures
from diaban.web.ground import Visit, asking
from diaban.web.markup import SafeString
from diaban.web.render import show

__all__ = ["patrol_file", "patrols"]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AHEAD = 40
"""Slots to come that the page lists."""


@dataclass(frozen=True, slots=True)
class Row:
    """A border commune on the page."""

    unit: Unit
    border: str
    confidence: str
    basis: str
    planned: SafeString
    held: SafeString
    month_planned: SafeString
    month_held: SafeString


@demands("reader")
def patrols(visit: Visit) -> HttpResponse:
    """``?pham-vi=``, ``?ngay=``: a scope and a day."""
    asked = Asking.of(visit)
    content = asked.content("patrols")
    if not content["refused"]:
        listed = _border(asked)
        coming = [one for one in _slots(asked) if one.held is None and one.planned_on >= asked.day]
        content |= {
            "rows": [_row(asked, one) for one in listed],
            "planned": asked.figure("patrols-planned", "", Span.YEAR),
            "held": asked.figure("joint-patrols", "", Span.YEAR),
            "coming": [(_named(asked, one.unit, one.planned_on), one) for one in coming[:AHEAD]],
            "more": max(0, len(coming) - AHEAD),
            "off": [(_named(asked, unit, asked.day), number) for unit, number in _off(asked, listed)],
        }
    return show(visit, "patrols", content)


@demands("reader")
def patrol_file(visit: Visit, unit_id: str) -> HttpResponse:
    """The sheet of a commune's patrols as a Word document: of the reporting month in which ``?ngay=`` lies.

    Without any there are lines to write by hand. RefusedError ``scope-unseen``, ``page-unknown``.
    """
    asked = Asking.of(visit)
    atlas = asked.here.edition.atlas
    try:
        unit = atlas.find_id(unit_id, asked.day) or atlas.versions(unit_id)[-1]
    except KeyError as error:
        raise RefusedError(finding("page-unknown", address=visit.path[:200])) from error
    own = Asking(visit, asked.here, Scope(unit), asked.day, asked.month)
    month = CountAsked(measures()["joint-patrols"], own.scope, asked.day, "", Span.MONTH).window
    found = [one for one in _slots(own) if month is not None and one.planned_on in month]
    invented = visit.kind is InstallationKind.DEMONSTRATION
    above = atlas.ancestors(unit, asked.day)
    sheet = patrol_sheet(unit, above[-1] if above else None, found, month=month, say=visit.say, invented=invented)
    response = HttpResponse(patrol_document(sheet), content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="tuan-tra-{unit.code}-{asked.day.isoformat()}.docx"'
    return response


def _border(asked: Asking) -> list[BorderCommune]:
    """Lines of the list that hold on the page's day, in the order of codes."""
    found = queries.stated_in(
        edition=asked.here.edition, fact=BorderCommune, scope=asked.scope, day=asked.day, viewer=asking(asked.visit)
    )
    inside = queries.communes_of(asked.here.edition, asked.scope, asked.day, viewer=asking(asked.visit))
    place = {id_: at for at, id_ in enumerate(inside.ids)}
    here = [one for one in found if asked.day in one.period and one.unit in place]
    return sorted(here, key=lambda one: place[one.unit])


def _slots(asked: Asking) -> list[Slot]:
    given: dict[str, Any] = {"edition": asked.here.edition, "scope": asked.scope, "day": asked.day}
    given["viewer"] = asking(asked.visit)
    return slots(queries.stated_in(fact=PatrolPlan, **given), queries.stated_in(fact=PatrolHeld, **given))


def _off(asked: Asking, listed: Sequence[BorderCommune]) -> list[tuple[str, int]]:
    """Communes that plan patrols in the month of the day and are on no border by the list: it may be the list."""
    border = {one.unit for one in listed}
    month = CountAsked(measures()["joint-patrols"], asked.scope, asked.day, "", Span.MONTH).window
    off: dict[str, int] = {}
    for one in _slots(asked):
        if month is not None and one.planned_on in month and one.unit not in border:
            off[one.unit] = off.get(one.unit, 0) + 1
    return sorted(off.items())


def _row(asked: Asking, one: BorderCommune) -> Row:
    say, unit = asked.visit.say, _named(asked, one.unit, asked.day)
    own = Asking(asked.visit, asked.here, Scope(unit), asked.day, asked.month)

    def told(measure: str, span: Span) -> SafeString:
        return count_figure(say, own.count(measure, "", span))

    return Row(
        unit,
        say.text(f"register.value.{one.border.value}"),
        say.text(f"confidence.{one.confidence.value}"),
        one.basis,
        told("patrols-planned", Span.YEAR),
        told("joint-patrols", Span.YEAR),
        told("patrols-planned", Span.MONTH),
        told("joint-patrols", Span.MONTH),
    )


def _named(asked: Asking, unit: str, day: date) -> Unit:
    atlas = asked.here.edition.atlas
    return atlas.find_id(unit, day) or atlas.versions(unit)[-1]
