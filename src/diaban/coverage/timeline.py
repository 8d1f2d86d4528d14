"""What each unit's statements amount to at any time: steps of a function of the day, all units in one array.

Each step holds the lowest and the highest value that an origin states; where they lead to different states, the
unit is in open conflict, so nothing else about origins needs to be kept.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.columns import NEVER, Book, Ints, Table
from diaban.coverage.rule import ChecklistRule, HamletRule, PremisesRule, QualificationRule, StaffingRule, Wins
from diaban.coverage.standard import Standard
from diaban.registers.fact import Fact
from diaban.registers.premises import ChecklistItem
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Qualification

__all__ = ["Spans", "Timeline", "build"]

Bools: TypeAlias = NDArray[np.bool_]
BITS: Final = 32
DAY: Final = (1 << BITS) - 1
"""A day fits: keys are the number of a thing above, the ordinal of a day below."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Days during which something is stated about units, by rows of a table (``row``)."""

    unit: Ints
    start: Ints
    end: Ints
    row: Ints


@dataclass(frozen=True, slots=True)
class Timeline:
    """Steps in order of unit and day: ``keys`` hold both. ``low``/``high``: -1 where nothing is stated.

    ``open``: what is stated is not stated in full. ``proof``: spans of rows of another register that the values
    rest on (qualifications, duties), for sources.
    """

    keys: Ints
    low: Ints
    high: Ints
    open: Bools
    proof: tuple[type[Fact], Spans] | None = None

    @property
    def unit(self) -> Ints:
        """The unit of each step."""
        return self.keys >> BITS

    @property
    def start(self) -> Ints:
        """The first day of each step."""
        return self.keys & DAY

    def at(self, units: Ints, day: int) -> Ints:
        """The step in which each unit is on ``day``, -1 where it has none yet."""
        found = np.searchsorted(self.keys, (units << BITS) | day, side="right") - 1
        known = found >= 0
        known[known] = self.unit[found[known]] == units[known]
        found[~known] = -1
        return np.asarray(found, np.int64)


def build(standard: Standard, book: Book) -> Timeline:
    """The timeline of a standard over everything stated."""
    match standard.rule:
        case StaffingRule(wins=wins):
            return _staffing(book, wins)
        case QualificationRule(kinds=kinds):
            return _qualification(book, kinds)
        case PremisesRule() as rule:
            return _premises(book, rule)
        case ChecklistRule(items=items):
            return _checklist(book, items)
        case HamletRule():
            return _hamlets(book)


def _spans(table: Table) -> Spans:
    return Spans(table.values["unit"], table.start, table.end, np.arange(len(table.start)))


def _of(table: Table, rows: Ints) -> Spans:
    """Spans of rows of a register that names no unit."""
    return Spans(np.zeros(len(rows), np.int64), table.start[rows], table.end[rows], rows)


def _steps(*spans: Spans) -> Ints:
    """The days on which something changes, by unit."""
    parts = []
    for span in spans:
        ending = span.end < NEVER
        parts += [(span.unit << BITS) | span.start, (span.unit[ending] << BITS) | span.end[ending]]
    return _distinct_of(np.concatenate(parts))


def _distinct_of(values: Ints) -> Ints:
    """What ``np.unique`` gives, which loads a tenth of numpy more at its first call."""
    ordered = np.sort(values)
    new = np.ones(len(ordered), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


class _Groups:
    """Steps told apart by a second number (origin, item): room for a value of each at each step of its unit."""

    def __init__(self, keys: Ints, unit: Ints, second: Ints) -> None:
        self.keys = keys
        pairs = (unit << BITS) | second
        self.pairs = _distinct_of(pairs)
        self.of_row = np.searchsorted(self.pairs, pairs)
        units = self.pairs >> BITS
        self._first = np.searchsorted(keys, units << BITS)
        length = np.searchsorted(keys, (units + 1) << BITS) - self._first
        self._offset = np.cumsum(length) - length
        self.size = int(length.sum())
        self.pair = np.repeat(np.arange(len(self.pairs)), length)
        self.step = np.arange(self.size) - np.repeat(self._offset - self._first, length)

    def add(self, pair: Ints, span: Spans, weight: Ints | None = None) -> Ints:
        """The sum, at each step, of the weights (1 without) of the spans that hold then."""
        total = np.zeros(self.size + 1, np.int64)
        amount = np.ones(len(pair), np.int64) if weight is None else weight
        for day, sign in ((span.start, 1), (span.end, -1)):
            step = np.searchsorted(self.keys, (span.unit << BITS) | day)
            np.add.at(total, self._offset[pair] + step - self._first[pair], sign * amount)
        return np.cumsum(total)[:-1]


def _merged(group: Ints, span: Spans) -> tuple[Ints, Spans]:
    """Spans of one group that overlap or meet, made one: what is said twice counts once."""
    order = np.lexsort((span.start, group))
    group, unit, start, end = group[order], span.unit[order], span.start[order], span.end[order]
    if not len(group):
        return group, Spans(unit, start, end, order)
    rank = np.cumsum(np.diff(group, prepend=group[0]) != 0)
    reach = np.maximum.accumulate((rank << BITS) | end)
    new = np.ones(len(group), np.bool_)
    new[1:] = ((rank << BITS) | start)[1:] > reach[:-1]
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(group)) - 1
    return group[first], Spans(unit[first], start[first], reach[last] & DAY, order[first])


