"""``kill -9`` at any instant while returns are received and accepted: each is wholly there or not, and none that was
acknowledged is lost; two people accept at once and one wins; a full disk leaves what was there."""

import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Timer
from time import perf_counter
from typing import Any

import pytest

from tests.attempts import Attempts
from tests.cli.run import environment
from tests.faults.front_door import data
from tests.faults.ground import FILE, Place, Places, codes, places
from tests.guards.code_base import ROOT

SEED = 20250814
KILLS = {"sqlite": 300, "postgres": 150}
UNITS = 12
MONTH = "2025-08"
LINES = 3
RACES = 25


class Door:
    """The warm process, and what its children answer."""

    def __init__(self, place: Place, limit: int | None) -> None:
        def small() -> None:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.front_door"],
            cwd=ROOT,
            env={**environment(**place.env), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=small if limit is not None else None,  # noqa: PLW1509  # one thread, and setrlimit is safe there
        )

    def answers(self, **order: Any) -> Iterator[dict[str, Any]]:
        """What is answered to an order, line by line."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"children": 1, **order}) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            answer = json.loads(line)
            if answer.get("done"):
                return
            yield answer
        raise AssertionError("the front door is gone")

    def killed(self, delay: float, **order: Any) -> tuple[list[dict[str, Any]], bool]:
        """The answers of a child that is killed after ``delay`` seconds, and whether it was still there."""
        found: list[dict[str, Any]] = []
        timer = None
        for answer in self.answers(**order):
            if "pids" in answer:
                timer = Timer(delay, _kill, answer["pids"])
                timer.start()
            else:
                found.append(answer)
        if timer is not None:
            timer.cancel()
            timer.join()
        return found, any(answer.get("code") == -9 for answer in found)


def _kill(process: int) -> None:
    import os
    import signal

    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


@contextmanager
def door(place: Place, limit: int | None = None) -> Iterator[Door]:
    made = Door(place, limit)
    try:
        yield made
    finally:
        assert made.process.stdin is not None
        made.process.stdin.close()
        made.process.wait()
        assert made.process.stdout is not None
        made.process.stdout.close()


class Ledger:
    """What was acknowledged, held against what the database itself says."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.acknowledged: dict[int, tuple[str, bool]] = {}
        self.seen = 0

    def note(self, attempt: int, answers: list[dict[str, Any]]) -> None:
        """Remember what a child answered before it died."""
        for answer in answers:
            if answer.get("number") is not None:
                code = answer["file"].removesuffix(".csv")
                kept = sha256(data(code, attempt)).hexdigest()
                self.acknowledged[answer["number"]] = (kept, answer["accepted"])

    def check(self) -> Counter[str]:
        """Whether every return is whole, and all that was acknowledged is there. What was new, by kind."""
        ask, seen = self.place.ask, self.seen
        found: Counter[str] = Counter()
        rows = ask(
            "SELECT r.id, f.sha256, f.size, c.content, r.act_id FROM store_return r"
            " LEFT JOIN store_file f ON f.id = r.file_id LEFT JOIN store_file_content c ON c.file_id = f.id"
            f" WHERE r.id > {seen} ORDER BY r.id"
        )
        accepted = dict(ask(f"SELECT of_id, act_id FROM store_return_step WHERE kind = 'accepted' AND of_id > {seen}"))
        received = dict(ask(f"SELECT of_id, act_id FROM store_return_step WHERE kind = 'received' AND of_id > {seen}"))
        units = dict(ask(f"SELECT of_id, count(*) FROM store_return_unit WHERE of_id > {seen} GROUP BY of_id"))
        assert [row[0] for row in rows] == list(range(seen + 1, seen + 1 + len(rows)))
        for number, checksum, size, content, act in rows:
            assert sha256(bytes(content)).hexdigest() == checksum
            assert (len(content), received[number], units[number]) == (size, act, 1)
            found["received"] += 1
            if number in accepted:
                found["accepted"] += 1
        self._rows(accepted)
        there = {number: checksum for number, checksum, *_ in rows}
        for number, (checksum, was_accepted) in self.acknowledged.items():
            if number > seen:
                assert there[number] == checksum
                assert not was_accepted or number in accepted
        # Nothing is left over: files without a return, sources without an acceptance, acts without a step.
        assert ask("SELECT count(*) FROM store_file") == ask("SELECT count(*) FROM store_return")
        assert ask("SELECT count(*) FROM store_file") == ask("SELECT count(*) FROM store_file_content")
        steps = ask("SELECT count(*) FROM store_return_step")[0][0]
        acts, last = ask("SELECT count(*), max(id) FROM store_act")[0]
        assert acts == last
        others = ask("SELECT count(*) FROM store_act WHERE action NOT IN ('receive-return', 'accept-return')")[0][0]
        assert steps == acts - others
        self.seen += len(rows)
        return found

    def _rows(self, accepted: dict[int, int]) -> None:
        """Each acceptance wrote all its rows, citing its return; nobody else wrote any."""
        wrote = self.place.ask(
            "SELECT h.act_id, s.key, count(*) FROM store_head_count h JOIN store_source s ON s.id = h.source_id"
            f" WHERE s.key LIKE 'return-%' AND h.act_id > {min(accepted.values(), default=0) - 1}"
            " GROUP BY h.act_id, s.key"
        )
        if accepted:
            told = {(act, f"return-{number}"): LINES for number, act in accepted.items()}
            assert {(act, key): count for act, key, count in wrote} == told
        per_unit = self.place.ask(
            "SELECT h.unit_id, count(*) FROM store_head_count h JOIN store_source s ON s.id = h.source_id"
            " WHERE s.key LIKE 'return-%' AND h.closed_by_id IS NULL GROUP BY h.unit_id"
        )
        assert {count for _, count in per_unit} <= {LINES}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    with places(request.param, tmp_path_factory.mktemp(request.param)) as made:
        yield made


