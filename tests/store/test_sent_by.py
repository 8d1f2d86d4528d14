"""What the calendar keeps from question to question is what it would read anew, whatever act came between."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from typing import Any

from diaban.intake.expected import Sent, by_period
from tests.store.returns_world import APRIL, COMMUNE, NEIGHBOUR, PROVINCE, approve, reopen, send, take, undo
from tests.store.world import ADMIN, Clock

SERIES = [("staffing", "monthly", "administrative")]


def test_kept_returns_follow_each_act_and_read_only_what_it_touched(clock: Clock) -> None:
    from diaban.store.queries import known, sents
    from diaban.store.queries.sent_by import SentKept

    asked: list[Collection[int] | None] = []

    def read(then: Any, only: Collection[int] | None) -> list[Sent]:
        asked.append(only)
        return sents(viewer=ADMIN, levels=str, series=SERIES, known_at=then, only=only)

    kept = SentKept(1)
    done: list[Any] = []

    def undone(at: int) -> Callable[[], Any]:
        return lambda: undo(clock, done[at].id)

    deeds: list[tuple[Callable[[], Any], set[int]]] = [
        (lambda: send(clock).act, {1}),
        (lambda: send(clock, b"2", unit=PROVINCE, covers=[COMMUNE, NEIGHBOUR], period=APRIL).act, {2}),
        (lambda: take(clock, 1), {1}),
        (lambda: send(clock, b"3", corrects=1).act, {1, 3}),
        (lambda: take(clock, 3), {1, 3}),
        (undone(4), {1, 3}),
        (undone(5), {1, 3}),
        (lambda: approve(clock, 3), {1, 3}),
        (lambda: reopen(clock, 3), {1, 3}),
        (undone(1), {2}),
    ]
    assert kept.answer("q", read, known(None)) == {}
    for deed, touched in deeds:
        done.append(deed())
        found = kept.answer("q", read, known(None))
        assert asked[-1] == touched
        assert found == by_period(sents(viewer=ADMIN, levels=str, series=SERIES))
        assert kept.answer("q", read, known(None)) is found
    # An earlier moment, and another memory at the same address, are read as if nothing had been kept.
    before = kept.answer("q", read, known(done[2].moment))
    assert asked[-1] is None
    assert [one.state for one in before["staffing", ("monthly", "administrative", "2025-03")][COMMUNE]] == ["accepted"]


def test_a_return_came_on_the_day_that_it_was_in_viet_nam(clock: Clock) -> None:
    from diaban.store.queries import sents

    for number, (hour, came) in enumerate(((16, date(2027, 3, 1)), (17, date(2027, 3, 2)))):
        clock.moment = datetime(2027, 3, 1, hour, 58, tzinfo=UTC)
        send(clock, bytes([65 + number]), period=APRIL)
        assert sents(viewer=ADMIN, levels=str, series=SERIES)[-1].received == came
