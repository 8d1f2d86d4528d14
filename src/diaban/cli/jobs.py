"""``diaban jobs``: searches somebody asked for on a page, run one after the other in a process of their own."""

import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final

import click

from diaban.basis.error import ConflictError, DiabanError, ForbiddenError
from diaban.basis.finding import finding
from diaban.basis.moment import VIET_NAM
from diaban.cli import home
from diaban.cli.clock import now, today
from diaban.cli.definitions import criteria_here
from diaban.cli.output import print_json, print_table
from diaban.cli.projects import communes
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType, SpokenGroup
from diaban.coverage.frame import scope_named
from diaban.plans.phasing.engine import Effort, Glance
from diaban.plans.phasing.facts import Question
from diaban.plans.phasing.further import SHARES
from diaban.plans.phasing.model import begins_of, model_of
from diaban.plans.phasing.scenario import made
from diaban.plans.phasing.typed import ceiling, pin
from diaban.reports.plan_words import gap

if TYPE_CHECKING:
    from diaban.store.plan_jobs import Job
    from diaban.store.viewer import Viewer

__all__ = ["jobs_group"]

PAUSE: Final = 5.0
"""Seconds between two looks for jobs, where there was none."""
NOTED: Final = 1.0
"""Seconds between two notes of how far a search is."""


def jobs_group(say: Say) -> click.Group:
    """``diaban jobs``."""
    group = SpokenGroup(say, "jobs", help=say.text("help.group.jobs"))

    def run(job: int | None, watch: bool, json_: bool) -> int:
        return _run(say, job, watch, json_)

    def list_(json_: bool) -> int:
        return _list(say, json_)

    number = click.Option(["--job"], type=NumberType(say), metavar="N", help=say.text("help.option.jobs-job"))
    watch_ = click.Option(["--watch"], is_flag=True, help=say.text("help.option.jobs-watch"))
    group.add_command(home.command(say, "run", "jobs.run", run, [number, watch_]))
    group.add_command(home.command(say, "list", "jobs.list", list_, []))
    return group


def _run(say: Say, number: int | None, watch: bool, json_: bool) -> int:
    done: list[dict[str, Any]] = []
    with home.memory(writing=True) as who:
        from diaban.store.plan_jobs import take_job

        stopping = _until_told()
        while True:
            job = take_job(number, by=who, at=now())
            if job is not None:
                state = _one(say, job, who)
                done.append({"job": job.id, "state": state})
                if not json_:
                    click.echo(say.text("jobs.ran", number=job.id, state=say.text(f"jobs.state.{state}")))
            elif not watch or stopping:
                break
            else:
                sleep(PAUSE)
            if number is not None or stopping:
                break
    if json_:
        print_json(done)
    elif not done:
        click.echo(say.text("jobs.none"))
    return 0


