"""Returns go up and back: approved level by level, reopened with a reason, corrected by another, undone."""

from typing import Any

import pytest

from diaban.basis.error import ConflictError, ForbiddenError, RefusedError
from diaban.intake.standing import ApprovalLevel, ReturnState
from tests.store.returns_world import (
    APRIL,
    ATLAS,
    COMMUNE,
    NEIGHBOUR,
    OF_COMMUNE,
    OF_PROVINCE,
    OTHER,
    PROVINCE,
    Change,
    adds,
    approve,
    held,
    reopen,
    send,
    states,
    take,
    undo,
)
from tests.store.world import ADMIN, Clock, count, how


def test_approval_locks_until_it_is_reopened_with_a_reason(clock: Clock) -> None:
    from diaban.store.queries import return_detail

    send(clock)
    take(clock, 1, [adds(8)])
    approve(clock, 1, by=OF_PROVINCE)
    (row,) = held()
    send(clock, b"corrected", corrects=1)
    correction = [Change("update", row, count(COMMUNE, 9, "2025-03-14"))]
    with pytest.raises(ConflictError, match="return-locked") as told:
        take(clock, 2, correction)
    assert told.value.findings[0].values["by"] == "cán bộ tỉnh"
    with pytest.raises(RefusedError, match="reason-missing"):
        reopen(clock, 1, reason=" ")
    reopen(clock, 1, by=OF_PROVINCE)
    assert states() == [(1, ReturnState.REOPENED), (2, ReturnState.RECEIVED)]
    act = take(clock, 2, correction)
    assert states() == [(1, ReturnState.CORRECTED), (2, ReturnState.ACCEPTED)]
    assert [(fact.number, fact.source) for fact in held()] == [(9, "return-2")]
    # Both are kept: as first published, and as corrected.
    assert return_detail(number=1, viewer=ADMIN).corrections == (2,)
    assert (
        return_detail(number=1, viewer=ADMIN, known_at=return_detail(number=2, viewer=ADMIN).line.moment).line.state
        is ReturnState.APPROVED
    )
    approve(clock, 2)
    with pytest.raises(RefusedError, match="return-corrected"):
        approve(clock, 1)
    with pytest.raises(RefusedError, match="return-corrected"):
        send(clock, b"again", corrects=1)
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(clock, act.id)


def test_levels_approve_in_their_order_and_who_may(clock: Clock) -> None:
    send(clock)
    with pytest.raises(RefusedError, match="return-not-accepted"):
        approve(clock, 1)
    take(clock, 1, [adds(8)])
    ministry = ApprovalLevel.MINISTRY
    with pytest.raises(RefusedError, match="approval-order"):
        approve(clock, 1, ministry)
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        approve(clock, 1, by=OF_COMMUNE)
    with pytest.raises(RefusedError, match="return-not-locked"):
        reopen(clock, 1)
    approve(clock, 1, by=OF_PROVINCE)
    with pytest.raises(ConflictError, match="return-approved"):
        approve(clock, 1)
    with pytest.raises(ForbiddenError, match="approval-of-nation"):
        approve(clock, 1, ministry, by=OF_PROVINCE)
    approve(clock, 1, ministry)
    # What the ministry locked the province does not open.
    with pytest.raises(ForbiddenError, match="approval-of-nation"):
        reopen(clock, 1, by=OF_PROVINCE)
    reopen(clock, 1)
    approve(clock, 1, by=OF_PROVINCE)
    with pytest.raises(RefusedError, match="return-unknown"):
        approve(clock, 77)


def test_the_return_of_a_province_is_approved_by_the_ministry_alone(clock: Clock) -> None:
    send(clock, unit=PROVINCE, covers=[COMMUNE, NEIGHBOUR], by=OF_PROVINCE)
    take(clock, 1, [adds(8)], by=OF_PROVINCE)
    with pytest.raises(RefusedError, match="approval-order"):
        approve(clock, 1, by=OF_PROVINCE)
    approve(clock, 1, ApprovalLevel.MINISTRY)
    assert states() == [(1, ReturnState.APPROVED)]


