"""Claims and verdicts as they are shown: plain data for JSON, and the figure as a sentence would print it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from diaban.basis.catalogue import Say
from diaban.coverage.claims.amount import Bound, plain
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.verdict import Checked, Verdict

__all__ = ["Figure", "checked_json", "claim_json"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A claim's figure in words: ``78/102 xã, thị trấn``, ``gần 640 tỷ đồng``, ``100 %``."""

    claim: Claim

    def worded(self, say: Say) -> str:
        """The figure with its bound, whole, unit and percentage."""
        claim, parts = self.claim, []
        if claim.bound is Bound.VAGUE:
            return say("claim.figure.vague")
        if claim.value is not None:
            number = say(f"claim.bound.{claim.bound.value}", n=plain(claim.value))
            whole = "" if claim.of is None else say("claim.figure.of", n=plain(claim.of))
            parts.append(f"{number}{whole} {claim.unit}".strip())
        elif claim.of is not None and claim.percent_printed is None:
            parts.append(f"{say('claim.figure.whole', n=plain(claim.of))} {claim.unit}".strip())
        if claim.percent_printed is not None:
            percent = say("claim.figure.percent", n=claim.percent_printed)
            if claim.of is not None and claim.value is None:
                percent += f"{say('claim.figure.percent-of', n=plain(claim.of))} {claim.unit}"
            parts.append(percent)
        return " · ".join(parts)


def checked_json(checked: Checked, say: Say) -> dict[str, object]:
    """``{claim_id, verdicts: [{code, amount, why, evidence}]}``."""
    return {
        "claim_id": checked.claim_id,
        "verdicts": [_verdict_json(verdict, say) for verdict in checked.verdicts],
    }


def claim_json(claim: Claim) -> dict[str, object]:
    """The columns of a claim; an empty cell is null."""
    columns = {name: getattr(claim, name) for name in Claim.__dataclass_fields__ if name != "row"}
    return {name: _plain(value) if value != "" else None for name, value in columns.items()}


def _verdict_json(verdict: Verdict, say: Say) -> dict[str, object]:
    return {
        "code": verdict.code.value,
        "amount": _plain(verdict.amount),
        "why": verdict.worded(say),
        "evidence": [_plain(one) for one in verdict.evidence],
    }


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case _:
            return value
