"""Rows in bulk: inserted, closed, read and copied; and whether a viewer may write about them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.store.actions.lines import Line
from diaban.store.held import held, is_held, looked_up
from diaban.store.mapping import public_id
from diaban.store.prepared import Prepared, executed, filled
from diaban.store.viewer import Viewer

__all__ = ["BATCH", "by_model", "closers_of", "closing", "copied", "insert", "raise_all", "require_placed", "rows_of"]

BATCH: Final = 1_000
FEW: Final = 4
"""Rows that are written in one plain statement: for more there are quicker ways."""
IN_ONE: Final = 500
"""Values named to the database in one statement."""


def by_model(lines: Iterable[Line]) -> dict[type[Any], list[Line]]:
    """Lines by the table they go to."""
    found: dict[type[Any], list[Line]] = {}
    for line in lines:
        found.setdefault(line.model, []).append(line)
    return found


def insert(model: type[Any], act: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows, all by one act (None: of a table that hangs on another's rows). Past Django's objects: a register is
    loaded by ten thousands of rows."""
    given = list(rows)
    if not given:
        return
    fields = [field for field in model._meta.concrete_fields if field.attname in given[0]]
    every = [] if act is None else [model._meta.get_field("act")]
    names = ", ".join(f'"{field.column}"' for field in (*every, *fields))
    attributes = [field.attname for field in fields]
    first = () if act is None else (act.id,)
    values = ((*first, *[row[attribute] for attribute in attributes]) for row in given)
    marks = f"({', '.join(['%s'] * (len(fields) + len(first)))})"
    statement = f"INSERT INTO {model._meta.db_table} ({names}) VALUES "
    if len(given) <= FEW:
        executed(statement + ", ".join([marks] * len(given)), [value for row in values for value in row])
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,
            ):
                for row in values:
                    copy.write_row(row)
        else:
            cursor.executemany(statement + marks, values)


def closing(model: type[Any], act: Any, rows: Collection[int]) -> None:
    """Close rows by number."""
    # Written out: to compile it anew for each return costs more than to do it.
    table = model._meta.db_table
    for some in _some(rows):
        numbers = filled(some)
        marks = ", ".join(["%s"] * len(numbers))
        for row in some:
            held(_row(model)).pop(row, None)
        executed(f'UPDATE {table} SET "closed_by_id" = %s WHERE "id" IN ({marks})', [act.id, *numbers])


def closers_of(model: Any, rows: Collection[int]) -> dict[int, int | None]:
    """Those of these rows that are there, each with the act that closed it; None: it is open."""
    if is_held():
        # Whoever asks this under a lock for many will want the rows as well.
        return {row.id: row.closed_by_id for row in rows_of(model, rows)}
    return {row: closer for some in _some(rows) for row, closer in _closers(model).ask(*filled(some))}


@cache
def _closers(model: Any) -> Prepared:
    return Prepared(lambda *numbers: model.objects.filter(id__in=numbers).values_list("id", "closed_by_id"))


@cache
def _whole(model: Any) -> Prepared:
    names = [field.attname for field in model._meta.concrete_fields]
    return Prepared(lambda *numbers: model.objects.filter(id__in=numbers).order_by("id").values_list(*names))


def rows_of(model: Any, rows: Collection[int]) -> list[Any]:
    """Rows by number, in that order."""
    found: dict[int, Any] = {}
    for some in _some(rows):
        found |= looked_up(_row(model), some, lambda those: {row.id: row for row in _read(model, those)})
    return list(found.values())


def _row(model: Any) -> tuple[str, Any]:
    """What rows of a table are remembered under."""
    return "row", model


def _read(model: Any, rows: Sequence[int]) -> Iterator[Any]:
    return (model(*values) for values in _whole(model).ask(*filled(rows)))


def _some(rows: Collection[int]) -> Iterator[list[int]]:
    wanted = sorted(rows)
    return (wanted[start : start + IN_ONE] for start in range(0, len(wanted), IN_ONE))


def copied(row: Any) -> dict[str, Any]:
    """What a further row saying the same would be written with."""
    return {field.attname: getattr(row, field.attname) for field in type(row).copied()}


def raise_all(findings: Iterable[Finding]) -> None:
    """RefusedError with all findings, if there are any."""
    found = list(findings)
    if found:
        raise RefusedError(*found)


def require_placed(by: Viewer, model: type[Any], rows: Sequence[Any]) -> None:
    """ForbiddenError ``not-your-unit`` unless ``by`` may write about the units that the rows belong to."""
    if by.writes is None or not rows:
        return
    if model.via is None:
        by.require_writer({public_id(row.unit_id) for row in rows})
        return
    placing, shared = model.via
    wanted = {getattr(row, f"{shared}_id") for row in rows}
    placed: dict[int, set[str]] = {subject: set() for subject in wanted}
    open_ = placing.objects.filter(closed_by_id=None)
    for some in _some(wanted):
        for subject, unit in open_.filter(**{f"{shared}_id__in": some}).values_list(f"{shared}_id", "unit_id"):
            placed[subject].add(public_id(unit))
    # Whoever serves, or lies, in one of the viewer's units is the viewer's to write about; "?": placed nowhere yet.
    by.require_writer(sorted(units)[0] if units else "?" for units in placed.values() if not units & by.writes)
