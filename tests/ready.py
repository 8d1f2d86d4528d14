"""The demonstration, made once for all tests of a run, whatever their number of processes; each takes a copy.

That it is made rightly, on either database, is what ``tests/demonstration`` makes its own for.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from diaban.cli.serve import STAMP
from tests.cli.run import Ran, environment, run

__all__ = ["FILE", "copied", "dressed", "forget", "keep_dress", "prepare", "toured"]

FILE: Final = "diaban.sqlite3"
UNTOLD: Final = """
from diaban.cli import demo, main
demo.TOUR = demo.BOARDS = demo.RETURNS = ()
main.main(["demo", "--no-serve"])
"""
"""The command without the tour of what it made."""
FOLDER: Final = "TESTS_READY_DEMONSTRATION"
"""The variable that names the folder, for the processes of the run."""


def prepare() -> None:
    """Before the first process of tests starts: a folder of this run."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="diaban-ready-")


def forget() -> None:
    """After the last one."""
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def copied(home: Path) -> Path:
    """``home`` with the demonstration's memory in it, two provinces; made if no test of this run has asked before."""
    folder = Path(os.environ[FOLDER])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "home"
        if not made.exists():
            _make(folder / "making")
            (folder / "making").rename(made)
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(made / FILE, home)
    return home


def toured(lang: str) -> Ran:
    """What ``diaban demo --no-serve`` tells where the demonstration lies already; told once in each language."""
    folder = Path(os.environ[FOLDER])
    with (folder / f"lock-{lang}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = folder / f"tour-{lang}.json"
        if not told.exists():
            home = copied(folder / f"home-{lang}")
            ran = run("demo", "--no-serve", "--lang", lang, env={"DIABAN_HOME": str(home), "DIABAN_BY": "trinh-dien"})
            told.write_text(json.dumps([ran.code, ran.out, ran.err]), "utf-8")
    code, out, err = json.loads(told.read_text("utf-8"))
    return Ran(code, out, err)


def dressed(home: Path) -> None:
    """What pages name beside their text, put into ``home`` if a server of this run has gathered it before."""
    kept = Path(os.environ[FOLDER]) / "dress"
    if kept.exists() and not (home / STAMP).exists():
        shutil.copytree(kept, home, dirs_exist_ok=True)


def keep_dress(home: Path) -> None:
    """What the server of ``home`` gathered and compressed, kept for the servers after it: it is the same for all."""
    kept = Path(os.environ[FOLDER]) / "dress"
    if kept.exists():
        return
    making = Path(tempfile.mkdtemp(dir=kept.parent))
    shutil.copytree(home / "static", making / "static")
    shutil.copy(home / STAMP, making)
    with suppress(OSError):  # another process was first
        making.rename(kept)


def _make(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", UNTOLD],
        check=False,
        capture_output=True,
        text=True,
        # Whoever writes is printed by the journal: the name of the manual, not of whoever runs the tests.
        env=environment(DIABAN_HOME=str(home), DIABAN_BY="trinh-dien"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
