"""The fast decider: timelines made once, any number of days and units read off them. Equal to ``plain`` by test."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

import numpy as np

from diaban.coverage.columns import Book, Column, Ints, Table
from diaban.coverage.decide import STATES, Doubt, Verdicts
from diaban.coverage.rule import ChecklistRule, QualificationRule, StaffingRule, registers_of, registers_read
from diaban.coverage.standard import Standard
from diaban.coverage.timeline import Bools, Timeline, build
from diaban.registers.fact import Fact
from diaban.units.unit import Unit, UnitId

__all__ = ["Engine"]

UNACCOUNTED, NOT_STARTED, UNDER_WAY, MET, LOST = range(5)
Kinds: TypeAlias = frozenset[type[Fact]]
DAYS_KEPT: Final = 60
"""Lists of recorded units kept: standards by days, each a nation's at most."""
FRAMES_KEPT: Final = 64
"""Numbers of the units of a frame kept: the same units are asked for under every standard and on many days."""


class Engine:
    """Decides over columns. Making it costs one pass over the registers; a day costs a look into each timeline."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._timelines: dict[tuple[object, ...], tuple[Kinds, Timeline]] = {}
        self._recorded: dict[tuple[object, ...], tuple[Kinds, frozenset[UnitId]]] = {}
        self._numbers: dict[tuple[UnitId, ...], Ints] = {}

    def renewed(self, columns: Mapping[type[Fact], Mapping[str, Column]]) -> "Engine":
        """An engine over the same book with these registers read anew (:meth:`Book.renewed`).

        What was made of other registers is taken over.
        """
        new = Engine(self._book.renewed(columns))
        new._timelines = {key: made for key, made in self._timelines.items() if made[0].isdisjoint(columns)}
        new._recorded = {key: made for key, made in self._recorded.items() if made[0].isdisjoint(columns)}
        new._numbers = dict(self._numbers)
        return new

    def verdicts(self, standard: Standard, units: Sequence[Unit], day: date, classes: Mapping[UnitId, str]) -> Verdicts:
        """The states of units."""
        ids = tuple(unit.id for unit in units)
        numbers = self._numbers_of(ids)
        timeline = self._timeline(standard)
        needed = self._needed(standard, units, numbers, day, classes)
        state, since, conflict, opened = _read(timeline, numbers, needed, day.toordinal())
        names = [STATES[code] for code in state.tolist()]
        met = np.flatnonzero(state == MET).tolist()
        doubted = np.flatnonzero(conflict | opened)
        own = self._own(standard, day)
        origins = self._origins(own, numbers[doubted])
        doubts = {ids[at]: Doubt(origins[int(numbers[at])], bool(conflict[at])) for at in doubted.tolist()}
        recorded, sources = self._records(standard, own, timeline, numbers, day)
        days = since.tolist()
        return Verdicts(
            dict(zip(ids, names, strict=True)),
            {ids[at]: date.fromordinal(days[at]) for at in met},
            doubts,
            recorded,
            sources,
        )

    def states(self, standard: Standard, units: Sequence[Unit], day: date, classes: Mapping[UnitId, str]) -> Ints:
        """The states alone, as places in ``STATES``."""
        numbers = self._numbers_of(tuple(unit.id for unit in units))
        needed = self._needed(standard, units, numbers, day, classes)
        return _read(self._timeline(standard), numbers, needed, day.toordinal())[0]

    def origins(self, standard: Standard, units: Iterable[UnitId], day: date) -> Mapping[UnitId, tuple[str, ...]]:
        """Who states what the units are judged by."""
        numbers = self._book.units(list(units))
        texts = self._book.codes_of("unit").texts
        found = self._origins(self._own(standard, day), numbers)
        return {texts[number]: origins for number, origins in found.items()}

    def _numbers_of(self, ids: tuple[UnitId, ...]) -> Ints:
        found = self._numbers.get(ids)
        if found is None:
            if len(self._numbers) >= FRAMES_KEPT:
                self._numbers.clear()
            found = self._numbers[ids] = self._book.units(ids)
        return found

    def _timeline(self, standard: Standard) -> Timeline:
        key = _key(standard)
        found = self._timelines.get(key)
        if found is None:
            found = self._timelines[key] = frozenset(registers_read(standard.rule)), build(standard, self._book)
        return found[1]

    def _needed(
        self, standard: Standard, units: Sequence[Unit], numbers: Ints, day: date, classes: Mapping[UnitId, str]
    ) -> Ints:
        """What each unit needs, by its number."""
        needed = np.full(len(self._book.codes_of("unit")), 2, np.int64)
        if isinstance(standard.rule, StaffingRule | QualificationRule):
            if classes:
                needed[numbers] = [standard.needed(unit, day, classes) for unit in units]
            elif standard.rule.classes.by_type:
                of_type = {unit.type: standard.needed(unit, day, classes) for unit in _one_of_each(units)}
                needed[numbers] = [of_type[unit.type] for unit in units]
            elif units:
                needed[:] = standard.needed(units[0], day, classes)
        return needed

    def _origins(self, own: list[tuple[Table, Bools]], numbers: Ints) -> dict[int, tuple[str, ...]]:
        """Who states something about each of the units, in the register that decides there."""
        wanted = np.zeros(len(self._book.codes_of("unit")), np.bool_)
        wanted[numbers] = True
        texts = self._book.codes_of("origin").texts
        found: dict[int, tuple[str, ...]] = {}
        for table, which in own if len(numbers) else ():
            rows = which & wanted[table.values["unit"]]
            here: dict[int, set[str]] = {}
            for unit, origin in zip(table.values["unit"][rows].tolist(), table.origin[rows].tolist(), strict=True):
                here.setdefault(unit, set()).add(texts[origin])
            found = {unit: tuple(sorted(names)) for unit, names in here.items()} | found
        return found

    def _own(self, standard: Standard, day: date) -> list[tuple[Table, Bools]]:
        """The tables that name units, the one that wins first, each with the rows that hold on the day."""
        tables = [self._book.tables[kind] for kind in registers_of(standard.rule)]
        found = [(table, table.on(day.toordinal())) for table in tables]
        if isinstance(standard.rule, ChecklistRule):
            items = self._book.codes_of("item").find(standard.rule.items)
            found = [(table, which & np.isin(table.values["item"], items)) for table, which in found]
        return found

    def _recorded_on(self, own: list[tuple[Table, Bools]], standard: Standard, day: date) -> frozenset[UnitId]:
        """All units with a record on the day; the same whoever is asked for, so kept for some days."""
        key = (_key(standard) if isinstance(standard.rule, ChecklistRule) else registers_of(standard.rule), day)
        found = self._recorded.get(key)
        if found is None:
            recorded = np.zeros(len(self._book.codes_of("unit")), np.bool_)
            for table, which in own:
                recorded[table.values["unit"][which]] = True
            names = self._book.codes_of("unit").texts
            if len(self._recorded) >= DAYS_KEPT:
                self._recorded.clear()
            here = frozenset(names[code] for code in np.flatnonzero(recorded).tolist())
            found = self._recorded[key] = frozenset(registers_of(standard.rule)), here
        return found[1]

    def _records(
        self, standard: Standard, own: list[tuple[Table, Bools]], timeline: Timeline, numbers: Ints, day: date
    ) -> tuple[frozenset[UnitId], tuple[str, ...]]:
        """Units with a record on the day, and the sources of the records of the units asked for."""
        size = len(self._book.codes_of("unit"))
        asked = np.zeros(size, np.bool_)
        asked[numbers] = True
        cited = np.zeros(len(self._book.codes_of("source")), np.bool_)
        for table, which in own:
            unit = table.values["unit"]
            cited[table.source[which & asked[unit]]] = True
        if timeline.proof is not None:
            kind, spans = timeline.proof
            now = (spans.start <= day.toordinal()) & (day.toordinal() < spans.end) & asked[spans.unit]
            cited[self._book.tables[kind].source[spans.row[now]]] = True
        sources = self._book.codes_of("source").texts
        return (
            self._recorded_on(own, standard, day),
            tuple(sorted(sources[code] for code in np.flatnonzero(cited).tolist())),
        )


def _one_of_each(units: Iterable[Unit]) -> Iterable[Unit]:
    return {unit.type: unit for unit in units}.values()


def _key(standard: Standard) -> tuple[object, ...]:
    """All of a rule that its timeline depends on: not the thresholds, which are read against it later."""
    match standard.rule:
        case StaffingRule(wins=wins):
            return (StaffingRule, wins)
        case QualificationRule(kinds=kinds):
            return (QualificationRule, kinds)
        case other:
            return (other,)


def _read(timeline: Timeline, units: Ints, needed: Ints, day: int) -> tuple[Ints, Ints, Bools, Bools]:
    """State, first day of the spell of being met, open conflict and open list of each unit on ``day``.

    ``needed`` is what the day asks of each unit, by number; the past is held against it too.
    """
    if not len(timeline.keys):
        nothing = np.zeros(len(units), np.bool_)
        return np.full(len(units), UNACCOUNTED), np.ones(len(units), np.int64), nothing, nothing
    unit, start, low, high = timeline.unit, timeline.start, timeline.low, timeline.high
    # Timelines may know units that came after ``needed`` was made: not asked for, so never looked at.
    good = (low >= needed[unit]) & ~timeline.open
    at = timeline.at(units, day)
    there = at >= 0
    least, most = _level(low[at], needed[units]), _level(high[at], needed[units])
    stated = there & (low[at] >= 0)
    opened = stated & timeline.open[at]
    conflict = stated & ~opened & (least != most)
    state = np.where(stated & ~opened & ~conflict, least, UNACCOUNTED)

    index = np.arange(len(start))
    first_of_unit = np.append(True, unit[1:] != unit[:-1])
    # The last step that was met, and the last that was not, up to each step of the same unit.
    last_good = np.maximum.accumulate(np.where(good | first_of_unit, index, -1))
    was_met = there & good[last_good[at]]
    state[was_met & ((state == NOT_STARTED) | (state == UNDER_WAY))] = LOST
    last_bad = np.maximum.accumulate(np.where(~good | first_of_unit, index, -1))[at]
    since = start[np.minimum(np.where(good[last_bad], last_bad, last_bad + 1), len(start) - 1)]
    return state, np.where(state == MET, since, 1), conflict, opened


def _level(value: Ints, needed: Ints) -> Ints:
    return np.where(value >= needed, MET, np.where(value > 0, UNDER_WAY, NOT_STARTED))
