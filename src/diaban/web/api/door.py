"""Who asks at the addresses for programs: an account with its name and password, told with every request (RFC 7617).

No cookie counts here, neither to come in nor to be remembered by, so that no page of anybody else can ask in a
visitor's name; browsers that keep a password are held off by what they say of the page that sends. Wrong passwords are
counted as at the form for signing in. One that was right is taken for right for some minutes while the access stands
unchanged: it costs as much work as all else that is asked, and counting it writes.
"""

import binascii
import json
import secrets
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from threading import Lock
from time import monotonic
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.utils.crypto import salted_hmac

from diaban.basis.error import ConflictError, DiabanError, ForbiddenError, RefusedError
from diaban.basis.finding import finding
from diaban.store import queries
from diaban.store.attempts import attempt, forget
from diaban.store.models import InstallationKind
from diaban.store.queries import Granted
from diaban.web.access import ASKING, PERMISSIONS, RANKS, take
from diaban.web.api.answer import refused
from diaban.web.ground import GUEST, Visit, now
from diaban.web.patience import limits_of_program

__all__ = ["REALM", "serves"]

REALM: Final = 'Basic realm="Dia Ban", charset="UTF-8"'
LONGEST: Final = 1_000
"""Letters of a name or password that are looked at; more is wrong."""
RIGHT_SECONDS: Final = 300
MOST: Final = 512
OWN_SITE: Final = ("same-origin", "none")
Answer = Callable[..., HttpResponse]

_SALT: Final = secrets.token_hex(32)
"""Of this process: what is kept of a password is worth nothing to any other."""
_RIGHT: OrderedDict[str, tuple[Granted, float]] = OrderedDict()
_LOCK: Final = Lock()


class _Told(NamedTuple):
    name: str
    password: str


class _StrangerError(ForbiddenError):
    """Nobody said who asks, or not rightly; ``seconds`` to wait, where too many tried."""

    seconds: int = 0


def serves(permission: str, *, posts: bool = False) -> Callable[[Answer], Answer]:
    """An address for programs and what it demands; ``posts``: whether something may be sent there.

    401 where nobody says who asks, 429 after too many wrong passwords, 403 for what the account may not do, 405. The
    guest of the demonstration reads, as on its pages.
    """
    rank = PERMISSIONS.index(permission)
    methods = ("GET", "HEAD", "POST") if posts else ("GET", "HEAD")

    def wrap(answer: Answer) -> Answer:
        @wraps(answer)
        def asked(visit: Visit, *args: Any, **named: Any) -> HttpResponse:
            try:
                if visit.method not in methods:
                    told = finding("method-wrong", method=str(visit.method)[:20], methods=", ".join(methods))
                    response = refused(visit, RefusedError(told), visit.say)
                    response["Allow"] = ", ".join(methods)
                    return response
                _require_own_site(visit)
                _enter(visit, rank)
                return answer(visit, *args, **named)
            except _StrangerError as error:
                return _asked_back(visit, error)
            except DiabanError as error:
                return refused(visit, error, visit.say)

        asked.permission = permission  # type: ignore[attr-defined]  # read by the test that walks every address
        asked.account = False  # type: ignore[attr-defined]  # read by the test that walks every address
        asked.posts = posts  # type: ignore[attr-defined]  # read by the test that sends forms to every address
        asked.program = True  # type: ignore[attr-defined]  # read by the test that walks every address
        # No cookie is honoured here, so that there is no session whose visitor a foreign page could send from.
        asked.csrf_exempt = True  # type: ignore[attr-defined]  # read by Django's middleware
        return asked

    return wrap


def require_rank(visit: Visit, permission: str) -> None:
    """That whoever asks may do more than the address demands. The guest is asked who he is; ForbiddenError
    ``may-not-write``, ``administrator-only``."""
    rank = PERMISSIONS.index(permission)
    if visit.viewer is None or (visit.viewer is GUEST and rank > RANKS[GUEST.role]):
        raise _StrangerError(finding("api-who"))
    if RANKS[visit.viewer.role] < rank:
        visit.viewer.require_administrator() if rank == 3 else visit.viewer.require_writer(())


def _enter(visit: Visit, rank: int) -> None:
    told = _credentials(visit)
    if told is not None:
        take(visit, _right(visit, told))
    elif visit.kind is InstallationKind.DEMONSTRATION:
        visit.viewer = GUEST
    require_rank(visit, PERMISSIONS[rank])


def _credentials(visit: Visit) -> _Told | None:
    """What the request says of who asks; None: nothing."""
    header = visit.META.get("HTTP_AUTHORIZATION", "")
    if not header:
        return None
    scheme, _, rest = header.partition(" ")
    try:
        text = b64decode(rest.strip(), validate=True).decode("utf-8") if scheme.lower() == "basic" else ""
    except (binascii.Error, ValueError):
        text = ""
    name, colon, password = text.partition(":")
    if not colon:
        raise _StrangerError(finding("api-who"))
    return _Told(name[:LONGEST], password[:LONGEST])


def _right(visit: Visit, told: _Told) -> Granted:
    """The access of whoever told the right password."""
    key = salted_hmac(_SALT, json.dumps(told), algorithm="sha256").hexdigest()
    with _LOCK:
        kept = _RIGHT.get(key)
    if kept is not None and monotonic() - kept[1] < RIGHT_SECONDS and _stands(kept[0]):
        return kept[0]
    limits = limits_of_program(visit, told.name)
    seconds = attempt(limits, at=now())
    if seconds:
        slowed = _StrangerError(finding("sign-in-slowed", seconds=seconds))
        slowed.seconds = seconds
        raise slowed
    one = queries.signing_in(name=told.name, password=told.password, viewer=ASKING)
    if one is None:
        raise _StrangerError(finding("sign-in-refused"))
    with suppress(ConflictError):
        # Somebody is writing: the count is forgotten a little later, by itself.
        forget(limits)
    with _LOCK:
        _RIGHT[key] = (one, monotonic())
        _RIGHT.move_to_end(key)
        while len(_RIGHT) > MOST:
            _RIGHT.popitem(last=False)
    return one


def _stands(one: Granted) -> bool:
    """Whether an access is still as it was: withdrawn, its role or password changed, it is another act's or none."""
    return queries.access(account=one.account, viewer=ASKING) == one


def _require_own_site(visit: Visit) -> None:
    """ForbiddenError ``api-cross-site`` where a browser says that a page of another site sends."""
    site = visit.META.get("HTTP_SEC_FETCH_SITE", "none")
    origin = visit.META.get("HTTP_ORIGIN")
    try:
        foreign = origin is not None and urlsplit(origin).netloc != visit.get_host()
    except ValueError:
        foreign = True
    if site not in OWN_SITE or foreign:
        raise ForbiddenError(finding("api-cross-site"))


def _asked_back(visit: Visit, error: _StrangerError) -> HttpResponse:
    response = refused(visit, error, visit.say, 429 if error.seconds else 401)
    if error.seconds:
        response["Retry-After"] = str(error.seconds)
    else:
        response["WWW-Authenticate"] = REALM
    return response
