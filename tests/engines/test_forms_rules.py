"""Every rule in DuckDB and in plain Python flags the same forms, and shows them."""

from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.forms_rules import judge, write_findings
from diaban.quality.fact import FACTS, FactType
from diaban.quality.reference import answer, flagged
from diaban.quality.rule import read_rules
from tests.cases import examples
from tests.quality.facts import facts

TYPES = {FactType.TEXT: "VARCHAR", FactType.NUMBER: "BIGINT", FactType.DAY: "DATE"}
RULES = list(read_rules()[0].values())


def loaded(forms: list[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """Generated facts as the relation that rules are asked of."""
    connection = duckdb.connect(":memory:")
    columns = ", ".join(f"{name} {TYPES[kind]}" for name, kind in FACTS.items())
    connection.execute(f"CREATE TABLE facts (row BIGINT, unit VARCHAR, {columns})")
    rows = [[at, "u1", *(form[name] for name in FACTS)] for at, form in enumerate(forms)]
    connection.executemany(f"INSERT INTO facts VALUES ({', '.join('?' * (len(FACTS) + 2))})", rows)
    return connection


@settings(max_examples=examples(12))
@given(st.lists(facts(), min_size=1, max_size=8))
def test_the_engine_and_the_reference_flag_the_same_forms(forms: list[dict[str, Any]]) -> None:
    with loaded(forms) as connection:
        judge(connection, RULES)
        columns = ", ".join(f"r{at}" for at in range(len(RULES)))
        rows = connection.execute(f"SELECT {columns} FROM ruled ORDER BY row").fetchall()
        write_findings(connection, RULES, "vi")
        shown = connection.execute("SELECT row, code, found FROM findings").fetchall()
    wanted = flagged(RULES, forms)
    for at, rule in enumerate(RULES):
        told = dict(wanted[rule.code])
        assert {place: row[at] == 2 for place, row in enumerate(rows) if row[at]} == told, rule.code
    expected = {
        (place, rule.code): answer(rule.found, forms[place])
        for rule in RULES
        for place, fault in wanted[rule.code]
        if fault
    }
    assert {(row, code): found for row, code, found in shown} == expected


def test_what_is_offered_stands_in_the_remedy() -> None:
    blank: dict[str, Any] = dict.fromkeys(FACTS)
    form = blank | {
        "form_id": "P1",
        "full_name": "Trần  An",
        "spelt": "trần an",
        "name": "Trần An",
        "permanent_commune": "xã X",
        "permanent_state": "unknown",
    }
    with loaded([form]) as connection:
        judge(connection, RULES)
        write_findings(connection, RULES, "en")
        told = dict(connection.execute("SELECT code, remedy FROM findings").fetchall())
    assert "Trần An" in told["name-spelling"]
    assert told["permanent-unit-unknown"].endswith("Perhaps: —")
