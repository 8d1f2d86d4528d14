"""Published figures against registers that count: forms collected, violations, models; added up over units and periods.

What the registers hold is a least, and often no more: a commune that has not reported, a period that runs on over the
day, the time before the records began. So a sum contradicts a figure only by being larger; where it is smaller, what
is missing is named, and nobody can say whether it was ever there. A vague figure stays vague: its words name an order
of magnitude, and the sum lies in it or not.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from diaban.basis.catalogue import Say
from diaban.basis.error import RefusedError
from diaban.basis.period import Period
from diaban.coverage.claims.amount import Bound, Interval
from diaban.coverage.claims.claim import Claim, Modality
from diaban.coverage.claims.frames import Early, Ground, Tally, scopes
from diaban.coverage.claims.terms import COUNT, Measure, Summed, Terms
from diaban.coverage.claims.verdict import Code, Verdict
from diaban.coverage.claims.wording import Figure
from diaban.registers.fact import Fact
from diaban.registers.files import Register, register_named
from diaban.registers.judging.history import COUNTED
from diaban.registers.situation import SituationCount
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations
from diaban.units.unit import Unit, UnitId

__all__ = ["SumAsked", "SumFigure", "sum_figure", "sum_questions", "sum_register", "sum_verdict"]

ONE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SumAsked:
    """One question to a register that counts: a measure, at a place (None: the nation), until a day."""

    measure: Measure
    place: Unit | None
    day: date

    @property
    def summed(self) -> Summed:
        """How it adds up. Only measures that do are asked."""
        if self.measure.summed is None:
            raise LookupError(self.measure.key)
        return self.measure.summed


@dataclass(frozen=True, slots=True, kw_only=True)
class SumFigure:
    """What a register's rows add up to, for the communes of a place until a day.

    ``low``: surely; ``high``: at most by what is stated, None where something is not. ``silent``: communes whose rows
    do not reach the day, of ``size``. ``since``: the first day counted. ``invented``: the register is.
    """

    asked: SumAsked
    low: int
    high: int | None
    silent: int
    size: int
    since: date | None
    invented: bool = False

    @property
    def subject(self) -> tuple[str, UnitId | None, date, Modality]:
        """What a claim must share to be held against it."""
        place = self.asked.place
        return (self.asked.measure.key, place.id if place else None, self.asked.day, Modality.DONE)

    def evidence(self) -> tuple[Mapping[str, object], ...]:
        """As JSON shows it."""
        since = None if self.since is None else self.since.isoformat()
        held: dict[str, object] = {"kind": "sum", "register": self.asked.summed.register, "value": self.low}
        return (held | {"silent": self.silent, "of": self.size, "since": since, "invented": self.invented},)

    def worded(self, say: Say) -> str:
        """``305.402 (từ ngày 15/02/2020, 98/98 đơn vị báo cáo đủ)``."""
        n = self.low if self.high == self.low else Interval(Decimal(self.low), None)
        values: dict[str, object] = {"n": n, "told": self.size - self.silent, "of": self.size}
        if self.since is None:
            text = say("claim.register.sum", **values)
        else:
            text = say("claim.register.sum-since", since=self.since, **values)
        return say("claim.register.invented", held=text, invented=say("word.invented-data")) if self.invented else text


def sum_register(summed: Summed) -> Register:
    """The register that a measure adds up. LookupError where there is none."""
    register = register_named(summed.register)
    if register is None:
        raise LookupError(summed.register)
    return register


def sum_questions(claims: Iterable[Claim], terms: Terms, ground: Ground, today: date) -> tuple[SumAsked, ...]:
    """What must be asked to hold all ``claims`` that a sum can be held against, each question once."""
    wanted: dict[tuple[str, UnitId | None, date], SumAsked] = {}
    for claim in claims:
        measure = terms.measure(claim)
        if measure.summed is None or claim.modality is not Modality.DONE or _stated(claim, terms) is None:
            continue
        try:
            tally = ground.tally(claim)
        except RefusedError:
            continue
        if isinstance(tally, Tally) and tally.day <= today:
            asked = SumAsked(measure, tally.place, tally.day)
            wanted[measure.key, tally.place.id if tally.place else None, tally.day] = asked
    return tuple(wanted.values())


def sum_figure(
    asked: SumAsked, communes: Collection[UnitId], facts: Iterable[Fact], atlas: Atlas, *, invented: bool
) -> SumFigure | None:
    """The sum over ``communes``, units of the day, and the units that ended on their ground.

    ``facts``: of the register, about these units, after choices; where origins still differ the smaller value is sure
    and the larger possible. A unit divided between the place and elsewhere adds to what is possible alone. None where
    nothing is stated of any commune.
    """
    register, frame, day = sum_register(asked.summed), frozenset(communes), asked.day
    periods = register.fact in COUNTED
    told: dict[tuple[object, ...], list[Fact]] = {}
    reach: dict[UnitId, Period] = {}
    for fact in facts:
        counts = fact.period.start is None or fact.period.start <= day if periods else day in fact.period
        if counts and all(getattr(fact, name) == value for name, value in asked.summed.where):
            told.setdefault((*register.about(fact), fact.period if periods else None), []).append(fact)
            unit: UnitId = getattr(fact, "unit", "")
            reach[unit] = max(reach.get(unit, fact.period), fact.period, key=_end)
    if not told:
        return None
    low, high = 0, 0
    open_ended = False
    whole = {unit: set(destinations(atlas, unit, day)) <= frame for unit in reach}
    for alternatives in told.values():
        fact = alternatives[0]
        spans = [_span(asked.summed.field, one) for one in alternatives]
        sure = whole[getattr(fact, "unit", "")] and (not periods or _end(fact.period) <= day + ONE)
        low += min(least for least, _ in spans) if sure else 0
        known = [most for _, most in spans if most is not None]
        high += max(known, default=0)
        open_ended = open_ended or len(known) < len(spans)
    silent = sum(not _is_told(unit, reach, atlas, day, periods=periods) for unit in frame)
    starts = [fact.period.start for one in told.values() for fact in one if fact.period.start is not None]
    return SumFigure(
        asked=asked,
        low=low,
        high=None if silent or open_ended else high,
        silent=silent,
        size=len(frame),
        since=min(starts, default=None) if periods else None,
        invented=invented,
    )


def sum_verdict(claim: Claim, terms: Terms, ground: Ground, figure: SumFigure) -> Verdict | None:
    """Hold a claim against the sum of its measure, place and day; None for one that says no number.

    ``consistent``: it says what is held, or what may be held within the period that runs over the day. ``unsupported``:
    it says more; ``amount`` is what no row holds. ``contradicts-register``: it says less than surely is.
    ``not-comparable``: it speaks of some types of commune only.
    """
    stated, tally = _stated(claim, terms), ground.tally(claim)
    if stated is None or isinstance(tally, Early):
        return None
    values: dict[str, Any] = {"value": Figure(claim), "register": figure, "day": figure.asked.day}
    readings = scopes(claim.scope_types)
    if any(dict(tally.of(types).types) != dict(tally.types) for types in readings):
        return Verdict(Code.NOT_COMPARABLE, "claim.why.register-scope", {"frame": tally})
    vague = claim.bound is Bound.VAGUE
    least, last = stated.low or Decimal(0), stated.high
    if last is not None and last < figure.low:
        amount = figure.low - last
        values["amount"] = int(amount)
        return Verdict(
            Code.CONTRADICTS_REGISTER, "claim.why.register-differs", values, amount, evidence=figure.evidence()
        )
    reached = figure.low if figure.high is None else figure.high
    if least > reached:
        amount = least - reached
        values["amount"] = int(amount)
        return Verdict(Code.UNSUPPORTED, "claim.why.register-short", values, amount, evidence=figure.evidence())
    why = "claim.why.register-vague" if vague else "claim.why.register-agrees"
    return Verdict(Code.CONSISTENT, why, values, evidence=figure.evidence())


def _stated(claim: Claim, terms: Terms) -> Interval | None:
    """What a claim says in so many words: a number of things counted, or the order of magnitude of a vague one."""
    if terms.dimension(claim.unit) != COUNT:
        return None
    if claim.bound is Bound.VAGUE:
        return terms.ordered(claim)
    return None if claim.value is None else terms.stated(claim)


def _span(field: str, fact: Fact) -> tuple[int, int | None]:
    """The least and the most that a row adds; None: it does not say."""
    if not field:
        return 1, 1
    value = getattr(fact, field)
    if value is not None:
        return value, value
    if isinstance(fact, SituationCount) and field == "detected":
        return fact.least or 0, fact.most
    return 0, None


def _end(period: Period) -> date:
    return period.end or date.max


def _is_told(unit: UnitId, reach: Mapping[UnitId, Period], atlas: Atlas, day: date, *, periods: bool) -> bool:
    """Whether the rows of a unit, or of all that it came from, reach the day: no further period of the same length had
    ended by then."""
    last = reach.get(unit)
    if last is None:
        olds = {step.older for step in atlas.successions_into(unit) if step.event.day <= day}
        return bool(olds) and all(_is_told(old, reach, atlas, day, periods=periods) for old in olds)
    if not periods or last.end is None or last.start is None:
        return True
    return day + ONE - last.end < last.end - last.start
