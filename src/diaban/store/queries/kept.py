"""Answers kept for as long as they are exact: until the next act in the memory they were read from, or the next that
touches what they were made of.

A figure is a function of what is known; what is known changes by acts alone, and acts only ever follow one another.
So the number of the last act, with the memory it stands in, says whether an answer is still the answer.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection

from diaban.store.queries.known import Known, known

__all__ = ["Kept", "Lasting"]

V = TypeVar("V")


class Kept(Generic[V]):
    """The answers used last, at most ``most``, by question. Threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, V] = OrderedDict()
        self._state: Hashable = None
        self._lock = Lock()

    def answer(self, key: Hashable, make: Callable[[Known], V], now: Known | None = None) -> V:
        """The kept answer, or the one that ``make`` gives; it is handed what is known ``now`` (None: asked here).

        All that ``make`` reads it reads as known then: an act that comes in between is in the next answer.
        """
        now = now or known(None)
        # Another memory at the same address has other moments.
        state = (*_place(), now)
        with self._lock:
            if self._state != state:
                self._state = state
                self._answers.clear()
            elif key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = make(now)
        with self._lock:
            if self._state == state:
                self._answers[key] = made
                if len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return made


class Lasting(Generic[V]):
    """The answers used last, at most ``most``, by question and by what they rest on: acts beside that do not end them.

    What they rest on is told by moments (``touched``), which another memory at the same address does not share.
    Threads may share it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable) -> V | None:
        """The kept answer."""
        whole = (*_place(), key)
        with self._lock:
            if whole in self._answers:
                self._answers.move_to_end(whole)
                return self._answers[whole]
        return None

    def keep(self, key: Hashable, answer: V) -> None:
        """Keep an answer; the one used least goes."""
        with self._lock:
            self._answers[(*_place(), key)] = answer
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)


def _place() -> tuple[Hashable, ...]:
    place = connection.settings_dict
    return place["NAME"], place["HOST"], place["PORT"]
