"""Forms for programs: which there are, and the JSON schema of each."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from diaban import __version__
from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.basis.period import parse_day
from diaban.intake.form import Form
from diaban.intake.json_schema import json_schema
from diaban.intake.limits import LIMITS
from diaban.intake.reporting import parse_period
from diaban.store.ground import forms_here
from diaban.store.models import InstallationKind
from diaban.web.api.answer import answered
from diaban.web.api.door import serves
from diaban.web.ground import Visit, today

__all__ = ["forms", "index", "schema"]


@serves("reader")
def index(visit: Visit) -> HttpResponse:
    """What there is: addresses, limits, and whether the data are invented."""
    return answered(
        {
            "program": "diaban",
            "version": __version__,
            "invented": visit.kind is InstallationKind.DEMONSTRATION,
            "account": visit.granted.name if visit.granted else None,
            "forms": reverse("api-forms"),
            "returns": reverse("api-returns"),
            "limits": {"json": LIMITS.json, "file": LIMITS.size, "rows": LIMITS.rows},
        }
    )


@serves("reader")
def forms(visit: Visit) -> HttpResponse:
    """The forms in force on ``?day=`` (today)."""
    day = _day(visit, "day") or today()
    told = [_form(one, day) for one in forms_here()[0].values() if one.scope_on(day) is not None]
    return answered({"day": day.isoformat(), "forms": told})


@serves("reader")
def schema(visit: Visit, form_id: str) -> HttpResponse:
    """The JSON schema of a form for ``?period=``, or for a cut-off on ``?day=`` (today)."""
    form = forms_here()[0].get(form_id)
    if form is None:
        raise RefusedError(finding("page-unknown", address=visit.path[:200]))
    key = visit.GET.get("period", "").strip()
    day = parse_period(form.rule, form.calendar, key[:80]).cut_off if key else _day(visit, "day") or today()
    response = answered(json_schema(form, form.on(day)))
    response["Content-Type"] = "application/schema+json; charset=utf-8"
    return response


def _form(form: Form, day: date) -> dict[str, Any]:
    version = form.on(day)
    return {
        "id": form.id,
        "title": dict(form.definition.title),
        "rule": form.rule.value,
        "calendar": form.calendar.value,
        "sent_by": [level.value for level in form.sent_by],
        "secrecy": form.secrecy,
        "version": version.start.isoformat(),
        "tables": [table.id for table in version.tables],
        "schema": f"{reverse('api-schema', args=[form.id])}?{urlencode({'day': day.isoformat()})}",
    }


def _day(visit: Visit, name: str) -> date | None:
    text = visit.GET.get(name, "").strip()
    try:
        return parse_day(text) if text else None
    except ValueError as error:
        raise RefusedError(finding("impossible-day", place=Place(column=name), text=text[:40])) from error