def test_a_dozen_kills_lose_no_return(tmp_path_factory: pytest.TempPathFactory) -> None:
    with places("sqlite", tmp_path_factory.mktemp("smoke")) as made:
        outcomes = _many_kills(made, range(12))
    assert outcomes["killed"]
    assert outcomes["received"]


@pytest.mark.faults
def test_hundreds_of_kills_lose_no_return(
    ground: Places, attempts: Attempts, record_property: Callable[[str, object], None]
) -> None:
    outcomes = _many_kills(ground, attempts.count(KILLS["postgres" if ground.server else "sqlite"]))
    record_property("outcomes", dict(outcomes))
    assert 3 * outcomes["killed"] > outcomes["tried"]
    # Some died with nothing done, some halfway: between batches, or between the commit and the answer.
    assert outcomes["nothing"]
    assert outcomes["some"]


def _many_kills(ground: Places, kills: Iterable[int]) -> Counter[str]:
    random, outcomes = Random(SEED), Counter[str]()
    with ground.place() as place, door(place) as made:
        ledger, units = Ledger(place), codes()[:UNITS]
        order: dict[str, Any] = {"do": "receive", "units": units, "month": MONTH}
        start = perf_counter()
        for attempt in range(3):
            ledger.note(attempt, list(made.answers(**order, **{"try": attempt})))
        whole = (perf_counter() - start) / 3
        assert ledger.check() == {"received": 3 * UNITS, "accepted": 3 * UNITS}
        attempt = 2
        for _ in kills:
            attempt += 1
            answers, killed = made.killed(random.uniform(0, whole * 1.1), **order, **{"try": attempt})
            ledger.note(attempt, answers)
            new = ledger.check()
            outcomes += new
            outcomes["killed"] += killed
            outcomes["tried"] += 1
            outcomes["nothing" if not new["received"] else "some" if new["received"] < UNITS else "all"] += 1
        # No lock is left, and all is as if the dead had never been.
        last = list(made.answers(**order, **{"try": attempt + 1}))
        assert [answer["accepted"] for answer in last if "file" in answer] == [True] * UNITS
        ledger.note(attempt + 1, last)
        ledger.check()
        if place.database is None:
            assert place.ask("PRAGMA integrity_check") == [("ok",)]
            assert place.ask("PRAGMA foreign_key_check") == []
        assert place.run("journal", "show").code == 0
    return outcomes


