"""Columns of text as tables of DuckDB, and as Parquet files written whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

__all__ = ["load_forms", "write_columns"]


def load_forms(connection: duckdb.DuckDBPyConnection, columns: Mapping[str, NDArray[np.object_]]) -> None:
    """Make table ``forms`` of columns of text, ``row`` in their order."""
    connection.register("handed_in", dict(columns))
    kept = ", ".join(f"{name}::varchar as {name}" for name in columns)
    connection.execute(
        f"create or replace table forms as select (row_number() over () - 1)::bigint as row, {kept} from handed_in"
    )
    connection.unregister("handed_in")


def write_columns(path: Path, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write columns to a new file, CSV where it is named so and else Parquet, beside it first and then renamed.
    FileExistsError where one is there."""
    if path.exists():
        raise FileExistsError(path)
    part = path.with_name(f".{path.name}.part")
    with duckdb.connect() as connection:
        connection.register("handed_in", dict(columns))
        kept = ", ".join(
            f"{name}::varchar as {name}" if values.dtype == object else name for name, values in columns.items()
        )
        form = "format csv, header" if path.suffix.lower() == ".csv" else "format parquet, compression zstd"
        target = str(part).replace("'", "''")
        try:
            connection.execute(f"copy (select {kept} from handed_in) to '{target}' ({form})")
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    part.rename(path)
