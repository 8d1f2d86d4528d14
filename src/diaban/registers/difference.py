"""What a return would change: each row an addition, an update, an end, or the same as is held; before and after.

What a row means depends on its table (``intake.form.Dates``):

- ``count``: the days of the period, whole. A row of just these days that says otherwise is replaced.
- ``state``: what is so from the cut-off day on, until the next thing that the same origin states of it: a return that
  comes late changes nothing of what was reported since.
- ``rows``: the days it names. A row that says the same and stops earlier ends what is held; one that says otherwise
  takes its days, and the days around them stay.

A workbook that was an export of the whole also ends what it no longer lists: a state or a row on the cut-off day, a
count as if it had never been sent. Of another origin nothing is ever changed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from diaban.basis.finding import Finding, Place, finding
from diaban.basis.period import Period
from diaban.intake.form import Dates
from diaban.registers.fact import Fact
from diaban.registers.files import FROM, TO, Register

__all__ = ["Change", "Difference", "Effect", "Listed", "difference"]

Listed = Callable[[Fact], bool]
"""Whether a workbook that is an export held a row when it was made."""


class Effect(StrEnum):
    """What a row does to what is held. Each of the first three asks for a right of its own."""

    ADDITION = "addition"
    UPDATE = "update"
    END = "end"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Change:
    """One row's change. ``before``: the row it is held against; None for an addition. ``after``: what is recorded; for
    an end what is left of ``before``, None where nothing is. ``fields``: in which cells the two differ, ``valid_from``
    and ``valid_to`` among them. ``place``: of the row; nowhere for what is no longer listed.
    """

    kind: Effect
    before: Fact | None
    after: Fact | None
    fields: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes in the order of the rows, ends of what is not listed last. ``left``: what stands beside the rows
    afterwards, by anybody; a row that was cut stands with the days that are left. ``findings``: ``count-other-period``.
    """

    register: Register
    changes: tuple[Change, ...]
    left: tuple[Fact, ...]
    findings: tuple[Finding, ...]

    @property
    def kinds(self) -> frozenset[Effect]:
        """What is done to the register: each kind but ``same`` needs its right."""
        return frozenset(change.kind for change in self.changes) - {Effect.SAME}

    def count(self, kind: Effect) -> int:
        """How many changes of one kind there are."""
        return sum(1 for change in self.changes if change.kind is kind)


def difference(
    register: Register,
    given: Sequence[Fact],
    places: Sequence[Place],
    standing: Iterable[Fact],
    *,
    dates: Dates,
    day: date,
    origin: str,
    until: date | None = None,
    listed: Listed | None = None,
) -> Difference:
    """Hold the rows of a return (all by ``origin``) against what stands (open, by any origin).

    ``day``: the cut-off. ``until``: of a state, the cut-off of the next return that was accepted already. ``listed``:
    of an export, which rows it held when it was made; None for any other workbook.
    """
    work = _Work(register, dates, day, until, listed or _nothing)
    own: dict[tuple[Any, ...], list[Fact]] = {}
    others: list[Fact] = []
    for fact in standing:
        if fact.origin == origin:
            own.setdefault(register.about(fact), []).append(fact)
        else:
            others.append(fact)
    changes: list[Change] = []
    findings: list[Finding] = []
    left: list[Fact] = []
    rows: dict[tuple[Any, ...], list[tuple[Fact, Place]]] = {}
    repeated = register.repeated(given)
    for fact, place in zip(given, places, strict=True):
        subject = register.about(fact)
        if subject in own or subject in repeated:
            rows.setdefault(subject, []).append((fact, place))
        else:
            # So is nearly all of what is new: at the limits a list for each would weigh more than the rows.
            changes.append(work.added(fact, place))
    for subject, said in rows.items():
        decided = work.subject(said, own.get(subject, ()))
        changes += decided.changes
        findings += decided.findings
        left += decided.left
    for subject, held in own.items():
        for fact in held if subject not in rows else ():
            if work.was_listed(fact):
                change = work.ended(fact)
                changes.append(change)
                left += [] if change.after is None else [change.after]
            else:
                left.append(fact)
    if rows or own:
        order = {id(place): number for number, place in enumerate(places)}
        changes.sort(key=lambda change: order.get(id(change.place), len(order)))
    return Difference(register, tuple(changes), (*others, *left), tuple(findings))


