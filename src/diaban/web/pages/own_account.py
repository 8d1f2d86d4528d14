"""Somebody's own account: what it may do, another password for it, an end to its sessions elsewhere."""

from typing import Final

from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, finding
from diaban.basis.moment import VIET_NAM
from diaban.store.actions import change_own_password, end_sessions
from diaban.store.attempts import attempt
from diaban.store.password import LONGEST, SHORTEST
from diaban.store.session import IDLE
from diaban.web.access import demands, go_on
from diaban.web.ground import Visit, asking, ground, now, today
from diaban.web.patience import limits_of_own
from diaban.web.render import show
from diaban.web.session import opened

__all__ = ["end_own_sessions", "own_account"]

LETTERS: Final = 1_000
"""Of a password that are looked at; a longer one is too long anyhow."""
FIELDS: Final = ("cu", "moi", "lai")
ABOUT: Final = {"old-password-wrong": "cu", "password-differs": "lai"}
"""The field that a finding is about; all others are about the new password."""
DONE: Final = frozenset({"mat-khau", "phien"})


@demands("reader", posts=True, account=True)
def own_account(visit: Visit) -> HttpResponse:
    """The page; after POST another password, or the page again with all that is wrong with it."""
    if visit.method != "POST":
        return _page(visit)
    if too_soon := _too_soon(visit):
        return too_soon
    old, password, again = (visit.POST.get(field, "")[:LETTERS] for field in FIELDS)
    reason = visit.say.text("web.own.reason.password")
    try:
        change_own_password(old=old, password=password, again=again, by=asking(visit), at=now, reason=reason)
    except RefusedError as error:
        return _page(visit, error.findings, status=422)
    go_on(visit, anew=True)
    rotate_token(visit)
    return HttpResponseRedirect(f"{reverse('own-account')}?xong=mat-khau")


@demands("reader", posts=True, account=True)
def end_own_sessions(visit: Visit) -> HttpResponse:
    """End every session of the account but this one. Opened as a link it ends nothing: the button does."""
    if visit.method != "POST":
        return HttpResponseRedirect(reverse("own-account"))
    if too_soon := _too_soon(visit):
        return too_soon
    who = asking(visit)
    end_sessions(name=who.name, by=who, at=now, reason=visit.say.text("web.own.reason.sessions"))
    go_on(visit, anew=False)
    return HttpResponseRedirect(f"{reverse('own-account')}?xong=phien")


def _too_soon(visit: Visit) -> HttpResponse | None:
    """The page that says to wait, for whoever guesses the password in a session that is not theirs, or would fill the
    journal. Counted by session: whoever signs in anew is not held up by whoever stole the one before."""
    told = opened(visit, now())
    seconds = attempt(limits_of_own(asking(visit).name, told.begun if told else 0), at=now())
    if not seconds:
        return None
    response = _page(visit, (finding("own-account-slowed", seconds=seconds),), status=429)
    response["Retry-After"] = str(seconds)
    return response


def _page(visit: Visit, wrong: tuple[Finding, ...] = (), *, status: int = 200) -> HttpResponse:
    one, told = visit.granted, opened(visit, now())
    if one is None or told is None:
        raise LookupError("a page of somebody's own, and nobody is signed in")
    unit = None
    if one.unit is not None:
        atlas = ground(visit).edition.atlas
        unit = atlas.find_id(one.unit, today()) or atlas.versions(one.unit)[-1]
    done = visit.GET.get("xong", "")
    content = {
        "one": one,
        "unit": unit,
        "role": visit.say.text(f"role.{one.role.value}"),
        "wrong": [{**visit.say.sentences(found), "code": found.code, "n": n} for n, found in enumerate(wrong)],
        # Named by the fields they are about: what reads a page aloud reads them with the field.
        "told": {
            field: " ".join(f"sai-{n}" for n, found in enumerate(wrong) if ABOUT.get(found.code, "moi") == field)
            for field in FIELDS
        },
        "done": done if done in DONE and not wrong else "",
        "begun": told.start.astimezone(VIET_NAM),
        "end": told.end.astimezone(VIET_NAM),
        "idle": str(int(IDLE.total_seconds()) // 60),
        "rule": visit.say.text("web.own.rule", least=SHORTEST, most=LONGEST),
    }
    response = show(visit, "own_account", content, status=status)
    response["Cache-Control"] = "no-store"
    return response
