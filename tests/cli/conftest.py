"""Homes for commands that remember: a real one, copied from one that ``diaban init`` made."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.run import Ran, run
from tests.store.server import running

FILE = "diaban.sqlite3"
TEMPLATE = "template_home"


class Home:
    """One installation, and how commands run in it."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        self.folder, self.database = folder, database
        self.files = 0

    def run(self, *words: str, **more: str) -> Ran:
        """One command, by a named administrator."""
        env = {"DIABAN_HOME": str(self.folder), "DIABAN_BY": "nguyễn văn thử", **more}
        if self.database:
            env["DIABAN_DATABASE"] = self.database
        return run(*words, env=env)

    def write(self, *lines: str) -> Path:
        """A file of those lines."""
        self.files += 1
        path = self.folder.parent / f"{self.folder.name}-{self.files}.csv"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    def load(
        self, register: str, *lines: str, source: str = "bc-01", origin: str = "tinh", more: tuple[str, ...] = ()
    ) -> Ran:
        """Load those lines, with the document on standard output."""
        path = self.write(*lines)
        given = ("--register", register, "--source", source, "--origin", origin, "--reason", "báo cáo tháng")
        return self.run("registers", "load", str(path), *given, *more, "--json")

    def show(self, register: str, scope: str, day: str, *more: str) -> list[dict[str, object]]:
        """Rows of a register."""
        ran = self.run("registers", "show", register, "--scope", scope, "--as-of", day, "--json", *more)
        assert ran.code == 0, ran
        rows: list[dict[str, object]] = ran.json["rows"]
        return rows


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("homes") / "template"
    made = Home(folder).run("init")
    assert made.code == 0, made
    return folder / FILE


@pytest.fixture
def new_home(tmp_path: Path, template: Path) -> Callable[[str], Home]:
    """A real installation by name."""

    def make(name: str) -> Home:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(template, folder)
        return Home(folder)

    return make


@pytest.fixture
def home(new_home: Callable[[str], Home]) -> Home:
    return new_home("home")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A database server, with a database that ``diaban init`` made; its address."""
    with running() as address, tempfile.TemporaryDirectory() as folder:
        _ask(address, f"CREATE DATABASE {TEMPLATE}")
        made = Home(Path(folder), _named(address, TEMPLATE)).run("init")
        assert made.code == 0, made
        yield address


def _ask(address: str, statement: str) -> None:
    with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(statement.encode())


def _named(address: str, name: str) -> str:
    return address.replace("/postgres?", f"/{name}?")


@pytest.fixture
def bare_home(server: str, tmp_path: Path) -> Iterator[Home]:
    """A home on the server in which nothing was made yet."""
    _ask(server, "CREATE DATABASE bare")
    yield Home(tmp_path / "home", _named(server, "bare"))
    _ask(server, "DROP DATABASE bare (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def either_home(request: pytest.FixtureRequest, tmp_path: Path, new_home: Callable[[str], Home]) -> Iterator[Home]:
    """A real installation, once on a file and once in a database of its own on the server: a copy each time."""
    if request.param == "sqlite":
        yield new_home("home")
        return
    server: str = request.getfixturevalue("server")
    _ask(server, f"CREATE DATABASE own TEMPLATE {TEMPLATE} STRATEGY file_copy")
    (tmp_path / "home").mkdir()
    yield Home(tmp_path / "home", _named(server, "own"))
    _ask(server, "DROP DATABASE own (FORCE)")
