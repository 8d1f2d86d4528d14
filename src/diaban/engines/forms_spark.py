"""The same person twice on Spark: stored settings of Splink over ``normal``, brought back as ``pairs``, ``persons``.

Pairs are joined into people the surest first, and nobody is joined to somebody whose whole number differs.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from diaban.engines.splink_model import INPUT, find_by_spark, read_splink_model

__all__ = ["find_on_spark", "people_of"]


def find_on_spark(connection: duckdb.DuckDBPyConnection, spill: Path) -> None:
    """Make tables ``pairs`` and ``persons`` as the search on one machine makes them.

    What Splink compared is not kept as evidence: its settings say it. Raises what Spark raises.
    """
    normal, out = spill / "normal.parquet", spill / "spark"
    connection.execute(f"COPY ({INPUT}) TO '{_quoted(normal)}' (FORMAT parquet)")
    find_by_spark(normal, read_splink_model(), out)
    connection.execute(
        "CREATE OR REPLACE TABLE pairs AS SELECT form_id_a, form_id_b, probability::DOUBLE AS probability,"
        f" 'same' AS decision, '{{}}' AS evidence FROM read_parquet('{_quoted(out)}/*.parquet')"
    )
    sure = connection.execute(
        "SELECT form_id_a, form_id_b FROM pairs ORDER BY probability DESC, form_id_a, form_id_b"
    ).fetchall()
    numbers = connection.execute("SELECT form_id, number FROM normal WHERE length(number) = 12").fetchall()
    heads = people_of(sure, dict(numbers))
    connection.execute(
        "CREATE OR REPLACE TABLE persons AS SELECT n.form_id, coalesce(h.head, n.form_id) AS person_id FROM normal n"
        " LEFT JOIN (SELECT unnest(?::VARCHAR[]) AS form_id, unnest(?::VARCHAR[]) AS head) h USING (form_id)",
        [list(heads), list(heads.values())],
    )
    connection.execute(
        "UPDATE pairs SET decision = 'review' FROM persons a, persons b"
        " WHERE a.form_id = form_id_a AND b.form_id = form_id_b AND a.person_id <> b.person_id"
    )


def people_of(pairs: Iterable[tuple[str, str]], numbers: Mapping[str, str]) -> dict[str, str]:
    """By form, the least form of its person; forms that no pair joins are left out."""
    above: dict[str, str] = {}
    held: dict[str, str] = {}

    def head(form: str) -> str:
        above.setdefault(form, form)
        while above[form] != form:
            above[form] = above[above[form]]
            form = above[form]
        return form

    for a, b in pairs:
        one, other = sorted((head(a), head(b)))
        mine, theirs = held.get(one) or numbers.get(one), held.get(other) or numbers.get(other)
        if one == other or (mine and theirs and mine != theirs):
            continue
        above[other] = one
        if mine or theirs:
            held[one] = mine or theirs or ""
    return {form: head(form) for form in above}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
