"""Wrong passwords slow down whoever sends them, by name and address.

Kept in the memory of this process alone: with N worker processes somebody may try N times as often, and a restart
forgets. That is enough, for every comparison costs a fraction of a second anyhow; nobody waits inside the server, as
one who guesses would then stop everybody else.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from math import ceil
from threading import Lock
from typing import Final

__all__ = ["Patience"]

FREE: Final = 5
"""Wrong attempts before any wait."""
LONGEST: Final = 300.0
"""Seconds: the longest wait, and how long after the last attempt all is forgotten twice over."""
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Tries:
    wrong: int
    last: float

    def wait(self) -> float:
        """Seconds from the last attempt."""
        return 0.0 if self.wrong < FREE else min(LONGEST, 2.0 ** min(self.wrong - FREE + 1, 20))


class Patience:
    """Counts wrong attempts. ``at``: seconds of a clock that only goes forward."""

    def __init__(self) -> None:
        self._tries: OrderedDict[Hashable, _Tries] = OrderedDict()
        self._lock = Lock()

    def seconds_left(self, who: Hashable, at: float) -> int:
        """Seconds to wait before the next attempt counts; 0: none."""
        with self._lock:
            tries = self._tries.get(who)
        return max(0, ceil(tries.last + tries.wait() - at)) if tries else 0

    def wrong(self, who: Hashable, at: float) -> None:
        """Another wrong attempt."""
        with self._lock:
            before = self._tries.pop(who, None)
            count = before.wrong if before and at - before.last < 2 * LONGEST else 0
            self._tries[who] = _Tries(count + 1, at)
            if len(self._tries) > MOST:
                self._tries.popitem(last=False)

    def right(self, who: Hashable) -> None:
        """The right one: the count begins anew."""
        with self._lock:
            self._tries.pop(who, None)
