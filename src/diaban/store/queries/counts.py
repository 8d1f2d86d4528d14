"""Counts of the registers as of a day and as known at a moment, and the figures that they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar, cast

from diaban.basis.error import RefusedError
from diaban.basis.figure import NATION, Address, Figure, Record
from diaban.basis.finding import finding
from diaban.basis.period import Period
from diaban.coverage.counts.asked import CountAsked, parse, share_parts
from diaban.coverage.counts.count import Counted, count, register_read
from diaban.coverage.counts.series import Month, carried, in_window
from diaban.coverage.frame import Framed, Scope, frame_for
from diaban.coverage.measure import Measure
from diaban.coverage.standard import ScopeRule
from diaban.coverage.statement import after_choices
from diaban.registers.fact import Fact
from diaban.registers.files import register_of
from diaban.store.mapping import shape
from diaban.store.queries.decisions import choices
from diaban.store.queries.facts import facts
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known, KnownAt, known
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition
from diaban.units.trace import ended_on_ground_of
from diaban.units.unit import UnitId

__all__ = ["CountAnswer", "communes_of", "count_figure", "counts", "monthly", "share_figure", "stated_in"]

F = TypeVar("F", bound=Fact)
EVERY: Final = ScopeRule(Period(None, None), (), False, {})
"""Every commune of a scope, whatever its type."""
_FACTS: Kept[list[Fact]] = Kept(64)
_COUNTS: Kept[Counted] = Kept(2048)


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """A question, the communes that it counts over, and what they come to. ``act``: the last act it knows of."""

    asked: CountAsked
    framed: Framed
    counted: Counted
    edition: int
    act: int

    @property
    def figure(self) -> Figure:
        """The figure at its address, with every row it rests on; its value is what is surely stated."""
        total = self.counted.total
        name = register_of(shape(register_read(self.asked.measure).fact).fact).name
        records = [Record(name, one.row, getattr(one, "unit", ""), one.origin, one.source) for one in total.facts]
        return Figure(
            self.asked.address,
            Decimal(total.low),
            None,
            self.asked.measure.id,
            tuple(self.counted.of),
            tuple(dict.fromkeys(records)),
            tuple(sorted({record.source for record in records})),
            {self.asked.measure.id: self.asked.measure.definition.checksum},
            self.edition,
            self.act,
            (),
        )


def communes_of(edition: Edition, scope: Scope, day: date, *, viewer: Viewer) -> Framed:
    """All communes of a scope on a day.

    RefusedError ``before-records``; ``scope-unseen`` where the viewer does not read all of them.
    """
    framed = frame_for(edition.atlas, edition.service, EVERY, scope, day)
    if viewer.reads is not None and not viewer.reads.issuperset(framed.ids):
        raise RefusedError(finding("scope-unseen", unit=scope.unit.id if scope.unit else NATION))
    return framed


def counts(*, edition: Edition, asked: Iterable[CountAsked], viewer: Viewer) -> list[CountAnswer]:
    """The answers, in order. RefusedError as :func:`communes_of` gives it."""
    return [_answer(edition, one, viewer) for one in asked]


def count_figure(*, edition: Edition, measure: Measure, address: Address, viewer: Viewer) -> CountAnswer:
    """The answer at an address of ``measure``.

    RefusedError ``figure-address``, ``scope-unseen``, ``before-records``.
    """
    return _answer(edition, parse(address, measure, edition.atlas), viewer)


def share_figure(
    *, edition: Edition, measures: Mapping[str, Measure], share: Measure, address: Address, viewer: Viewer
) -> tuple[CountAnswer, CountAnswer]:
    """The two counts that the share at an address is of: part and whole. RefusedError as :func:`count_figure`."""
    part, whole = share_parts(address, share)
    return (
        count_figure(edition=edition, measure=measures[share.part], address=part, viewer=viewer),
        count_figure(edition=edition, measure=measures[share.whole], address=whole, viewer=viewer),
    )


def monthly(
    *, edition: Edition, asked: Sequence[CountAsked], scope: Scope, day: date, viewer: Viewer
) -> tuple[Month, ...]:
    """The months of a series, each question one month of one measure, in order; carried to the communes of ``scope`` on
    ``day``. A month before the records of its scope has no answer."""
    frame = communes_of(edition, scope, day, viewer=viewer).ids
    found = []
    for one in asked:
        try:
            counted = _answer(edition, one, viewer).counted
        except RefusedError as refused:
            if any(fault.code != "before-records" for fault in refused.findings):
                raise
            counted = None
        found.append(carried(one, counted, frame, edition.atlas, day))
    return tuple(found)


def stated_in(
    *, edition: Edition, fact: type[F], scope: Scope, day: date, viewer: Viewer, known_at: KnownAt = None
) -> list[F]:
    """What a register holds, of any day, of the communes of a scope on ``day`` and of what came before them."""
    framed = communes_of(edition, scope, day, viewer=viewer)
    return cast(list[F], _facts(edition, fact, framed.ids, scope, day, viewer, known(known_at)))


def _answer(edition: Edition, asked: CountAsked, viewer: Viewer) -> CountAnswer:
    framed = communes_of(edition, asked.scope, asked.day, viewer=viewer)
    then = known(asked.known_at)
    key = (edition.number, asked.measure.definition.checksum, str(asked.address), viewer.reads)

    def make(_: Known) -> Counted:
        kind = register_read(asked.measure).fact
        rows = _facts(edition, kind, framed.ids, asked.scope, asked.day, viewer, then)
        if asked.window is not None:
            rows = in_window(rows, [asked.window])[0]
        return count(asked.measure, rows, framed.ids, edition.atlas, at=asked.day, window=asked.window, item=asked.item)

    return CountAnswer(asked, framed, _COUNTS.answer(key, make), edition.number, then.act)


def _facts(
    edition: Edition, kind: type[Fact], frame: Sequence[UnitId], scope: Scope, day: date, viewer: Viewer, then: Known
) -> list[Fact]:
    """Facts of any day about communes of a scope and their predecessors, after choices; kept, as a series asks again
    and again."""
    where = None if scope.unit is None else frozenset((*frame, *ended_on_ground_of(edition.atlas, frame, day)))
    key = (edition.number, kind, where, then.act, viewer.reads)

    def make(_: Known) -> list[Fact]:
        told = facts(shape(kind).model, kind, as_of=None, known_at=then, viewer=viewer, units=where)
        return after_choices(told, choices(viewer=viewer, known_at=then) if told else ())

    return _FACTS.answer(key, make)
