"""The week's sheet as a page, as a Word document, and the reminder to whoever has not sent."""

from datetime import date, datetime, time
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.coverage.frame import Scope
from diaban.coverage.tally import provinces_on
from diaban.coverage.trend import scope_at
from diaban.reports.document import letter_document, page_document
from diaban.reports.letter import week_reminder
from diaban.reports.week import SEVEN, WeekSheet
from diaban.reports.week_page import week_page
from diaban.store import queries
from diaban.store.ground import forms_here
from diaban.web.access import demands
from diaban.web.days import chosen_day, days_of
from diaban.web.ground import VIET_NAM, Ground, Visit, asking, ground, now
from diaban.web.pages.board import choices
from diaban.web.pages.calendar import chosen_scope, tabs
from diaban.web.render import show

__all__ = ["week"]

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@demands("reader")
def week(visit: Visit) -> HttpResponse:
    """The seven days up to ``?ngay=``; ``?xuat=docx`` the document, ``?xuat=don-doc`` the reminder."""
    here, day = ground(visit), chosen_day(visit)
    scope = scope_at(here.edition.atlas, chosen_scope(visit, here), day)
    sheet, refused = _sheet(visit, here, scope, day)
    content: dict[str, object] = {
        "tabs": tabs(visit, "week"),
        "scope": scope,
        "choices": choices(provinces_on(here.edition.atlas, day), scope.unit),
        "refused": [visit.say.sentences(one) for one in refused],
        "days": days_of(visit, day),
        "day": day,
    }
    if sheet is not None:
        page = week_page(sheet, visit.say)
        match visit.GET.get("xuat", ""):
            case "docx":
                return _file(page_document(page, visit.say), f"tuan-{day.isoformat()}.docx")
            case "don-doc" if sheet.unsent:
                letter = week_reminder(sheet, scope.unit, day, visit.say, here.edition.atlas)
                return _file(letter_document(letter), f"don-doc-{day.isoformat()}.docx")
        content |= {
            "sheet": sheet,
            "page": page,
            "document_href": _at(visit, xuat="docx"),
            "reminder_href": _at(visit, xuat="don-doc"),
            "before_href": _at(visit, ngay=(day - SEVEN).isoformat()),
            "after_href": _at(visit, ngay=(day + SEVEN).isoformat()),
        }
    return show(visit, "week", content)


def _sheet(visit: Visit, here: Ground, scope: Scope, day: date) -> tuple[WeekSheet | None, tuple[Finding, ...]]:
    try:
        return (
            queries.week(
                edition=here.edition,
                standards=here.standards,
                forms=forms_here()[0].values(),
                scope=scope,
                ending=day,
                # Nobody knows more than is known: of a week that is not over, what is known now.
                known_at=min(now(), datetime.combine(day, time.max, VIET_NAM)),
                viewer=asking(visit),
            ),
            (),
        )
    except RefusedError as refused:
        return None, refused.findings


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _at(visit: Visit, **changes: str) -> str:
    kept = {key: value for key, value in visit.GET.items() if key not in ("xuat", "lang")}
    return "?" + urlencode(kept | changes)
