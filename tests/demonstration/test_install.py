"""``diaban demo`` makes the installation on both databases: what is stored is what the plan says, act by act."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from diaban.cli.demonstration.install import SCALES
from diaban.cli.demonstration.nation import nation as of_nation
from diaban.cli.demonstration.step import MARK, Plan
from diaban.cli.home import UNITS
from diaban.registers.files import REGISTERS
from diaban.registers.patrols import BorderCommune
from diaban.registers.projects.course import WorksProgress
from diaban.units.edition import open_edition
from tests.cli.run import run
from tests.ready import copied
from tests.store.server import running

FEW = 40
"""Communes of the small nation."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def env(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    home = {"DIABAN_HOME": str(tmp_path_factory.mktemp("home"))}
    if request.param == "sqlite":
        yield {**home, "DIABAN_BY": "trinh-dien"}
        return
    with running() as address:
        yield {**home, "DIABAN_DATABASE": address}


@pytest.fixture(scope="module")
def made(env: dict[str, str]) -> dict[str, str]:
    """Made by the command: for this module on the server; as a file once for the whole run, which takes a copy."""
    if "DIABAN_DATABASE" not in env:
        copied(Path(env["DIABAN_HOME"]))
        return env
    ran = run("demo", "--no-serve", env=env)
    assert ran.code == 0, ran.err
    assert MARK in ran.out
    return env


@pytest.fixture
def store(made: dict[str, str]) -> Iterator[Any]:
    """The queries, on what was made."""
    from django.db import connections

    from diaban.store.memory import setup

    setup(Path(made["DIABAN_HOME"]), made.get("DIABAN_DATABASE"))
    from diaban.store import queries

    yield queries
    connections.close_all()


def stored(store: Any, known_at: date | None = None) -> Counter[Any]:
    from diaban.store import models
    from diaban.store.viewer import local_administrator

    viewer = local_administrator("thử")
    return Counter(
        replace(fact, row=0)
        for one in REGISTERS
        for fact in store.facts(models.REGISTERS[one.fact], one.fact, as_of=None, known_at=known_at, viewer=viewer)
    )


def test_what_is_stored_is_what_the_plan_says(store: Any, plan: Plan) -> None:
    # What returns brought is in the registers that they fill, and is not the plan's own.
    there = stored(store)
    own = {fact: n for fact, n in there.items() if fact.origin in plan.origins and not isinstance(fact, WorksProgress)}
    assert Counter(own) == Counter(fact for fact in plan.facts if not isinstance(fact, WorksProgress))
    assert {type(fact) for fact in there} - {type(fact) for fact in plan.facts} == {BorderCommune}


def test_what_was_known_earlier_was_less(store: Any) -> None:
    then, later = stored(store, date(2025, 2, 28)), stored(store, date(2025, 3, 31))
    assert 0 < then.total() < later.total() < stored(store).total()


def test_moments_strictly_increase_and_are_those_of_the_plan(store: Any, plan: Plan) -> None:
    from diaban.store.viewer import local_administrator

    lines = store.journal(viewer=local_administrator("thử"), last=None)[::-1]
    moments = [line.moment for line in lines]
    assert moments == sorted(set(moments))
    assert {step.moment for step in plan.steps} <= set(moments)


def test_every_source_is_invented_and_says_so_but_for_the_public_border_list(store: Any) -> None:
    from diaban.store import models
    from diaban.store.models import InstallationKind
    from diaban.store.queries.sources import origins, sources
    from diaban.store.viewer import local_administrator

    viewer = local_administrator("thử")
    assert store.installation(viewer=viewer) is InstallationKind.DEMONSTRATION
    border = store.facts(models.REGISTERS[BorderCommune], BorderCommune, as_of=None, known_at=None, viewer=viewer)
    found = sources(viewer=viewer)
    assert {source.key for source in found if source.kind.value != "invented"} == {fact.source for fact in border}
    assert all(MARK in source.title for source in found if source.kind.value == "invented")
    assert {origin.key for origin in origins(viewer=viewer) if MARK not in origin.title} <= {
        fact.origin for fact in border
    }


@pytest.fixture
def no_tour(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown beside is tried in tests/cli/test_demo.py, and where the demonstration is made for this module."""
    monkeypatch.setattr("diaban.cli.demo._walk", lambda *_: 0)
    monkeypatch.setattr("diaban.cli.demo._batch", lambda *_, **__: 0)


@pytest.mark.usefixtures("no_tour")
def test_it_is_left_alone_when_it_is_whole(made: dict[str, str]) -> None:
    ran = run("demo", "--no-serve", env=made)
    assert ran.code == 0
    assert "--reset" in ran.out
    assert MARK in ran.out


def test_another_scale_wants_a_reset(made: dict[str, str], env: dict[str, str]) -> None:
    ran = run("demo", "--no-serve", "--scale", "nation", env=made)
    assert ran.code == 3
    assert "[demo-other-scale]" in ran.err


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An installation that is not there yet, on either database."""
    home = {"DIABAN_HOME": str(tmp_path)}
    if request.param == "sqlite":
        yield home
        assert {path.name for path in tmp_path.iterdir()} <= {"diaban.sqlite3"}
        return
    with running() as address:
        yield {**home, "DIABAN_DATABASE": address}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The nation for measuring, of its first communes only."""
    monkeypatch.setitem(SCALES, "nation", lambda _: of_nation(open_edition(UNITS).atlas, first=FEW))


def nation(env: dict[str, str], *words: str) -> list[tuple[int, str]]:
    """Make the small demonstration; its acts by number and reason."""
    ran = run("demo", "--no-serve", "--scale", "nation", *words, env=env)
    assert ran.code == 0, ran.err
    told = run("journal", "show", "--since", "0", "--json", env=env)
    return [(line["act"], line["reason"]) for line in told.json]


@pytest.mark.usefixtures("small", "no_tour")
def test_a_reset_makes_it_anew(empty: dict[str, str]) -> None:
    acts = nation(empty)
    whole = run("registers", "show", "headcounts", "--json", env=empty).json["rows"]
    # What was written since is gone with the reset, and every row with it: the same acts, from the first one.
    added = ("sources", "add", "khac", "--origin", "khac", "--reason", "thử", "--json")
    assert run(*added, env=empty).json["act"] == len(acts) + 1
    assert nation(empty, "--reset") == acts
    assert run("registers", "show", "headcounts", "--json", env=empty).json["rows"] == whole
    # The tables guard their rules as before: whoever opens the memory next would be refused otherwise.
    assert run(*added, env=empty).code == 0


@pytest.mark.usefixtures("small", "no_tour")
def test_one_broken_off_is_made_again(empty: dict[str, str]) -> None:
    with patch("diaban.cli.demonstration.install.load_claims_after", side_effect=KeyboardInterrupt):
        assert run("demo", "--no-serve", "--scale", "nation", env=empty).code == 130
    acts = nation(empty)
    assert [act for act, _ in acts] == list(range(len(acts), 0, -1))
    assert nation(empty) == acts


def test_a_real_installation_is_never_touched(tmp_path: Path) -> None:
    home = {"DIABAN_HOME": str(tmp_path)}
    assert run("init", env=home).code == 0
    before = (tmp_path / "diaban.sqlite3").read_bytes()
    for words in (("demo", "--no-serve"), ("demo", "--no-serve", "--reset")):
        ran = run(*words, env=home)
        assert ran.code == 3
        assert "[installation-other-kind]" in ran.err
    assert (tmp_path / "diaban.sqlite3").read_bytes() == before
