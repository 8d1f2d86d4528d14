"""Figures that follow one another: plausible, too fast, or going back."""

import pytest

from tests.coverage.claims.claims_world import told

SERIES = {
    "plausible": (
        """
        claim_id | value | of | unit    | as_of      | series
        a        | 29    | 102 | trụ sở | 2023-08-31 | s
        b        | 78    | 102 | trụ sở | 2025-02-28 | s
        """,
        [],
    ),
    "regression": (
        """
        claim_id | value | of | unit    | as_of      | series
        a        | 78    | 102 | trụ sở | 2024-08-31 | s
        b        | 60    | 102 | trụ sở | 2025-02-28 | s
        """,
        ["regression 18"],
    ),
    "too fast": (
        """
        claim_id | value | of | unit    | as_of      | series
        a        | 29    | 102 | trụ sở | 2025-01-31 | s
        b        | 98    | 102 | trụ sở | 2025-02-28 | s
        """,
        ["implausible-pace 69"],
    ),
    "another whole": (
        """
        claim_id | value | of | unit    | as_of      | series
        a        | 29    | 102 | trụ sở | 2023-08-31 | s
        b        | 60    | 108 | trụ sở | 2025-02-28 | s
        """,
        ["not-comparable"],
    ),
    "an expectation paces nothing": (
        """
        claim_id | value | of | unit    | as_of      | series | modality
        a        | 29    | 102 | trụ sở | 2025-01-31 | s      | done
        b        | 102   | 102 | trụ sở | 2025-03-31 | s      | expected
        """,
        [],
    ),
}


@pytest.mark.parametrize("name", SERIES)
def test_a_series(name: str) -> None:
    table, expected = SERIES[name]
    loud = [one for one in told(table)["b"] if not one.startswith(("consistent", "frame-mismatch", "before"))]
    assert loud == expected


def test_less_is_better_where_the_measure_says_so() -> None:
    table = """
        claim_id | value | unit | as_of      | series | measure
        a        | 30    | xã   | 2024-08-31 | s      | without-headquarters
        b        | 20    | xã   | 2025-02-28 | s      | without-headquarters
        c        | 25    | xã   | 2025-02-28 | t      | without-headquarters
        d        | 24    | xã   | 2024-02-28 | t      | without-headquarters
    """
    found = told(table)
    assert found["b"] == ["consistent", "contradicts-source 5"]
    assert "regression 1" in found["c"]


def test_own_headquarters_are_no_open_list() -> None:
    table = """
        claim_id | value | of  | part_of | modality   | scope_types  | place   | quote
        all      |       | 102 |         | done       | xã, thị trấn | Bắc Kạn | Ít nhất một nửa có trụ sở riêng.
        done     | 78    | 102 | all     | done       | xã, thị trấn | Bắc Kạn | 78 nơi đã có trụ sở riêng.
        doing    | 22    | 102 | all     | being-done | xã, thị trấn | Bắc Kạn | 22 nơi đang xây.
    """
    assert told(table)["all"] == ["consistent 102", "remainder 2"]
