"""Memories to measure on: files and databases, each a copy of one that was made once; a server if one is found."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

__all__ = ["KINDS", "Copies", "Memory", "copies"]

KINDS = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
FILE = "diaban.sqlite3"
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""A server of tests does without these; one that is measured does not."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Where one lies."""

    home: Path
    database: str | None

    @contextmanager
    def named(self) -> Iterator[None]:
        """The environment names it, for the processes started meanwhile."""
        told = {"DIABAN_HOME": str(self.home), "DIABAN_BY": "đo", "DIABAN_DATABASE": self.database or ""}
        with patch.dict(os.environ, told):
            yield


class Copies:
    """Memories of one kind in one folder."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder, self._server, self._made = folder, server, 0

    def make(self, like: Memory | None = None) -> Memory:
        """An empty one, or a copy."""
        self._made += 1
        name = f"memory{self._made}"
        home = self._folder / name
        home.mkdir()
        if self._server is None:
            if like is not None:
                shutil.copy(like.home / FILE, home)
            return Memory(home, None)
        self._sql(f"CREATE DATABASE {name} TEMPLATE {like.home.name if like else 'template1'}")
        return Memory(home, self._server.replace("/postgres?", f"/{name}?"))

    def drop(self, memory: Memory) -> None:
        """Throw one away."""
        shutil.rmtree(memory.home)
        if self._server is not None:
            self._sql(f"DROP DATABASE {memory.home.name} (FORCE)")

    def _sql(self, statement: str) -> None:
        import psycopg

        address = str(self._server).replace("postgres://", "postgresql://")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def copies(*, server: bool) -> Iterator[dict[str, Copies]]:
    """By kind; without the server where none is wanted or none can be started."""
    with ExitStack() as open_:
        folder = Path(open_.enter_context(TemporaryDirectory(prefix="diaban-bench-")))
        found = {}
        for kind in KINDS:
            (folder / kind).mkdir()
            address = _server(open_) if server and kind == "postgres" else None
            if kind == "sqlite" or address:
                found[kind] = Copies(folder / kind, address)
        yield found


def _server(open_: ExitStack) -> str | None:
    try:
        from tests.store.server import SETTINGS, running

        with patch.dict(SETTINGS, DURABLE):
            return open_.enter_context(running())
    except (ImportError, OSError, AssertionError, StopIteration):
        return None
