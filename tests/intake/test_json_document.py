"""A return as JSON: every form, every mistake by its pointer, and whatever else somebody may send."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.basis.finding import Severity
from diaban.intake.form import Form
from diaban.intake.limits import LIMITS, Limits
from diaban.intake.receiving import Received, read_return
from diaban.intake.reporting import parse_period
from tests.cases import examples
from tests.intake.sheets import SMALL
from tests.intake.test_json_schema import FORMS, KEYS, document

GOOD = {"code": "06724", "title": "chief", "number": 3, "area": 1.5, "share": 50, "since": "2025-03-14", "note": "x"}


def small(*rows: Any, **more: Any) -> dict[str, Any]:
    return {"form": "small", "unit": "06724", "period": "2025-03", "tables": {"people": list(rows)}, **more}


def read(told: Any, form: Form = SMALL, **more: Any) -> Received:
    data = told if isinstance(told, bytes) else json.dumps(told).encode()
    return read_return(data, name="x.json", form=form, **more)


def errors(received: Received) -> list[tuple[str, str | None]]:
    return [(one.code, one.place.cell) for one in received.findings if one.severity is Severity.ERROR]


@pytest.mark.parametrize("id_", FORMS)
def test_what_a_schema_takes_is_read_as_it_stands(id_: str) -> None:
    form = FORMS[id_]
    period = parse_period(form.rule, form.calendar, KEYS[form.rule])
    told = document(form, form.on(period.cut_off))
    received = read(told, form, period=period)
    assert errors(received) == []
    assert received.head is not None
    assert (received.head.form, received.head.unit, received.head.period) == (id_, "06724", period.key)
    for table, (row,) in told["tables"].items():
        (line,) = received.tables[table]
        assert line.row == 1
        for name, value in row.items():
            meant = line.values[name]
            assert (meant.isoformat() if isinstance(meant, date) else meant) == value, (table, name)


def test_numbers_are_taken_for_what_they_are() -> None:
    """In a workbook 0.5 may be a half or half a per cent: here it is what the schema says."""
    received = read(small({**GOOD, "share": 0.5, "number": 3.0, "area": None}))
    assert errors(received) == []
    (line,) = received.tables["people"]
    assert (line.values["share"], line.values["number"], line.values["area"]) == (Decimal("0.5"), 3, None)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("number", "3", "json-value"),
        ("number", True, "json-value"),
        ("number", 3.5, "cell-fraction"),
        ("number", -1, "cell-too-small"),
        ("number", 5001, "cell-too-large"),
        ("number", 10**30, "json-value"),
        ("number", [3], "json-value"),
        ("number", {"a": 1}, "json-value"),
        ("number", None, "csv-cell-empty"),
        ("area", 1e300, "json-value"),
        ("area", 0.1234567, "csv-number-digits"),
        ("code", "6724", "csv-code"),
        ("code", 6724, "json-value"),
        ("code", "06724 ", "csv-code"),
        ("title", "Trưởng Công an", "csv-choice"),
        ("title", "CHIEF", "csv-choice"),
        ("since", "14/03/2025", "csv-day"),
        ("since", "2025-02-30", "csv-day"),
        ("since", "0001-01-01", "cell-day-far"),
        ("since", 45730, "json-value"),
        ("note", "=1+1", "csv-formula"),
        ("note", "a\0b", "csv-control-character"),
        ("note", "\ud800", "csv-control-character"),
        ("note", "x" * 501, "csv-cell-long"),
        ("note", 5, "json-value"),
    ],
)
def test_a_value_of_another_kind_is_told_at_its_place(name: str, value: Any, code: str) -> None:
    received = read(small(GOOD, {**GOOD, "title": "deputy", name: value}))
    assert errors(received) == [(code, f"/tables/people/1/{name}")]
    (found,) = [one for one in received.findings if one.severity is Severity.ERROR]
    assert (found.place.sheet, found.place.row, found.place.column) == ("people", 2, name)
    assert len(received.tables["people"]) == 1, "a row with a mistake leaves no line"


def test_the_constants_of_other_languages_are_no_numbers() -> None:
    for word in ("NaN", "Infinity", "-Infinity", "1e99999"):
        data = json.dumps(small(GOOD)).replace("3,", f"{word},", 1).encode()
        assert errors(read(data)) == [("json-value", "/tables/people/0/number")], word


def test_letters_in_pieces_are_put_together() -> None:
    (line,) = read(small({**GOOD, "note": "Nguye\u0302\u0303n"})).tables["people"]
    assert line.values["note"] == "Nguyễn"


def test_every_mistake_of_its_build_is_told_at_once() -> None:
    told = small(GOOD, 5, {**GOOD, "title": "deputy", "age": 40}, extra=1, period=7, version="x")
    told["tables"] |= {"others": [{}], "more": {}}
    assert sorted(errors(read(told))) == [
        ("json-field-unknown", "/extra"),
        ("json-field-unknown", "/tables/people/2/age"),
        ("json-table-unknown", "/tables/others"),
        ("json-type", "/period"),
        ("json-type", "/tables/more"),
        ("json-type", "/tables/people/1"),
        ("json-type", "/version"),
    ]


def test_what_is_written_twice_is_told_and_neither_is_taken() -> None:
    text = json.dumps(small(GOOD)).replace('"number": 3', '"number": 3, "number": 4')
    received = read(text.encode())
    assert errors(received) == [("json-key-repeated", "/tables/people/0/number")]
    assert received.tables["people"] == ()
    again = json.dumps(small(GOOD)).replace('"form"', '"form": "x", "form"', 1)
    assert errors(read(again.encode())) == [("json-repeated", "/form")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "json-unreadable"),
        (b"nothing", "json-unreadable"),
        (b"[]", "json-type"),
        (b"3", "json-type"),
        (b"{}", "json-missing"),
        (b"\xff{}", "json-encoding"),
        ('{"a": 1}'.encode("utf-16"), "json-encoding"),
        (b"[" * 100_000 + b"]" * 100_000, "json-deep"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "json-deep"),
        (b'{"a": "' + b"[" * 1000, "json-unreadable"),
        (b"", "workbook-empty"),
        (b"{" + b" " * LIMITS.json + b"}", "json-too-large"),
        (b'{"n": ' + b"9" * 10_000 + b"}", "json-missing"),
    ],
)
def test_what_is_no_document_is_told(data: bytes, code: str) -> None:
    assert code in [found for found, _ in errors(read(data))]


def test_rows_have_a_limit() -> None:
    received = read(small(*[GOOD] * 5), limits=Limits(rows=4))
    assert (received.refused, errors(received)) == (True, [("json-rows", None)])


@pytest.mark.parametrize(
    "told",
    [
        small({**GOOD, "note": "số 001203004567"}),
        small({**GOOD, "cccd": "001203004567"}),
        small({**GOOD, "cccd": 101203004567}),
        small({**GOOD, "001203004567": 1}),
        small({**GOOD, "number": [{"x": "001203004567"}]}),
        small(GOOD, "001203004567"),
        small(GOOD, nguoi="Nguyễn Văn An, sinh năm 1990"),
        small(GOOD, nguoi=["x" * 3_990 + " 001203004567"]),
        {**small(GOOD), "tables": {"khac": [{"a": "001203004567"}]}},
        {**small(GOOD), "tables": "001203004567"},
    ],
)
def test_personal_data_anywhere_stop_the_whole_document(told: Any) -> None:
    received = read(told)
    assert received.refused
    assert {one.code for one in received.findings} <= {"gate-number", "gate-birth"}
    assert received.tables == {}
    assert "001203004567" not in repr([(one.place, dict(one.values)) for one in received.findings])


def test_personal_data_behind_a_name_given_twice_are_seen() -> None:
    text = json.dumps(small(GOOD)).replace('"number": 3', '"number": "001203004567", "number": 4')
    assert read(text.encode()).refused


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
ANY = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner))
NAMES = st.sampled_from([*GOOD, "form", "tables", "people", "x"])


@settings(max_examples=examples(60), deadline=None)
@given(st.dictionaries(NAMES, ANY), ANY, st.binary(max_size=60), st.integers(0, 200))
def test_any_bytes_give_findings(row: Any, top: Any, noise: bytes, at: int) -> None:
    whole = json.dumps(small(GOOD, row)).encode()
    for data in (json.dumps(small(row)).encode(), json.dumps(top).encode(), noise, whole[:at] + noise + whole[at:]):
        received = read(data)
        assert received.findings or received.tables["people"]
        # What was found can be written down, whatever it quotes.
        json.dumps([[str(value) for value in one.values.values()] for one in received.findings]).encode()
        repr(received).encode("utf-8", "backslashreplace")