@dataclass(slots=True)
class _Decided:
    changes: list[Change]
    left: list[Fact]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class _Work:
    register: Register
    dates: Dates
    day: date
    until: date | None
    listed: Listed

    def added(self, fact: Fact, place: Place) -> Change:
        """A row about something of which nothing else is said or held by its origin."""
        if self.dates is Dates.STATE:
            fact = replace(fact, period=self._until_next(fact, ()))
        return Change(Effect.ADDITION, None, fact, (), place)

    def subject(self, said: Sequence[tuple[Fact, Place]], held: Sequence[Fact]) -> _Decided:
        """What the rows about one subject change of what their origin said of it."""
        decided = _Decided([], [], [])
        gone: dict[int, list[Period]] = {id(old): [] for old in held}
        ended: dict[int, tuple[int, Fact]] = {}
        given = [fact for fact, _ in said]
        for fact, place in sorted(said, key=lambda row: _start(row[0])):
            new = replace(fact, period=self._until_next(fact, held)) if self.dates is Dates.STATE else fact
            before = sorted((old for old in held if old.period.overlaps(new.period)), key=_start)
            for old in before:
                gone[id(old)].append(new.period)
            change = self._change(new, place, before, given)
            decided.changes.append(change)
            if change.kind is Effect.END and change.before is not None:
                gone[id(change.before)].append(Period(new.period.end, None))
                ended[id(change.before)] = len(decided.changes) - 1, new
            if self.dates is Dates.COUNT:
                decided.findings += [_other_period(new, place, old) for old in before if old.period != new.period]
        for old in held:
            if id(old) in ended:
                self._left_of(old, *ended[id(old)], gone[id(old)], decided.changes)
            rest = old.period.without(gone[id(old)])
            if not gone[id(old)] and self.was_listed(old):
                decided.changes.append(self.ended(old))
                rest = old.period.without([Period(self.day, None)]) if self.dates is not Dates.COUNT else ()
            elif gone[id(old)] and rest and self.dates is Dates.ROWS and self.listed(old):
                # In an export a row stands for the whole of what it replaces: days that it leaves out are lost, which
                # is an end too and asks for its right.
                place = next(place for fact, place in said if fact.period.overlaps(old.period))
                decided.changes += [] if id(old) in ended else [Change(Effect.END, old, None, (FROM, TO), place)]
                rest = ()
            decided.left += [replace(old, period=period) for period in rest]
        return decided

    @staticmethod
    def _left_of(old: Fact, at: int, new: Fact, gone: Iterable[Period], changes: list[Change]) -> None:
        """An end closes the whole of the row that was held. Where other rows of the return take days out of it, its
        change keeps the piece that it names; the other pieces are written anew beside it."""
        for piece in old.period.without([period for period in gone if period != new.period]):
            if piece.overlaps(new.period):
                start = min(_start(new), piece.start or date.min)
                period = Period(None if start == date.min else start, new.period.end)
                changes[at] = replace(changes[at], after=replace(new, period=period))
            else:
                cut = replace(old, period=piece)
                changes.append(Change(Effect.UPDATE, old, cut, tuple(_days_differing(cut, old)), Place()))

    def _says(self, fact: Fact, old: Fact) -> bool:
        """Whether a row says on some of its days what another said."""
        return old.period.overlaps(fact.period) and not self.register.differing(fact, old)

    def was_listed(self, fact: Fact) -> bool:
        """Whether an export held the row, and it goes on; a count is of its own days, whenever they end."""
        return (self.dates is Dates.COUNT or self._runs(fact)) and self.listed(fact)

    def ended(self, fact: Fact) -> Change:
        """A row that is no longer listed: it ends with the cut-off, a count is taken back."""
        begun = fact.period.start is None or fact.period.start < self.day
        cut = replace(fact, period=Period(fact.period.start, self.day)) if begun else None
        if self.dates is Dates.COUNT:
            return Change(Effect.END, fact, None, (), Place())
        return Change(Effect.END, fact, cut, (TO,), Place())

    def _runs(self, fact: Fact) -> bool:
        return self.day in fact.period

    def _until_next(self, fact: Fact, held: Iterable[Fact]) -> Period:
        """A state holds until the next one begins that was stated already."""
        start = fact.period.start
        ends = [old.period.start for old in held if start and old.period.start and old.period.start > start]
        ends += [end for end in (self.until, fact.period.end) if end is not None and (start is None or end > start)]
        return Period(start, min(ends, default=None))

    def _change(self, new: Fact, place: Place, before: Sequence[Fact], given: Sequence[Fact]) -> Change:
        if not before:
            return Change(Effect.ADDITION, None, new, (), place)
        old = before[0]
        fields = self.register.differing(new, old)
        if self.dates is Dates.ROWS:
            if not fields and sum(self._says(fact, old) for fact in given) > 1:
                # Several rows that say the same in place of one: each has its own days, none ends it for the others.
                return Change(Effect.UPDATE, old, new, tuple(_days_differing(new, old)), place)
            return self._row(new, place, old, fields, whole=self.listed(old))
        another = self.dates is Dates.COUNT and new.period != old.period
        kind = Effect.UPDATE if fields or another or len(before) > 1 else Effect.SAME
        return Change(kind, old, new, tuple(fields), place)

    @staticmethod
    def _row(new: Fact, place: Place, old: Fact, fields: list[str], *, whole: bool) -> Change:
        """A row with days of its own."""
        days = _days_differing(new, old)
        starts, ends = FROM in days, TO in days
        first = min((new.period.start or date.min), (old.period.start or date.min))
        within = not new.period.without([old.period])
        if not fields and (not (starts or ends) or (within and not ends and not whole)):
            return Change(Effect.SAME, old, new, (), place)
        if not fields and _earlier(new.period.end, old.period.end) and not (starts and whole):
            kept = replace(new, period=Period(None if first == date.min else first, new.period.end))
            return Change(Effect.END, old, kept, (TO,), place)
        return Change(Effect.UPDATE, old, new, (*fields, *days), place)


def _days_differing(new: Fact, old: Fact) -> list[str]:
    starts, ends = new.period.start != old.period.start, new.period.end != old.period.end
    return [*([FROM] if starts else []), *([TO] if ends else [])]


def _nothing(_fact: Fact) -> bool:
    return False


def _start(fact: Fact) -> date:
    return fact.period.start or date.min


def _earlier(end: date | None, other: date | None) -> bool:
    return end is not None and (other is None or end < other)


def _other_period(new: Fact, place: Place, old: Fact) -> Finding:
    values: dict[str, Any] = {"start": new.period.start or "…", "end": new.period.end or "…", "row": str(old.row)}
    values |= {"other_start": old.period.start or "…", "other_end": old.period.end or "…"}
    return finding("count-other-period", place=place, **values)