def _range(keys: Ints, groups: _Groups, value: Ints, stated: Bools, opened: Bools | None = None) -> Timeline:
    """The lowest and highest value over the origins that state one."""
    low, high = np.full(len(keys), np.iinfo(np.int64).max), np.full(len(keys), -1)
    np.minimum.at(low, groups.step[stated], value[stated])
    np.maximum.at(high, groups.step[stated], value[stated])
    low[high < 0] = -1
    return Timeline(keys, low, high, np.zeros(len(keys), np.bool_) if opened is None else opened)


def _people(keys: Ints, table: Table) -> Timeline:
    """Officers present, each once, by origin."""
    spans = _spans(table)
    groups = _Groups(keys, table.values["unit"], table.origin)
    pair, once = _distinct(groups.of_row, table.values["officer"], spans)
    number = groups.add(pair, once)
    return _range(keys, groups, number, number > 0)


def _distinct(pair: Ints, thing: Ints, span: Spans) -> tuple[Ints, Spans]:
    """Each thing once within its pair of unit and origin."""
    group, merged = _merged((pair << BITS) | thing, span)
    return group >> BITS, merged


def _counts(keys: Ints, book: Book, table: Table) -> Timeline:
    """Counts of all titles, or where an origin has none the sum of those by title."""
    spans = _spans(table)
    groups = _Groups(keys, table.values["unit"], table.origin)
    total = table.values["title"] == (book.codes_of("title").get(None) if len(table.start) else -1)
    number, stated = [], []
    for rows in (total, ~total):
        part = Spans(spans.unit[rows], spans.start[rows], spans.end[rows], spans.row[rows])
        number.append(groups.add(groups.of_row[rows], part, table.values["number"][rows]))
        stated.append(groups.add(groups.of_row[rows], part) > 0)
    return _range(keys, groups, np.where(stated[0], number[0], number[1]), stated[0] | stated[1])


def _staffing(book: Book, wins: Wins) -> Timeline:
    people, counts = book.tables[Posting], book.tables[HeadCount]
    keys = _steps(_spans(people), _spans(counts))
    one, other = _people(keys, people), _counts(keys, book, counts)
    if wins is Wins.COUNTS:
        one, other = other, one
    stated = one.high >= 0
    return Timeline(keys, np.where(stated, one.low, other.low), np.where(stated, one.high, other.high), one.open)


def _meeting(left: Spans, left_key: Ints, right: Spans, right_key: Ints) -> tuple[Ints, Ints, Spans]:
    """Every pair of a span on the left and one on the right with the same key, and the days on which both hold.

    Answers the spans by their places on the left and on the right; the unit of a common span is the left one's, its
    row the right one's.
    """
    order = np.argsort(right_key, kind="stable")
    theirs = right_key[order]
    first = np.searchsorted(theirs, left_key, side="left")
    count = np.searchsorted(theirs, left_key, side="right") - first
    mine = np.repeat(np.arange(len(count)), count)
    offset = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    other = order[np.repeat(first, count) + offset]
    start, end = np.maximum(left.start[mine], right.start[other]), np.minimum(left.end[mine], right.end[other])
    both = start < end
    mine, other = mine[both], other[both]
    return mine, other, Spans(left.unit[mine], start[both], end[both], right.row[other])


def _qualification(book: Book, kinds: tuple[str, ...]) -> Timeline:
    people, held = book.tables[Posting], book.tables[Qualification]
    rows = np.flatnonzero(np.isin(held.values["kind"], book.codes_of("kind").find(kinds)))
    mine, _, both = _meeting(_spans(people), people.values["officer"], _of(held, rows), held.values["officer"][rows])
    keys = _steps(_spans(people), both)
    groups = _Groups(keys, people.values["unit"], people.origin)
    pair, once = _distinct(groups.of_row[mine], people.values["officer"][mine], both)
    stated = groups.add(groups.of_row, _spans(people)) > 0
    return _proved(_range(keys, groups, groups.add(pair, once), stated), Qualification, both)


