"""Writers at once as processes of their own: no act is lost, moments strictly increase, a dead one holds up nobody."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import sleep

import pytest

from tests.cli.run import environment
from tests.faults.ground import BASE, Place, Places, codes, journal, loading, places, write

SEED = 20250701
# One process that acts again and again: the loads of two of them meet.
AGAIN = """
import sys
from diaban.cli.main import main

for file in sys.argv[2:]:
    try:
        main(sys.argv[1].replace("FILE", file).split("|"))
    except SystemExit as done:
        if done.code:
            sys.exit(f"{file}: {done.code}")
"""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    with places(request.param, tmp_path_factory.mktemp(request.param)) as made:
        yield made


def test_two_processes_at_once_lose_no_act(tmp_path_factory: pytest.TempPathFactory) -> None:
    with places("sqlite", tmp_path_factory.mktemp("smoke")) as made:
        assert _write_at_once(made, writers=2, each=4, rows=3) == 8


def test_two_processes_with_one_file_load_it_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    with places("sqlite", tmp_path_factory.mktemp("one")) as made, made.place() as place:
        words = [*loading(write(made.folder / "one.csv", codes()[:300])), "--json"]
        words[words.index("bc-01")] = "bc-02"
        running = [place.start(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(3)]
        told = [json.loads(process.communicate()[0]) for process in running]
        refused = [[one["code"] for one in said["findings"]] for said in told if "act" not in said]
        assert refused == [["file-loaded"]] * 2
        assert len(journal(place)) == BASE + 1


@pytest.mark.faults
def test_many_processes_at_once_lose_no_act(ground: Places) -> None:
    assert _write_at_once(ground, writers=4, each=10, rows=20) == 40


@pytest.mark.faults
def test_a_writer_killed_among_others_holds_up_nobody(ground: Places) -> None:
    random = Random(SEED)
    with ground.place() as place:
        shares = _shares(ground.folder, 4, 10, 20, "killed")
        running = [_writer(place, files) for files in shares]
        for doomed in running[:2]:
            sleep(random.uniform(1.5, 2.5))
            doomed.kill()
            doomed.communicate()
        for left in running[2:]:
            _, said = left.communicate()
            assert left.returncode == 0, said
        acts = journal(place)[BASE:]
        assert all(act["wrote"] == {"head_count": 20} for act in acts)
        assert len(acts) >= 20


def _write_at_once(ground: Places, *, writers: int, each: int, rows: int) -> int:
    """Let several processes write at once; how many acts of theirs the journal holds, each whole."""
    with ground.place() as place:
        running = [_writer(place, files) for files in _shares(ground.folder, writers, each, rows, "shared")]
        for process in running:
            _, said = process.communicate()
            assert process.returncode == 0, said
        acts = journal(place)[BASE:]
        assert [act["wrote"] for act in acts] == [{"head_count": rows}] * (writers * each)
        return len({act["request"] for act in acts})


def _shares(folder: Path, writers: int, each: int, rows: int, name: str) -> list[list[Path]]:
    """Files for each writer, no unit in two of them."""
    units = codes()
    cut = [units[start : start + rows] for start in range(0, writers * each * rows, rows)]
    files = [write(folder / f"{name}-{at:03d}.csv", some) for at, some in enumerate(cut)]
    return [files[at::writers] for at in range(writers)]


def _writer(place: Place, files: list[Path]) -> "subprocess.Popen[bytes]":
    words = "|".join(loading(Path("FILE")))
    return subprocess.Popen(
        [sys.executable, "-c", AGAIN, words, *map(str, files)],
        env=environment(**place.env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
