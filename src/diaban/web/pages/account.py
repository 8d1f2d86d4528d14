"""Signing in and out."""

from time import monotonic
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from diaban.basis.finding import Finding, finding
from diaban.store import queries
from diaban.web.access import ASKING, begin, demands
from diaban.web.ground import GUEST, Visit
from diaban.web.patience import Patience
from diaban.web.render import show

__all__ = ["sign_in", "sign_out"]

LONGEST: Final = 1_000
"""Letters of a name or password that are looked at; more is wrong."""
PATIENCE: Final = Patience()


@demands("anyone", posts=True)
def sign_in(visit: Visit) -> HttpResponse:
    """The form; after POST a session of its own, or the form again with the one answer to whatever is wrong."""
    back = _own_path(visit.POST.get("toi") or visit.GET.get("toi", ""))
    if visit.method != "POST":
        return _form(visit, back)
    name, password = (visit.POST.get(field, "")[:LONGEST] for field in ("ten", "mat-khau"))
    who, at = (name, visit.META.get("REMOTE_ADDR", "")), monotonic()
    seconds = PATIENCE.seconds_left(who, at)
    if seconds:
        response = _form(visit, back, name, finding("sign-in-slowed", seconds=seconds), status=429)
        response["Retry-After"] = str(seconds)
        return response
    one = queries.signing_in(name=name, password=password, viewer=ASKING)
    if one is None:
        PATIENCE.wrong(who, at)
        return _form(visit, back, name, finding("sign-in-refused"), status=403)
    PATIENCE.right(who)
    begin(visit, one)
    rotate_token(visit)
    return HttpResponseRedirect(back or reverse("home"))


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