def _hamlets(book: Book) -> Timeline:
    """Hamlets listed, and those with an officer who serves in the unit (``registers.handover.Roster``): until the first
    posting to it is stated, an officer is taken at the duty's word."""
    hamlets, duties, people = book.tables[Hamlet], book.tables[HamletDuty], book.tables[Posting]
    named = _of(duties, np.arange(len(duties.start)))
    mine, _, told = _meeting(_spans(hamlets), hamlets.values["hamlet"], named, duties.values["hamlet"])
    serving = _spans(people)
    place = (told.unit << BITS) | duties.values["officer"][told.row]
    posted, _, there = _meeting(told, place, serving, (serving.unit << BITS) | people.values["officer"])
    free = _free(told.unit, serving)
    alone, _, unposted = _meeting(told, told.unit, free, free.unit)
    both = Spans(*(np.concatenate(pair) for pair in zip(_parts(there), _parts(unposted), strict=True)))
    row = mine[np.concatenate([posted, alone])]
    keys = _steps(_spans(hamlets), told, both)
    groups = _Groups(keys, hamlets.values["unit"], hamlets.origin)
    listed = groups.add(*_distinct(groups.of_row, hamlets.values["hamlet"], _spans(hamlets)))
    answered = groups.add(*_distinct(groups.of_row[row], hamlets.values["hamlet"][row], both))
    value = np.where(answered == listed, 2, np.where(answered > 0, 1, 0))
    return _proved(_range(keys, groups, value, listed > 0), HamletDuty, told)


def _parts(spans: Spans) -> tuple[Ints, Ints, Ints, Ints]:
    return spans.unit, spans.start, spans.end, spans.row


def _free(units: Ints, taken: Spans) -> Spans:
    """The days before the first span of each of the units: all days of a unit that has none."""
    asked = _distinct_of(units)
    order = np.lexsort((taken.start, taken.unit))
    unit, start = taken.unit[order], taken.start[order]
    at = np.searchsorted(unit, asked)
    there = at < len(unit)
    there[there] = unit[at[there]] == asked[there]
    end = np.full(len(asked), NEVER)
    end[there] = start[at[there]]
    return Spans(asked, np.ones(len(asked), np.int64), end, np.zeros(len(asked), np.int64))


def _proved(timeline: Timeline, kind: type[Fact], spans: Spans) -> Timeline:
    return Timeline(timeline.keys, timeline.low, timeline.high, timeline.open, (kind, spans))


def _premises(book: Book, rule: PremisesRule) -> Timeline:
    table = book.tables[rule.register]
    spans = _spans(table)
    keys = _steps(spans)

    def is_one_of(field: str, members: tuple[str, ...]) -> Bools:
        return np.isin(table.values[field], book.codes_of(field).find(members))

    met = (
        is_one_of("tenure", rule.tenures) & is_one_of("building", rule.buildings) & is_one_of("progress", rule.finished)
    )
    level = np.where(met, 2, np.where(is_one_of("progress", rule.under_way), 1, 0))
    # Each level is a group of its own: what is stated at a step is which levels are stated there.
    groups = _Groups(keys, table.values["unit"], level)
    stated = groups.add(groups.of_row, spans) > 0
    return _range(keys, groups, (groups.pairs & DAY)[groups.pair], stated)


def _checklist(book: Book, items: tuple[str, ...]) -> Timeline:
    table = book.tables[ChecklistItem]
    rows = np.isin(table.values["item"], book.codes_of("item").find(items))
    unit, met = table.values["unit"][rows], table.values["met"][rows] > 0
    spans = Spans(unit, table.start[rows], table.end[rows], np.flatnonzero(rows))
    keys = _steps(spans)
    groups = _Groups(keys, unit, table.values["item"][rows])

    def told(which: Bools) -> Bools:
        part = Spans(spans.unit[which], spans.start[which], spans.end[which], spans.row[which])
        return groups.add(groups.of_row[which], part) > 0

    yes, no = told(met), told(~met)
    n_yes, n_no, n_both = (
        np.bincount(groups.step[which], minlength=len(keys)) for which in (yes & ~no, no & ~yes, yes & no)
    )
    level = np.where(n_no > 0, np.where(n_yes > 0, 1, 0), 2)
    contested = (n_no == 0) & (n_both > 0)
    stated = n_yes + n_no + n_both > 0
    low, high = np.where(contested, 0, level), level
    opened = stated & (n_no == 0) & ~contested & (n_yes < len(items))
    return Timeline(keys, np.where(stated, low, -1), np.where(stated, high, -1), opened)
