"""Where origins disagree: one is chosen for a period, with its reason, and can be undone."""

from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.actions import overlap
from diaban.store.actions.acting import At, acting
from diaban.store.actions.lines import Line
from diaban.store.actions.rows import insert, require_placed, rows_of
from diaban.store.mapping import about, shape, titled
from diaban.store.viewer import Viewer

__all__ = ["choose"]


def choose(*, fact: Fact, period: Period, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Choose the origin of ``fact`` (as it was read, with its ``row``) for its subject during ``period``.

    Returns the act. RefusedError ``row-unknown``, ``choice-outside`` (the row says nothing about the period),
    ``choice-made`` (undo that one first); ForbiddenError ``not-your-unit``.
    """
    model = shape(type(fact)).model
    with acting("choose", by=by, at=at, reason=reason, request=request) as act:
        row = next(iter(rows_of(model, [fact.row])), None)
        if row is None or row.closed_by_id is not None or row.origin.key != fact.origin:
            raise RefusedError(finding("row-unknown", register=titled(model.register()), row=fact.row))
        require_placed(by, model, [row])
        if not Period(row.start, row.end).overlaps(period):
            raise RefusedError(finding("choice-outside", register=titled(model.register()), row=row.id))
        values = {"attribute": model.register(), "about": about(fact), "origin_id": row.origin_id}
        values |= {"start": period.start, "end": period.end}
        line = Line(models.Choice, values, Place())
        there = overlap.standing(models.Choice, {overlap.subject_of(models.Choice, values)})
        for _, one, other in overlap.clashes([line], there):
            made = one.row or other.row
            if made is not None:
                raise RefusedError(finding("choice-made", about=about(fact), act=made.act))
        insert(models.Choice, act, [values])
    return act
