"""What was found out under the lock is remembered until the lock is let go, where many acts are written under one:
nobody else writes meanwhile, and whoever writes here says so here. Otherwise nothing is remembered.

An act that is refused takes back what it wrote, so all is forgotten then.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import local
from typing import Any, Final

__all__ = ["forget", "held", "holding", "is_held", "looked_up"]


class _Open(local):
    """Of each thread, what it found since it took the lock for many acts; None: it holds it for one at most."""

    found: dict[object, dict[Any, Any]] | None = None


_OPEN: Final = _Open()


@contextmanager
def holding() -> Iterator[None]:
    """From here on the lock is held for many acts."""
    _OPEN.found = {}
    try:
        yield
    finally:
        _OPEN.found = None


def is_held() -> bool:
    """Whether the lock is held for many acts."""
    return _OPEN.found is not None


def held(about: object) -> dict[Any, Any]:
    """What is known about something: to be read and written. Where nothing is remembered, an empty one each time."""
    return {} if _OPEN.found is None else _OPEN.found.setdefault(about, {})


def forget(about: object | None = None) -> None:
    """What is known about something, or all (None), is no longer so."""
    if _OPEN.found is not None:
        if about is None:
            _OPEN.found.clear()
        else:
            _OPEN.found.pop(about, None)


def looked_up(about: object, keys: Iterable[Any], ask: Callable[[list[Any]], Mapping[Any, Any]]) -> dict[Any, Any]:
    """Values by key, of those that are there. Only what is not known yet is asked for; that a key is not there is not
    remembered, as somebody may be about to bring it in."""
    there = held(about)
    wanted = list(keys)
    missing = [key for key in wanted if key not in there]
    if missing:
        there |= ask(missing)
    return {key: there[key] for key in wanted if key in there}
