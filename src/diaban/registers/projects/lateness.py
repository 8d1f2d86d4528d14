"""How late works are, because of what, and who acts by when.

Lateness is measured stage by stage against the plan as it stands: days between the planned end of a stage and the day
it ended, or today while it goes on. The works are as late as the *critical stage*: of the stages that have not ended
and should have, the one that is furthest behind; where none is, works under way are as late as their earned schedule
says. What already ended late is history, shown and not counted again.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

from diaban.registers.projects.course import StageReport
from diaban.registers.projects.difficulty import Directive, Obstacle
from diaban.registers.projects.dossier import Dossier
from diaban.registers.projects.kinds import Stage

__all__ = ["Late", "Standing", "Status", "stage_delay", "standing"]


class Status(StrEnum):
    """Where works stand, the worst first. ``untold``: no stage was ever reported."""

    LATE = "late"
    SUSPENDED = "suspended"
    UNTOLD = "untold"
    ON_TIME = "on-time"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Late:
    """A stage that is behind by ``days``; ``by_pace``: by earned schedule, not by a planned day that has passed."""

    stage: Stage
    days: int
    by_pace: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """``late``: the critical stage; None where nothing is. ``obstacles``, ``directives``: open, the most overdue first.

    ``acts``: who is to act, ``by`` when: of the open directives and obstacles the one that was due first.
    """

    status: Status
    stage: Stage | None
    late: Late | None
    obstacles: tuple[Obstacle, ...]
    directives: tuple[Directive, ...]
    acts: str | None
    by: date | None

    @property
    def days(self) -> int:
        """Days behind the plan."""
        return self.late.days if self.late else 0

    def over(self, day: date) -> int:
        """Days by which the most overdue directive or obstacle is overdue."""
        overdue = [one.over(day) for one in self.directives] + [one.over(day) for one in self.obstacles]
        return max(overdue, default=0)


def stage_delay(report: StageReport, day: date) -> int | None:
    """Days by which a stage ended after its planned end, or has not ended by ``day``; negative: days before it. None
    where no end is planned, or it is neither over nor due."""
    if report.planned_end is None:
        return None
    ended = report.actual_end if report.actual_end is not None and report.actual_end <= day else None
    if ended is None and day <= report.planned_end:
        return None
    return ((ended or day) - report.planned_end).days


def standing(dossier: Dossier) -> Standing:
    """Where works stand at the end of the dossier's day."""
    day, stages = dossier.day, dossier.stages
    obstacles = sorted(
        (one for one in dossier.of(Obstacle) if one.open_on(day)), key=lambda one: (one.due, one.obstacle)
    )
    directives = sorted(
        (one for one in dossier.of(Directive) if one.open_on(day)), key=lambda one: (one.due, one.directive)
    )
    current = next((stage for stage in stages if not _over(stages[stage], day)), None)
    late = _late(dossier)
    told: list[Directive | Obstacle] = [*directives, *obstacles]
    first = min(told, key=lambda one: one.due, default=None)
    acts = None if first is None else first.addressee if isinstance(first, Directive) else first.owner
    return Standing(
        _status(dossier, current, late),
        current,
        late,
        tuple(obstacles),
        tuple(directives),
        acts,
        first.due if first else None,
    )


def _late(dossier: Dossier) -> Late | None:
    day = dossier.day
    if not dossier.works.state.runs:
        return None
    behind = [
        Late(stage, days, False)
        for stage, report in dossier.stages.items()
        if not _over(report, day) and (days := stage_delay(report, day)) is not None and days > 0
    ]
    if behind:
        # Of two that are as far behind the earlier one holds up the other.
        return max(behind, key=lambda one: (one.days, -list(Stage).index(one.stage)))
    works, earned = dossier.stages.get(Stage.WORKS), dossier.earned
    if works is not None and works.actual_start is not None and not _over(works, day) and earned is not None:
        days = ceil(-earned.variance)
        if days > 0 and earned.done < 100:
            return Late(Stage.WORKS, days, True)
    return None


def _status(dossier: Dossier, current: Stage | None, late: Late | None) -> Status:
    state = dossier.works.state
    if state.value == "suspended":
        return Status.SUSPENDED
    if dossier.completion is not None or state.value == "completed":
        return Status.DONE
    if not state.runs:
        return Status.STOPPED
    handover = dossier.stages.get(Stage.HANDOVER)
    if handover is not None and _over(handover, dossier.day):
        return Status.DONE
    if not dossier.stages:
        return Status.UNTOLD
    return Status.LATE if late is not None else Status.ON_TIME


def _over(report: StageReport, day: date) -> bool:
    return report.actual_end is not None and report.actual_end <= day
