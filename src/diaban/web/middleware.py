"""Before and after every page: what a browser may load, who asks, in which language; pages instead of tracebacks."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from diaban.basis.catalogue import LANGUAGES, Language
from diaban.basis.error import DiabanError
from diaban.basis.speech import Speech
from diaban.store.queries.known import known_once
from diaban.web import access, trouble
from diaban.web.api.answer import is_of_program
from diaban.web.ground import Visit

__all__ = ["POLICY", "Guarding", "Visiting"]

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""Nothing inline, nothing from outside."""
UNREADABLE: Final = (SuspiciousOperation, MultiPartParserError, UnreadablePostError)
"""What Django says of a body that no browser sends, wherever a page first looks at it."""
READING: Final = ("GET", "HEAD")
LOG: Final = logging.getLogger("diaban.web")
Answer = Callable[[HttpRequest], HttpResponse]


class Guarding:
    """Headers of every answer."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request)
        response["Content-Security-Policy"] = POLICY
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.setdefault("Cache-Control", "private, no-cache")
        return response


class Visiting:
    """Says in which language, who asks and of what installation; turns errors into pages that say what to do."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: Visit) -> HttpResponse:
        # What is only read is read as of one moment; a form may write, and must then see what it wrote.
        with known_once() if request.method in READING else nullcontext():
            return self._visited(request)

    def _visited(self, request: Visit) -> HttpResponse:
        request.lang = _language(request)
        request.say = Speech(request.lang, "page")
        request.viewer, request.granted, request.kind, request.known = None, None, None, ""
        try:
            access.admit(request)
        except DiabanError as error:
            return trouble.page(request, error)
        response = self._answer(request)
        if request.GET.get("lang") in LANGUAGES and not is_of_program(request):
            response.set_cookie("lang", request.lang, max_age=365 * 86400, httponly=True, samesite="Lax")
        return response

    def process_exception(self, request: Visit, error: Exception) -> HttpResponse | None:
        """A page for what went wrong, whoever must act."""
        if isinstance(error, DiabanError):
            return trouble.page(request, error)
        if isinstance(error, UNREADABLE):
            return trouble.unreadable(request, error)
        LOG.error("%s", type(error).__name__, exc_info=error)
        return trouble.fault(request)


def _language(request: HttpRequest) -> Language:
    kept = None if is_of_program(request) else request.COOKIES.get("lang")
    for asked in (request.GET.get("lang"), kept):
        for lang in LANGUAGES:
            if asked == lang:
                return lang
    return "vi"
