"""Returns are received once and accepted once, all of it or nothing, by whoever has the right."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from diaban.basis.error import ConflictError, DiabanError, ForbiddenError, RefusedError
from diaban.basis.finding import finding
from diaban.basis.period import Period
from diaban.intake.reporting import Calendar
from diaban.intake.standing import ReturnState
from diaban.store.viewer import Right, Role
from tests.store.returns_world import (
    APRIL,
    COMMUNE,
    DIGEST,
    MARCH,
    NEIGHBOUR,
    OF_COMMUNE,
    Change,
    adds,
    held,
    send,
    states,
    take,
    undo,
)
from tests.store.world import ADMIN, Clock, count, how


def test_a_received_file_is_kept_byte_for_byte_and_changes_nothing(clock: Clock) -> None:
    from diaban.store.queries import file_of, return_detail, return_of

    data = bytes(range(256)) * 40
    receipt = send(clock, data, keep_until=date(2030, 3, 14))
    assert (receipt.number, receipt.again) == (1, False)
    assert return_of(act=receipt.act.id, viewer=ADMIN) == 1
    assert file_of(number=1, viewer=ADMIN).data == data
    detail = return_detail(number=1, viewer=ADMIN)
    assert (detail.line.state, detail.line.key, detail.covers) == (ReturnState.RECEIVED, "2025-03", (COMMUNE,))
    assert (detail.line.size, detail.keep_until, detail.kept) == (len(data), date(2030, 3, 14), True)
    # 16:59 and 17:00 UTC are two days in Viet Nam; the clock of these tests begins at 00:01 UTC.
    assert detail.line.received == date(2025, 1, 1)
    assert held() == []


def test_the_same_bytes_are_the_same_return_and_others_are_not(clock: Clock) -> None:
    first = send(clock)
    again = send(clock)
    assert (again.number, again.again, again.act.id) == (1, True, first.act.id)
    assert send(clock, b"other").number == 2
    assert send(clock, period=APRIL).number == 3
    assert send(clock, period=replace(MARCH, calendar=Calendar.CALENDAR)).number == 4
    assert send(clock, form="premises").number == 5
    assert send(clock, unit=NEIGHBOUR, covers=[]).number == 6
    undo(clock, first.act.id)
    anew = send(clock)
    assert (anew.number, anew.again) == (7, False)
    assert states()[0] == (1, ReturnState.WITHDRAWN)


@pytest.mark.parametrize(
    ("given", "error", "code"),
    [
        ({"data": b""}, RefusedError, "file-empty"),
        ({"data": b"x" * (20 * 1024 * 1024 + 1)}, RefusedError, "file-too-large"),
        ({"unit": "u99999"}, RefusedError, "unit-unknown"),
        ({"covers": [COMMUNE, "u99999"]}, RefusedError, "unit-unknown"),
        ({"name": "a\0b"}, RefusedError, "text-unstorable"),
        ({"name": " "}, RefusedError, "text-unstorable"),
        ({"corrects": 9}, RefusedError, "return-unknown"),
        ({"reason": ""}, RefusedError, "reason-missing"),
        ({"by": replace(OF_COMMUNE, role=Role.READER)}, ForbiddenError, "may-not-write"),
        ({"by": OF_COMMUNE, "unit": NEIGHBOUR}, ForbiddenError, "not-your-unit"),
        ({"by": OF_COMMUNE, "covers": [COMMUNE, NEIGHBOUR]}, ForbiddenError, "not-your-unit"),
    ],
)
def test_what_cannot_be_received_leaves_nothing(
    clock: Clock, given: dict[str, Any], error: type[DiabanError], code: str
) -> None:
    from diaban.store import models

    with pytest.raises(error, match=code):
        send(clock, **given)
    assert states() == []
    assert not models.StoredFile.objects.exists()
    assert not models.FileContent.objects.exists()
    assert models.Act.objects.count() == 1


def test_an_accepted_return_is_in_the_registers_and_cites_itself(clock: Clock) -> None:
    from diaban.store.queries import return_detail
    from diaban.store.queries.sources import sources

    send(clock, by=OF_COMMUNE)
    act = take(clock, 1, [adds(8)], by=OF_COMMUNE)
    (fact,) = held()
    assert (fact.number, fact.origin, fact.source) == (8, "cax-u00002", "return-1")
    (source,) = [one for one in sources(viewer=ADMIN) if one.key == "return-1"]
    assert (source.title, source.act) == ("Báo cáo 1", act.id)
    assert [step.by for step in return_detail(number=1, viewer=ADMIN).steps] == ["cán bộ xã", "cán bộ xã"]
    assert states() == [(1, ReturnState.ACCEPTED)]


def test_a_return_is_accepted_once_and_the_second_is_told_by_whom(clock: Clock) -> None:
    send(clock)
    act = take(clock, 1, [adds(8)], by=OF_COMMUNE, request="nút-1")
    assert take(clock, 1, [adds(8)], by=OF_COMMUNE, request="nút-1").id == act.id
    for request in ("", "nút-2"):
        with pytest.raises(ConflictError, match="return-accepted") as told:
            take(clock, 1, [adds(9)], request=request)
        assert told.value.findings[0].values == {"number": "1", "act": str(act.id), "by": "cán bộ xã"}
    # Another file of the same period, received before or after: it must cite what counts.
    send(clock, b"other")
    with pytest.raises(ConflictError, match="period-accepted") as told:
        take(clock, 2, [adds(9)])
    assert told.value.findings[0].values == {"number": "2", "other": "1", "act": str(act.id), "by": "cán bộ xã"}
    assert [fact.number for fact in held()] == [8]


def test_errors_are_never_accepted(clock: Clock) -> None:
    from diaban.store.actions import Tally

    send(clock, reading=Tally(digest=DIGEST, lines=3, faults=2, errors=2))
    with pytest.raises(RefusedError, match="return-faulty"):
        take(clock, 1, [adds(8)])
    send(clock, b"other", reading=Tally(digest=DIGEST, lines=3, errors=1))
    with pytest.raises(RefusedError, match="people-above"):
        take(clock, 2, [adds(8)], findings=[finding("people-above")])
    # What was beside the registers an error when it came may be none by now.
    take(clock, 2, [adds(8)])
    with pytest.raises(RefusedError, match="return-unknown"):
        take(clock, 99)


def test_a_later_state_leaves_the_earlier_days_as_they_were(clock: Clock) -> None:
    send(clock)
    take(clock, 1, [adds(8, "2025-02-14")])
    (before,) = held()
    send(clock, b"later", period=APRIL)
    take(clock, 2, [Change("update", before, count(COMMUNE, 9, "2025-03-14"))])
    assert [(fact.number, str(fact.period.start), str(fact.period.end), fact.source) for fact in held()] == [
        (8, "2025-02-14", "2025-03-14", "return-1"),
        (9, "2025-03-14", "None", "return-2"),
    ]


def test_an_end_leaves_no_days_behind_and_an_end_of_nothing_takes_the_row(clock: Clock) -> None:
    send(clock)
    take(clock, 1, [adds(8, "2025-01-01"), adds(5, "2025-01-01", NEIGHBOUR)])
    first, second = held()
    send(clock, b"later", period=APRIL)
    shorter = replace(first, period=Period(date(2025, 1, 1), date(2025, 3, 1)))
    act = take(clock, 2, [Change("end", first, shorter), Change("end", second, None)])
    assert [(fact.unit, str(fact.period.end), fact.source) for fact in held()] == [(COMMUNE, "2025-03-01", "return-2")]
    undo(clock, act.id)
    assert [(fact.unit, fact.period.end, fact.source) for fact in held()] == [
        (COMMUNE, None, "return-1"),
        (NEIGHBOUR, None, "return-1"),
    ]
    assert states() == [(1, ReturnState.ACCEPTED), (2, ReturnState.RECEIVED)]


def test_what_changed_meanwhile_is_not_replaced(clock: Clock) -> None:
    from diaban.store.actions import close, record

    send(clock)
    take(clock, 1, [adds(8, "2025-01-01")])
    (before,) = held()
    send(clock, b"later", period=APRIL)
    update = Change("update", before, count(COMMUNE, 9, "2025-03-14"))
    close(facts=[before], **how(clock))
    with pytest.raises(ConflictError, match="row-closed"):
        take(clock, 2, [update])
    from diaban.store.queries import known

    since = known(None).act
    mine = count(COMMUNE, 7, "2025-01-01", origin="cax-u00002")
    record(facts=[mine], **how(clock))
    with pytest.raises(ConflictError, match="changed-meanwhile"):
        take(clock, 2, [Change("addition", None, count(COMMUNE, 9, "2025-03-14"))], since=since)
    assert [fact.number for fact in held()] == [7]


def test_adding_rights_do_not_update_and_updating_rights_do_not_end(clock: Clock) -> None:
    from diaban.store.actions import close, correct, record, supersede

    adder = replace(OF_COMMUNE, rights=frozenset({Right.ADD}))
    updater = replace(OF_COMMUNE, rights=frozenset({Right.UPDATE}))
    send(clock)
    with pytest.raises(ForbiddenError, match="right-missing"):
        take(clock, 1, [adds(8)], by=updater)
    take(clock, 1, [adds(8)], by=adder)
    (row,) = held()
    send(clock, b"later", period=APRIL)
    update = Change("update", row, count(COMMUNE, 9, "2025-03-14"))
    # What it is called does not matter: what it does is what needs a right.
    for change in (update, replace(update, kind="addition", before=None)):
        with pytest.raises(ForbiddenError, match="right-missing") as told:
            take(clock, 2, [change], by=adder)
        assert told.value.findings[0].values == {"name": "cán bộ xã", "right": Right.UPDATE}
    with pytest.raises(ForbiddenError, match="right-missing") as told:
        take(clock, 2, [update, Change("end", row, None)], by=adder)
    assert [found.values["right"] for found in told.value.findings] == [Right.END, Right.UPDATE]
    for by in (adder, updater):
        with pytest.raises(ForbiddenError, match="right-missing"):
            take(clock, 2, [Change("end", row, None)], by=by)
        with pytest.raises(ForbiddenError, match="right-missing"):
            close(facts=[row], by=by, at=clock, reason="thử")
    with pytest.raises(ForbiddenError, match="right-missing"):
        record(facts=[count(COMMUNE, 1, "2024-01-01", "2024-02-01")], by=updater, at=clock, reason="thử")
    for wrong in (lambda: correct(closes=[row], by=adder, at=clock, reason="thử"),):
        with pytest.raises(ForbiddenError, match="right-missing"):
            wrong()
    with pytest.raises(ForbiddenError, match="right-missing"):
        supersede(facts=[count(COMMUNE, 1, "2025-05-01", origin=row.origin)], by=adder, at=clock, reason="thử")
    assert [fact.number for fact in held()] == [8]
    take(clock, 2, [update], by=updater)
    with pytest.raises(ForbiddenError, match="may-not-write"):
        replace(adder, role=Role.READER).require_rights([Right.ADD])
    replace(adder, role=Role.ADMINISTRATOR).require_rights(Right)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each answered, or the first code of its error."""
    from django.db import connections

    outcomes: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(number: int) -> None:
        try:
            gate.wait()
            outcomes[number] = works[number]()
        except DiabanError as error:
            outcomes[number] = error.findings[0].code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_people_accept_at_once_and_one_wins(clock: Clock) -> None:
    send(clock)
    send(clock, b"other")
    told = at_once(*(lambda number=number: take(clock, 1 + number % 2, [adds(8)]).id for number in range(4)))
    assert sorted(str(one) for one in told)[0].isdigit()
    assert sorted(one for one in told if isinstance(one, str)) in (
        ["period-accepted", "period-accepted", "return-accepted"],
    )
    assert len(held()) == 1


def test_two_people_send_the_same_file_at_once_and_it_is_one_return(clock: Clock) -> None:
    told = at_once(*(lambda: send(clock) for _ in range(3)))
    assert {receipt.number for receipt in told} == {1}
    assert sorted(receipt.again for receipt in told) == [False, True, True]
