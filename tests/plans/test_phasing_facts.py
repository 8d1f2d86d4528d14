"""Questions out of files and registers, scores by published criteria, ceilings and pins as somebody types them."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Severity
from diaban.basis.period import Period
from diaban.plans.phasing import typed
from diaban.plans.phasing.criteria import Criteria, read_criteria
from diaban.plans.phasing.facts import BILLION, OUT, Candidate, Limit, Pin, Resource, Year
from diaban.plans.phasing.gather import Ceiling, Place, candidates, ceilings_of, question_of
from diaban.plans.phasing.open_years import barred
from diaban.plans.phasing.read import FilePlan, read_plan
from diaban.registers.projects.course import StageReport
from diaban.registers.projects.dossier import Investment, gathered
from diaban.registers.projects.investment import CapitalPlan, Eligibility, ProgrammeMoney, Project, Works
from diaban.registers.projects.kinds import MoneyKind, MoneySource, ProjectState, Stage, Structure, WorksKind

DAY = date(2026, 11, 22)
SINCE: dict[str, Any] = {"period": Period(date(2026, 1, 1), None), "origin": "o", "source": "s"}
HEAD = (
    "row,works,name,region,cost_least,cost_most,ready,months,after,score,year,phase,resource,least,most,border,officers"
)


@pytest.fixture(scope="module")
def criteria() -> Criteria:
    found, faults = read_criteria()
    assert faults == []
    return found["need"]


def told(criteria: Criteria, *rows: str) -> FilePlan:
    return read_plan("\n".join((HEAD, *rows)).encode(), criteria, file="f.csv")


def test_a_file_of_works_and_ceilings(criteria: Criteria) -> None:
    found = told(
        criteria,
        "works,A,Trụ sở A,Q,5000000000,6000000000,2027-03-01,14,,,,,,,,yes,30",
        "works,B,,Q,,,,,A,7,,,,,,,",
        "ceiling,,,,,,,,,,2027,1,,,9000000000,,",
        "ceiling,,,Q,,,,,,,,1,works,1,2,,",
    )
    assert found.findings == ()
    one, two = found.works
    assert (one.name, one.least, one.most, one.ready, one.span) == (
        "Trụ sở A",
        5 * BILLION,
        6 * BILLION,
        date(2027, 3, 1),
        2,
    )
    # 15 for the border, 20 at most for officers; what is not told counts nothing and is named.
    assert (one.score, one.points["border"], one.points["officers"]) == (35, 15, 20)
    assert one.points["cannot-balance-budget"] is None
    assert (two.after, two.score, two.cost, two.ready, two.months) == (("A",), 7, None, None, criteria.months)
    assert found.phases == {2027: 1}
    assert [(one.key, one.resource, one.year, one.phase, one.region, one.least, one.most) for one in found.limits] == [
        ("2027/money", Resource.MONEY, 2027, None, None, None, 9 * BILLION),
        ("phase-1/works/Q", Resource.WORKS, None, 1, "Q", 1, 2),
    ]


def test_the_same_as_json(criteria: Criteria) -> None:
    works = [{"works": "A", "cost_most": 6 * BILLION, "after": [], "border": True}, {"works": "B", "after": ["A"]}]
    data = json.dumps({"works": works, "ceilings": [{"year": 2027, "most": 9 * BILLION}]}).encode()
    found = read_plan(data, criteria, file="f.json")
    assert found.findings == ()
    assert [(one.works, one.most, one.after, one.score) for one in found.works] == [
        ("A", 6 * BILLION, (), 15),
        ("B", None, ("A",), 0),
    ]
    assert [one.most for one in found.limits] == [9 * BILLION]
    for bad in (b"{", b'{"works": 3}', b'{"works": [3]}', b'{"works": [{"cost": 3, "works": "A"}]}'):
        assert "plan-file-json" in {one.code for one in read_plan(bad, criteria, file="f.json").findings}, bad


MISTAKES = (
    ("plan-file-key", 2, "works,,,,,,,,,,,,,,,,"),
    ("plan-file-key", 3, "works,A,,,,,,,,,,,,,,,\nworks,A,,,,,,,,,,,,,,,"),
    ("plan-file-value", 2, "works,A,,,-5,,,,,,,,,,,,"),
    ("plan-file-value", 2, "works,A,,,5,4,,,,,,,,,,,"),
    ("plan-file-value", 2, "works,A,,,,,,0,,,,,,,,,"),
    ("plan-file-after", 2, "works,A,,,,,,,B,,,,,,,,"),
    ("plan-file-after", 2, "works,A,,,,,,,A,,,,,,,,"),
    ("plan-file-ceiling", 2, "ceiling,,,,,,,,,,,,,,5,,"),
    ("plan-file-ceiling", 2, "ceiling,,,,,,,,,,2027,,,,,,"),
    ("plan-file-ceiling", 3, "ceiling,,,,,,,,,,2027,,,,5,,\nceiling,,,,,,,,,,2027,,,,6,,"),
    ("plan-file-ceiling", 3, "ceiling,,,,,,,,,,2027,1,,,5,,\nceiling,,,,,,,,,,2027,2,works,,6,,"),
    ("plan-file-value", 2, "ceiling,,,,,,,,,,99999,,,,5,,"),
    ("csv-choice", 2, "thing,A,,,,,,,,,,,,,,,"),
    ("csv-day-form", 2, "works,A,,,,,soon,,,,,,,,,,"),
)


@pytest.mark.parametrize(("code", "row", "rows"), MISTAKES)
def test_every_mistake_of_a_file_is_told_with_its_row(criteria: Criteria, code: str, row: int, rows: str) -> None:
    found = told(criteria, rows)
    errors: list[Finding] = [one for one in found.findings if one.severity is Severity.ERROR]
    assert [(one.place.file, one.place.row) for one in errors] == [("f.csv", row)]
    assert errors[0].code == code or code.startswith("csv-")


def test_a_file_of_criteria_with_faults_is_not_used(tmp_path: Path) -> None:
    shipped = Path("src/diaban/plans/phasing/criteria/need.toml").read_text("utf-8")
    for old, new in (
        ("points = 40", "points = 0"),
        ('kind = "number"', 'kind = "guess"'),
        ("money = 1000", "gold = 1"),
    ):
        folder = tmp_path / new[:6].strip()
        folder.mkdir()
        (folder / "need.toml").write_text(shipped.replace(old, new), "utf-8")
        found, faults = read_criteria([folder])
        assert found == {}
        assert faults
    doubled = shipped.replace('code = "border"', 'code = "officers"')
    (tmp_path / "need.toml").write_text(doubled, "utf-8")
    assert read_criteria([tmp_path])[0] == {}


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("2027=90ty", 90 * BILLION),
        ("2027=90 tỷ", 90 * BILLION),
        ("2027 = 0,8 tỷ", 800_000_000),
        ("2027=500 triệu", 500_000_000),
        ("2027=90000000000", 90 * BILLION),
        ("2027=0", 0),
        ("2027=1.5bn", 1_500_000_000),
    ],
)
def test_ceilings_as_they_are_typed(text: str, most: int) -> None:
    assert typed.ceiling(text) == Ceiling(2027, most)


@pytest.mark.parametrize(
    "text", ["2027", "2027=", "27=5ty", "2027=90", "2027=999999", "2027=-5ty", "2027=1.5", "x=5ty", "2027=5 xu"]
)
def test_what_is_no_ceiling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$"):
        typed.ceiling(text)


def test_pins_as_they_are_typed() -> None:
    assert [typed.pin(text) for text in ("A=2", "A=B=2027", "A = ngoài", "A=out")] == [
        Pin("A", phase=2),
        Pin("A=B", year=2027),
        Pin("A"),
        Pin("A"),
    ]
    for text in ("A", "=2", "A=", "A=soon", "A=20270"):
        with pytest.raises(ValueError, match=r"^.*$"):
            typed.pin(text)


def project(**more: Any) -> Project:
    given: dict[str, Any] = {"unit": "p", "project": "P", "programme": "G", "phase": 3, "name": "n", "owner": "o"}
    given |= {"stated": None, "least_vnd": None, "most_vnd": None, "document": "d", "decided_on": None, "reason": None}
    return Project(**SINCE, **{**given, "state": ProjectState.PLANNED, **more})


def one_works(key: str, unit: str = "u1", **more: Any) -> Works:
    given: dict[str, Any] = {"works": key, "project": "P", "name": key, "unit": unit, "floor_m2": None, "officers": 12}
    given |= {"kind": WorksKind.NEW, "structure": Structure.PERMANENT, "document": None, "decided_on": None}
    given |= {"investment_vnd": 5 * BILLION, "state": ProjectState.PLANNED, "reason": None}
    return Works(**SINCE, **{**given, **more})


def stage(key: str, kind: Stage, **more: Any) -> StageReport:
    days = dict.fromkeys(("planned_start", "planned_end", "actual_start", "actual_end"))
    return StageReport(**SINCE, unit="u1", works=key, stage=kind, **{**days, **more})


def ceiling(line: str, year: int, least: int | None, most: int, **more: Any) -> ProgrammeMoney:
    given: dict[str, Any] = {"unit": "p", "programme": "G", "line": line, "kind": MoneyKind.CEILING, "phase": 3}
    given |= {"funding": MoneySource.PROVINCIAL, "stated": None, "document": "d"}
    return ProgrammeMoney(**SINCE, **{**given, "year": year, "least_vnd": least, "most_vnd": most, **more})


def found(criteria: Criteria, *facts: Any, met: tuple[Eligibility, ...] = ()) -> dict[str, Candidate]:
    told_: Investment = gathered(facts, DAY)
    places = {"u1": Place("Q", None), "gone": Place("Q", date(2025, 7, 1))}
    known = {"u1": {"border": True, "no-independent-headquarters": None}}
    return {one.works: one for one in candidates(told_, criteria, places=places, met=met, known=known)}


def test_works_that_wait_are_those_that_run_and_have_not_begun(criteria: Criteria) -> None:
    begun = stage("begun", Stage.WORKS, actual_start=date(2026, 5, 1))
    names = found(
        criteria,
        project(),
        one_works("waits"),
        one_works("begun"),
        begun,
        one_works("off", state=ProjectState.CANCELLED),
        one_works("done", state=ProjectState.COMPLETED),
    )
    assert list(names) == ["waits"]
    assert found(criteria, project(state=ProjectState.CANCELLED), one_works("waits")) == {}


def test_what_works_cost_and_that_a_share_of_a_bound_is_a_bound(criteria: Criteria) -> None:
    exact = found(criteria, project(), one_works("a"))["a"]
    assert (exact.least, exact.most, exact.bound) == (5 * BILLION, 5 * BILLION, False)
    over = project(stated="trên 7 tỷ", least_vnd=7 * BILLION)
    share = found(criteria, over, one_works("a", investment_vnd=None), one_works("b"))["a"]
    assert (share.least, share.most, share.cost, share.bound) == (3_500_000_000, None, 3_500_000_000, True)
    assert found(criteria, project(), one_works("a", investment_vnd=None))["a"].cost is None


def test_when_works_are_ready(criteria: Criteria) -> None:
    def ready(*stages: StageReport, met: bool | None = None) -> date | None:
        told_ = (
            ()
            if met is None
            else (Eligibility(**SINCE, unit="u1", programme="G", criterion="site-available", met=met),)
        )
        return found(criteria, project(), one_works("a"), *stages, met=told_)["a"].ready

    site = stage("a", Stage.SITE, planned_end=date(2027, 1, 9))
    decision = stage("a", Stage.DECISION, planned_end=date(2027, 6, 9), actual_end=date(2026, 6, 9))
    assert ready(stage("a", Stage.WORKS, planned_start=date(2027, 8, 1)), site) == date(2027, 8, 1)
    assert ready(stage("a", Stage.WORKS, planned_start=date(2026, 8, 1))) == DAY
    assert ready(site, decision) == date(2027, 1, 9)
    assert [ready(site), ready(), ready(met=False), ready(met=True)] == [None, None, None, DAY]


def test_works_of_a_commune_that_was_merged_away_are_barred_and_named(criteria: Criteria) -> None:
    works = tuple(found(criteria, project(), one_works("a"), one_works("b", unit="gone")).values())
    asked, notes = question_of(
        works, (Limit(key="l", resource=Resource.MONEY, year=2027, most=1),), {}, [], criteria, as_of=DAY
    )
    assert barred(
        replace(asked, works=tuple(replace(one, ready=DAY) for one in works)), replace(works[1], ready=DAY)
    ) == {2027: "unit-ended"}
    assert {"plan-unit-gone", "plan-not-ready", "plan-score-unknown"} == {one.code for one in notes}
    assert next(one for one in notes if one.code == "plan-unit-gone").values["works"] == ["b"]


def test_eligibility_stated_comes_before_what_premises_say(criteria: Criteria) -> None:
    met = Eligibility(**SINCE, unit="u1", programme="G", criterion="no-independent-headquarters", met=True)
    points = found(criteria, project(), one_works("a"), met=(met,))["a"].points
    assert (points["no-independent-headquarters"], points["border"], points["officers"]) == (40, 15, 12)
    assert points["in-network-plan"] is None


def test_ceilings_of_programmes_and_of_whoever_types(criteria: Criteria) -> None:
    plan = CapitalPlan(
        **SINCE,
        unit="u1",
        works="begun",
        line="2027",
        year=2027,
        funding=MoneySource.PROVINCIAL,
        assigned_vnd=2 * BILLION,
        document="d",
    )
    told_ = gathered(
        [
            project(),
            one_works("a"),
            one_works("begun"),
            plan,
            ceiling("early", 2026, BILLION, BILLION),
            ceiling("x", 2027, 9 * BILLION, 9 * BILLION),
            ceiling("y", 2028, None, 8 * BILLION, stated="gần 8 tỷ", phase=None),
        ],
        DAY,
    )
    waiting = [replace(found(criteria, project(), one_works("a"))["a"], ready=date(2027, 1, 1))]
    limits, phases, notes = ceilings_of(told_, waiting, [])
    assert [(one.key, one.most, one.taken, one.bound) for one in limits] == [
        ("2027/x", 9 * BILLION, 2 * BILLION, False),
        ("2028/y", 8 * BILLION, 0, True),
    ]
    assert phases == {2026: 3, 2027: 3}
    assert [one.code for one in notes] == ["plan-ceiling-bound"]
    limits, phases, notes = ceilings_of(told_, waiting, [Ceiling(2028, 5 * BILLION)])
    assert [(one.key, one.most, one.bound) for one in limits][1:] == [("2028", 5 * BILLION, False)]
    asked, _ = question_of(tuple(waiting), limits, phases, [], criteria, as_of=DAY)
    assert asked.years == (Year(2027, 3), Year(2028, 4))
    assert (asked.phase_of(2028), asked.phase_of(OUT)) == (4, None)


def test_what_no_plan_can_be_made_of(criteria: Criteria) -> None:
    def refused(*limits: Limit, pins: tuple[Pin, ...] = ()) -> set[str]:
        with pytest.raises(RefusedError) as error:
            question_of((), limits, {}, pins, criteria, as_of=DAY)
        return {one.code for one in error.value.findings}

    def most(year: int, **more: Any) -> Limit:
        return Limit(key=f"{year}{more}", resource=Resource.MONEY, year=year, most=1, **more)

    assert refused() == {"plan-no-ceiling"}
    assert refused(most(2027), most(2029)) == {"plan-year-open"}
    assert refused(Limit(key="w", resource=Resource.WORKS, year=2027, most=1)) == {"plan-year-open"}
    assert refused(most(2027), Limit(key="w", resource=Resource.WORKS, phase=9, most=1)) == {"plan-phase-unknown"}
    assert refused(*(most(year) for year in range(2027, 2060))) == {"plan-too-long"}
    assert refused(most(2027), pins=(Pin("z"),)) == {"plan-pin-unknown"}
    _, notes = question_of((), (most(2027),), {}, [], criteria, as_of=DAY)
    assert [(one.code, one.severity) for one in notes] == [("plan-no-works", Severity.WARNING)]
