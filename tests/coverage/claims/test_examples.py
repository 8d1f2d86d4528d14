"""What each verdict means, as small tables: the figures on the left, what is found of them on the right."""

import pytest

from diaban.basis.error import RefusedError
from tests.coverage.claims.claims_world import said, told, verdicts

SUMS = {
    "exact": (
        """
        claim_id | value   | unit    | measure          | part_of
        all      | 775.864 | tỷ đồng | total-investment |
        one      | 541.099 | tỷ đồng | provincial-budget | all
        two      | 234.765 | tỷ đồng | local-budget      | all
        """,
        {"all": ["consistent"], "one": ["consistent"], "two": ["consistent"]},
    ),
    "remainder": (
        """
        claim_id | value | unit | measure              | part_of
        all      | 270   | mắt  | cameras              |
        one      | 27    | mắt  | cameras-state-budget | all
        two      | 66    | mắt  | cameras-contributed  | all
        """,
        {"all": ["remainder 177"], "one": ["not-comparable"], "two": ["not-comparable"]},
    ),
    "excess": (
        """
        claim_id | value | unit | measure              | part_of
        all      | 90    | mắt  | cameras              |
        one      | 27    | mắt  | cameras-state-budget | all
        two      | 66    | mắt  | cameras-contributed  | all
        """,
        {"all": ["excess 3"], "one": ["not-comparable"], "two": ["not-comparable"]},
    ),
    "rounded parts": (
        """
        claim_id | value | unit    | measure           | part_of
        all      | 10    | tỷ đồng | total-investment  |
        one      | 3.3   | tỷ đồng | provincial-budget | all
        two      | 6.6   | tỷ đồng | local-budget      | all
        """,
        {"all": ["consistent"], "one": ["consistent"], "two": ["consistent"]},
    ),
    "triệu beside tỷ": (
        """
        claim_id | value | bound  | unit       | measure                        | part_of
        all      | 2     | nearly | tỷ đồng    | camera-funds                   |
        one      | 995   |        | triệu đồng | camera-funds-state-budget      | all
        two      | 911   |        | triệu đồng | camera-funds-contributed       | all
        """,
        {"all": ["consistent"], "one": ["consistent"], "two": ["consistent"]},
    ),
    "an open list": (
        """
        claim_id | value | unit | measure              | part_of | quote
        all      | 270   | mắt  | cameras              |         | Đã lắp 270 mắt, trong đó 27 từ ngân sách…
        one      | 27    | mắt  | cameras-state-budget | all     | 27 từ ngân sách
        """,
        {"all": ["consistent 243"], "one": ["consistent"]},
    ),
    "an open list that is too much": (
        """
        claim_id | value | unit | measure              | part_of | quote
        all      | 20    | mắt  | cameras              |         | Đã lắp 20 mắt, trong đó 27 từ ngân sách…
        one      | 27    | mắt  | cameras-state-budget | all     | 27 từ ngân sách
        """,
        {"all": ["excess 7"], "one": ["not-comparable"]},
    ),
    "bounds, closed": (
        """
        claim_id | value | bound  | unit    | measure          | part_of
        all      | 640   | nearly | tỷ đồng | funds-earmarked  |
        one      | 241   | over   | tỷ đồng | total-investment | all
        """,
        {"all": ["remainder 399"], "one": ["not-comparable"]},
    ),
    "a vague part": (
        """
        claim_id | value | bound | unit | measure              | part_of
        all      | 270   |       | mắt  | cameras              |
        one      |       | vague | mắt  | cameras-state-budget | all
        """,
        {"all": ["not-comparable"], "one": ["not-comparable"]},
    ),
    "spread over a count": (
        """
        claim_id | value | bound | unit    | measure          | part_of | place
        all      | 241   | over  | tỷ đồng | total-investment |         | Quảng Ninh
        one      | 26    |       | xã      | works-in-project | all     | Quảng Ninh
        """,
        {"all": ["consistent 9.26"], "one": ["consistent"]},
    ),
    "rates that do not make the total": (
        """
        claim_id | value | bound    | unit    | measure              | part_of | scope_types  | place
        all      | 900   |          | CBCS    | officers-posted      |         | xã, thị trấn | Quảng Ninh
        low      | 5     | at-least | CBCS/xã | officers-per-commune | all     | xã, thị trấn | Quảng Ninh
        high     | 8     | at-most  | CBCS/xã | officers-per-commune | all     | xã, thị trấn | Quảng Ninh
        """,
        {"all": ["excess 116"], "low": ["not-comparable"], "high": ["not-comparable"]},
    ),
}

