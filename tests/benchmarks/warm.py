"""The benchmarks' own processes, parted from one that has all code loaded: what they do is tried here, and that they
start from nothing is what they are measured for.

``python -m tests.benchmarks.warm`` is that process: a line of JSON for each to be started, one back when it has ended.
"""

import json
import os
import runpy
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

__all__ = ["warmed"]

ROOT: Final = Path(__file__).parent.parent.parent
OURS: Final = ("check_ways", "forms_ways", "nation", "returns", "works")
OWN_SETTINGS: Final = {"figures", "includes"}
"""Ways that configure Django themselves, which is possible once in a process."""
LOADED: Final = ("diaban.store.queries", "diaban.store.receiving", "duckdb", "openpyxl", "recordlinkage", "splink")


@contextmanager
def warmed() -> Iterator[Any]:
    """What is to stand for ``subprocess.run`` while benchmarks run."""
    plain = subprocess.run
    words = [sys.executable, "-W", "ignore", "-m", __name__]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as warm:
        assert warm.stdin is not None
        assert warm.stdout is not None

        def run(line: Sequence[Any], **how: Any) -> Any:
            name = line[line.index("-m") + 1] if line[0] == sys.executable and "-m" in line else ""
            if name not in {f"benchmarks.{own}" for own in OURS} or line[-1] in OWN_SETTINGS:
                return plain(line, **how)
            told = [name, *map(str, line[line.index("-m") + 2 :])]
            warm.stdin.write(json.dumps([told, dict(os.environ)]) + "\n")
            warm.stdin.flush()
            code, out = json.loads(warm.stdout.readline())
            if code:
                raise subprocess.CalledProcessError(code, line, out)
            return subprocess.CompletedProcess(line, code, out)

        yield run
        warm.stdin.close()


def _serve() -> None:
    with tempfile.TemporaryDirectory() as home:
        import_module("diaban.store.memory").setup(Path(home))
        for name in (*LOADED, *(f"benchmarks.{own}" for own in OURS)):
            import_module(name)
        for line in sys.stdin:
            words, environment = json.loads(line)
            with tempfile.TemporaryFile("w+") as said:
                child = os.fork()
                if child == 0:
                    _be(words, environment, said.fileno())
                code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                said.seek(0)
                sys.stdout.write(json.dumps([code, said.read()]) + "\n")
                sys.stdout.flush()


def _be(words: list[str], environment: dict[str, str], said: int) -> None:
    code = 1
    try:
        os.dup2(said, 1)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = words
        warnings.simplefilter("ignore")
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
        sys.stdout.flush()
        code = 0
    except BaseException:  # noqa: BLE001  # nothing of it may go on as the process it was parted from
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve()
