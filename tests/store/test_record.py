"""Recording, correcting, superseding, closing: one act each, all findings at once."""

import pytest

from diaban.basis.error import RefusedError
from diaban.registers.staffing import HeadCount
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, chief, count, day, how


def numbers(as_of: str | None, known_at: object = None) -> list[int]:
    from diaban.store import models
    from diaban.store.queries import facts

    found = facts(models.HeadCount, HeadCount, as_of=day(as_of), known_at=known_at, viewer=ADMIN)
    return [fact.number for fact in found]


def test_what_is_recorded_is_read_again(memory: Memory) -> None:
    from diaban.store import models
    from diaban.store.actions import record
    from diaban.store.queries import facts

    clock = Clock()
    begin(clock)
    given = [count("u00001", 7, "2025-01-01"), chief("u00001", 1, None, "2025-03-01"), count("u00002", 5, "2025-02-01")]
    act = record(facts=given, **how(clock))
    assert act.id == 2
    read = facts(models.HeadCount, HeadCount, as_of=None, known_at=None, viewer=ADMIN)
    assert [fact.row > 0 for fact in read] == [True] * 3
    assert [type(fact)(**{**_plain(fact), "row": 0}) for fact in read] == given
    assert numbers("2025-01-31") == [7, 1]
    assert numbers("2025-03-01") == [7, 5]


def _plain(fact: HeadCount) -> dict[str, object]:
    from dataclasses import fields

    return {field.name: getattr(fact, field.name) for field in fields(fact)}


def test_an_overlap_is_a_finding_and_nothing_is_written(memory: Memory) -> None:
    from diaban.store.actions import record

    clock = Clock()
    begin(clock)
    record(facts=[count("u00001", 7, "2025-01-01")], **how(clock))
    with pytest.raises(RefusedError) as refused:
        record(
            facts=[
                count("u00002", 7, "2025-01-01"),
                count("u00001", 8, "2025-06-01"),
                count("u00003", 1, "2025-01-01", "2025-02-02"),
                count("u00003", 2, "2025-02-01"),
            ],
            **how(clock),
        )
    assert [found.code for found in refused.value.findings] == ["overlaps-recorded", "overlaps-given"]
    assert numbers("2025-07-01") == [7]
