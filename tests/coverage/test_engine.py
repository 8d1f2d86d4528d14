"""The engine and the plain reference agree on any facts over any small history."""

import ast
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.basis.period import Period
from diaban.coverage.columns import FIELDS, Book, Keyed
from diaban.coverage.decide import STATES
from diaban.coverage.engine import Engine
from diaban.coverage.plain import PlainDecider
from diaban.coverage.rule import ChecklistRule, StaffingRule, Threshold, Wins
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.coverage.statement import KINDS, SUBJECTS, Choice, Statements, after_choices, key_of
from diaban.registers.fact import Fact
from diaban.registers.premises import Building, ChecklistItem, Headquarters, Housing, Progress, Tenure
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
from tests.cases import examples
from tests.coverage.world import FIRST, STANDARDS, World, days, worlds
from tests.guards.code_base import CORE, SRC, modules, room


def small(standard: Standard) -> Standard:
    """Numbers and lists within reach of a handful of facts."""
    match standard.rule:
        case StaffingRule() as rule:
            lines = (Threshold(FIRST, None, 2, None, "t"), Threshold(date(2025, 4, 1), None, 3, None, "t"))
            return replace(standard, rule=replace(rule, thresholds=lines))
        case ChecklistRule():
            return replace(standard, rule=ChecklistRule(("work-block", "meeting-room")))
        case _:
            return standard


BY_COUNTS = small(STANDARDS["staffing-floor"])
assert isinstance(BY_COUNTS.rule, StaffingRule)
ALL = [
    *STANDARDS.values(),
    *map(small, STANDARDS.values()),
    replace(BY_COUNTS, rule=replace(BY_COUNTS.rule, wins=Wins.COUNTS)),
]


@settings(max_examples=examples(60))
@given(worlds(), st.sampled_from(ALL), st.lists(days, min_size=1, max_size=3))
def test_the_engine_decides_as_the_plain_rules_do(world: World, standard: Standard, asked: list[date]) -> None:
    statements = Statements(world.facts)
    plain, engine = PlainDecider(statements), Engine(Book.of(statements))
    classes = {world.units[0]: "key", world.units[-1]: "large-township"}
    for day in asked:
        units = [world.atlas.find_id(unit, day) or world.atlas.versions(unit)[-1] for unit in world.units]
        for told in ({}, classes):
            expected, found = (one.verdicts(standard, units, day, told) for one in (plain, engine))
            assert found.states == expected.states
            assert found.since == expected.since
            assert found.doubts == expected.doubts
            assert found.recorded == expected.recorded
            assert found.sources == expected.sources


def crowded(seed: int) -> tuple[list[Fact], list[Unit]]:
    """Many facts about few units: every state, and doubts of both kinds, on almost every day."""
    draw = random.Random(seed)

    def common() -> dict[str, object]:
        start = FIRST + timedelta(days=draw.randrange(300))
        period = Period(None if draw.random() < 0.1 else start, start + timedelta(days=draw.randrange(1, 90)))
        return {"period": period, "origin": "a" if draw.random() < 0.9 else "b", "source": f"s{draw.randrange(9)}"}

    def place(unit: str) -> dict[str, object]:
        tenure = draw.choice([Tenure.INDEPENDENT, Tenure.IN_COMMITTEE])
        nothing = {"capacity": None, "floor_m2": None, "year": None}
        return {
            "unit": unit,
            "tenure": tenure,
            "building": Building.PERMANENT,
            "progress": draw.choice(list(Progress)),
            **nothing,
            **common(),
        }

    facts: list[Fact] = []
    for number in range(8):
        unit = f"u{number}"
        for _ in range(4):
            title = draw.choice([None, *Title])
            facts.append(HeadCount(unit=unit, title=title, number=draw.randrange(5), **common()))
            officer, hamlet = f"o{draw.randrange(12)}", f"h{number}-{draw.randrange(2)}"
            facts.append(Posting(unit=unit, officer=officer, title=Title.MEMBER, **common()))
            facts.append(Qualification(officer=officer, kind=draw.choice(list(QualificationKind)), **common()))
            facts.append(Hamlet(hamlet=hamlet, unit=unit, name="", type=UnitType.BAN, **common()))
            facts.append(HamletDuty(hamlet=hamlet, officer=officer, **common()))
            item, met = draw.choice(["work-block", "meeting-room", "other"]), draw.random() < 0.7
            facts.append(ChecklistItem(unit=unit, item=item, met=met, **common()))
            facts.append(Headquarters(land_m2=None, **place(unit)))
            facts.append(Housing(**place(unit)))
    period = Period(FIRST, None)
    units = [Unit(f"u{n}", f"{n:05}", "Đất", UnitType.XA, Level.COMMUNE, None, period, period) for n in range(9)]
    return facts, units


def test_engine_and_plain_rules_agree_where_much_is_stated_and_every_state_occurs() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for seed in range(12):
        facts, units = crowded(seed)
        plain, engine = PlainDecider(Statements(facts)), Engine(Book.of(Statements(facts)))
        for day in (FIRST + timedelta(days=n) for n in range(0, 400, 13)):
            for standard in map(small, STANDARDS.values()):
                expected = plain.verdicts(standard, units, day, {})
                assert engine.verdicts(standard, units, day, {}) == expected
                seen.update((standard.id, state.value) for state in expected.states.values())
                seen.update((standard.id, str(doubt.conflict)) for doubt in expected.doubts.values())
    wanted = {(key, state.value) for key in STANDARDS for state in State} | {(key, "True") for key in STANDARDS}
    # Of one investigator there is no half: who has none has not started.
    assert wanted - seen.keys() == {("investigator", "under-way")}
    assert ("headquarters-standard", "False") in seen


