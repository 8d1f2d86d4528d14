"""The dossier of a unit: its own facts, what was chosen, who wrote about it; nothing of anybody else's."""

from datetime import date
from typing import Any

from diaban.registers.campaign import FormCount
from diaban.registers.premises import Equipment
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Title
from diaban.store.viewer import Role, Viewer
from diaban.units.unit import UnitType
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, count, during, how

DAY = date(2025, 7, 1)


def kit(number: int, origin: str, start: str = "2025-01-01", end: str | None = None) -> Equipment:
    return Equipment(
        unit="u00001", kind="computer", number=number, working=1, period=during(start, end), origin=origin, source="bc"
    )


def listed(key: str, unit: str) -> Hamlet:
    given: dict[str, Any] = {"period": during("2025-01-01"), "origin": "xa", "source": "bc"}
    return Hamlet(hamlet=key, unit=unit, name=key, type=UnitType.THON, **given)


def duty(key: str, officer: str) -> HamletDuty:
    return HamletDuty(hamlet=key, officer=officer, period=during("2025-01-01"), origin="xa", source="bc")


def posted(officer: str, unit: str, start: str = "2025-01-01") -> Posting:
    return Posting(officer=officer, unit=unit, title=Title.MEMBER, period=during(start), origin="xa", source="bc")


def told(**more: Any) -> Any:
    from diaban.store.queries import dossier

    return dossier(**{"unit": "u00001", "before": (), "day": DAY, "viewer": ADMIN, **more})


def test_it_holds_the_units_own_facts_and_no_other_units(memory: Memory) -> None:
    from diaban.store.actions import record

    begin(clock := Clock())
    record(facts=[count("u00001", 5, "2025-01-01"), count("u00002", 9, "2025-01-01")], **how(clock))
    record(facts=[kit(3, "xa", end="2025-03-01"), kit(4, "xa", "2025-03-01")], **how(clock))
    found = told()
    assert [fact.number for fact in found.stated if isinstance(fact, HeadCount)] == [5]
    # Of equipment only what holds on the day; of head counts any day.
    assert [fact.number for fact in found.settled if isinstance(fact, Equipment)] == [4]
    assert found.titles == {"bc": "Báo cáo thử", "xa": "xa"}


def test_a_choice_leaves_one_side_and_both_are_still_told(memory: Memory) -> None:
    from diaban.store.actions import choose, record

    begin(clock := Clock())
    record(facts=[count("u00001", 5, "2025-01-01"), count("u00001", 7, "2025-01-01", origin="tinh")], **how(clock))
    record(facts=[kit(3, "xa"), kit(4, "tinh")], **how(clock))
    for fact in told().stated:
        if fact.origin == "tinh":
            choose(fact=fact, period=during("2025-01-01"), **how(clock, "đối chiếu"))
    found = told()
    assert sorted(fact.number for fact in found.stated) == [3, 4, 5, 7]
    assert sorted(fact.number for fact in found.settled) == [4, 7]
    assert [(one.origin, one.reason) for one in found.choices] == [("tinh", "đối chiếu")] * 2


def test_hamlets_come_with_those_before_and_officers_who_went_elsewhere(memory: Memory) -> None:
    from diaban.store.actions import record

    begin(clock := Clock())
    facts = [listed("h1", "u00001"), listed("h2", "u00002"), duty("h1", "an"), duty("h2", "bình")]
    record(facts=[*facts, posted("an", "u00003"), posted("cúc", "u00003")], **how(clock))
    alone, both = told(), told(before=("u00002",))
    assert [one.hamlet for one in alone.hamlets.hamlets] == ["h1"]
    assert sorted(one.hamlet for one in both.hamlets.hamlets) == ["h1", "h2"]
    assert [(one.officer, one.unit) for one in alone.hamlets.postings] == [("an", "u00003")]
    # They are not the unit's own.
    assert not any(isinstance(fact, Posting) for fact in alone.stated)


def test_acts_are_those_that_named_the_unit_the_newest_first(memory: Memory) -> None:
    from diaban.store.actions import record, undo

    begin(clock := Clock())
    record(facts=[count("u00001", 5, "2025-01-01")], **how(clock, "lần đầu"))
    record(facts=[count("u00002", 5, "2025-01-01")], **how(clock, "xã khác"))
    second = record(facts=[kit(3, "xa")], **how(clock, "trang bị"))
    first = told()
    assert [(act.reason, dict(act.wrote), act.sources) for act in first.acts] == [
        ("trang bị", {"equipment": 1}, ("bc",)),
        ("lần đầu", {"head_count": 1}, ("bc",)),
    ]
    undo(act=second.id, **how(clock, "hủy"))
    after = told()
    assert (after.acts[0].action, dict(after.acts[0].closed)) == ("undo", {"equipment": 1})
    assert after.acts[1].reversed_by == after.acts[0].act


def test_registers_that_no_page_of_a_commune_shows_are_among_its_acts(memory: Memory) -> None:
    from diaban.store.actions import close, record

    begin(clock := Clock())
    given: dict[str, Any] = {"period": during("2025-01-01", "2025-02-01"), "origin": "xa", "source": "bc"}
    forms = [FormCount(unit=unit, collected=9, checked=9, **given) for unit in ("u00001", "u00002", "u00003")]
    record(facts=[count("u00001", 5, "2025-01-01"), *forms[:2]], **how(clock, "báo cáo tháng"))
    record(facts=forms[2:], **how(clock, "xã khác"))
    assert [(act.reason, dict(act.wrote)) for act in told().acts] == [
        ("báo cáo tháng", {"head_count": 1, "form_count": 1})
    ]
    from diaban.store import models
    from diaban.store.queries import facts

    there = facts(models.FormCount, FormCount, as_of=None, known_at=None, viewer=ADMIN, units=["u00001"])
    close(facts=there, **how(clock, "thu lại"))
    assert next((act.reason, dict(act.closed)) for act in told().acts) == ("thu lại", {"form_count": 1})


def test_who_may_not_read_the_unit_gets_nothing(memory: Memory) -> None:
    from diaban.store.actions import record

    begin(clock := Clock())
    record(facts=[count("u00001", 5, "2025-01-01")], **how(clock))
    told()
    assert told(viewer=Viewer("khác", Role.READER, frozenset({"u00002"}))) is None
    assert told(viewer=Viewer("đây", Role.READER, frozenset({"u00001"}))) is not None
