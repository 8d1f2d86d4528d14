"""A check that is ended from outside, or killed: nothing of a form stays behind, and what was done serves again."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from diaban.cli import interrupt
from diaban.engines import forms_check
from tests.cli.forms_batch import PLANTED, batch
from tests.cli.run import Ran, environment, run

DAY = "2026-11-28"


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    return batch(tmp_path / "phieu.csv")


def check(forms: Path, out: Path) -> Ran:
    return run("forms", "check", str(forms), "--out", str(out), "--as-of", DAY, "--json")


def ends(number: int, after: float = 0.2) -> None:
    threading.Timer(after, os.kill, (os.getpid(), number)).start()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_within_a_query_ends_the_check_and_sweeps(
    forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def long(connection: Any, *_: object, **__: object) -> None:
        ends(number)
        for _ in range(500):
            connection.execute("SELECT sum(hash(range)) FROM range(3000000)")

    monkeypatch.setattr(forms_check, "judge", long)
    before = [signal.getsignal(each) for each in interrupt.ENDING]
    assert check(forms, tmp_path / "ra").code == 130
    assert [signal.getsignal(each) for each in interrupt.ENDING] == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["phieu.csv"]


def test_a_signal_breaks_off_one_query_that_would_run_for_hours(
    forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    def endless(connection: Any, *_: object, **__: object) -> None:
        begun.append(time.monotonic())
        ends(signal.SIGINT)
        connection.execute("SELECT count(*) FROM range(1000000) a, range(20000000) b WHERE hash(a.range + b.range) = 1")

    monkeypatch.setattr(forms_check, "judge", endless)
    assert check(forms, tmp_path / "ra").code == 130
    assert time.monotonic() - begun[0] < interrupt.GRACE_SECONDS
    assert sorted(one.name for one in tmp_path.iterdir()) == ["phieu.csv"]


def test_a_query_that_never_comes_back_does_not_hold_the_process() -> None:
    script = (
        "import os, signal, time; from diaban.cli import interrupt\n"
        "interrupt.GRACE_SECONDS = 0.2\n"
        "with interrupt.swept_when_ended():\n"
        "    try: os.kill(os.getpid(), signal.SIGTERM)\n"
        "    except KeyboardInterrupt: time.sleep(60)"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment(), check=False, timeout=30)
    assert done.returncode == interrupt.ENDED


def test_what_a_killed_run_left_is_swept_by_the_next(forms: Path, tmp_path: Path) -> None:
    script = (
        "import os, signal; from diaban.engines import forms_check; from diaban.cli.main import main\n"
        "forms_check.write_worklists = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"main(['forms', 'check', {str(forms)!r}, '--out', {str(tmp_path / 'ra')!r}])"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment(), check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    left = tmp_path / ".ra.dang-kiem-tra"
    assert (left / "ket-qua" / "findings.parquet").is_file(), "a power cut leaves it: the manual says so"
    assert left.stat().st_mode & 0o077 == 0
    assert check(forms, tmp_path / "rb").code == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["phieu.csv", "rb"]


def test_a_run_taken_up_again_gives_the_same_bytes(
    forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms_check, "KEEP_FROM", 0.0)
    worked = []
    with monkeypatch.context() as broken:
        broken.setattr(forms_check, "judge", lambda *_, **__: ends(signal.SIGTERM, 0) or time.sleep(5))
        assert check(forms, tmp_path / "ra").code == 130
    find = forms_check.duplicates.find
    monkeypatch.setattr(forms_check.duplicates, "find", lambda *a, **k: worked.append(1) or find(*a, **k))
    again = check(forms, tmp_path / "ra")
    assert (again.json["resumed"], worked) == (True, []), "what was finished is not done again"
    assert check(forms, tmp_path / "rb").json["resumed"] is False
    assert worked == [1]
    one, other = tmp_path / "ra", tmp_path / "rb"
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(files) >= 6
    assert [name for name in files if (one / name).read_bytes() != (other / name).read_bytes()] == []


def test_nothing_is_put_aside_in_the_folder_of_everybody(
    forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert check(forms, tmp_path / "ra").code == 1
    words = ("forms", "recheck", "draw", str(forms), "--out", str(tmp_path / "pt"), "--as-of", DAY)
    assert run(*words).code == 0
    assert not any(word in str(path) for path in tmp_path.rglob("*") for word in PLANTED)
