"""A return goes up, or back: approved by the province and the ministry, reopened with a reason, sent back."""

from typing import Any

from diaban.basis.error import ForbiddenError
from diaban.basis.finding import finding
from diaban.intake.standing import (
    ApprovalLevel,
    StepKind,
    province_over,
    require_approvable,
    require_open,
    require_returnable,
)
from diaban.store import models
from diaban.store.actions.acting import At, acting
from diaban.store.actions.receive import return_row
from diaban.store.actions.rows import insert
from diaban.store.mapping import public_id, unit_number
from diaban.store.queries.standings import standings_of
from diaban.store.viewer import Viewer
from diaban.units.atlas import Atlas
from diaban.units.unit import UnitId

__all__ = ["approve", "reopen", "send_back"]


def approve(
    *, number: int, level: ApprovalLevel, atlas: Atlas, by: Viewer, at: At, reason: str, request: str = ""
) -> Any:
    """Approve return ``number`` at ``level``: from then on no correction is accepted. Returns the act.

    A return of a province is approved by the ministry alone. ConflictError ``return-approved``; RefusedError
    ``return-unknown``, ``return-not-accepted``, ``return-corrected``, ``approval-order``; ForbiddenError
    ``not-your-unit``, ``approval-of-nation``.
    """
    with acting("approve-return", by=by, at=at, reason=reason, request=request) as act:
        row = return_row(number)
        province = _province(atlas, row)
        own = public_id(row.unit_id)
        first = ApprovalLevel.MINISTRY if province in (None, own) else ApprovalLevel.PROVINCE
        unit = _require(by, level, province)
        require_approvable(standings_of(act.id, row)[0], level, first)
        models.ReturnStep.objects.create(
            of_id=row.id, kind=StepKind.APPROVED.value, level=level.value, unit_id=unit, act=act
        )
    return act


def reopen(*, number: int, atlas: Atlas, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Lift the approval of return ``number``, so that a correction may be accepted. Returns the act.

    By whoever could have given the highest approval it has. RefusedError ``return-unknown``, ``return-not-locked``,
    ``return-corrected``; ForbiddenError ``not-your-unit``, ``approval-of-nation``.
    """
    with acting("reopen-return", by=by, at=at, reason=reason, request=request) as act:
        row = return_row(number)
        level = require_open(standings_of(act.id, row)[0])
        unit = _require(by, level, _province(atlas, row))
        models.ReturnStep.objects.create(
            of_id=row.id, kind=StepKind.REOPENED.value, level=level.value, unit_id=unit, act=act
        )
    return act


def send_back(*, number: int, atlas: Atlas, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Send return ``number`` back to whoever sent it, before it is accepted; the reason says what to mend.

    By the province of its unit, or the nation. Returns the act. ConflictError ``return-accepted``; RefusedError
    ``return-unknown``, ``return-withdrawn``, ``return-sent-back``; ForbiddenError ``not-your-unit``,
    ``approval-of-nation``.
    """
    with acting("send-back-return", by=by, at=at, reason=reason, request=request) as act:
        row = return_row(number)
        province = _province(atlas, row)
        own = province in (None, public_id(row.unit_id))
        unit = _require(by, ApprovalLevel.MINISTRY if own else ApprovalLevel.PROVINCE, province)
        require_returnable(standings_of(act.id, row)[0])
        _step(act, row.id, StepKind.SENT_BACK, "", unit)
    return act


def _step(act: Any, number: int, kind: StepKind, level: str, unit: int | None) -> None:
    insert(models.ReturnStep, act, [{"of_id": number, "kind": kind.value, "level": level, "unit_id": unit}])


def _require(by: Viewer, level: ApprovalLevel, province: UnitId | None) -> int | None:
    """The number of the unit in whose name ``by`` acts at ``level``; None: the nation's."""
    if level is ApprovalLevel.PROVINCE and province is not None:
        by.require_writer([province])
        return unit_number(province)
    by.require_writer(())
    if by.writes is not None:
        raise ForbiddenError(finding("approval-of-nation", name=by.name))
    return None


def _province(atlas: Atlas, row: Any) -> UnitId | None:
    return province_over(atlas, public_id(row.unit_id), row.end)
