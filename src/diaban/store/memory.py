"""Opening the memory: configure Django once, make the tables, see that the database still guards its rules."""

import os
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from diaban.basis.error import ConflictError, FaultError, RefusedError
from diaban.basis.finding import finding
from diaban.store.address import memory_address

__all__ = ["SETTINGS", "clear", "forget_replaced", "note_opened", "prepare", "require_ready", "setup"]

SETTINGS: Final = "diaban.store.settings"
OLDEST_POSTGRES: Final = 15_00_00
_OPENED: Final[WeakKeyDictionary[Any, tuple[int, int] | None]] = WeakKeyDictionary()


def setup(home: Path, database: str | None = None) -> None:
    """Configure Django and point it at the memory in ``home`` or at the PostgreSQL address ``database``.

    May be called again to open another memory in the same process. Nothing is read or written yet.
    """
    import django
    from django.db import connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    address = memory_address(home, database)
    if not database:
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RefusedError(finding("home-unusable", folder=str(home), reason=error.strerror or "")) from error
    django.setup()
    if "default" in connections.databases and hasattr(connections._connections, "default"):
        connections["default"].close()
        del connections["default"]
    connections.databases["default"] = connections.configure_settings({"default": address})["default"]


def forget_replaced() -> None:
    """Close a kept connection to a file that was thrown away, or made anew, since it was opened.

    For whoever keeps connections: it would go on reading a memory that is no longer there.
    """
    from django.db import connections

    here: Any = connections["default"]
    if here.vendor == "sqlite" and here.connection is not None and _OPENED.get(here) != _identity(here):
        here.close()


def note_opened(connection: Any, **_: object) -> None:
    """Note which file a new connection has opened; called by Django."""
    if connection.vendor == "sqlite":
        _OPENED[connection] = _identity(connection)


def _identity(connection: Any) -> tuple[int, int] | None:
    try:
        told = Path(connection.settings_dict["NAME"]).stat()
    except FileNotFoundError:
        return None
    return told.st_dev, told.st_ino


def prepare() -> None:
    """Make or upgrade the tables, with the rules the database guards. Repeatable."""
    from django.core.management import call_command
    from django.db import connection

    from diaban.store.tables import create, untouched

    _require_server()
    if untouched(connection):
        create(connection)
    else:
        call_command("migrate", verbosity=0, interactive=False)


def clear() -> None:
    """Remove all tables and what they hold, on a server that keeps others' too. Only ever called on a demonstration."""
    from django.db import connection

    from diaban.store.tables import drop

    drop(connection)


def require_ready() -> None:
    """Refuse to work on a memory that was never made (``memory-empty``), is of another version (``memory-version``), or
    has lost a rule that the database must guard (FaultError ``memory-unguarded``)."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from diaban.store.invariants import missing

    _require_server()
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        raise RefusedError(finding("memory-empty"))
    if executor.migration_plan(executor.loader.graph.leaf_nodes()) or _from_later(executor):
        raise ConflictError(finding("memory-version"))
    lost = missing(connection)
    if lost:
        raise FaultError(finding("memory-unguarded", rules=", ".join(lost)))


def _from_later(executor: Any) -> bool:
    return any(key not in executor.loader.disk_migrations for key in executor.loader.applied_migrations)


def _require_server() -> None:
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise ConflictError(finding("memory-unreachable", reason=" ".join(str(error).split()))) from error
    if connection.vendor == "postgresql" and connection.pg_version < OLDEST_POSTGRES:
        raise RefusedError(finding("postgres-too-old", version=connection.pg_version // 10_000))
