"""Every test of the store runs on both: a fresh SQLite file and a fresh PostgreSQL database, never skipped."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from diaban.store.memory import prepare, setup
from tests.store.server import running
from tests.store.world import Clock, begin

TEMPLATE = "template_diaban"


@dataclass(frozen=True)
class Memory:
    """An open memory: how another process would open it, too."""

    home: Path
    database: str | None

    @property
    def name(self) -> str:
        return self.home.name

    @property
    def vendor(self) -> str:
        return "postgresql" if self.database else "sqlite"


class Factory:
    """Makes empty memories of one kind, quickly, from one that was migrated once."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder, self.server = folder, server
        self.made = 0
        if server is None:
            setup(folder)
            prepare()
            self._forget()
        else:
            self._sql(f"CREATE DATABASE {TEMPLATE}")
            setup(folder, self._address(TEMPLATE))
            prepare()
            self._forget()

    def make(self) -> Memory:
        """A fresh one, opened."""
        number = self.made = self.made + 1
        home = self.folder / f"home{number}"
        home.mkdir()
        if self.server is None:
            shutil.copy(self.folder / "diaban.sqlite3", home)
            memory = Memory(home, None)
        else:
            self._sql(f"CREATE DATABASE home{number} TEMPLATE {TEMPLATE} STRATEGY file_copy")
            memory = Memory(home, self._address(f"home{number}"))
        setup(memory.home, memory.database)
        return memory

    def close(self, memory: Memory) -> None:
        """Close it and throw it away."""
        self._forget()
        shutil.rmtree(memory.home)
        if memory.database:
            self._sql(f"DROP DATABASE {memory.name} (FORCE)")

    def _address(self, name: str) -> str:
        assert self.server is not None
        return self.server.replace("/postgres?", f"/{name}?")

    @staticmethod
    def _forget() -> None:
        from django.db import connections

        connections.close_all()

    def _sql(self, statement: str) -> None:
        import psycopg

        assert self.server is not None
        with psycopg.connect(self.server.replace("postgres://", "postgresql://"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]  # written here, no value in it


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture(scope="session")
def factories() -> dict[str, Factory]:
    """Those made so far: where modules go to several processes a process comes back to each kind again and again."""
    return {}


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def factory(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, factories: dict[str, Factory]
) -> Factory:
    kind = request.param
    if kind not in factories:
        server = request.getfixturevalue("postgres") if kind == "postgres" else None
        factories[kind] = Factory(tmp_path_factory.mktemp(kind), server)
    return factories[kind]


@pytest.fixture
def memory(factory: Factory) -> Iterator[Memory]:
    made = factory.make()
    yield made
    factory.close(made)


@pytest.fixture
def clock(memory: Memory) -> Clock:
    """The clock of a memory that knows a few units, two origins and a source."""
    made = Clock()
    begin(made)
    return made
