"""Case 8: rows loaded into the registers, by command and by action, against row after row saved by the ORM."""

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.fresh import Run, command, run_in_turns
from benchmarks.memories import KINDS, Copies, Memory, copies
from benchmarks.nation import DAY, in_process
from benchmarks.size import Size
from benchmarks.subject import book, communes
from diaban.cli.demonstration.premises import ITEMS

__all__ = ["measure"]

FRESH = 5
LOOPS = 3
MERGED = date(2025, 7, 1)


def measure(size: Size) -> Case:
    """On each kind of memory, every load into a fresh copy."""
    figures: list[Figure] = []
    counts: list[tuple[str, ...]] = []
    with copies(server=size.answers is None) as made, TemporaryDirectory() as folder:
        file, lines = _file(Path(folder), size.answers)
        words = [sys.executable, "-m", "diaban", "registers", "load", str(file), "--register", "checklist"]
        words += ["--source", "do", "--origin", "hau-can", "--reason", "đo tốc độ"]
        for kind, each in made.items():
            bare = each.make()
            with bare.named():
                in_process("bare", size.answers)()
            ways: Mapping[str, Callable[[], Run]] = {
                "command": _anew(each, bare, command(words)),
                "record": _anew(each, bare, in_process("record", size.answers)),
            }
            found = run_in_turns(ways, min(FRESH, size.fresh))
            save = {"save": _anew(each, bare, in_process("save", size.answers))}
            found |= run_in_turns(save, min(LOOPS, size.fresh))
            rows = found["record"]["rows"][0]
            figures += _figures(KINDS[kind], found, rows, lines)
            codes = sorted({f"{code:.0f}" for code in found["command"]["code"]})
            counts.append((KINDS[kind], f"{rows:,.0f}", f"{lines:,}", ", ".join(codes)))
    return Case(
        key="registers",
        title="Rows into the registers",
        asked="loading 33,000 register rows ≤ 5 s on SQLite and PostgreSQL; memory ≤ 200 MB",
        figures=tuple(figures),
        method=(
            "Each load goes into a fresh copy of a memory that holds the reference units and nothing else, in a fresh"
            " process; ways in turns, after one each that is not counted. By command: diaban registers load of one CSV"
            f" ({len(ITEMS)} items for every commune), the whole process, every check and one act in it. By action:"
            " the rows of the invented nation, nine registers in three acts, made beforehand. The plain loop looks up"
            " what each of the same rows names and saves it by the ORM, in one act and one transaction; the database"
            " guards its rules in both."
        ),
        limits=(
            "The tables are empty beforehand but for the units. A commit waits for the disk on both (synchronous=FULL,"
            " fsync=on); the disk is this machine's. The server runs on this machine, on a socket, with its settings"
            " as they come but for autovacuum, which is off. The loop checks nothing before the database does."
        ),
        tables=(
            Table(
                "What was loaded",
                ("memory", "rows by action", "rows by command", "exit code of the command"),
                tuple(counts),
            ),
        ),
    )


def _file(folder: Path, number: int | None) -> tuple[Path, int]:
    units = sorted(communes(book().atlas, DAY), key=lambda unit: unit.id)[:number]
    lines = [
        f"{unit.code},{item},{'yes' if at % 7 else 'no'},{MERGED}" for unit in units for at, item in enumerate(ITEMS)
    ]
    file = folder / "checklist.csv"
    file.write_text("\n".join(["code,item,met,valid_from", *lines]) + "\n", "utf-8")
    return file, len(lines)


def _anew(each: Copies, bare: Memory, way: Callable[[], Run]) -> Callable[[], Run]:
    """Each run into a copy of its own; copying is not timed."""

    def run() -> Run:
        memory = each.make(bare)
        try:
            with memory.named():
                return way()
        finally:
            each.drop(memory)

    return run


def _figures(name: str, found: dict[str, dict[str, list[float]]], rows: float, lines: int) -> list[Figure]:
    def seconds(what: str, way: str, key: str, target: float | None = None, against: str | None = None) -> Figure:
        return timed(what, "s", Times(found[way][key], found[way][f"{key}_cpu"]), 1, target, against)

    action = f"ours, {name}: {rows:,.0f} rows by the store's action"
    load = f"ours, {name}: {lines:,} rows by diaban registers load, the whole process"
    return [
        seconds(load, "command", "seconds", 5),
        seconds(action, "record", "answer", 5),
        Figure(f"{load}, peak memory", "MB", Spread.of(found["command"]["peak_mb"]), 200),
        Figure(f"{action}, peak memory", "MB", Spread.of(found["record"]["peak_mb"]), 200),
        seconds(f"peer, {name}: {rows:,.0f} rows saved one by one by the ORM", "save", "answer", None, action),
    ]