def test_states_alone_are_those_of_the_verdicts() -> None:
    facts, units = crowded(50)
    units.reverse()
    for decider in (PlainDecider(Statements(facts)), Engine(Book.of(Statements(facts)))):
        for day in (FIRST + timedelta(days=n) for n in range(0, 400, 50)):
            for standard in map(small, STANDARDS.values()):
                for classes in ({}, {"u1": "key"}):
                    states = decider.verdicts(standard, units, day, classes).states
                    found = decider.states(standard, units, day, classes)
                    assert [STATES[code] for code in found.tolist()] == [states[unit.id] for unit in units]


def test_an_engine_with_some_registers_read_anew_is_one_made_anew() -> None:
    draw = random.Random(7)
    days = [FIRST + timedelta(days=n) for n in range(0, 400, 40)]
    for seed in range(12):
        (before, units), (after, _) = crowded(seed), crowded(seed + 100)
        stale = set(draw.sample(KINDS, draw.randrange(1, 4)))
        facts = Statements(
            [*(one for one in before if type(one) not in stale), *(o for o in after if type(o) in stale)]
        )
        engine = Engine(Book.of(Statements(before)))
        standards = [small(one) for one in STANDARDS.values()]
        # It is asked before, so that there is something to take over.
        told = {(one.id, day): engine.verdicts(one, units, day, {}) for one in standards for day in days}
        renewed = engine.renewed({kind: columns_of(facts, kind) for kind in stale})
        plain = PlainDecider(facts)
        for standard in standards:
            for day in days:
                assert renewed.verdicts(standard, units, day, {}) == plain.verdicts(standard, units, day, {})
                # The one it came from answers as before.
                assert engine.verdicts(standard, units, day, {}) == told[standard.id, day]


def columns_of(facts: Statements, kind: type[Fact]) -> dict[str, list[object]]:
    rows = facts.of(kind)
    named = {name: [getattr(row, name) for row in rows] for name in ("origin", "source", *FIELDS[kind])}
    return {"start": [row.period.start for row in rows], "end": [row.period.end for row in rows], **named}


@given(worlds(), days)
def test_some_units_are_decided_as_all_are(world: World, day: date) -> None:
    engine = Engine(Book.of(Statements(world.facts)))
    units = [world.atlas.versions(unit)[-1] for unit in world.units]
    for standard in STANDARDS.values():
        whole = engine.verdicts(standard, units, day, {})
        for unit in units:
            assert engine.verdicts(standard, [unit], day, {}).states[unit.id] is whole.states[unit.id]


KEYS = {"unit", "officer", "hamlet", "origin", "source"}
NUMBERS = {
    key: 97 * number % 101 for number, key in enumerate(["a", "b", *(f"{c}{n}" for c in "uohs" for n in range(1, 20))])
}


def keyed(name: str, values: Sequence[str]) -> Keyed:
    texts = {number: key for key, number in NUMBERS.items()}

    def told(numbers: Sequence[int]) -> list[str]:
        assert name not in ("officer", "hamlet"), "tens of thousands of keys that nobody asked for"
        return [texts[number] for number in numbers]

    return Keyed(np.array([NUMBERS[value] for value in values], np.int64), told)


@given(worlds(), days)
def test_columns_from_a_database_and_facts_make_the_same_book(world: World, day: date) -> None:
    statements = Statements(world.facts)
    columns = {
        kind: {
            # Keys as numbers, values as text, days as texts or ordinals: as a database may hand them out.
            name: keyed(name, values)
            if name in KEYS
            else [None if value is None else value if name in ("number", "met") else str(value) for value in values]
            for name in (*FIELDS[kind], "origin", "source")
            for values in [[getattr(fact, name) for fact in statements.of(kind)]]
        }
        | {
            "start": [fact.period.start and fact.period.start.toordinal() for fact in statements.of(kind)],
            "end": [fact.period.end and fact.period.end.isoformat() for fact in statements.of(kind)],
        }
        for kind in FIELDS
    }
    units = [world.atlas.versions(unit)[-1] for unit in world.units]
    one, other = Engine(Book.of(statements)), Engine(Book(columns))
    for standard in STANDARDS.values():
        assert one.verdicts(standard, units, day, {}) == other.verdicts(standard, units, day, {})


@given(worlds(), days, st.data())
def test_choices_cut_columns_as_they_cut_facts(world: World, day: date, data: st.DataObject) -> None:
    stated = [fact for fact in world.facts if type(fact) in SUBJECTS]
    choices = [
        Choice(type(fact), key_of(fact), Period(start, end), data.draw(st.sampled_from(["a", "b", "nobody"])))
        for fact in data.draw(st.lists(st.sampled_from(stated), max_size=3) if stated else st.just([]))
        for start, end in [sorted(data.draw(st.lists(days, min_size=2, max_size=2, unique=True)))]
    ]
    units = [world.atlas.versions(unit)[-1] for unit in world.units]
    one = Engine(Book.of(Statements(after_choices(world.facts, choices))))
    other = Engine(Book.of(Statements(world.facts), choices))
    for standard in STANDARDS.values():
        assert one.verdicts(standard, units, day, {}) == other.verdicts(standard, units, day, {})


def test_numpy_stays_in_the_rooms_that_say_why() -> None:
    # pyproject.toml gives the reason: columns of a nation, pairs of forms. Every other room of the core stays plain.
    found = {
        room(path)
        for path, _, tree in modules(SRC)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(name.name.split(".")[0] == "numpy" for name in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "numpy")
    }
    assert found & set(CORE) <= {"coverage", "plans", "quality"}
