"""Case 11: the front door: a workbook against the usual way, a nation's returns, its calendar, files at the limits."""

from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.fresh import Run, run_in_turns
from benchmarks.memories import KINDS, Copies, Memory, copies
from benchmarks.nation import in_process as of_nation
from benchmarks.returns import in_process
from benchmarks.returns_files import LARGE, MISTAKES, ROWS, USUAL
from benchmarks.size import Size

__all__ = ["measure"]

FRESH = 3
LOOPS = 2
TIMES = 8
"""How many times as fast as the usual way ours is to be."""
Found = dict[str, dict[str, list[float]]]
OURS = {
    "unit": "unknown-code",
    "title": "cell-choice-near",
    "day": "cell-day",
    "twice": "csv-row-repeated",
    "elsewhere": "officer-in-two-posts",
}
"""The finding that tells each kind of mistake planted in the workbook."""


def measure(size: Size) -> Case:
    """On each kind of memory; what writes goes into a fresh copy each time."""
    figures: list[Figure] = []
    counts: list[tuple[str, ...]] = []
    agreed: list[tuple[str, ...]] = []
    number = size.answers
    with copies(server=number is None) as made, TemporaryDirectory() as named:
        folder = Path(named)
        for kind, each in made.items():
            base = each.make()
            with base.named():
                of_nation("bare", number)()
                if not (folder / "returns").exists():
                    in_process("files", folder, number)()
                in_process("posts", folder, number)()
                found = run_in_turns({"read": in_process("read", folder, number)}, min(LOOPS, size.fresh))
                # Each once: what takes minutes hardly differs by what lay in memory.
                usual = {way: in_process(way, folder, number) for way in ("usual", "usual-beside")}
                found |= run_in_turns(usual, 1)
                if kind == "sqlite":
                    # Reading a file does not ask what kind of memory there is.
                    large = {f"large-{ending}": in_process(f"large-{ending}", folder, number) for ending in LARGE}
                    found |= run_in_turns(large, 1)
            taken: Mapping[str, Callable[[], Run]] = {
                "take-in": _anew(each, base, in_process("take-in", folder, number))
            }
            found |= run_in_turns(taken, 1)
            year = each.make(base)
            with year.named():
                in_process("year", folder, number)()
                found |= run_in_turns({"grid": in_process("grid", folder, number)}, min(FRESH, size.fresh))
            figures += _figures(KINDS[kind], found)
            counts.append(_counted(KINDS[kind], found))
            agreed += _agreed(KINDS[kind], found)
    return Case(
        key="front-door",
        title="The front door",
        asked=(
            f"10,000-row workbook read and judged ≥ {TIMES}× the usual way in the same run; 3,321 returns received,"
            " judged, accepted ≤ 60 s; calendar grid 3,321 × 12 ≤ 200 ms; peak ≤ 300 MB at the limits"
        ),
        figures=tuple(figures),
        method=(
            f"The memory holds the reference units, three posts of every commune, and {len(MISTAKES)} kinds of mistakes"
            f" wait in the workbook: {ROWS:,} rows of postings of the largest province, an .xlsx with shared texts."
            " Each figure is of a fresh process; reading and the grid after one start that is not counted, what takes"
            " longer once; the clock runs from the bytes to every finding. The usual way reads with openpyxl (read"
            " only), makes a model of every row and asks its full_clean; the units are looked up in a dictionary made"
            " once, which favours it; beside that it asks what is recorded: whether the officer serves elsewhere,"
            " whether the post is there."
            f" It is timed on the first {USUAL:,} rows and told for all {ROWS:,}, as it goes row by row."
            " The target of ours is an eighth of the median of the way without these questions. The returns are"
            " every commune's own template with its posts and people filled in, each in a file of its own, taken in as"
            " diaban receive --accept does, two acts each, fifty returns in one transaction; meanwhile other processes"
            " read the files, one for each processor, at most four; the clock holds their start. Every run goes"
            " into a fresh copy of the memory. The year was written into the tables directly. At the limits: 199,990"
            " rows without a mistake, remarks of a length that makes the file nearly 20 MB; memory is the process's"
            " own, at its peak, the reference units in it."
        ),
        limits=(
            "The reference units are opened and all code is loaded before the clock starts, and the files lie in the"
            " page cache. full_clean guards fields, keys and constraints; it does not read columns by their headings,"
            " compare with what was sent before, or tell where a cell stands, and ours does. A return of the run has"
            " six lines; larger ones take longer."
        ),
        tables=(
            Table(
                "What was read and written",
                ("memory", "lines of the workbook", "returns", "accepted", "cells of the grid", "returns of the year"),
                tuple(counts),
            ),
            Table(
                "Mistakes found in the first rows of the workbook",
                ("memory", "mistake", "ours", "the usual way"),
                tuple(agreed),
            ),
        ),
    )


