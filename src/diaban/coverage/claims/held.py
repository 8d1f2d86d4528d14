"""Published figures against the registers: which of them can be held, by which question, and what the answer says.

A measure says in its file which standard it is counted by and in which states (``measures.toml``); no other can be
held. Units of the frame that state nothing may be anything: with them the registers give a range, not a number, and
they contradict a figure only if no way of settling those units agrees with it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Final

from diaban.basis.catalogue import Say
from diaban.basis.error import RefusedError
from diaban.coverage.claims.amount import Bound, Interval, cut, plain
from diaban.coverage.claims.claim import Claim, Modality
from diaban.coverage.claims.frames import Early, Ground, Tally, frame_day, scopes
from diaban.coverage.claims.summed import SumFigure, sum_verdict
from diaban.coverage.claims.terms import COUNT, PERCENT, Counted, Terms
from diaban.coverage.claims.verdict import Code, Verdict
from diaban.coverage.claims.wording import Figure
from diaban.coverage.state import State
from diaban.units.unit import TYPES_BY_LEVEL, Level, Unit, UnitId, UnitType

if TYPE_CHECKING:
    # Only its shape is wanted, and numpy comes with the module.
    from diaban.coverage.result import CoverageResult

__all__ = [
    "Asked",
    "HeldFigure",
    "RegisterFigure",
    "Subject",
    "questions",
    "register_figures",
    "register_verdict",
    "subjects",
]

HUNDRED: Final = Decimal(100)
SHOWN: Final = Decimal("0.0001")
Subject = tuple[str, UnitId | None, date, Modality]
"""Measure, place (None: the nation), day, modality: what a figure and a claim must share."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the registers: how far these standards, by id, are met at a place (None: the nation) on a day."""

    place: Unit | None
    day: date
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFigure:
    """What the registers hold of a measure at a place (None: the nation) on a day.

    ``low`` to ``high``: how many units are so by what they state; one number, but where a state is only the most it can
    be. ``unaccounted``: units of the frame that state nothing; any number of them may be so too. ``types``: the frame,
    communes by type. ``opens``: addresses of the figures it is made of, each with its number.
    """

    measure: str
    place: UnitId | None
    as_of: date
    modality: Modality
    low: int
    high: int
    unaccounted: int = 0
    types: Mapping[UnitType, int]
    opens: tuple[tuple[str, int], ...] = ()
    invented: bool = False

    @property
    def size(self) -> int:
        """The number of communes in the frame."""
        return sum(self.types.values())

    @property
    def subject(self) -> Subject:
        """What a claim must share to be held against it."""
        return (self.measure, self.place, self.as_of, self.modality)

    def evidence(self) -> tuple[Mapping[str, object], ...]:
        """As JSON shows it: one line for each address."""
        return tuple(
            {"kind": "register", "address": address, "value": n, "of": self.size, "invented": self.invented}
            for address, n in self.opens
        )

    def worded(self, say: Say) -> str:
        """``78/102, còn 2 chưa rõ``; an invented register says that it is."""
        held = Interval(Decimal(self.low) if self.low or self.high == 0 else None, Decimal(self.high))
        text = say("claim.register.held", n=held, of=self.size)
        if self.unaccounted:
            text = say("claim.register.unaccounted", held=text, n=self.unaccounted)
        return say("claim.register.invented", held=text, invented=say("word.invented-data")) if self.invented else text


HeldFigure = RegisterFigure | SumFigure
"""What the registers hold of a measure: a number of units, or a sum."""


def questions(claims: Iterable[Claim], terms: Terms, ground: Ground, today: date) -> tuple[Asked, ...]:
    """What must be asked of the registers to hold all ``claims`` that can be held: one question for a place and day.

    A claim on a day before the records or after ``today``, or of a place that ``check`` refuses, asks nothing: a
    register states nothing of days to come, though what it holds has no end yet.
    """
    wanted: dict[tuple[UnitId | None, date], tuple[Unit | None, set[str]]] = {}
    for claim in claims:
        held = terms.measure(claim).held
        if held is None or claim.modality not in held.states or not _says_how_many(claim, terms):
            continue
        try:
            tally = ground.tally(claim)
        except RefusedError:
            continue
        if isinstance(tally, Early) or tally.day > today:
            continue
        key = (tally.place.id if tally.place else None, tally.day)
        wanted.setdefault(key, (tally.place, set()))[1].add(held.standard)
    return tuple(Asked(place, day, tuple(sorted(names))) for (_, day), (place, names) in wanted.items())


def register_figures(
    asked: Asked, results: "Iterable[CoverageResult]", terms: Terms, *, invented: bool
) -> Iterator[RegisterFigure]:
    """The figures that the answers to a question give, one for each measure and modality counted by their standards.

    None where no unit of the frame states anything: of such a frame the registers hold nothing.
    """
    place = asked.place.id if asked.place else None
    for result in results:
        unknown = len(result.units[State.UNACCOUNTED])
        if unknown == result.size:
            continue
        found = Counter(unit.type for unit in result.frame.units)
        types = {kind: found[kind] for kind in TYPES_BY_LEVEL[Level.COMMUNE] if found[kind]}
        for measure in terms.measures.values():
            if measure.held is None or measure.held.standard != result.standard.id:
                continue
            for modality, counted in measure.held.states.items():
                yield RegisterFigure(
                    measure=measure.key,
                    place=place,
                    as_of=asked.day,
                    modality=modality,
                    low=sum(len(result.units[state]) for state in counted.surely),
                    high=sum(len(result.units[state]) for state in counted.at_most),
                    unaccounted=unknown,
                    types=types,
                    opens=tuple(_opens(result, counted)),
                    invented=invented,
                )


