"""The rule language: what it takes, what it refuses, and what it says of nulls."""

from datetime import date

import pytest

from diaban.quality.language import RuleError, names, parse
from diaban.quality.reference import answer
from diaban.quality.rule import Quality, read_rules

PERSON = {
    "form_id": "P1",
    "full_name": "Trần An",
    "number": "022099000001",
    "birth_year": 1999,
    "birth": date(1999, 3, 1),
    "filled": date(2024, 2, 29),
    "household": "h1",
    "relation": "head",
}


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("present(number)", True),
        ("missing(phone)", True),
        ("phone = '1'", None),
        ("not phone = '1'", None),
        ("phone = '1' or present(number)", True),
        ("phone = '1' and missing(number)", False),
        ("phone = '1' and present(number)", None),
        ("part(number, 5, 2) = part(text(birth_year), 3, 2)", True),
        ("birth_year in (1998, 1999)", True),
        ("birth_year not in (1998, 1999)", False),
        ("birth_year - 1900 + 1 = 100", True),
        ("years(birth, filled) = 24", True),
        ("days(filled, birth) < 0", True),
        ("matches(number, '[0-9]{12}') and not digits(full_name)", True),
        ("finds(full_name, ' A')", True),
        ("holds(full_name, 'An')", True),
        ("lower(full_name) = 'trần an'", True),
        ("whole('12') = 12 and missing(whole('1x'))", True),
        ("length(full_name) = 7", True),
        ("household_count(relation = 'head') = 1", True),
        ("household_head(birth_year) = 1999", True),
        ("join(phone, full_name, number) = 'Trần An 022099000001'", True),
    ],
)
def test_what_a_test_says(test: str, said: bool | None) -> None:
    assert answer(parse(test), PERSON, [PERSON]) is said


@pytest.mark.parametrize(
    "test",
    [
        "",
        "present(number",
        "present(nothing)",
        "unknown(number)",
        "number",
        "number = 1",
        "number < 'x'",
        "birth_year in ('a')",
        "not birth_year",
        "present(number) and birth_year",
        "full_name + 1 = 2",
        "length(number, number) = 1",
        "matches(number, full_name)",
        "matches(number, '.*')",
        "matches(number, '(')",
        "present(number) present(name)",
        "household_count(household_count(present(number)) > 1) > 1",
        "number = 'x' ; drop",
    ],
)
def test_what_is_refused(test: str) -> None:
    with pytest.raises(RuleError):
        parse(test)


def test_a_tree_names_its_facts() -> None:
    tree = parse("present(number) and household_count(relation in ('head', 'child')) > birth_year - age")
    assert sorted(names(tree)) == ["age", "birth_year", "number", "relation"]


def test_the_shipped_rules_have_no_fault_and_every_quality_has_some() -> None:
    rules, findings = read_rules()
    assert findings == []
    assert {rule.quality for rule in rules.values()} == set(Quality)
    assert all(rule.definition.legal_basis for rule in rules.values())
