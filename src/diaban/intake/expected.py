"""The calendar of returns: what each commune owed for each period of a form, and what became of it.

The frame of a period is the communes that stand and owe the form on its last day. One that was merged away within the
period therefore owes nothing for it, and one that came into being owes its first return for the period in which that
day lies. Each commune of the frame is in exactly one state; a return from outside the frame is listed and never
counted, so that no share is over 100 %.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple

from diaban.basis.percent import percent
from diaban.intake.form import Form
from diaban.intake.reporting import ReportingPeriod
from diaban.units.service import Service
from diaban.units.unit import Level, Unit, UnitId

__all__ = [
    "IN",
    "Elsewhere",
    "Expected",
    "Grid",
    "Owed",
    "PeriodName",
    "ReturnStatus",
    "Sent",
    "SentBy",
    "grid",
    "nowhere",
    "owing",
]


class ReturnStatus(StrEnum):
    """What became of a return that may be owed. ``late``: it came after the due day and is not accepted yet;
    ``elsewhere``: it did not come, and what it would count for all days of the period is held from another source."""

    NOT_OWED = "not-owed"
    EXPECTED = "expected"
    MISSING = "missing"
    ELSEWHERE = "elsewhere"
    RECEIVED = "received"
    LATE = "late"
    SENT_BACK = "sent-back"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    APPROVED = "approved"
    REOPENED = "reopened"


IN: Final = frozenset(
    {
        ReturnStatus.RECEIVED,
        ReturnStatus.LATE,
        ReturnStatus.ACCEPTED,
        ReturnStatus.CORRECTED,
        ReturnStatus.APPROVED,
        ReturnStatus.REOPENED,
    }
)
"""States in which a return lies before whoever asked for it: one that was sent back does not."""
HELD: Final[Mapping[str, ReturnStatus]] = {
    "accepted": ReturnStatus.ACCEPTED,
    "approved": ReturnStatus.APPROVED,
    "reopened": ReturnStatus.REOPENED,
}
"""States of a return whose figures stand in the registers."""

PeriodName = tuple[str, str, str]
"""A reporting period by its rule, calendar and key."""


class Sent(NamedTuple):
    """A return as it speaks of one unit. ``number``: higher for a later one; ``period``: its rule, calendar and key (a
    form may have had another calendar once: the same key then names other days); ``level``: of the sender, whose due
    day counts.

    ``state``: ``received``, ``sent-back``, ``accepted``, ``approved``, ``reopened``, ``corrected`` (an accepted one
    cites it), ``withdrawn``. ``corrects``: the number of the return it cites. A tuple, as :class:`Owed` is.
    """

    number: int
    unit: UnitId
    form: str
    period: PeriodName
    state: str
    corrects: int | None = None
    level: Level = Level.COMMUNE


SentBy = Mapping[tuple[str, PeriodName], Mapping[UnitId, Sequence[Sent]]]
"""Returns by form and period, then by the unit that they speak of."""


class Owed(NamedTuple):
    """One commune, one period. ``sent``: the return that stands for it. ``late``: it came after the due day, or is not
    there and the due day is past. ``pending``: a later return that waits beside one whose figures stand.

    A tuple, because a nation's year has forty thousand of them and each is made anew for every question.
    """

    status: ReturnStatus
    late: bool = False
    sent: Sent | None = None
    pending: Sent | None = None


_OWED: Final[Callable[[tuple[ReturnStatus, bool, Sent, None]], Owed]] = partial(tuple.__new__, Owed)
NOT_OWED: Final = Owed(ReturnStatus.NOT_OWED)


Elsewhere = Callable[[Form, ReportingPeriod], Collection[UnitId]]
"""Units of which all that a form counts in a period is held, whoever stated it."""


def nowhere(form: Form, period: ReportingPeriod) -> Collection[UnitId]:
    """Of no unit."""
    _ = form, period
    return ()


@dataclass(frozen=True, slots=True)
class Expected:
    """One period of one form. ``frame``: every commune that owes it, with what became of that; ``outside``: returns of
    units that owe none."""

    form: str
    period: ReportingPeriod
    due: date
    frame: Mapping[UnitId, Owed]
    outside: tuple[Sent, ...]

    def of(self, unit: UnitId) -> Owed:
        """What became of the return of a unit; not owed outside the frame."""
        return self.frame.get(unit, NOT_OWED)

    def counts(self) -> Mapping[ReturnStatus, int]:
        """Communes of the frame by state, all states named; they add up to the frame."""
        found = Counter(owed.status for owed in self.frame.values())
        return {status: found[status] for status in ReturnStatus}

    def units(self, *statuses: ReturnStatus) -> list[UnitId]:
        """Communes of the frame in one of the states, in the frame's order."""
        return [unit for unit, owed in self.frame.items() if owed.status in statuses]

    def share(self, statuses: Collection[ReturnStatus] = IN) -> Decimal | None:
        """Communes in one of the states, in per cent of the frame: 100 only if all are; None where nobody owes it."""
        return percent(sum(owed.status in statuses for owed in self.frame.values()), len(self.frame))


@dataclass(frozen=True, slots=True)
class Grid:
    """Periods of forms, side by side; ``units``: every commune that is in the frame of one of them, or sent anyway."""

    columns: tuple[Expected, ...]
    units: tuple[UnitId, ...]

    def rows(self) -> Iterable[tuple[UnitId, list[Owed]]]:
        """Each unit with what became of its return, column by column."""
        return ((unit, [column.of(unit) for column in self.columns]) for unit in self.units)


