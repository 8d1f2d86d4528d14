"""Case: the same person twice in a batch of forms, beside Splink with a stored model and recordlinkage.

``python -m benchmarks.case_forms ROWS`` measures another size (1,000,000; 3,000,000) and prints it.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import duckdb

from benchmarks.figure import Case, Figure, Spread, Table, Times, timed
from benchmarks.report import as_text
from benchmarks.size import Size
from benchmarks.subject import book
from diaban.engines.duplicates import read_columns
from diaban.engines.forms_normal import normalise
from diaban.engines.forms_written import load_forms
from diaban.quality.generated.forms import DOMAIN_ERRORS, ERRORS, Generated, generated, read_errors
from diaban.quality.generated.ground import ground_of
from diaban.quality.linkage.candidates import candidates

__all__ = ["measure", "measured"]

FORMS = 305_402
SEED = 11
"""Not the seed that the shipped model was trained on, which is 1."""
DAY = date(2026, 6, 1)
ROOT = Path(__file__).parent.parent
TARGET_CPU = 15.0
PEERS = {"splink": "peer: Splink 5, stored model", "recordlinkage": "peer: recordlinkage 0.16, ECM"}
OURS = "ours: duplicates, stored model"
RAW = "{}, from forms as written"


def measure(size: Size) -> Case:
    """The issue's size, three times; a small one in the smoke test."""
    full = size.answers is None
    return measured(FORMS if full else 600, min(size.fresh, 3))


def measured(rows: int, passes: int, *, peers: bool = True) -> Case:
    """Ours and the peers in turns on one batch; accuracy on that and on the second table of errors."""
    with tempfile.TemporaryDirectory(prefix="diaban-bench-") as name:
        folder = Path(name)
        batch, spelt, by_kind = _made(folder, rows, ERRORS)
        ways = ("ours", *PEERS) if peers else ("ours",)
        runs: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
        for _ in range(passes):
            for way in ways:
                runs[way].append(_alone(way, folder))
        raw = {way: _alone(f"{way}-raw", folder) for way in ways}
        errors = _kinds(folder, batch)
        second = folder / "second"
        second.mkdir()
        _made(second, rows, DOMAIN_ERRORS)
        others = {way: _alone(way, second) for way in ways}
    times = {way: Times([run["wall"] for run in one], [run["cpu"] for run in one]) for way, one in runs.items()}
    return Case(
        key="forms",
        title="The same person twice",
        asked="pair F1 ≥ 0.985 at the fixed threshold, ≤ 0.3 of recordlinkage's time, ≤ 1.0 of Splink's, ≤ 900 MB",
        figures=(
            timed(OURS, "s", times["ours"], 1, target=TARGET_CPU),
            *(timed(PEERS[way], "s", times[way], 1, against=OURS) for way in ways[1:]),
            timed(RAW.format("ours: duplicates"), "s", _once(raw["ours"]), 1),
            *(
                timed(RAW.format(PEERS[way]), "s", _once(raw[way]), 1, against=RAW.format("ours: duplicates"))
                for way in ways[1:]
            ),
            Figure("ours: normal spelling of the batch, processor", "s", Spread.of([spelt])),
            Figure("ours: peak memory", "MB", Spread.of([run["peak_mb"] for run in runs["ours"]]), target=900),
            Figure(
                "ours: pairs wrong or missed, of the true ones", "%", Spread.of([_wrong(runs["ours"][0])]), target=3.0
            ),
        ),
        method=(
            f"{rows:,} invented forms (seed {SEED}) brought to one spelling once; each way, in a process of its own,"
            " reads that table, in turns. Ours to pairs, persons and evidence; the peers to pairs. Splink's threshold"
            " 0.99 (its best here). F1 counts pairs that no way looked at as missed. From forms as written, ours brings"
            " them to one spelling within the clock; the peers get them with names split at blanks and usual days read."
        ),
        limits=(
            "The forms are made by our own generator, though with a seed and a table that nothing was tuned on; those"
            " of real people will differ. The peers can be tuned further."
        ),
        tables=(
            Table("Accuracy, first table of errors", HEADING, tuple(_row(way, runs[way][0]) for way in ways)),
            Table("Accuracy on forms as written", HEADING, tuple(_row(way, raw[way]) for way in ways)),
            Table("Accuracy, second table of errors (DOMAIN)", HEADING, tuple(_row(way, others[way]) for way in ways)),
            Table("Found of true pairs, by kind of error on either form", ("kind", "pairs", "found"), errors),
            Table("Candidates by pass", ("pass", "pairs"), by_kind),
        ),
    )


