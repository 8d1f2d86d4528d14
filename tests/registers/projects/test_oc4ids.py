"""OC4IDS: the words keep to the schema, and the same file gives the same facts back."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.error import RefusedError
from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.registers.projects.kinds import ProjectState, Stage
from diaban.registers.projects.oc4ids import OWN, package, read
from diaban.registers.projects.schema import EXCERPT, breaches
from tests.registers.projects.works import DEFAULTS, every, fact

SCHEMA = json.loads(EXCERPT.read_text("utf-8"))
DAY = date(2025, 3, 31)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
amounts = st.none() | st.integers(0, 10**15)
days = st.dates(date(2020, 1, 1), date(2029, 12, 31))


def written(facts: list[Fact], day: date = DAY) -> Any:
    made = package(facts, day=day, made=datetime(2026, 11, 28, tzinfo=UTC), publisher="Thử", uri="urn:diaban:projects")
    return json.loads(json.dumps(made, ensure_ascii=False))


@st.composite
def facts_of_projects(draw: st.DrawFn) -> list[Fact]:
    """Any of the kinds, with other keys, texts, amounts and days."""
    found: list[Fact] = []
    for kind in draw(st.lists(st.sampled_from(list(DEFAULTS)), max_size=12)):
        one = fact(kind)
        given_: dict[str, Any] = {"origin": draw(texts), "source": draw(texts), "unit": draw(st.sampled_from("abc"))}
        start = draw(days)
        given_["period"] = Period(start, draw(st.none() | st.dates(date(2030, 1, 1), date(2031, 1, 1))))
        for name in DEFAULTS[kind]:
            if name.endswith("_vnd") and getattr(one, name) is None:
                given_[name] = draw(amounts)
            if name in ("works", "project", "package", "programme"):
                given_[name] = draw(st.sampled_from(["CT1", "CT2", "DA"]))
            if name in ("name", "text", "title", "rationale"):
                given_[name] = draw(texts)
            if name == "least_vnd":
                given_[name] = None
        found.append(replace(one, **given_))
    return found


@given(facts_of_projects(), days)
def test_what_is_written_is_read_again_whole(facts: list[Fact], day: date) -> None:
    document = written(facts, day)
    assert list(read(document, "x.json")) == facts
    if document["projects"]:
        assert list(breaches(document, SCHEMA)) == []


def test_the_words_are_those_of_the_standard() -> None:
    (project,) = written(every())["projects"]
    assert (project["status"], project["type"]) == ("implementation", "construction")
    # A bound is no amount.
    assert project["budget"] == {"approvalDate": "2023-01-10T00:00:00+07:00"}
    assert project["description"] == "trên 241 tỷ đồng"
    (process,) = project["contractingProcesses"]
    assert process["summary"]["contractValue"] == {"amount": 4_800_000_000, "currency": "VND"}
    assert process["summary"]["modifications"][0]["rationale"] == "Sắp xếp đơn vị"
    assert project["completion"]["endDateDetails"] == "Mưa bão"
    assert project["milestones"][0]["status"] == "scheduled"
    exact = written(
        [fact(kind, **({"least_vnd": 7, "most_vnd": 7} if kind.__name__ == "Project" else {})) for kind in DEFAULTS]
    )
    assert exact["projects"][0]["budget"]["amount"] == {"amount": 7, "currency": "VND"}


@pytest.mark.parametrize("state", ProjectState)
def test_every_state_has_a_word(state: ProjectState) -> None:
    (project,) = written([fact(kind, **({"state": state} if "state" in DEFAULTS[kind] else {})) for kind in DEFAULTS])[
        "projects"
    ]
    assert project["status"] in SCHEMA["definitions"]["Project"]["properties"]["status"]["enum"]


def refused(document: Any) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        read(document, "x.json")
    return [one.code for one in caught.value.findings]


def test_files_that_are_not_ours_or_were_changed_are_refused() -> None:
    assert refused([]) == ["oc4ids-not-ours"]
    assert refused({"projects": []}) == ["oc4ids-not-ours"]
    changed = written(every())
    changed["projects"][0]["title"] = "Khác"
    assert refused(changed) == ["oc4ids-differs"]
    later = written(every())
    later[OWN]["edition"] = 2
    assert refused(later) == ["oc4ids-edition"]
    for name, value in (("register", "x"), ("valid_from", "2025-13-01"), ("works", 3), ("stage", "roof"), ("more", 1)):
        broken = written([fact(kind) for kind in DEFAULTS if kind.__name__ == "StageReport"])
        broken[OWN]["facts"][0][name] = value
        assert refused(broken) == ["oc4ids-fact"], name


def test_the_checker_finds_what_a_schema_forbids() -> None:
    document = written(every())
    project = document["projects"][0]
    project["status"] = "half"
    project["period"] = {"startDate": "2025"}
    del project["id"]
    document["version"] = "new"
    told = list(breaches(document, SCHEMA))
    assert [one.split(":")[0] for one in told] == [
        "/version",
        "/projects/0/id",
        "/projects/0/status",
        "/projects/0/period/startDate",
    ]
    with pytest.raises(RefusedError, match="schema-word"):
        list(breaches({}, {"type": "object", "maxProperties": 3}))


@pytest.mark.parametrize(
    ("value", "schema", "fine"),
    [
        (1, {"type": "number"}, True),
        (True, {"type": "number"}, False),
        (None, {"type": ["string", "null"]}, True),
        ([1, 1], {"uniqueItems": True}, False),
        ([], {"minItems": 1}, False),
        ("", {"minLength": 1}, False),
        (-1, {"minimum": 0}, False),
        ({"a_vi": 1}, {"patternProperties": {"^a": {"type": "string"}}}, False),
        ({}, {"minProperties": 1}, False),
        ("a", {"anyOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, True),
        ("c", {"oneOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, False),
        ("a", {"allOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, False),
        ("not a uri", {"format": "uri"}, False),
    ],
)
def test_each_word_of_the_schema_language(value: Any, schema: dict[str, Any], fine: bool) -> None:
    assert (not list(breaches(value, schema))) is fine


def test_stages_are_the_nine_of_the_field() -> None:
    assert [
        stage.value for stage in Stage
    ] == "policy site design decision contractor works acceptance handover settlement".split()
