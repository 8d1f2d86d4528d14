"""Steps: nested, by other hands, and lapsing."""

from dataclasses import replace
from datetime import date

import pytest

from diaban.basis.figure import Step
from diaban.coverage.standard import read_standards
from diaban.coverage.step import Proofs, add_months, step_of
from diaban.registers.evidence import Evidence, EvidenceKind
from diaban.registers.premises import Headquarters
from diaban.registers.staffing import Post

SINCE, DAY = date(2024, 6, 1), date(2025, 3, 1)
WANTED = (EvidenceKind.HANDOVER,)


def line(kind: str, day: date, by: str) -> Evidence:
    return Evidence(
        unit="u1",
        standard="independent-headquarters",
        kind=EvidenceKind(kind),
        day=day,
        by=by,
        reporter="commune",
        source="s",
    )


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
    assert step_of(evidence, WANTED, 6, SINCE, DAY)[0] is step


def test_a_certificate_left_aside_is_named() -> None:
    own = line("certificate", date(2024, 12, 1), "reporter")
    assert step_of([HANDOVER, own], WANTED, 6, SINCE, DAY)[1] == (own,)


def test_who_states_something_does_not_certify_it() -> None:
    evidence = [HANDOVER, line("certificate", date(2024, 12, 1), "police")]
    assert step_of(evidence, WANTED, 6, SINCE, DAY)[0] is Step.HOLDS
    assert step_of(evidence, WANTED, 6, SINCE, DAY, ("police",)) == (Step.EVIDENCED, (evidence[1],))


def test_evidence_about_a_row_speaks_for_the_standards_that_read_its_register() -> None:
    standards = read_standards()[0].values()
    about_row = replace(HANDOVER, standard="", register="headquarters", about=1)
    proofs = Proofs([], [(Headquarters, about_row), (Post, replace(about_row, register="post"))])
    assert {one.id: found for one in standards if (found := proofs.of(one, {"u1", "u2"}))} == {
        "independent-headquarters": {"u1": [about_row]}
    }


def test_proofs_are_of_the_units_asked_for_in_order_of_days() -> None:
    standard = read_standards()[0]["independent-headquarters"]
    late, early = replace(HANDOVER, day=date(2024, 9, 1), row=1), replace(HANDOVER, standard="", row=2)
    other, elsewhere = replace(HANDOVER, standard="investigator"), replace(HANDOVER, unit="u2")
    proofs = Proofs([late, other, elsewhere], [(Headquarters, early)])
    assert proofs.of(standard, {"u1"}) == {"u1": [early, late]}
    assert proofs.of(standard, {"u1", "u2", "u3"}) == {"u1": [early, late], "u2": [elsewhere]}
    assert proofs.of(standard, {"u3"}) == {}


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
