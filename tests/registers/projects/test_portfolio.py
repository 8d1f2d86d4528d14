"""Late first: by how much, because of what, who acts by when; sums of four amounts; costs beside their class."""

from datetime import date
from typing import Any

import pytest

from diaban.registers.projects.amount import Amount
from diaban.registers.projects.course import Completion, Payment, StageReport, WorksProgress
from diaban.registers.projects.difficulty import Directive, Obstacle
from diaban.registers.projects.dossier import Investment, gathered
from diaban.registers.projects.investment import CapitalPlan, Package, ProgrammeMoney, Project, Works
from diaban.registers.projects.kinds import MoneyKind, ObstacleKind, ProjectState, Stage, Structure
from diaban.registers.projects.lateness import Late, Status, stage_delay, standing
from diaban.registers.projects.portfolio import due, portfolio, sums
from diaban.registers.projects.reference import costs, share_of_investment
from tests.registers.projects.works import fact

DAY = date(2025, 3, 31)


def told(*facts: Any, day: date = DAY) -> Investment:
    return gathered(facts, day)


def works(key: str, **more: Any) -> Works:
    return fact(Works, works=key, **more)  # type: ignore[no-any-return]  # a fact of that kind


def stage(key: str, which: Stage, planned_end: str, ended: str | None = None, **more: Any) -> StageReport:
    end = date.fromisoformat(ended) if ended else None
    given: dict[str, Any] = {"planned_end": date.fromisoformat(planned_end), "actual_end": end, **more}
    return fact(StageReport, works=key, stage=which, **given)  # type: ignore[no-any-return]  # a fact of that kind


def test_days_late_of_a_stage() -> None:
    assert stage_delay(stage("A", Stage.SITE, "2025-03-01"), DAY) == 30
    assert stage_delay(stage("A", Stage.SITE, "2025-03-01", "2025-03-11"), DAY) == 10
    assert stage_delay(stage("A", Stage.SITE, "2025-03-01", "2025-02-20"), DAY) == -9
    assert stage_delay(stage("A", Stage.SITE, "2025-04-30"), DAY) is None
    # What ends tomorrow goes on today.
    assert stage_delay(stage("A", Stage.SITE, "2025-03-01", "2025-04-01"), DAY) == 30


def test_works_are_as_late_as_the_stage_that_is_furthest_behind() -> None:
    known = told(
        works("A"),
        stage("A", Stage.POLICY, "2024-01-01", "2024-12-31"),
        stage("A", Stage.SITE, "2025-02-14"),
        stage("A", Stage.DESIGN, "2025-03-01"),
    )
    where = standing(known.works[0])
    assert (where.status, where.late, where.stage) == (Status.LATE, Late(Stage.SITE, 45, False), Stage.SITE)


def test_works_under_way_are_as_late_as_their_pace_says() -> None:
    begun: dict[str, Any] = {"planned_start": date(2025, 1, 1), "actual_start": date(2025, 1, 1)}
    plan = stage("A", Stage.WORKS, "2025-07-20", **begun)
    where = standing(told(works("A"), plan, fact(WorksProgress, "2025-03-31", works="A", percent=22)).works[0])
    # 200 days planned, 22 per cent is day 44, and 89 have gone.
    assert where.late == Late(Stage.WORKS, 45, True)
    fine = standing(told(works("A"), plan, fact(WorksProgress, "2025-03-31", works="A", percent=60)).works[0])
    assert (fine.status, fine.late) == (Status.ON_TIME, None)


def test_what_is_overdue_heads_the_portfolio_and_says_who_acts() -> None:
    known = told(
        works("A"),
        works("B"),
        works("C"),
        works("D", state=ProjectState.SUSPENDED, document="1/QĐ", decided_on=DAY, reason="thiếu vốn"),
        works("E"),
        stage("A", Stage.SITE, "2025-01-01"),
        stage("B", Stage.SITE, "2025-02-14"),
        stage("C", Stage.SITE, "2025-12-31"),
        fact(Obstacle, works="B", due=date(2025, 2, 14)),
        fact(Directive, works="B", due=date(2025, 3, 10), addressee="Ủy ban nhân dân tỉnh"),
        fact(Completion, works="E"),
    )
    lines = portfolio(known)
    assert [line.key for line in lines] == ["B", "A", "D", "C", "E"]
    first = lines[0].standing
    assert (first.days, first.acts, first.by, first.over(DAY)) == (45, "Ủy ban nhân dân xã", date(2025, 2, 14), 45)
    assert [(one.who, one.over) for one in due(lines, DAY)] == [
        ("Ủy ban nhân dân xã", 45),
        ("Ủy ban nhân dân tỉnh", 21),
    ]
    assert [line.standing.status for line in lines[2:]] == [Status.SUSPENDED, Status.ON_TIME, Status.DONE]


