"""Where the memory lies: SQLite in the home folder, or a PostgreSQL server named by its address."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding

__all__ = ["FILE_NAME", "WAIT_SECONDS", "default_home", "memory_address"]

FILE_NAME: Final = "diaban.sqlite3"
WAIT_SECONDS: Final = 30
"""How long a writer waits for the writer before it, on both databases."""

SCHEMES: Final = ("postgres", "postgresql")


def default_home(environment: Mapping[str, str]) -> Path:
    """``$DIABAN_HOME``, else ``./var``: everything the program keeps lies in it."""
    return Path(environment.get("DIABAN_HOME") or "var")


def memory_address(home: Path, database: str | None) -> dict[str, object]:
    """Django's settings for one database.

    ``database``: ``postgres://user:password@host:port/name`` (a socket's folder as ``?host=/folder``), None for SQLite
    in ``home``. RefusedError ``database-address`` for anything else.
    """
    if not database:
        return _sqlite(home)
    try:
        parts = urlsplit(database)
        port = parts.port
    except ValueError as error:
        raise RefusedError(finding("database-address")) from error
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in SCHEMES or not name or "/" in name:
        raise RefusedError(finding("database-address"))
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port or ""),
        "OPTIONS": query,
    }


def _sqlite(home: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(home / FILE_NAME),
        "OPTIONS": {
            # A transaction that will write says so at once: two writers queue, neither fails halfway.
            "transaction_mode": "IMMEDIATE",
            "timeout": WAIT_SECONDS,
            # Readers never wait for the writer. A commit reaches the disk before it is called done (FULL).
            # REPLACE deletes rows: recursive triggers let the guards see it.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON"
            ),
        },
    }
