"""The one way to write: a transaction, one lock, one act."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction

from diaban.basis.catalogue import Say
from diaban.basis.error import ConflictError, FaultError, RefusedError
from diaban.basis.finding import finding
from diaban.store.address import WAIT_SECONDS
from diaban.store.models import Account, AccountName, Act
from diaban.store.viewer import Role, Viewer

__all__ = ["At", "Clock", "Done", "account_named", "acting", "is_storable", "translated"]

Clock = Callable[[], datetime]
At = datetime | Clock
"""When: the clock of the door, read under the lock, or an explicit past moment (it must exceed the last act's)."""

LOCK: Final = 0x64_69_61_62_61_6E
"""The advisory lock of PostgreSQL: the letters of the program's name."""

STEP: Final = timedelta(microseconds=1)
SLACK: Final = timedelta(minutes=5)
"""By how much a clock may have gone back (a leap, a correction) before somebody must look at it."""

REFUSAL: Final = re.compile(r"diaban:([a-z-]+)")


class Done(str):
    """The name of an action, said as the journal says it."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        """The words of the catalogue."""
        return say(f"action.{self}")


@contextmanager
def acting(
    action: str,
    *,
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
    reverses: int | None = None,
    check: Callable[[], None] | None = None,
    own: bool = False,
) -> Iterator[Any]:
    """One act: what is written inside stands or falls with it. ``check`` runs under the lock, before the act is there.
    ``own``: it concerns nothing but how the account itself signs in, which a reader may change too.

    Raises RefusedError ``reason-missing``, ``act-not-after-last``; ConflictError ``memory-locked``, ``clock-behind``,
    ``rule-refused`` (the database refused it), ``memory-unreachable``; ForbiddenError ``may-not-write``.
    """
    if by.role is Role.READER and not own:
        by.require_writer(())
    if not reason.strip():
        raise RefusedError(finding("reason-missing"))
    for text in (reason, request, by.name):
        if not is_storable(text):
            raise RefusedError(finding("text-unstorable", field="reason"))
    with translated(), transaction.atomic(durable=True):
        _lock()
        if check is not None:
            check()
        last = Act.objects.order_by("-id").first()
        yield Act.objects.create(
            id=last.id + 1 if last else 1,
            moment=_moment(at, last.moment if last else None),
            by_id=account_named(by.name),
            action=action,
            reason=reason.strip(),
            request=request,
            reverses_id=reverses,
        )


def is_storable(text: str) -> bool:
    """Whether both databases can keep a text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _lock() -> None:
    # On SQLite the transaction itself is the lock: it began IMMEDIATE.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _moment(at: At, last: datetime | None) -> datetime:
    told = at() if callable(at) else at
    if told.tzinfo is None:
        raise ValueError("a moment has a zone")
    if last is None or told > last:
        return told
    if not callable(at):
        raise RefusedError(finding("act-not-after-last", moment=told.isoformat(), last=last.isoformat()))
    if last - told > SLACK:
        raise ConflictError(finding("clock-behind", moment=told.isoformat(), last=last.isoformat()))
    return last + STEP


def account_named(name: str) -> int:
    """The number of the account of that name, made where there is none. Only inside an act."""
    known = AccountName.objects.filter(name=name).first()
    if known is None:
        known = AccountName.objects.create(account=Account.objects.create(), name=name)
    return int(known.account_id)


@contextmanager
def translated(seconds: int = WAIT_SECONDS) -> Iterator[None]:
    """What the database says, as findings: those of :func:`acting` that are no RefusedError. ``seconds``: waited."""
    try:
        yield
    except IntegrityError as error:
        told = REFUSAL.search(str(error))
        rule = told[1] if told else "overlap" if "_overlap_" in str(error) else type(error.__cause__).__name__
        raise ConflictError(finding("rule-refused", rule=rule)) from error
    except (OperationalError, InterfaceError) as error:
        text = " ".join(str(error).split())
        if "locked" in text or "lock timeout" in text or "busy" in text:
            raise ConflictError(finding("memory-locked", seconds=seconds)) from error
        raise ConflictError(finding("memory-unreachable", reason=text)) from error
    except DatabaseError as error:
        raise FaultError(finding("memory-failed", reason=" ".join(str(error).split()))) from error
