"""Returns for programs: sent, listed, and how each stands; the same way in as at every other door."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.limits import LIMITS
from diaban.intake.standing import ReturnState
from diaban.store import queries
from diaban.store.ground import forms_here
from diaban.store.models import InstallationKind
from diaban.store.queries import ReturnLine
from diaban.store.receiving import Ground as Judging
from diaban.store.receiving import Judged, Told, judge_kept, judge_return, receive_return
from diaban.store.receiving.as_json import changes_json, judged_json, return_detail_json, return_json
from diaban.units.scope import resolve_scope
from diaban.units.trace import ended_on_ground_of
from diaban.units.unit import UnitId
from diaban.web.api.answer import answered
from diaban.web.api.door import require_rank, serves
from diaban.web.ground import Ground, Visit, asking, ground, now, today

__all__ = ["returned", "returns"]

JSON: Final = "application/json"
FORM: Final = "multipart/form-data"
AROUND: Final = 64 * 1024
"""Bytes of a form around its file."""
SHOWN, MOST_SHOWN = 200, 1_000
"""Returns of one answer: by default, and at the most."""
MOST_CHANGES: Final = 5_000
"""Changes that are told one by one; there may be more, and their numbers are told anyhow."""
TEXT: Final = 200
TOLD: Final = ("form", "unit", "period", "origin")


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a request holds: the file, its name, and what is said beside it."""

    data: bytes
    name: str
    beside: Mapping[str, str]

    def said(self, name: str) -> str:
        """A text beside the file; empty where there is none."""
        return self.beside.get(name, "").strip()[:TEXT]


@serves("reader", posts=True)
def returns(visit: Visit) -> HttpResponse:
    """GET: the returns that the account may see; POST: one is sent."""
    return _received(visit) if visit.method == "POST" else _listed(visit)


@serves("reader")
def returned(visit: Visit, number: str) -> HttpResponse:
    """How a return stands: its steps, what it was read as, every finding, and what accepting it would change now."""
    here, own = ground(visit), _number(number)
    detail = queries.return_detail(number=own, viewer=asking(visit))
    known = detail.kept and detail.line.form in forms_here()[0]
    judged = judge_kept(own, ground=_judging(here, visit)) if known else None
    told = {**return_detail_json(detail, here.edition.atlas), **_beside(visit, own)}
    return answered({**told, "judged": None if judged is None else _judged(visit, here, judged)})


# --- sent ---------------------------------------------------------------------------------------------------------


def _received(visit: Visit) -> HttpResponse:
    """201 with the number of the return, errors or not; 200 for bytes that came before, or where ``check`` was said."""
    here = ground(visit)
    trial = visit.GET.get("check", "") not in ("", "0")
    if not trial:
        # Before anything is read.
        require_rank(visit, "editor")
    sent = _sent(visit)
    corrects = sent.said("corrects")
    told = Told(**{name: sent.said(name) or None for name in TOLD}, corrects=_number(corrects) if corrects else None)
    judged = judge_return(sent.data, name=sent.name, told=told, ground=_judging(here, visit))
    shown = {**_judged(visit, here, judged), "invented": visit.kind is InstallationKind.DEMONSTRATION}
    if trial:
        return answered({"return": None, "again": False, **shown})
    reason = sent.said("reason") or visit.say.text("receive.reason", file=sent.name)
    receipt = receive_return(judged, data=sent.data, today=today(), by=asking(visit), at=now, reason=reason)
    told_back = {"return": receipt.number, "again": receipt.again, **shown, **_beside(visit, receipt.number)}
    response = answered(told_back, 200 if receipt.again else 201)
    response["Location"] = reverse("api-return", args=[receipt.number])
    return response


