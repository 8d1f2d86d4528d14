"""The plan holds together: reproducible, in order, on units in force, invented and about nobody."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from diaban.cli.definitions import codes_here
from diaban.cli.demonstration.generate import demonstration
from diaban.cli.demonstration.nation import nation
from diaban.cli.demonstration.step import MARK, Correct, Plan, Record, Supersede
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS, register_named
from diaban.units.edition import Edition
from diaban.units.unit import UnitId

CODE = re.compile(r"GL-(?:BK|QN)-\d{4}")
HAMLET = re.compile(r"GL-u\d{5}-\d{2}")
FAMILY = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Nông Hà Lường Triệu Bàn Đinh Lộc Ma".split()
)
"""Family names that are common, in the nation or in the two provinces."""
END = date(2026, 11, 21)


def written(plan: Plan) -> Iterator[Fact]:
    for step in plan.steps:
        match step.deed:
            case Record(facts) | Supersede(facts) | Correct(_, facts):
                yield from facts


@pytest.fixture(scope="module", params=["provinces", "nation"])
def either(request: pytest.FixtureRequest, plan: Plan, edition: Edition) -> Plan:
    return plan if request.param == "provinces" else nation(edition.atlas)


def test_its_codes_are_those_of_the_definition_files(either: Plan) -> None:
    for name in ("checklist", "equipment"):
        register = register_named(name)
        assert register is not None
        ((column, listed),) = codes_here(register).items()
        assert {getattr(fact, column) for fact in written(either) if type(fact) is register.fact} <= set(listed)
        assert len(listed) >= 5


def test_the_same_seed_gives_the_same_plan(plan: Plan, edition: Edition) -> None:
    assert demonstration(edition.atlas) == plan


def test_another_seed_gives_another(plan: Plan, edition: Edition) -> None:
    assert demonstration(edition.atlas, 7).facts != plan.facts


def test_moments_strictly_increase_and_are_past(either: Plan) -> None:
    moments = [step.moment for step in either.steps]
    assert all(one < other for one, other in pairwise(moments))
    assert all(moment.utcoffset() is not None for moment in moments)
    assert moments[-1].date() < END


def test_acts_go_from_the_horizon_to_the_present(plan: Plan) -> None:
    assert plan.steps[0].moment.date() == date(2023, 4, 12)
    assert plan.steps[-1].moment.date() >= date(2026, 10, 1)


def test_nothing_is_written_of_days_to_come(either: Plan) -> None:
    for step in either.steps:
        match step.deed:
            case Record(facts) | Supersede(facts) | Correct(_, facts):
                assert all((fact.period.start or date.min) <= step.moment.date() for fact in facts)


def test_what_is_told_of_one_subject_by_one_origin_never_overlaps(either: Plan) -> None:
    fields = {one.fact: one.subject for one in REGISTERS}
    spans: dict[tuple[object, ...], list[tuple[date, date]]] = {}
    for fact in either.facts:
        key = (type(fact), fact.origin, *(getattr(fact, name) for name in fields[type(fact)]))
        spans.setdefault(key, []).append((fact.period.start or date.min, fact.period.end or date.max))
    clashes = [key for key, days in spans.items() if any(one[1] > other[0] for one, other in pairwise(sorted(days)))]
    assert clashes == []


def test_units_are_in_force_during_every_period(either: Plan, edition: Edition) -> None:
    lives: dict[UnitId, tuple[date, date]] = {}
    for unit in edition.atlas.units:
        if unit.answers is not None:
            first, last = lives.get(unit.id, (date.max, date.min))
            lives[unit.id] = min(first, unit.answers.start or date.min), max(last, unit.answers.end or date.max)
    astray = [
        fact
        for fact in either.facts
        if (unit := getattr(fact, "unit", None))
        and not (lives[unit][0] <= (fact.period.start or date.min) and (fact.period.end or date.max) <= lives[unit][1])
    ]
    assert astray == []


def test_everything_cited_is_known_and_says_that_it_is_invented(either: Plan) -> None:
    for fact in written(either):
        assert fact.source in either.sources
        assert fact.origin in either.origins
    assert all(MARK in line.title for line in either.sources.values())
    assert all(MARK in title for title in either.origins.values())


def test_no_name_of_a_person(plan: Plan) -> None:
    words = set()
    for fact in written(plan):
        for name in ("officer", "name", "document", "hamlet"):
            text = getattr(fact, name, "")
            if name == "officer" and text:
                assert CODE.fullmatch(text)
            if name == "hamlet" and text:
                assert HAMLET.fullmatch(text)
            words.add(text or "")
    titles = {*plan.sources, *(line.title for line in plan.sources.values()), *plan.origins.values()}
    reasons = {step.reason for step in plan.steps}
    persons = re.compile(rf"\b(?:{'|'.join(FAMILY)})(?: (?:Văn|Thị|Đức|Minh|Quang|Ngọc|Hữu)) \w+")
    assert [text for text in words | titles | reasons if persons.search(text)] == []
    assert [text for text in words | reasons if re.search(r"\b(?:đồng chí|ông|bà|Thiếu tá|Đại úy)\b", text)] == []


def test_the_registers_of_people_and_premises_are_filled(plan: Plan) -> None:
    kinds = {type(fact) for fact in plan.facts}
    assert {one.fact for one in REGISTERS[:10]} <= kinds


def test_the_nation_is_as_large_as_the_benchmark_wants(edition: Edition) -> None:
    made = nation(edition.atlas)
    assert 30_000 < len(made.facts) < 36_000
    assert len(made.steps) <= 4
    assert len({unit for fact in made.facts if (unit := getattr(fact, "unit", None))}) == 3321
