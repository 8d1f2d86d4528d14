"""Columns of text as tables of DuckDB, and as Parquet files written whole."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

__all__ = ["load_forms", "write_columns", "writing"]

PARQUET: Final = "format parquet, compression zstd"


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
    with writing(path) as write:
        write(columns)


@contextmanager
def writing(path: Path) -> Iterator[Callable[[Mapping[str, NDArray[Any]]], None]]:
    """The same, columns handed over a piece at a time; without any piece no file is made."""
    if path.exists():
        raise FileExistsError(path)
    parts: list[Path] = []
    whole = path.with_name(f".{path.name}.part")
    with duckdb.connect() as connection:

        def write(columns: Mapping[str, NDArray[Any]]) -> None:
            kept = ", ".join(
                f"{name}::varchar as {name}" if values.dtype == object else name for name, values in columns.items()
            )
            parts.append(path.with_name(f".{path.name}.part{len(parts)}"))
            connection.register("handed_in", dict(columns))
            connection.execute(f"copy (select {kept} from handed_in) to '{_quoted(parts[-1])}' ({PARQUET})")
            connection.unregister("handed_in")

        try:
            yield write
            comma = path.suffix.lower() == ".csv"
            if len(parts) > 1 or (parts and comma):
                listed = ", ".join(f"'{_quoted(part)}'" for part in parts)
                form = "format csv, header" if comma else PARQUET
                connection.execute(f"copy (from read_parquet([{listed}])) to '{_quoted(whole)}' ({form})")
            elif parts:
                parts.pop().rename(whole)
            if whole.exists():
                whole.rename(path)
        finally:
            for part in (*parts, whole):
                part.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
