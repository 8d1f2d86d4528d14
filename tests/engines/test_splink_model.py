"""Splink over the same table: stored settings find what they should; nothing heavy is loaded before it is asked."""

import subprocess
import sys
from datetime import date
from itertools import combinations

import duckdb
import pytest

from diaban.engines.forms_normal import normalise
from diaban.engines.forms_written import load_forms
from diaban.engines.splink_model import COLUMNS, find_by_splink, read_splink_model, settings
from diaban.quality.generated.forms import ERRORS, generated, read_errors
from tests.engines.test_duplicates import GROUND


@pytest.mark.filterwarnings("ignore")
def test_stored_settings_find_duplicates_on_duckdb() -> None:
    batch = generated(3_000, seed=78, ground=GROUND, errors=read_errors(ERRORS), day=date(2026, 6, 1))
    with duckdb.connect() as connection:
        load_forms(connection, batch.forms)
        normalise(connection)
        find_by_splink(connection, read_splink_model(), same=0.99)
        pairs = connection.execute("select form_id_a, form_id_b, probability from splink_pairs").fetchall()
        columns = [row[0] for row in connection.execute("describe splink_input").fetchall()]
    by_person: dict[int, list[str]] = {}
    for form, person in zip(batch.forms["form_id"].tolist(), batch.person.tolist(), strict=True):
        by_person.setdefault(person, []).append(form)
    truth = {pair for forms in by_person.values() for pair in combinations(sorted(forms), 2)}
    found = {(a, b) for a, b, _ in pairs}
    assert 2 * len(found & truth) / (len(found) + len(truth)) > 0.9
    assert all(a < b and chance >= 0.99 for a, b, chance in pairs)
    assert columns == list(COLUMNS)


def test_settings_hold_only_what_both_engines_know() -> None:
    told = str(settings()["comparisons"]) + str(settings()["blocking_rules_to_generate_predictions"])
    calls = {word.split("(")[0].split()[-1].strip("'\"") for word in told.split(")") if "(" in word}
    assert {one for one in calls if one.isidentifier()} <= {"levenshtein", "OR", "AND"}
    stored = read_splink_model()
    assert [one["output_column_name"] for one in stored["comparisons"]] == [
        one["output_column_name"] for one in settings()["comparisons"]
    ]
    weighed = [level for one in stored["comparisons"] for level in one["comparison_levels"]]
    assert all("m_probability" in level for level in weighed if not level.get("is_null_level"))


def test_nothing_heavy_is_loaded_before_it_is_asked_for() -> None:
    code = "import sys, diaban.engines.splink_model; print(sorted({'splink', 'pyspark', 'pandas'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
