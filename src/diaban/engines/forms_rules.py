"""Quality rules as SQL over the view ``facts``: every form judged by every rule in one pass.

The language has three values of truth because SQL has; ``quality.reference`` says the same in plain Python, and a test
holds the two to flag the same forms.
"""

from collections.abc import Sequence
from typing import Final

import duckdb

from diaban.basis.catalogue import Language
from diaban.quality.language import Call, Fact, Member, Node, Operation, Value, names
from diaban.quality.rule import Rule

__all__ = ["judge", "write_findings"]

NOT_ASKED, SOUND, FLAGGED = 0, 1, 2


class Compiler:
    """Trees into SQL; what is asked of a household becomes a column of a table of households."""

    def __init__(self) -> None:
        self.households: dict[str, str] = {}

    def sql(self, node: Node) -> str:
        """One tree as an expression over ``facts``."""
        match node:
            case Value(value=int(value)):
                return f"{value}::BIGINT"
            case Value(value=value):
                return f"'{str(value).replace(chr(39), chr(39) * 2)}'"
            case Fact(name=name):
                return f"facts.{name}"
            case Member(one=one, among=among):
                return f"({self.sql(one)} IN ({', '.join(map(self.sql, among))}))"
            case Operation(sign="not", parts=(one,)):
                return f"(NOT {self.sql(one)})"
            case Operation(sign=sign, parts=parts):
                return f"({f' {sign.upper()} '.join(map(self.sql, parts))})"
            case Call(name=name, parts=parts):
                return self._call(name, [self.sql(part) for part in parts])

    def _call(self, name: str, parts: Sequence[str]) -> str:
        if name.startswith("household_"):
            asked = HOUSEHOLD[name].format(parts[0])
            return f"households.{self.households.setdefault(asked, f'h{len(self.households)}')}"
        return CALLS[name].format(*parts, all=", ".join(parts))


SAME: Final = (
    "(CASE WHEN min({{0}}) FILTER ({whose}) = max({{0}}) FILTER ({whose}) THEN min({{0}}) FILTER ({whose}) END)"
)
HOUSEHOLD: Final = {
    "household_count": "count(*) FILTER (WHERE {0})",
    "household_head": "min({0}) FILTER (WHERE facts.relation = 'head')",
    "household_head_text": SAME.format(whose="WHERE facts.relation = 'head'"),
    "household_spouse_text": SAME.format(whose="WHERE facts.relation = 'spouse'"),
}
YEARS: Final = (
    "(year({1}) - year({0}) - CASE WHEN month({1}) * 100 + day({1}) < month({0}) * 100 + day({0}) THEN 1 ELSE 0 END)"
)
CALLS: Final = {
    "present": "({0} IS NOT NULL)",
    "missing": "({0} IS NULL)",
    "length": "length({0})",
    "digits": "regexp_full_match({0}, '[0-9]+')",
    "matches": "regexp_full_match({0}, {1})",
    "finds": "regexp_matches({0}, {1})",
    "part": "substr({0}, {1}, {2})",
    "holds": "contains({0}, {1})",
    "lower": "lower({0})",
    "whole": "(CASE WHEN regexp_full_match({0}, '[0-9]{{1,18}}') THEN CAST({0} AS BIGINT) END)",
    "text": "CAST({0} AS VARCHAR)",
    "year": "year({0})",
    "years": YEARS,
    "days": "({1} - {0})",
    "join": "concat_ws(' ', {all})",
}


def judge(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], *, relation: str = "facts") -> None:
    """Make table ``ruled``: ``row``, ``unit`` and a column ``r0``, ``r1`` … for each rule (0 the form is not asked,
    1 it is sound, 2 it has the fault), and table ``flagged``, the facts of forms with any.

    ``relation``: what the tests are asked of, if it is not all of ``facts``.
    """
    compiler = Compiler()
    columns = []
    for number, rule in enumerate(rules):
        test = f"CASE WHEN {compiler.sql(rule.test)} THEN {FLAGGED} ELSE {SOUND} END"
        told = test if rule.when is None else f"CASE WHEN {compiler.sql(rule.when)} THEN {test} ELSE {NOT_ASKED} END"
        columns.append(f"({told})::UTINYINT AS r{number}")
    if compiler.households:
        asked = ", ".join(f"{one} AS {column}" for one, column in compiler.households.items())
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE households AS SELECT household, {asked} FROM {relation} facts"
            " WHERE household IS NOT NULL GROUP BY household"
        )
    joined = " LEFT JOIN households USING (household)" if compiler.households else ""
    connection.execute(
        f"CREATE OR REPLACE TABLE ruled AS SELECT row, unit, {', '.join(columns)} FROM {relation} facts{joined}"
    )
    any_ = " OR ".join(f"r{number} = {FLAGGED}" for number in range(len(rules))) or "false"
    shown = {name for rule in rules for node in (rule.found, rule.offer) if node is not None for name in names(node)}
    held = ", ".join(f"facts.{name}" for name in sorted(shown | {"form_id"}))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE flagged AS SELECT facts.row, {held} FROM facts"
        f" SEMI JOIN (SELECT row FROM ruled WHERE {any_}) j USING (row)"
    )


def write_findings(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], lang: Language) -> None:
    """Make table ``findings``: ``form_id, code, field, found, remedy``, a row for every fault, and ``row``, ``rule``
    beside them for whoever prints lists."""
    connection.execute(
        "CREATE OR REPLACE TABLE findings (row BIGINT, rule SMALLINT, form_id VARCHAR, code VARCHAR, field VARCHAR,"
        " found VARCHAR, remedy VARCHAR)"
    )
    compiler = Compiler()
    for number, rule in enumerate(rules):
        found = compiler.sql(rule.found)
        remedy = _text(rule.remedy[lang])
        if rule.offer is not None:
            offered = f"coalesce(nullif({compiler.sql(rule.offer)}, ''), '—')"
            remedy = f"replace({remedy}, '{{offer}}', {offered})"
        connection.execute(
            f"INSERT INTO findings SELECT facts.row, {number}, facts.form_id, '{rule.code}',"
            f" '{','.join(rule.fields)}', {found}, {remedy} FROM flagged facts"
            f" JOIN ruled USING (row) WHERE ruled.r{number} = {FLAGGED}"
        )


def _text(text: str) -> str:
    return f"'{text.replace(chr(39), chr(39) * 2)}'"
