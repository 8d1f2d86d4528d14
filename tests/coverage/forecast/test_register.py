"""A stage-history file: every mistake with its row, and what is left of the file."""

import pytest

from diaban.basis.finding import Severity
from diaban.coverage.forecast.register import StageHistory, read_history

HEAD = "unit,works,stage,planned_start,planned_end,actual_start,actual_end,reported_on\n"


def history(*rows: str) -> StageHistory:
    data = (HEAD + "\n".join(rows) + "\n").encode()
    return read_history(data, file="x.csv")


SOUND = "a,w,policy,2024-01-01,2024-02-01,2024-01-05,,2024-01-10"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("a,w,roofing,,,2024-01-01,,2024-01-10", "csv-choice"),
        ("a,w,,,,2024-01-01,,2024-01-10", "stage-missing"),
        ("a,w,site,2024-02-01,2024-01-01,,,2024-01-10", "stage-ends-before-start"),
        ("a,w,site,,,2024-01-09,2024-01-08,2024-01-10", "stage-ends-before-start"),
        ("a,w,site,,,2024-01-11,,2024-01-10", "stage-day-after-report"),
        ("a,w,site,,,2024-01-11,,", "stage-unreported"),
        ("a,w,policy,2024-01-01,2024-02-01,2024-01-06,,2024-01-10", "stage-contradicts"),
    ],
)
def test_a_faulty_row_is_told_with_its_row_and_set_aside(row: str, code: str) -> None:
    found = history(SOUND, row)
    assert [(one.code, one.place.row, one.severity) for one in found.findings] == [(code, 3, Severity.ERROR)]
    assert len(found.observations) == 1
    assert found.units == ("a",)


def test_all_mistakes_come_at_once() -> None:
    found = history("a,w,site,2024-02-01,2024-01-01,2024-03-09,2024-03-08,2024-01-10", "b,w,,,,2024-01-01,,2024-01-10")
    assert [one.place.row for one in found.findings] == [2, 2, 2, 2, 3]


def test_a_repeated_row_is_a_warning() -> None:
    found = history(SOUND, SOUND)
    assert [(one.code, one.severity) for one in found.findings] == [("stage-repeated", Severity.WARNING)]


def test_a_stage_may_begin_and_end_between_two_reports() -> None:
    found = history(SOUND, "a,w,policy,2024-01-01,2024-02-01,2024-01-05,2024-01-09,2024-01-10")
    assert (found.findings, len(found.observations)) == ((), 2)


def test_a_second_handover_may_be_reported_on_the_same_day() -> None:
    first = "a,w,handover,,,2024-01-01,2024-01-05,2024-01-31"
    assert history(first, "a,w,handover,,,2024-01-20,,2024-01-31").findings == ()
    # A handover that has ended and stands there a second time without an end is open again, however it is written.
    assert history(first, "a,w,handover,,,2024-01-02,,2024-01-31").findings == ()
    assert history(first, "a,w,handover,,,,,2024-01-31").findings == ()
    found = history(first, "a,w,handover,,,2024-01-02,2024-01-04,2024-01-31").findings
    assert [one.code for one in found] == ["stage-contradicts"]


def test_a_unit_of_which_nothing_is_known_is_a_row_with_its_name() -> None:
    found = history(SOUND, "b,,,,,,,")
    assert found.findings == ()
    assert found.units == ("a", "b")
    assert found.observations[1].is_silent


def test_a_unit_that_has_none_but_faulty_rows_stays_in_the_frame() -> None:
    found = history(SOUND, "b,w,roofing,,,,,2024-01-10", "c,w,site,,,2024-01-11,,")
    assert sorted(found.units) == ["a", "b", "c"]


def test_an_empty_file_is_told() -> None:
    assert [one.code for one in history().findings] == ["csv-no-rows"]
