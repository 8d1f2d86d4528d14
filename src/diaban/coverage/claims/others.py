"""A figure against the same figure in another source."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from heapq import nlargest, nsmallest
from typing import Final

from diaban.basis.error import RefusedError
from diaban.coverage.claims.amount import Interval
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.frames import Early, Ground, scopes
from diaban.coverage.claims.terms import Terms
from diaban.coverage.claims.verdict import Code, Verdict

__all__ = ["source_verdicts"]

ENDS: Final = 4
NAMED: Final = 5
"""Other sources named in a verdict, at most."""


def source_verdicts(claims: Iterable[Claim], terms: Terms, ground: Ground) -> dict[str, list[Verdict]]:
    """Verdicts by claim id: the same measure, place, day and modality told twice, outside one whole and its parts."""
    told: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        if terms.stated(claim) is not None and claim.value is not None:
            told.setdefault(_subject(claim, terms, ground), []).append(claim)
    return {key: [verdict] for same in told.values() for key, verdict in _group(same, terms)}


def _subject(claim: Claim, terms: Terms, ground: Ground) -> tuple[object, ...]:
    try:
        place = ground.place(claim)
    except RefusedError:
        place = None
    # Before the horizon the place has no unit to go by: then its name, as written, must do.
    where = claim.place if place is None or isinstance(place, Early) else place.id
    types = tuple(sorted(scopes(claim.scope_types)))
    return (claim.measure, where, claim.speaks, claim.modality, terms.dimension(claim.unit), types)


def _group(same: Sequence[Claim], terms: Terms) -> Iterator[tuple[str, Verdict]]:
    """Hold claims of one subject against one another.

    Parts of one whole that share their subject are told apart by what no column says: they are held against nothing.
    A whole and its only part here are one statement. So a claim has at most two others that are no others, and four
    from either end are enough to find one that contradicts it, however many there are.
    """
    # An id names its whole within its document: a draft may use one that another document has.
    siblings = Counter((claim.document, claim.part_of) for claim in same if claim.part_of)
    told = [_Told.of(claim, terms) for claim in same if siblings[claim.document, claim.part_of] < 2]
    if len(told) < 2:
        return
    ends = [*nlargest(ENDS, told, key=_Told.from_), *nsmallest(ENDS, told, key=_Told.until)]
    for one in told:
        against = next((other for other in ends if other.is_apart(one)), None)
        if against is not None:
            other, claim = against.claim, one.claim
            values = {"value": one.shown, "other": against.shown, "document": other.document, "claim": other.claim_id}
            amount = abs(_nominal(claim, terms) - _nominal(other, terms)) / terms.factor(claim.unit)
            yield (
                claim.claim_id,
                Verdict(Code.CONTRADICTS_SOURCE, "claim.why.source-differs", values, amount, _cited(other)),
            )
            continue
        elsewhere = [other.claim for other in told[:NAMED] if other.claim.document != one.claim.document]
        if elsewhere:
            names = {"claims": ", ".join(other.claim_id for other in elsewhere)}
            yield (
                one.claim.claim_id,
                Verdict(Code.CONSISTENT, "claim.why.source-agrees", names, None, _cited(*elsewhere)),
            )


@dataclass(frozen=True, slots=True)
class _Told:
    """A claim with what it surely says, in đồng where it is money, and as it is printed."""

    claim: Claim
    surely: Interval
    shown: Interval

    @classmethod
    def of(cls, claim: Claim, terms: Terms) -> "_Told":
        stated = terms.stated(claim)
        if stated is None:
            raise ValueError(f"{claim.claim_id} says no figure")
        return cls(claim, stated.times(terms.factor(claim.unit)), stated)

    def from_(self) -> Decimal:
        return self.surely.low if self.surely.low is not None else Decimal("-Infinity")

    def until(self) -> Decimal:
        return self.surely.high if self.surely.high is not None else Decimal("Infinity")

    def is_apart(self, other: "_Told") -> bool:
        here, there = self.claim, other.claim
        kin = here.document == there.document and (here.part_of == there.claim_id or there.part_of == here.claim_id)
        return not kin and not self.surely.meets(other.surely)


def _nominal(claim: Claim, terms: Terms) -> Decimal:
    return (claim.value or Decimal(0)) * terms.factor(claim.unit)


def _cited(*claims: Claim) -> tuple[Mapping[str, object], ...]:
    return tuple(
        {"kind": "claim", "claim_id": one.claim_id, "document": one.document, "value": one.value, "unit": one.unit}
        for one in claims
    )
