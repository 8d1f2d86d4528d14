"""The frame of a figure: which communes its *of* or its 100 % means, held against the atlas of the day."""

from decimal import Decimal

from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.frames import Early, Ground, Tally, frame_day, scopes
from diaban.coverage.claims.terms import COUNT, Terms
from diaban.coverage.claims.verdict import Code, Verdict

__all__ = ["frame_verdict", "frames_of", "meant", "wants_frame", "whole_of"]


def wants_frame(claim: Claim, terms: Terms) -> bool:
    """Whether a claim speaks of communes as its whole: it names their types, or gives a whole of a measure of them."""
    if terms.dimension(claim.unit) != COUNT:
        return False
    return bool(scopes(claim.scope_types)) or (claim.of is not None and terms.measure(claim).counts_units)


def frames_of(claim: Claim, tally: Tally) -> tuple[Tally, ...]:
    """One frame for each reading of the types that the wording leaves open; all types where it names none."""
    return tuple(tally.of(types) for types in scopes(claim.scope_types)) or (tally,)


def meant(claim: Claim, terms: Terms, ground: Ground) -> tuple[Tally, ...] | Early:
    """The communes that a claim's words may mean on its day: a frame for each reading; none if it speaks of none.

    Where the words name no types, those that make up the printed whole; all, where no types do.
    """
    if not wants_frame(claim, terms):
        return ()
    tally = ground.tally(claim)
    if isinstance(tally, Early):
        return tally
    if claim.of is not None and not scopes(claim.scope_types) and claim.of == claim.of.to_integral_value():
        agreeing = tally.matching(int(claim.of))
        return (agreeing or tally,)
    return frames_of(claim, tally)


def whole_of(claim: Claim, terms: Terms, tally: Tally | None) -> Decimal | None:
    """What a claim is a part of: its *of*, else its frame where the wording leaves only one."""
    if claim.of is not None:
        return claim.of
    if tally is None or not terms.measure(claim).counts_units or not scopes(claim.scope_types):
        return None
    sizes = {frame.size for frame in frames_of(claim, tally)}
    return Decimal(sizes.pop()) if len(sizes) == 1 else None


def frame_verdict(claim: Claim, terms: Terms, ground: Ground) -> Verdict | None:
    """What the atlas of the day says of a claim's frame; None where the claim wants none."""
    if not wants_frame(claim, terms):
        return None
    tally = ground.tally(claim)
    if isinstance(tally, Early):
        horizon = tally.horizon
        shown = horizon.isoformat() if horizon else None
        evidence = {"kind": "horizon", "as_of": frame_day(claim).isoformat(), "horizon": shown}
        values = {"day": frame_day(claim), "horizon": horizon or "—"}
        return Verdict(Code.BEFORE_RECORDS, "claim.why.before-records", values, evidence=(evidence,))
    frames = frames_of(claim, tally)
    if claim.of is not None:
        # The whole of a figure that is known to count no communes (people, forms) is no frame.
        is_frame = claim.measure not in terms.measures or terms.measure(claim).counts_units
        return _of(claim, claim.of, frames, tally, ground) if is_frame else None
    return _within(claim, terms, frames, ground)


def _of(claim: Claim, whole: Decimal, frames: tuple[Tally, ...], tally: Tally, ground: Ground) -> Verdict:
    """Hold the printed whole against the frames."""
    wanted = int(whole) if whole == whole.to_integral_value() else -1
    named = bool(scopes(claim.scope_types))
    agreeing = next((frame for frame in frames if frame.size == wanted), None) if named else tally.matching(wanted)
    if agreeing is not None:
        seen = {"of": whole, "frame": agreeing, "day": tally.day}
        evidence = (agreeing.evidence(ground.edition),)
        return Verdict(Code.CONSISTENT, "claim.why.frame", seen, Decimal(agreeing.size), evidence)
    candidates = frames if named else tuple(tally.subsets()) or frames
    nearest = min(candidates, key=lambda frame: abs(frame.size - whole))
    amount = whole - nearest.size
    values: dict[str, object] = {"of": whole, "frame": nearest, "day": tally.day, "amount": amount}
    other = tally.matching(wanted) if named else None
    if other is None:
        values["all"] = tally
        return Verdict(Code.FRAME_MISMATCH, "claim.why.frame-none", values, amount, (tally.evidence(ground.edition),))
    values["other"] = other
    both = (nearest.evidence(ground.edition), other.evidence(ground.edition))
    return Verdict(Code.FRAME_MISMATCH, "claim.why.frame-other", values, amount, both)


def _within(claim: Claim, terms: Terms, frames: tuple[Tally, ...], ground: Ground) -> Verdict | None:
    """A percentage of a frame whose size is not printed, or a count of units that its frame must hold."""
    evidence = tuple(frame.evidence(ground.edition) for frame in frames)
    largest = max(frames, key=lambda frame: frame.size)
    day = largest.day
    if claim.percent_printed is not None:
        if len(frames) > 1:
            values: dict[str, object] = {"one": min(frames, key=lambda frame: frame.size), "other": largest, "day": day}
            return Verdict(Code.CONSISTENT, "claim.why.frames-open", values, evidence=evidence)
        size = Decimal(largest.size)
        return Verdict(Code.CONSISTENT, "claim.why.frame-found", {"frame": largest, "day": day}, size, evidence)
    surely = terms.stated(claim)
    if surely is None or not terms.measure(claim).counts_units:
        return None
    size = Decimal(largest.size)
    if surely.low is not None and surely.low > size:
        amount = surely.low - size
        values = {"value": claim.value, "frame": largest, "day": day, "amount": amount}
        return Verdict(Code.EXCESS, "claim.why.frame-more", values, amount, evidence)
    values = {"value": claim.value, "frame": largest, "day": day}
    return Verdict(Code.CONSISTENT, "claim.why.frame-holds", values, size, evidence)
