"""Many returns at once: each its own acts, none in the way of another, what changed meanwhile seen."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import diaban
from diaban.basis.error import ConflictError
from diaban.intake.standing import ReturnState
from diaban.units.edition import Edition, open_edition
from diaban.units.unit import Level, Unit
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, how

HEAD = "Mã đơn vị;Chức danh;Quân số hiện có"
DAY = date(2025, 8, 14)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(Path(diaban.__file__).parent / "reference" / "units")


@pytest.fixture
def ground(memory: Memory, edition: Edition) -> Any:
    from diaban.store.actions import load_units
    from diaban.store.ground import forms_here
    from diaban.store.receiving import Ground

    load_units(edition=edition, **how(Clock()))
    return Ground.of(edition, forms_here()[0], ADMIN)


def data(code: str, number: object, more: str = "") -> bytes:
    return f"{HEAD}\n{code};Công an viên;{number}\n{more}".encode()


def incoming(code: str, number: object = 5, period: str = "2025-08", more: str = "") -> Any:
    from diaban.store.receiving import Incoming, Told

    return Incoming(f"{code}.csv", data(code, number, more), Told(form="staffing", period=period, unit=code))


def take(ground: Any, clock: Any, *files: Any, accept: bool = True) -> list[Any]:
    from diaban.store.receiving import Ground, take_in

    now = Ground.of(ground.edition, ground.forms, ground.viewer)
    answers = take_in(files, ground=now, today=DAY, accept=accept, **how(clock))
    return [outcome for _, outcome in answers]


def communes(edition: Edition, number: int) -> list[Unit]:
    return edition.atlas.in_force(DAY, Level.COMMUNE)[:number]


def clock_after(minutes: int = 10) -> Clock:
    made = Clock()
    for _ in range(minutes):
        made()
    return made


def test_each_of_many_is_received_and_accepted_by_its_own_acts(ground: Any) -> None:
    from diaban.store.queries import journal, returns_in

    units, clock = communes(ground.edition, 60), clock_after()
    wrong, personal = units[7].code, units[9].code
    files = [incoming(unit.code) for unit in units]
    files[7] = incoming(wrong, "năm")
    files[9] = incoming(personal, more=f"{personal};001203004567;1\n")
    done = take(ground, clock, *files)
    assert [at for at, one in enumerate(done) if one.accepted is None] == [7, 9]
    assert (done[7].receipt is not None, done[7].error) == (True, None)
    assert done[9].receipt is None
    assert done[9].error is not None
    acts = [line.action for line in reversed(journal(viewer=ADMIN, last=None))][1:]
    assert acts.count("receive-return") == 59
    assert acts.count("accept-return") == 58
    assert acts[:4] == ["receive-return", "accept-return"] * 2
    states = [line.state for line in returns_in(viewer=ADMIN)]
    assert states.count(ReturnState.ACCEPTED) == 58
    moments = [line.moment for line in journal(viewer=ADMIN, last=None)]
    assert moments == sorted(set(moments), reverse=True)
    # The same files once more are the same returns.
    again = take(ground, clock, *files[:8])
    assert [one.receipt.again for one in again] == [True] * 8
    assert all(isinstance(one.error, ConflictError) for one in again[:7])


def test_two_files_of_one_commune_in_one_batch_meet(ground: Any) -> None:
    code = communes(ground.edition, 1)[0].code
    march, april, other = incoming(code, 5, "2025-08"), incoming(code, 6, "2025-09"), incoming(code, 7, "2025-08")
    done = take(ground, clock_after(), march, april, other)
    # The second was judged before the first was there, and anew after; the third is no correction of the first.
    assert [one.accepted is not None for one in done] == [True, True, False]
    assert [found.code for found in done[2].error.findings] == ["period-accepted"]
    from diaban.registers.staffing import HeadCount
    from diaban.store import models
    from diaban.store.queries import facts

    held = facts(models.HeadCount, HeadCount, as_of=None, known_at=None, viewer=ADMIN)
    assert sorted((fact.number, str(fact.period.start), str(fact.period.end)) for fact in held) == [
        (5, "2025-08-14", "2025-09-14"),
        (6, "2025-09-14", "None"),
    ]


def test_the_next_batch_is_read_elsewhere_and_asks_little(ground: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    from diaban.intake.ahead import Ahead
    from diaban.store.receiving import many

    read: list[str] = []
    start = Ahead.start

    def counted(ahead: Ahead, data: bytes, *, name: str, told: Any) -> Any:
        read.append(name)
        return start(ahead, data, name=name, told=told)

    asked: list[str] = []

    def heard(execute: Any, sql: Any, params: Any, many_: Any, context: Any) -> Any:
        asked.append(str(sql))
        return execute(sql, params, many_, context)

    monkeypatch.setattr(many, "BATCH", 10)
    monkeypatch.setattr(Ahead, "start", counted)
    monkeypatch.setattr(Ahead, "useful", True)
    units = communes(ground.edition, 20)
    with connection.execute_wrapper(heard):
        done = take(ground, clock_after(), *(incoming(unit.code) for unit in units))
    assert all(one.accepted is not None for one in done)
    assert read == [f"{unit.code}.csv" for unit in units[10:]]
    # Who writes, and which bytes and periods came before, is asked once for all.
    for table in ("store_accountname", "store_return_step"):
        assert sum(sql.startswith("SELECT") and table in sql for sql in asked) <= 4, table


@pytest.mark.parametrize("batch", [1, 3, 50])
def test_what_is_remembered_under_the_lock_changes_nothing(
    ground: Any, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """The same bytes again, a period taken, one refused in the middle: whether each is written by itself or all
    together, the same comes of them."""
    from diaban.registers.staffing import HeadCount
    from diaban.store import models
    from diaban.store.queries import facts, journal
    from diaban.store.receiving import many

    monkeypatch.setattr(many, "BATCH", batch)
    one, two, three = (unit.code for unit in communes(ground.edition, 3))
    again, mistaken = incoming(one, 5), incoming(two, "năm")
    secret = incoming(three, more=f"{three};001203004567;1\n")
    other, later, sound = incoming(one, 7), incoming(one, 6, "2025-09"), incoming(two, 4)
    done = take(
        ground, clock_after(), incoming(one, 5), again, mistaken, secret, other, later, sound, incoming(three, 8)
    )
    told = [
        (outcome.receipt and (outcome.receipt.number, outcome.receipt.again), outcome.accepted is not None)
        for outcome in done
    ]
    assert told == [
        ((1, False), True),
        ((1, True), False),
        ((2, False), False),
        (None, False),
        ((3, False), False),
        ((4, False), True),
        ((5, False), True),
        ((6, False), True),
    ]
    assert [found.code for found in done[1].error.findings] == ["return-accepted"]
    assert [found.code for found in done[4].error.findings] == ["period-accepted"]
    held = facts(models.HeadCount, HeadCount, as_of=date(2025, 9, 14), known_at=None, viewer=ADMIN)
    assert sorted((fact.number, fact.source) for fact in held) == [(4, "return-5"), (6, "return-4"), (8, "return-6")]
    actions = [line.action for line in journal(viewer=ADMIN, last=None)]
    assert (actions.count("receive-return"), actions.count("accept-return")) == (6, 4)
    assert models.Source.objects.count() == 4
    assert models.Origin.objects.filter(key__startswith="cax-").count() == 3


def test_a_batch_that_cannot_be_committed_acknowledges_nothing(ground: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from diaban.store.queries import returns_in
    from diaban.store.receiving import many

    def full(*_: Any, **__: Any) -> Any:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(many, "receive_return", full)
    done = take(ground, clock_after(), *(incoming(unit.code) for unit in communes(ground.edition, 3)))
    assert [one.receipt for one in done] == [None] * 3
    assert {one.error.findings[0].code for one in done} == {"memory-unreachable"}
    monkeypatch.undo()
    assert returns_in(viewer=ADMIN) == []
    assert take(ground, clock_after(), incoming(communes(ground.edition, 1)[0].code))[0].accepted is not None


def test_a_code_beside_the_name_of_another_unit_is_asked_about(ground: Any, edition: Edition) -> None:
    """In 2025 nearly every surviving code went to another unit: the name is what tells that the wrong one was typed."""
    from diaban.store.receiving import Told, judge_return

    one, other = communes(edition, 2)
    told = Told(form="staffing", period="2025-08", unit=one.code)
    heading = "Mã đơn vị;Tên đơn vị;Chức danh;Quân số hiện có"
    for name, codes in ((one.full_name, []), (other.full_name, ["unit-named-otherwise"])):
        sent = f"{heading}\n{one.code};{name};Công an viên;5\n".encode()
        judged = judge_return(sent, name="a.csv", told=told, ground=ground)
        assert [found.code for found in judged.findings] == codes
        assert [found.place.cell for found in judged.findings] == ["B2"] * len(codes)
