"""The invented projects agree with the invented premises, and tell what the reports tell."""

from collections import Counter
from datetime import date

import pytest

from diaban.cli.demonstration.ground import MERGED
from diaban.cli.demonstration.step import Plan
from diaban.registers.premises import Headquarters, Progress
from diaban.registers.projects.course import StageReport
from diaban.registers.projects.difficulty import Directive
from diaban.registers.projects.dossier import Investment, gathered
from diaban.registers.projects.investment import Works
from diaban.registers.projects.kinds import Stage
from diaban.registers.projects.lateness import Status
from diaban.registers.projects.portfolio import due, portfolio

SUNDAY = date(2026, 11, 22)
REPORT_B = date(2025, 2, 28)


@pytest.fixture(scope="module")
def today(plan: Plan) -> Investment:
    return gathered(plan.facts, SUNDAY)


def test_phase_one_is_one_project_over_26_communes_and_a_bound(today: Investment) -> None:
    project = today.project("QN-GD1")
    assert project is not None
    assert project.investment is not None
    assert (project.stated, project.investment.least, project.investment.exact) == (
        "trên 241 tỷ đồng",
        241 * 10**9,
        None,
    )
    assert len(today.of_project("QN-GD1")) == 26
    elsewhere = today.project("BK-1")
    assert elsewhere is not None
    assert elsewhere.stated == "214 tỷ đồng"
    assert len(today.of_project("BK-1")) == 36


def test_the_obstacle_45_days_late_and_its_directive_head_everything(today: Investment) -> None:
    lines = portfolio(today)
    first = lines[0]
    assert (first.key, first.standing.status, first.standing.days) == ("QN-GD1-26", Status.LATE, 45)
    obstacle, directive = due(lines, SUNDAY)[:2]
    assert (obstacle.over, obstacle.dossier.works.works) == (45, "QN-GD1-26")
    assert isinstance(directive.what, Directive)
    assert directive.over > 0


def test_works_of_bac_kan_are_those_of_its_premises(plan: Plan) -> None:
    finished: dict[str, date] = {}
    built: dict[str, date] = {}
    for fact in sorted(plan.facts, key=lambda one: one.period.start or date.min):
        if isinstance(fact, Headquarters) and fact.origin == "bk-hau-can" and fact.period.start:
            states = {Progress.FINISHED: finished, Progress.BEING_BUILT: built}
            states.get(fact.progress, {}).setdefault(fact.unit, fact.period.start)
    told: dict[str, date] = {}
    begun: dict[str, date] = {}
    for fact in plan.facts:
        if isinstance(fact, StageReport) and fact.works.startswith("BK-") and (fact.period.start or MERGED) < MERGED:
            if fact.stage is Stage.HANDOVER and fact.actual_end:
                told[fact.unit] = fact.actual_end
            if fact.stage is Stage.WORKS and fact.actual_start:
                begun[fact.unit] = fact.actual_start
    assert len(told) > 60
    assert {unit: finished[unit] for unit in told} == told
    assert {unit: built[unit] for unit in begun} == begun


def test_on_the_day_of_the_report_22_are_being_built(plan: Plan) -> None:
    known = gathered(plan.facts, REPORT_B)
    standing = Counter(line.standing.status is Status.DONE for line in portfolio(known) if line.key.startswith("BK-"))
    assert standing[False] == 22


def test_every_works_belongs_to_a_project_on_every_day(plan: Plan) -> None:
    for day in (date(2024, 6, 30), REPORT_B, date(2025, 7, 31), SUNDAY):
        known = gathered(plan.facts, day)
        assert {one.works.project for one in known.works} <= {one.project for one in known.projects}, day
    moved = [one for one in plan.facts if isinstance(one, Works) and one.period.start == MERGED]
    assert all(one.decided_on for one in moved if one.state.value in ("adjusted", "redirected"))
