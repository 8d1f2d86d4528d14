"""Attempts at a password: counted before they are looked at, by all workers together, and never for ever."""

import threading
from datetime import timedelta

import pytest

from diaban.basis.error import ConflictError
from tests.store.conftest import Memory
from tests.store.world import BEGIN

OTHERS = 12


def tried(*keys: str, at: float = 0) -> int:
    """An attempt so many seconds after the beginning, three of them free: seconds to wait, 60 at most."""
    from diaban.store.attempts import Limit, attempt

    return attempt(dict.fromkeys(keys, Limit(3, 60)), at=BEGIN + timedelta(seconds=at))


def kept() -> dict[str, int]:
    from diaban.store.models import Attempt

    return dict(Attempt.objects.values_list("key", "count"))


def test_waits_double_up_to_the_longest_and_knocking_makes_them_no_longer(memory: Memory) -> None:
    assert [tried("a") for _ in range(5)] == [0, 0, 0, 2, 2]
    assert kept() == {"a": 3}, "who was told to wait was not counted"
    at, waits = 2.0, []
    for _ in range(8):
        assert tried("a", at=at) == 0
        waits.append(tried("a", at=at))
        at += waits[-1]
    assert waits == [4, 8, 16, 32, 60, 60, 60, 60]
    assert tried("a", at=at - 0.5) == 1
    assert tried("b", at=at) == 0, "nobody else waits"


def test_one_key_that_waits_holds_and_no_other_is_counted(memory: Memory) -> None:
    assert [tried("a", "everybody") for _ in range(4)] == [0, 0, 0, 2]
    assert kept() == {"a": 3, "everybody": 3}
    assert tried("b", at=1) == 0
    assert tried("b", "everybody", at=1) == 1
    assert kept() == {"a": 3, "b": 1, "everybody": 3}


def test_the_right_password_begins_the_count_anew(memory: Memory) -> None:
    from diaban.store.attempts import forget

    for _ in range(3):
        tried("a", "b")
    forget(["a", "không có"])
    assert kept() == {"b": 3}
    assert tried("a") == 0


def test_what_is_long_past_is_forgotten_and_thrown_away(memory: Memory) -> None:
    for key in ("a", "b", "c"):
        for _ in range(3):
            tried(key)
    assert tried("a", at=601) == 0
    assert kept() == {"a": 1}
    for number in range(40):
        tried(f"tên {number}", at=700 + number * 60)
    assert len(kept()) <= 11, "what is kept is what was tried in ten minutes"


def test_a_clock_that_was_wrong_keeps_nobody_out(memory: Memory) -> None:
    year = 365 * 86_400
    for _ in range(3):
        tried("a", at=year)
    assert tried("a") == 0
    assert kept() == {"a": 1}
    # That of another machine, a minute ahead: the wait is what it always is.
    for _ in range(3):
        tried("b", at=60)
    assert tried("b") == 2


def test_a_restart_forgets_nothing(memory: Memory) -> None:
    from django.db import connections

    from diaban.store.memory import setup

    for _ in range(3):
        tried("a")
    connections.close_all()
    setup(memory.home, memory.database)
    assert tried("a") == 2


def test_a_burst_cannot_overtake_its_own_count(memory: Memory) -> None:
    """Many at once, by workers of their own: as many are let through as one after the other would be."""
    told: list[object] = []
    gate = threading.Barrier(OTHERS)

    def knock() -> None:
        from django.db import connections

        try:
            gate.wait()
            told.append(tried("a", "everybody"))
        except Exception as error:  # noqa: BLE001  # whatever it was: the test tells it in its own thread
            told.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=knock) for _ in range(OTHERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told, key=str) == [0] * 3 + [2] * (OTHERS - 3)
    assert kept() == {"a": 3, "everybody": 3}


def test_attempts_of_others_do_not_wait_for_an_act(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL they are counted beside it; on SQLite, which has one writer, it is told soon, not after long."""
    from diaban.store import attempts
    from diaban.store.actions.acting import acting
    from tests.store.world import Clock, begin, how

    monkeypatch.setattr(attempts, "SOON", 1)
    clock = Clock()
    begin(clock)
    told: list[object] = []

    def knock() -> None:
        from django.db import connections

        try:
            told.append(tried("a"))
        except ConflictError as error:
            told.append([one.code for one in error.findings])
        finally:
            connections.close_all()

    with acting("introduce", **how(clock)):
        other = threading.Thread(target=knock)
        other.start()
        other.join()
    assert told == ([0] if memory.vendor == "postgresql" else [["memory-locked"]])
    assert tried("a") == 0


def test_acts_and_journal_know_nothing_of_it(memory: Memory) -> None:
    from diaban.store.queries import known
    from tests.store.world import Clock, begin

    begin(Clock())
    before = known(None)
    for _ in range(5):
        tried("a")
    assert known(None) == before
