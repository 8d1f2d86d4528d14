"""The benchmarks run, at sizes that measure nothing: so that they cannot rot. No timing is asserted."""

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from benchmarks.__main__ import CASES
from benchmarks.case_browser import browser_path
from benchmarks.figure import Case, Figure, Spread, from_json, to_json
from benchmarks.machine import load, machine, subject
from benchmarks.queries import KINDS, NONSENSE, queries
from benchmarks.report import as_json, as_markdown, as_text
from benchmarks.size import TINY
from benchmarks.subject import book
from tests.benchmarks.warm import warmed

# The peer leaves its database for the garbage collector to close, which Python 3.13 and later warn of.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

HEAVY = ("django", "vietnamadminunits", "rapidfuzz", "numpy")


@pytest.fixture(scope="module")
def warm() -> Iterator[Any]:
    with warmed() as run:
        yield run


@pytest.mark.parametrize("key", CASES)
def test_a_case_runs_and_its_report_can_be_written(key: str, warm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if key == "browser" and browser_path() is None:
        pytest.skip("no browser is installed, and this case measures one")
    monkeypatch.setattr(subprocess, "run", warm)
    # A thread of its own: in this one the pages' tests may have a browser open, and Playwright allows one a thread.
    with ThreadPoolExecutor(1) as own:
        case = own.submit(CASES[key], TINY).result()
    assert case.key == key
    assert all(figure.spread.low <= figure.spread.median <= figure.spread.high for figure in case.figures)
    assert any(figure.target is not None for figure in case.figures)
    named = {figure.what for figure in case.figures}
    assert len(named) == len(case.figures)
    assert {figure.against for figure in case.figures} - {None} <= named
    assert from_json(json.loads(json.dumps(to_json(case)))) == case
    assert case.limits in as_markdown({"machine": machine()}, [case])
    assert all(figure.what in as_text([case]) for figure in case.figures)
    assert json.loads(as_json({"measured": subject()}, [case]))["cases"][0]["key"] == key
    if key == "process":
        (loaded,) = case.tables
        at = [loaded.heading.index(name) for name in HEAVY]
        assert all(row[1] == "0" and all(row[each] == "no" for each in at) for row in loaded.rows)
    if key == "carry":
        (answers,) = case.tables
        assert dict(answers.rows)["the plain loop gives the same values"] == "yes"


def test_queries_are_the_same_on_every_run_and_of_every_kind() -> None:
    edition = book()
    once, again = queries(edition, 2), queries(edition, 2)
    assert once == again
    assert [query.kind for query in once[::2]] == [*KINDS, NONSENSE]
    assert all((query.truth is None) == (query.kind == NONSENSE) for query in once)


def test_a_target_is_judged_and_a_peer_held_against_ours() -> None:
    ours = Figure("ours: x", "ms", Spread.of([0.001, 0.003, 0.002], 1e3), target=2)
    peer = Figure("peer: y", "ms", Spread.of([1.0]), against="ours: x")
    case = Case("k", "t", "a", (ours, peer), "m", "l")
    assert ours.spread == Spread(2.0, 1.0, 3.0, 3)
    assert (ours.met, peer.met) == (True, None)
    assert (case.ratio(ours), case.ratio(peer)) == (None, 0.5)
    assert "| t | peer: y | ours: x | 0.500× |" in as_markdown({}, [case])


def test_the_machine_is_named_by_kind_only() -> None:
    assert set(machine()) == {"processor", "cores", "memory", "system", "python"}
    assert float(load()) >= 0