FRAMES = {
    "confirmed": (
        """
        claim_id | value | of  | place   | scope_types
        a        | 78    | 102 | Bắc Kạn | xã, thị_trấn
        """,
        {"a": ["consistent 102"]},
    ),
    "another scope": (
        """
        claim_id | value | of  | place   | scope_types
        a        | 78    | 102 | Bắc Kạn | xã
        """,
        {"a": ["frame-mismatch 7"]},
    ),
    "no scope at all": (
        """
        claim_id | value | of  | place   | scope_types
        a        | 78    | 104 | Bắc Kạn |
        """,
        {"a": ["frame-mismatch 2"]},
    ),
    "a scope that is not named": (
        """
        claim_id | value | of  | place   | scope_types
        a        | 78    | 108 | Bắc Kạn |
        """,
        {"a": ["consistent 108"]},
    ),
    "Quảng Ninh's three": (
        """
        claim_id | value | of  | place      | scope_types
        a        | 40    | 91  | Quảng Ninh | xã
        b        | 40    | 98  | Quảng Ninh | xã, thị trấn
        c        | 40    | 171 | Quảng Ninh | xã, phường, thị trấn
        """,
        {"a": ["consistent 91"], "b": ["consistent 98"], "c": ["consistent 171"]},
    ),
    "before the records": (
        """
        claim_id | value | of | place      | scope_types  | as_of
        a        | 32    | 98 | Quảng Ninh | xã, thị trấn | 2024-03-07
        """,
        {"a": ["before-records"]},
    ),
    "more than there are": (
        """
        claim_id | value | of  | place   | scope_types
        a        | 110   | 102 | Bắc Kạn | xã, thị trấn
        b        | 110   |     | Bắc Kạn | xã, thị trấn
        """,
        {"a": ["consistent 102", "excess 8"], "b": ["excess 8"]},
    ),
    "the nation": (
        """
        claim_id | value | of   | place   | scope_types | as_of      | published
        a        | 3319  | 3321 | cả nước | cấp xã      | 2025-07-01 | 2025-07
        """,
        {"a": ["consistent 3321"]},
    ),
}

PERCENTS = {
    ("6650", "7528", "88.33"): ["truncated 88.34"],
    ("6650", "7528", "88.34"): ["consistent"],
    ("28849", "29350", "98.29"): ["consistent"],
    ("1", "2", "50"): ["consistent"],
    ("1", "8", "12.5"): ["consistent"],
    ("2", "3", "66"): ["truncated 67"],
    ("2", "3", "70"): ["excess 3.3333"],
    ("2", "3", "60"): ["remainder 6.6667"],
    ("3320", "3321", "100"): ["excess 0.0301"],
    ("1", "3321", "0.03"): ["consistent"],
    ("0", "10", "0"): ["consistent"],
    ("10", "10", "100"): ["consistent"],
}


@pytest.mark.parametrize("name", SUMS)
def test_a_whole_and_its_parts(name: str) -> None:
    table, expected = SUMS[name]
    found = told(table)
    assert {
        key: [one for one in codes if one != "consistent 98"] or ["consistent"] for key, codes in found.items()
    } == (expected)


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_against_the_units_of_the_day(name: str) -> None:
    table, expected = FRAMES[name]
    assert told(table) == expected


@pytest.mark.parametrize(("value", "of", "printed"), PERCENTS)
def test_a_percentage_against_its_division(value: str, of: str, printed: str) -> None:
    table = f"""
        claim_id | value | of | percent_printed | measure | unit
        a | {value} | {of} | {printed} | survey-returned | phiếu
    """
    assert told(table) == {"a": PERCENTS[value, of, printed]}


def test_a_percentage_of_another_frame() -> None:
    table = """
        claim_id | value | of  | percent_printed | place   | scope_types
        a        | 78    | 102 | 82.1            | Bắc Kạn | xã, thị trấn
    """
    assert told(table) == {"a": ["consistent 102", "frame-mismatch 7"]}


