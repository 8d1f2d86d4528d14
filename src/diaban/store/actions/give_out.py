"""A table leaves the service: written down as it was, so that nothing given out later betrays what it withheld."""

import json
from collections.abc import Sequence
from typing import Any

from diaban.basis.error import ConflictError, RefusedError
from diaban.basis.finding import finding
from diaban.store import models
from diaban.store.actions.acting import At, acting
from diaban.store.queries.public_tables import QuarterTable
from diaban.store.viewer import Viewer

__all__ = ["give_out"]


def give_out(*, year: Sequence[QuarterTable], by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Give out the last quarter of a year so far, as ``queries.public_year`` has it; with it the quarters before that
    were not: sums stand on them, and whoever is given them later is given them so.

    Returns the act. RefusedError ``public-table-empty``, ``public-table-given``; ConflictError
    ``public-table-meanwhile``; ForbiddenError ``not-your-unit``.
    """
    if not year or not year[-1].made.units:
        raise RefusedError(finding("public-table-empty"))
    last = year[-1]
    by.require_writer([last.scope])
    with acting("give-out-table", by=by, at=at, reason=reason, request=request) as act:
        there = models.PublicTable.objects.filter(scope=last.scope, quarter__in=[one.quarter for one in year])
        kept = {row.quarter: row.act_id for row in there}
        if last.quarter in kept:
            raise RefusedError(finding("public-table-given", day=last.quarter, act=str(kept[last.quarter])))
        if kept != {one.quarter: one.act for one in year if one.act is not None}:
            raise ConflictError(finding("public-table-meanwhile", day=last.quarter))
        models.PublicTable.objects.bulk_create(_row(act, one) for one in year if one.act is None)
    return act


def _row(act: Any, one: QuarterTable) -> models.PublicTable:
    shown = {"lines": one.shown.lines, "items": one.shown.items, "sums": one.shown.sums}
    return models.PublicTable(
        act=act,
        scope=one.scope,
        quarter=one.quarter,
        least=one.least,
        units=json.dumps(one.made.units),
        items=json.dumps(one.made.items),
        counts=json.dumps(one.made.counts),
        shown=json.dumps(shown),
    )
