"""Wrong passwords slow down whoever sends them, and nobody else.

Counted by name and address: nobody is held up by what somebody at another machine does, and none of the waits is longer
than five minutes. A browser in which an account has signed in before is counted by itself, so that even at the same
address, or while the whole world guesses, its owner comes in. Over all addresses together strangers to one name are
slowed a little, after a hundred attempts in a row (NIST SP 800-63B), and never by more than ten seconds.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from diaban.store.attempts import Limit
from diaban.store.password import written
from diaban.web.ground import Visit

__all__ = ["address_of", "limits_of_own", "limits_of_program", "limits_of_sign_in", "recognise"]

STRANGER: Final = Limit(free=5, longest=300)
"""One name from one address, or from one browser."""
EVERYBODY: Final = Limit(free=100, longest=10)
"""One name from wherever."""
COOKIE: Final = "browser"
SALT: Final = "diaban.browser"
KEPT: Final = timedelta(days=180)
MOST: Final = 5
"""Accounts that one browser is known by."""
NETWORK: Final = 64
"""Bits of an IPv6 address that say whose it is: one customer has all that follow."""


def limits_of_sign_in(visit: Visit, name: str) -> Mapping[str, Limit]:
    """What an attempt to sign in counts under."""
    clean = written(name).strip()
    nonce, known = _browser(visit)
    if _mark(clean) in known:
        return {_key("browser", clean, nonce): STRANGER}
    return limits_of_program(visit, name)


def limits_of_program(visit: Visit, name: str) -> Mapping[str, Limit]:
    """What an attempt counts under that comes without a browser's cookie: a program's, or a stranger's."""
    clean = written(name).strip()
    return {_key("address", clean, address_of(visit)): STRANGER, _key("name", clean): EVERYBODY}


def limits_of_own(name: str, begun: int) -> Mapping[str, Limit]:
    """What a change of one's own account counts under: the session, so that whoever signs in anew is free again."""
    return {_key("own", name, str(begun)): STRANGER}


def recognise(visit: Visit, response: HttpResponse, name: str) -> None:
    """Let the browser be known again as one in which this account has signed in. It opens nothing by itself."""
    nonce, known = _browser(visit)
    mark = _mark(written(name).strip())
    marks = [mark, *(one for one in known if one != mark)][:MOST]
    response.set_signed_cookie(
        COOKIE,
        ".".join([nonce, *marks]),
        salt=SALT,
        max_age=KEPT,
        path=reverse("sign-in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def address_of(visit: Visit) -> str:
    """Whence a request comes: the machine, or where ``DIABAN_PROXIES`` says that so many stand in front, what the
    outermost of them saw; of IPv6 the network."""
    told = visit.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        seen = [one.strip() for one in visit.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        # Counted from the end: what stands before it the visitor may have written.
        if len(seen) >= settings.PROXIES and seen[-settings.PROXIES]:
            told = seen[-settings.PROXIES]
    try:
        address = ip_address(told)
    except ValueError:
        return told[:100]
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ip_network((int(address), NETWORK), strict=False))
    return str(address)


def _browser(visit: Visit) -> tuple[str, list[str]]:
    """The number of a browser and the marks of the accounts it is known by; of a stranger a new number and none."""
    told = visit.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=KEPT)
    nonce, *marks = told.split(".") if told else [secrets.token_hex(16)]
    return nonce, marks


def _mark(name: str) -> str:
    return _key("mark", name)[:32]


def _key(*parts: str) -> str:
    """A hash that only this installation makes; JSON keeps the parts apart, whatever they hold."""
    return salted_hmac("diaban.attempts", json.dumps(parts), algorithm="sha256").hexdigest()
