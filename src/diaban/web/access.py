"""Who asks: an account that signed in, or, on the demonstration's data and from this machine alone, a guest.

What an account sees is decided by the queries, each of which takes the viewer; a page shows what they give. Names,
codes and lineage of units are public reference data: every account reads them of every unit, and of a unit outside
its own it reads nothing else. Where figures of such a unit are asked for, the answer is the one for a unit that is not
there (``scope-unseen``); published figures are public, and open to every account.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from functools import wraps
from ipaddress import ip_address
from threading import Lock
from time import monotonic
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from diaban.basis.error import DiabanError, ForbiddenError, RefusedError
from diaban.basis.finding import finding
from diaban.store import queries
from diaban.store.ground import edition_known
from diaban.store.memory import forget_replaced, require_ready
from diaban.store.models import InstallationKind
from diaban.store.queries import Granted
from diaban.store.queries.kept import Kept
from diaban.store.viewer import Role, Viewer, local_administrator, viewer_of
from diaban.units.edition import Edition
from diaban.web import session, trouble
from diaban.web.api.answer import is_of_program
from diaban.web.ground import GUEST, Visit, now, today

__all__ = ["ASKING", "PERMISSIONS", "RANKS", "admit", "begin", "demands", "go_on", "take"]

PERMISSIONS: Final = ("anyone", "reader", "editor", "administrator")
"""What a page may demand, the least first."""
ASKING: Final = local_administrator("máy chủ")
"""Who looks up who asks."""
FORWARDED: Final = ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
FORWARDED_ALL: Final = "HTTP_X_FORWARDED_"
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
RANKS: Final = {Role.READER: 1, Role.EDITOR: 2, Role.ADMINISTRATOR: 3}
READY_SECONDS: Final = 10
"""How long a memory found whole is taken for whole: looking at every rule of it costs more than a page."""
Page = Callable[..., HttpResponse]

_WHO: Kept[Granted | None] = Kept(512)
_EDITION: Kept[Edition] = Kept(1)
_KIND: Kept[InstallationKind | None] = Kept(1)
_READY: dict[Hashable, float] = {}
_VIEWERS: OrderedDict[Hashable, Viewer] = OrderedDict()
_LOCK: Final = Lock()
MOST_VIEWERS: Final = 256


def admit(visit: Visit) -> None:
    """Find out what installation this is and who asks.

    RefusedError ``host-unknown``; ForbiddenError ``demo-forwarded``, ``demo-elsewhere``, ``access-unit-ended`` (the
    session is ended); those of ``require_ready``.
    """
    try:
        host = visit.get_host()
    except DisallowedHost as error:
        raise RefusedError(finding("host-unknown", host=visit.META.get("HTTP_HOST", "")[:100])) from error
    _require_ready()
    known = queries.known(None)
    visit.kind = _KIND.answer("kind", lambda _: queries.installation(viewer=ASKING), known)
    if visit.kind is InstallationKind.DEMONSTRATION:
        _require_here(visit, host)
    if is_of_program(visit):
        # No cookie counts there: who asks is told with every request (``web.api.door``).
        return
    told = session.opened(visit, now())
    one = _who(told, known) if told else None
    if one is not None:
        try:
            visit.viewer, visit.granted = _viewer(one, today(), known), one
        except RefusedError as error:
            visit.session.flush()
            raise ForbiddenError(finding("access-unit-ended")) from error
    elif told:
        # Withdrawn, its role or password changed, or its sessions ended since.
        visit.session.flush()
    if visit.viewer is None and visit.kind is InstallationKind.DEMONSTRATION:
        visit.viewer = GUEST


def take(visit: Visit, one: Granted) -> None:
    """Whoever asks is this access, for this request alone. ForbiddenError ``access-unit-ended``."""
    try:
        visit.viewer, visit.granted = _viewer(one, today(), queries.known(None)), one
    except RefusedError as error:
        raise ForbiddenError(finding("access-unit-ended")) from error


def begin(visit: Visit, one: Granted) -> None:
    """Sign in: a new session, whatever was in the one before, for this access as it stands now.

    ForbiddenError ``access-unit-ended``.
    """
    try:
        _viewer(one, today(), queries.known(None))
    except RefusedError as error:
        raise ForbiddenError(finding("access-unit-ended")) from error
    session.write(visit, one, now())


def go_on(visit: Visit, *, anew: bool) -> None:
    """This browser's session goes on after an act that ended all of its account.

    ``anew``: counted from now, as the password was just given; else it ends when it would have.
    """
    told = session.opened(visit, now())
    one = queries.access(account=told.account, viewer=ASKING) if told else None
    # Withdrawn in this very moment: the next request is nobody's.
    if told is not None and one is not None:
        session.write(visit, one, now(), begun=None if anew else told.begun)


def _require_ready() -> None:
    forget_replaced()
    place = connection.settings_dict
    key = (place["NAME"], place["HOST"], place["PORT"])
    at = monotonic()
    if at - _READY.get(key, -READY_SECONDS) < READY_SECONDS:
        return
    require_ready()
    _READY.clear()
    _READY[key] = at


def _require_here(visit: Visit, host: str) -> None:
    """The demonstration is for whoever sits at this machine, with nobody in between."""
    between = next((name for name in visit.META if name in FORWARDED or name.startswith(FORWARDED_ALL)), None)
    if between is not None:
        header = between.removeprefix("HTTP_").replace("_", "-").title()
        raise ForbiddenError(finding("demo-forwarded", header=header))
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    if name.strip("[]") not in LOOPBACK or not _is_loopback(visit.META.get("REMOTE_ADDR", "")):
        raise ForbiddenError(finding("demo-elsewhere"))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _who(told: session.Session, known: queries.Known) -> Granted | None:
    """The access that a session was begun for, if it is open still, unchanged."""
    one = _WHO.answer(told.account, lambda _: queries.access(account=told.account, viewer=ASKING), known)
    return one if one is not None and told.is_for(one) else None


def _viewer(one: Granted, day: date, known: queries.Known) -> Viewer:
    """The viewer of an access on a day: kept, as it asks about every unit there ever was."""
    if one.unit is None:
        return Viewer(one.name, one.role, None, frozenset() if one.role is Role.READER else None, one.rights)
    edition = _EDITION.answer("edition", lambda then: edition_known(ASKING, then), known)
    key = (one, id(edition), day)
    with _LOCK:
        kept = _VIEWERS.get(key)
    if kept is None:
        kept = viewer_of(edition.atlas, name=one.name, role=one.role, unit=one.unit, today=day, rights=one.rights)
        with _LOCK:
            _VIEWERS[key] = kept
            if len(_VIEWERS) > MOST_VIEWERS:
                _VIEWERS.popitem(last=False)
    return kept


def demands(permission: str, *, posts: bool = False, account: bool = False) -> Callable[[Page], Page]:
    """A page and what it demands. Whoever has not signed in is asked to; whoever may not is told so, and no more.

    ``posts``: whether it takes a form; without it a page is only read. ``account``: it is about the account that asks,
    and the guest of the demonstration has none. RefusedError ``method-wrong``, ``guest-without-account``;
    ForbiddenError ``form-expired`` for a form sent after the session had ended, ``may-not-write``,
    ``administrator-only``.
    """
    rank = PERMISSIONS.index(permission)
    methods = ("GET", "HEAD", "POST") if posts else ("GET", "HEAD")

    def wrap(page: Page) -> Page:
        @wraps(page)
        def asked(visit: Visit, *args: Any, **named: Any) -> HttpResponse:
            if visit.method not in methods:
                return _not_so(visit, methods)
            if rank and visit.viewer is None:
                return _to_sign_in(visit)
            if account and visit.viewer is GUEST:
                raise RefusedError(finding("guest-without-account"))
            if visit.viewer is not None and RANKS[visit.viewer.role] < rank:
                visit.viewer.require_administrator() if rank == 3 else visit.viewer.require_writer(())
            return page(visit, *args, **named)

        asked.permission = permission  # type: ignore[attr-defined]  # read by the test that walks every address
        asked.account = account  # type: ignore[attr-defined]  # read by the test that walks every address
        asked.posts = posts  # type: ignore[attr-defined]  # read by the test that sends forms to every address
        return asked

    return wrap


def _not_so(visit: Visit, methods: tuple[str, ...]) -> HttpResponse:
    told: DiabanError = RefusedError(finding("method-wrong", method=str(visit.method)[:20], methods=", ".join(methods)))
    response = trouble.page(visit, told, 405)
    response["Allow"] = ", ".join(methods)
    return response


def _to_sign_in(visit: Visit) -> HttpResponse:
    if visit.method == "POST":
        raise ForbiddenError(finding("form-expired"))
    if visit.htmx:
        # A drawer cannot hold the form: the whole page goes there, and comes back to itself.
        back = visit.htmx.current_url_abs_path or reverse("home")
        return HttpResponse(headers={"HX-Redirect": f"{reverse('sign-in')}?{urlencode({'toi': back})}"})
    return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'toi': visit.get_full_path()})}")