def test_two_processes_accept_at_once_and_one_wins(tmp_path_factory: pytest.TempPathFactory) -> None:
    with places("sqlite", tmp_path_factory.mktemp("race")) as made:
        _races(made, range(2))


@pytest.mark.faults
def test_many_pairs_accept_at_once_and_one_of_each_wins(ground: Places, attempts: Attempts) -> None:
    _races(ground, attempts.count(RACES))


def _races(ground: Places, races: Iterable[int]) -> None:
    """Each return is accepted once, with all its rows, and the others are told by whom."""
    units, number = codes(), 0
    with ground.place() as place, door(place) as made:
        for race in races:
            number, code = race + 1, units[race]
            path = ground.folder / f"{code}.csv"
            path.write_bytes(data(code, 1))
            words = ("receive", str(path), "--form", "staffing", "--period", MONTH, "--reason", "thử")
            assert place.run(*words).json["files"][0]["return"] == number
            told = list(made.answers(do="accept", number=number, children=3))
            (act,) = [answer["act"] for answer in told if "act" in answer]
            refused = [answer for answer in told if "refused" in answer]
            assert [answer["refused"] for answer in refused] == [["return-accepted"]] * 2
            assert {(one["values"][0]["act"], one["values"][0]["by"]) for one in refused} == {
                (str(act), "nguyễn văn thử")
            }
        assert number
        assert place.ask("SELECT count(*) FROM store_head_count h WHERE h.act_id > 3") == [(number * LINES,)]


@pytest.mark.parametrize(
    "room", [400_000, *(pytest.param(room, marks=pytest.mark.faults) for room in (0, 40_000, 4_000_000))]
)
def test_a_full_disk_leaves_what_was_there(tmp_path_factory: pytest.TempPathFactory, room: int) -> None:
    """The file of the memory, and the log beside it, may grow by ``room`` bytes and no more."""
    units = codes()[:UNITS]
    with places("sqlite", tmp_path_factory.mktemp("full")) as made, made.place() as place:
        ledger = Ledger(place)
        order: dict[str, Any] = {"do": "receive", "units": units, "month": MONTH}
        with door(place) as well:
            ledger.note(0, list(well.answers(**order, **{"try": 0})))
        ledger.check()
        limit = Path(place.home / FILE).stat().st_size + room
        with door(place, limit) as full:
            answers = list(full.answers(do="raw", bytes=200_000, times=40, unit=units[0]))
        assert answers[-1]["code"] == 5, answers
        refused = [answer for answer in answers if "refused" in answer]
        assert [one["refused"] for one in refused] == [["memory-unreachable"]]
        kept = [answer["number"] for answer in answers if "number" in answer]
        there = place.ask(f"SELECT id FROM store_return WHERE id > {UNITS} ORDER BY id")
        assert [number for (number,) in there] == kept
        assert place.ask("PRAGMA integrity_check") == [("ok",)]
        with door(place) as well:
            last = list(well.answers(**order, **{"try": 5}))
        assert [answer["accepted"] for answer in last if "file" in answer] == [True] * UNITS


@pytest.mark.faults
def test_a_server_with_a_full_disk_leaves_what_was_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, unit = tmp_path_factory.mktemp("full-server"), codes()[0]
    # A segment of its log has 16 MB whatever is in it: what fills up first is the table of bytes.
    with places("postgres", folder, 17 * 2**20) as made, made.place() as place, door(place) as full:
        answers = list(full.answers(do="raw", bytes=1_000_000, times=60, unit=unit))
        assert answers[-1]["code"] == 5, answers
        refused = [answer["refused"] for answer in answers if "refused" in answer]
        # The server calls a full disk by its name, and a file that may not grow an error of its own.
        assert refused in ([["memory-unreachable"]], [["memory-failed"]])
        kept = [answer["number"] for answer in answers if "number" in answer]
        assert kept == [number for (number,) in place.ask("SELECT id FROM store_return ORDER BY id")]
        assert 5 < len(kept) < 60
        assert place.ask("SELECT count(*) FROM store_file_content") == [(len(kept),)]
        again = list(full.answers(do="raw", bytes=1_000, times=1, unit=unit))
        assert [answer["number"] for answer in again if "number" in answer] == [len(kept) + 1]
