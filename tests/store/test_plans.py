"""Scenarios kept once, checked before and checkable after; searches as jobs: stopped, lost, taken up again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from diaban.basis.error import ConflictError, FaultError, ForbiddenError, RefusedError
from diaban.engines.highs import Highs
from diaban.plans.phasing.engine import Effort
from diaban.plans.phasing.facts import Question
from diaban.plans.phasing.scenario import Scenario, made
from diaban.store.viewer import Role, Viewer
from tests.plans.phasings import money, question, works
from tests.store.conftest import Memory
from tests.store.world import ADMIN, BEGIN, Clock, begin, how

READER = Viewer("đọc", Role.READER)
ASKED = {"scope": "22", "reason": "thử"}


def scenario(**more: Any) -> Scenario:
    asked: Question = question(
        works("a", 4, 5, unit="u00001"), works("b", 4, 3, unit="u00002"), money(2027, 5), money(2028, 1)
    )
    given = {"as_of": date(2025, 1, 1), "cutoff": 1, "criteria": "need", "checksum": "0" * 64, **more}
    return made(replace(asked, **given), Highs(), Effort(5.0))


def keep(clock: Clock, told: Scenario, **more: Any) -> Any:
    from diaban.store.actions import keep_scenario

    return keep_scenario(scenario=told, scope=None, **{**how(clock, "trình"), **more})


def test_a_kept_scenario_can_be_checked_again_and_is_kept_once(memory: Memory) -> None:
    from diaban.store.queries import plan_scenario, plan_scenarios

    clock = Clock()
    begin(clock)
    told = scenario()
    act = keep(clock, told)
    (kept,) = plan_scenarios(viewer=ADMIN)
    assert (kept.act, kept.reason, kept.begins) == (act.id, "trình", {"a": 2027, "b": 0})
    assert kept.question == told.question
    assert kept.document["value"] == 10
    assert kept.checked().sound
    assert plan_scenario(act.id, viewer=ADMIN).document == kept.document
    with pytest.raises(RefusedError, match="plan-kept"):
        keep(clock, told)
    # Other facts, or the same seen after another act alone: the first is another scenario, the second is not.
    with pytest.raises(RefusedError, match="plan-kept"):
        keep(clock, scenario(cutoff=2))
    keep(clock, scenario(checksum="1" * 64))
    assert [one.act for one in plan_scenarios(viewer=ADMIN)] == [act.id + 1, act.id]


def test_only_what_passes_the_checker_and_comes_from_the_memory_is_kept(memory: Memory) -> None:
    clock = Clock()
    begin(clock)
    told = scenario()
    wrong = replace(told, answer=replace(told.answer, begins={"a": 2027, "b": 2027}, value=16))
    with pytest.raises(FaultError) as refused:
        keep(clock, wrong)
    assert [one.code for one in refused.value.findings][:2] == ["plan-refused", "plan-above"]
    with pytest.raises(RefusedError, match="plan-from-file"):
        keep(clock, scenario(cutoff=None))
    with pytest.raises(ForbiddenError, match="may-not-write"):
        keep(clock, told, by=READER)
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        keep(clock, told, by=Viewer("huyện", Role.EDITOR, None, frozenset({"u00001"})))


def test_the_database_changes_and_deletes_no_scenario_and_no_act_undoes_one(memory: Memory) -> None:
    from diaban.store import models
    from diaban.store.actions import undo

    clock = Clock()
    begin(clock)
    act = keep(clock, scenario())
    row = models.PlanScenario.objects.get()
    row.value = 99
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        models.PlanScenario.objects.all().delete()
    with pytest.raises((RefusedError, ConflictError), match="act-irreversible"):
        undo(act=act.id, **how(clock))


def test_whoever_does_not_read_all_its_communes_does_not_see_a_scenario(memory: Memory) -> None:
    from diaban.store.queries import plan_scenario, plan_scenarios

    clock = Clock()
    begin(clock)
    act = keep(clock, scenario())
    part = Viewer("xã", Role.READER, frozenset({"u00001"}))
    assert plan_scenarios(viewer=part) == []
    for number, who in ((act.id, part), (act.id + 9, ADMIN), (0, ADMIN), (-1, ADMIN)):
        with pytest.raises(RefusedError, match="plan-unknown"):
            plan_scenario(number, viewer=who)
    assert len(plan_scenarios(viewer=Viewer("hai xã", Role.READER, frozenset({"u00001", "u00002"})))) == 1


def test_a_job_is_taken_noted_stopped_and_goes_on_from_its_plan(memory: Memory) -> None:
    from diaban.store.plan_jobs import add_job, end_job, jobs, note_progress, one_job, resume_job, stop_job, take_job

    begin(Clock())
    first, second = (add_job(asked=ASKED, by=ADMIN, at=BEGIN) for _ in range(2))
    job = take_job(None, by=ADMIN, at=BEGIN)
    assert job is not None
    assert (job.id, job.state, job.asked, job.by, job.gap) == (first, "running", ASKED, ADMIN.name, None)
    assert take_job(first, by=ADMIN, at=BEGIN) is None
    told: dict[str, Any] = {"value": 90, "bound": 100.0, "seconds": 1.5, "by": ADMIN, "at": BEGIN}
    assert not note_progress(first, incumbent={"a": 2027}, **told)
    assert not note_progress(first, incumbent=None, **told)
    stop_job(first, by=ADMIN)
    assert note_progress(first, incumbent=None, **told)
    end_job(first, state="stopped", told=[{"found": "x"}], act=None, by=ADMIN, at=BEGIN)
    stopped = one_job(first, viewer=ADMIN)
    assert (stopped.state, stopped.open, stopped.incumbent, stopped.gap) == ("stopped", False, {"a": 2027}, 0.1)
    assert stopped.told == ({"found": "x"},)
    resume_job(first, by=ADMIN, at=BEGIN)
    again = take_job(first, by=ADMIN, at=BEGIN)
    assert again is not None
    assert (again.state, again.stop, again.incumbent, again.told) == ("running", False, {"a": 2027}, ())
    # One that waits is stopped at once.
    stop_job(second, by=ADMIN)
    assert [(one.id, one.state) for one in jobs(viewer=ADMIN)] == [(second, "stopped"), (first, "running")]


def test_a_job_whose_process_was_lost_is_taken_up_by_the_next(memory: Memory) -> None:
    from diaban.store.plan_jobs import add_job, take_job

    begin(Clock())
    number = add_job(asked=ASKED, by=ADMIN, at=BEGIN)
    assert take_job(None, by=ADMIN, at=BEGIN) is not None
    assert take_job(None, by=ADMIN, at=BEGIN + timedelta(seconds=30)) is None
    lost = take_job(None, by=ADMIN, at=BEGIN + timedelta(seconds=90))
    assert lost is not None
    assert (lost.id, lost.state) == (number, "running")


def test_a_job_is_seen_by_who_asked_and_by_an_administrator_of_the_nation(memory: Memory) -> None:
    from diaban.store.plan_jobs import add_job, jobs, one_job, stop_job

    begin(Clock())
    number = add_job(asked=ASKED, by=ADMIN, at=BEGIN)
    other = Viewer("khác", Role.EDITOR, frozenset({"u00001"}), frozenset({"u00001"}))
    mine = add_job(asked=ASKED, by=other, at=BEGIN)
    assert [one.id for one in jobs(viewer=other)] == [mine]
    for ask in (
        lambda: one_job(number, viewer=other),
        lambda: stop_job(number, by=other),
        lambda: one_job(10**30, viewer=ADMIN),
    ):
        with pytest.raises(RefusedError, match="plan-job-unknown"):
            ask()
    with pytest.raises(ForbiddenError, match="may-not-write"):
        add_job(asked=ASKED, by=READER, at=BEGIN)
