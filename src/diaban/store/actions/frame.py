"""A frame is frozen: the list of units that are counted, written down with its reason."""

from collections.abc import Collection
from datetime import date
from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.store import models
from diaban.store.actions.acting import At, acting, is_storable
from diaban.store.actions.rows import BATCH, raise_all
from diaban.store.mapping import unit_number
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["freeze_frame"]


def freeze_frame(
    *,
    key: str,
    title: str,
    scope: str,
    as_of: date,
    units: Collection[UnitId],
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
) -> Any:
    """Freeze ``units`` (in force on ``as_of``) as the frame ``key``; the frame of that key until now is closed.

    Returns the act. RefusedError ``frame-empty``, ``frame-unchanged``, ``unit-unknown``, ``text-unstorable``;
    ForbiddenError ``administrator-only``.
    """
    by.require_administrator()
    with acting("freeze-frame", by=by, at=at, reason=reason, request=request) as act:
        raise_all(
            finding("text-unstorable", field=name)
            for name, text in (("key", key), ("title", title), ("scope", scope))
            if not is_storable(text) or (name == "key" and not text.strip())
        )
        numbers = {unit: unit_number(unit) or 0 for unit in sorted(set(units))}
        if not numbers:
            raise RefusedError(finding("frame-empty", key=key))
        there = set(models.Unit.objects.values_list("id", flat=True))
        raise_all(finding("unit-unknown", unit=unit) for unit, number in numbers.items() if number not in there)
        old = models.Frame.objects.filter(key=key, closed_by=None).first()
        if old is not None:
            was = set(old.units.values_list("unit_id", flat=True))
            if was == set(numbers.values()) and (old.title, old.scope, old.as_of) == (title, scope, as_of):
                raise RefusedError(finding("frame-unchanged", key=key, act=old.act_id))
            models.Frame.objects.filter(id=old.id).update(closed_by=act)
        frame = models.Frame.objects.create(key=key, title=title, scope=scope, as_of=as_of, act=act)
        models.FrameUnit.objects.bulk_create(
            [models.FrameUnit(frame=frame, unit_id=number) for number in sorted(numbers.values())], batch_size=BATCH
        )
    return act
