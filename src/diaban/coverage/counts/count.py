"""A measure counted over units: what the register's rows add up to on a day or within a window of days.

Things that are there (models, places, equipment) are counted on a day; what happened (violations, launches, patrols) is
counted within a window, the periods that lie wholly inside it. A row of a unit that has ended goes to the units that
hold its ground, by the rule ``sum`` (DESIGN "Time", rule 7): whole where one unit holds all of it, and never divided by
a guess. Nothing is smoothed over: units that state nothing, rows that a boundary cuts, units divided beyond the scope
and vague quantities are each named, and none of them becomes a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from diaban.basis.period import Period
from diaban.coverage.counts.item import item_of
from diaban.coverage.measure import Measure, MeasureKind
from diaban.registers.fact import Fact
from diaban.registers.files import Register, register_named
from diaban.registers.judging.history import COUNTED
from diaban.registers.patrols import PatrolHeld, PatrolPlan
from diaban.registers.situation import SituationCount
from diaban.units.atlas import Atlas
from diaban.units.crosswalk import CarryRule
from diaban.units.trace import destinations
from diaban.units.unit import UnitId

__all__ = ["Counted", "UnitCount", "count", "happens", "register_read", "spans"]

STATED: Final = "*"
"""In a measure's ``where``: whatever the value, as long as it is stated."""
HAPPENING: Final[frozenset[type[Fact]]] = frozenset({*COUNTED, PatrolPlan, PatrolHeld})
"""Registers whose rows tell of what happened during their period."""


@dataclass(slots=True)
class UnitCount:
    """What is stated of one unit's ground: ``low`` surely, ``high`` where origins differ; ``vague``: rows that give
    words for a number; ``facts``: every row that it rests on."""

    low: int = 0
    high: int = 0
    vague: list[SituationCount] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def add(self, other: "UnitCount") -> None:
        """Add up."""
        self.low += other.low
        self.high += other.high
        self.vague += other.vague
        self.facts += other.facts


@dataclass(frozen=True, slots=True)
class Counted:
    """The count of a frame.

    ``of``: each unit of the frame that something is stated of, in the order of the frame; ``inside``: rows of units
    that are divided among several units of the frame, counted in ``total`` and in no unit; ``divided``: units that lie
    partly outside the frame, whose rows are not counted; ``silent``: units of the frame on whose ground nothing, or not
    everything, is stated; ``cut``: rows that a boundary of the window cuts, not counted.
    """

    units: tuple[UnitId, ...]
    of: Mapping[UnitId, UnitCount]
    inside: UnitCount
    total: UnitCount
    silent: tuple[UnitId, ...]
    divided: tuple[UnitId, ...]
    cut: tuple[Fact, ...]

    @property
    def stated(self) -> bool:
        """Whether anything is stated at all; where nothing is, there is no figure."""
        return bool(self.total.facts)

    @property
    def full(self) -> tuple[UnitId, ...]:
        """Units of the frame whose count is a number and whole: nothing missing, vague, disputed or divided."""
        missing = frozenset(self.silent)
        return tuple(
            unit for unit, one in self.of.items() if unit not in missing and not one.vague and one.low == one.high
        )


def happens(fact: type[Fact]) -> bool:
    """Whether a register tells of what happened during a period, not of what is there on a day."""
    return fact in HAPPENING


def register_read(measure: Measure) -> Register:
    """The register that a measure is read from. LookupError for one that has none."""
    register = None if measure.register is None else register_named(measure.register)
    if register is None:
        raise LookupError(measure.id)
    return register


def spans(measure: Measure, fact: Fact) -> tuple[int, int]:
    """The least and the most that a row adds by what it states as a number; a vague one adds nothing."""
    if not measure.field:
        return 1, 1
    value = getattr(fact, measure.field)
    return (0, 0) if value is None else (int(value), int(value))


