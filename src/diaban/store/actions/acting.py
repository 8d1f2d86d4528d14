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
from diaban.store.held import forget, held, holding, is_held, looked_up
from diaban.store.models import Account, AccountName, Act
from diaban.store.prepared import Prepared, added
from diaban.store.viewer import Role, Viewer

__all__ = ["At", "Clock", "Done", "account_named", "acting", "is_storable", "lock", "together", "translated"]

Clock = Callable[[], datetime]
At = datetime | Clock
"""When: the clock of the door, read under the lock, or an explicit past moment (it must exceed the last act's)."""

LOCK: Final = 0x64_69_61_62_61_6E
"""The advisory lock of PostgreSQL: the letters of the program's name."""

STEP: Final = timedelta(microseconds=1)
SLACK: Final = timedelta(minutes=5)
"""By how much a clock may have gone back (a leap, a correction) before somebody must look at it."""

UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
REFUSAL: Final = re.compile(r"diaban:([a-z-]+)")


_LAST: Final = Prepared(lambda: Act.objects.order_by("-id").values_list("id", "moment")[:1])
_ACCOUNT: Final = Prepared(lambda name: AccountName.objects.filter(name=name).values_list("name", "account_id"))


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
    remembers: bool = False,
) -> Iterator[Any]:
    """One act: what is written inside stands or falls with it. ``check`` runs under the lock, before the act is there.
    ``own``: it concerns nothing but how the account itself signs in, which a reader may change too. ``remembers``: what
    it finds out holds for the next act under the same lock, and it tells what it writes (see ``held``).

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
    with _alone(remembers):
        if check is not None:
            check()
        last, before = held(Act).get(Act) or next(iter(_LAST.ask()), (0, None))
        act = Act(
            id=last + 1,
            moment=_moment(at, before),
            by_id=account_named(by.name),
            action=action,
            reason=reason.strip(),
            request=request,
            reverses_id=reverses,
        )
        held(Act)[Act] = (act.id, act.moment)
        yield added(act)


@contextmanager
def together() -> Iterator[None]:
    """Acts inside are committed at once, for the price of one: each is still whole or absent by itself, and one that is
    refused takes none of the others with it. Nothing of them may be acknowledged before the block ends.

    What is long (reading files) is done before: the lock is held all the while. ConflictError ``memory-locked``,
    ``memory-unreachable``.
    """
    with translated(), transaction.atomic(durable=True):
        lock()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # What is asked by key again and again needs no plan of its own for every key.
                cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        with holding():
            yield


@contextmanager
def _alone(remembers: bool) -> Iterator[None]:
    """The transaction of one act: its own, or a part of the one that is open for many."""
    if is_held():
        if not remembers:
            forget()
        try:
            with translated(), transaction.atomic():
                yield
        except BaseException:
            forget()
            raise
        if not remembers:
            forget()
        return
    with translated(), transaction.atomic(durable=True):
        lock()
        yield


def is_storable(text: str) -> bool:
    """Whether both databases can keep a text: no NUL, no half of a surrogate pair."""
    return UNSTORABLE.search(text) is None


def lock() -> None:
    """Whoever writes is alone until the transaction ends; a second waits for a while (``memory-locked``)."""
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
    known = looked_up(AccountName, [name], lambda names: dict(_ACCOUNT.ask(*names)))
    if known:
        return int(known[name])
    account = Account.objects.create()
    AccountName.objects.create(account=account, name=name)
    return int(account.id)


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
