"""Whole pages kept for as long as they are exact.

A page that is only read is a function of its address, of who asks and in which language, of the day and of what is
known.

The one thing on such a page that is new at each answer is the token of its forms: it is taken out of what is kept and
put into what is sent.
"""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.middleware.csrf import get_token

from diaban.store import queries
from diaban.store.queries.kept import Kept
from diaban.web.ground import Visit, today

__all__ = ["kept"]

MOST: Final = 512
"""Pages kept in a process; one has some 60 kB."""
LARGEST: Final = 400_000
"""Bytes of a page that is kept still."""
TOKEN: Final = b"\0token\0"
"""Where the token stood: no page of text holds a zero byte."""
FIELD: Final = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+')
Page = Callable[..., HttpResponse]

_PAGES: Final[Kept["_Body"]] = Kept(MOST)


@dataclass(frozen=True, slots=True)
class _Body:
    content: bytes
    type: str
    token: bool


class _PassingError(Exception):
    """This answer is not to be kept."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer


def kept(page: Page) -> Page:
    """Keep the page's answers until the next act, for each who asks. For pages without content of the moment: no clock
    finer than the day, nothing that is neither in the memory nor in the address."""

    @wraps(page)
    def asked(visit: Visit, *args: Any, **named: Any) -> HttpResponse:
        def make(_: queries.Known) -> _Body:
            return _body(page(visit, *args, **named))

        try:
            found = _PAGES.answer((page.__module__, page.__name__, *_asked(visit)), make)
        except _PassingError as passing:
            return passing.answer
        content = found.content
        if found.token:
            content = content.replace(TOKEN, get_token(visit).encode())
        return HttpResponse(content, content_type=found.type)

    return asked


def _asked(visit: Visit) -> tuple[Hashable, ...]:
    """All that a page may differ by, but for what is known."""
    return visit.build_absolute_uri(), bool(visit.htmx), visit.lang, visit.viewer, visit.granted, visit.kind, today()


def _body(answer: HttpResponse) -> _Body:
    """What of an answer is the same next time. _PassingError with the answer: a file, another status, cookies, or more
    than is kept."""
    plain = answer.status_code == HTTPStatus.OK and not answer.cookies and set(answer.headers) == {"Content-Type"}
    if not plain or len(answer.content) > LARGEST:
        raise _PassingError(answer)
    content, found = FIELD.subn(rb"\1" + TOKEN, answer.content)
    return _Body(content, answer.headers["Content-Type"], bool(found))
