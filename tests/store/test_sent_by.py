"""What the calendar reads is what the plain lists of returns say, whatever was done; kept from question to question it
is what would be read anew."""

import random
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from diaban.basis.error import DiabanError
from diaban.intake.expected import Sent, SentBy
from diaban.intake.standing import ApprovalLevel
from diaban.store.viewer import Viewer
from tests.store.returns_world import (
    APRIL,
    ATLAS,
    COMMUNE,
    MARCH,
    NEIGHBOUR,
    OF_COMMUNE,
    OTHER,
    PROVINCE,
    approve,
    reopen,
    send,
    take,
    undo,
)
from tests.store.world import ADMIN, Clock, how

SERIES = [("staffing", "monthly", "administrative")]
DEEDS = 45


def level(unit: str) -> Any:
    return ATLAS.versions(unit)[-1].level


def plain(viewer: Viewer, known_at: Any, only: Collection[int] | None = None) -> SentBy:
    """Return by return, each standing found step by step."""
    from diaban.store import models
    from diaban.store.mapping import public_id
    from diaban.store.queries import returns_in

    found: dict[Any, dict[str, tuple[Sent, ...]]] = {}
    for line in returns_in(viewer=ADMIN, known_at=known_at):
        period = (line.rule, line.calendar, line.key)
        if (line.form, *period[:2]) not in SERIES or (only is not None and line.number not in only):
            continue
        rows = models.ReturnUnit.objects.filter(of_id=line.number).values_list("unit_id", flat=True)
        for unit in [public_id(number) for number in rows] or [line.unit]:
            if viewer.reads is None or unit in viewer.reads:
                state, sender = line.state.value, level(line.unit)
                sent = Sent(line.number, unit, line.form, period, state, line.corrects, sender)
                units = found.setdefault((line.form, period), {})
                units[unit] = (*units.get(unit, ()), sent)
    return found


def asked(viewer: Viewer = ADMIN, **more: Any) -> SentBy:
    from diaban.store.queries import sents

    found = sents(viewer=viewer, levels=level, series=SERIES, **more)
    return {name: units for name, units in found.items() if units}


def test_returns_stand_as_the_plain_lists_say(clock: Clock) -> None:
    from diaban.store.actions import send_back
    from diaban.store.queries import known

    chance = random.Random(1)
    covers = [[COMMUNE], [], [NEIGHBOUR], [COMMUNE, NEIGHBOUR, OTHER]]
    sent: list[dict[str, Any]] = []
    taken: list[int] = []
    acts = [known(None)]

    def some() -> int:
        return chance.randint(max(1, len(sent) - 3), max(len(sent), 1))

    def sends() -> None:
        given = {"unit": chance.choice([COMMUNE, NEIGHBOUR, PROVINCE]), "period": chance.choice([MARCH, APRIL])}
        given |= {"covers": chance.choice(covers), "form": chance.choice(["staffing"] * 4 + ["premises"])}
        if taken and chance.random() < 0.5:
            given = sent[taken[-1] - 1] | {"corrects": taken[-1]}
        send(clock, f"{len(acts)}".encode(), **given)
        sent.append(given)

    def takes() -> None:
        number = some()
        take(clock, number)
        taken.append(number)

    deeds: list[Callable[[], Any]] = [
        *[sends] * 3,
        *[takes] * 3,
        lambda: send_back(number=some(), atlas=ATLAS, **how(clock)),
        lambda: approve(clock, some(), chance.choice(list(ApprovalLevel))),
        lambda: reopen(clock, some()),
        *[lambda: undo(clock, chance.randint(max(2, known(None).act - 3), known(None).act))] * 3,
    ]
    while len(acts) < DEEDS:
        with suppress(DiabanError):
            chance.choice(deeds)()
            acts.append(known(None))
    states = set()
    for then in (*chance.sample(acts, 4), acts[-1]):
        for viewer in (ADMIN, replace(OF_COMMUNE, reads=frozenset({NEIGHBOUR, OTHER}))):
            assert asked(viewer, known_at=then) == plain(viewer, then)
        only = set(range(1, len(sent) + 1))
        assert asked(known_at=then, only=only) == plain(ADMIN, then, only)
        states |= {one.state for units in plain(ADMIN, then).values() for own in units.values() for one in own}
    assert {"received", "accepted", "withdrawn", "corrected"} <= states


def test_kept_returns_follow_each_act_and_read_only_what_it_touched(clock: Clock) -> None:
    from diaban.store.queries import known
    from diaban.store.queries.sent_by import SentKept

    told: list[Collection[int] | None] = []

    def read(then: Any, only: Collection[int] | None) -> SentBy:
        told.append(only)
        return asked(known_at=then, only=only)

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
        assert told[-1] == touched
        assert found == asked()
        assert kept.answer("q", read, known(None)) is found
    # An earlier moment is read as if nothing had been kept.
    before = kept.answer("q", read, known(done[2].moment))
    assert told[-1] is None
    assert [one.state for one in before["staffing", ("monthly", "administrative", "2025-03")][COMMUNE]] == ["accepted"]


def test_a_return_came_on_the_day_that_it_was_in_viet_nam(clock: Clock) -> None:
    from diaban.store.queries.calendar import last_return

    assert last_return(date(2027, 3, 1)) > 9
    for number, hour in enumerate((16, 17)):
        clock.moment = datetime(2027, 3, 1, hour, 58, tzinfo=UTC)
        send(clock, bytes([65 + number]), period=APRIL)
    send(clock, b"2", period=MARCH)
    assert [last_return(date(2027, 2, 28)), last_return(date(2027, 3, 1))] == [0, 1]
    assert last_return(date(2027, 3, 2)) > 3


def test_before_it_has_counted_its_rows_the_database_is_told_how_to_join(clock: Clock) -> None:
    from django.db import connection

    from diaban.store.queries.sents import planned

    def loops() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW enable_nestloop")
            return str(cursor.fetchone()[0])

    send(clock)
    if connection.vendor == "sqlite":
        with planned():
            assert asked()
        return
    with planned():
        assert loops() == "off"
    assert loops() == "on"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE store_return")
    with planned():
        assert loops() == "on"
