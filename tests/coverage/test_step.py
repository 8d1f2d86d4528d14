"""Steps: nested, by other hands, and lapsing."""

from datetime import date

import pytest

from diaban.basis.figure import Step
from diaban.coverage.step import Evidence, EvidenceKind, add_months, step_of

SINCE, DAY = date(2024, 6, 1), date(2025, 3, 1)
WANTED = (EvidenceKind.HANDOVER,)


def line(kind: str, day: date, by: str) -> Evidence:
    return Evidence("u1", "independent-headquarters", EvidenceKind(kind), day, by)


HANDOVER = line("handover", date(2024, 6, 1), "reporter")


@pytest.mark.parametrize(
    ("evidence", "step"),
    [
        ([], Step.REPORTED),
        ([line("photograph", date(2024, 6, 1), "reporter")], Step.REPORTED),
        ([HANDOVER], Step.EVIDENCED),
        ([HANDOVER, line("certificate", date(2024, 12, 1), "inspector")], Step.HOLDS),
        # Certified without the evidence wanted: no step is skipped.
        ([line("certificate", date(2024, 12, 1), "inspector")], Step.REPORTED),
        # The certifier is not the reporter, nor who gave the evidence.
        ([HANDOVER, line("certificate", date(2024, 12, 1), "reporter")], Step.EVIDENCED),
        ([HANDOVER, line("certificate", date(2024, 12, 1), "commune")], Step.EVIDENCED),
        # A certificate of an earlier spell certifies nothing of this one.
        ([HANDOVER, line("certificate", date(2024, 5, 31), "inspector")], Step.EVIDENCED),
        # Six months on it no longer holds, unless it was looked at again, by somebody else.
        ([HANDOVER, line("certificate", date(2024, 8, 31), "inspector")], Step.CERTIFIED),
        ([HANDOVER, line("certificate", date(2024, 9, 2), "inspector")], Step.HOLDS),
        (
            [
                HANDOVER,
                line("certificate", date(2024, 8, 31), "inspector"),
                line("inspection", date(2025, 1, 1), "other"),
            ],
            Step.HOLDS,
        ),
        (
            [
                HANDOVER,
                line("certificate", date(2024, 8, 31), "inspector"),
                line("inspection", date(2025, 1, 1), "reporter"),
            ],
            Step.CERTIFIED,
        ),
        # What comes after the day asked is not known on it.
        ([HANDOVER, line("certificate", date(2025, 3, 2), "inspector")], Step.EVIDENCED),
    ],
)
def test_the_step_a_unit_has_reached(evidence: list[Evidence], step: Step) -> None:
    assert step_of(evidence, WANTED, 6, SINCE, DAY, ("commune",))[0] is step


def test_a_certificate_left_aside_is_named() -> None:
    own = line("certificate", date(2024, 12, 1), "reporter")
    assert step_of([HANDOVER, own], WANTED, 6, SINCE, DAY)[1] == (own,)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 12, 1), 12, date(2025, 12, 1)),
        (date(9999, 12, 1), 1, date.max),
    ],
)
def test_months_later_is_the_same_day_or_the_last(day: date, months: int, after: date) -> None:
    assert add_months(day, months) == after
