"""Case: 20,000 forms on Spark in local mode by one command, beside the same on DuckDB; left out without Java."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks.figure import Case, Figure, Spread, Table
from benchmarks.size import Size

__all__ = ["absent", "measure"]

FORMS = 20_000
SEED = 21
APART = 0.5
"""Points of F1, in hundredths, that the two may lie apart."""
ENGINES = ("duckdb", "spark")
ROOT = Path(__file__).parent.parent
TRUE = (
    "select least(a.form_id, b.form_id) as a, greatest(a.form_id, b.form_id) as b from '{truth}' a join '{truth}' b"
    " on a.person = b.person and a.form_id < b.form_id"
)


def absent() -> str | None:
    """Why it cannot be measured here; None where it can."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed (pip install '.[spark]')"
    return None if shutil.which("java") else "no Java is installed"


def measure(size: Size) -> Case:
    """20,000 forms; in the smoke test few, and on DuckDB alone."""
    full = size.answers is None
    with tempfile.TemporaryDirectory(prefix="diaban-bench-") as name:
        folder = Path(name)
        forms, truth = folder / "forms.parquet", folder / "truth.parquet"
        rows = FORMS if full else 400
        _command("generate", "--rows", str(rows), "--seed", str(SEED), "--out", str(forms), "--truth", str(truth))
        found = {engine: _checked(folder, forms, truth, engine) for engine in (ENGINES if full else ENGINES[:1])}
    duck, spark = found["duckdb"], found.get("spark", found["duckdb"])
    apart = abs(duck[0] - spark[0])
    return Case(
        key="spark",
        title="The same person twice, on Spark",
        asked="F1 within 0.005 of DuckDB's on 20,000 forms in local mode",
        figures=(
            Figure("ours: F1 on Spark and on DuckDB apart", "hundredths", Spread.of([apart]), target=APART),
            *(Figure(f"ours: whole check on {engine}", "s", Spread.of([one[1]])) for engine, one in found.items()),
        ),
        method=(
            f"`diaban forms check --engine spark` on {rows:,} invented forms (seed {SEED}) and the same with `duckdb`."
            " Splink's stored settings choose the pairs on Spark; the shipped model judges them, as it does on DuckDB."
        ),
        limits="Local mode on one machine: it shows that the road is open, not how fast it is.",
        tables=(
            Table(
                "Found of the true pairs",
                ("engine", "F1", "pairs called the same"),
                tuple((engine, f"{one[0] / 100:.4f}", f"{one[2]:,}") for engine, one in found.items()),
            ),
        ),
    )


def _command(*words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "diaban", "forms", *words, "--json"],
        cwd=ROOT, env=os.environ | {"PYTHONWARNINGS": "ignore"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in {0, 1} or not {"summary", "file"} & json.loads(done.stdout).keys():
        raise RuntimeError(f"{words[0]}: {done.returncode}")


def _checked(folder: Path, forms: Path, truth: Path, engine: str) -> tuple[float, float, int]:
    """F1 in hundredths, seconds, pairs called the same."""
    out, start = folder / engine, perf_counter()
    _command("check", str(forms), "--out", str(out), "--engine", engine)
    took = perf_counter() - start
    with duckdb.connect() as connection:
        asked = (
            f"with t as ({TRUE.format(truth=truth)}), s as (select form_id_a as a, form_id_b as b from"
            f" '{out}/pairs.parquet' where decision = 'same') select (select count(*) from t), "
            "(select count(*) from s),"
            " (select count(*) from t join s using (a, b))"
        )
        ((true, said, right),) = connection.execute(asked).fetchall()
    return 200 * right / max(true + said, 1), took, said
