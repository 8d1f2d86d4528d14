"""The same person twice on Spark: pairs are found there by stored settings of Splink, and judged here as any others."""

from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from diaban.engines.duplicates import Counts, judge, read_columns
from diaban.engines.splink_model import INPUT, find_by_spark, read_splink_model
from diaban.quality.linkage.candidates import chosen
from diaban.quality.linkage.model import Model

__all__ = ["find_on_spark"]

LEAST: Final = 1e-4
"""The probability by Splink's settings from which a pair is brought back: it only has to be worth a look."""


def find_on_spark(connection: duckdb.DuckDBPyConnection, spill: Path, *, model: Model) -> Counts:
    """Make tables ``pairs`` and ``persons`` as the search on one machine makes them. Raises what Spark raises."""
    normal, out = spill / "normal.parquet", spill / "spark"
    connection.execute(f"COPY ({INPUT}) TO '{_quoted(normal)}' (FORMAT parquet)")
    find_by_spark(normal, read_splink_model(), out, same=LEAST)
    found = connection.execute(
        "SELECT least(a.row, b.row) AS a, greatest(a.row, b.row) AS b"
        f" FROM read_parquet('{_quoted(out)}/*.parquet') JOIN normal a ON a.form_id = form_id_a"
        " JOIN normal b ON b.form_id = form_id_b"
    ).fetchnumpy()
    read = read_columns(connection)
    pairs = np.asarray(found["a"], np.int64) << 32 | np.asarray(found["b"], np.int64)
    return judge(connection, read, chosen(read.columns, pairs), model)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
