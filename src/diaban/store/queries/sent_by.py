"""Returns by form, period and unit, kept from question to question and brought up to date by what acts have changed."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from threading import Lock
from typing import Final

from django.db import connection

from diaban.intake.expected import SentBy
from diaban.store.models import Act
from diaban.store.queries.known import Known
from diaban.store.queries.sents import joined, touched

__all__ = ["SentKept"]

MANY: Final = 500
"""Returns touched since then, above which all are read anew."""
Read = Callable[[Known, Collection[int] | None], SentBy]
"""Returns as known then: all of them, or those with these numbers."""


class SentKept:
    """The answers used last, at most ``most``, by question. Threads may share it: no answer is changed once given.

    A nation's year is forty thousand returns, and an act touches one or a few of them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, tuple[Known, SentBy]] = OrderedDict()
        self._lock = Lock()

    def answer(self, key: Hashable, read: Read, now: Known) -> SentBy:
        """What ``read`` brings, by period: all of it the first time, later only what was touched since."""
        place = connection.settings_dict
        whole = (place["NAME"], place["HOST"], place["PORT"], key)
        with self._lock:
            then, kept = self._answers.get(whole, (None, {}))
        if then == now:
            return kept
        found = _newer(kept, then, read, now) if then is not None else None
        if found is None:
            found = read(now, None)
        with self._lock:
            self._answers[whole] = now, found
            self._answers.move_to_end(whole)
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found


def _newer(kept: SentBy, then: Known, read: Read, now: Known) -> SentBy | None:
    """``kept`` with what was touched since; None where that is much, or another memory lies at the same address."""
    if now.act < then.act or not Act.objects.filter(id=then.act, moment=then.moment).exists():
        return None
    numbers = touched(after=then.act, most=MANY, known_at=now)
    if not numbers:
        return None if numbers is None else kept
    found = dict(kept)
    for period, units in read(now, numbers).items():
        before = found.get(period, {})
        # A return stays with its period and units for ever.
        found[period] = {**before, **{unit: joined(before.get(unit, ()), new) for unit, new in units.items()}}
    return found
