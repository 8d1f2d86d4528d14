"""Small things every test of the store says: moments, viewers, facts, and a memory with a few units."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from diaban.basis.period import Period
from diaban.registers.staffing import HeadCount, Title
from diaban.store.viewer import local_administrator

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
ADMIN = local_administrator("nguyễn văn thử")
UNITS = 40


class Clock:
    """A clock that goes on by a minute whenever it is looked at."""

    def __init__(self) -> None:
        self.moment = BEGIN

    def __call__(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment


def how(at: Any, reason: str = "thử") -> dict[str, Any]:
    return {"by": ADMIN, "at": at, "reason": reason}


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def during(start: str | None, end: str | None = None) -> Period:
    return Period(day(start), day(end))


def count(unit: str, number: int, start: str | None, end: str | None = None, **more: Any) -> HeadCount:
    """A head count of all titles by origin ``xa``."""
    given: dict[str, Any] = {"origin": "xa", "source": "bc", "title": None, **more}
    return HeadCount(unit=unit, number=number, period=during(start, end), **given)


def chief(unit: str, number: int, start: str | None, end: str | None = None, **more: Any) -> HeadCount:
    return count(unit, number, start, end, title=Title.CHIEF, **more)


def begin(clock: Clock, units: int = UNITS) -> None:
    """Units u00001 onwards, two origins and a source, without reading an edition."""
    from diaban.store import models
    from diaban.store.actions import NewOrigin, NewSource
    from diaban.store.actions.acting import acting
    from diaban.store.actions.origin import introduce_within
    from diaban.store.mapping import public_id
    from diaban.store.models import SourceKind

    with acting("introduce", **how(clock)) as act:
        models.Unit.objects.bulk_create(
            [models.Unit(id=number, public_id=public_id(number), act=act) for number in range(1, units + 1)]
        )
        introduce_within(
            act,
            [NewSource(key="bc", title="Báo cáo thử", kind=SourceKind.INVENTED)],
            [NewOrigin(key=key, title=key) for key in ("xa", "tinh", "bo")],
        )
