"""Duplicates of one batch, by ours and two peers, a process each: ``python -m benchmarks.forms_ways WAY FOLDER``.

All read the same normalised table (Parquet), each in its own way and with what its manual advises; the ways that end in
``-raw`` the forms as they were written, of which the peers get names split at blanks and days of the usual form.
"""

import json
import resource
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

__all__ = ["WAYS", "main"]

Pairs = set[tuple[str, str]]
RAW = """
    with words as (select *, string_split(full_name, ' ') as w, try_strptime(dob, '%d/%m/%Y')::date as birth from forms)
    select row, form_id, full_name as name, full_name as name_key, w[1] as family, w[1] as family_key,
        array_to_string(w[2:-2], ' ') as middle_key, w[-1] as given, w[-1] as given_key, birth,
        year(birth) as birth_year, month(birth) as birth_month, day(birth) as birth_day, personal_id as number, sex,
        father_name as father_key, mother_name as mother_key, spouse_name as spouse_key, household_no as household_key,
        permanent_commune as permanent_commune_key, permanent_province as permanent_province_key,
        place_of_birth_registration as registration_key
    from words order by row"""


def _connected(folder: Path, *, raw: bool = False) -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"create table forms as from '{folder / 'forms'}.parquet' order by row")
    normal = RAW if raw else f"from '{folder / 'normal'}.parquet' order by row"
    connection.execute(f"create table normal as {normal}")
    return connection


def _ours(folder: Path, *, raw: bool = False) -> Callable[[], dict[str, Any]]:
    from diaban.engines.duplicates import find
    from diaban.engines.forms_normal import normalise
    from diaban.quality.linkage.model import shipped_model

    connection, model = _connected(folder), shipped_model()

    def run() -> dict[str, Any]:
        if raw:
            normalise(connection)
        counts = find(connection, model=model)
        return {"candidates": counts.candidates}

    run.pairs = lambda: set(  # type: ignore[attr-defined]  # the answer, read after the clock has stopped
        connection.execute("select form_id_a, form_id_b from pairs where decision = 'same'").fetchall()
    )
    return run


def _splink(folder: Path, *, raw: bool = False) -> Callable[[], dict[str, Any]]:
    from diaban.engines.splink_model import find_by_splink, read_splink_model

    connection, model = _connected(folder, raw=raw), read_splink_model()

    def run() -> dict[str, Any]:
        find_by_splink(connection, model, same=0.99)
        return {}

    run.pairs = lambda: set(  # type: ignore[attr-defined]  # told to the loop
        connection.execute("select form_id_a, form_id_b from splink_pairs").fetchall()
    )
    return run


def _recordlinkage(folder: Path, *, raw: bool = False) -> Callable[[], dict[str, Any]]:
    import recordlinkage

    frame = _connected(folder, raw=raw).execute(
        "select form_id, name_key, given_key, birth_year, birth::varchar as birth, number, father_key, mother_key,"
        " permanent_commune_key, registration_key from normal order by row"
    ).df().set_index("form_id")  # fmt: skip
    found: list[Any] = []

    def run() -> dict[str, Any]:
        index = recordlinkage.Index()
        for block in (
            ["number"],
            ["name_key", "birth_year"],
            ["given_key", "birth"],
            ["birth", "permanent_commune_key"],
        ):
            index.block(block)
        pairs = index.index(frame)
        compare = recordlinkage.Compare()
        compare.string("name_key", "name_key", method="jarowinkler", threshold=0.9)
        for column in ("number", "birth", "permanent_commune_key", "registration_key"):
            compare.exact(column, column)
        for column in ("father_key", "mother_key"):
            compare.string(column, column, method="jarowinkler", threshold=0.9)
        vectors = compare.compute(pairs, frame)
        found[:] = recordlinkage.ECMClassifier().fit_predict(vectors).tolist()
        return {"candidates": len(pairs)}

    run.pairs = lambda: {(min(pair), max(pair)) for pair in found}  # type: ignore[attr-defined]  # told to the loop
    return run


def _peak() -> float:
    """MB at most held by this process alone: what it took over from the one that started it is not counted."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text("ascii").split("VmHWM:")[1].split()[0]) / 2**10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


WAYS: dict[str, Callable[[Path], Callable[[], dict[str, Any]]]] = {
    "ours": _ours,
    "splink": _splink,
    "recordlinkage": _recordlinkage,
    "ours-raw": partial(_ours, raw=True),
    "splink-raw": partial(_splink, raw=True),
    "recordlinkage-raw": partial(_recordlinkage, raw=True),
}


def main() -> None:
    """``WAY FOLDER``: seconds, peak memory, and how right it was, as JSON on standard output."""
    way, folder = sys.argv[1], Path(sys.argv[2])
    run = WAYS[way](folder)
    cpu, wall = process_time(), perf_counter()
    told = run()
    told |= {"wall": perf_counter() - wall, "cpu": process_time() - cpu}
    told["peak_mb"] = _peak()
    pairs: Pairs = run.pairs()  # type: ignore[attr-defined]  # set where the way is made
    truth: Pairs = {tuple(pair) for pair in json.loads((folder / "truth.json").read_text("utf-8"))}
    told |= {"found": len(pairs), "true": len(truth), "right": len(pairs & truth)}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
