"""One moment for all parts of a page: what is written meanwhile is in the next one."""

from threading import Thread

from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, count, how


def test_now_stays_the_same_until_the_block_ends(memory: Memory) -> None:
    from diaban.store import models
    from diaban.store.actions import record
    from diaban.store.queries import facts, known
    from diaban.store.queries.known import known_once

    begin(clock := Clock())

    def there() -> list[int]:
        told = facts(models.HeadCount, type(first), as_of=None, known_at=None, viewer=ADMIN)
        return [one.number for one in told]

    first, second = count("u00001", 5, "2025-01-01"), count("u00002", 6, "2025-01-01")
    record(facts=[first], **how(clock))
    with known_once():
        before = known(None)
        record(facts=[second], **how(clock))
        assert known(None) == before
        assert there() == [5]
        # What was asked for by its moment is told as of that moment all the same.
        assert known(clock.moment).act == before.act + 1
    assert known(None).act == before.act + 1
    assert there() == [5, 6]


def test_another_thread_has_a_moment_of_its_own(memory: Memory) -> None:
    from django.db import connections

    from diaban.store.actions import record
    from diaban.store.queries import known
    from diaban.store.queries.known import known_once

    begin(clock := Clock())
    seen: list[int] = []

    def look() -> None:
        seen.append(known(None).act)
        connections.close_all()

    with known_once():
        before = known(None).act
        record(facts=[count("u00001", 5, "2025-01-01")], **how(clock))
        thread = Thread(target=look)
        thread.start()
        thread.join()
        assert (known(None).act, seen) == (before, [before + 1])
