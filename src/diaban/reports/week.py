"""The week's sheet: one page for Monday's briefing, out of what was known at the end of this week and of the last.

Nothing is typed into it and nothing is remembered: every line follows from facts as known at two moments. A figure
stands beside the one of a week before; where units were merged in between, that one is restated to the units of now,
and the sheet says so. What does not fit on the page is a named number, never cut off silently.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from diaban.basis.catalogue import Language
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.intake.reporting import ReportingPeriod
from diaban.intake.standing import StepKind
from diaban.registers.handover import Answered, Standing, Void
from diaban.units.unit import Unit, UnitId

__all__ = [
    "SEVEN",
    "FigureLine",
    "HamletGap",
    "Matter",
    "Moved",
    "StaffGap",
    "Unsent",
    "WeekSheet",
    "Why",
    "WorksOverdue",
    "figure_lines",
    "hamlet_gaps",
    "staff_gaps",
    "week_sheet",
]

SEVEN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Why:
    """An act of the week that wrote about a unit: its number, its day, the reason given with it."""

    act: int
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit whose state under a standard is another than a week ago; None: it was, or is, not in the frame.

    ``why``: the acts of the week about it; none where the day alone changed it (an evidence that lapsed, a norm that
    came into force).
    """

    unit: Unit
    before: State | None
    after: State | None
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A standard now and a week ago. ``restated``: the figure of a week ago is that of today's units."""

    now: CoverageResult
    before: CoverageResult | None
    restated: bool
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Unsent:
    """A return that is overdue: who has not sent it. ``late``: days since it was due, at the end of the week."""

    form: str
    title: Mapping[Language, str]
    period: ReportingPeriod
    due: date
    units: tuple[Unit, ...]
    owed: int
    late: int


@dataclass(frozen=True, slots=True)
class Matter:
    """A task of an earlier briefing: what, whose (an office, never a person), by which day; ``entered``: the day of the
    briefing that set it. ``over``: days overdue at the end of the week (0: not). ``done``: when, if in this week."""

    number: int
    text: str
    owner: str
    due: date
    entered: date
    unit: Unit | None
    over: int
    done: date | None


@dataclass(frozen=True, slots=True)
class HamletGap:
    """Hamlets of a unit that nobody answers for: ``names``; ``after_posting``: how many of them had an officer who was
    posted away; ``after_merger``: how many are in no list since their unit ended."""

    unit: Unit
    names: tuple[str, ...]
    after_posting: int
    after_merger: int


@dataclass(frozen=True, slots=True)
class StaffGap:
    """A unit with fewer people present than posts assigned."""

    unit: Unit
    assigned: int
    present: int

    @property
    def lacking(self) -> int:
        """Posts that nobody fills."""
        return self.assigned - self.present


@dataclass(frozen=True, slots=True)
class WorksOverdue:
    """A directive or an obstacle of works that is overdue: its key, who acts (an office), days overdue."""

    works: str
    key: str
    directive: bool
    text: str
    who: str
    due: date
    unit: Unit
    over: int


@dataclass(frozen=True, slots=True)
class WeekSheet:
    """What stands on the sheet. ``scope`` None: the nation. The week is the seven days up to ``ending``, included.

    ``overdue``: directives and obstacles of works, which head the sheet.

    ``matters``: overdue ones first, those done this week last. ``unknown_staff``: units whose posts or people are not
    stated, so that nobody can say whether they lack any. ``steps``: what was done with returns in this week, how often.
    """

    scope: Unit | None
    ending: date
    known_at: datetime
    invented: bool
    figures: tuple[FigureLine, ...]
    unsent: tuple[Unsent, ...]
    matters: tuple[Matter, ...]
    hamlets: tuple[HamletGap, ...]
    staff: tuple[StaffGap, ...]
    unknown_staff: int
    overdue: tuple[WorksOverdue, ...] = ()
    steps: Mapping[StepKind, int] = field(default_factory=dict)

    @property
    def start(self) -> date:
        """The first of the seven days."""
        return self.ending - SEVEN + timedelta(days=1)


