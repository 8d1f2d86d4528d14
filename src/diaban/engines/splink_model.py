"""The model of Fellegi and Sunter by Splink over the same table ``normal``: explainable, and the road past one machine.

One set of settings serves DuckDB and Spark: only functions that both know (equality, ``levenshtein``) stand in it, and
no name is quoted, which is a name to the one and a text to the other.
Splink and pyspark are loaded when asked for, never before.
"""

import json
from pathlib import Path
from typing import Any, Final

import duckdb

__all__ = ["COLUMNS", "STORED", "find_by_spark", "find_by_splink", "read_splink_model", "settings", "train_splink"]

STORED: Final = Path(__file__).with_name("splink-model.json")
COLUMNS: Final = (
    "form_id name_key given given_key rest_key family_key birth_year birth_month birth_day birth_text number sex"
    " father_key mother_key spouse_key permanent_commune_key permanent_province_key household_key registration_key"
).split()
BLOCKS: Final = (
    ("number",),
    ("name_key", "birth_year"),
    ("given_key", "birth_text", "permanent_province_key"),
    ("birth_text", "permanent_commune_key"),
    ("father_key", "mother_key", "given_key"),
    ("household_key", "given_key"),
)
PAIRS: Final = 1_000_000
SPARK: Final = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.host": "localhost",
                "spark.driver.bindAddress": "127.0.0.1", "spark.sql.catalogImplementation": "in-memory"}  # fmt: skip
"""No page, no progress on standard error, no port that others reach; the rest is the cluster's to say."""
SEED: Final = 7
INPUT: Final = """
    select form_id, name_key, given, given_key, nullif(concat_ws(' ', family_key, middle_key), '') as rest_key,
        family_key, birth_year, birth_month, birth_day, birth::varchar as birth_text,
        case when length(number) = 12 then number end as number, sex, father_key, mother_key, spouse_key,
        permanent_commune_key, permanent_province_key, household_key, registration_key
    from normal"""


def _level(sql: str, label: str, **more: Any) -> dict[str, Any]:
    return {"sql_condition": sql, "label_for_charts": label, **more}


def _null(column: str) -> dict[str, Any]:
    return _level(f"{column}_l IS NULL OR {column}_r IS NULL", "missing", is_null_level=True)


def _comparison(name: str, *levels: dict[str, Any]) -> dict[str, Any]:
    return {"output_column_name": name, "comparison_levels": [*levels, _level("ELSE", "different")]}


def _equal(column: str) -> str:
    return f"{column}_l = {column}_r"


def _plain(column: str) -> dict[str, Any]:
    return _comparison(column, _null(column), _level(_equal(column), "same"))


def _relative(column: str) -> dict[str, Any]:
    near = f"levenshtein({column}_l, {column}_r) <= 2"
    return _comparison(column, _null(column), _level(_equal(column), "same"), _level(near, "near"))


def settings() -> dict[str, Any]:
    """Untrained settings: a fresh copy."""
    turned = " AND ".join(("birth_year_l = birth_year_r", "birth_day_l = birth_month_r", "birth_month_l = birth_day_r"))
    day = f"{_equal('birth_day')} AND {_equal('birth_month')}"
    coarse = f"{_equal('birth_year')} AND (birth_text_l IS NULL OR birth_text_r IS NULL)"
    first = f"{_equal('birth_year')} AND (birth_text_l LIKE '%-01-01' OR birth_text_r LIKE '%-01-01')"
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "form_id",
        "probability_two_random_records_match": 1e-6,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": " AND ".join(f"l.{column} = r.{column}" for column in block)} for block in BLOCKS
        ],
        "comparisons": [
            _comparison(
                "given_key",
                _null("given_key"),
                _level(_equal("given"), "same"),
                _level(_equal("given_key"), "same without marks"),
                _level("levenshtein(given_key_l, given_key_r) <= 1", "near"),
            ),
            _comparison(
                "rest_key",
                _null("rest_key"),
                _level(_equal("rest_key"), "same", tf_adjustment_column="rest_key"),
                _level("levenshtein(rest_key_l, rest_key_r) <= 2", "near"),
                _level(_equal("family_key"), "family name"),
            ),
            _comparison(
                "birth",
                _null("birth_year"),
                _level(_equal("birth_text"), "same"),
                _level(turned, "day and month turned"),
                _level(f"({coarse}) OR ({first})", "year, and one side no day"),
                _level(day, "day and month"),
                _level(_equal("birth_year"), "year"),
            ),
            _comparison(
                "number",
                _null("number"),
                _level(_equal("number"), "same"),
                _level("levenshtein(number_l, number_r) <= 2", "near"),
            ),
            _plain("sex"),
            _relative("father_key"),
            _relative("mother_key"),
            _relative("spouse_key"),
            _plain("permanent_commune_key"),
            _plain("household_key"),
            _plain("registration_key"),
        ],
    }


