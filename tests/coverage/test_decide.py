"""Each standard by a table of a few lines, as the manual has it."""

from collections.abc import Sequence
from datetime import date

import pytest

from diaban.basis.period import Period
from diaban.coverage.columns import Book
from diaban.coverage.engine import Engine
from diaban.coverage.plain import PlainDecider
from diaban.coverage.statement import Choice, Statements, after_choices
from diaban.registers.fact import Fact
from diaban.registers.premises import Building, ChecklistItem, Headquarters, Progress, Tenure
from diaban.registers.staffing import (
    Hamlet,
    HamletDuty,
    HeadCount,
    Posting,
    Qualification,
    QualificationKind,
    Title,
)
from diaban.units.unit import Level, Unit, UnitType
from tests.coverage.world import STANDARDS

OPEN = Period(date(2024, 1, 1), None)
COMMUNE = Unit("u1", "00001", "Đất", UnitType.XA, Level.COMMUNE, "p1", OPEN, OPEN)
JANUARY, FEBRUARY, MARCH = date(2025, 1, 15), date(2025, 2, 15), date(2025, 3, 15)


def state(standard: str, facts: Sequence[Fact], day: date = FEBRUARY, classes: dict[str, str] | None = None) -> str:
    """The state of one commune, by both deciders."""
    statements = Statements(facts)
    one, other = (
        decider.verdicts(STANDARDS[standard], [COMMUNE], day, classes or {})
        for decider in (PlainDecider(statements), Engine(Book.of(statements)))
    )
    assert one == other
    return one.states["u1"].value


def count(number: int, title: Title | None = None, origin: str = "a", period: Period = OPEN) -> HeadCount:
    return HeadCount(unit="u1", title=title, number=number, period=period, origin=origin, source="s")


def post(officer: str, origin: str = "a", period: Period = OPEN) -> Posting:
    return Posting(officer=officer, unit="u1", title=Title.MEMBER, period=period, origin=origin, source="s")


def held(officer: str, kind: QualificationKind, period: Period = OPEN) -> Qualification:
    return Qualification(officer=officer, kind=kind, period=period, origin="b", source="s")


def hamlet(key: str) -> Hamlet:
    return Hamlet(hamlet=key, unit="u1", name=key, type=UnitType.BAN, period=OPEN, origin="a", source="s")


def duty(key: str, period: Period = OPEN) -> HamletDuty:
    return HamletDuty(hamlet=key, officer="o1", period=period, origin="a", source="s")


def item(code: str, met: bool, origin: str = "a") -> ChecklistItem:
    return ChecklistItem(unit="u1", item=code, met=met, period=OPEN, origin=origin, source="s")


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [
        (5, JANUARY, "met"),
        (5, FEBRUARY, "under-way"),
        (8, FEBRUARY, "met"),
        # The norm rose on 2025-03-01: nobody was lost.
        (8, MARCH, "under-way"),
        (12, MARCH, "met"),
        (0, MARCH, "not-started"),
    ],
)
def test_the_staffing_floor_is_5_then_8_then_12(number: int, day: date, expected: str) -> None:
    assert state("staffing-floor", [count(number)], day) == expected


def test_the_floor_of_a_class_gives_way_to_a_later_floor_for_all() -> None:
    assert state("staffing-floor", [count(7)], JANUARY, {"u1": "large-township"}) == "under-way"
    assert state("staffing-floor", [count(8)], JANUARY, {"u1": "large-township"}) == "met"
    assert state("staffing-floor", [count(8)], MARCH, {"u1": "large-township"}) == "under-way"


def test_people_one_by_one_win_over_counts_and_a_whole_count_over_its_parts() -> None:
    assert state("staffing-floor", [count(8), post("o1")]) == "under-way"
    assert state("staffing-floor", [count(8), count(1, Title.CHIEF), count(2, Title.DEPUTY)]) == "met"
    assert state("staffing-floor", [count(1, Title.CHIEF), count(7, Title.MEMBER)]) == "met"
    assert state("staffing-floor", [post("o1"), post("o1")] + [post(f"o{n}") for n in range(2, 8)]) == "under-way"


def test_origins_that_differ_but_lead_to_one_state_are_no_conflict() -> None:
    assert state("staffing-floor", [count(8), count(9, origin="b")]) == "met"
    assert state("staffing-floor", [count(8), count(7, origin="b")]) == "unaccounted"


