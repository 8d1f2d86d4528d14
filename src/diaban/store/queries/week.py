"""The week's sheet out of the memory: everything on it as known at the end of the week, and at the end of the last."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.coverage.frame import Scope
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import Standard
from diaban.coverage.statement import after_choices
from diaban.coverage.trend import scope_at
from diaban.intake.expected import ReturnStatus
from diaban.intake.form import Form
from diaban.intake.reporting import ReportingPeriod, periods_between, require_reach
from diaban.intake.standing import StepKind
from diaban.registers.fact import Fact
from diaban.registers.handover import standings
from diaban.registers.projects.difficulty import Directive
from diaban.registers.projects.portfolio import due, portfolio
from diaban.registers.staffing import HeadCount, Post, Posting
from diaban.reports.week import (
    SEVEN,
    Matter,
    StaffGap,
    Unsent,
    WeekSheet,
    Why,
    WorksOverdue,
    figure_lines,
    hamlet_gaps,
    staff_gaps,
    week_sheet,
)
from diaban.store import models
from diaban.store.mapping import public_id
from diaban.store.models import InstallationKind
from diaban.store.queries.calendar import return_grid
from diaban.store.queries.decisions import choices, installation
from diaban.store.queries.facts import facts
from diaban.store.queries.figures import Question, coverages
from diaban.store.queries.hamlets import hamlet_facts
from diaban.store.queries.known import VIET_NAM, Known, cut, known, moment_of
from diaban.store.queries.projects import investment
from diaban.store.queries.returns import TaskLine, tasks
from diaban.store.viewer import Viewer
from diaban.units.atlas import Atlas
from diaban.units.edition import Edition
from diaban.units.restate import frame_of, restate
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["unsent_returns", "week"]

LOOKED_BACK: Final = timedelta(days=120)
"""Periods that closed earlier are no matter of a week; the calendar of returns shows them all."""


def week(
    *,
    edition: Edition,
    standards: Mapping[str, Standard],
    forms: Iterable[Form],
    scope: Scope,
    ending: date,
    known_at: datetime,
    viewer: Viewer,
) -> WeekSheet:
    """The sheet of the seven days up to ``ending`` for ``scope`` (its unit in force on ``ending``, or a ground).

    ``known_at``: the moment whose knowledge it shows; the week before is what was known at its end.
    RefusedError ``day-out-of-reach``, ``before-records``, ``scope-unseen``, those of coverage.
    """
    require_reach(ending)
    # The end of last week, or now if that is earlier: a week that is not over yet shows what is known so far.
    earlier = min(known_at, moment_of(ending - SEVEN))
    now, before = known(known_at), known(earlier)
    here = _communes(edition.atlas, scope, ending)
    # A week that is not over: what falls due in the rest of it is not overdue yet.
    so_far = min(ending, known_at.astimezone(VIET_NAM).date())
    return week_sheet(
        scope=scope.unit,
        ending=ending,
        known_at=known_at,
        invented=installation(viewer=viewer) is InstallationKind.DEMONSTRATION,
        figures=figure_lines(
            _asked(edition, standards, scope, ending, known_at, viewer),
            *_week_ago(edition, standards, scope, ending, earlier, viewer),
            _why(before, now, viewer),
        ),
        unsent=unsent_returns(edition=edition, forms=forms, scope=scope, day=so_far, known_at=now, viewer=viewer),
        matters=_matters(edition.atlas, here, scope, (ending, so_far), now, viewer),
        hamlets=hamlet_gaps(standings(hamlet_facts(viewer=viewer, known_at=now), edition.atlas, ending), here),
        staff=_staff(here, ending, now, viewer),
        overdue=_overdue_works(here, so_far, now, viewer),
        steps=_steps(None if scope.unit is None else {*here, scope.unit.id}, before, now, viewer),
    )


def unsent_returns(
    *, edition: Edition, forms: Iterable[Form], scope: Scope, day: date, viewer: Viewer, known_at: Known | None = None
) -> list[Unsent]:
    """Returns that are overdue at the end of ``day``, and who has not sent them: those never sent, and those sent back.

    Periods that closed before the province's records are not asked about: who owed them then is not known.
    """
    found: list[Unsent] = []
    for form in forms:
        due = form.due[form.sent_by[0]]
        overdue = [
            period
            for period in periods_between(form.rule, form.calendar, day - LOOKED_BACK, day)
            if period.cut_off in form.definition.in_force and due.on(period.cut_off) < day
        ]
        if overdue:
            found += _lacking(edition, form, overdue, scope, day, known_at, viewer)
    return found


def _lacking(
    edition: Edition,
    form: Form,
    periods: Sequence[ReportingPeriod],
    scope: Scope,
    day: date,
    known_at: Known | None,
    viewer: Viewer,
) -> list[Unsent]:
    try:
        told = return_grid(
            edition=edition, asked=[(form, periods)], scope=scope, today=day, viewer=viewer, known_at=known_at
        )
    except RefusedError as refused:
        if {one.code for one in refused.findings} != {"before-records"}:
            raise
        alone = [[period] for period in periods] if len(periods) > 1 else []
        return [one for each in alone for one in _lacking(edition, form, each, scope, day, known_at, viewer)]
    found = []
    for column in told.columns:
        lacking = column.units(ReturnStatus.MISSING, ReturnStatus.SENT_BACK)
        units = tuple(edition.atlas.by_id(unit, column.period.cut_off) for unit in lacking)
        if units:
            over = (day - column.due).days
            found.append(
                Unsent(form.id, form.definition.title, column.period, column.due, units, len(column.frame), over)
            )
    return found


def _asked(
    edition: Edition,
    standards: Mapping[str, Standard],
    scope: Scope,
    day: date,
    known_at: datetime,
    viewer: Viewer,
    *,
    frame: date | None = None,
) -> list[CoverageResult]:
    question = Question(scope=scope, as_of=day, known_at=known_at, frame=frame)
    return coverages(edition=edition, standards=standards.values(), question=question, viewer=viewer)


def _week_ago(
    edition: Edition,
    standards: Mapping[str, Standard],
    scope: Scope,
    ending: date,
    moment: datetime,
    viewer: Viewer,
) -> tuple[list[CoverageResult], list[CoverageResult]]:
    """The answers of a week ago as reported, and in the units of now where these are others; none before records."""
    day = ending - SEVEN
    earlier = scope_at(edition.atlas, scope, day)
    try:
        before = _asked(edition, standards, earlier, day, moment, viewer)
        if {unit.id for unit in _communes(edition.atlas, earlier, day).values()} == _communes(
            edition.atlas, scope, ending
        ).keys():
            return before, []
        return before, _asked(edition, standards, earlier, day, moment, viewer, frame=ending)
    except RefusedError as refused:
        if {one.code for one in refused.findings} <= {"before-records", "scope-province-ended"}:
            return [], []
        raise


def _communes(atlas: Atlas, scope: Scope, day: date) -> dict[UnitId, Unit]:
    at = scope_at(atlas, scope, day)
    if at.unit is not None and at.ground_of is not None and at.ground_of != day:
        ground = frame_of(atlas, at.unit.id, (), at.ground_of)
        return {part.unit.id: part.unit for part in restate(atlas, ground, day)}
    inside = frame_of(atlas, at.unit.id if at.unit else None, (), day)
    return {unit: atlas.by_id(unit, day) for unit in inside.units}


def _why(before: Known, now: Known, viewer: Viewer) -> dict[UnitId, list[Why]]:
    """Acts after the one and up to the other, by the units they wrote or closed rows about."""
    acts: dict[int, set[UnitId]] = {}
    span = {"gt": before.act, "lte": now.act}
    for kind, model in models.REGISTERS.items():
        if "unit" not in kind.__dataclass_fields__:
            continue
        for column in ("act_id", "closed_by_id"):
            rows = model.objects.filter(**{f"{column}__{name}": act for name, act in span.items()})
            for act, unit in rows.values_list(column, "unit_id").distinct():
                acts.setdefault(act, set()).add(public_id(unit))
    found: dict[UnitId, list[Why]] = {}
    told: Any = models.Act.objects.filter(id__gt=before.act, id__lte=now.act).order_by("id")
    for number, moment, reason in told.values_list("id", "moment", "reason"):
        for unit in acts.get(number, ()):
            if viewer.reads is None or unit in viewer.reads:
                found.setdefault(unit, []).append(Why(number, moment.astimezone(VIET_NAM).date(), reason))
    return found


def _steps(here: Collection[UnitId] | None, before: Known, now: Known, viewer: Viewer) -> Counter[StepKind]:
    """Steps taken in the week, and not undone by now, with returns of these units (None: of any)."""
    taken = models.ReturnStep.objects.filter(cut(now.act), act_id__gt=before.act)
    told = [(StepKind(kind), public_id(unit)) for kind, unit in taken.values_list("kind", "of__unit_id")]
    among = (here, viewer.reads)
    return Counter(kind for kind, unit in told if all(units is None or unit in units for units in among))


def _matters(
    atlas: Atlas, here: Mapping[UnitId, Unit], scope: Scope, days: tuple[date, date], now: Known, viewer: Viewer
) -> list[Matter]:
    """Tasks of the scope and of all below it that are open, or were done in this week. ``days``: its last one, and the
    last that is known about."""
    ending, so_far = days
    mine = {*here, scope.unit.id if scope.unit else None}
    found = []
    for task in tasks(viewer=viewer, known_at=now):
        recent = task.done is None or ending - SEVEN < task.done <= ending
        if recent and task.week <= ending and (scope.unit is None or task.unit in mine):
            found.append(_matter(atlas, task, ending, so_far))
    return found


def _overdue_works(here: Mapping[UnitId, Unit], day: date, now: Known, viewer: Viewer) -> list[WorksOverdue]:
    """Directives and obstacles of works in these communes that are overdue at the end of ``day``."""
    told = investment(as_of=day, viewer=viewer, known_at=now, units=here)
    return [
        WorksOverdue(
            one.dossier.works.works,
            one.what.directive if isinstance(one.what, Directive) else one.what.obstacle,
            isinstance(one.what, Directive),
            one.what.text,
            one.who,
            one.what.due,
            here[one.dossier.works.unit],
            one.over,
        )
        for one in due(portfolio(told), day)
        if one.over
    ]


def _matter(atlas: Atlas, task: TaskLine, ending: date, so_far: date) -> Matter:
    unit = None if task.unit is None else (atlas.find_id(task.unit, ending) or atlas.versions(task.unit)[-1])
    named = unit if unit is not None and unit.level is Level.COMMUNE else None
    over = max(0, (so_far - task.due).days) if task.done is None else 0
    return Matter(task.number, task.text, task.owner, task.due, task.week, named, over, task.done)


def _staff(here: Mapping[UnitId, Unit], day: date, now: Known, viewer: Viewer) -> tuple[tuple[StaffGap, ...], int]:
    """Posts assigned against people present, unit by unit: people one by one where postings are held, else by count."""

    def held(kind: type[Fact]) -> list[Any]:
        model = models.REGISTERS[kind]
        told = facts(model, kind, as_of=day, known_at=now, viewer=viewer, units=here)
        return [one for one in after_choices(told, made) if day in one.period]

    made = choices(viewer=viewer, known_at=now, as_of=day)
    serving: dict[UnitId, set[str]] = {}
    for posting in held(Posting):
        serving.setdefault(posting.unit, set()).add(posting.officer)
    present = _totals(held(HeadCount)) | {unit: len(officers) for unit, officers in serving.items()}
    return staff_gaps(here.values(), _totals(held(Post)), present)


def _totals(told: Iterable[Post | HeadCount]) -> dict[UnitId, int]:
    """Numbers of a unit over its titles; a number of all titles speaks for all. Units of which two origins give
    different totals, and nobody chose between them, are not among them: what they have is not known."""
    by_origin: dict[UnitId, dict[str, dict[str | None, int]]] = {}
    for one in told:
        by_origin.setdefault(one.unit, {}).setdefault(one.origin, {})[one.title] = one.number
    found: dict[UnitId, int] = {}
    for unit, origins in by_origin.items():
        totals = {titles[None] if None in titles else sum(titles.values()) for titles in origins.values()}
        if len(totals) == 1:
            found[unit] = totals.pop()
    return found
