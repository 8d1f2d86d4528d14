"""Case 7: coverage of the nation under every standard, out of the memory, unit ids included."""

import sys

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.fresh import command, run_in_turns
from benchmarks.memories import KINDS, copies
from benchmarks.nation import DAY, MONTHS, in_process
from benchmarks.size import Size

__all__ = ["measure"]

FRESH = 7
LOOPS = 3
WAYS = ("day", "months", "figure")
Found = dict[str, dict[str, list[float]]]


def measure(size: Size) -> Case:
    """On each kind of memory: every way in fresh processes, in turns; then the whole command and the plain loop."""
    figures: list[Figure] = []
    counts: list[tuple[str, ...]] = []
    words = [sys.executable, "-m", "diaban", "coverage", "--as-of", DAY.isoformat(), "--json"]
    with copies(server=size.answers is None) as made:
        for kind, each in made.items():
            memory = each.make()
            with memory.named():
                rows = in_process("make", size.answers)()["rows"]
                ways = {way: in_process(way, size.answers) for way in WAYS}
                found = run_in_turns({**ways, "command": command(words)}, min(FRESH, size.fresh))
                found |= run_in_turns({"loop": in_process("loop", size.answers)}, min(LOOPS, size.fresh))
            figures += _figures(KINDS[kind], found, found["loop"]["units"][0])
            counts.append(
                (
                    KINDS[kind],
                    f"{rows:,.0f}",
                    f"{found['day']['standards'][0]:.0f}",
                    f"{found['day']['ids'][0]:,.0f}",
                    f"{found['day']['findings'][0]:,.0f}",
                    f"{found['loop']['units'][0]:,.0f}",
                    "yes" if all(found["loop"]["same"]) else "NO",
                )
            )
    return Case(
        key="coverage",
        title="Coverage of the nation",
        asked=(
            "nation, all standards, one day ≤ 150 ms; 24 months ≤ 600 ms; memory ≤ 200 MB; cold cache, unit ids"
            " included, against the plain per-unit ORM loop; exact figure cache hit ≤ 1 ms"
        ),
        figures=tuple(figures),
        method=(
            "The invented nation (as diaban demo --scale nation makes it) is loaded once into each kind of memory. Each"
            " figure is of a fresh process, ways in turns, after one start each that is not counted; the clock runs"
            " from the question to the answer, which lists the ids of all units by state: standards, rows and timelines"
            " are read within it, nothing is kept from before; putting it into words (findings in two languages) is"
            " a figure of its own. Memory is the process's own, at its peak. The"
            f" plain loop asks the ORM for the rows of one commune after another, one question a register, and applies"
            f" the rules as they are told plainly, on {DAY}; its states are compared with ours, unit by unit."
        ),
        limits=(
            f"The reference units (first figure of each) are opened and all code is loaded before the clock starts, and"
            f" the files lie in the page cache. The months begin on {MONTHS[0]}, before which a figure of the nation"
            f" is refused, and some lie ahead: a day costs the same. The server is on this"
            f" machine, on a socket. The loop makes no frame, no steps, no findings and no sources."
        ),
        tables=(
            Table(
                "What was asked",
                (
                    "memory",
                    "rows",
                    "standards",
                    "unit ids listed",
                    "findings",
                    "units of the loop",
                    "the loop gives the same",
                ),
                tuple(counts),
            ),
        ),
    )


def _figures(name: str, found: Found, units: float) -> list[Figure]:
    def ms(what: str, way: str, key: str = "answer", target: float | None = None, against: str | None = None) -> Figure:
        times = Times(found[way][key], found[way][f"{key}_cpu"])
        return timed(what, "ms", times, 1e3, target, against)

    def mb(what: str, way: str, target: float | None = 200) -> Figure:
        return Figure(what, "MB", Spread.of(found[way]["peak_mb"]), target)

    day = f"ours, {name}: one day, all standards"
    months = f"ours, {name}: 24 months, one after the other"
    return [
        ms(f"ours, {name}: opening the reference units, before that", "day", "open"),
        ms(day, "day", target=150),
        ms(f"ours, {name}: that answer put into words, as --json has it", "day", "told"),
        ms(f"ours, {name}: the same day asked again in that process", "day", "again"),
        ms(months, "months", target=600),
        ms(f"ours, {name}: one figure opened down to its records", "figure"),
        ms(f"ours, {name}: that figure asked again, nothing written since", "figure", "hit", target=1),
        ms(f"ours, {name}: diaban coverage --json, the whole process", "command", "seconds"),
        mb(f"ours, {name}: one day, peak memory", "day"),
        mb(f"ours, {name}: 24 months, peak memory", "months"),
        mb(f"ours, {name}: diaban coverage --json, peak memory", "command"),
        ms(f"peer, {name}: plain ORM loop over {units:,.0f} communes, one day", "loop", against=day),
    ]
