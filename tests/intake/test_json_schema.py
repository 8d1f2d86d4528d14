"""The JSON schema of each form: well made by the draft's own rules, and it takes and refuses what it should.

The checker below knows the few keywords that our schemas use and refuses any other, so that a keyword is never ignored.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from diaban.intake.form import FormColumn, with_listed
from diaban.intake.form_file import read_forms
from diaban.intake.json_schema import DIALECT, json_schema
from diaban.intake.reporting import PeriodRule, key_pattern

ONE = {"x": {"vi": "Ích", "en": "Ex"}}
LISTED = {
    ("checklist", "item"): ONE,
    ("equipment", "kind"): ONE,
    ("movement-equipment", "kind"): ONE,
    ("situation-counts", "category"): ONE,
}
FORMS = with_listed(read_forms()[0].values(), LISTED)
VERSIONS = [
    pytest.param(form, version, id=f"{form.id}-{version.start}") for form in FORMS.values() for version in form.versions
]
KEYS = {
    PeriodRule.WEEKLY: "2025-W10",
    PeriodRule.MONTHLY: "2025-03",
    PeriodRule.QUARTERLY: "2025-Q1",
    PeriodRule.HALF_YEARLY: "2025-H2",
    PeriodRule.NINE_MONTHS: "2025-9M",
    PeriodRule.YEARLY: "2025",
    PeriodRule.IRREGULAR: "2025-03-01..2025-03-15",
    PeriodRule.THEMATIC: "2025-03-01..2025-03-15",
}
TYPES = {"object": dict, "array": list, "string": str, "null": type(None), "integer": int, "number": (int, float)}


def faults(schema: dict[str, Any], value: Any, at: str = "$") -> Iterator[str]:
    """Where a value breaks a schema."""
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if isinstance(value, bool) or not any(isinstance(value, TYPES[kind]) for kind in kinds):
            yield f"{at}: type"
            return
    assert set(schema) <= set(CHECKS) | NOTES, schema
    for key, told in schema.items():
        if key in CHECKS and not CHECKS[key](told, value):
            yield f"{at}: {key}"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        for name, inner in value.items():
            if name in known:
                yield from faults(known[name], inner, f"{at}.{name}")
            elif schema.get("additionalProperties", True) is False:
                yield f"{at}.{name}: additional"
        yield from (f"{at}.{name}: required" for name in schema.get("required", ()) if name not in value)
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from faults(schema["items"], inner, f"{at}[{number}]")


NOTES = {"type", "title", "description", "format", "$schema", "$id"}
NOTES |= {"properties", "required", "items", "additionalProperties"}
CHECKS: dict[str, Callable[[Any, Any], bool]] = {
    "const": lambda told, value: value == told,
    "oneOf": lambda told, value: sum(not list(faults(one, value)) for one in told) == 1,
    "minimum": lambda told, value: not isinstance(value, int | float) or value >= told,
    "maximum": lambda told, value: not isinstance(value, int | float) or value <= told,
    "minLength": lambda told, value: not isinstance(value, str) or len(value) >= told,
    "maxLength": lambda told, value: not isinstance(value, str) or len(value) <= told,
    "pattern": lambda told, value: not isinstance(value, str) or re.search(told, value) is not None,
}


def schemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("oneOf", ())]
    for one in [*inner, *([schema["items"]] if "items" in schema else [])]:
        yield from schemas(one)


def good(column: FormColumn) -> object:
    """A value of the column, written by hand for its kind."""
    if column.choices:
        return next(iter(column.choices))
    if column.kind == "code" and column.widths:
        return "0" * column.widths[0]
    by_kind = {
        "integer": column.least,
        "decimal": 1.5,
        "percent": 50,
        "day": "2025-03-14",
        "text": "chữ",
        "code": "A-1",
    }
    return by_kind[column.kind]


def document(form: Any, version: Any) -> dict[str, Any]:
    tables = {table.id: [{column.name: good(column) for column in table.columns}] for table in version.tables}
    return {"form": form.id, "unit": "06724", "period": KEYS[form.rule], "tables": tables}


@pytest.mark.parametrize(("form", "version"), VERSIONS)
def test_a_schema_is_well_made(form: Any, version: Any) -> None:
    """By hand from the draft's metaschema: what each keyword must be."""
    schema = json_schema(form, version)
    assert json.loads(json.dumps(schema)) == schema
    assert (schema["$schema"], schema["$id"]) == (DIALECT, f"urn:diaban:form:{form.id}:{version.start}")
    for one in schemas(schema):
        types = one.get("type", [])
        assert set([types] if isinstance(types, str) else types) <= set(TYPES)
        assert all(isinstance(one[key], str) and one[key] for key in ("title", "description", "pattern") if key in one)
        if "pattern" in one:
            re.compile(one["pattern"])
            assert "?P" not in one["pattern"]
        for key in ("minimum", "maximum", "minLength", "maxLength"):
            assert isinstance(one.get(key, 0), int)
        assert len(set(one.get("required", ()))) == len(one.get("required", ()))
        assert set(one.get("required", ())) <= set(one.get("properties", {}))
        assert one.get("oneOf", [1])


