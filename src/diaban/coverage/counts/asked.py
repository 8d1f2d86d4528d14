"""One question to a register that counts, and the address that it has: measure, item, span, scope, day.

``violations.drugs.month~u00014~derived~2026-10-14~latest~reported~as-reported``: of a window the day is its last, so
that one figure has one address. Windows are administrative, as the returns are (15th to 14th), and end with the span.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.figure import DERIVED, NATION, Address, FrameRef, Reading, ScopeRef, Step
from diaban.basis.finding import finding
from diaban.basis.period import Period
from diaban.coverage.counts.count import happens, register_read
from diaban.coverage.counts.item import Span
from diaban.coverage.frame import Scope
from diaban.coverage.measure import Measure
from diaban.coverage.step import add_months
from diaban.intake.reporting import Calendar, PeriodRule, ReportingPeriod, period_of, require_reach
from diaban.registers import campaign, movement, opinion, patrols, situation
from diaban.registers.files import REGISTERS
from diaban.units.atlas import Atlas

__all__ = ["COUNTING", "CountAsked", "counted_measure", "month_closed", "parse", "share_parts"]

ROOMS: Final = frozenset(room.__name__ for room in (campaign, movement, opinion, patrols, situation))
ONE: Final = timedelta(days=1)
COUNTING: Final = frozenset(register.name for register in REGISTERS if register.fact.__module__ in ROOMS)
"""Registers that are read as counts (M8, M10–M13); of the others standards are the measure."""


@dataclass(frozen=True, slots=True)
class CountAsked:
    """A measure (or one ``item`` of it) in ``scope`` on ``day``, or within the ``span`` that ends with it."""

    measure: Measure
    scope: Scope
    day: date
    item: str = ""
    span: Span | None = None
    known_at: datetime | None = None

    @property
    def window(self) -> Period | None:
        """The days within which something happened; None for what is there on the day."""
        if self.span is None:
            return None
        month = _month(self.day)
        if self.span is Span.QUARTER:
            return _period(PeriodRule.QUARTERLY, self.day).period
        start = month.start if self.span is Span.MONTH else add_months(month.start, -11)
        return Period(start, month.cut_off + ONE)

    @property
    def address(self) -> Address:
        """Its address."""
        name = ".".join(part for part in (self.measure.id, self.item, self.span or "") if part)
        frame = FrameRef(DERIVED)
        return Address(name, self.scope.ref, frame, self.day, self.known_at, Step.REPORTED, Reading.AS_REPORTED)


def month_closed(day: date) -> ReportingPeriod:
    """The last reporting month that was over on ``day``."""
    month = _month(day)
    return month if month.cut_off <= day else _month(month.start - ONE)


def counted_measure(address: Address, measures: Mapping[str, Measure]) -> Measure | None:
    """The measure of an address, if it is one that these registers count, or a share of two such; else None."""
    measure = measures.get(address.measure.partition(".")[0])
    if measure is None or measure.register in COUNTING:
        return measure
    counted = [measures.get(name) for name in (measure.part, measure.whole)]
    return measure if all(one is not None and one.register in COUNTING for one in counted) else None


def share_parts(address: Address, share: Measure) -> tuple[Address, Address]:
    """The addresses of the two counts that a share is of: part and whole."""
    _, dot, rest = address.measure.partition(".")
    part, whole = (replace(address, measure=f"{name}{dot}{rest}") for name in (share.part, share.whole))
    return part, whole


def parse(address: Address, measure: Measure, atlas: Atlas) -> CountAsked:
    """The question that an address of ``measure`` asks. RefusedError ``figure-address``, ``scope-unseen``."""
    _, *rest = address.measure.split(".")
    span = Span(rest.pop()) if rest and rest[-1] in set(Span) else None
    item = rest.pop() if rest else ""
    asked = CountAsked(measure, _scope(address.scope, address.day, atlas), address.day, item, span, address.known_at)
    window = asked.window
    faulty = (
        bool(rest)
        or happens(register_read(measure).fact) != (span is not None)
        or (window is not None and window.last_day != address.day)
        or str(asked.address) != str(address)
    )
    if faulty:
        raise RefusedError(finding("figure-address", text=str(address)))
    return asked


def _scope(ref: ScopeRef, day: date, atlas: Atlas) -> Scope:
    if ref.unit == NATION:
        return Scope()
    try:
        return Scope(atlas.by_id(ref.unit, ref.ground_of or day), ref.ground_of)
    except KeyError as error:
        raise RefusedError(finding("scope-unseen", unit=ref.unit)) from error


def _month(day: date) -> ReportingPeriod:
    return _period(PeriodRule.MONTHLY, day)


def _period(rule: PeriodRule, day: date) -> ReportingPeriod:
    require_reach(day)
    found = period_of(rule, Calendar.ADMINISTRATIVE, day)
    if found is None:
        raise LookupError(f"every day lies in a period of the rule {rule}")
    return found