def subjects(figures: Sequence[HeldFigure]) -> dict[Subject, HeldFigure]:
    """Figures by what a claim must share."""
    return {figure.subject: figure for figure in figures}


def register_verdict(
    claim: Claim, terms: Terms, ground: Ground, figures: Mapping[Subject, HeldFigure]
) -> Verdict | None:
    """Hold a claim against the registers' figure of its measure, place, day and modality; None where there is none.

    ``consistent``: what is stated agrees. ``unsupported``: it is right only if units not accounted for are so;
    ``amount`` is how many. ``contradicts-register``: it is wrong however they are settled; ``amount`` is the nearest
    number the registers allow less the nearest the claim allows. ``not-comparable``: the claim's units are not the
    standard's, or it speaks of no single day.
    """
    if not figures:
        return None
    place, day = ground.place(claim), frame_day(claim)
    if isinstance(place, Early):
        return None
    figure = figures.get((claim.measure, place.id if place else None, day, claim.modality))
    if isinstance(figure, SumFigure):
        return sum_verdict(claim, terms, ground, figure)
    stated = None if figure is None else _stated(claim, terms, figure.size)
    if figure is None or stated is None:
        return None
    tally = ground.tally(claim)
    if isinstance(tally, Early):
        return None
    if not _same_units(claim, terms, tally, figure):
        frame = Tally(tally.place, day, figure.types)
        return Verdict(Code.NOT_COMPARABLE, "claim.why.register-scope", {"frame": frame})
    values: dict[str, object] = {"value": Figure(claim), "register": figure, "day": day}
    verdict = _held(claim, stated, figure, values)
    if verdict.code is not Code.CONSISTENT and not claim.speaks.first == claim.speaks.last == day:
        # Of a month or a year the register knows every day, the claim does not say which of them it means.
        values["as_of"] = claim.speaks
        return Verdict(Code.NOT_COMPARABLE, "claim.why.register-period", values, evidence=figure.evidence())
    return verdict


def _held(claim: Claim, stated: Interval, figure: RegisterFigure, values: dict[str, object]) -> Verdict:
    """The verdict on a claim that speaks of the figure's own units."""
    most = figure.high + figure.unaccounted
    least, last = _integers(stated)
    if least is not None and last is not None and least > last:
        # No number at all is such a percentage of the frame.
        nominal = (claim.value if claim.percent_printed is None else claim.percent_printed) or Decimal(0)
        nominal = nominal * figure.size / HUNDRED
        amount = (min(max(round(nominal), figure.low), most) - nominal).quantize(SHOWN)
    elif least is not None and least > most:
        amount = Decimal(most - least)
    elif last is not None and last < figure.low:
        amount = Decimal(figure.low - last)
    elif least is None or least <= figure.high:
        return Verdict(Code.CONSISTENT, "claim.why.register-agrees", values, evidence=figure.evidence())
    else:
        rests = Decimal(least - figure.high)
        values |= {"amount": rests, "unaccounted": figure.unaccounted}
        return Verdict(Code.UNSUPPORTED, "claim.why.register-rests", values, rests, figure.evidence())
    why = "claim.why.register-differs-all" if figure.unaccounted else "claim.why.register-differs"
    values["amount"] = plain(amount)
    return Verdict(Code.CONTRADICTS_REGISTER, why, values, amount, figure.evidence())


def _says_how_many(claim: Claim, terms: Terms) -> bool:
    return _stated(claim, terms, 1) is not None


def _stated(claim: Claim, terms: Terms, size: int) -> Interval | None:
    """How many units of a frame of ``size`` a claim surely says: its value, else its percentage of the frame."""
    kind = terms.dimension(claim.unit)
    if claim.value is not None and kind == COUNT:
        return terms.stated(claim)
    share = claim.value if claim.value is not None else claim.percent_printed
    if share is None or kind not in (COUNT, PERCENT):
        return None
    near = terms.stated(replace(claim, value=share, of=None, percent_printed=None, unit="%"))
    if near is not None and claim.bound is Bound.EXACT:
        # All is all and none is none; any other percentage may have been cut as well as rounded.
        near = Interval.point(share) if share in (0, HUNDRED) else near.hull(cut(share))
    return None if near is None else near.times(Decimal(size) / HUNDRED)


def _same_units(claim: Claim, terms: Terms, tally: Tally, figure: RegisterFigure) -> bool:
    """Whether a claim, in every reading its wording leaves open, speaks of the figure's frame and of nothing else.

    One place and day: with as many communes of every type they are the same communes.
    """
    whole = claim.of if terms.dimension(claim.unit) == COUNT else None
    if whole is not None and whole != figure.size:
        return False
    readings = scopes(claim.scope_types)
    frames = [tally.of(types) for types in readings]
    if not readings and whole is not None:
        frames = [frame for frame in tally.subsets() if frame.size == whole]
    return bool(frames) and all(dict(frame.types) == dict(figure.types) for frame in frames)


def _integers(stated: Interval) -> tuple[int | None, int | None]:
    """The first and the last whole number of an interval, None for no end; the first above the last if it has none."""
    low, high = stated.low, stated.high
    least = None if low is None else int(low.to_integral_value(ROUND_CEILING))
    last = None if high is None else int(high.to_integral_value(ROUND_FLOOR))
    if least is not None and stated.low_open and least == low:
        least += 1
    if last is not None and stated.high_open and last == high:
        last -= 1
    return least, last


def _opens(result: "CoverageResult", counted: Counted) -> Iterator[tuple[str, int]]:
    """Addresses behind a count: of its states, as far as there are such units, and of what is not accounted for."""
    for at, state in enumerate((*counted.at_most, State.UNACCOUNTED)):
        n = len(result.units[state])
        if n or at == 0:
            yield str(result.address(state)), n
