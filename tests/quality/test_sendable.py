"""What is sent on tells nothing of a commune with a form or two; rules that were added, each on a form that has it."""

from datetime import date
from typing import Any

import pytest

from diaban.quality.fact import FACTS
from diaban.quality.reference import flagged
from diaban.quality.rule import Quality, read_rules
from diaban.quality.summary import AGES, FEW, CommuneCounts, Score, Summary, read_summary, sendable

DAY = date(2026, 11, 28)
RULES = read_rules()[0]


def commune(unit: str | None, forms: int) -> CommuneCounts:
    scores = {quality: Score(forms, 0) for quality in Quality}
    due = dict.fromkeys(AGES, 0)
    name = None if unit is None else f"xã {unit}"
    return CommuneCounts(
        unit, unit, name, forms, scores, {"x": (forms, forms)}, forms, forms, forms, None, 3, due, {DAY: forms}
    )


def summary(*communes: CommuneCounts) -> Summary:
    return Summary(DAY, DAY, "duckdb", None, "a" * 64, (), sum(one.forms for one in communes), communes)


def test_communes_with_few_forms_are_told_as_of_none() -> None:
    told = sendable(summary(commune("a", FEW), commune("b", FEW - 1), commune("c", 1), commune(None, 2)))
    assert [(one.unit, one.forms) for one in told.communes] == [("a", FEW), (None, FEW + 2)]
    assert (told.folded, told.communes[1].by_day, told.communes[1].median_days) == (2, {DAY: FEW + 2}, None)
    assert not any(word in str(told.as_dict()) for word in ("xã b", "xã c"))
    again = read_summary(told.as_dict(), "summary.json")
    assert (again.folded, again.communes) == (2, told.communes)


def test_nothing_is_folded_where_all_have_enough() -> None:
    whole = summary(commune("a", FEW), commune(None, 1))
    assert sendable(whole) is whole


@pytest.mark.parametrize(
    ("rule", "facts", "sound"),
    [
        ("permanent-unit-succeeded", {"permanent_state": "since-ended"}, {"permanent_state": "in-force"}),
        ("missing-origin", {}, {"place_of_origin": "Quảng Ninh"}),
        ("spouse-though-single", {"marital": "single", "spouse_name": "Lê Ba"}, {"marital": "single"}),
        ("marital-unknown", {"marital_status": "ở vậy"}, {"marital_status": "Góa", "marital": "widowed"}),
        (
            "number-old-identity",
            {"number_digits": "012345678", "filled": date(2025, 1, 1)},
            {"number_digits": "012345678", "filled": date(2024, 12, 31)},
        ),
        (
            "birth-registration-unknown",
            {"place_of_birth_registration": "Bản Mù"},
            {"place_of_birth_registration": "Quảng Ninh", "birth_places": "022"},
        ),
        ("dob-short-year", {"dob": "5/3/15", "dob_state": "short"}, {"dob": "5/3/2015", "dob_state": "day"}),
        (
            "dob-in-future",
            {"birth": date(2026, 12, 1), "birth_year": 2026, "today": DAY},
            {"birth": date(2026, 11, 1), "birth_year": 2026, "today": DAY},
        ),
        ("dob-in-future", {"birth_year": 2090, "today": DAY}, {"birth_year": 2026, "today": DAY}),
    ],
)
def test_a_form_that_has_the_fault_and_one_that_has_not(rule: str, facts: Any, sound: Any) -> None:
    blank: dict[str, Any] = dict.fromkeys(FACTS)
    told = dict(flagged([RULES[rule]], [blank | facts, blank | sound])[rule])
    assert (told.get(0), told.get(1, False)) == (True, False)