def test_a_return_of_a_unit_that_ended_is_approved_by_its_province_of_then(clock: Clock) -> None:
    send(clock, unit=OTHER, covers=[OTHER])
    take(clock, 1, [adds(8, of=OTHER)])
    approve(clock, 1, by=OF_PROVINCE)
    assert states() == [(1, ReturnState.APPROVED)]


def test_what_is_sent_back_is_sent_anew(clock: Clock) -> None:
    from diaban.store import actions

    def back(number: int, **more: Any) -> Any:
        return actions.send_back(number=number, atlas=ATLAS, **(how(clock, "thiếu cột") | more))

    send(clock)
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        back(1, by=OF_COMMUNE)
    act = back(1, by=OF_PROVINCE)
    assert states() == [(1, ReturnState.SENT_BACK)]
    with pytest.raises(RefusedError, match="return-sent-back"):
        take(clock, 1, [adds(8)])
    with pytest.raises(RefusedError, match="return-sent-back"):
        back(1)
    # The mended file cites nothing: nothing of the other one is in the registers.
    with pytest.raises(RefusedError, match="return-not-accepted"):
        send(clock, b"mended", corrects=1)
    send(clock, b"mended")
    take(clock, 2, [adds(8)])
    with pytest.raises(ConflictError, match="return-accepted"):
        back(2)
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        undo(clock, act.id, by=OF_COMMUNE)
    undo(clock, act.id)
    assert states() == [(1, ReturnState.RECEIVED), (2, ReturnState.ACCEPTED)]


def test_an_undone_acceptance_takes_the_rows_and_the_state_with_it(clock: Clock) -> None:
    send(clock)
    act = take(clock, 1, [adds(8)])
    moment = act.moment
    undone = undo(clock, act.id)
    assert (held(), states()) == ([], [(1, ReturnState.RECEIVED)])
    from diaban.store.queries import returns_in

    assert [line.state for line in returns_in(viewer=ADMIN, known_at=moment)] == [ReturnState.ACCEPTED]
    again = take(clock, 1, [adds(9)])
    assert [fact.number for fact in held()] == [9]
    # The undoing cannot be undone: the return was accepted again since.
    with pytest.raises(RefusedError, match="act-built-on") as told:
        undo(clock, undone.id)
    assert again.id in told.value.findings[0].values["later"]
    locked = approve(clock, 1)
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(clock, again.id)
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        undo(clock, locked.id, by=OF_COMMUNE)
    undo(clock, locked.id, by=OF_PROVINCE)
    undo(clock, again.id, by=OF_COMMUNE)
    assert states() == [(1, ReturnState.RECEIVED)]


def test_a_correction_comes_first_among_two_and_only_of_its_own_period(clock: Clock) -> None:
    send(clock)
    with pytest.raises(RefusedError, match="return-not-accepted"):
        send(clock, b"x", corrects=1)
    take(clock, 1, [adds(8)])
    for elsewhere in ({"period": APRIL}, {"form": "premises"}, {"unit": NEIGHBOUR}):
        with pytest.raises(RefusedError, match="correction-elsewhere"):
            send(clock, b"x", corrects=1, **elsewhere)
    send(clock, b"one", corrects=1)
    send(clock, b"two", corrects=1)
    take(clock, 2)
    with pytest.raises(ConflictError, match="period-accepted") as told:
        take(clock, 3)
    assert told.value.findings[0].values["other"] == "2"
    send(clock, b"three", corrects=2)
    take(clock, 4)
    assert [state for _, state in states()] == [
        ReturnState.CORRECTED,
        ReturnState.CORRECTED,
        ReturnState.RECEIVED,
        ReturnState.ACCEPTED,
    ]
