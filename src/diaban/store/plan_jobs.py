"""Long searches as jobs: asked for, looked at, stopped, taken up again. The progress of a search is no act.

Nobody states anything by it: what a search finds is kept as a scenario, by an act of whoever asked. A job that nobody
has touched for a while was lost with its process; whoever runs jobs takes it up from the best plan it had.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.store.actions.acting import account_named, translated
from diaban.store.models import PlanJob, PlanScenario
from diaban.store.viewer import Viewer

__all__ = ["Job", "add_job", "end_job", "jobs", "note_progress", "one_job", "resume_job", "stop_job", "take_job"]

LOST: Final = timedelta(seconds=60)
"""A running job that was not seen for so long has no process any more."""
RUNNING: Final = "running"
MOST: Final = 50
"""Jobs listed."""


@dataclass(frozen=True, slots=True)
class Job:
    """A search. ``asked``: what was asked; ``state``: waiting, running, done, failed, stopped; ``incumbent``: the best
    plan so far; ``told``: findings it ended with, as JSON shows them; ``scenario``: the act that kept what it found."""

    id: int
    by: str
    made: datetime
    seen: datetime
    asked: Mapping[str, Any]
    state: str
    stop: bool
    value: int | None
    bound: float | None
    seconds: float
    incumbent: Mapping[str, int] | None
    told: tuple[Mapping[str, Any], ...]
    scenario: int | None

    @property
    def open(self) -> bool:
        """Whether it is still to be run, or is being run."""
        return self.state in ("waiting", RUNNING)

    @property
    def gap(self) -> float | None:
        """How far the best plan so far may be from the best, as a share of the bound."""
        if self.value is None or not self.bound or self.bound <= 0:
            return None
        return max(0.0, self.bound - self.value) / self.bound


def add_job(*, asked: Mapping[str, Any], by: Viewer, at: datetime) -> int:
    """Ask for a search; the number of its job. ForbiddenError ``may-not-write``."""
    by.require_writer(())
    with translated(), transaction.atomic():
        row = PlanJob.objects.create(
            by_id=account_named(by.name), made=at, seen=at, asked=json.dumps(asked, ensure_ascii=False), state="waiting"
        )
    return int(row.id)


def jobs(*, viewer: Viewer) -> list[Job]:
    """The last jobs, the newest first: an administrator of the nation sees all, anybody else their own."""
    rows = PlanJob.objects.select_related("by__accountname", "scenario").order_by("-id")
    if viewer.reads is not None:
        rows = rows.filter(by__accountname__name=viewer.name)
    return [_job(row) for row in rows[:MOST]]


def one_job(number: int, *, viewer: Viewer) -> Job:
    """A job. RefusedError ``plan-job-unknown``: there is none that the viewer may see."""
    row = PlanJob.objects.select_related("by__accountname", "scenario").filter(id=min(number, 2**62)).first()
    if row is None or (viewer.reads is not None and row.by.accountname.name != viewer.name):
        raise RefusedError(finding("plan-job-unknown", number=str(number)))
    return _job(row)


def stop_job(number: int, *, by: Viewer) -> None:
    """Want a job to end: one that waits is stopped at once, one that runs at its next look."""
    one_job(number, viewer=by)
    by.require_writer(())
    with translated(), transaction.atomic():
        PlanJob.objects.filter(id=number, state="waiting").update(state="stopped", stop=True)
        PlanJob.objects.filter(id=number, state=RUNNING).update(stop=True)


def resume_job(number: int, *, by: Viewer, at: datetime) -> None:
    """Let a job go on that was stopped, failed or lost: from the best plan it had. Others are left as they are."""
    one_job(number, viewer=by)
    by.require_writer(())
    with translated(), transaction.atomic():
        there = PlanJob.objects.filter(id=number)
        there.filter(Q(state__in=("stopped", "failed")) | Q(state=RUNNING, seen__lt=at - LOST)).update(
            state="waiting", stop=False, seen=at, told=""
        )


def take_job(number: int | None, *, by: Viewer, at: datetime) -> Job | None:
    """Take the oldest job that waits or was lost (or job ``number``, if it does) for running; None: there is none."""
    wanted = Q(state="waiting") | Q(state=RUNNING, seen__lt=at - LOST)
    with translated(), transaction.atomic():
        rows = PlanJob.objects.select_for_update(of=("self",)).filter(wanted).order_by("id")
        row = (rows if number is None else rows.filter(id=number)).first()
        if row is None:
            return None
        PlanJob.objects.filter(id=row.id).update(state=RUNNING, seen=at, stop=False)
    return one_job(row.id, viewer=by)


def note_progress(
    number: int,
    *,
    value: int | None,
    bound: float | None,
    seconds: float,
    incumbent: Mapping[str, int] | None,
    by: Viewer,
    at: datetime,
) -> bool:
    """Write down how far a job is; whether it is to stop."""
    by.require_writer(())
    more: dict[str, Any] = {} if incumbent is None else {"incumbent": json.dumps(incumbent)}
    with translated(), transaction.atomic():
        PlanJob.objects.filter(id=number).update(value=value, bound=bound, seconds=seconds, seen=at, **more)
    return bool(PlanJob.objects.filter(id=number, stop=True).exists())


def end_job(
    number: int, *, state: str, told: list[dict[str, object]], act: int | None, by: Viewer, at: datetime
) -> None:
    """A job ended: with a scenario that ``act`` kept, or with findings."""
    by.require_writer(())
    scenario = None if act is None else PlanScenario.objects.filter(act_id=act).values_list("id", flat=True).first()
    with translated(), transaction.atomic():
        PlanJob.objects.filter(id=number).update(
            state=state, seen=at, told=json.dumps(told, ensure_ascii=False), scenario_id=scenario
        )


def _job(row: Any) -> Job:
    return Job(
        row.id,
        row.by.accountname.name or "—",
        row.made,
        row.seen,
        json.loads(row.asked),
        row.state,
        row.stop,
        row.value,
        row.bound,
        row.seconds,
        json.loads(row.incumbent) if row.incumbent else None,
        tuple(json.loads(row.told)) if row.told else (),
        None if row.scenario is None else row.scenario.act_id,
    )
