"""Counts of batches that communes checked are kept: what a summary says of each commune, and nothing else of it."""

import json
from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.quality.summary import Summary
from diaban.store import models
from diaban.store.actions.acting import At, acting
from diaban.store.viewer import Viewer

__all__ = ["keep_summary"]


def keep_summary(*, summary: Summary, sha256: str, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Keep the counts of a summary, a row for each of its communes; ``sha256``: of the file's bytes.

    Returns the act. RefusedError ``summary-kept`` (the same file), ``summary-empty`` (no commune is known),
    ``summary-invented`` (invented counts in a real installation); ForbiddenError ``not-your-unit``.
    """
    communes = [one for one in summary.communes if one.unit is not None]
    by.require_writer([one.unit for one in communes if one.unit is not None])
    if not communes:
        raise RefusedError(finding("summary-empty"))
    with acting("keep-summary", by=by, at=at, reason=reason, request=request) as act:
        before = models.CampaignSummary.objects.filter(sha256=sha256).first()
        if before is not None:
            raise RefusedError(finding("summary-kept", act=str(before.act_id)))
        demonstration = models.Installation.objects.filter(kind=models.InstallationKind.DEMONSTRATION).exists()
        if summary.invented and not demonstration:
            raise RefusedError(finding("summary-invented"))
        models.CampaignSummary.objects.bulk_create(
            [
                models.CampaignSummary(
                    act=act,
                    unit=one.unit,
                    as_of=summary.as_of,
                    forms=one.forms,
                    rules=summary.rules_sha256,
                    sha256=sha256,
                    document=json.dumps(one.as_dict(), ensure_ascii=False),
                )
                for one in communes
            ]
        )
    return act
