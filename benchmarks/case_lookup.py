"""Case 2: a unit by its code and a day."""

from collections.abc import Callable, Mapping
from datetime import date

from benchmarks.figure import Case, Table, timed
from benchmarks.peers import lookup
from benchmarks.size import Size
from benchmarks.stopwatch import in_turns
from benchmarks.subject import AFTER, BEFORE, book, communes, drawn
from diaban.units.atlas import Atlas
from diaban.units.unit import Unit

__all__ = ["measure"]

QUERIES = 50


def measure(size: Size) -> Case:
    """Every code of both days, ours and a plain dictionary in turns; then some through the peer's database."""
    atlas = book().atlas
    before, after = communes(atlas, BEFORE), communes(atlas, AFTER)
    ways = {
        "before": (_by_code(atlas, before, BEFORE), len(before)),
        "before-plain": (_plain({unit.code: unit for unit in before}), len(before)),
        "after": (_by_code(atlas, after, AFTER), len(after)),
        "after-plain": (_plain({unit.code: unit for unit in after}), len(after)),
    }
    seconds = in_turns({name: way for name, (way, _) in ways.items()}, size.passes)
    asked = [unit.code for unit in drawn(before, min(QUERIES, size.communes))]
    query = lookup()
    queried = in_turns({"query": lambda: [query(code) for code in asked]}, max(2, size.passes // 4))
    right = sum(
        atlas.by_code(unit.code, day) is unit for units, day in ((before, BEFORE), (after, AFTER)) for unit in units
    )
    own_before = f"ours: by_code on {BEFORE}, {len(before):,} codes"
    own_after = f"ours: by_code on {AFTER}, {len(after):,} codes"
    return Case(
        key="lookup",
        title="Lookup by code and day",
        asked="≤ 1 µs",
        figures=(
            timed(own_before, "µs", seconds["before"], 1e6 / ways["before"][1], target=1),
            timed(
                "floor: dict[code], one day's units",
                "µs",
                seconds["before-plain"],
                1e6 / ways["before-plain"][1],
                against=own_before,
            ),
            timed(own_after, "µs", seconds["after"], 1e6 / ways["after"][1], target=1),
            timed(
                "floor: dict[code], the other day's units",
                "µs",
                seconds["after-plain"],
                1e6 / ways["after-plain"][1],
                against=own_after,
            ),
            timed(
                f"peer: vietnamadminunits.database.query by code, {len(asked)} codes",
                "µs",
                queried["query"],
                1e6 / len(asked),
                against=own_before,
            ),
        ),
        method=(
            "One pass asks for every commune code of the day in a loop; the figure is the pass divided by its calls, so"
            " the loop itself is counted in, for the dictionary as for us."
        ),
        limits=(
            "A dictionary of one day knows neither other days nor why a code has no answer; it is the floor, not an"
            " alternative. The package's query opens its database at every call. Codes that are refused cost more:"
            " a finding is written."
        ),
        tables=(
            Table(
                "Answers",
                ("what", "number"),
                (("codes asked that gave the right unit", f"{right:,} of {len(before) + len(after):,}"),),
            ),
        ),
    )


def _by_code(atlas: Atlas, units: list[Unit], day: date) -> Callable[[], object]:
    codes = [unit.code for unit in units]

    def run() -> None:
        ask = atlas.by_code
        for code in codes:
            ask(code, day)

    return run


def _plain(table: Mapping[str, Unit]) -> Callable[[], object]:
    codes = list(table)

    def run() -> None:
        for code in codes:
            table[code]

    return run
