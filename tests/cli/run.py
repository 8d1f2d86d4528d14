"""How the tests run ``diaban``: inside this process, quickly, or as a process of its own where that matters."""

import io
import json
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from diaban.cli.main import main
from diaban.units.edition import Edition, open_edition

UNIT = ["id", "code", "name", "type", "level", "valid_from", "valid_to", "parent"]
FINDING = ["code", "severity", "place", "found", "allowed", "remedy"]
COMMAND = (sys.executable, "-m", "diaban")
KEPT = tempfile.TemporaryDirectory(prefix="diaban-")
"""The home of every run that names none: never the desk's own."""
HOME = {"DIABAN_HOME": KEPT.name}
WORK = "django.contrib.auth.hashers.ScryptPasswordHasher.work_factor"
"""How long a password takes is not what is tested: 2 is the least."""
UNASKED = "DJANGO_ALLOW_ASYNC_UNSAFE"
"""Set in this process while a browser is open; no process started by a test is to have it."""


@dataclass(frozen=True)
class Ran:
    """What one run left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output; anything beside it is an error."""
        return json.loads(self.out)

    @property
    def findings(self) -> list[str]:
        """Codes of the findings in the document."""
        return [found["code"] for found in self.json["findings"]]


@cache
def _kept(folder: Path, number: int | None) -> Edition:
    # An edition never changes; a test that damages one does so in a folder of its own.
    return open_edition(folder, number)


def run(*words: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ran:
    """One command line inside this process, with standard streams of its own and no setting from the desk."""
    out, err = _stream(), _stream()
    code = _inside(words, stdin, out, err, env or {})
    return Ran(code, _text(out), _text(err))


def printed(words: Sequence[str], env: Mapping[str, str]) -> str:
    """What one command line prints inside this process, on both streams, in the order in which it does."""
    both = _stream()
    _inside(words, b"", both, both, env)
    return _text(both)


def _stream(data: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode("utf-8")


def _inside(
    words: Sequence[str], stdin: bytes, out: io.TextIOWrapper, err: io.TextIOWrapper, env: Mapping[str, str]
) -> int:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("DIABAN_")}
    code: object = None
    with (
        patch.dict(os.environ, {**clean, **HOME, **env}, clear=True),
        patch.multiple(sys, stdin=_stream(stdin), stdout=out, stderr=err),
        patch("diaban.cli.units_ask.open_edition", _kept),
        patch("diaban.cli.units_move.open_edition", _kept),
        patch("diaban.cli.home.open_edition", _kept),
        patch(WORK, 2),
    ):
        try:
            main(words)
        except SystemExit as done:
            code = done.code
    assert isinstance(code, int), code
    return code


def environment(**more: str) -> dict[str, str]:
    """The environment of a process: warnings are errors there too, and nothing of the desk is left."""
    dropped = {UNASKED, "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "TTY_INTERACTIVE"}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DIABAN_") and key not in dropped}
    return {**kept, **HOME, "PYTHONWARNINGS": "error", **more}


def spawn(*words: str | bytes, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ran:
    """One command line as a process."""
    line, clean = [*COMMAND, *words], environment(**(env or {}))
    done = subprocess.run(line, check=False, input=stdin, capture_output=True, env=clean)
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def shell(line: str, cwd: Path | None = None) -> Ran:
    """A line of bash in which ``$D`` is the command; the exit code is that of the first command of the last pipe."""
    script = f'{line}\nexit "${{PIPESTATUS[0]}}"'
    env = environment(D=" ".join(COMMAND))
    words = ["bash", "-c", script]
    done = subprocess.run(words, check=False, capture_output=True, env=env, cwd=cwd, stdin=subprocess.DEVNULL)
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def on_terminal(*words: str, columns: int = 80, **more: str) -> Ran:
    """One command line on a terminal of a given width; output and errors come as one."""
    here, there = pty.openpty()
    env = environment(COLUMNS=str(columns), TERM="xterm-256color", **more)
    with subprocess.Popen([*COMMAND, *words], stdin=there, stdout=there, stderr=there, env=env) as process:
        os.close(there)
        chunks = []
        while True:
            try:
                chunk = os.read(here, 65536)
            except OSError:  # Linux says so when the last writer has closed the terminal
                break
            if not chunk:
                break
            chunks.append(chunk)
        os.close(here)
    return Ran(process.returncode, b"".join(chunks).decode("utf-8").replace("\r\n", "\n"), "")


def carry(values: str, rule: str, *words: str, text: str | bytes | None = None, back: bool = False) -> Ran:
    """``units carry --json`` across 2025-07-01; ``text`` goes to standard input."""
    start, end = ("2025-07-01", "2025-06-30") if back else ("2025-06-30", "2025-07-01")
    stdin = text.encode() if isinstance(text, str) else text or b""
    return run("units", "carry", values, "--from", start, "--to", end, "--rule", rule, "--json", *words, stdin=stdin)
