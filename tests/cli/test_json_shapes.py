"""JSON, key by key: scripts are written against it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.run import FINDING, UNIT, carry, run

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TYPES = {"tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu"}
ACROSS = ("--from", "2025-06-30", "--to", "2025-07-01")

# Every command, done and refused.
DONE: list[tuple[str, ...]] = [
    ("count", "--as-of", "2025-06-30"),
    ("count", "--as-of", "2025-06-30", "--scope", "Lạng Sơn"),
    ("show", "26740", "--as-of", "2025-06-30"),
    ("show", "01", "--as-of", "2025-07-01"),
    ("trace", "09013", *ACROSS),
    ("trace", "06724", "--from", "2025-07-01", "--to", "2025-06-30"),
    ("trace", "164", *ACROSS),
    ("find", "Bắc Sơn"),
    ("find", "Bắc Sơn", "--as-of", "2025-06-30"),
    ("restate", "--scope", "Bắc Kạn", "--types", "xã", "--as-of", "2025-02-28", "--on", "2025-07-01"),
    ("service", "--as-of", "2025-07-01"),
    ("horizons",),
    ("conflicts", "--kind", "spelling"),
]
REFUSED: list[tuple[str, ...]] = [
    ("count", "--as-of", "2024-01-01"),
    ("count", "--as-of", "2025-02-30"),
    ("count", "--edition", "99"),
    ("show", "99999", "--as-of", "2025-07-01"),
    ("show", "06727", "--as-of", "2025-07-01"),
    ("trace", "06724", "--from", "2025-07-01", "--to", "2020-01-01"),
    ("find", "Báº¯c Káº¡n"),
    ("restate", "--scope", "Bắc Kạn", "--as-of", "2025-07-01", "--on", "2025-07-02"),
    ("carry", "no-such-file.csv", *ACROSS, "--rule", "sum"),
]


def name(words: tuple[str, ...]) -> str:
    return " ".join(words[:2])


def units(document: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document that has an id."""
    if isinstance(document, list):
        for part in document:
            yield from units(part)
    elif isinstance(document, dict):
        if "id" in document:
            yield document
        for part in document.values():
            yield from units(part)


def assert_unit(unit: dict[str, Any], *more: str) -> None:
    assert list(unit) == [*UNIT, *more]
    assert all(isinstance(unit[key], str) and unit[key] for key in UNIT[:5])
    assert unit["type"] in TYPES
    assert unit["level"] in {"province", "district", "commune"}
    assert not unit["name"].startswith(unit["type"] + " ")
    assert all(unit[key] is None or DAY.fullmatch(unit[key]) for key in ("valid_from", "valid_to"))
    if unit["parent"] is not None:
        assert_unit(unit["parent"])
    else:
        assert unit["level"] == "province"


@pytest.mark.parametrize("words", DONE, ids=name)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_one_document_and_nothing_else(words: tuple[str, ...], lang: str) -> None:
    ran = run("units", *words, "--json", "--lang", lang)
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out == json.dumps(ran.json, ensure_ascii=False, indent=2) + "\n"
    for unit in units(ran.json):
        assert_unit({key: unit[key] for key in UNIT})
        assert list(unit)[: len(UNIT)] == UNIT


@pytest.mark.parametrize("words", DONE[:-3], ids=name)
def test_the_document_is_the_same_in_both_languages(words: tuple[str, ...]) -> None:
    vi, en = (run("units", *words, "--json", "--lang", lang) for lang in ("vi", "en"))
    assert vi.json == en.json


@pytest.mark.parametrize("words", REFUSED, ids=name)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_refusal_is_findings_and_nothing_else(words: tuple[str, ...], lang: str) -> None:
    ran = run("units", *words, "--json", "--lang", lang)
    assert ran.code == 3
    assert ran.err == ""
    assert list(ran.json) == ["findings"]
    assert ran.json["findings"]
    for found in ran.json["findings"]:
        assert list(found) == FINDING
        assert found["severity"] == "error"
        assert set(found["place"]) <= {"file", "sheet", "row", "column", "unit"}
        assert all(found[part].strip() for part in ("code", "found", "allowed", "remedy"))


def test_count() -> None:
    document = run("units", "count", "--as-of", "2025-07-01", "--json").json
    assert list(document) == ["as_of", "province", "district", "commune", "types"]
    assert document == {
        "as_of": "2025-07-01",
        "province": 34,
        "district": 0,
        "commune": 3321,
        "types": {
            "province": {"thành phố": 6, "tỉnh": 28},
            "district": {},
            "commune": {"phường": 687, "xã": 2621, "đặc khu": 13},
        },
    }