def test_a_choice_settles_a_conflict_for_its_days() -> None:
    facts = [count(8), count(7, origin="b")]
    choice = Choice(HeadCount, ("u1", None), Period(date(2025, 2, 1), date(2025, 3, 1)), "b")
    left = after_choices(facts, [choice])
    assert state("staffing-floor", left) == "under-way"
    assert state("staffing-floor", left, JANUARY) == "met"
    assert [fact.period for fact in left if fact.origin == "a"] == [
        Period(date(2024, 1, 1), date(2025, 2, 1)),
        Period(date(2025, 3, 1), None),
    ]


def test_lost_is_met_earlier_and_no_longer_by_what_the_day_asks() -> None:
    early, late = Period(date(2024, 1, 1), date(2025, 2, 1)), Period(date(2025, 2, 1), None)
    assert state("staffing-floor", [count(9, period=early), count(4, period=late)]) == "lost"
    assert state("staffing-floor", [count(6, period=early), count(4, period=late)]) == "under-way"
    # No statement any more: not lost, unknown.
    assert state("staffing-floor", [count(9, period=early)]) == "unaccounted"


def test_an_investigating_officer_is_no_investigator() -> None:
    officer, primary = QualificationKind.INVESTIGATING_OFFICER, QualificationKind.INVESTIGATOR_PRIMARY
    assert state("investigator", []) == "unaccounted"
    assert state("investigator", [held("o1", primary)]) == "unaccounted"
    assert state("investigator", [post("o1"), held("o1", officer)]) == "not-started"
    assert state("investigator", [post("o1"), held("o1", primary)]) == "met"
    gone = Period(date(2024, 1, 1), date(2025, 2, 1))
    assert state("investigator", [post("o1", period=gone), post("o2"), held("o1", primary)]) == "lost"


@pytest.mark.parametrize(
    ("tenure", "building", "progress", "expected"),
    [
        (Tenure.INDEPENDENT, Building.PERMANENT, Progress.FINISHED, "met"),
        (Tenure.INDEPENDENT, Building.PREFABRICATED, Progress.FINISHED, "met"),
        (Tenure.INDEPENDENT, Building.PERMANENT, Progress.BEING_BUILT, "under-way"),
        (Tenure.IN_COMMITTEE, Building.PERMANENT, Progress.FINISHED, "not-started"),
        (Tenure.IN_COMMITTEE, Building.PERMANENT, Progress.IN_PROCEDURES, "under-way"),
        (Tenure.NONE, Building.NONE, Progress.NO_SITE, "not-started"),
    ],
)
def test_tenure_and_kind_of_building_are_two_things(
    tenure: Tenure, building: Building, progress: Progress, expected: str
) -> None:
    nothing = {"capacity": None, "floor_m2": None, "land_m2": None, "year": None}
    fact = Headquarters(
        unit="u1", tenure=tenure, building=building, progress=progress, period=OPEN, origin="a", source="s", **nothing
    )
    assert state("independent-headquarters", [fact]) == expected


def test_every_hamlet_needs_its_officer() -> None:
    two = [hamlet("h1"), hamlet("h2")]
    assert state("hamlet-officer", [duty("h1")]) == "unaccounted"
    assert state("hamlet-officer", two) == "not-started"
    assert state("hamlet-officer", [*two, duty("h1")]) == "under-way"
    assert state("hamlet-officer", [*two, duty("h1"), duty("h2")]) == "met"
    handed = Period(date(2024, 1, 1), date(2025, 2, 1))
    assert state("hamlet-officer", [*two, duty("h1"), duty("h2", handed)]) == "lost"


def test_the_checklist_is_met_item_by_item() -> None:
    items = STANDARDS["headquarters-standard"].rule.items
    whole = [item(code, True) for code in items]
    assert state("headquarters-standard", whole) == "met"
    assert state("headquarters-standard", whole[1:]) == "unaccounted"
    assert state("headquarters-standard", [*whole[2:], item(items[0], False)]) == "under-way"
    assert state("headquarters-standard", [item(items[0], False)]) == "not-started"
    assert state("headquarters-standard", [*whole, item(items[0], False, "b")]) == "unaccounted"
    assert state("headquarters-standard", [*whole[1:], item("no-such-item", True)]) == "unaccounted"
