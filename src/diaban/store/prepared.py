"""Statements compiled once and asked many times: compiling one takes Django longer than a database takes to answer.

Where many acts are written under one lock (``held``), PostgreSQL plans each of them once for the connection, too. Only
there: it takes numbers by the width that Django gives to constants, and a constant beyond that width would be another.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

from django.db import connection

from diaban.store.held import is_held

__all__ = ["Prepared", "added", "executed", "filled"]

STAND_IN: Final = -(2**62)
"""From here on numbers that no table holds stand for what a question is asked with."""

Place: TypeAlias = Callable[[Sequence[object]], object]
Compiled: TypeAlias = tuple[str, list[Place], Any, Any]
"""The statement, what stands in its places, and how the columns are read."""


class Prepared:
    """Rows that differ from question to question by some values only.

    ``make``: given those values, by place, the rows as ``values_list``. It is called once for each kind of database,
    with numbers in the place of the values; so no choice may hang on what they are.
    """

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        self._compiled: dict[tuple[str, int], Compiled] = {}

    def ask(self, *given: object) -> list[tuple[Any, ...]]:
        """The rows, as Django would hand them out."""
        key = (connection.vendor, len(given))
        if key not in self._compiled:
            self._compiled[key] = self._compile(len(given))
        statement, places, compiler, converters = self._compiled[key]
        found = executed(statement, [place(given) for place in places])
        return list(map(tuple, compiler.apply_converters(found, converters))) if converters else found

    def _compile(self, number: int) -> Compiled:
        numbers = [STAND_IN - at for at in range(number)]
        # A column of texts has made a text of the number.
        named: dict[object, int] = {one: at for at, each in enumerate(numbers) for one in (each, str(each))}
        compiler = self._make(*numbers).query.get_compiler(connection=connection)
        statement, values = compiler.as_sql()
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        return statement, [_place(value, named) for value in values], compiler, compiler.get_converters(columns)


def _place(value: object, named: Mapping[object, int]) -> Place:
    at = named.get(value) if isinstance(value, int | str) else None
    if at is None:
        return lambda given: value
    return lambda given: given[at]


def executed(statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows that a statement tells, of those that come again and again."""
    if connection.vendor != "postgresql" or not is_held():
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    with connection.wrap_database_errors:
        cursor = _cursor()
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchall() if cursor.description else []


def _cursor() -> Any:
    """The one that a connection to PostgreSQL has for these statements: making one takes as long as a small answer."""
    from psycopg import Cursor

    connection.ensure_connection()
    plain: Any = connection.connection
    if not hasattr(plain, "own_cursor"):
        plain.own_cursor = Cursor(plain)
    return plain.own_cursor


def filled(values: Sequence[Any]) -> list[Any]:
    """The values, the last of them again until their number is a power of two: few lists differ in length then."""
    number = len(values)
    return [*values, *([values[-1]] * ((1 << (number - 1).bit_length()) - number))] if number else []


def added(row: Any) -> Any:
    """One new object written, inside an act; with its number where the database gives it."""
    numbered = row.pk is not None
    model: Any = type(row)
    fields, statement = _adding(model, numbered)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    told = executed(statement, values)
    if not numbered:
        row.pk = told[0][0]
    row._state.adding, row._state.db = False, connection.alias
    return row


@cache
def _adding(model: Any, numbered: bool) -> tuple[list[Any], str]:
    key = model._meta.pk
    fields = [field for field in model._meta.concrete_fields if numbered or field is not key]
    names, marks = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    ending = "" if numbered else f' RETURNING "{key.column}"'
    return fields, f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks}){ending}'
