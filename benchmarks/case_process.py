"""Case 6: whole commands, from the shell's point of view."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.fresh import command, run_in_turns
from benchmarks.size import Size

__all__ = ["measure"]

SHOW = ["units", "show", "26740", "--as-of", "2025-07-01"]
OURS = {
    "diaban units show 26740": SHOW,
    "diaban units show 26740 --json": [*SHOW, "--json"],
    "diaban units count --json": ["units", "count", "--as-of", "2025-07-01", "--json"],
    "diaban units find (name with all above) --json": [
        "units", "find", "xã Mỹ Thanh, huyện Bạch Thông, tỉnh Bắc Kạn", "--json",
    ],
    "diaban units trace 06727 --json": [
        "units", "trace", "06727", "--from", "2024-12-31", "--to", "2025-07-01", "--json",
    ],
}  # fmt: skip
PEERS = {
    "floor: python -c pass": "pass",
    "floor: python, importing click and rich": "import click, rich.table, rich.tree",
    "peer: python, vietnamadminunits.convert_address once": (
        "import vietnamadminunits as v; v.convert_address('xã Mỹ Thanh, huyện Bạch Thông, tỉnh Bắc Kạn')"
    ),
    "peer: python, setting Django up": (
        "import django; from django.conf import settings; settings.configure(); django.setup(); import django.db.models"
    ),
}
TARGETS = {"diaban units show 26740": 0.6, "diaban units show 26740 --json": 0.6}
WATCHED = ("django", "vietnamadminunits", "rapidfuzz", "numpy", "click", "rich")


def measure(size: Size) -> Case:
    """Every command and every peer in turns, each a process of its own."""
    python = sys.executable
    script = Path(python).with_name("diaban")
    program = [str(script)] if script.is_file() else [python, "-m", "diaban"]
    ours, peers = dict(list(OURS.items())[: size.commands]), dict(list(PEERS.items())[: size.commands])
    ways = {name: command([*program, *words]) for name, words in ours.items()}
    ways |= {name: command([python, "-c", code]) for name, code in peers.items()}
    found = run_in_turns(ways, size.fresh)
    times = {name: Times(run["seconds"], run["seconds_cpu"]) for name, run in found.items()}
    show = f"ours: {next(iter(ours))}"
    memory = f"{show}, peak memory"
    figures = [timed(f"ours: {name}", "s", times[name], 1, TARGETS.get(name)) for name in ours]
    figures += [timed(name, "s", times[name], 1, against=show) for name in peers]
    figures += [Figure(f"ours: {name}, peak memory", "MB", Spread.of(found[name]["peak_mb"])) for name in ours]
    figures += [
        Figure(f"{name}, peak memory", "MB", Spread.of(found[name]["peak_mb"]), against=memory) for name in peers
    ]
    loaded = {name: _modules(words) for name, words in ours.items()}
    return Case(
        key="process",
        title="Whole commands",
        asked="diaban units show as a whole process ≤ 0.6 s, no Django loaded",
        figures=tuple(figures),
        method=(
            "A small launcher starts each command with its output thrown away and takes the wall time from start to"
            " end, and the peak resident memory that the kernel reports; commands and peers in turns, after one start"
            " each that is not counted. Which packages a command loads is read from sys.modules at its end, in further"
            " processes."
        ),
        limits=(
            "Page cache and byte code are warm. Output goes nowhere, so a terminal's own time is not in it and colours"
            " are off. No peer does the same job; they are the floor (Python itself, the terminal libraries) and what"
            " the alternatives would cost (the package, Django)."
        ),
        tables=(
            Table(
                "Loaded at the end of the command",
                ("command", "exit code", "modules", *WATCHED),
                tuple(
                    (name, str(run["code"]), str(run["modules"]), *("yes" if run[each] else "no" for each in WATCHED))
                    for name, run in loaded.items()
                ),
            ),
        ),
    )


def _modules(words: list[str]) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fresh", "modules", *words],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, int] = json.loads(done.stdout)
    return answer