HEADING = ("way", "precision", "recall", "F1", "pairs per form")


def _made(folder: Path, rows: int, table: Path) -> tuple[Generated, float, tuple[tuple[str, str], ...]]:
    """Forms, their normal spelling and their truth into a folder; processor seconds of the spelling; pairs by pass."""
    ground = ground_of(book().atlas, DAY, rows, SEED)
    batch = generated(rows, seed=SEED, ground=ground, errors=read_errors(table), day=DAY)
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        load_forms(connection, batch.forms)
        cpu = process_time()
        normalise(connection)
        cpu = process_time() - cpu
        found = candidates(read_columns(connection).columns)
        for name in ("forms", "normal"):
            connection.execute(f"copy {name} to '{folder / name}.parquet'")
    by_person: dict[int, list[str]] = {}
    for form, person in zip(batch.forms["form_id"].tolist(), batch.person.tolist(), strict=True):
        by_person.setdefault(person, []).append(form)
    truth = [
        (one, other)
        for forms in by_person.values()
        if len(forms) > 1
        for at, one in enumerate(sorted(forms))
        for other in sorted(forms)[at + 1 :]
    ]
    (folder / "truth.json").write_text(json.dumps(truth), "utf-8")
    passes = [(name, f"{count:,}") for name, count in found.found.items()]
    return batch, cpu, (*passes, ("all, each once", f"{len(found):,} ({len(found) / rows:.2f} a form)"))


def _alone(way: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.forms_ways", way, str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return told


def _once(run: Mapping[str, Any]) -> Times:
    return Times([run["wall"]], [run["cpu"]])


def _row(way: str, run: Mapping[str, Any]) -> tuple[str, ...]:
    precision, recall = run["right"] / max(run["found"], 1), run["right"] / max(run["true"], 1)
    f1 = 2 * run["right"] / max(run["found"] + run["true"], 1)
    return way, f"{precision:.4f}", f"{recall:.4f}", f"{f1:.4f}", f"{run.get('candidates', 0):,}"


def _wrong(run: Mapping[str, Any]) -> float:
    return 100 * (1 - 2 * float(run["right"]) / max(float(run["found"] + run["true"]), 1.0))


def _kinds(folder: Path, batch: Generated) -> tuple[tuple[str, str, str], ...]:
    """Share found of the true pairs that carry a kind of error, the commonest kinds first."""
    from diaban.engines.duplicates import find
    from diaban.quality.linkage.model import shipped_model

    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        for name in ("forms", "normal"):
            connection.execute(f"create table {name} as from '{folder / name}.parquet' order by row")
        find(connection, model=shipped_model())
        same = set(connection.execute("select form_id_a, form_id_b from pairs where decision = 'same'").fetchall())
    done = dict(zip(batch.forms["form_id"].tolist(), batch.errors.tolist(), strict=True))
    tally: dict[str, list[int]] = {}
    for one, other in json.loads((folder / "truth.json").read_text("utf-8")):
        for kind in set(f"{done[one]} {done[other]}".split()) or {"(none)"}:
            counts = tally.setdefault(kind, [0, 0])
            counts[0] += 1
            counts[1] += (one, other) in same
    return tuple(
        (kind, f"{n:,}", f"{hit / n:.3f}") for kind, (n, hit) in sorted(tally.items(), key=lambda one: -one[1][0])
    )


def main() -> None:
    """Another size, printed; ``--peers`` as well."""
    start = perf_counter()
    print(as_text([measured(int(sys.argv[1]), 1, peers="--peers" in sys.argv)]))
    print(f"{perf_counter() - start:.0f} s in all")


if __name__ == "__main__":
    main()
