"""Passwords: which are good enough, how one is kept, how one is compared."""

import secrets
import unicodedata
from functools import cache
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from diaban.basis.finding import Finding, finding

__all__ = ["LONGEST", "SHORTEST", "faults", "get_ready", "hashed", "matches", "written"]

SHORTEST: Final = 12
"""Letters; longer than the eight that NIST SP 800-63B asks for at least, as nothing else stands beside it."""
LONGEST: Final = 256
DISTINCT: Final = 5
SHORT_NAME: Final = 4
"""A name of fewer letters stands in many a good sentence by chance."""
HASHER: Final = "scrypt"


def written(text: str) -> str:
    """A name or a password in one spelling: keyboards write the marks of Vietnamese letters in two ways."""
    return unicodedata.normalize("NFC", text)


def faults(password: str, name: str) -> list[Finding]:
    """What is wrong with a new password, in no finding itself: ``password-short``, ``-long``, ``-common``."""
    text = written(password)
    if len(text) > LONGEST:
        return [finding("password-long", most=LONGEST)]
    if len(text) < SHORTEST:
        return [finding("password-short", least=SHORTEST)]
    told = text.casefold()
    known = written(name).strip().casefold()
    if len(set(told)) < DISTINCT or (len(known) >= SHORT_NAME and known in told) or _is_common(told):
        return [finding("password-common")]
    return []


def _is_common(text: str) -> bool:
    try:
        _common().validate(text)
    except ValidationError:
        return True
    return False


@cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def hashed(password: str) -> str:
    """A salted hash. Takes a fraction of a second, as it should."""
    return make_password(written(password), hasher=HASHER)


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one kept. Without one kept it is refused after the same work, so that the time of an
    answer does not tell which names there are."""
    text = written(password)[: LONGEST + 1]
    right = check_password(text, kept or _nobody(), preferred=HASHER)
    return right and kept is not None


def get_ready() -> None:
    """Make what the first wrong name would have to wait for, and by its wait be told from a right one."""
    _nobody()


@cache
def _nobody() -> str:
    return hashed(secrets.token_urlsafe(20))
