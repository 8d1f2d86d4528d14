"""Figures that follow one another in a series: none falls back without a word, none runs faster than works can."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from diaban.coverage.claims.claim import Claim, Modality
from diaban.coverage.claims.terms import Terms
from diaban.coverage.claims.verdict import Code, Verdict

__all__ = ["followed", "series_verdicts"]

DAYS_A_MONTH: Final = Decimal("30.4375")
TENTH: Final = Decimal("0.1")
AFTER: Final = {"claim.why.regression": "claim.why.regression-after", "claim.why.pace": "claim.why.pace-after"}
"""Why a step is amiss, said of the figure it starts from."""


def series_verdicts(
    claims: Iterable[Claim], terms: Terms, beside: frozenset[str] = frozenset()
) -> dict[str, list[Verdict]]:
    """Verdicts by claim id. Only what is done is held against what was done before; an expectation paces nothing.

    A step is laid to the later figure. ``beside``: ids of claims that stand as they are; a step to one of these that
    is amiss is laid to the figure before it.
    """
    found: dict[str, list[Verdict]] = {}
    for members in followed(claims).values():
        for earlier, later in pairwise(members):
            verdict = _step(earlier, later, terms)
            if verdict is None:
                continue
            if later.claim_id not in beside:
                found.setdefault(later.claim_id, []).append(verdict)
            elif earlier.claim_id not in beside and verdict.why in AFTER:
                values = {**verdict.values, "later": later.claim_id}
                found.setdefault(earlier.claim_id, []).append(replace(verdict, why=AFTER[verdict.why], values=values))
    return found


def followed(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """What is done, by series, in the order of the days it speaks of."""
    series: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.series and claim.modality is Modality.DONE:
            series.setdefault(claim.series, []).append(claim)
    return {key: sorted(members, key=lambda claim: (claim.speaks.last, claim.row)) for key, members in series.items()}


def _step(earlier: Claim, later: Claim, terms: Terms) -> Verdict | None:
    before, after = terms.stated(earlier), terms.stated(later)
    if before is None or after is None:
        return None
    values: dict[str, object] = {"earlier": earlier.claim_id, "from": earlier.value, "to": later.value}
    evidence: Sequence[dict[str, object]] = [
        {"kind": "claim", "claim_id": one.claim_id, "as_of": one.as_of, "value": one.value, "of": one.of}
        for one in (earlier, later)
    ]
    if terms.dimension(earlier.unit) != terms.dimension(later.unit) or earlier.of != later.of:
        values |= {"before": earlier.of or "—", "after": later.of or "—"}
        return Verdict(Code.NOT_COMPARABLE, "claim.why.series-frame", values, evidence=tuple(evidence))
    falls = terms.measure(later).falls
    if (before.below(after) if falls else after.below(before)) and earlier.speaks != later.speaks:
        amount = abs((later.value or Decimal(0)) - (earlier.value or Decimal(0)))
        return Verdict(Code.REGRESSION, "claim.why.regression", {**values, "amount": amount}, amount, tuple(evidence))
    low, high = (before.high, after.low) if not falls else (after.high, before.low)
    if low is None or high is None or high <= low:
        return Verdict(Code.CONSISTENT, "claim.why.series", values, evidence=tuple(evidence))
    months = max(Decimal((later.speaks.last - earlier.speaks.last).days) / DAYS_A_MONTH, Decimal(1))
    pace = (high - low) / months
    most = terms.frame_share_per_month * later.of if later.of else terms.growth_per_month * max(low, Decimal(1))
    values |= {"pace": pace.quantize(TENTH), "most": most.quantize(TENTH), "months": months.quantize(TENTH)}
    evidence = [*evidence, {"kind": "threshold", "pace": pace.quantize(TENTH), "most": most.quantize(TENTH)}]
    if pace > most:
        amount = pace.quantize(TENTH)
        return Verdict(Code.IMPLAUSIBLE_PACE, "claim.why.pace", values, amount, tuple(evidence))
    return Verdict(Code.CONSISTENT, "claim.why.series-pace", values, evidence=tuple(evidence))
