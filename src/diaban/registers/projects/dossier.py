"""All that is known of projects and their works on a day, gathered: what lists, passports and exports are made of.

Facts about the same thing by several origins are all kept; of these the one said last (by its first day) speaks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from diaban.registers.fact import Fact
from diaban.registers.projects.course import (
    Completion,
    Milestone,
    Modification,
    Payment,
    ProgressPlan,
    StageReport,
    WorksDocument,
    WorksProgress,
)
from diaban.registers.projects.difficulty import Directive, Inspection, Obstacle
from diaban.registers.projects.earned import Curve, Earned, curve_of, earned
from diaban.registers.projects.investment import CapitalPlan, Package, Programme, ProgrammeMoney, Project, Works
from diaban.registers.projects.kinds import Stage

__all__ = ["OF_WORKS", "Dossier", "Investment", "gathered"]

F = TypeVar("F", bound=Fact)

OF_WORKS: Final[tuple[type[Fact], ...]] = (
    *(Package, CapitalPlan, StageReport, Milestone, ProgressPlan, WorksProgress, Payment),
    *(Modification, Completion, WorksDocument, Obstacle, Directive, Inspection),
)
"""Registers whose rows are about works."""


@dataclass(frozen=True)
class Dossier:
    """Works as they stand on ``day``. ``facts``: by kind, each subject once; ``past``: every progress report and every
    payment until the day, for the curve of what was done."""

    works: Works
    project: Project | None
    day: date
    facts: Mapping[type[Fact], Sequence[Any]]
    past: Mapping[type[Fact], Sequence[Any]] = field(default_factory=dict)

    def of(self, kind: type[F]) -> Sequence[F]:
        """What is known of one kind."""
        return self.facts.get(kind, ())

    @property
    def stages(self) -> Mapping[Stage, StageReport]:
        """Stages that anything was said of, in their order."""
        told = {one.stage: one for one in self.of(StageReport)}
        return {stage: told[stage] for stage in Stage if stage in told}

    @property
    def curve(self) -> Curve | None:
        """The planned curve."""
        return curve_of(self.of(ProgressPlan), self.stages.get(Stage.WORKS))

    @property
    def progress(self) -> WorksProgress | None:
        """The last report of progress."""
        return _only(self.of(WorksProgress))

    @property
    def paid(self) -> Payment | None:
        """The last report of payments."""
        return _only(self.of(Payment))

    @property
    def completion(self) -> Completion | None:
        """How the works ended, if they did."""
        return _only(self.of(Completion))

    @property
    def contracted(self) -> int | None:
        """Đồng of all contracts; None where no package is known, or one has no contract."""
        values = [one.contract_vnd for one in self.of(Package)]
        return sum(value for value in values if value is not None) if values and None not in values else None

    @property
    def assigned(self) -> int | None:
        """Đồng of capital assigned over the years; None where nobody says."""
        plans = self.of(CapitalPlan)
        return sum(one.assigned_vnd for one in plans) if plans else None

    @property
    def earned(self) -> Earned | None:
        """Against the plan; None without a curve or a report."""
        curve, done = self.curve, self.progress
        if curve is None or done is None or done.period.start is None:
            return None
        paid = self.paid
        value = self.contracted or self.works.investment_vnd
        return earned(
            curve, self.day, done.percent, done.period.start, paid=paid.paid_vnd if paid else None, value=value
        )


@dataclass(frozen=True)
class Investment:
    """Everything: programmes with their money, projects, and the dossiers of works in the order of their keys."""

    day: date
    programmes: tuple[Programme, ...]
    money: tuple[ProgrammeMoney, ...]
    projects: tuple[Project, ...]
    works: tuple[Dossier, ...]

    def of_project(self, key: str) -> tuple[Dossier, ...]:
        """The works of one project."""
        return tuple(one for one in self.works if one.works.project == key)

    def project(self, key: str) -> Project | None:
        """A project by its key."""
        return next((one for one in self.projects if one.project == key), None)

    def dossier(self, key: str) -> Dossier | None:
        """Works by their key."""
        return next((one for one in self.works if one.works.works == key), None)


def gathered(facts: Iterable[Fact], day: date) -> Investment:
    """All facts as of ``day``; those of other days serve the curve of what was done, and works that were merged away
    are found under their last unit."""
    by_kind: dict[type[Fact], list[Any]] = {}
    for fact in facts:
        by_kind.setdefault(type(fact), []).append(fact)
    on = {
        kind: _latest([one for one in told if day in one.period]) for kind, told in by_kind.items() if kind in SUBJECTS
    }
    projects = {one.project: one for one in on.get(Project, ())}
    parts: dict[str, dict[type[Fact], list[Any]]] = {}
    for kind in OF_WORKS:
        for one in on.get(kind, ()):
            parts.setdefault(one.works, {}).setdefault(kind, []).append(one)
    past: dict[str, dict[type[Fact], list[Any]]] = {}
    for kind in (WorksProgress, Payment):
        for one in by_kind.get(kind, ()):
            if one.period.start is not None and one.period.start <= day:
                past.setdefault(one.works, {}).setdefault(kind, []).append(one)
    for told in past.values():
        for some in told.values():
            some.sort(key=lambda one: one.period.start)
    return Investment(
        day,
        tuple(sorted(on.get(Programme, ()), key=lambda one: one.programme)),
        tuple(sorted(on.get(ProgrammeMoney, ()), key=lambda one: (one.programme, one.line))),
        tuple(sorted(projects.values(), key=lambda one: one.project)),
        tuple(
            Dossier(one, projects.get(one.project), day, parts.get(one.works, {}), past.get(one.works, {}))
            for one in sorted(on.get(Works, ()), key=lambda one: one.works)
        ),
    )


def _only(told: Sequence[F]) -> F | None:
    return told[-1] if told else None


SUBJECTS: Final[dict[type[Fact], tuple[str, ...]]] = {
    Programme: ("programme",),
    ProgrammeMoney: ("programme", "line"),
    Project: ("project",),
    Works: ("works",),
    Package: ("package",),
    CapitalPlan: ("works", "line"),
    StageReport: ("works", "stage"),
    Milestone: ("works", "milestone"),
    ProgressPlan: ("works", "point"),
    WorksProgress: ("works",),
    Payment: ("works",),
    Modification: ("works", "modification"),
    Completion: ("works",),
    WorksDocument: ("works", "evidence"),
    Obstacle: ("works", "obstacle"),
    Directive: ("works", "directive"),
    Inspection: ("works", "inspection"),
}


def _latest(told: list[Any]) -> list[Any]:
    """Of each subject the fact that began last; of two by different origins on the same day the one written later."""
    found: dict[tuple[Any, ...], Any] = {}
    for one in sorted(told, key=lambda one: (one.period.start or date.min, one.row)):
        found[tuple(getattr(one, name) for name in SUBJECTS[type(one)])] = one
    return list(found.values())
