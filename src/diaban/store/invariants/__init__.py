"""Rules that the database itself guards, on both engines. Repeatable: what is there is replaced."""

from typing import Any

from diaban.store.invariants import postgresql, sqlite

__all__ = ["install", "missing", "remove"]


def _engine(connection: Any) -> Any:
    return postgresql if connection.vendor == "postgresql" else sqlite


def _present(connection: Any) -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


def install(connection: Any) -> None:
    """Put the rules on every table that is there."""
    _engine(connection).install(connection, _present(connection))


def remove(connection: Any) -> None:
    """Take the rules off, to go back before the migration that brought them."""
    _engine(connection).remove(connection, _present(connection))


def missing(connection: Any) -> list[str]:
    """Names of rules that the database no longer guards as we would write them."""
    return sorted(_engine(connection).missing(connection))
