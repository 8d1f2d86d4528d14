"""Case: a whole check of a campaign's forms, beside the usual way by pandas and openpyxl.

``python -m benchmarks.case_check ROWS`` measures ours at another size (1,000,000; 3,000,000; 10,000,000) and prints it.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.report import as_text
from benchmarks.size import Size

__all__ = ["DAY", "measure", "measured"]

FORMS = 305_402
SEED = 31
DAY = date(2026, 6, 1)
ROOT = Path(__file__).parent.parent
TO_SUMMARY, TO_LISTS, MEMORY = 15.0, 30.0, 900.0
FIRST = ("start", "read", "normal", "duplicates", "rules", "files")
"""Steps up to the files that may be sent on; the lists follow."""
NAMES = {"ours": "ours: {}", "usual": "peer: pandas and openpyxl, {}"}


def measure(size: Size) -> Case:
    """The campaign's size, three times in turns; a small one in the smoke test."""
    return measured(FORMS if size.answers is None else 600, min(size.fresh, 3))


def measured(rows: int, passes: int, *, peer: bool = True) -> Case:
    """Ours and the usual way on one batch; accuracy by pairs and by persons."""
    ways = ("ours", "usual") if peer else ("ours",)
    runs: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory(prefix="diaban-bench-") as name:
        folder = Path(name)
        _made(folder, rows)
        for at in range(passes):
            for made in (*folder.glob("ours"), *folder.glob("usual*")):
                made.rename(folder / f"old-{made.name}-{at}")
            for way in ways:
                runs[way].append(_alone(way, folder))
        pairs, persons, listed = _accuracy(folder)
        lists = len(list((folder / "ours" / "worklists").iterdir()))
    return Case(
        key="forms-check",
        title="A whole check of forms",
        asked="305,402 forms to Parquet and summary ≤ 15 s, ≤ 900 MB; worklists ≤ 30 s more; F1 ≥ 0.985 and 0.983",
        figures=(
            *_timed("ours", runs, None),
            *(_timed("usual", runs, "ours") if peer else ()),
            Figure(NAMES["ours"].format("peak memory"), "MB", _peak(runs["ours"]), target=MEMORY),
            *([Figure(NAMES["usual"].format("peak memory"), "MB", _peak(runs["usual"]))] if peer else []),
            Figure("ours: lacking to F1 by pairs", "%", Spread.of([100 * (1 - pairs)]), target=1.5),
            Figure("ours: lacking to F1 by persons", "%", Spread.of([100 * (1 - persons)]), target=1.7),
        ),
        method=(
            f"{rows:,} invented forms (seed {SEED}), one Parquet file, each run in a process of its own and into a new"
            " folder. The clock runs from the process's first line of its own, code and reference units loaded within"
            f" it. Ours: {runs['ours'][0]['rules']} rules, duplicates by the stored model, findings, pairs, persons and"
            f" summary ({listed:,} forms carry a finding, notes counted); then {lists:,} workbooks. The usual way:"
            " eleven rules on columns, the same name and day of birth taken as the same person, a list a commune, no"
            " layout."
        ),
        limits=(
            "The usual way finds fewer mistakes and hardly any duplicate that is spelt otherwise; it shows what time"
            " the rest costs, not a choice. The forms are made by our own generator and lie in the page cache."
        ),
        tables=(
            Table(
                "Ours by step",
                ("step", "seconds", "of the processor"),
                tuple((step, f"{wall:.2f}", f"{cpu:.2f}") for step, (wall, cpu) in runs["ours"][-1]["steps"].items()),
            ),
        ),
    )


def _peak(runs: list[dict[str, Any]]) -> Spread:
    return Spread.of([run["peak_mb"] for run in runs])


def _timed(way: str, runs: Mapping[str, list[dict[str, Any]]], against: str | None) -> tuple[Figure, ...]:
    def told(what: str, steps: tuple[str, ...], target: float) -> Figure:
        every = [[run["steps"].get(step, (0.0, 0.0)) for step in steps] for run in runs[way]]
        times = Times([sum(wall for wall, _ in one) for one in every], [sum(cpu for _, cpu in one) for one in every])
        if against is None:
            return timed(NAMES[way].format(what), "s", times, 1, target=target)
        return timed(NAMES[way].format(what), "s", times, 1, against=NAMES[against].format(what))

    return told("to files and summary", FIRST, TO_SUMMARY), told("worklists after that", ("lists",), TO_LISTS)


def _made(folder: Path, rows: int) -> None:
    words = ("--rows", str(rows), "--seed", str(SEED), "--as-of", DAY.isoformat())
    files = ("--out", str(folder / "forms.parquet"), "--truth", str(folder / "truth.parquet"))
    command = [sys.executable, "-m", "diaban", "forms", "generate", *words, *files]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)


def _alone(way: str, folder: Path) -> dict[str, Any]:
    words = [sys.executable, "-W", "ignore", "-m", "benchmarks.check_ways", way, str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _accuracy(folder: Path) -> tuple[float, float, int]:
    """F1 by pairs and by persons; forms with a finding that weighs."""
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        for name, file in (("truth", "truth"), ("found", "ours/persons"), ("findings", "ours/findings")):
            connection.execute(f"create view {name} as from read_parquet('{folder / file}.parquet')")
        connection.execute(
            """create view grouped as
            select t.person, f.person_id, f.form_id, count(*) over (partition by t.person) as n,
                count(*) over (partition by f.person_id) as m,
                count(*) over (partition by t.person, f.person_id) as both
            from truth t join found f using (form_id)"""
        )
        asked = """select
            (select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from truth group by person)),
            (select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from found group by person_id)),
            (select coalesce(sum(n * (n - 1) / 2), 0)
                from (select count(*) as n from grouped group by person, person_id)),
            (select count(distinct person) from grouped where n > 1),
            (select count(distinct person_id) from grouped where m > 1),
            (select count(distinct person) from grouped where n > 1 and n = m and m = "both"),
            (select count(distinct form_id) from findings)"""
        ((true, said, right, people, groups, whole, listed),) = connection.execute(asked).fetchall()
    return float(2 * right / max(true + said, 1)), 2 * whole / max(people + groups, 1), int(listed)


def main() -> None:
    """Another size, ours alone, once."""
    print(as_text([measured(int(sys.argv[1]), 1, peer=False)]))


if __name__ == "__main__":
    main()
