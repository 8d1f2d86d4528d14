"""A hand-over is one act: the old duty ends, the new one begins, history stays; and it is decided under the lock."""

from datetime import date
from typing import Any

import pytest

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place
from diaban.basis.period import Period
from diaban.registers.staffing import Hamlet, HamletDuty, Posting, Title
from diaban.units.atlas import Atlas, Horizon
from diaban.units.unit import Level, Unit, UnitType
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, day, during, how

DAY = date(2025, 7, 1)


def atlas() -> Atlas:
    always = Period(date(2025, 1, 1), None)
    units = [Unit("p1", "01", "p1", UnitType.TINH, Level.PROVINCE, None, always, always)]
    names = ("u00001", "u00002")
    units += [Unit(name, name[1:], name, UnitType.XA, Level.COMMUNE, "p1", always, always) for name in names]
    return Atlas(units, (), (), [Horizon("p1", date(2025, 1, 1), "invented")])


def duty(officer: str, start: str, end: str | None = None, key: str = "h1", origin: str = "xa") -> HamletDuty:
    return HamletDuty(hamlet=key, officer=officer, period=during(start, end), origin=origin, source="bc")


def posted(officer: str, unit: str, start: str = "2025-01-01") -> Posting:
    return Posting(officer=officer, unit=unit, title=Title.MEMBER, period=during(start), origin="xa", source="bc")


def listed(key: str, unit: str) -> Hamlet:
    given: dict[str, Any] = {"period": during("2025-01-01"), "origin": "xa", "source": "bc"}
    return Hamlet(hamlet=key, unit=unit, name="Bản Châng", type=UnitType.BAN, **given)


def officers(known_at: object = None) -> dict[str, list[str]]:
    """Who is stated to answer for h1, the day before and on the day."""
    from diaban.store import models
    from diaban.store.queries import facts

    return {
        text: [
            one.officer
            for one in facts(models.HamletDuty, HamletDuty, as_of=day(text), known_at=known_at, viewer=ADMIN)
            if one.hamlet == "h1"
        ]
        for text in ("2025-06-30", "2025-07-01")
    }


def start(clock: Clock) -> None:
    from diaban.store.actions import record

    begin(clock)
    facts = [listed("h1", "u00001"), listed("h2", "u00001"), duty("an", "2025-01-01")]
    record(facts=[*facts, *(posted(name, "u00001") for name in ("an", "binh")), posted("chi", "u00002")], **how(clock))


def over(clock: Clock, *duties: HamletDuty) -> Any:
    from diaban.store.actions import hand_over

    places = [Place(row=number) for number in range(2, 2 + len(duties))]
    return hand_over(duties=duties, places=places, atlas=atlas(), day=DAY, **how(clock))


def test_the_old_duty_ends_and_the_new_one_begins_in_one_act(memory: Memory) -> None:
    from diaban.store.actions import undo
    from diaban.store.queries import journal

    clock = Clock()
    start(clock)
    before = clock.moment
    act = over(clock, duty("binh", "2025-07-01"), duty("binh", "2025-07-01", key="h2"))
    assert officers() == {"2025-06-30": ["an"], "2025-07-01": ["binh"]}
    assert officers(before) == {"2025-06-30": ["an"], "2025-07-01": ["an"]}
    (line, *_) = journal(viewer=ADMIN)
    assert (line.act, line.action, line.wrote, line.closed) == (
        act.id,
        "hand-over",
        {"hamlet_duty": 3},
        {"hamlet_duty": 1},
    )
    undo(act=act.id, **how(clock))
    assert officers() == {"2025-06-30": ["an"], "2025-07-01": ["an"]}


def test_it_is_refused_whole_with_every_finding(memory: Memory) -> None:
    from diaban.store.queries import journal

    clock = Clock()
    start(clock)
    acts = len(journal(viewer=ADMIN))
    with pytest.raises(RefusedError) as refused:
        over(clock, duty("chi", "2025-07-01"), duty("an", "2025-07-01", key="h9"), duty("an", "2025-07-01", key="h2"))
    assert [(one.code, one.place.row) for one in refused.value.findings] == [
        ("handover-officer-not-there", 2),
        ("handover-hamlet-unlisted", 3),
    ]
    assert len(journal(viewer=ADMIN)) == acts
    with pytest.raises(RefusedError, match="nothing-to-do"):
        over(clock, duty("an", "2025-07-01"))
    assert officers() == {"2025-06-30": ["an"], "2025-07-01": ["an"]}


def test_facts_are_those_of_the_lock_with_choices_between_origins(memory: Memory) -> None:
    from diaban.store import models
    from diaban.store.actions import choose, record
    from diaban.store.queries import facts, hamlet_facts

    clock = Clock()
    start(clock)
    record(facts=[duty("binh", "2025-01-01", origin="tinh")], **how(clock))
    other = facts(models.HamletDuty, HamletDuty, as_of=None, known_at=None, viewer=ADMIN)[-1]
    choose(fact=other, period=during("2025-02-01"), **how(clock))
    kept = hamlet_facts(viewer=ADMIN, keys=["h1"])
    stated = hamlet_facts(viewer=ADMIN, keys=["h1"], settled=False)
    on = date(2025, 3, 1)
    assert [one.officer for one in kept.duties if on in one.period] == ["binh"]
    assert [one.officer for one in stated.duties if on in one.period] == ["an", "binh"]
    # Of the units that keep the hamlet alone: chi serves elsewhere.
    assert {one.officer for one in kept.postings} == {"an", "binh"}
    assert hamlet_facts(viewer=ADMIN, keys=[]).hamlets == []
    assert len(hamlet_facts(viewer=ADMIN).postings) == 3
