"""Two writers at once: each act whole, moments strictly increasing, none lost. And no clock leads the store astray."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from diaban.basis.error import ConflictError, DiabanError, RefusedError
from tests.store.conftest import Memory
from tests.store.world import ADMIN, BEGIN, Clock, begin, count, how

WRITERS = 4
EACH = 6


def test_writers_at_once_lose_no_act(memory: Memory) -> None:
    from diaban.registers.staffing import HeadCount
    from diaban.store import models
    from diaban.store.actions import record
    from diaban.store.queries import facts, journal

    begin(Clock())
    now = BEGIN + timedelta(days=1)
    failed: list[BaseException] = []

    def write(writer: int) -> None:
        from django.db import connections

        try:
            for number in range(EACH):
                # The same moment for all: the store must set them apart.
                record(facts=[count(f"u{1 + writer * EACH + number:05d}", number, "2025-01-01")], **how(lambda: now))
        except Exception as error:  # noqa: BLE001  # whatever it was: the test tells it in its own thread
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    lines = journal(viewer=ADMIN, last=None)
    assert [line.act for line in lines] == list(range(1 + WRITERS * EACH, 0, -1))
    moments = [line.moment for line in lines]
    assert moments == sorted(set(moments), reverse=True)
    assert len(facts(models.HeadCount, HeadCount, as_of=None, known_at=None, viewer=ADMIN)) == WRITERS * EACH


def test_two_writers_of_the_same_days_get_a_finding_not_a_row_each(memory: Memory) -> None:
    from diaban.store.actions import record

    begin(Clock())
    outcomes: list[Any] = []
    gate = threading.Barrier(2)

    def write(number: int) -> None:
        from django.db import connections

        try:
            gate.wait()
            act = record(facts=[count("u00001", number, "2025-01-01")], **how(lambda: BEGIN + timedelta(days=1)))
            outcomes.append(act.id)
        except DiabanError as error:
            outcomes.append(error.findings[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [2, "overlaps-recorded"]


def test_two_writers_of_the_same_file_load_it_once(memory: Memory) -> None:
    from diaban.store.actions import record
    from diaban.store.queries.sources import request_of

    begin(Clock())
    outcomes: list[Any] = []
    gate = threading.Barrier(2)

    def write(origin: str) -> None:
        from django.db import connections

        try:
            gate.wait()
            # By another origin nothing overlaps: only the checksum tells that it is the same file.
            told = [count("u00001", 7, "2025-01-01", origin=origin)]
            given = how(lambda: BEGIN + timedelta(days=1)) | {"request": request_of("registers load", origin, "ab12")}
            outcomes.append(record(facts=told, **given).id)
        except DiabanError as error:
            outcomes.append(error.findings[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(origin,)) for origin in ("xa", "tinh")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [2, "file-loaded"]


def test_what_a_writer_cites_is_new_or_not_under_the_lock(memory: Memory) -> None:
    from diaban.store.actions import NewOrigin, NewSource, introduce, record
    from diaban.store.queries.sources import origins, sources

    clock = Clock()
    begin(clock)
    # Made before the other writer's act, when neither was known; the other one told more of the source.
    late: dict[str, Any] = {"sources": [NewSource(key="bc-2")], "origins": [NewOrigin(key="huyen")]}
    introduce(
        sources=[NewSource(key="bc-2", title="Báo cáo số 2", published=date(2025, 3, 1))],
        origins=[NewOrigin(key="huyen", title="Huyện")],
        **how(clock),
    )
    act = record(facts=[count("u00001", 7, "2025-01-01", origin="huyen", source="bc-2")], **late, **how(clock))
    assert act.id == 3
    assert [(one.title, one.published, one.act) for one in sources(viewer=ADMIN) if one.key == "bc-2"] == [
        ("Báo cáo số 2", date(2025, 3, 1), 2)
    ]
    assert [one.title for one in origins(viewer=ADMIN) if one.key == "huyen"] == ["Huyện"]
    with pytest.raises(RefusedError, match="source-differs"):
        introduce(sources=[NewSource(key="bc-2", published=date(2025, 3, 2))], **how(clock))
    with pytest.raises(RefusedError, match="source-there"):
        introduce(**late, anew=True, **how(clock))


def test_an_explicit_moment_must_come_after_the_last(memory: Memory) -> None:
    from diaban.store.actions import introduce

    first = introduce(**how(BEGIN))
    with pytest.raises(RefusedError, match="act-not-after-last"):
        introduce(**how(BEGIN))
    second = introduce(**how(BEGIN + timedelta(microseconds=1)))
    assert (first.id, second.id) == (1, 2)


def test_a_clock_that_went_back_a_little_is_moved_on_and_a_wrong_one_refused(memory: Memory) -> None:
    from diaban.store.actions import introduce

    introduce(**how(BEGIN))
    second = introduce(**how(lambda: BEGIN - timedelta(minutes=4)))
    assert second.moment == BEGIN + timedelta(microseconds=1)
    with pytest.raises(ConflictError, match="clock-behind"):
        introduce(**how(lambda: BEGIN - timedelta(minutes=6)))


def test_a_moment_without_a_zone_and_a_reason_without_words_are_refused(memory: Memory) -> None:
    from diaban.store.actions import introduce

    with pytest.raises(ValueError, match="zone"):
        introduce(**how(datetime(2025, 1, 1)))  # noqa: DTZ001  # that is what is tested here
    with pytest.raises(RefusedError, match="reason-missing"):
        introduce(**how(datetime(2025, 1, 1, tzinfo=UTC), reason="  "))


def test_a_refused_act_leaves_no_line_and_no_gap(memory: Memory) -> None:
    from diaban.store.actions import introduce, record
    from diaban.store.queries import journal

    clock = Clock()
    begin(clock)
    with pytest.raises(RefusedError, match="unit-unknown"):
        record(facts=[count("u99999", 1, "2025-01-01")], **how(clock))
    assert introduce(**how(clock)).id == 2
    assert [line.action for line in journal(viewer=ADMIN)] == ["introduce", "introduce"]
