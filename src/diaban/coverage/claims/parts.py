"""A whole and its parts: what they leave over, what an average comes to, and what an expectation rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import Final

from diaban.basis.catalogue import Say
from diaban.coverage.claims.amount import Bound, Interval, added, plain
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.frames import Tally
from diaban.coverage.claims.scope import frames_of
from diaban.coverage.claims.terms import COUNT, MONEY, RATE, Terms
from diaban.coverage.claims.verdict import Code, Verdict

__all__ = [
    "PRECISION",
    "Equation",
    "Family",
    "Rest",
    "families",
    "laid_out",
    "rate_verdicts",
    "sum_verdict",
    "unsupported_verdict",
]

ZERO: Final = Decimal(0)
PRECISION: Final = 100
"""Digits kept, so that no figure a file may hold (18 digits and 6 decimals) is rounded on the way."""


@dataclass(frozen=True, slots=True)
class Family:
    """A claim and the claims that say they are part of it."""

    parent: Claim
    parts: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """What the parts of a claim surely leave over: more than nothing."""

    parent: Claim
    parts: tuple[Claim, ...]
    amount: Decimal | None
    shown: Interval


@dataclass(frozen=True, slots=True)
class Equation:
    """Parts and whole as arithmetic: ``78 + 22 + rest = 102``.

    ``rest``: what the parts leave (``code`` remainder, or consistent of an open list) or are too much (excess); None
    where they come to the whole. ``nameless``: the rest are units, and no public source says which.
    """

    whole: Claim
    parts: tuple[Claim, ...]
    rest: Interval | None
    code: Code
    nameless: bool


@dataclass(frozen=True, slots=True)
class _Sum:
    """Parts as a sum is written: ``78 + 22``, ``trên 241``."""

    parts: tuple[Claim, ...]
    unit: str | None = None
    """The unit of the whole; a part in another one is written with its own."""

    def worded(self, say: Say) -> str:
        return " + ".join(self._one(part, say) for part in self.parts)

    def _one(self, part: Claim, say: Say) -> str:
        if part.value is None:
            return say("claim.figure.percent", n=part.percent_printed)
        number = say(f"claim.bound.{part.bound.value}", n=plain(part.value))
        return number if self.unit in (None, part.unit) else f"{number} {part.unit}"


def families(claims: Iterable[Claim]) -> dict[str, Family]:
    """Families by the id of the whole."""
    by_id = {claim.claim_id: claim for claim in claims}
    parts: dict[str, list[Claim]] = {}
    for claim in by_id.values():
        if claim.part_of:
            parts.setdefault(claim.part_of, []).append(claim)
    return {key: Family(by_id[key], tuple(found)) for key, found in parts.items() if key in by_id}


def sum_verdict(family: Family, terms: Terms) -> tuple[Verdict | None, Rest | None]:
    """Hold the whole against the sum of its parts. No verdict where it has no part that can be added to it.

    A list that its wording leaves open ("trong đó", "…") may fall short of the whole, never exceed it.
    """
    parent = family.parent
    whole = _whole(parent)
    if whole is None:
        return None, None
    parts, dimension = _addends(family, terms), terms.dimension(parent.unit)
    if not parts:
        return None, None
    if any(terms.meant(part) is None for part in parts):
        return Verdict(Code.NOT_COMPARABLE, "claim.why.vague-part", evidence=_claims(parent, *parts)), None
    factor = terms.factor(parent.unit) if dimension == MONEY else Decimal(1)
    surely, meant = terms.stated(whole), terms.meant(whole)
    if surely is None or meant is None:
        return Verdict(Code.NOT_COMPARABLE, "claim.why.vague", evidence=_claims(parent)), None
    rest = surely - added(_scaled(part, terms, factor, surely=True) for part in parts)
    likely = meant - added(_scaled(part, terms, factor, surely=False) for part in parts)
    nominal = _nominal(whole, terms) - sum((_nominal(part, terms, factor) for part in parts), ZERO)
    exact = all(one.bound is Bound.EXACT for one in (whole, *parts))
    shown = Interval.point(nominal) if exact else rest.outward()
    is_open = terms.is_open(parent.quote, *(part.quote for part in parts))
    shared = parent.unit if dimension == MONEY else None
    values: dict[str, object] = {
        "parts": _Sum(parts, shared),
        "whole": _Sum((whole,)),
        "unit": parent.unit,
        "rest": shown,
    }
    evidence = _claims(parent, *parts)
    nothing = Interval.point(ZERO)
    if likely.below(nothing):
        amount = (Interval.point(-nominal) if exact else -shown).amount()
        return Verdict(Code.EXCESS, "claim.why.excess", {**values, "rest": -shown}, amount, evidence), None
    if not nothing.below(likely):
        return Verdict(Code.CONSISTENT, "claim.why.sum", values, evidence=evidence), None
    amount = shown.amount()
    if is_open:
        return Verdict(Code.CONSISTENT, "claim.why.sum-open", values, amount, evidence), None
    which = dimension == COUNT and terms.measure(parent).counts_units
    why = "claim.why.remainder-units" if which else "claim.why.remainder"
    if which:
        evidence = (*evidence, {"kind": "units", "which": None})
    found = Verdict(Code.REMAINDER, why, values, amount, evidence)
    return found, Rest(parent, parts, amount, shown)


def laid_out(family: Family, terms: Terms) -> Equation | None:
    """The sum that :func:`sum_verdict` judges, part by part; None where it adds nothing up."""
    with localcontext(Context(prec=PRECISION)):
        verdict, _ = sum_verdict(family, terms)
    parts = None if verdict is None else verdict.values.get("parts")
    if verdict is None or not isinstance(parts, _Sum):
        return None
    rest = verdict.values.get("rest")
    even = verdict.why == "claim.why.sum"
    found = rest if isinstance(rest, Interval) and not even else None
    return Equation(family.parent, parts.parts, found, verdict.code, verdict.why == "claim.why.remainder-units")


def rate_verdicts(family: Family, terms: Terms, tally: Tally | None) -> list[Verdict]:
    """What each gets: a total, spread over a count, against the rates printed; the average where none is printed."""
    parent, dimension = family.parent, terms.dimension(family.parent.unit)
    stated = terms.stated(parent)
    total = None if stated is None else stated.within(Interval(ZERO, None))
    if parent.value is None or total is None or dimension == RATE:
        return []
    rates = [
        part
        for part in family.parts
        if terms.dimension(part.unit) == RATE and terms.dimension(part.unit.partition("/")[0]) == dimension
    ]
    counts = [part for part in family.parts if dimension != COUNT and terms.dimension(part.unit) == COUNT]
    count, over = _spread(parent, counts, rates, terms, tally)
    if count is None:
        return []
    evidence = (*_claims(parent, *counts, *rates), *over)
    if not rates:
        each = (total / count).outward()
        values = {"total": _Sum((parent,)), "unit": parent.unit, "count": count, "each": each}
        return [Verdict(Code.CONSISTENT, "claim.why.each", values, each.amount(), evidence)]
    allowed: Interval | None = Interval(ZERO, None)
    for rate in rates:
        stated = terms.stated(rate)
        if stated is None:
            return [Verdict(Code.NOT_COMPARABLE, "claim.why.vague-part", evidence=evidence)]
        allowed = None if allowed is None else allowed.within(stated.times(_factor(rate, parent, terms)))
    if allowed is None:
        return [Verdict(Code.EXCESS, "claim.why.rates-apart", evidence=evidence)]
    spread = allowed * count
    values = {"rates": allowed, "count": count, "spread": spread.outward(), "total": total, "unit": parent.unit}
    if spread.meets(total):
        return [Verdict(Code.CONSISTENT, "claim.why.rates", values, evidence=evidence)]
    if spread.below(total):
        amount = _gap(total.low, spread.high)
        return [Verdict(Code.EXCESS, "claim.why.rates-more", {**values, "amount": amount}, amount, evidence)]
    amount = _gap(spread.low, total.high)
    return [Verdict(Code.REMAINDER, "claim.why.rates-less", {**values, "amount": amount}, amount, evidence)]


def unsupported_verdict(claim: Claim, rests: Mapping[str, Rest]) -> Verdict | None:
    """Whether an expected whole is looked for while the parts of that same whole leave something unaccounted for."""
    if not claim.ahead or not claim.is_whole:
        return None
    same = [rest for rest in rests.values() if _same_whole(claim, rest.parent)]
    rest = rests.get(claim.part_of) or rests.get(claim.claim_id) or (same[0] if same else None)
    if rest is None:
        return None
    values = {"rest": rest.shown, "whole": rest.parent.claim_id}
    evidence = (*_claims(rest.parent, *rest.parts), {"kind": "units", "which": None})
    return Verdict(Code.UNSUPPORTED, "claim.why.unsupported", values, rest.amount, evidence)


def _same_whole(claim: Claim, parent: Claim) -> bool:
    return (claim.document, claim.measure, claim.place) == (parent.document, parent.measure, parent.place)


def _whole(parent: Claim) -> Claim | None:
    """The parent as the figure its parts add up to: its value, or its *of* where it only heads the list."""
    if parent.value is not None:
        return parent
    if parent.of is None or parent.bound is Bound.VAGUE:
        return None
    fields = {name: getattr(parent, name) for name in Claim.__dataclass_fields__}
    return Claim(**{**fields, "value": parent.of, "of": None, "percent_printed": None})


def _addends(family: Family, terms: Terms) -> tuple[Claim, ...]:
    """Parts of the whole's own kind, spoken of in its own tense; for an expected whole, parts that are so today."""
    kind = terms.dimension(family.parent.unit)
    same = [part for part in family.parts if terms.dimension(part.unit) == kind and kind != RATE]
    tense = [part for part in same if part.ahead == family.parent.ahead]
    if not tense and family.parent.ahead:
        tense = [part for part in same if not part.ahead]
    return tuple(tense)


