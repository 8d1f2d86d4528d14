"""Attempts at a password: counted before they are looked at, shared by all workers and machines of one memory.

The one thing written that is no act: nobody states anything by it, minutes later it means nothing, and whoever guesses
must neither fill the journal nor make others wait for its lock. What is counted is found again only by whoever has the
key that made the hashes, and that lies in the home's folder, not in the memory.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from diaban.store.actions.acting import translated
from diaban.store.address import WAIT_SECONDS
from diaban.store.models import Attempt

__all__ = ["FORGOTTEN", "Limit", "attempt", "forget"]

FORGOTTEN: Final = timedelta(minutes=10)
"""After the last attempt all before it counts no more. It is longer than the longest wait."""
SOON: Final = 5
"""Seconds to wait for another writer: whoever signs in sits there, and occupies a worker."""


@dataclass(frozen=True, slots=True)
class Limit:
    """``free`` attempts without a wait; then 2, 4, 8 … seconds before the next, at most ``longest``."""

    free: int
    longest: int

    def wait(self, count: int) -> int:
        """Seconds to wait after so many attempts, counted from the last."""
        return 0 if count < self.free else min(self.longest, 2 ** min(count - self.free + 1, 20))


def attempt(limits: Mapping[str, Limit], *, at: datetime) -> int:
    """Count an attempt under every key, before anything of it is looked at: a burst cannot overtake its own count.

    Returns 0, or the seconds to wait; then it was not counted, so that nobody makes a wait longer by knocking.
    ConflictError ``memory-locked``, ``memory-unreachable``.
    """
    keys = sorted(limits)
    # Looked at first, so that knocking again and again writes nothing and holds up nobody.
    waiting = _longest(Attempt.objects.filter(key__in=keys), limits, at)
    if waiting:
        return waiting
    with _soon():
        _clear(at)
        Attempt.objects.bulk_create([Attempt(key=key, count=0, last=at) for key in keys], ignore_conflicts=True)
        # In one order, so that two never wait for each other.
        rows = list(Attempt.objects.select_for_update().filter(key__in=keys).order_by("key"))
        waiting = _longest(rows, limits, at)
        if waiting:
            return waiting
        for row in rows:
            row.count, row.last = (row.count if _counts(row, at) else 0) + 1, at
        Attempt.objects.bulk_update(rows, ["count", "last"])
    return 0


def forget(keys: Collection[str]) -> None:
    """The right password was given: the counts begin anew. ConflictError as :func:`attempt`."""
    with _soon():
        Attempt.objects.filter(key__in=keys).delete()


def _longest(rows: Iterable[Attempt], limits: Mapping[str, Limit], at: datetime) -> int:
    return max((_left(row, limits[row.key], at) for row in rows if _counts(row, at)), default=0)


def _left(row: Attempt, limit: Limit, at: datetime) -> int:
    wait = limit.wait(row.count)
    # A clock of another machine may be a little ahead: it never makes a wait longer than it is.
    return min(wait, max(0, ceil((row.last - at).total_seconds() + wait)))


def _counts(row: Attempt, at: datetime) -> bool:
    return abs(at - row.last) <= FORGOTTEN


def _clear(at: datetime) -> None:
    """Throw away what counts no more, be it from the future: a clock that was wrong must keep nobody out."""
    old = Attempt.objects.filter(Q(last__lt=at - FORGOTTEN) | Q(last__gt=at + FORGOTTEN))
    # What somebody else is just looking at is left for the next time.
    keys = list(old.select_for_update(skip_locked=True).values_list("key", flat=True)[:1_000])
    Attempt.objects.filter(key__in=keys).delete()


@contextmanager
def _soon() -> Iterator[None]:
    """A transaction that gives up soon where another writer holds what it needs."""
    is_sqlite = connection.vendor == "sqlite"
    with translated(SOON):
        if is_sqlite:
            _say(f"PRAGMA busy_timeout = {SOON * 1_000}")
        try:
            with transaction.atomic(durable=True):
                if not is_sqlite:
                    _say(f"SET LOCAL lock_timeout = '{SOON}s'")
                yield
        finally:
            if is_sqlite:
                _say(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1_000}")


def _say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