def count(
    measure: Measure,
    facts: Iterable[Fact],
    frame: Sequence[UnitId],
    atlas: Atlas,
    *,
    at: date,
    window: Period | None = None,
    item: str = "",
) -> Counted:
    """Count ``measure`` over ``frame``, units in force on ``at``.

    ``facts``: of the measure's register, after choices, about units of the frame and what came before them; ``window``:
    the days within which something happened (then needed), None for what is there on ``at``; ``item``: only rows whose
    column ``measure.by`` has this value.
    """
    register, inside = register_read(measure), frozenset(frame)
    if happens(register.fact) != (window is not None):
        raise ValueError(f"{measure.id}: counted {'within a window' if window is None else 'on a day'}")
    rows, cut = _held(measure, register, facts, at, window, item)
    reach = {unit: destinations(atlas, unit, at) for unit in dict.fromkeys(_unit(fact) for fact in rows)}
    if window is None and register.subject[0] == "unit":
        rows = _restated(rows, reach)
    told: dict[tuple[Any, ...], list[Fact]] = {}
    for fact in rows:
        told.setdefault((*register.about(fact), fact.period if window else None), []).append(fact)
    of: dict[UnitId, UnitCount] = {}
    total, among = UnitCount(), UnitCount()
    divided: dict[UnitId, None] = {}
    for alternatives in told.values():
        unit = _unit(alternatives[0])
        heirs = reach[unit]
        if inside.isdisjoint(heirs):
            continue
        if not inside.issuperset(heirs):
            divided[unit] = None
            continue
        one = _one(measure, alternatives)
        (of.setdefault(heirs[0], UnitCount()) if len(heirs) == 1 else among).add(one)
        total.add(one)
    told_of: dict[UnitId, list[Period]] = {}
    for fact in rows:
        told_of.setdefault(_unit(fact), []).append(fact.period)
    silent = tuple(unit for unit in frame if not _is_told(unit, told_of, atlas, at, window))
    ordered = {unit: of[unit] for unit in frame if unit in of}
    if measure.kind is MeasureKind.TRUTH:
        total = _truths(measure, ordered, frozenset(silent), total)
    return Counted(tuple(frame), ordered, among, total, silent, tuple(divided), tuple(cut))


def _held(
    measure: Measure, register: Register, facts: Iterable[Fact], at: date, window: Period | None, item: str
) -> tuple[list[Fact], list[Fact]]:
    """The rows that count, and those that a boundary cuts."""
    rows: list[Fact] = []
    cut: list[Fact] = []
    for fact in facts:
        if type(fact) is not register.fact or not _is_meant(measure, fact, item):
            continue
        if window is None:
            rows += [fact] if at in fact.period else []
        elif window.overlaps(fact.period):
            (rows if _within(fact.period, window) else cut).append(fact)
    return rows, cut


def _is_meant(measure: Measure, fact: Fact, item: str) -> bool:
    if item and item_of(measure, fact) != item:
        return False
    told = ((getattr(fact, name), value) for name, value in measure.where)
    return all(one is not None if value == STATED else str(one) == value for one, value in told)


def _within(period: Period, window: Period) -> bool:
    if period.start is None or period.end is None:
        return False
    starts = window.start is None or window.start <= period.start
    return starts and (window.end is None or period.end <= window.end)


def _restated(rows: Sequence[Fact], reach: Mapping[UnitId, tuple[UnitId, ...]]) -> list[Fact]:
    """Without what units that ended once stated, where all that hold their ground have stated anew."""
    anew = {unit for unit, heirs in reach.items() if heirs == (unit,)}
    return [
        fact
        for fact in rows
        if _unit(fact) in anew or not reach[_unit(fact)] or not anew.issuperset(reach[_unit(fact)])
    ]


def _one(measure: Measure, alternatives: Sequence[Fact]) -> UnitCount:
    """One thing counted once: where origins differ, the smaller number is sure and the larger possible."""
    values = [spans(measure, fact) for fact in alternatives]
    vague = [
        fact
        for fact in alternatives
        if isinstance(fact, SituationCount) and fact.stated is not None and measure.field == "detected"
    ]
    return UnitCount(min(low for low, _ in values), max(high for _, high in values), vague, list(alternatives))


def _truths(measure: Measure, of: dict[UnitId, UnitCount], silent: frozenset[UnitId], total: UnitCount) -> UnitCount:
    """How many units a yes or no is true of: by the measure's own rule where several parts of one unit state it."""
    for unit, one in of.items():
        if measure.carry_rule is CarryRule.ALL:
            values = [spans(measure, fact) for fact in one.facts]
            one.low = int(all(low for low, _ in values) and unit not in silent)
            one.high = int(all(high for _, high in values))
        else:
            one.low, one.high = min(one.low, 1), min(one.high, 1)
    units = of.values()
    return UnitCount(sum(one.low for one in units), sum(one.high for one in units), total.vague, total.facts)


def _is_told(
    unit: UnitId, told: Mapping[UnitId, Sequence[Period]], atlas: Atlas, at: date, window: Period | None
) -> bool:
    """Whether a unit states something for all its days in the window (that day, without one), or all that it came from
    do for theirs."""
    steps = [step for step in atlas.successions_into(unit) if step.event.day <= at]
    begun = max((step.event.day for step in steps), default=None)
    if window is None:
        return unit in told or (bool(steps) and all(_is_told(one.older, told, atlas, at, None) for one in steps))
    if begun is None or (window.start is not None and begun <= window.start):
        return not window.without(told.get(unit, ()))
    over = window.end is not None and begun >= window.end
    if not over and Period(begun, window.end).without(told.get(unit, ())):
        return False
    before = window if over else Period(window.start, begun)
    return all(_is_told(one.older, told, atlas, at, before) for one in steps)


def _unit(fact: Fact) -> UnitId:
    unit: UnitId = getattr(fact, "unit", "")
    return unit
