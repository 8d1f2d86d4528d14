"""What Spark finds, brought back: its pairs are judged here as any others."""

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from diaban.engines import forms_spark
from diaban.engines.forms_normal import COLUMNS, normalise
from diaban.engines.forms_spark import find_on_spark
from diaban.engines.forms_written import load_forms
from diaban.quality.linkage.model import shipped_model
from tests.engines.test_duplicates import ANH


def test_pairs_that_spark_finds_are_judged_as_any_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def answered(normal: Path, _model: Any, out: Path, *, same: float) -> None:
        assert same < 0.01
        with duckdb.connect() as other:
            columns = [name for name, *_ in other.execute(f"DESCRIBE FROM '{normal}'").fetchall()]
            assert {"form_id", "birth_text", "number"} <= set(columns)
            out.mkdir()
            pairs = "('P0', 'P1', 0.99), ('P1', 'P2', 0.8), ('P0', 'P3', 0.001), ('P0', 'P2', 0.5)"
            other.execute(
                f"COPY (SELECT * FROM (VALUES {pairs}) t(form_id_a, form_id_b, probability)) TO '{out}/part.parquet'"
            )

    monkeypatch.setattr(forms_spark, "find_by_spark", answered)
    people = [
        ANH | {"personal_id": "019210123456"},
        ANH,
        ANH | {"personal_id": "019210987654"},
        ANH | {"full_name": "Lê Thị Thu", "dob": "17/11/1971", "sex": "Nữ"},
    ]
    rows = [{name: one.get(name) for name in COLUMNS} | {"form_id": f"P{at}"} for at, one in enumerate(people)]
    with duckdb.connect() as connection:
        load_forms(connection, {name: np.array([row[name] for row in rows], dtype=object) for name in COLUMNS})
        normalise(connection)
        counts = find_on_spark(connection, tmp_path, model=shipped_model())
        persons = dict(connection.execute("SELECT form_id, person_id FROM persons").fetchall())
    assert counts.candidates == 4
    assert persons["P0"] != persons["P2"]
    assert persons["P1"] in {"P0", "P2"}
    assert persons["P3"] == "P3"
