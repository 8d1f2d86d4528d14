"""``kill -9`` at any instant of a load: the act is whole or absent, no lock is left, the journal stays in order."""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import perf_counter, sleep

import pytest

from tests.attempts import Attempts
from tests.faults.ground import BASE, Place, Places, codes, has_begun, journal, kill, loading, places, write

SEED = 20250701
TRIES = {"sqlite": 100, "postgres": 20}
LOOK = 0.002


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A few thousand rows, and one row about a unit that is not among them (nor in the template)."""
    folder, units = tmp_path_factory.mktemp("files"), codes()
    return write(folder / "many.csv", units[:-2]), write(folder / "one.csv", units[-2:-1])


@pytest.fixture(scope="module", params=TRIES)
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    with places(request.param, tmp_path_factory.mktemp(request.param)) as made:
        yield made


def test_a_load_killed_three_times_leaves_no_trace(
    files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with places("sqlite", tmp_path_factory.mktemp("smoke")) as made, made.place() as place:
        units = codes()
        few = write(files[0].with_name("few.csv"), units[:300])
        for delay in (0.0, 0.05, 0.15):
            _kill_after(place, few, delay)
        acts = [act["act"] for act in journal(place)]
        done = place.run(*loading(files[1]))
        assert done.json["act"] == len(acts) + 1, done
        assert len(journal(place)) == len(acts) + 1
        assert len(acts) <= BASE + 1


@pytest.mark.faults
def test_a_load_killed_at_any_instant_is_whole_or_absent(
    ground: Places, files: tuple[Path, Path], attempts: Attempts, record_property: Callable[[str, object], None]
) -> None:
    many, one = files
    rows = len(many.read_text("utf-8").splitlines()) - 1
    whole_time = _time(ground, many)
    random = Random(SEED)
    outcomes: Counter[str] = Counter()
    for _ in attempts.count(TRIES["postgres" if ground.server else "sqlite"]):
        with ground.place() as place:
            killed = _kill_after(place, many, random.uniform(0, whole_time))
            outcomes[_outcome(place, many, one, rows)] += 1
            outcomes["killed"] += killed
            # It was done before: what was measured on a busy machine is too long.
            whole_time *= 1 if killed else 0.8
    record_property("outcomes", dict(outcomes))
    assert outcomes["absent"]
    assert outcomes["killed"]


def _outcome(place: Place, many: Path, one: Path, rows: int) -> str:
    """What the killed load left: the next write works and comes after it; then the same file, once more."""
    # A server may still be busy with the last words of the dead: the next writer waits for them.
    after = place.run(*loading(one))
    assert after.code == 0, after
    acts = journal(place)
    assert acts[-1]["act"] == after.json["act"]
    assert acts[-1]["wrote"] == {"head_count": 1}
    between = acts[BASE:-1]
    assert [act["wrote"] for act in between] in ([], [{"head_count": rows}]), between
    again = place.run(*loading(many))
    if between:
        assert again.findings == ["file-loaded"]
    else:
        assert again.json["rows"] == rows, again
        assert journal(place)[-1]["wrote"] == {"head_count": rows}
    return "whole" if between else "absent"


def _start(place: Place, file: Path) -> "subprocess.Popen[bytes]":
    """A load that has just opened the memory (started, on a server): what comes before cannot harm anything."""
    process = place.start(loading(file), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not has_begun(place):
        sleep(LOOK)
    return process


def _kill_after(place: Place, file: Path, delay: float) -> bool:
    process = _start(place, file)
    sleep(delay)
    return kill(process)


def _time(ground: Places, file: Path) -> float:
    """How long a load takes from there to its end: instants are drawn from it, and a little beyond."""
    with ground.place() as place:
        process = _start(place, file)
        begin = perf_counter()
        assert process.wait() == 0
        return (perf_counter() - begin) * 1.05
