"""Published figures enter as an act."""

from collections.abc import Iterable
from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.coverage.claims.claim import Claim
from diaban.store import models
from diaban.store.actions.acting import At, acting, is_storable
from diaban.store.actions.rows import closing, insert, raise_all
from diaban.store.claim_text import COLUMNS, to_texts
from diaban.store.viewer import Viewer

__all__ = ["load_claims"]


def load_claims(*, claims: Iterable[Claim], by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Load published figures. One loaded before is left alone if it says the same, else the older one is closed.

    Returns the act. RefusedError ``nothing-to-do`` (all are loaded already), ``claim-twice``, ``text-unstorable``.
    """
    given: dict[str, dict[str, str | None]] = {}
    problems = []
    for claim in claims:
        texts, place = to_texts(claim), Place(row=claim.row or None)
        if not claim.claim_id.strip() or not all(is_storable(text or "") for text in texts.values()):
            problems.append(finding("text-unstorable", place=place, field="claim_id"))
        elif given.setdefault(claim.claim_id, texts) is not texts:
            problems.append(finding("claim-twice", place=place, claim=claim.claim_id))
    with acting("load-claims", by=by, at=at, reason=reason, request=request) as act:
        raise_all(problems)
        there = {
            row.claim_id: (row.id, {name: getattr(row, name) for name in COLUMNS})
            for row in models.Claim.objects.filter(closed_by=None)
        }
        fresh = {key: texts for key, texts in given.items() if key not in there or there[key][1] != texts}
        if not fresh:
            raise RefusedError(finding("nothing-to-do"))
        closing(models.Claim, act, {there[key][0] for key in fresh if key in there})
        insert(models.Claim, act, fresh.values())
    return act