WAYS = {
    "the whole on top": """
        claim_id | value | of  | percent_printed | part_of | modality   | as_of      | scope_types  | place
        B3       |       | 102 |                 |         | done       | 2025-02-28 | xã, thị trấn | Bắc Kạn
        done     | 78    | 102 |                 | B3      | done       | 2025-02-28 | xã, thị trấn | Bắc Kạn
        doing    | 22    | 102 |                 | B3      | being-done | 2025-02-28 | xã, thị trấn | Bắc Kạn
        expected |       |     | 100             | B3      | expected   | 2025-03-31 | xã, thị trấn | Bắc Kạn
    """,
    "the expectation apart": """
        claim_id | value | of  | percent_printed | part_of | modality   | as_of      | scope_types  | place
        B3       | 102   |     |                 |         | done       | 2025-02-28 | xã, thị trấn | Bắc Kạn
        done     | 78    | 102 |                 | B3      | done       | 2025-02-28 | xã, thị trấn | Bắc Kạn
        doing    | 22    | 102 |                 | B3      | being-done | 2025-02-28 | xã, thị trấn | Bắc Kạn
        expected | 102   | 102 |                 |         | expected   | 2025-03-31 | xã, thị trấn | Bắc Kạn
    """,
    "the expectation is the whole": """
        claim_id | value | of  | percent_printed | part_of  | modality   | as_of      | scope_types  | place
        expected | 102   | 102 | 100             |          | expected   | 2025-03-31 | xã, thị trấn | Bắc Kạn
        done     | 78    | 102 |                 | expected | done       | 2025-02-28 | xã, thị trấn | Bắc Kạn
        doing    | 22    | 102 |                 | expected | being-done | 2025-02-28 | xã, thị trấn | Bắc Kạn
    """,
}


@pytest.mark.parametrize("way", WAYS)
def test_an_expected_whole_has_no_ground_while_a_unit_is_unknown(way: str) -> None:
    found = told(WAYS[way])
    assert "unsupported 2" in found["expected"]
    assert "remainder 2" in found.get("B3", found["expected"])


def test_an_expected_whole_whose_parts_make_it_up_is_not_doubted() -> None:
    found = told(WAYS["the whole on top"].replace("| 22 ", "| 24 "))
    assert [one for codes in found.values() for one in codes if not one.startswith("consistent")] == []


@pytest.mark.parametrize(
    ("published", "as_of", "overdue"),
    [
        ("2024-12", "2024-12-31", True),
        ("2024-12-05", "2024", True),
        ("2024-12", "2024-06", True),
        ("2024-12", "2025-01-31", False),
        ("2025-02", "2025-03-31", False),
        ("2023", "2023-12-31", False),
    ],
)
def test_future_wording_whose_day_has_come(published: str, as_of: str, overdue: bool) -> None:
    table = f"""
        claim_id | percent_printed | modality | published | as_of | measure
        a | 100 | striven | {published} | {as_of} | headquarters-standard
    """
    assert ("overdue-wording" in told(table)["a"]) is overdue


def test_another_source_that_says_another_number() -> None:
    table = """
        claim_id | value | unit    | bound | document | measure
        a        | 214   | tỷ đồng |       | một      | total-investment
        b        | 0.3   | tỷ đồng | about | hai      | camera-funds
        c        | 241   | tỉ đồng |       | hai      | total-investment
        d        | 300   | triệu đồng |    | ba       | camera-funds
    """
    assert told(table) == {
        "a": ["contradicts-source 27"],
        "b": ["consistent"],
        "c": ["contradicts-source 27"],
        "d": ["consistent"],
    }


def test_parts_of_one_whole_do_not_contradict_one_another() -> None:
    table = """
        claim_id | value | unit | measure | part_of
        all      | 235   | mắt  | cameras |
        one      | 27    | mắt  | cameras | all
        two      | 66    | mắt  | cameras | all
        three    | 142   | mắt  | cameras | all
    """
    assert set(map(tuple, told(table).values())) == {("consistent",)}


def test_a_promise_speaks_in_the_units_of_the_day_it_was_made() -> None:
    table = """
        claim_id | percent_printed | modality | as_of      | scope_types  | place
        a        | 100             | expected | 2029-12-31 | xã, thị trấn | Bắc Kạn
    """
    assert told(table) == {"a": ["consistent 102"]}


def test_a_place_that_had_ended_is_refused() -> None:
    table = """
        claim_id | value | as_of      | published | place
        a        | 3     | 2025-08-01 | 2025-08   | Bắc Kạn
    """
    with pytest.raises(RefusedError) as refused:
        verdicts(table)
    assert [found.code for found in refused.value.findings] == ["scope-province-ended"]


def test_which_two_cannot_be_determined() -> None:
    found = verdicts(WAYS["the whole on top"])["B3"][-1]
    assert "không xác định được" in said(found, "vi")
    assert "cannot be determined" in said(found, "en")
    assert {"kind": "units", "which": None} in found.evidence
