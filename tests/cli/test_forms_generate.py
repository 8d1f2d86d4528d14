"""``diaban forms generate`` and ``train``: files written once, the truth apart, a bad table refused."""

import json
from pathlib import Path

import duckdb
import pytest

from tests.cli.run import run


def test_forms_and_their_truth_are_written_and_never_over_a_file(tmp_path: Path) -> None:
    out, truth = tmp_path / "forms.parquet", tmp_path / "truth.parquet"
    words = ["forms", "generate", "--rows", "800", "--seed", "3", "--as-of", "2026-06-01"]
    words += ["--out", str(out), "--truth", str(truth)]
    done = run(*words, "--json")
    assert done.code == 0
    assert (done.json["forms"], done.json["seed"]) == (800, 3)
    with duckdb.connect() as connection:
        forms, persons, both = connection.execute(
            f"select count(*), count(distinct person), count(f.full_name) from '{truth}' join '{out}' f using (form_id)"
        ).fetchone()
    assert (forms, persons, both) == (800, done.json["persons"], 800)
    again = run(*words, "--json")
    assert (again.code, again.json["findings"][0]["code"]) == (3, "file-there")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["forms.parquet", "truth.parquet"]


@pytest.mark.parametrize("table", ["", "not toml", "twice = 2", "[error]\nx = { all = 0.1 }"])
def test_a_bad_table_of_errors_is_refused(table: str, tmp_path: Path) -> None:
    errors = tmp_path / "errors.toml"
    errors.write_text(table, "utf-8")
    done = run("forms", "generate", "--errors", str(errors), "--out", str(tmp_path / "x.parquet"), "--json")
    assert (done.code, done.json["findings"][0]["code"]) == (3, "errors-refused")
    assert not (tmp_path / "x.parquet").exists()


def test_a_model_is_trained_on_files_of_forms_or_refused_where_they_are_too_few(tmp_path: Path) -> None:
    out, model = tmp_path / "forms.parquet", tmp_path / "model.json"
    run("forms", "generate", "--rows", "3000", "--as-of", "2026-06-01", "--out", str(out))
    done = run("forms", "train", str(out), "--out", str(model), "--name", "thử", "--json")
    assert done.code == 0
    assert done.json["about"]["forms"] == 3000
    assert json.loads(model.read_text("utf-8"))["version"] == "thử"
    few = tmp_path / "few.csv"
    run("forms", "generate", "--rows", "50", "--as-of", "2026-06-01", "--out", str(few))
    assert few.read_text("utf-8").startswith("form_id,full_name,"), "a file that is named CSV is CSV"
    refused = run("forms", "train", str(few), "--out", str(tmp_path / "no.json"), "--json")
    assert (refused.code, refused.json["findings"][0]["code"]) == (3, "train-few")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["few.csv", "forms.parquet", "model.json"]
