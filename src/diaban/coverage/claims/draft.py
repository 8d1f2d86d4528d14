"""A draft beside what is published already: whose ids it repeats."""

from collections.abc import Iterable

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.coverage.claims.claim import Claim
from diaban.coverage.claims.wording import Figure

__all__ = ["repeat_findings"]


def repeat_findings(draft: Iterable[Claim], published: Iterable[Claim], *, file: str) -> tuple[Finding, ...]:
    """Rows of a draft that bear the id of a published figure: loading them would close that figure as corrected.

    So the draft is held against all published figures but these (``check``, ``beside``), and whoever wrote it is told.
    """
    there = {claim.claim_id: claim for claim in published}
    return tuple(
        finding(
            "claim-repeats",
            place=Place(file=file, row=claim.row or None, column="claim_id"),
            severity=Severity.WARNING,
            claim=claim.claim_id,
            document=there[claim.claim_id].document,
            figure=Figure(there[claim.claim_id]),
        )
        for claim in draft
        if claim.claim_id in there
    )