def owing(
    form: Form, day: date, units: Iterable[Unit], service: Service, border: Collection[UnitId] = ()
) -> list[UnitId]:
    """Which of the communes ``units``, in force on ``day``, owe ``form`` for a period that closes on it.

    ``border``: the communes that a register names that day (on a border of the country, with works under way), for a
    form that only these send. Whether the list of ``units`` is complete that early is the caller's to ask
    (``Atlas.require_complete``).
    """
    scope = form.scope_on(day)
    if scope is None:
        return []
    # Asked once for all of them: a nation has 3,321.
    absent = {absence.unit for absence in service.absences(day)} if scope.with_service else frozenset()
    if scope.with_service and all(level.level is not Level.COMMUNE for level in service.levels(day)):
        return []
    types = frozenset(scope.types)
    return [
        unit.id
        for unit in units
        if (not types or unit.type in types) and unit.id not in absent and (not scope.narrowed or unit.id in border)
    ]


def grid(
    asked: Iterable[tuple[Form, Sequence[ReportingPeriod]]],
    frame: Callable[[Form, date], Iterable[UnitId]],
    sents: SentBy,
    last: Callable[[date], int],
    today: date,
    inside: Collection[UnitId] | None = None,
    elsewhere: Elsewhere = nowhere,
) -> Grid:
    """What became of the returns of some periods of some forms, as of ``today``.

    ``frame``: the units that owe a form for a period that closes on a day (see :func:`owing`). ``sents``: every return
    known; those of other forms and periods are passed over, and those from outside a frame that speak of no unit of
    ``inside`` (None: of any). ``last``: the highest number of a return that had come by the end of a day.
    ``elsewhere``: asked of a period for which returns are missing.
    """
    columns = tuple(
        _column(
            form,
            period,
            frame(form, period.cut_off),
            sents.get((form.id, (period.rule, period.calendar, period.key)), {}),
            last,
            today,
            inside,
            elsewhere,
        )
        for form, periods in asked
        for period in periods
    )
    known: dict[UnitId, None] = {}
    for column in columns:
        known |= dict.fromkeys(column.frame)
    for column in columns:
        known |= dict.fromkeys(sent.unit for sent in column.outside)
    return Grid(columns, tuple(known))


def _column(
    form: Form,
    period: ReportingPeriod,
    frame: Iterable[UnitId],
    sents: Mapping[UnitId, Sequence[Sent]],
    last: Callable[[date], int],
    today: date,
    inside: Collection[UnitId] | None,
    elsewhere: Elsewhere,
) -> Expected:
    usual, in_time = form.sent_by[0], _InTime(form, period.cut_off, last)
    due, limit = form.due[usual].on(period.cut_off), in_time[usual]
    # What is not there is the same for all of them.
    absent = Owed(ReturnStatus.MISSING, late=True) if today > due else Owed(ReturnStatus.EXPECTED)
    cells: dict[UnitId, Owed] = {}
    lacking = False
    for unit in frame:
        own = sents.get(unit)
        if own is None:
            cells[unit] = absent
            lacking = True
            continue
        if len(own) == 1:
            number, _, _, _, state, corrects, level = sent = own[0]
            if state in HELD and corrects is None and level is usual:
                # Nearly every cell: asked without looking for another.
                cells[unit] = _OWED((HELD[state], number > limit, sent, None))
                continue
        cells[unit] = _owed(own, in_time, absent)
        lacking |= cells[unit] is absent
    if lacking and absent.status is ReturnStatus.MISSING:
        # A number that is held needs no return to be known; the signed paper is lacking all the same.
        stands = Owed(ReturnStatus.ELSEWHERE, late=True)
        cells |= {unit: stands for unit in elsewhere(form, period) if cells.get(unit) is absent}
    outside = [
        sent
        for unit, own in sents.items()
        if unit not in cells and (inside is None or unit in inside)
        for sent in own
        if sent.state != "withdrawn"
    ]
    return Expected(form.id, period, due, cells, tuple(sorted(outside)))


class _InTime(dict[Level, int]):
    """By the level of a sender, the last return that came in time; one that the form does not name has the day of the
    first that it names."""

    def __init__(self, form: Form, cut_off: date, last: Callable[[date], int]) -> None:
        super().__init__()
        self._form, self._cut_off, self._last = form, cut_off, last

    def __missing__(self, level: Level) -> int:
        due = self._form.due.get(level) or self._form.due[self._form.sent_by[0]]
        return self.setdefault(level, self._last(due.on(self._cut_off)))


def _owed(sents: Sequence[Sent], in_time: Mapping[Level, int], absent: Owed) -> Owed:
    here = [sent for sent in sorted(sents, key=_number) if sent.state != "withdrawn"]
    if not here:
        return absent
    last = here[-1]
    held = next((sent for sent in reversed(here) if sent.state in HELD), None)
    if held is None:
        if last.state == "sent-back":
            # It has to come again: late it is only when the due day is past without it.
            return Owed(ReturnStatus.SENT_BACK, absent.late, last)
        late = last.number > in_time[last.level]
        return Owed(ReturnStatus.LATE if late else ReturnStatus.RECEIVED, late, last)
    status, first = HELD[held.state], held
    if held.corrects is not None:
        first = _first(held, here)
        status = ReturnStatus.CORRECTED if status is ReturnStatus.ACCEPTED else status
    pending = last if last is not held and last.state == "received" else None
    return Owed(status, first.number > in_time[first.level], held, pending)


def _first(held: Sent, here: Sequence[Sent]) -> Sent:
    """The return that a correction goes back to: it is as punctual as that one was."""
    by_number = {sent.number: sent for sent in here}
    first = held
    while first.corrects is not None and first.corrects < first.number and first.corrects in by_number:
        first = by_number[first.corrects]
    return first


def _number(sent: Sent) -> int:
    return sent.number
