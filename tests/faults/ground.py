"""What the fault tests stand on: an installation copied for every try, and how one looks into it."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import diaban
from diaban.units.edition import open_edition
from diaban.units.unit import Level
from tests.cli.run import COMMAND, Ran, environment, run
from tests.store.server import running

FILE = "diaban.sqlite3"
DAY = date(2025, 7, 1)
BASE = 3
"""Acts of the template: the installation, its units, and a first row that brings source and origin."""
HEAD = "code,title,number,valid_from"
CITED = ("--source", "bc-01", "--origin", "tinh", "--reason", "báo cáo tháng")
UNITS = Path(diaban.__file__).parent / "reference" / "units"


def codes() -> list[str]:
    """Codes of every commune on the day, in order; the last one is the template's own."""
    return sorted(unit.code for unit in open_edition(UNITS).atlas.in_force(DAY, Level.COMMUNE))


def write(path: Path, units: list[str], titles: tuple[str, ...] = ("chief",)) -> Path:
    """A file of head counts: a row for each unit and title."""
    lines = [f"{code},{title},{at % 40},{DAY}" for at, code in enumerate(units) for title in titles]
    path.write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")
    return path


def loading(file: Path) -> list[str]:
    """The words of the command that loads it."""
    return ["registers", "load", str(file), "--register", "headcounts", *CITED]


@dataclass(frozen=True)
class Place:
    """One installation."""

    home: Path
    database: str | None

    @property
    def env(self) -> dict[str, str]:
        named = {"DIABAN_DATABASE": self.database} if self.database else {}
        return {"DIABAN_HOME": str(self.home), "DIABAN_BY": "nguyễn văn thử", **named}

    def run(self, *words: str) -> Ran:
        """One command, in this process."""
        return run(*words, "--json", env=self.env)

    def start(self, words: list[str], **more: Any) -> subprocess.Popen[bytes]:
        """A command as a process, which nobody waits for."""
        line = [*COMMAND, *words]
        return subprocess.Popen(line, env=environment(**self.env), stdin=subprocess.DEVNULL, **more)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Past the program: what the database itself says. Fails where anything is locked."""
        if self.database is None:
            import sqlite3

            with closing(sqlite3.connect(self.home / FILE, timeout=0)) as connection:
                return connection.execute(question).fetchall()
        import psycopg

        with psycopg.connect(self.database.replace("postgres://", "postgresql://")) as server:
            return list(server.execute(question.encode()))


class Places:
    """Installations of one kind, each a copy of one that was made once."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder, self.server, self.made = folder, server, 0
        if server is not None:
            self._sql("CREATE DATABASE diaban_template")
        self.template = Place(folder / "template", self._address("diaban_template"))
        assert self.template.run("init").code == 0
        first = write(folder / "first.csv", codes()[-1:])
        done = self.template.run(*loading(first))
        assert done.json["act"] == BASE, done

    @contextmanager
    def place(self) -> Iterator[Place]:
        """A fresh one, thrown away afterwards."""
        self.made += 1
        name = f"place{self.made}"
        home = self.folder / name
        home.mkdir()
        if self.server is None:
            shutil.copy(self.template.home / FILE, home)
        else:
            self._sql(f"CREATE DATABASE {name} TEMPLATE diaban_template")
        try:
            yield Place(home, self._address(name))
        finally:
            shutil.rmtree(home)
            if self.server is not None:
                self._sql(f"DROP DATABASE {name} (FORCE)")

    def _address(self, name: str) -> str | None:
        return self.server and self.server.replace("/postgres?", f"/{name}?")

    def _sql(self, statement: str) -> None:
        import psycopg

        assert self.server is not None
        with psycopg.connect(self.server.replace("postgres://", "postgresql://"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def places(kind: str, folder: Path, largest_file: int | None = None) -> Iterator[Places]:
    """Installations in files, or on a server that runs as long as the block lasts, and whose files may grow to
    ``largest_file`` bytes."""
    if kind == "sqlite":
        yield Places(folder, None)
        return
    with running(largest_file) as address:
        yield Places(folder, address)


def journal(place: Place) -> list[Mapping[str, Any]]:
    """All acts, the first one first, held against the rules: numbers without a gap, moments strictly increasing, and
    as many rows of each act as the table holds."""
    shown = place.run("journal", "show", "--since", "0")
    assert shown.code == 0, shown
    acts: list[Mapping[str, Any]] = shown.json[::-1]
    assert [act["act"] for act in acts] == list(range(1, len(acts) + 1))
    moments = [datetime.fromisoformat(act["moment"]) for act in acts]
    assert all(one < other for one, other in pairwise(moments)), moments
    held = dict(place.ask("SELECT act_id, count(*) FROM store_head_count GROUP BY act_id"))
    assert {act["act"]: act["wrote"]["head_count"] for act in acts if "head_count" in act["wrote"]} == held
    assert place.ask("SELECT count(*) FROM store_act") == [(len(acts),)]
    assert place.ask("SELECT count(*) FROM store_head_count WHERE closed_by_id IS NOT NULL") == [(0,)]
    if place.database is None:
        assert place.ask("PRAGMA integrity_check") == [("ok",)]
        assert place.ask("PRAGMA foreign_key_check") == []
    return acts


def kill(process: subprocess.Popen[bytes]) -> bool:
    """``kill -9``, whatever it was doing; says whether it was still there."""
    process.kill()
    return process.wait() == -9


def has_begun(place: Place) -> bool:
    """Whether a process has opened the memory in files (on a server nothing shows it)."""
    return place.database is not None or os.path.lexists(place.home / f"{FILE}-wal")
