"""What Spark finds, brought back: people are joined the surest first, and never across two whole numbers."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from diaban.engines import forms_spark
from diaban.engines.forms_spark import find_on_spark, people_of


def test_nobody_is_joined_across_two_whole_numbers() -> None:
    numbers = {"a": "1" * 12, "c": "2" * 12}
    assert people_of([("a", "b"), ("b", "c"), ("c", "d")], numbers) == {"a": "a", "b": "a", "c": "c", "d": "c"}
    assert people_of([("b", "c"), ("a", "b")], numbers) == {"b": "b", "c": "b", "a": "a"}
    assert people_of([], numbers) == {}


def test_pairs_and_persons_are_as_the_search_on_one_machine_makes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answered(normal: Path, _model: Any, out: Path) -> None:
        assert normal.is_file()
        out.mkdir()
        with duckdb.connect(":memory:") as other:
            other.execute(
                "COPY (SELECT * FROM (VALUES ('P1', 'P2', 0.99), ('P2', 'P3', 0.8))"
                " t(form_id_a, form_id_b, probability))"
                f" TO '{out}/part.parquet'"
            )

    monkeypatch.setattr(forms_spark, "find_by_spark", answered)
    monkeypatch.setattr(forms_spark, "INPUT", "SELECT form_id, number FROM normal")
    with duckdb.connect(":memory:") as connection:
        rows = "('P1', '022099000001'), ('P2', NULL), ('P3', '022099000009'), ('P4', NULL)"
        connection.execute(f"CREATE TABLE normal AS SELECT * FROM (VALUES {rows}) t(form_id, number)")
        find_on_spark(connection, tmp_path)
        people = dict(connection.execute("SELECT form_id, person_id FROM persons").fetchall())
        told = connection.execute("SELECT form_id_b, decision FROM pairs ORDER BY 1").fetchall()
    assert people == {"P1": "P1", "P2": "P1", "P3": "P3", "P4": "P4"}
    assert told == [("P2", "same"), ("P3", "review")]
