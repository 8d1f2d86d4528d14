"""Tasks of a briefing: set with an owner and a day, finished with what came of it."""

from datetime import date
from typing import Any

from diaban.basis.error import ForbiddenError, RefusedError
from diaban.basis.finding import Place, finding
from diaban.store import models
from diaban.store.actions.acting import At, acting, is_storable
from diaban.store.actions.rows import closing, copied, insert, raise_all
from diaban.store.mapping import public_id, unit_number
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["add_task", "finish_task"]


def add_task(
    *,
    scope: UnitId | None,
    text: str,
    owner: str,
    due: date,
    week: date,
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
) -> Any:
    """Set a task for ``scope`` (None: the nation): what, by whom (a title or a unit, never a name), by which day.

    ``week``: the last day of the week whose briefing concluded it. Returns the act. RefusedError ``value-missing``,
    ``text-unstorable``, ``unit-unknown``; ForbiddenError ``not-your-unit``, ``approval-of-nation``.
    """
    with acting("add-task", by=by, at=at, reason=reason, request=request) as act:
        _require_over(by, scope)
        raise_all(_wrong(name, one) for name, one in (("text", text), ("owner", owner)) if not _is_good(one))
        unit = None if scope is None else unit_number(scope) or 0
        if unit is not None and not models.Unit.objects.filter(id=unit).exists():
            raise RefusedError(finding("unit-unknown", unit=scope))
        last = models.Task.objects.order_by("-number").values_list("number", flat=True).first()
        models.Task.objects.create(
            number=(last or 0) + 1,
            unit_id=unit,
            text=text.strip(),
            owner=owner.strip(),
            due=due,
            week=week,
            act=act,
        )
    return act


def finish_task(
    *, number: int, done: date, result: str = "", by: Viewer, at: At, reason: str, request: str = ""
) -> Any:
    """Say that task ``number`` is done, since which day and with what result. Returns the act.

    RefusedError ``task-unknown``, ``task-done``, ``text-unstorable``; ForbiddenError as :func:`add_task`.
    """
    with acting("finish-task", by=by, at=at, reason=reason, request=request) as act:
        old = models.Task.objects.filter(number=number if 0 < number < 2**63 else 0, closed_by=None).first()
        if old is None:
            raise RefusedError(finding("task-unknown", number=str(number)))
        _require_over(by, None if old.unit_id is None else public_id(old.unit_id))
        if old.done is not None:
            raise RefusedError(finding("task-done", number=str(number), act=str(old.act_id), day=old.done))
        if not is_storable(result):
            raise RefusedError(_wrong("result", result))
        closing(models.Task, act, [old.id])
        insert(models.Task, act, [{**copied(old), "done": done, "result": result.strip()}])
    return act


def _require_over(by: Viewer, scope: UnitId | None) -> None:
    by.require_writer(() if scope is None else [scope])
    if scope is None and by.writes is not None:
        raise ForbiddenError(finding("approval-of-nation", name=by.name))


def _is_good(text: str) -> bool:
    return bool(text.strip()) and is_storable(text)


def _wrong(name: str, text: str) -> Any:
    if is_storable(text):
        return finding("value-missing", place=Place(column=name), field=name)
    return finding("text-unstorable", place=Place(column=name), field=name)
