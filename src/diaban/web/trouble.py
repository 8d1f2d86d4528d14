"""Pages for what cannot be answered: what was found, what is allowed, what to do; never a trace of the program."""

from typing import Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse

from diaban.basis.error import ConflictError, DiabanError, FaultError, ForbiddenError, RefusedError
from diaban.basis.finding import finding
from diaban.web.api.answer import is_of_program, refused
from diaban.web.ground import Visit, named
from diaban.web.render import show

__all__ = ["fault", "forged", "not_found", "page", "status_of", "unreadable"]

STATUS: Final[dict[type[DiabanError], int]] = {
    RefusedError: 404,
    ForbiddenError: 403,
    ConflictError: 409,
    FaultError: 500,
}


def page(visit: Visit, error: DiabanError, status: int | None = None) -> HttpResponse:
    """The findings of an error, as a page; to a program as JSON."""
    if is_of_program(visit):
        return refused(visit, error, visit.say, status)
    found = [{**visit.say.sentences(named(visit, one)), "code": one.code} for one in error.findings]
    return show(visit, "trouble", {"found": found}, status=status or status_of(error))


def status_of(error: DiabanError, *, refused: int = 404) -> int:
    """The status of an answer that tells the error; ``refused``: of what was asked that cannot be, by default nothing
    is there."""
    code = next(number for kind, number in STATUS.items() if isinstance(error, kind))
    return refused if isinstance(error, RefusedError) else code


def not_found(visit: Visit, exception: Exception) -> HttpResponse:
    """For an address that means nothing."""
    return page(visit, RefusedError(finding("page-unknown", address=visit.path[:200])))


def unreadable(visit: Visit, exception: Exception) -> HttpResponse:
    """For a request that cannot be read: a form larger than is taken, or one that no browser sends."""
    if not hasattr(visit, "say"):
        # Refused before anybody found out in which language to say so.
        return HttpResponse(status=400)
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return page(visit, RefusedError(finding("form-too-large", limit=limit)), 413)
    return page(visit, RefusedError(finding("request-unreadable")), 400)


def fault(visit: Visit) -> HttpResponse:
    """For our own mistakes."""
    return page(visit, FaultError(finding("page-fault")))


def forged(visit: Visit, reason: str = "") -> HttpResponse:
    """For a form that was not sent from one of our pages, or after its session had ended."""
    return page(visit, ForbiddenError(finding("form-expired")))
