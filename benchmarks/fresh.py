"""What is measured in a process of its own: loading, and whole commands. ``python -m benchmarks.fresh WHAT`` is it."""

import importlib
import io
import json
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

__all__ = ["Run", "command", "loading", "run_in_turns"]

ROOT = Path(__file__).parent.parent
LAUNCHER = Path(__file__).with_name("launch.py")
PEER = "vietnamadminunits"
PEER_STANDS_ON = ("json", "re", "enum", "sqlite3", "shapely.geometry", "geopy.distance", "geopy.geocoders", "unidecode")

Run = dict[str, float]


def loading(what: str) -> Callable[[], Run]:
    """One of :data:`WAYS`, in a fresh process: seconds and MB by name."""
    return lambda: _call([sys.executable, "-m", "benchmarks.fresh", what])


def command(words: Sequence[str]) -> Callable[[], Run]:
    """A whole command: ``seconds``, ``peak_mb``, ``code``."""
    return lambda: _call([sys.executable, "-I", "-S", str(LAUNCHER), *words])


def run_in_turns(ways: Mapping[str, Callable[[], Run]], passes: int) -> dict[str, dict[str, list[float]]]:
    """Each way once untimed (files and byte code then lie in memory), then in turns; lists by way and by name."""
    if passes > 1:
        for way in ways.values():
            way()
    found: dict[str, dict[str, list[float]]] = {name: {} for name in ways}
    for _ in range(passes):
        for name, way in ways.items():
            for key, value in way().items():
                found[name].setdefault(key, []).append(value)
    return found


def _call(words: Sequence[str]) -> Run:
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    answer: Run = json.loads(done.stdout)
    return answer


# --- inside the fresh process -------------------------------------------------------------------------


def _memory() -> tuple[float, float]:
    """Resident now, and at its peak, in MB. Where the system does not tell the former, the latter stands for both."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
        now, peak = (int(lines[name].split()[0]) / 2**10 for name in ("VmRSS", "VmHWM"))
        return now, peak
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return peak, peak


def _now() -> tuple[float, float]:
    return perf_counter(), process_time()


def _span(name: str, start: tuple[float, float], end: tuple[float, float]) -> dict[str, float]:
    return {name: end[0] - start[0], f"{name}_cpu": end[1] - start[1]}


def _ours() -> dict[str, Any]:
    bare, _ = _memory()
    start = _now()
    subject = importlib.import_module("benchmarks.subject")
    imported = _now()
    before, _ = _memory()
    begin = _now()
    edition = subject.book()
    atlas = edition.atlas
    middle = _now()
    names = edition.names
    end = _now()
    now, peak = _memory()
    return {
        **_span("import", start, imported),
        **_span("atlas", begin, middle),
        **_span("names", middle, end),
        **_span("load", begin, end),
        **_span("all", start, end),
        "grown_mb": now - before,
        "peak_mb": peak - before,
        "all_mb": now - bare,
        "units": len(atlas.units),
        "keys": len(names.keys),
    }


def _ours_traced() -> dict[str, Any]:
    subject = importlib.import_module("benchmarks.subject")
    tracemalloc.start()
    edition = subject.book()
    kept = [edition.atlas, edition.names]
    now, peak = tracemalloc.get_traced_memory()
    return {"kept_mb": now / 2**20, "peak_mb": peak / 2**20, "parts": len(kept)}


def _peer() -> dict[str, Any]:
    before, _ = _memory()
    start = _now()
    importlib.import_module(PEER)
    end = _now()
    now, peak = _memory()
    return {**_span("load", start, end), "grown_mb": now - before, "peak_mb": peak - before}


def _peer_alone() -> dict[str, Any]:
    for name in PEER_STANDS_ON:
        importlib.import_module(name)
    return _peer()


def _peer_traced() -> dict[str, Any]:
    for name in PEER_STANDS_ON:
        importlib.import_module(name)
    tracemalloc.start()
    importlib.import_module(PEER)
    now, peak = tracemalloc.get_traced_memory()
    return {"kept_mb": now / 2**20, "peak_mb": peak / 2**20}


def _modules() -> dict[str, Any]:
    """Which of the heavy packages a command loads: it runs here, in this process, to its end."""
    main = importlib.import_module("diaban.cli.main").main
    code: str | int | None = 0
    with redirect_stdout(io.StringIO()):
        try:
            main(sys.argv[2:])
        except SystemExit as done:
            code = done.code
    top = {name.partition(".")[0] for name in sys.modules}
    watched = ("django", "click", "rich", PEER, "rapidfuzz", "numpy")
    return {"code": code, "modules": len(sys.modules), **{name: int(name in top) for name in watched}}


WAYS: dict[str, Callable[[], dict[str, Any]]] = {
    "ours": _ours,
    "ours-traced": _ours_traced,
    "peer": _peer,
    "peer-alone": _peer_alone,
    "peer-traced": _peer_traced,
    "modules": _modules,
}

if __name__ == "__main__":
    print(json.dumps(WAYS[sys.argv[1]]()))
