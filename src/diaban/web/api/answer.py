"""What a program is answered: one JSON document, and the exact code of HTTP for whatever could not be done."""

import json
from typing import Final

from django.http import HttpRequest, HttpResponse

from diaban.basis.error import ConflictError, DiabanError, FaultError, ForbiddenError
from diaban.basis.speech import Speech

__all__ = ["PREFIX", "answered", "is_of_program", "refused"]

PREFIX: Final = "/api/"
STATUS: Final = {
    400: ("request-unreadable", "host-unknown", "json-unreadable", "json-encoding", "json-deep", "length-untold"),
    404: ("page-unknown", "return-unknown", "scope-unseen", "edition-not-loaded"),
    405: ("method-wrong",),
    413: ("upload-too-large", "workbook-too-large", "json-too-large", "json-rows", "form-too-large", "file-too-large"),
    415: ("content-type-unknown", "workbook-kind", "workbook-ending"),
}
"""Codes of findings that say by themselves which it is."""
CODES: Final = {code: status for status, codes in STATUS.items() for code in codes}
ESCAPED: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
"""Signs that stand in texts alone: whoever takes the answer for a page of HTML finds none in it."""
ASKING: Final = ("GET", "HEAD")


def is_of_program(request: HttpRequest) -> bool:
    """Whether an address is one of those for programs."""
    return request.path.startswith(PREFIX)


def answered(document: object, status: int = 200) -> HttpResponse:
    """A document. Nobody between keeps it: what it says was said to one account."""
    text = json.dumps(document, ensure_ascii=False, indent=2).translate(ESCAPED) + "\n"
    response = HttpResponse(
        text.encode("utf-8", "backslashreplace"), content_type="application/json; charset=utf-8", status=status
    )
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Authorization"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def refused(request: HttpRequest, error: DiabanError, say: Speech, status: int | None = None) -> HttpResponse:
    """``{"findings": [{code, severity, place, found, allowed, remedy}]}``, all at once."""
    return answered({"findings": [say.as_dict(one) for one in error.findings]}, status or _status(request, error))


def _status(request: HttpRequest, error: DiabanError) -> int:
    match error:
        case ConflictError():
            return 409
        case ForbiddenError():
            return 403
        case FaultError():
            return 500
    told = next((CODES[one.code] for one in error.findings if one.code in CODES), None)
    # What is asked for cannot be asked so; what was sent cannot be taken.
    return told or (400 if request.method in ASKING else 422)