def _scaled(part: Claim, terms: Terms, factor: Decimal, *, surely: bool) -> Interval:
    found = terms.stated(part) if surely else terms.meant(part)
    if found is None:
        raise ValueError(f"{part.claim_id}: a vague part is not added")
    return found.times(terms.factor(part.unit) / factor)


def _factor(rate: Claim, total: Claim, terms: Terms) -> Decimal:
    """What makes a rate one of the total's own unit: 0.001 for triệu đồng beside tỷ đồng."""
    return terms.factor(rate.unit) / terms.factor(total.unit)


def _nominal(claim: Claim, terms: Terms, factor: Decimal | None = None) -> Decimal:
    """The figure as printed, in units of ``factor``; derived from the percentage where it is not printed."""
    value = claim.value
    if value is None:
        value = (claim.percent_printed or ZERO) * (claim.of or ZERO) / 100
    return value if factor is None else value * terms.factor(claim.unit) / factor


def _spread(
    parent: Claim, counts: Sequence[Claim], rates: Sequence[Claim], terms: Terms, tally: Tally | None
) -> tuple[Interval | None, tuple[Mapping[str, object], ...]]:
    """Over how many the total is spread: the one count printed with it, else the communes its wording may mean."""
    if len(counts) == 1:
        stated = terms.stated(counts[0])
        return (stated, ()) if stated is not None and stated.low else (None, ())
    if counts or not rates or tally is None or not parent.scope_types:
        return None, ()
    frames = frames_of(parent, tally)
    sizes = [Decimal(frame.size) for frame in frames]
    found = tuple({"kind": "frame", "types": {t.value: n for t, n in f.types.items()}, "size": f.size} for f in frames)
    return (Interval(min(sizes), max(sizes)), found) if min(sizes) else (None, ())


def _gap(upper: Decimal | None, lower: Decimal | None) -> Decimal | None:
    return None if upper is None or lower is None else upper - lower


def _claims(*claims: Claim) -> tuple[Mapping[str, object], ...]:
    return tuple(
        {
            "kind": "claim",
            "claim_id": claim.claim_id,
            "value": claim.value,
            "bound": claim.bound.value,
            "of": claim.of,
            "unit": claim.unit,
        }
        for claim in claims
    )
