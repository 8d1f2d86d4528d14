"""Attempts of a long test: as many as it asks for, or as many as its time allows, and never fewer than a tenth."""

from collections.abc import Callable, Iterator
from time import monotonic

__all__ = ["Attempts"]


class Attempts:
    """``seconds``: of the whole test (0: no end); ``record``: where it is written how many there were."""

    def __init__(self, seconds: float, record: Callable[[str, object], None]) -> None:
        self._seconds, self._record, self._start = seconds, record, monotonic()

    def count(self, most: int) -> Iterator[int]:
        """0, 1, 2 … up to ``most``, until the time is over."""
        done = 0
        while done < most and (done < max(1, most // 10) or not self._over):
            yield done
            done += 1
        self._record("attempts", f"{done} of {most}")

    @property
    def _over(self) -> bool:
        return self._seconds > 0 and monotonic() - self._start > self._seconds