def train_splink(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Settings trained on the table ``normal`` by random pairs and expectation maximisation, without labels."""
    from splink import block_on

    linker = _linker(connection, settings())
    rules = [block_on("number"), block_on("name_key", "birth_text", "father_key")]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=SEED)
    for rule in (block_on("birth_text", "permanent_province_key"), block_on("name_key", "father_key")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    trained: dict[str, Any] = linker.misc.save_model_to_json()
    return trained


def read_splink_model(path: Path = STORED) -> dict[str, Any]:
    """The stored settings."""
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return told


def find_by_splink(connection: duckdb.DuckDBPyConnection, model: dict[str, Any], *, same: float = 0.5) -> None:
    """Make table ``splink_pairs(form_id_a, form_id_b, probability)`` of ``normal`` by stored settings, on DuckDB."""
    predicted = _linker(connection, model).inference.predict(threshold_match_probability=same)
    connection.execute(
        "create or replace table splink_pairs as select least(form_id_l, form_id_r) as form_id_a,"
        f" greatest(form_id_l, form_id_r) as form_id_b, match_probability as probability from {predicted.physical_name}"
    )


def _linker(connection: duckdb.DuckDBPyConnection, model: dict[str, Any]) -> Any:
    from splink import DuckDBAPI, Linker

    connection.execute(f"create or replace table splink_input as {INPUT}")
    api = DuckDBAPI(connection)
    return Linker(api.register("splink_input"), model, log_level=40)


def find_by_spark(
    normal: Path, model: dict[str, Any], out: Path, *, same: float = 0.5, master: str = "local[*]"
) -> None:
    """The same on Spark: ``normal`` as Parquet (the columns of :data:`COLUMNS`) in, a folder of Parquet with pairs out.

    Needs ``pip install '.[spark]'`` and Java 17; pyspark is loaded here only. What Spark puts aside lies by ``out``.
    """
    from pyspark.sql import SparkSession  # type: ignore[import-not-found]  # an extra, absent from most desks
    from splink import Linker, SparkAPI

    aside = out.parent.resolve()
    builder = SparkSession.builder.master(master).appName("diaban")
    for key, value in (SPARK | {"spark.local.dir": str(aside), "spark.sql.warehouse.dir": str(aside)}).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        spark.sparkContext.setLogLevel("OFF")
        spark.sparkContext.setCheckpointDir(str(aside / "checkpoint"))
        api = SparkAPI(spark_session=spark, break_lineage_method="parquet", register_udfs_automatically=False)  # type: ignore[no-untyped-call]  # Splink leaves it untyped
        linker = Linker(api.register(spark.read.parquet(str(normal))), model, log_level=40)
        pairs = linker.inference.predict(threshold_match_probability=same).as_spark_dataframe()
        pairs.selectExpr(
            "least(form_id_l, form_id_r) as form_id_a",
            "greatest(form_id_l, form_id_r) as form_id_b",
            "match_probability as probability",
        ).write.parquet(str(out))
    finally:
        spark.stop()