def test_show_is_one_unit_at_top_level() -> None:
    document = run("units", "show", "26740", "--as-of", "2025-06-30", "--json").json
    assert_unit(document)
    assert (document["code"], document["type"], document["level"]) == ("26740", "phường", "commune")
    assert [document["parent"]["name"], document["parent"]["parent"]["name"]] == ["1", "Hồ Chí Minh"]
    assert document["parent"]["parent"]["parent"] is None


def test_an_end_is_exclusive_and_the_unknown_is_null() -> None:
    document = run("units", "show", "26740", "--as-of", "2025-06-30", "--json").json
    assert (document["valid_from"], document["valid_to"]) == (None, "2025-07-01")
    after = run("units", "show", "26740", "--as-of", document["valid_to"], "--json").json
    assert (after["valid_from"], after["valid_to"]) == ("2025-07-01", None)


def test_trace() -> None:
    document = run("units", "trace", "09013", *ACROSS, "--json").json
    assert list(document) == ["from", "to"]
    assert_unit(document["from"])
    for unit in document["to"]:
        assert_unit(unit, "relation", "is_default", "acts")
        assert unit["relation"] in {"same", "whole", "part"}
        assert isinstance(unit["is_default"], bool)
        assert unit["acts"] == ["1656/NQ-UBTVQH15"]


def test_trace_of_a_district_is_an_empty_list() -> None:
    document = run("units", "trace", "164", *ACROSS, "--json").json
    assert document["to"] == []


@pytest.mark.parametrize("day", [(), ("--as-of", "2025-06-30")])
def test_find(day: tuple[str, ...]) -> None:
    document = run("units", "find", "Bắc Sơn", *day, "--json").json
    for unit in document:
        assert_unit(unit, "ancestors", "matched", "match_kind")
        assert isinstance(unit["matched"], str)
        for above in unit["ancestors"]:
            assert_unit(above)
        assert [above["id"] for above in unit["ancestors"]][:1] == ([unit["parent"]["id"]] if unit["parent"] else [])


def test_restate() -> None:
    words = ("--scope", "06", "--types", "xã,thị_trấn", "--as-of", "2025-02-28", "--on", "2025-07-01")
    document = run("units", "restate", *words, "--json").json
    assert list(document) == ["size", "units"]
    for unit in document["units"]:
        assert_unit(unit, "mixed")
        assert isinstance(unit["mixed"], bool)


def test_carry() -> None:
    ran = carry("-", "sum", text="code,value\n06724,8\n06727,8\n")
    assert ran.code == 0
    assert ran.json == {
        "rule": "sum",
        "from": "2025-06-30",
        "to": "2025-07-01",
        "edition": 1,
        "values": [{"code": "06724", "name": "Hải Sơn", "value": 16}],
        "remainder": 0,
        "findings": [],
    }


def test_carry_with_refusals_is_the_same_document_with_findings() -> None:
    ran = carry("-", "sum", text="code,value\n09013,5\n")
    assert ran.code == 1
    assert list(ran.json) == ["rule", "from", "to", "edition", "values", "remainder", "findings"]
    assert all(list(found) == FINDING for found in ran.json["findings"])
    assert ran.json["findings"][0]["place"] == {"file": "stdin", "row": 2, "unit": "09013"}


def test_carry_of_truth_has_true_and_false_and_no_remainder() -> None:
    ran = carry("-", "any", text="code,value\n06724,0\n06727,1\n")
    assert ran.json["values"] == [{"code": "06724", "name": "Hải Sơn", "value": True}]
    assert ran.json["remainder"] is None


def test_service_and_horizons_and_conflicts() -> None:
    service = run("units", "service", "--as-of", "2025-07-01", "--json").json
    assert {"as_of", "levels", "commune_units", "communes", "without_unit"} <= set(service)
    for unit in service["without_unit"]:
        assert_unit(unit, "confidence", "source")
    for line in run("units", "horizons", "--json").json:
        assert list(line) == ["province", "day", "source"]
        assert_unit(line["province"])
        assert DAY.fullmatch(line["day"])
    for line in run("units", "conflicts", "--json").json:
        assert {"kind", "subject", "name", "ours", "theirs", "chosen", "status", "evidence", "why"} <= set(line)