def _sent(visit: Visit) -> _Sent:
    """The body, whose length is looked at before a byte of it.

    RefusedError ``length-untold``, ``upload-too-large``, ``content-type-unknown``, ``upload-missing``.
    """
    kind = visit.content_type
    if kind not in (JSON, FORM):
        raise RefusedError(finding("content-type-unknown", found=str(kind)[:80] or "—", kinds=[JSON, FORM]))
    length = visit.META.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise RefusedError(finding("length-untold"))
    limit = LIMITS.json if kind == JSON else LIMITS.size
    if int(length) > limit + (0 if kind == JSON else AROUND):
        raise RefusedError(finding("upload-too-large", size=int(length), limit=limit))
    if kind == JSON:
        name = visit.GET.get("name", "").strip()[:TEXT]
        return _Sent(visit.read(int(length)), name if name.endswith(".json") else "api.json", visit.GET)
    file = visit.FILES.get("file")
    if file is None:
        raise RefusedError(finding("upload-missing"))
    if file.size > limit:
        raise RefusedError(finding("upload-too-large", size=file.size, limit=limit))
    return _Sent(file.read(), str(file.name)[:TEXT], visit.POST)


def _judged(visit: Visit, here: Ground, judged: Judged) -> dict[str, Any]:
    atlas = here.edition.atlas
    return {**judged_json(judged, atlas, visit.say), "differences": changes_json(judged, atlas, MOST_CHANGES)}


def _beside(visit: Visit, number: int) -> dict[str, Any]:
    return {
        "invented": visit.kind is InstallationKind.DEMONSTRATION,
        "self": reverse("api-return", args=[number]),
        "page": reverse("returned", args=[number]),
    }


def _judging(here: Ground, visit: Visit) -> Judging:
    return Judging.of(here.edition, forms_here()[0], asking(visit))


def _number(text: str) -> int:
    """RefusedError ``return-unknown`` for what is no number."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise RefusedError(finding("return-unknown", number=text[:20]))
    return int(text)


# --- listed -------------------------------------------------------------------------------------------------------


def _listed(visit: Visit) -> HttpResponse:
    """``?form=``, ``?unit=`` (with all below it), ``?period=``, ``?state=``; ``?after=`` the last number that was told,
    ``?limit=``."""
    here, asked = ground(visit), {name: value.strip()[:TEXT] for name, value in visit.GET.items()}
    limit = min(_counted(asked, "limit", SHOWN), MOST_SHOWN)
    after = _counted(asked, "after", 0)
    states = [state.value for state in ReturnState]
    if asked.get("state") and asked["state"] not in states:
        place = Place(column="state")
        raise RefusedError(finding("csv-choice", place=place, found=asked["state"][:60], choices=states))
    lines = queries.returns_in(
        viewer=asking(visit),
        units=_units(here, asked["unit"]) if asked.get("unit") else None,
        forms=[asked["form"]] if asked.get("form") else None,
    )
    found = [line for line in lines if line.number > after and _fits(line, asked)]
    shown = found[:limit]
    more = None
    if len(found) > limit:
        kept = {name: value for name, value in asked.items() if name != "after"}
        more = f"{reverse('api-returns')}?{urlencode({**kept, 'after': shown[-1].number})}"
    told = [{**return_json(line, here.edition.atlas), "self": _self(line)} for line in shown]
    return answered({"invented": visit.kind is InstallationKind.DEMONSTRATION, "returns": told, "next": more})


def _self(line: ReturnLine) -> str:
    return reverse("api-return", args=[line.number])


def _fits(line: ReturnLine, asked: Mapping[str, str]) -> bool:
    wanted = {"period": line.key, "state": line.state.value}
    return all(not asked.get(name) or asked[name] == value for name, value in wanted.items())


def _units(here: Ground, text: str) -> Collection[UnitId]:
    """A unit with all below it, and what ended on its ground."""
    edition, day = here.edition, today()
    top = resolve_scope(edition.atlas, edition.names, text, day)
    below = [unit.id for unit in edition.atlas.below(top.id, day)]
    return {top.id, *below, *ended_on_ground_of(edition.atlas, below, day)}


def _counted(asked: Mapping[str, str], name: str, otherwise: int) -> int:
    text = asked.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= 15) or (name == "limit" and int(text) == 0):
        raise RefusedError(finding("csv-integer", place=Place(column=name), found=text[:60]))
    return int(text)
