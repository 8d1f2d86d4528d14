"""Files read by processes of their own are read as here, whatever they hold and whatever becomes of the processes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.intake.ahead import UNTOLD, reading_ahead
from diaban.intake.told import Read, Told, read_told
from tests.intake.sheets import HEADINGS, SMALL, xlsx
from tests.intake.test_hostile_workbooks import SAVED, mutated, seeds

FORMS = {SMALL.id: SMALL}
TOLD = Told(form=SMALL.id, period="2025-08")
PERSONAL = f"{';'.join(HEADINGS)}\n00004;001203004567;Trưởng Công an;3;;;;;\n".encode()


def files() -> dict[str, bytes]:
    """Sound, ugly, broken, personal and empty ones."""
    chance, made = random.Random(28112026), {**seeds(), "long.xls": (SAVED / "long.xls").read_bytes()}
    broken = {f"{at}-{name}": mutated(data, chance) for name, data in made.items() for at in range(6)}
    return {**made, **broken, "của ai.csv": PERSONAL, "rỗng.xlsx": b"", "trống.xlsx": xlsx([]), "x.json": b"{}"}


def plain(read: Read) -> Any:
    """Everything that was read, so that it can be compared."""
    received = read.received
    tables = {name: (lines.names, list(lines.rows), list(lines)) for name, lines in received.tables.items()}
    blocks = [[(one.file, one.block.first, one.block.last) for one in there] for there in received.sections.values()]
    told = (received.sha256, received.size, received.format, received.file, received.head, dict(received.paper))
    return read.period, tables, blocks, received.findings, told, received.evidence


def answer(read: Any) -> Any:
    try:
        return plain(read())
    except RefusedError as refused:
        return refused.findings


def test_whatever_a_file_holds_it_is_read_as_here() -> None:
    given = files()
    with reading_ahead(FORMS) as ahead:
        pending = {name: ahead.start(data, name=name, told=TOLD) for name, data in given.items()}
        refused = 0
        for name, data in given.items():
            one = pending[name]
            # An answer that did not come back would be read here, and prove nothing.
            assert one._answer.result() != UNTOLD, name
            here = answer(lambda name=name, data=data: read_told(data, name=name, told=TOLD, forms=FORMS))
            assert answer(one.read) == here, name
            refused += isinstance(here[0], Finding)
        assert 0 < refused < len(given)
        read = pending["t.xlsx"].read()
        # The very form, not one like it.
        assert read.form is SMALL
        assert read.received.version is SMALL.versions[0]


def test_a_process_that_is_killed_costs_no_file() -> None:
    data = seeds()["t.xlsx"]
    with reading_ahead(FORMS) as ahead:
        told = plain(ahead.start(data, name="t.xlsx", told=TOLD).read())
        for child in ahead.processes:
            child.kill()
        coming = [ahead.start(data, name="t.xlsx", told=TOLD) for _ in range(5)]
        assert [plain(one.read()) for one in coming] == [told] * 5


PARENT = """
import sys, time
from diaban.intake.ahead import reading_ahead
from diaban.intake.told import Told
from tests.intake.sheets import HEADINGS, SMALL, xlsx
if __name__ == "__main__":
    with reading_ahead({SMALL.id: SMALL}) as ahead:
        ahead.start(xlsx([HEADINGS]), name="t.xlsx", told=Told(form=SMALL.id, period="2025-08")).read()
        print(*(child.pid for child in ahead.processes), flush=True)
        time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_whoever_asked_takes_the_processes_along(how: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT)
    path = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])
    words = [sys.executable, str(tmp_path / "parent.py")]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    ) as parent:
        assert parent.stdout is not None
        children = [int(number) for number in parent.stdout.readline().split()]
        assert children
        for each in (*(children if how is signal.SIGINT else ()), parent.pid):
            # Ctrl+C reaches all that share the terminal.
            os.kill(each, how)
        _, said = parent.communicate(timeout=60)
    deadline = time.monotonic() + 30
    while any(map(alive, children)):
        assert time.monotonic() < deadline, children
        time.sleep(0.05)
    # Only whoever was interrupted says so.
    assert said.count("KeyboardInterrupt") == (1 if how is signal.SIGINT else 0), said


def alive(number: int) -> bool:
    """Whether a process runs; one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