def _until_told() -> list[int]:
    """Numbers of signals that came: the search in hand is finished first."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda sent, _frame: told.append(sent))
    return told


@dataclass
class _Noting:
    """Writes down how far a search is, now and then; stops it where somebody wants that."""

    job: "Job"
    who: "Viewer"
    question: Question
    last: float = 0.0
    value: int | None = None
    bound: float | None = None
    begins: Mapping[str, int] | None = field(default=None)
    stopped: bool = False

    def __post_init__(self) -> None:
        self.model = model_of(self.question)
        self.begun = monotonic()

    def __call__(self, glance: Glance) -> bool:
        if glance.values is not None and glance.value is not None and (self.value or -1) < round(glance.value):
            self.value = round(glance.value)
            self.begins = begins_of(self.question, self.model, glance.values)
        if glance.bound is not None:
            self.bound = glance.bound
        return self.beat(glance)

    def beat(self, glance: Glance) -> bool:
        """The search goes on, or one after it does; whether it is to stop."""
        from diaban.store.plan_jobs import note_progress

        if self.stopped or monotonic() - self.last < NOTED:
            return self.stopped
        self.last = monotonic()
        told: dict[str, Any] = {"value": self.value, "bound": self.bound, "incumbent": self.begins}
        seconds = round(self.last - self.begun, 1)
        try:
            self.stopped = note_progress(self.job.id, **told, seconds=seconds, by=self.who, at=now())
        except ConflictError:
            # Somebody else writes just now: the next note says it too, and no search is lost for a note.
            self.last -= NOTED / 2
        return self.stopped


def _one(say: Say, job: "Job", who: "Viewer") -> str:
    """Run a job on behalf of whoever asked for it; how it ended."""
    from diaban.store.plan_jobs import end_job

    told: list[dict[str, object]] = []
    act: int | None = None
    try:
        act, state = _searched(job, who)
    except DiabanError as error:
        state, told = "failed", [say.as_dict(one) for one in error.findings]
    end_job(job.id, state=state, told=told, act=act, by=who, at=now())
    return state


def _searched(job: "Job", who: "Viewer") -> tuple[int | None, str]:
    from diaban.engines.highs import Highs
    from diaban.store import actions, queries

    asker = _asker(job, who)
    asked = job.asked
    day = date.fromisoformat(asked["as_of"])
    criteria, _ = criteria_here(asked["criteria"])
    edition = home.edition_known(asker)
    scope = scope_named(edition.atlas, edition.names, asked["scope"], day)
    question, _ = queries.phasing_question(
        edition=edition,
        units=communes(edition, asked["scope"], day),
        as_of=day,
        criteria=criteria,
        ceilings=[ceiling(text) for text in asked["ceilings"]],
        pins=[pin(text) for text in asked["pins"]],
        viewer=asker,
    )
    before = None if asked["near"] is None else queries.plan_scenario(asked["near"], viewer=asker).begins
    noting = _Noting(job, who, question, begins=job.incumbent)
    effort = Effort(float(asked["seconds"]))
    scenario = made(
        question, Highs(), effort, start=job.incumbent, before=before, shares=SHARES, watch=noting, beat=noting.beat
    )
    if noting.stopped:
        # What it had is kept in the job, from which it can go on; nothing is kept as a scenario.
        return None, "stopped"
    act = actions.keep_scenario(
        scenario=scenario,
        scope=scope.unit.id if scope.unit else None,
        by=asker,
        at=now,
        reason=asked["reason"],
        request=f"job {job.id}",
    )
    return act.id, "done"


def _asker(job: "Job", who: "Viewer") -> "Viewer":
    """Whoever asked, with the access they have now. ForbiddenError ``may-not-write``: none any more."""
    from diaban.store import queries
    from diaban.store.viewer import Role, Viewer, viewer_of

    one = next((one for one in queries.accesses(viewer=who) if one.name == job.by), None)
    if one is None:
        if job.by == who.name:
            return who
        raise ForbiddenError(finding("may-not-write", name=job.by))
    if one.unit is None:
        return Viewer(one.name, one.role, None, frozenset() if one.role is Role.READER else None, one.rights)
    atlas = home.edition_known(who).atlas
    return viewer_of(atlas, name=one.name, role=one.role, unit=one.unit, today=today(), rights=one.rights)


def _list(say: Say, json_: bool) -> int:
    with home.memory() as who:
        from diaban.store.plan_jobs import jobs

        told = jobs(viewer=who)
    if json_:
        print_json(
            [
                {
                    "job": one.id,
                    "by": one.by,
                    "made": one.made.astimezone(VIET_NAM).isoformat(),
                    "seen": one.seen.astimezone(VIET_NAM).isoformat(),
                    "asked": dict(one.asked),
                    "state": one.state,
                    "value": one.value,
                    "bound": one.bound,
                    "gap": one.gap,
                    "seconds": one.seconds,
                    "scenario": one.scenario,
                    "findings": list(one.told),
                }
                for one in told
            ]
        )
        return 0
    if not told:
        click.echo(say.text("jobs.none"))
        return 0
    print_table(
        [say.text(f"jobs.column.{name}") for name in ("number", "by", "state", "value", "gap", "scenario")],
        [
            (
                str(one.id),
                one.by,
                say.text(f"jobs.state.{one.state}"),
                "—" if one.value is None else say.write(one.value),
                gap(say, one.gap),
                str(one.scenario or "—"),
            )
            for one in told
        ],
        right=[0, 3, 4, 5],
    )
    return 0
