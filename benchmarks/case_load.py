"""Case 1: the atlas with its search keys, from a standing start."""

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.fresh import loading, run_in_turns
from benchmarks.size import Size

__all__ = ["measure"]

OURS = "ours: open the edition, build atlas and names"
GROWN = "ours: memory grown by loading (resident)"
KEPT = "ours: memory kept by Python objects (tracemalloc)"


def measure(size: Size) -> Case:
    """Load both in fresh processes, in turns."""
    ways = {name: loading(name) for name in ("ours", "peer", "peer-alone")}
    found = run_in_turns(ways, size.fresh)
    traced = run_in_turns({name: loading(name) for name in ("ours-traced", "peer-traced")}, min(3, size.fresh))
    ours, peer, alone = found["ours"], found["peer"], found["peer-alone"]

    def ms(
        what: str, runs: dict[str, list[float]], key: str, target: float | None = None, against: str | None = None
    ) -> Figure:
        return timed(what, "ms", Times(runs[key], runs[f"{key}_cpu"]), 1e3, target, against)

    def mb(what: str, values: list[float], target: float | None = None, against: str | None = None) -> Figure:
        return Figure(what, "MB", Spread.of(values), target, against)

    imported = "ours: the same with the import of diaban"
    all_memory = "ours: memory with the import of diaban (resident)"
    return Case(
        key="load",
        title="Atlas cold, with search keys",
        asked="≤ 200 ms and ≤ 40 MB",
        figures=(
            ms(OURS, ours, "load", target=200),
            ms("ours: of which the atlas", ours, "atlas"),
            ms("ours: of which names and keys", ours, "names"),
            ms("ours: import of diaban.units, before that", ours, "import"),
            ms(imported, ours, "all"),
            ms("peer: import vietnamadminunits, with what it stands on", peer, "load", against=imported),
            ms("peer: the same, what it stands on being imported", alone, "load", against=OURS),
            mb(GROWN, ours["grown_mb"], target=40),
            mb("ours: memory at its peak while loading (resident)", ours["peak_mb"], target=40),
            mb(all_memory, ours["all_mb"]),
            mb("peer: memory grown by importing it (resident)", peer["grown_mb"], against=all_memory),
            mb("peer: that memory, what it stands on being imported", alone["grown_mb"], against=GROWN),
            mb(KEPT, traced["ours-traced"]["kept_mb"]),
            mb("ours: tracemalloc at its peak", traced["ours-traced"]["peak_mb"]),
            mb(
                "peer: memory kept by Python objects (tracemalloc)",
                traced["peer-traced"]["kept_mb"],
                against=KEPT,
            ),
        ),
        method=(
            "Each figure is of a fresh process, ours and the peer started in turns after one start each that is not"
            " counted. Resident memory is read from the kernel just before and just after; tracemalloc runs in further"
            " processes of their own, because it slows what it watches. The peer loads when it is imported; it stands"
            " on shapely (with numpy), geopy and unidecode, so it is measured with and without them."
        ),
        limits=(
            "The files and the byte code lie in the page cache: a first start after boot also waits for the disk. The"
            " peer holds two lists and one conversion, with no days, no identities and no acts; ours holds every day"
            " of the edition. Its database (dataset.db) stays on the disk. Acts, points and conflicts of the edition"
            " are read when first asked for and are not in these figures."
        ),
        tables=(
            Table(
                "What is then in memory",
                ("what", "number"),
                (
                    ("versions of units", f"{ours['units'][0]:,.0f}"),
                    ("names with keys", f"{ours['keys'][0]:,.0f}"),
                ),
            ),
        ),
    )