def _anew(each: Copies, base: Memory, way: Callable[[], Run]) -> Callable[[], Run]:
    """Each run into a copy of its own; copying is not timed."""

    def run() -> Run:
        memory = each.make(base)
        try:
            with memory.named():
                return way()
        finally:
            each.drop(memory)

    return run


def _figures(name: str, found: Found) -> list[Figure]:
    def seconds(what: str, way: str, target: float | None = None, against: str | None = None) -> Figure:
        return timed(what, "s", Times(found[way]["answer"], found[way]["answer_cpu"]), 1, target, against)

    def mb(what: str, way: str) -> Figure:
        return Figure(f"{what}, peak memory", "MB", Spread.of(found[way]["peak_mb"]), 300)

    read = f"ours, {name}: a workbook of {found['read']['lines'][0]:,.0f} rows read and judged"
    taken = f"ours, {name}: {found['take-in']['files'][0]:,.0f} returns received, judged, accepted"
    grid = found["grid"]
    cells = f"ours, {name}: calendar grid of {grid['cells'][0]:,.0f} cells"
    return [
        seconds(read, "read", median(found["usual"]["answer"]) / TIMES),
        seconds(f"peer, {name}: openpyxl and full_clean row by row", "usual", None, read),
        seconds(f"peer, {name}: that, and the register asked row by row", "usual-beside", None, read),
        mb(read, "read"),
        seconds(taken, "take-in", 60),
        mb(taken, "take-in"),
        timed(cells, "ms", Times(grid["answer"], grid["answer_cpu"]), 1e3, 200),
        timed(f"{cells}, asked again", "ms", Times(grid["again"], grid["again_cpu"]), 1e3),
        timed(f"{cells}, after one more act", "ms", Times(grid["after"], grid["after_cpu"]), 1e3, 200),
        *(
            figure
            for ending in LARGE
            if (way := f"large-{ending}") in found
            for figure in (
                seconds(_large(ending, found[way]), way),
                mb(_large(ending, found[way]), way),
            )
        ),
    ]


def _large(ending: str, run: Mapping[str, list[float]]) -> str:
    return f"ours: .{ending} of {run['lines'][0]:,.0f} rows, {run['bytes'][0] / 2**20:.1f} MB, read and judged"


def _counted(name: str, found: Found) -> tuple[str, ...]:
    values = (
        found["read"]["lines"],
        found["take-in"]["files"],
        found["take-in"]["accepted"],
        found["grid"]["cells"],
        found["grid"]["sent"],
    )
    return (name, *(f"{value[0]:,.0f}" for value in values))


def _agreed(name: str, found: Found) -> list[tuple[str, ...]]:
    """How many mistakes of each kind ours and the usual way told; a kind that a way does not look for is empty."""

    def told(way: str, key: str) -> str:
        return f"{found[way][key][0]:,.0f}" if key in found[way] else ""

    return [(name, kind, told("read", OURS[kind]), told("usual-beside", kind)) for kind in MISTAKES]
