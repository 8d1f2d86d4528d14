"""Every published figure against its own arithmetic, the units of its day, its series, other sources and registers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, localcontext

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.coverage.claims.amount import Bound
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.frames import Ground, Tally
from diaban.coverage.claims.held import HeldFigure, register_verdict, subjects
from diaban.coverage.claims.others import source_verdicts
from diaban.coverage.claims.parts import (
    PRECISION,
    Family,
    Rest,
    families,
    rate_verdicts,
    sum_verdict,
    unsupported_verdict,
)
from diaban.coverage.claims.percent import percent_verdict
from diaban.coverage.claims.scope import frame_verdict, wants_frame, whole_of
from diaban.coverage.claims.series import series_verdicts
from diaban.coverage.claims.terms import COUNT, RATE, Terms
from diaban.coverage.claims.verdict import Checked, Code, Verdict

__all__ = ["check"]


def check(
    claims: Iterable[Claim],
    ground: Ground,
    terms: Terms,
    registers: Sequence[HeldFigure] = (),
    beside: Iterable[Claim] = (),
) -> tuple[Checked, ...]:
    """The verdicts of all claims, in their order. Every claim gets at least one.

    ``registers``: figures of the registers to hold the claims against; only a figure of the same measure, place, day
    and modality is. ``beside``: claims published already, that are not checked themselves: series and other sources
    are seen with them. One with the id of a claim in ``claims`` is what that claim corrects, and left out.

    Raises RefusedError, with all findings at once, when a place is not found on its day, is ambiguous or had ended.
    """
    with localcontext(Context(prec=PRECISION)):
        return _check(tuple(claims), ground, terms, registers, beside)


def _check(
    told: Sequence[Claim],
    ground: Ground,
    terms: Terms,
    registers: Sequence[HeldFigure],
    beside: Iterable[Claim],
) -> tuple[Checked, ...]:
    _require_places(told, ground)
    here = {claim.claim_id for claim in told}
    others = [claim for claim in beside if claim.claim_id not in here]
    every, held = (*others, *told), subjects(registers)
    whole = families(told)
    sums = {key: sum_verdict(family, terms) for key, family in whole.items()}
    rests = {key: rest for key, (_, rest) in sums.items() if rest is not None}
    summed = {key: [verdict] for key, (verdict, _) in sums.items() if verdict is not None}
    rated = {key: rate_verdicts(family, terms, _tally(family.parent, terms, ground)) for key, family in whole.items()}
    series = series_verdicts(every, terms, frozenset(claim.claim_id for claim in others))
    sources = source_verdicts(every, terms, ground)
    checked = []
    for claim in told:
        key = claim.claim_id
        found = [
            *_alone(claim, terms, ground),
            *summed.get(key, ()),
            *rated.get(key, ()),
            *_looking_ahead(claim, rests),
            *series.get(key, ()),
            *sources.get(key, ()),
        ]
        against = register_verdict(claim, terms, ground, held)
        if against is not None:
            found.append(against)
        if not found:
            found.append(_nothing(claim, _above(claim, whole.get(claim.part_of), summed, rated, terms)))
        checked.append(Checked(key, tuple(found)))
    return tuple(checked)


def _alone(claim: Claim, terms: Terms, ground: Ground) -> Iterator[Verdict]:
    """What a claim's own columns and the atlas say."""
    if claim.bound is Bound.VAGUE:
        yield Verdict(Code.NOT_COMPARABLE, "claim.why.vague")
    frame = frame_verdict(claim, terms, ground)
    if frame is not None:
        yield frame
    tally = _tally(claim, terms, ground)
    percent = percent_verdict(claim, terms, tally, whole_of(claim, terms, tally))
    if percent is not None:
        yield percent
    if claim.value is not None and claim.of is not None and claim.bound not in (Bound.NEARLY, Bound.AT_MOST):
        over = claim.value - claim.of
        if over > 0 and terms.dimension(claim.unit) == COUNT:
            values = {"value": claim.value, "of": claim.of, "amount": over}
            yield Verdict(Code.EXCESS, "claim.why.more-than-all", values, over)


def _looking_ahead(claim: Claim, rests: dict[str, Rest]) -> Iterator[Verdict]:
    if not claim.ahead:
        return
    if claim.speaks.last <= claim.told.end_of_month:
        values = {"as_of": claim.speaks, "published": claim.told}
        yield Verdict(Code.OVERDUE_WORDING, "claim.why.overdue", values)
    unsupported = unsupported_verdict(claim, rests)
    if unsupported is not None:
        yield unsupported


def _tally(claim: Claim, terms: Terms, ground: Ground) -> Tally | None:
    if not wants_frame(claim, terms):
        return None
    tally = ground.tally(claim)
    return tally if isinstance(tally, Tally) else None


def _above(
    claim: Claim,
    family: Family | None,
    summed: Mapping[str, Sequence[Verdict]],
    rated: Mapping[str, Sequence[Verdict]],
    terms: Terms,
) -> Sequence[Verdict]:
    """What was found of the whole a claim is part of: of the sum if it was added, else of the rate or the average."""
    if family is None:
        return ()
    kind = terms.dimension(claim.unit)
    added = kind != RATE and kind == terms.dimension(family.parent.unit)
    return (summed if added else rated).get(claim.part_of, ())


def _nothing(claim: Claim, above: Sequence[Verdict]) -> Verdict:
    """No check applies but that of the whole it is a part of, or none at all: then that is said, not that it agrees."""
    whole = {"whole": claim.part_of}
    if above and all(verdict.code is Code.CONSISTENT for verdict in above):
        return Verdict(Code.CONSISTENT, "claim.why.part-agrees", whole)
    if above:
        return Verdict(Code.NOT_COMPARABLE, "claim.why.part", whole)
    return Verdict(Code.NOT_COMPARABLE, "claim.why.alone")


def _require_places(claims: Iterable[Claim], ground: Ground) -> None:
    found: dict[tuple[object, ...], Finding] = {}
    for claim in claims:
        try:
            ground.place(claim)
        except RefusedError as refused:
            found |= {(one.code, one.place, claim.place, claim.as_of): one for one in refused.findings}
    if found:
        raise RefusedError(*found.values())
