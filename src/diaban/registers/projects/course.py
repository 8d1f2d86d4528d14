"""The course of works: stages, milestones, progress, payments, changes, how it ended, and the papers behind it.

Each is an observation: what was reported as of a day. A later one, or a correction, is a row of its own; none is
changed, so the course as it was known on any earlier day can be asked.
"""

from dataclasses import dataclass
from datetime import date

from diaban.registers.fact import Fact
from diaban.registers.projects.kinds import DocumentKind, Faces, MilestoneStatus, Stage
from diaban.units.unit import UnitId

__all__ = [
    "Completion",
    "Milestone",
    "Modification",
    "Payment",
    "ProgressPlan",
    "StageReport",
    "WorksDocument",
    "WorksProgress",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReport(Fact):
    """A stage as it was planned and as it went; a day that is None has not come, or is not planned yet.

    The days are those on which it began and ended, both included.
    """

    unit: UnitId
    works: str
    stage: Stage
    planned_start: date | None
    planned_end: date | None
    actual_start: date | None
    actual_end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Fact):
    """A milestone of works within a stage: when it is due, what became of it, and on which day it was met."""

    unit: UnitId
    works: str
    milestone: str
    stage: Stage
    title: str
    due: date
    status: MilestoneStatus
    met_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressPlan(Fact):
    """What part of the works (per cent of their value) is to be done by a day: a point of the planned curve."""

    unit: UnitId
    works: str
    point: str
    planned_on: date
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksProgress(Fact):
    """What part of the works (per cent of their value, since they began) is done; holds until the next report."""

    unit: UnitId
    works: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Fact):
    """Đồng paid since the works began (*lũy kế giải ngân*), all packages together; holds until the next report."""

    unit: UnitId
    works: str
    paid_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Modification(Fact):
    """A change of scope, cost or time with its rationale. ``before``, ``after``: as the act words them."""

    unit: UnitId
    works: str
    modification: str
    modified_on: date
    before: str | None
    after: str | None
    rationale: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion(Fact):
    """How works ended: the day, the settled value, and why they took longer or cost more (None: they did not)."""

    unit: UnitId
    works: str
    completed_on: date
    final_vnd: int | None
    time_reason: str | None
    cost_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksDocument(Fact):
    """A paper or photograph of works, known by the checksum of its bytes. ``taken_on``, ``taken_at``: of a photograph,
    the day and the place (words, or degrees)."""

    unit: UnitId
    works: str
    evidence: str
    kind: DocumentKind
    title: str
    taken_on: date
    taken_at: str | None
    size_bytes: int
    sha256: str
    faces: Faces | None
