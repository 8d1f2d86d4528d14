"""A printed percentage against the division it says it is."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from diaban.coverage.claims.amount import Interval, cut, last_place, rounded
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.frames import Tally
from diaban.coverage.claims.terms import COUNT, Terms
from diaban.coverage.claims.verdict import Code, Verdict

__all__ = ["percent_verdict"]

HUNDRED: Final = Decimal(100)
POINTS: Final = Decimal("0.0001")


def percent_verdict(claim: Claim, terms: Terms, tally: Tally | None, whole: Decimal | None) -> Verdict | None:
    """Whether ``percent_printed`` is ``value`` of ``whole``; None where one of the three is missing.

    100 % is all and 0 % none, and only they (DESIGN "Figures", rule 5): no rounding makes a part the whole.
    """
    part, printed = terms.stated(claim), claim.percent_printed
    if claim.value is None or part is None or printed is None or not whole:
        return None
    part = part.within(Interval(Decimal(0), None))
    if part is None:
        return None
    base = Interval.point(whole) if terms.dimension(claim.unit) == COUNT else terms.printed(whole, claim.unit)
    share = part * Interval.point(HUNDRED) / base
    ratio = HUNDRED * claim.value / whole
    evidence = ({"kind": "percent", "value": claim.value, "of": whole, "percent": ratio.quantize(POINTS)},)
    values: dict[str, object] = {
        "value": claim.value,
        "of": whole,
        "printed": printed,
        "percent": ratio.quantize(POINTS),
    }
    nothing_or_all = Interval.point(printed) if printed in (0, HUNDRED) else None
    if (nothing_or_all or rounded(printed)).meets(share):
        return Verdict(Code.CONSISTENT, "claim.why.percent", values, evidence=evidence)
    right = ratio.quantize(last_place(printed), ROUND_HALF_UP)
    if nothing_or_all is None and cut(printed).meets(share):
        return Verdict(Code.TRUNCATED, "claim.why.percent-cut", {**values, "right": right}, right, evidence)
    other = _other_frame(claim, tally, printed)
    if other is not None:
        found = {**values, "frame": other}
        amount = whole - other.size
        return Verdict(Code.FRAME_MISMATCH, "claim.why.percent-of-another", found, amount, evidence)
    amount = abs(printed - ratio).quantize(POINTS)
    values["amount"] = amount
    if printed > ratio:
        return Verdict(Code.EXCESS, "claim.why.percent-more", values, amount, evidence)
    return Verdict(Code.REMAINDER, "claim.why.percent-less", values, amount, evidence)


def _other_frame(claim: Claim, tally: Tally | None, printed: Decimal) -> Tally | None:
    """Another set of types there on the day, of which the value is the printed percentage."""
    if tally is None or not claim.value:
        return None
    near = rounded(printed)
    return next((one for one in tally.subsets() if HUNDRED * claim.value / one.size in near), None)