@pytest.mark.parametrize(("form", "version"), VERSIONS)
def test_titles_are_in_both_languages(form: Any, version: Any) -> None:
    schema = json_schema(form, version)
    assert schema["title"] == f"{form.definition.title['vi']} · {form.definition.title['en']}"
    for table in version.tables:
        told = schema["properties"]["tables"]["properties"][table.id]
        assert table.title["vi"] in told["title"]
        for column in table.columns:
            title = told["items"]["properties"][column.name]["title"]
            assert column.title["vi"] in title
            assert column.title["en"] in title


@pytest.mark.parametrize(("form", "version"), VERSIONS)
def test_a_sound_return_is_taken(form: Any, version: Any) -> None:
    schema, told = json_schema(form, version), document(form, version)
    assert list(faults(schema, told)) == []
    assert list(faults(schema, {**told, "tables": {}, "version": version.start.isoformat(), "origin": "ca-qn"})) == []
    for table in version.tables:
        row = told["tables"][table.id][0]
        for column in table.columns:
            empty = {**told, "tables": {table.id: [{**row, column.name: None}]}}
            absent = {**told, "tables": {table.id: [{k: v for k, v in row.items() if k != column.name}]}}
            needed = column.required and not column.blank
            assert bool(list(faults(schema, empty))) == needed, column.name
            assert bool(list(faults(schema, absent))) == needed, column.name


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"form": "premises"}, "$.form: const"),
        ({"period": "2025-Q1"}, "$.period: pattern"),
        ({"unit": "xã Hải Sơn"}, "$.unit: pattern"),
        ({"name": "x"}, "$.name: additional"),
        ({"tables": {"people": []}}, "$.tables.people: additional"),
        ({"tables": {"posts": {}}}, "$.tables.posts: type"),
    ],
)
def test_a_return_that_is_none_is_refused(change: dict[str, Any], fault: str) -> None:
    form = FORMS["staffing"]
    version = form.on(date(2025, 3, 14))
    assert fault in list(faults(json_schema(form, version), {**document(form, version), **change}))


@pytest.mark.parametrize(
    ("name", "value", "keyword"),
    [
        ("code", "6724", "pattern"),
        ("code", 6724, "type"),
        ("title", "Trưởng Công an", "oneOf"),
        ("number", -1, "minimum"),
        ("number", 501, "maximum"),
        ("number", "3", "type"),
        ("number", True, "type"),
        ("document", "", "minLength"),
        ("document", "x" * 201, "maxLength"),
        ("birth_date", "1990-01-01", "additional"),
    ],
)
def test_a_cell_that_does_not_fit_is_refused(name: str, value: object, keyword: str) -> None:
    form = FORMS["staffing"]
    version = form.on(date(2025, 3, 14))
    told = document(form, version)
    told["tables"]["posts"][0][name] = value
    assert list(faults(json_schema(form, version), told)) == [f"$.tables.posts[0].{name}: {keyword}"]


@pytest.mark.parametrize("rule", PeriodRule)
def test_the_form_of_a_key_is_told_to_other_languages(rule: PeriodRule) -> None:
    assert re.fullmatch(key_pattern(rule), KEYS[rule])
    assert not re.fullmatch(key_pattern(rule), KEYS[rule] + "0")
    assert not re.fullmatch(key_pattern(rule), "2025-3")
