"""What was known at a moment, and what held on a day: the one selection that every query uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from django.db import connection
from django.db.models import BigIntegerField, Q, Value

from diaban.basis.moment import VIET_NAM
from diaban.store.models import Act
from diaban.store.prepared import Prepared

__all__ = ["VIET_NAM", "Known", "KnownAt", "cut", "held_on", "known", "known_once", "moment_of"]


@dataclass(frozen=True, slots=True)
class Known:
    """The last act that counts, and its moment; 0 and None where there was none yet."""

    act: int
    moment: datetime | None


KnownAt = date | datetime | Known | None
"""A moment with its zone; a bare day means its end in Viet Nam; None means now, the last act. What was found out once
may be handed on, so that the parts of one answer know the same."""


_FOUND: Final[ContextVar[list[Known] | None]] = ContextVar("found", default=None)
"""Inside ``known_once``: what is known now, once it was asked for."""
_LAST: Final = Prepared(lambda: _acts()[:1])
_BY: Final = Prepared(
    # Moments strictly increase: the order of moments is that of acts, and an index has it.
    lambda moment: (
        Act.objects.filter(moment__lte=Value(moment, output_field=BigIntegerField()))
        .order_by("-moment")
        .values_list("id", "moment")[:1]
    )
)


@contextmanager
def known_once() -> Iterator[None]:
    """Until the block ends, now is the moment it was first asked for: all parts of one page know the same.

    For blocks that only read: what they wrote themselves they would not see.
    """
    token = _FOUND.set([])
    try:
        yield
    finally:
        _FOUND.reset(token)


def moment_of(known_at: date | datetime) -> datetime:
    """The last moment meant. ValueError for a moment without a zone."""
    if isinstance(known_at, datetime):
        if known_at.tzinfo is None:
            raise ValueError("a moment has a zone")
        return known_at
    return datetime.combine(known_at, time.max, VIET_NAM)


def known(known_at: KnownAt) -> Known:
    """The last act at or before ``known_at``."""
    if isinstance(known_at, Known):
        return known_at
    found = _FOUND.get() if known_at is None else None
    if found:
        return found[0]
    if known_at is None:
        last = next(iter(_LAST.ask()), None)
    else:
        moment: object = connection.ops.adapt_datetimefield_value(moment_of(known_at).astimezone(UTC))
        last = next(iter(_BY.ask(moment)), None)
    answer = Known(*last) if last else Known(0, None)
    if found is not None:
        found.append(answer)
    return answer


def _acts() -> Any:
    return Act.objects.order_by("-id").values_list("id", "moment")


def cut(act: int) -> Q:
    """Rows known after act number ``act``: written by then, and not closed by then."""
    return Q(act_id__lte=act) & (Q(closed_by_id=None) | Q(closed_by_id__gt=act))


def held_on(day: date | None) -> Q:
    """Rows whose days contain ``day``, as :class:`diaban.basis.period.Period` means it; None: rows of any day."""
    if day is None:
        return Q()
    begun: Any = Q(start=None) | Q(start__lte=day)
    return begun & (Q(end=None) | Q(end__gt=day))