def test_what_was_resolved_or_done_is_no_longer_due() -> None:
    lines = portfolio(
        told(
            works("A"),
            fact(Obstacle, works="A", due=date(2025, 2, 1), resolved_on=date(2025, 3, 1)),
            fact(Directive, works="A", due=date(2025, 2, 1), done="đã làm", done_on=DAY),
        )
    )
    assert due(lines, DAY) == ()
    assert [one.what.due for one in due(portfolio(told(works("A"), fact(Directive, works="A", due=DAY))), DAY)] == [DAY]


def test_of_two_origins_the_last_speaks_and_no_fact_is_lost() -> None:
    known = told(
        works("A"),
        fact(WorksProgress, "2025-02-01", works="A", percent=30),
        fact(WorksProgress, "2025-03-01", works="A", percent=35, origin="tinh"),
        fact(WorksProgress, "2025-01-01", "2025-02-01", works="A", percent=10),
    )
    (one,) = known.works
    assert one.progress is not None
    assert one.progress.percent == 35
    assert [past.percent for past in one.past[WorksProgress]] == [10, 30, 35]


def test_four_amounts_are_never_mixed_and_bounds_stay_bounds() -> None:
    ceiling = fact(ProgrammeMoney, line="2", kind=MoneyKind.CEILING, most_vnd=90, stated=None)
    known = told(
        fact(ProgrammeMoney),
        ceiling,
        fact(Project),
        works("A"),
        works("B"),
        fact(CapitalPlan, works="A"),
        fact(Payment, works="A"),
        fact(Payment, works="B", paid_vnd=0),
    )
    found = sums(known)
    assert found.earmarked == Amount("gần 640 tỷ đồng", None, 640_000_000_000)
    assert found.investment == Amount("trên 241 tỷ đồng", 241_000_000_000, None)
    assert (found.assigned, found.assigned_of, found.paid, found.paid_of) == (3_000_000_000, 1, 1_500_000_000, 2)
    each = share_of_investment(found.investment, 26)
    assert each == Amount(None, 9_269_230_769, None)
    assert each is not None
    assert each.exact is None


@pytest.mark.parametrize(
    ("one", "other", "total"),
    [
        (Amount("trên 241", 241, None), Amount(None, 86, 86), Amount(None, 327, None)),
        (Amount(None, 2, 3), Amount(None, 4, 6), Amount(None, 6, 9)),
        (Amount("gần 640", None, 640), Amount("trên 241", 241, None), Amount("gần 640 + trên 241", None, None)),
    ],
)
def test_a_sum_of_bounds_claims_no_more_than_they_do(one: Amount, other: Amount, total: Amount) -> None:
    assert one + other == total


@pytest.mark.parametrize("bounds", [(None, None, None), (None, 3, 2)])
def test_an_amount_says_something_that_can_be(bounds: tuple[Any, Any, Any]) -> None:
    with pytest.raises(ValueError, match=r"says|cross"):
        Amount(*bounds)


def test_costs_stand_beside_their_class_and_outliers_are_named() -> None:
    dear = [works("A"), fact(Package, works="A", package="A", contract_vnd=9_270_000_000)]
    cheap = [
        works("B", structure=Structure.PREFABRICATED),
        fact(Package, works="B", package="B", contract_vnd=1_500_000_000),
    ]
    usual = [
        part
        for number in range(5)
        for part in (works(f"C{number}"), fact(Package, works=f"C{number}", package=f"C{number}"))
    ]
    found = costs(told(*dear, *cheap, *usual).works)
    assert (found["A"].outlier, found["A"].per_m2, found["A"].per_officer) == ("above", 18_540_000, 1_158_750_000)
    assert (found["A"].median, found["A"].published) == (4_800_000_000, (4_000_000_000, 6_000_000_000))
    # Prefabricated works are not held against brick: of one of them nothing is usual.
    assert (found["B"].outlier, found["B"].median) == ("", None)
    assert found["C0"].outlier == ""
    low = told(works("A", investment_vnd=1_500_000_000)).works
    assert (costs(low)["A"].outlier, costs(low)["A"].stated) == ("below", "investment")


def test_what_a_person_typed_is_not_replaced_by_what_follows_from_it() -> None:
    known = told(works("A"), stage("A", Stage.HANDOVER, "2025-03-01"), fact(Obstacle, works="A", days_lost=7))
    (one,) = known.works
    assert standing(one).days == 30
    assert one.of(Obstacle)[0].days_lost == 7
    assert one.of(Obstacle)[0].kind is ObstacleKind.SITE
