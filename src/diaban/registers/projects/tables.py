"""The CSV tables of the projects' registers, in the order in which they are filled: frame first, then course."""

from typing import Final

from diaban.registers.projects import course, difficulty, investment, kinds
from diaban.registers.table import (
    LARGEST_VND,
    PROVINCE_CODE,
    YEARS,
    Cell,
    Register,
    choice,
    key,
    number,
    truth,
)

__all__ = ["PROJECT_REGISTERS"]

LONG: Final = 500
WORKS: Final = key("works")
STAGE: Final = choice("stage", kinds.Stage)
STATE: Final = choice("state", kinds.ProjectState)
PROGRAMME: Final = key("programme")
FUNDING: Final = choice("funding", kinds.MoneySource)
DOCUMENT: Final = Cell("document")


def _money(name: str, *, required: bool = False) -> Cell:
    return Cell(name, "integer", required, most=LARGEST_VND)


def _day(name: str, *, required: bool = False) -> Cell:
    return Cell(name, "day", required)


def _words(name: str, *, required: bool = False) -> Cell:
    return Cell(name, required=required, max_length=LONG)


def _year(*, required: bool) -> Cell:
    return Cell("year", "integer", required, least=YEARS[0], most=YEARS[1])


AMOUNT: Final = (Cell("stated", required=False, max_length=60), _money("least_vnd"), _money("most_vnd"))
PERCENT: Final = Cell("percent", "integer", most=1_000)

PROJECT_REGISTERS: Final[tuple[Register, ...]] = (
    Register(
        "programmes",
        investment.Programme,
        (PROGRAMME, Cell("name"), DOCUMENT, _day("decided_on")),
        ("programme",),
        widths=PROVINCE_CODE,
    ),
    Register(
        "programme-money",
        investment.ProgrammeMoney,
        (
            PROGRAMME,
            key("line"),
            choice("kind", kinds.MoneyKind),
            FUNDING,
            _year(required=False),
            number("phase", required=False),
            *AMOUNT,
            DOCUMENT,
        ),
        ("programme", "line"),
        widths=PROVINCE_CODE,
    ),
    Register(
        "eligibility",
        investment.Eligibility,
        (PROGRAMME, Cell("criterion", "code", max_length=80, listed=True), truth("met")),
        ("unit", "programme", "criterion"),
    ),
    Register(
        "projects",
        investment.Project,
        (
            key("project"),
            key("programme", required=False),
            number("phase", required=False),
            Cell("name"),
            Cell("owner"),
            *AMOUNT,
            STATE,
            DOCUMENT,
            _day("decided_on"),
            _words("reason"),
        ),
        ("project",),
        widths=PROVINCE_CODE,
    ),
    Register(
        "works",
        investment.Works,
        (
            WORKS,
            key("project"),
            Cell("name"),
            choice("kind", kinds.WorksKind),
            choice("structure", kinds.Structure),
            number("floor_m2", required=False),
            number("officers", required=False),
            _money("investment_vnd"),
            STATE,
            Cell("document", required=False),
            _day("decided_on"),
            _words("reason"),
        ),
        ("works",),
    ),
    Register(
        "packages",
        investment.Package,
        (
            key("package"),
            WORKS,
            Cell("name"),
            choice("kind", kinds.PackageKind),
            Cell("contractor", required=False),
            _money("contract_vnd"),
            _day("signed_on"),
        ),
        ("package",),
    ),
    Register(
        "capital-plans",
        investment.CapitalPlan,
        (WORKS, key("line"), _year(required=True), FUNDING, _money("assigned_vnd", required=True), DOCUMENT),
        ("works", "line"),
    ),
    Register(
        "stages",
        course.StageReport,
        (WORKS, STAGE, *(_day(name) for name in ("planned_start", "planned_end", "actual_start", "actual_end"))),
        ("works", "stage"),
    ),
    Register(
        "milestones",
        course.Milestone,
        (
            WORKS,
            key("milestone"),
            STAGE,
            Cell("title"),
            _day("due", required=True),
            choice("status", kinds.MilestoneStatus),
            _day("met_on"),
        ),
        ("works", "milestone"),
    ),
    Register(
        "progress-plans",
        course.ProgressPlan,
        (WORKS, key("point"), _day("planned_on", required=True), PERCENT),
        ("works", "point"),
    ),
    Register("works-progress", course.WorksProgress, (WORKS, PERCENT), ("works",)),
    Register("payments", course.Payment, (WORKS, _money("paid_vnd", required=True)), ("works",)),
    Register(
        "modifications",
        course.Modification,
        (
            WORKS,
            key("modification"),
            _day("modified_on", required=True),
            Cell("before", required=False),
            Cell("after", required=False),
            _words("rationale", required=True),
            DOCUMENT,
        ),
        ("works", "modification"),
    ),
    Register(
        "completions",
        course.Completion,
        (
            WORKS,
            _day("completed_on", required=True),
            _money("final_vnd"),
            _words("time_reason"),
            _words("cost_reason"),
        ),
        ("works",),
    ),
    Register(
        "works-documents",
        course.WorksDocument,
        (
            WORKS,
            key("evidence"),
            choice("kind", kinds.DocumentKind),
            Cell("title"),
            _day("taken_on", required=True),
            Cell("taken_at", required=False),
            number("size_bytes"),
            key("sha256"),
            choice("faces", kinds.Faces, required=False),
        ),
        ("works", "evidence"),
    ),
    Register(
        "obstacles",
        difficulty.Obstacle,
        (
            WORKS,
            key("obstacle"),
            choice("kind", kinds.ObstacleKind),
            _words("text", required=True),
            _day("raised_on", required=True),
            Cell("owner"),
            _day("due", required=True),
            _day("escalated_on"),
            Cell("escalated_to", required=False),
            _day("resolved_on"),
            number("days_lost", required=False),
        ),
        ("works", "obstacle"),
    ),
    Register(
        "directives",
        difficulty.Directive,
        (
            WORKS,
            key("directive"),
            key("obstacle", required=False),
            Cell("issuer"),
            Cell("addressee"),
            _words("text", required=True),
            DOCUMENT,
            _day("issued_on", required=True),
            _day("due", required=True),
            _words("done"),
            _day("done_on"),
            key("evidence", required=False),
        ),
        ("works", "directive"),
    ),
    Register(
        "inspections",
        difficulty.Inspection,
        (
            WORKS,
            key("inspection"),
            Cell("inspector"),
            _day("inspected_on", required=True),
            _words("text", required=True),
            _words("asked"),
            key("evidence", required=False),
        ),
        ("works", "inspection"),
    ),
)
