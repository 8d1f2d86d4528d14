"""What a template says of itself is read back as it was written, and nothing else is taken for it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.intake.form_file import read_forms
from diaban.intake.head import Head, head_of, head_pairs, read_head
from diaban.intake.reporting import Calendar, PeriodRule, parse_period

FORMS, _ = read_forms()
PERIOD = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, "2025-03")
HEAD = replace(
    head_of(FORMS["staffing"], PERIOD, "06724", origin="ca-qn"),
    sheets={"posts": "Biên chế được giao"},
    cells={"paper.number": "B9"},
)


def test_the_version_is_that_of_the_cut_off() -> None:
    assert (HEAD.version, HEAD.period, HEAD.rule.value) == (date(2025, 3, 1), "2025-03", "monthly")


def test_a_head_is_read_back() -> None:
    assert read_head(head_pairs(HEAD)) == HEAD
    assert read_head([*head_pairs(HEAD), ("later", "x"), ("form", "another")]) == HEAD


@pytest.mark.parametrize("missing", ["diaban", "form", "version", "unit", "period", "rule", "calendar"])
def test_a_head_that_lacks_something_is_none(missing: str) -> None:
    assert read_head((key, value) for key, value in head_pairs(HEAD) if key != missing) is None


@pytest.mark.parametrize(
    ("key", "value"), [("version", "1/3/2025"), ("rule", "daily"), ("calendar", ""), ("diaban", "2")]
)
def test_a_head_that_says_something_else_is_none(key: str, value: str) -> None:
    assert read_head((one, value if one == key else said) for one, said in head_pairs(HEAD)) is None


@given(st.lists(st.tuples(st.text(), st.text())))
def test_any_pairs_are_read(pairs: list[tuple[str, str]]) -> None:
    found = read_head(pairs)
    assert found is None or isinstance(found, Head)
