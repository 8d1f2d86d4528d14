"""Projects in the store: written and read on both databases, as known at a moment, for who may see them."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from diaban.basis.error import ConflictError, RefusedError
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS, register_of
from diaban.registers.projects.course import Payment, StageReport, WorksProgress
from diaban.registers.projects.investment import Project, Works
from diaban.registers.projects.kinds import Stage
from diaban.registers.projects.tables import PROJECT_REGISTERS
from tests.registers.projects.works import every, fact
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, during, how

FACTS: list[Fact] = every(unit="u00001")


def read(kind: type[Fact], **more: Any) -> list[Fact]:
    from diaban.store import models
    from diaban.store.queries import facts

    given: dict[str, Any] = {"as_of": None, "known_at": None, "viewer": ADMIN, **more}
    found: list[Fact] = facts(models.REGISTERS[kind], kind, **given)
    return found


def test_every_register_of_projects_has_its_example() -> None:
    assert [type(one) for one in FACTS] == [register.fact for register in PROJECT_REGISTERS]
    assert REGISTERS[-len(PROJECT_REGISTERS) :] == PROJECT_REGISTERS


def test_what_is_recorded_is_read_again_as_facts_and_as_columns(memory: Memory) -> None:
    from diaban.store import models
    from diaban.store.actions import record
    from diaban.store.queries import columns

    clock = Clock()
    begin(clock)
    record(facts=FACTS, **how(clock))
    for one in FACTS:
        kind = type(one)
        assert [replace(found, row=0) for found in read(kind, as_of=date(2025, 1, 20))] == [one]
        assert read(kind, as_of=date(2025, 1, 14)) == []
        lists = columns(models.REGISTERS[kind], kind, as_of=None, known_at=None, viewer=ADMIN)
        names = [field.name for field in fields(kind) if field.name not in ("period", "row")]
        assert {name: list(lists[name]) for name in names} == {name: [getattr(one, name)] for name in names}


@pytest.mark.parametrize("one", FACTS, ids=lambda one: register_of(type(one)).name)
def test_one_subject_is_told_of_once_a_day_by_one_origin(memory: Memory, one: Fact) -> None:
    from diaban.store import models
    from diaban.store.actions import record
    from diaban.store.actions.acting import acting
    from diaban.store.actions.rows import insert

    clock = Clock()
    begin(clock)
    record(facts=[one], **how(clock))
    again = replace(one, period=during("2025-02-01", "2025-03-01"))
    with pytest.raises(RefusedError, match="overlaps-recorded"):
        record(facts=[again], **how(clock))
    record(facts=[replace(again, origin="tinh")], **how(clock))
    # Behind the program's back the database refuses it itself.
    model = models.REGISTERS[type(one)]
    row = model.objects.order_by("id").first()
    values = {field.attname: getattr(row, field.attname) for field in model.copied()}
    with pytest.raises(ConflictError, match="rule-refused"), acting("record", **how(clock)) as act:
        insert(model, act, [values])
    assert len(read(type(one))) == 2


def report(start: str, ended: str | None = None) -> StageReport:
    end = date.fromisoformat(ended) if ended else None
    return fact(StageReport, start, unit="u00001", stage=Stage.SITE, actual_end=end)  # type: ignore[no-any-return]  # a fact of that kind


def test_stage_histories_as_known_at_a_moment(memory: Memory) -> None:
    from diaban.store.actions import correct, record, supersede
    from diaban.store.queries import known, stage_histories

    clock = Clock()
    begin(clock)
    record(facts=[report("2025-01-15")], **how(clock))
    first = known(None)
    supersede(facts=[report("2025-02-15", "2025-02-10")], **how(clock))
    later = known(None)
    wrong = next(one for one in read(StageReport) if one.period.start == date(2025, 2, 15))
    correct(closes=[wrong], facts=[report("2025-02-15")], **how(clock))

    def told(moment: Any) -> list[tuple[date, date | None]]:
        return [(one.reported_on, one.actual_end) for one in stage_histories(viewer=ADMIN, known_at=moment)]

    assert told(first) == [(date(2025, 1, 15), None)]
    assert told(later) == [(date(2025, 1, 15), None), (date(2025, 2, 15), date(2025, 2, 10))]
    assert told(None) == [(date(2025, 1, 15), None), (date(2025, 2, 15), None)]
    (one, _) = stage_histories(viewer=ADMIN, units=["u00001"])
    assert (one.unit, one.works, one.stage.value) == ("u00001", "CT1", "site")
    assert stage_histories(viewer=ADMIN, units=["u00002"]) == []


def test_an_investment_is_what_was_known_and_a_correction_is_a_new_observation(memory: Memory) -> None:
    from diaban.store.actions import record, supersede
    from diaban.store.queries import course_of, investment, known

    clock = Clock()
    begin(clock)
    record(facts=FACTS, **how(clock))
    then = known(None)
    at = {"unit": "u00001"}
    more = [fact(WorksProgress, "2025-02-15", percent=55, **at), fact(Payment, "2025-02-15", paid_vnd=2, **at)]
    supersede(facts=more, **how(clock))
    day = date(2025, 3, 1)
    new = course_of("CT1", as_of=day, viewer=ADMIN)
    old = course_of("CT1", as_of=day, viewer=ADMIN, known_at=then)
    assert new is not None
    assert old is not None
    assert [one.percent for one in new.past[WorksProgress]] == [40, 55]
    assert [one.percent for one in old.past[WorksProgress]] == [40]
    assert new.progress is not None
    assert new.progress.percent == 55
    assert investment(as_of=day, viewer=ADMIN, known_at=then).works[0].progress == old.progress
    assert course_of("CT2", as_of=day, viewer=ADMIN) is None


def test_a_scope_has_its_own_works_and_their_projects(memory: Memory) -> None:
    from diaban.store.actions import record
    from diaban.store.queries import investment

    clock = Clock()
    begin(clock)
    record(
        facts=[*FACTS, fact(Project, unit="u00002", project="X"), fact(Works, unit="u00003", works="Y", project="X")],
        **how(clock),
    )
    day = date(2025, 1, 20)
    here = investment(as_of=day, viewer=ADMIN, units=["u00003"])
    assert [one.works.works for one in here.works] == ["Y"]
    assert [one.project for one in here.projects] == ["X"]
    assert len(investment(as_of=day, viewer=ADMIN).works) == 2
