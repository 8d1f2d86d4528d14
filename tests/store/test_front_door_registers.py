"""Registers of campaign, movement, situation, patrols and opinion: written, read, refused, undone, destroyed."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from diaban.basis.error import ConflictError, RefusedError
from diaban.registers.campaign import CampaignPlan, CardCount, EventCount, FormCount
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS, register_of
from diaban.registers.movement import (
    ExampleKind,
    Examples,
    Funding,
    ModelKind,
    ModelPlace,
    ModelTeam,
    MovementEquipment,
    MovementModel,
    MovementSessions,
    Recognition,
    RecognitionLevel,
    SessionKind,
)
from diaban.registers.opinion import RespondentGroup, SurveyResult
from diaban.registers.patrols import Border, BorderCommune, PatrolHeld, PatrolPlan
from diaban.registers.situation import SituationCount
from diaban.units.event import Confidence
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, during, how

MONTH: dict[str, Any] = {
    "period": during("2025-01-15", "2025-02-15"),
    "origin": "xa",
    "source": "bc",
    "unit": "u00001",
}
OPEN = MONTH | {"period": during("2025-01-15")}
FORCES: dict[str, Any] = {"police": 3, "border_guard": 4}
SIGNED: dict[str, Any] = {"police_signatory": "Trưởng Công an xã", "border_guard_signatory": "Đồn trưởng"}

FACTS: tuple[Fact, ...] = (
    FormCount(collected=120, checked=100, **MONTH),
    CardCount(applied=30, issued=25, handed_over=20, **MONTH),
    EventCount(births=4, deaths=2, arrivals=6, departures=5, **MONTH),
    CampaignPlan(target=900, teams=2, shifts=2, crew=8, **OPEN),
    MovementModel(model="MH-1", name="Camera an ninh", kind=ModelKind.CAMERA, **OPEN),
    ModelPlace(place="D-1", model="MH-1", name="Chợ", participants=None, **OPEN),
    ModelTeam(team="T-1", model="MH-1", name="Tổ 1", members=9, **OPEN),
    MovementEquipment(
        kind="camera", funding=Funding.MOBILISED, installed=20, working=18, cost_vnd=5_000_000_000, **OPEN
    ),
    MovementSessions(kind=SessionKind.AWARENESS, sessions=3, attendees=240, **MONTH),
    Examples(kind=ExampleKind.COLLECTIVE, number=2, **MONTH),
    Recognition(
        hamlet=None,
        level=RecognitionLevel.COMMUNE,
        year=2024,
        safe=True,
        decision="1/QĐ-UBND",
        granted_on=date(2024, 11, 28),
        **OPEN,
    ),
    SituationCount(
        category="drugs",
        detected=None,
        prevented=2,
        resolved=None,
        stated="hàng trăm",
        least=100,
        most=None,
        **MONTH,
    ),
    PatrolPlan(patrol="TT-1", planned_on=date(2025, 1, 20), **FORCES, **MONTH),
    PatrolHeld(patrol="TT-1", held_on=date(2025, 1, 21), **FORCES, **SIGNED, **MONTH),
    BorderCommune(border=Border.LAND, confidence=Confidence.REPORTED, basis="báo chí", **OPEN),
    SurveyResult(
        survey="KS-1",
        group=RespondentGroup.PEOPLE,
        question="chung",
        asked=100,
        returned=98,
        satisfied=None,
        **MONTH,
    ),
)


def read(kind: type[Fact], as_of: str | None = None, known_at: object = None) -> list[Fact]:
    from diaban.store import models
    from diaban.store.queries import facts

    day = None if as_of is None else date.fromisoformat(as_of)
    given: dict[str, Any] = {"as_of": day, "known_at": known_at, "viewer": ADMIN}
    found: list[Fact] = facts(models.REGISTERS[kind], kind, **given)
    return found


def all_of(found: Sequence[Fact]) -> list[Fact]:
    return [replace(fact, row=0) for fact in found]


def test_every_new_register_has_its_example() -> None:
    assert {type(fact) for fact in FACTS} == {register.fact for register in REGISTERS[10:26]}


def test_what_is_recorded_is_read_again_as_facts_and_as_columns(memory: Memory) -> None:
    from diaban.store import models
    from diaban.store.actions import record
    from diaban.store.queries import columns

    clock = Clock()
    begin(clock)
    record(facts=FACTS, **how(clock))
    for fact in FACTS:
        kind = type(fact)
        assert all_of(read(kind, "2025-01-20")) == [fact]
        assert read(kind, "2025-01-14") == []
        lists = columns(models.REGISTERS[kind], kind, as_of=None, known_at=None, viewer=ADMIN)
        names = [field.name for field in fields(kind) if field.name not in ("period", "row")]
        assert {name: list(lists[name]) for name in names} == {name: [getattr(fact, name)] for name in names}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: register_of(type(fact)).name)
def test_one_subject_is_told_of_once_a_day_by_one_origin(memory: Memory, fact: Fact) -> None:
    from diaban.store import models
    from diaban.store.actions import record
    from diaban.store.actions.acting import acting
    from diaban.store.actions.rows import insert

    clock = Clock()
    begin(clock)
    record(facts=[fact], **how(clock))
    again = replace(fact, period=during("2025-02-01", "2025-03-01"))
    with pytest.raises(RefusedError, match="overlaps-recorded"):
        record(facts=[again], **how(clock))
    record(facts=[replace(again, origin="tinh")], **how(clock))
    assert len(read(type(fact))) == 2
    # Behind the program's back the database refuses it itself.
    model = models.REGISTERS[type(fact)]
    row = model.objects.order_by("id").first()
    values = {field.attname: getattr(row, field.attname) for field in model.copied()}
    with pytest.raises(ConflictError, match="rule-refused"), acting("record", **how(clock)) as act:
        insert(model, act, [values])
    assert len(read(type(fact))) == 2


def test_two_residential_areas_and_the_commune_are_three_subjects(memory: Memory) -> None:
    from diaban.store.actions import record

    clock = Clock()
    begin(clock)
    given: dict[str, Any] = {"year": 2024, "safe": True, "decision": None, "granted_on": None, **OPEN}
    area = RecognitionLevel.RESIDENTIAL_AREA
    record(
        facts=[
            Recognition(hamlet="u00001-01", level=area, **given),
            Recognition(hamlet="u00001-02", level=area, **given),
            Recognition(hamlet=None, level=RecognitionLevel.COMMUNE, **given),
        ],
        **how(clock),
    )
    with pytest.raises(RefusedError, match="overlaps-recorded"):
        record(facts=[Recognition(hamlet=None, level=RecognitionLevel.COMMUNE, **given)], **how(clock))
    assert len(read(Recognition)) == 3


def test_a_correction_replaces_and_an_undo_brings_back(memory: Memory) -> None:
    from diaban.store.actions import record, supersede, undo

    clock = Clock()
    begin(clock)
    first = record(facts=FACTS, **how(clock))
    moment = clock.moment
    corrected = replace(FACTS[0], collected=125)  # type: ignore[call-arg]  # the first is a count of forms
    act = supersede(facts=[corrected], **how(clock))
    assert all_of(read(FormCount)) == [corrected]
    undo(act=act.id, **how(clock))
    assert all_of(read(FormCount)) == [FACTS[0]]
    assert all_of(read(FormCount, known_at=moment)) == [FACTS[0]]
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(act=first.id, **how(clock))


def test_a_whole_return_is_undone(memory: Memory) -> None:
    from diaban.store.actions import record, undo

    clock = Clock()
    begin(clock)
    act = record(facts=FACTS, **how(clock))
    undo(act=act.id, **how(clock))
    assert [read(type(fact)) for fact in FACTS] == [[] for _ in FACTS]


def test_a_row_is_destroyed_and_leaves_a_stone(memory: Memory) -> None:
    from diaban.store.actions import destroy, record
    from diaban.store.queries import tombstones

    clock = Clock()
    begin(clock)
    record(facts=FACTS, **how(clock))
    destroy(facts=[fact for kind in map(type, FACTS) for fact in read(kind)], **how(clock))
    assert [read(type(fact)) for fact in FACTS] == [[] for _ in FACTS]
    stones = tombstones(viewer=ADMIN)
    assert len(stones) == len(FACTS)
    assert {stone.unit for stone in stones} == {"u00001"}


def test_an_origin_is_chosen_for_a_register_of_counts(memory: Memory) -> None:
    from diaban.coverage.statement import after_choices
    from diaban.store.actions import choose, record
    from diaban.store.queries import choices

    clock = Clock()
    begin(clock)
    mine, theirs = FACTS[0], replace(FACTS[0], origin="tinh", collected=130)  # type: ignore[call-arg]  # the first is a count of forms
    record(facts=[mine, theirs], **how(clock))
    stored = read(FormCount)
    choose(fact=stored[1], period=stored[1].period, **how(clock))
    assert all_of(after_choices(stored, choices(viewer=ADMIN))) == [theirs]


def test_money_may_be_larger_than_a_count(memory: Memory) -> None:
    from diaban.store.actions import record

    clock = Clock()
    begin(clock)
    equipment = next(fact for fact in FACTS if isinstance(fact, MovementEquipment))
    with pytest.raises(RefusedError, match="number-out-of-range"):
        record(facts=[replace(equipment, cost_vnd=10**15 + 1)], **how(clock))
    with pytest.raises(RefusedError, match="number-out-of-range"):
        record(facts=[replace(equipment, installed=2**31)], **how(clock))
    record(facts=[replace(equipment, cost_vnd=10**15)], **how(clock))
    assert len(read(MovementEquipment)) == 1