def week_sheet(
    *,
    scope: Unit | None,
    ending: date,
    known_at: datetime,
    invented: bool,
    figures: Iterable[FigureLine],
    unsent: Iterable[Unsent],
    matters: Iterable[Matter],
    hamlets: Iterable[HamletGap],
    staff: tuple[Sequence[StaffGap], int],
    overdue: Iterable[WorksOverdue] = (),
    steps: Mapping[StepKind, int] | None = None,
) -> WeekSheet:
    """The sheet, each list in the order in which it is worked off: what is latest, largest, longest overdue first."""
    gaps, unknown = staff
    return WeekSheet(
        scope,
        ending,
        known_at,
        invented,
        tuple(sorted(figures, key=lambda line: line.now.standard.id)),
        tuple(sorted((one for one in unsent if one.units), key=lambda one: (-one.late, -len(one.units), one.form))),
        tuple(sorted(matters, key=lambda one: (one.done is not None, -one.over, one.due, one.number))),
        tuple(sorted(hamlets, key=lambda gap: (-len(gap.names), gap.unit.code))),
        tuple(sorted(gaps, key=lambda gap: (-gap.lacking, gap.unit.code))),
        unknown,
        tuple(sorted(overdue, key=lambda one: (-one.over, not one.directive, one.works, one.key))),
        {kind: steps[kind] for kind in StepKind if steps.get(kind)} if steps else {},
    )


def figure_lines(
    now: Sequence[CoverageResult],
    before: Sequence[CoverageResult],
    restated: Sequence[CoverageResult],
    why: Mapping[UnitId, Sequence[Why]],
) -> tuple[FigureLine, ...]:
    """Each standard of ``now`` beside itself a week ago.

    ``restated``: the answers of a week ago in the units of now, asked for where the frame changed; they go before
    ``before``. ``why``: acts of the week by the unit they wrote about.
    """
    earlier = {result.standard.id: (result, False) for result in before}
    earlier |= {result.standard.id: (result, True) for result in restated}
    lines = []
    for result in now:
        old, is_restated = earlier.get(result.standard.id, (None, False))
        lines.append(FigureLine(result, old, is_restated, () if old is None else _moved(old, result, why)))
    return tuple(lines)


def _moved(before: CoverageResult, now: CoverageResult, why: Mapping[UnitId, Sequence[Why]]) -> tuple[Moved, ...]:
    was, is_ = _states(before), _states(now)
    units = {unit.id: unit for unit in (*before.frame.units, *now.frame.units)}
    moved = [
        Moved(unit, was.get(id_), is_.get(id_), tuple(sorted(why.get(id_, ()), key=lambda one: one.act)))
        for id_, unit in units.items()
        if was.get(id_) is not is_.get(id_)
    ]
    return tuple(sorted(moved, key=lambda one: (_worse_first(one), one.unit.code)))


def _worse_first(one: Moved) -> int:
    """What was lost is read before what was gained, and that before what only became known."""
    if one.before is State.MET or one.after is State.LOST:
        return 0
    return 1 if one.after is State.MET else 2


def _states(result: CoverageResult) -> dict[UnitId, State]:
    return {unit: state for state, units in result.units.items() for unit in units}


def hamlet_gaps(standings: Iterable[Standing], units: Mapping[UnitId, Unit]) -> tuple[HamletGap, ...]:
    """Hamlets that nobody answers for, by the unit that keeps them, or by the first heir of one that ended.

    ``units``: those in force on the day that are asked about; hamlets of others are passed over.
    """
    found: dict[UnitId, list[Standing]] = {}
    for standing in standings:
        if standing.state is Answered.ANSWERED:
            continue
        place = standing.heirs[0] if standing.heirs else standing.unit
        if place is not None and place in units:
            found.setdefault(place, []).append(standing)
    return tuple(
        HamletGap(
            units[unit],
            tuple(sorted(one.name for one in lacking)),
            sum(1 for one in lacking if one.state is Answered.VOID and _was_posted_away(one)),
            sum(1 for one in lacking if one.state is Answered.UNLISTED),
        )
        for unit, lacking in found.items()
    )


def _was_posted_away(standing: Standing) -> bool:
    return any(stated.void in (Void.ELSEWHERE, Void.NOT_POSTED) for stated in standing.duties)


def staff_gaps(
    units: Iterable[Unit], assigned: Mapping[UnitId, int], present: Mapping[UnitId, int]
) -> tuple[tuple[StaffGap, ...], int]:
    """Units with posts that nobody fills, and the number of units of which posts or people are not stated."""
    gaps: list[StaffGap] = []
    unknown = 0
    for unit in units:
        posts, people = assigned.get(unit.id), present.get(unit.id)
        if posts is None or people is None:
            unknown += 1
        elif people < posts:
            gaps.append(StaffGap(unit, posts, people))
    return tuple(gaps), unknown
