"""Projects out of the memory: all that is known of them on a day, one works' whole course, and stage histories."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from diaban.coverage.forecast.stage import ORDER, Observation
from diaban.registers.fact import Fact
from diaban.registers.projects.course import Payment, StageReport, WorksProgress
from diaban.registers.projects.dossier import OF_WORKS, Dossier, Investment, gathered
from diaban.registers.projects.investment import Programme, ProgrammeMoney, Project, Works
from diaban.registers.projects.portfolio import Line, portfolio
from diaban.store import models
from diaban.store.mapping import stored
from diaban.store.queries.facts import facts
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known, KnownAt, cut, known
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["all_of_works", "course_of", "investment", "portfolio_lines", "stage_histories"]

FRAME: Final[tuple[type[Fact], ...]] = (Programme, ProgrammeMoney, Project, Works)
_KEPT: Final[Kept[Investment]] = Kept(8)
"""Of a province some 100 works; of the nation 3,000: a few of them are enough, one for each day that is looked at."""
_LINES: Final[Kept[tuple[Line, ...]]] = Kept(80)
"""The same, judged and in order: of the nation and its provinces on a day or two."""


def investment(
    *, as_of: date, viewer: Viewer, known_at: KnownAt = None, units: Collection[UnitId] | None = None
) -> Investment:
    """Programmes, projects and works as of a day, as known at a moment; ``units``: only works in these communes, with
    the projects they belong to (and what a programme of such a project says)."""
    now = known(known_at)

    def ask(at: Known) -> Investment:
        return gathered(
            (
                fact
                for kind in (*FRAME, *OF_WORKS)
                for fact in facts(models.REGISTERS[kind], kind, as_of=as_of, known_at=at, viewer=viewer)
            ),
            as_of,
        )

    whole = _KEPT.answer((as_of, viewer), ask, now) if known_at is None else ask(now)
    return whole if units is None else _narrowed(whole, units)


def portfolio_lines(
    *, as_of: date, viewer: Viewer, known_at: KnownAt = None, units: Collection[UnitId] | None = None
) -> tuple[Line, ...]:
    """The works of :func:`investment`, each with where it stands and what it costs, late first."""

    def ask(at: Known) -> tuple[Line, ...]:
        return portfolio(investment(as_of=as_of, viewer=viewer, known_at=at if known_at else None, units=units))

    if known_at is not None:
        return ask(known(known_at))
    return _LINES.answer((as_of, viewer, None if units is None else frozenset(units)), ask)


def course_of(key: str, *, as_of: date, viewer: Viewer, known_at: KnownAt = None) -> Dossier | None:
    """One works with every report of progress and payment until the day; None where there is none to be seen."""
    told = investment(as_of=as_of, viewer=viewer, known_at=known_at)
    there = told.dossier(key)
    if there is None:
        return None
    now = known(known_at)
    past: dict[type[Fact], list[Any]] = {}
    for kind in (WorksProgress, Payment):
        rows = models.REGISTERS[kind].objects.filter(cut(now.act), works=key).order_by("start", "id")
        found = [one for one in stored(kind, rows) if one.period.start is not None and one.period.start <= as_of]
        reads = viewer.reads
        past[kind] = [one for one in found if reads is None or getattr(one, "unit", "") in reads]
    return Dossier(there.works, there.project, as_of, there.facts, past)


def all_of_works(*, viewer: Viewer, known_at: KnownAt = None) -> list[Fact]:
    """Every fact of the projects' registers, of any day: what an export without loss carries."""
    return [
        fact
        for kind in (*FRAME, *OF_WORKS)
        for fact in facts(models.REGISTERS[kind], kind, as_of=None, known_at=known_at, viewer=viewer)
    ]


def stage_histories(
    *, viewer: Viewer, known_at: KnownAt = None, units: Collection[UnitId] | None = None
) -> list[Observation]:
    """Every report of a stage that is known at a moment, by unit, works, stage and day of the report.

    ``reported_on`` is the first day of the row. A row that a later report cut short stays with its own first day; one
    that was taken back (a correction) is not among them.
    """
    told = facts(models.StageReport, StageReport, as_of=None, known_at=known_at, viewer=viewer, units=units)
    rows = [
        Observation(
            unit=one.unit,
            works=one.works,
            stage=one.stage,
            planned_start=one.planned_start,
            planned_end=one.planned_end,
            actual_start=one.actual_start,
            actual_end=one.actual_end,
            reported_on=one.period.start,
        )
        for one in told
        if one.period.start is not None
    ]
    return sorted(rows, key=lambda one: (one.unit, one.works, ORDER.index(one.stage), one.reported_on))


def _narrowed(whole: Investment, units: Collection[UnitId]) -> Investment:
    works = tuple(one for one in whole.works if one.works.unit in units)
    keys = {one.works.project for one in works}
    projects = tuple(one for one in whole.projects if one.project in keys or one.unit in units)
    programmes = {one.programme for one in projects}
    return Investment(
        whole.day,
        tuple(one for one in whole.programmes if one.programme in programmes or one.unit in units),
        tuple(one for one in whole.money if one.programme in programmes or one.unit in units),
        projects,
        works,
    )
