"""A row of the projects' registers against itself: parts above the whole, days in the wrong order, states without an
act, amounts without a number, pictures that may not be kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from diaban.basis.finding import Finding, Place, finding
from diaban.registers.fact import Fact
from diaban.registers.projects.course import Milestone, ProgressPlan, StageReport, WorksDocument, WorksProgress
from diaban.registers.projects.difficulty import Directive, Inspection, Obstacle
from diaban.registers.projects.investment import ProgrammeMoney, Project, Works
from diaban.registers.projects.kinds import DocumentKind, Faces, MilestoneStatus, ProjectState
from diaban.registers.table import Headed
from diaban.registers.value import Valued

__all__ = ["LARGEST_PAPER", "LARGEST_PHOTO", "WORKS_CHECKS"]

LARGEST_PHOTO: Final = 5_000_000
"""Bytes of a photograph: enough to see the state of works, and sent on a slow line in minutes."""
LARGEST_PAPER: Final = 20_000_000
"""Bytes of a scanned paper."""
ACTED: Final = frozenset(
    {ProjectState.REDIRECTED, ProjectState.SUSPENDED, ProjectState.CANCELLED, ProjectState.ADJUSTED}
)
"""States into which only an act with a reason puts a project."""


def _progress(fact: WorksProgress | ProgressPlan, place: Place) -> Iterator[Finding]:
    if fact.percent > 100:
        yield finding("progress-above-100", place=replace(place, column="percent"), value=fact.percent)


def _stage(fact: StageReport, place: Place) -> Iterator[Finding]:
    yield from _crossed(fact, place, ("planned_start", "planned_end"), ("actual_start", "actual_end"))
    if fact.actual_end is not None and fact.actual_start is None:
        at = replace(place, column="actual_start")
        yield finding("stage-end-without-start", place=at, stage=Valued(fact.stage), day=fact.actual_end)
    yield from _to_come(fact, place, "actual_start", "actual_end")


def _milestone(fact: Milestone, place: Place) -> Iterator[Finding]:
    if (fact.met_on is not None) != (fact.status in (MilestoneStatus.MET, MilestoneStatus.PARTIALLY_MET)):
        at = replace(place, column="met_on")
        yield finding("milestone-day", place=at, milestone=fact.milestone, status=Valued(fact.status))
    yield from _to_come(fact, place, "met_on")


def _obstacle(fact: Obstacle, place: Place) -> Iterator[Finding]:
    days = ("due", "escalated_on", "resolved_on")
    yield from _crossed(fact, place, *(("raised_on", later) for later in days))
    if (fact.escalated_on is None) != (fact.escalated_to is None):
        yield finding("escalation-half", place=replace(place, column="escalated_to"), obstacle=fact.obstacle)
    yield from _to_come(fact, place, "raised_on", "escalated_on", "resolved_on")


def _directive(fact: Directive, place: Place) -> Iterator[Finding]:
    yield from _crossed(fact, place, ("issued_on", "due"), ("issued_on", "done_on"))
    if fact.done_on is not None and not fact.done:
        yield finding("directive-done-untold", place=replace(place, column="done"), directive=fact.directive)
    yield from _to_come(fact, place, "issued_on", "done_on")


def _inspection(fact: Inspection, place: Place) -> Iterator[Finding]:
    yield from _to_come(fact, place, "inspected_on")


def _money(fact: ProgrammeMoney | Project, place: Place) -> Iterator[Finding]:
    if fact.least_vnd is not None and fact.most_vnd is not None and fact.least_vnd > fact.most_vnd:
        at = replace(place, column="most_vnd")
        yield finding("bounds-crossed", place=at, least=fact.least_vnd, most=fact.most_vnd)
    if isinstance(fact, ProgrammeMoney) and (fact.stated, fact.least_vnd, fact.most_vnd) == (None, None, None):
        yield finding("amount-untold", place=replace(place, column="stated"), line=fact.line)
    if isinstance(fact, Project):
        yield from _state(fact, place)


def _state(fact: Project | Works, place: Place) -> Iterator[Finding]:
    if fact.state in ACTED and not (fact.document and fact.decided_on and fact.reason):
        lacking = next(name for name in ("document", "decided_on", "reason") if not getattr(fact, name))
        yield finding("state-without-act", place=replace(place, column=lacking), state=Valued(fact.state))


def _document(fact: WorksDocument, place: Place) -> Iterator[Finding]:
    pictured = fact.kind is DocumentKind.PHOTOGRAPH
    most = LARGEST_PHOTO if pictured else LARGEST_PAPER
    if fact.size_bytes > most:
        at, size = replace(place, column="size_bytes"), fact.size_bytes // 1_000_000
        yield finding("document-too-large", place=at, most=most // 1_000_000, size=size)
    if pictured and fact.faces in (None, Faces.SHOWN):
        yield finding("photo-faces", place=replace(place, column="faces"), evidence=fact.evidence)
    yield from _to_come(fact, place, "taken_on")


def _crossed(fact: Fact, place: Place, *pairs: tuple[str, str]) -> Iterator[Finding]:
    for earlier, later in pairs:
        first, last = getattr(fact, earlier), getattr(fact, later)
        if first is not None and last is not None and last < first:
            values: dict[str, Any] = {"later": Headed(later), "earlier": Headed(earlier)}
            yield finding("days-crossed", place=replace(place, column=later), day=last, first=first, **values)


def _to_come(fact: Fact, place: Place, *names: str) -> Iterator[Finding]:
    """What is reported as done on a day after the report."""
    reported = fact.period.start
    for name in names:
        day: date | None = getattr(fact, name)
        if day is not None and reported is not None and day > reported:
            at = replace(place, column=name)
            yield finding("actual-to-come", place=at, field=Headed(name), day=day, reported=reported)


WORKS_CHECKS: Final[Mapping[type[Fact], Callable[[Any, Place], Iterator[Finding]]]] = {
    WorksProgress: _progress,
    ProgressPlan: _progress,
    StageReport: _stage,
    Milestone: _milestone,
    Obstacle: _obstacle,
    Directive: _directive,
    Inspection: _inspection,
    ProgrammeMoney: _money,
    Project: _money,
    Works: _state,
    WorksDocument: _document,
}
"""Errors ``progress-above-100``, ``stage-end-without-start``, ``milestone-day``, ``escalation-half``,
``directive-done-untold``, ``bounds-crossed``, ``amount-untold``, ``state-without-act``, ``document-too-large``,
``photo-faces``, ``days-crossed``, ``actual-to-come``."""
