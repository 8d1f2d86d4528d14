"""The selection of ``facts`` as arrays: for counts over many units."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import TextField
from django.db.models.functions import Cast

from diaban.coverage.columns import NEVER, Column, Keyed, ordinals
from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.mapping import Shape, public_id
from diaban.store.queries.facts import facts, selection, shape_of
from diaban.store.queries.known import KnownAt, known
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["columns"]

OWN: Final = {"row": "id", "start": "first", "end": "beyond", "origin": "origin_id", "source": "source_id"}
DAYS: Final = {"first": Cast("start", TextField()), "beyond": Cast("end", TextField())}
"""Days as texts: few of them differ, and only those are read; a driver would make a day of every one."""


def columns(
    model: type[Any],
    fact: type[Fact],
    *,
    as_of: date | None,
    known_at: KnownAt,
    viewer: Viewer,
    units: Collection[UnitId] | None = None,
    settled: bool = False,
    names: Iterable[str] | None = None,
) -> dict[str, Column]:
    """The same selection as :func:`facts`, one column a field; ``names``: only of these fields.

    The period stands in ``start`` and ``end`` as ordinals (1: unknown, ``NEVER``: still running), keys as
    :class:`Keyed`, values of enumerations as their texts. LookupError where ``model`` is not the register of ``fact``.
    """
    wanted = shape_of(model, fact)
    paths = {**OWN, **{column.name: column.attribute for column in wanted.columns}}
    if names is not None:
        paths = {name: paths[name] for name in ("row", "start", "end", *names)}
    rows, picked = selection(wanted, as_of, known(known_at).act, viewer, units)
    told = _read(rows.annotate(**DAYS), [*paths.values(), *([] if picked is None else [picked[0]])])
    if picked is not None:
        told = _only(told, [among in picked[1] for among in told.pop()])
    found = dict(zip(paths, told, strict=True))
    if settled:
        given: dict[str, Any] = {"as_of": as_of, "known_at": known_at, "viewer": viewer, "units": units}
        kept = {one.row for one in facts(model, fact, **given, settled=True)}
        found = dict(zip(found, _only(list(found.values()), [row in kept for row in found["row"]]), strict=True))
    return _told(wanted, found)


def _read(rows: Any, paths: Sequence[str]) -> list[Sequence[Any]]:
    """The columns as the driver gives them. An ORM that looks at every value of a nation takes longer than all else."""
    connection = connections[rows.db]
    try:
        statement, given = rows.values_list(*paths).query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        # Rows of no unit: the database need not be asked.
        return [() for _ in paths]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        found = cursor.fetchall()
    return list(zip(*found, strict=True)) if found else [() for _ in paths]


def _only(told: Iterable[Sequence[Any]], kept: Sequence[bool]) -> list[Sequence[Any]]:
    return [[value for value, keep in zip(column, kept, strict=True) if keep] for column in told]


def _told(wanted: Shape, found: dict[str, Sequence[Any]]) -> dict[str, Column]:
    keyed = {"origin": _keys(models.Origin), "source": _keys(models.Source)}
    for column in wanted.columns:
        if column.keyed is not None:
            keyed[column.name] = _units if column.keyed is models.Unit else _keys(column.keyed)
    told: dict[str, Column] = {}
    days = {column.name for column in wanted.columns if column.plain is date}
    for name, values in found.items():
        if name in keyed:
            told[name] = Keyed(np.array(values, np.int64), keyed[name])
        elif name in ("start", "end"):
            told[name] = ordinals(values, 1 if name == "start" else NEVER)
        elif name in days:
            # SQLite keeps a day as its text.
            told[name] = [date.fromisoformat(value) if isinstance(value, str) else value for value in values]
        else:
            told[name] = values
    return told


def _units(numbers: Sequence[int]) -> Sequence[str]:
    return [public_id(number) for number in numbers]


def _keys(model: type[Any]) -> Callable[[Sequence[int]], Sequence[str]]:
    return partial(_keys_of, model)


def _keys_of(model: type[Any], numbers: Sequence[int]) -> Sequence[str]:
    """The keys of some subjects. A table of them is asked whole rather than told thousands of numbers."""
    rows = model.objects.filter(id__range=(min(numbers), max(numbers))).values_list("id", "key") if numbers else ()
    known = dict(rows)
    return [known[number] for number in numbers]
