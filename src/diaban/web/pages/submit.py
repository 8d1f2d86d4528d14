"""A file is handed in: read and judged at once, kept if it may be, and shown with everything that was found."""

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from diaban.basis.error import ConflictError, ForbiddenError, RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.intake.form import Form
from diaban.intake.limits import LIMITS
from diaban.intake.reporting import ReportingPeriod, parse_period, period_of
from diaban.reports.superior_fill import filled_form
from diaban.reports.template import template
from diaban.store.ground import forms_here
from diaban.store.models import InstallationKind
from diaban.store.queries import owing_units
from diaban.store.queries.known import known
from diaban.store.receiving import Ground as Judging
from diaban.store.receiving import Told, judge_return, receive_return
from diaban.store.receiving.export import export
from diaban.store.receiving.sender import named_sender
from diaban.store.receiving.superior import of_registers
from diaban.store.viewer import Role
from diaban.web.access import demands
from diaban.web.ground import Visit, asking, ground, named, now, today
from diaban.web.judged import content_of
from diaban.web.pages.calendar import tabs
from diaban.web.render import show
from diaban.web.superior_forms import superior_named
from diaban.web.trouble import status_of

__all__ = ["EXCEL", "submit", "template_file"]

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIELDS: Final = ("bieu", "don-vi", "ky")


@demands("reader", posts=True)
def submit(visit: Visit) -> HttpResponse:
    """The form; a file sent by an editor is received and its page opened, one sent by a reader is only judged."""
    here, who = ground(visit), asking(visit)
    forms = forms_here()[0]
    typed = {name: (visit.POST if visit.method == "POST" else visit.GET).get(name, "")[:80] for name in FIELDS}
    content: dict[str, object] = {
        "tabs": tabs(visit, "submit"),
        "forms": [(one.id, one.definition.title[visit.lang], one.id == typed["bieu"]) for one in forms.values()],
        "typed": {name.replace("-", "_"): value for name, value in typed.items()},
        "limit": LIMITS.size // 2**20,
        "rows_limit": LIMITS.rows,
        "writes": who.role is not Role.READER,
    }
    if visit.method != "POST":
        return show(visit, "submit", content)
    try:
        data, name = _file(visit)
        judging = Judging.of(here.edition, forms, who)
        told = Told(form=typed["bieu"] or None, unit=typed["don-vi"] or None, period=typed["ky"] or None)
        judged = judge_return(data, name=name, told=told, ground=judging)
        if who.role is Role.READER or visit.POST.get("viec") == "thu":
            return show(visit, "submit", content | content_of(visit, here, judged, data))
        reason = visit.POST.get("ly-do", "").strip() or visit.say.text("receive.reason", file=name)
        receipt = receive_return(judged, data=data, today=today(), by=who, at=now, reason=reason)
        return HttpResponseRedirect(reverse("returned", args=[receipt.number]))
    except (RefusedError, ConflictError, ForbiddenError) as refused:
        content["refused"] = _told(visit, refused.findings)
        return show(visit, "submit", content, status=status_of(refused, refused=422))


def _told(visit: Visit, findings: tuple[Finding, ...]) -> list[dict[str, object]]:
    return [{**visit.say.sentences(named(visit, one)), "place": one.place} for one in findings]


def _file(visit: Visit) -> tuple[bytes, str]:
    """The bytes that were sent and the name of their file. They lie in memory: a file that the gate refuses never
    touches the disk (settings). RefusedError ``upload-missing``, ``upload-too-large``."""
    given = visit.FILES.get("tep")
    if given is None:
        # A body over the limit is not even looked at: its file is not there.
        length = visit.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > LIMITS.size:
            raise RefusedError(finding("upload-too-large", size=int(length), limit=LIMITS.size))
        raise RefusedError(finding("upload-missing"))
    if given.size > LIMITS.size:
        raise RefusedError(finding("upload-too-large", size=given.size, limit=LIMITS.size))
    return given.read(), str(given.name)[:200]


@demands("reader")
def template_file(visit: Visit, form_id: str) -> HttpResponse:
    """The Excel template of a form, for ``?pham-vi=`` (a unit by id, code or name) and ``?ky=`` (else the last period
    that has closed); with ``?so-lieu=1`` filled with what the registers hold, of one origin (``?nguon=``), to be edited
    and sent back. ``?cap-tren=`` fills in a form of the superior instead."""
    here, forms = ground(visit), forms_here()[0]
    if form_id not in forms:
        raise RefusedError(finding("page-unknown", address=visit.path[:200]))
    if not visit.GET.get("pham-vi", "").strip():
        # For whom is chosen on the calendar.
        return HttpResponseRedirect(f"{reverse('reports')}?{urlencode({'bieu': form_id})}")
    form = forms[form_id]
    period = _period(form, visit.GET.get("ky", ""))
    sender = named_sender(visit.GET["pham-vi"].strip(), period.cut_off, here.edition)
    units = owing_units(edition=here.edition, form=form, unit=sender, day=period.cut_off, viewer=asking(visit))
    if not units:
        raise RefusedError(finding("template-nobody-owes", unit=sender.full_name, form=form.id, day=period.cut_off))
    parents = {
        unit.id: above.full_name
        for unit in units
        if unit.parent_id and (above := here.edition.atlas.find_id(unit.parent_id, period.cut_off))
    }
    invented = visit.kind is InstallationKind.DEMONSTRATION
    if visit.GET.get("cap-tren"):
        one = superior_named(visit.GET["cap-tren"])
        if one.form != form.id:
            raise RefusedError(finding("superior-form", form=form.id, wanted=one.form))
        judging = Judging.of(here.edition, forms, asking(visit))
        source = of_registers(one, period, sender, ground=judging, standards=here.measured, origin=_origin(visit))
        return _excel(filled_form(one, source, visit.say), f"{one.id}-{sender.code}-{period.key}")
    how: dict[str, Any] = {}
    if visit.GET.get("so-lieu"):
        held = export(
            form, period, sender, atlas=here.edition.atlas, viewer=asking(visit), now=known(None), origin=_origin(visit)
        )
        how = {"origin": held.origin, "export": held.mark, "filled": held.filled}
    data = template(form, period, sender, units, say=visit.say, parents=parents, invented=invented, **how)
    return _excel(data, f"{form.id}-{sender.code}-{period.key}")


def _excel(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _origin(visit: Visit) -> str:
    return visit.GET.get("nguon", "").strip()[:80]


def _period(form: Form, key: str) -> ReportingPeriod:
    if key:
        return parse_period(form.rule, form.calendar, key)
    current = period_of(form.rule, form.calendar, today())
    if current is None:
        raise RefusedError(finding("period-untold", place=Place(column="ky"), form=form.id))
    before = period_of(form.rule, form.calendar, date.fromordinal(current.start.toordinal() - 1))
    return current if before is None or current.cut_off <= today() else before
