"""Bad input: each wrong row is told with its place and a remedy, and the sound rows beside it stay."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from diaban.basis.catalogue import shipped
from diaban.basis.finding import Finding, Place, Severity
from diaban.registers.fact import Fact
from diaban.registers.files import register_of
from diaban.registers.judging.alone import alone
from diaban.registers.judging.held import Held
from diaban.registers.judging.judge import judge
from diaban.registers.projects.course import (
    Completion,
    Milestone,
    Payment,
    StageReport,
    WorksDocument,
    WorksProgress,
)
from diaban.registers.projects.difficulty import Directive, Obstacle
from diaban.registers.projects.investment import Package, ProgrammeMoney, Project, Works
from diaban.registers.projects.kinds import DocumentKind, Faces, MilestoneStatus, ProjectState, Stage, WorksKind
from tests.registers.projects.works import every, fact
from tests.registers.test_judging import ATLAS

DAY = date(2025, 9, 14)


def wrong(one: Fact) -> list[Finding]:
    return alone(register_of(type(one)), one, Place(row=2))


def judged(one: Fact, *held: Fact) -> list[Finding]:
    return judge(register_of(type(one)), [one], [Place(row=2)], Held(held), ATLAS, DAY)


def codes(found: Sequence[Finding]) -> list[str]:
    return [one.code for one in found]


def test_sound_rows_say_nothing_against_themselves() -> None:
    assert [found for one in every() for found in wrong(one)] == []


@pytest.mark.parametrize(
    ("kind", "given", "code", "column"),
    [
        (WorksProgress, {"percent": 101}, "progress-above-100", "percent"),
        (StageReport, {"planned_end": date(2025, 1, 1)}, "days-crossed", "planned_end"),
        (StageReport, {"actual_end": date(2025, 1, 11)}, "days-crossed", "actual_end"),
        (
            StageReport,
            {"actual_start": None, "actual_end": date(2025, 1, 14)},
            "stage-end-without-start",
            "actual_start",
        ),
        (StageReport, {"actual_start": date(2025, 1, 16)}, "actual-to-come", "actual_start"),
        (Milestone, {"status": MilestoneStatus.MET}, "milestone-day", "met_on"),
        (Milestone, {"met_on": date(2025, 1, 2)}, "milestone-day", "met_on"),
        (Obstacle, {"due": date(2024, 12, 31)}, "days-crossed", "due"),
        (Obstacle, {"escalated_on": date(2025, 1, 5)}, "escalation-half", "escalated_to"),
        (Directive, {"done_on": date(2025, 1, 12)}, "directive-done-untold", "done"),
        (ProgrammeMoney, {"least_vnd": 700_000_000_000}, "bounds-crossed", "most_vnd"),
        (ProgrammeMoney, {"stated": None, "most_vnd": None}, "amount-untold", "stated"),
        (Project, {"state": ProjectState.CANCELLED}, "state-without-act", "reason"),
        (Works, {"state": ProjectState.SUSPENDED, "reason": "thiếu vốn"}, "state-without-act", "document"),
        (WorksDocument, {"size_bytes": 50_000_000}, "document-too-large", "size_bytes"),
        (WorksDocument, {"faces": Faces.SHOWN}, "photo-faces", "faces"),
        (WorksDocument, {"faces": None}, "photo-faces", "faces"),
    ],
)
def test_a_row_that_cannot_be_is_told(kind: type[Fact], given: dict[str, Any], code: str, column: str) -> None:
    (found,) = wrong(fact(kind, **given))
    assert (found.code, found.place.row, found.place.column, found.severity) == (code, 2, column, Severity.ERROR)
    for lang in ("vi", "en"):
        said = shipped().sentences(found, lang, "command")
        assert all(said[part] and "{" not in said[part] for part in ("found", "allowed", "remedy"))


def test_a_scanned_paper_may_be_larger_than_a_photograph() -> None:
    assert wrong(fact(WorksDocument, kind=DocumentKind.CONTRACT, size_bytes=15_000_000, faces=None)) == []


HOME = fact(Works)
DECIDED = fact(StageReport, stage=Stage.DECISION, actual_start=date(2025, 1, 1), actual_end=date(2025, 1, 5))


@pytest.mark.parametrize(
    ("one", "held", "code"),
    [
        (
            fact(WorksProgress, "2025-02-15", percent=30),
            [fact(WorksProgress, "2025-01-15", "2025-02-15")],
            "cumulative-falls",
        ),
        (fact(Payment, "2025-02-15", paid_vnd=1), [fact(Payment, "2025-01-15", "2025-02-15")], "cumulative-falls"),
        (fact(Payment, paid_vnd=4_900_000_000), [fact(Package)], "paid-above-contract"),
        (fact(Payment, paid_vnd=4_600_000), [fact(Package)], "amount-slip"),
        (fact(Payment), [fact(StageReport, stage=Stage.DECISION)], "paid-before-decision"),
        (fact(Package, contract_vnd=4_800), [], "amount-slip"),
        (fact(Package, contract_vnd=4_800_000), [], "amount-slip"),
        (fact(Package, contract_vnd=4_800_000_000_000), [], "amount-slip"),
        (
            fact(StageReport, stage=Stage.ACCEPTANCE, actual_end=date(2025, 1, 14)),
            [fact(StageReport)],
            "stage-before-predecessor",
        ),
    ],
)
def test_what_is_doubtful_beside_what_is_held(one: Fact, held: list[Fact], code: str) -> None:
    found = judged(one, HOME, *held)
    assert code in codes(found)
    assert all(each.severity is Severity.WARNING for each in found), "kept and asked about, never lost"
    said = [shipped().sentences(each, "vi", "command")["remedy"] for each in found]
    assert all(said)


def test_sound_rows_are_not_doubted() -> None:
    before = fact(WorksProgress, "2025-01-15", "2025-02-15", percent=30)
    assert codes(judged(fact(WorksProgress, "2025-02-15"), HOME, before)) == []
    assert codes(judged(fact(Payment), HOME, fact(Package), DECIDED)) == []
    works_over = fact(StageReport, actual_end=date(2025, 1, 13))
    assert (
        codes(judged(fact(StageReport, stage=Stage.ACCEPTANCE, actual_end=date(2025, 1, 14)), HOME, works_over)) == []
    )
    assert codes(judged(fact(Package, contract_vnd=None), HOME)) == []


def test_two_works_for_one_building() -> None:
    other = fact(Works, works="CT9", project="DA9")
    assert "two-works-one-building" in codes(judged(HOME, other))
    assert codes(judged(HOME, fact(Works, works="CT9", kind=WorksKind.REPAIR))) == []
    stopped = fact(Works, works="CT9", state=ProjectState.CANCELLED, document="1", decided_on=DAY, reason="trùng")
    assert codes(judged(HOME, stopped)) == []
    # The same works under another commune at once are one key in two places.
    assert "key-of-another-unit" in codes(judged(HOME, fact(Works, "2025-07-01", unit="M")))


def test_works_that_nobody_lists_and_days_after_the_unit_ended() -> None:
    assert codes(judged(fact(WorksProgress))) == ["works-not-listed"]
    late = fact(Completion, "2025-06-30", "2025-07-01", unit="a", completed_on=date(2025, 7, 2))
    assert codes(judged(late, fact(Works, "2025-01-15", "2025-07-01", unit="a"))) == ["day-after-unit"]
