"""Signing in and out."""

from contextlib import suppress
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from diaban.basis.error import ConflictError
from diaban.basis.finding import Finding, finding
from diaban.store import queries
from diaban.store.attempts import attempt, forget
from diaban.web.access import ASKING, begin, demands
from diaban.web.ground import GUEST, Visit, now
from diaban.web.patience import limits_of_sign_in, recognise
from diaban.web.render import show

__all__ = ["sign_in", "sign_out"]

LONGEST: Final = 1_000
"""Letters of a name or password that are looked at; more is wrong."""


@demands("anyone", posts=True)
def sign_in(visit: Visit) -> HttpResponse:
    """The form; after POST a session of its own, or the form again with the one answer to whatever is wrong."""
    back = _own_path(visit.POST.get("toi") or visit.GET.get("toi", ""))
    if visit.method != "POST":
        return _form(visit, back)
    name, password = (visit.POST.get(field, "")[:LONGEST] for field in ("ten", "mat-khau"))
    limits = limits_of_sign_in(visit, name)
    seconds = attempt(limits, at=now())
    if seconds:
        response = _form(visit, back, name, finding("sign-in-slowed", seconds=seconds), status=429)
        response["Retry-After"] = str(seconds)
        return response
    one = queries.signing_in(name=name, password=password, viewer=ASKING)
    if one is None:
        return _form(visit, back, name, finding("sign-in-refused"), status=403)
    with suppress(ConflictError):
        # Somebody is writing: the count is forgotten a little later, by itself.
        forget(limits)
    begin(visit, one)
    rotate_token(visit)
    response = HttpResponseRedirect(back or reverse("home"))
    recognise(visit, response, one.name)
    return response


@demands("anyone", posts=True)
def sign_out(visit: Visit) -> HttpResponse:
    """End the session. Opened as a link it ends nothing: the button in the header does."""
    if visit.method == "POST":
        visit.session.flush()
    return HttpResponseRedirect(reverse("home"))


def _form(visit: Visit, back: str, name: str = "", wrong: Finding | None = None, *, status: int = 200) -> HttpResponse:
    content = {
        "back": back,
        "name": name,
        "wrong": visit.say.sentences(wrong) if wrong else None,
        "code": wrong.code if wrong else "",
        "is_guest": visit.viewer is GUEST,
    }
    response = show(visit, "sign_in", content, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _own_path(text: str) -> str:
    """Where to go on afterwards: a path of this server, or nothing. Never back to the form, never elsewhere."""
    own = text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    if not own or not text.isprintable() or text.startswith((reverse("sign-in"), reverse("sign-out"))):
        return ""
    return text
