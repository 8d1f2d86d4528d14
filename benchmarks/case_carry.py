"""Case 4: the values of a whole nation carried across 2025-07-01."""

import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from benchmarks.figure import Case, Figure, Table, Times, timed
from benchmarks.fresh import command
from benchmarks.peers import converter
from benchmarks.size import SEED, Size
from benchmarks.stopwatch import collector_frozen, collector_off, in_turns
from benchmarks.subject import AFTER, BEFORE, address, book, communes, drawn, values
from diaban.intake.plain_csv import Column, read
from diaban.intake.plain_csv import Table as Sheet
from diaban.units.atlas import Atlas
from diaban.units.crosswalk import Carried, CarryRule, Crosswalk, Given, Share
from diaban.units.trace import trace
from diaban.units.unit import Unit, UnitId

__all__ = ["measure"]

OURS = "ours: rule sum, table ready"
LOOP = "peer: a plain loop that traces each value"
SHEET = Sheet((Column("code", kind="code", widths=(2, 3, 5)), Column("value", kind="decimal")))
Lines = list[tuple[str, Decimal]]


def measure(size: Size) -> Case:
    """Carry by every rule and by the plain loop in turns; then the way there: table, file, process."""
    atlas = book().atlas
    units = drawn(communes(atlas, BEFORE), size.answers)
    lines = values(units)
    given = [Given(code, value) for code, value in lines]
    truths = [Given(code, value > 0) for code, value in lines]
    table = Crosswalk(atlas, BEFORE, AFTER)
    shares = _shares(table, units)

    def carry(rule: CarryRule) -> Callable[[], Carried]:
        return lambda: table.carry(given, rule)

    seconds = in_turns(
        {
            "sum": carry(CarryRule.SUM),
            "loop": lambda: _loop(atlas, lines),
            "by-place": carry(CarryRule.BY_PLACE),
            "by-share": lambda: table.carry(given, CarryRule.BY_SHARE, shares),
            "any": lambda: table.carry(truths, CarryRule.ANY),
            "none": carry(CarryRule.NONE),
            "off": collector_off(carry(CarryRule.SUM)),
            "frozen": collector_frozen(carry(CarryRule.SUM)),
            "table": lambda: Crosswalk(atlas, BEFORE, AFTER),
        },
        size.passes,
    )
    convert, _ = converter()
    texts = [address(atlas, unit, BEFORE) for unit in units]
    converted = in_turns({"peer": lambda: [convert(text) for text in texts]}, min(3, size.passes))
    reading, process, code = _way_there(lines, size)

    def ms(what: str, times: Times, target: float | None = None, against: str | None = None) -> Figure:
        return timed(what, "ms", times, 1e3, target, against)

    done = table.carry(given, CarryRule.SUM)
    return Case(
        key="carry",
        title=f"{len(lines):,} values across 2025-07-01",
        asked="≤ 10 ms",
        figures=(
            ms(OURS, seconds["sum"], target=10),
            ms("ours: the same, garbage collector off", seconds["off"]),
            ms("ours: the same, older objects frozen (gc.freeze)", seconds["frozen"]),
            ms(LOOP, seconds["loop"], against=OURS),
            ms("peer: convert_address for each value", converted["peer"], against=OURS),
            ms("ours: rule by-place, table ready", seconds["by-place"], target=10),
            ms("ours: rule by-share, a share given for every part", seconds["by-share"]),
            ms("ours: rule any (yes or no)", seconds["any"]),
            ms("ours: rule none (a finding for nearly every unit)", seconds["none"]),
            ms("ours: making the table, once for two days", seconds["table"]),
            ms(f"ours: reading a CSV of {len(lines):,} rows, checked", reading),
            ms("ours: diaban units carry, the whole process", process),
        ),
        method=(
            f"A count from 0 to 99 for every commune of {BEFORE} (seed {SEED}), as Decimal, with its code; all ways in"
            " turns in one process that holds the atlas, the garbage collector as Python sets it. The plain loop"
            " traces each code, adds what goes whole to one commune and withholds communes that a divided one reaches"
            " into: the same answer, with no sentences for what it withheld. The whole process reads the file, carries"
            " by sum and prints values and findings to nowhere."
        ),
        limits=(
            "The table is made once for two days and is not in the first figure; a command that carries one file pays"
            " for it, for loading and for reading (last three lines). By sum, divided communes are refused and their"
            " neighbours withheld: each costs a finding. No data-frame library is among the peers, none being a"
            " dependency; convert_address takes a text for each value and gives one commune, so its time is the price"
            " of the way there only, no sums made."
        ),
        tables=(
            Table(
                "Answers by rule sum",
                ("what", "number"),
                (
                    ("communes with a value", f"{len(done.values):,}"),
                    ("findings", f"{len(done.findings):,}"),
                    ("values given", f"{sum(value for _, value in lines):,}"),
                    ("carried", f"{sum(value for _, value in done.values):,}"),
                    ("remainder, named by the findings", f"{done.remainder:,}"),
                    ("the plain loop gives the same values", "yes" if _same(done, _loop(atlas, lines)) else "NO"),
                    ("exit code of the process (1: done, with findings)", f"{code:.0f}"),
                ),
            ),
        ),
    )


def _way_there(lines: Lines, size: Size) -> tuple[Times, Times, float]:
    """Reading the values from a file, the command that does it all, and its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "values.csv"
        file.write_text("code,value\n" + "".join(f"{code},{value}\n" for code, value in lines), "utf-8")
        words = [sys.executable, "-m", "diaban", "units", "carry", str(file)]
        words += ["--from", BEFORE.isoformat(), "--to", AFTER.isoformat(), "--rule", CarryRule.SUM.value]
        seconds = in_turns({"read": lambda: read(file, SHEET)}, size.passes)
        runs = [command(words)() for _ in range(size.fresh)]
    process = Times([run["seconds"] for run in runs], [run["seconds_cpu"] for run in runs])
    return seconds["read"], process, runs[0]["code"]


def _loop(atlas: Atlas, lines: Lines) -> dict[UnitId, Decimal]:
    """What a script would do with ``trace`` alone."""
    totals: dict[UnitId, Decimal] = {}
    withheld: set[UnitId] = set()
    for code, value in lines:
        steps = trace(atlas, atlas.by_code(code, BEFORE).id, BEFORE, AFTER)
        if len(steps) == 1:
            there = steps[0].unit.id
            totals[there] = totals.get(there, Decimal(0)) + value
        else:
            withheld.update(step.unit.id for step in steps)
    return {unit_id: total for unit_id, total in totals.items() if unit_id not in withheld}


def _same(done: Carried, looped: dict[UnitId, Decimal]) -> bool:
    """Whether every value carried is the loop's too; the loop does not see that a value is missing."""
    return all(looped.get(unit.id) == value for unit, value in done.values)


def _shares(table: Crosswalk, units: list[Unit]) -> list[Share]:
    """All of each divided unit to the first of its parts."""
    return [
        Share(unit.code, table.to_unit(target).code, Decimal(place == 0))
        for unit in units
        if len(targets := table.targets.get(unit.id, ())) > 1
        for place, target in enumerate(targets)
    ]
