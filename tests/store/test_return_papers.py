"""What belongs to a return: its paper and scan, the tasks of a briefing, who sees it, what the database guards."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from diaban.basis.error import ForbiddenError, RefusedError
from diaban.intake.paper import PaperCode
from diaban.units.unit import Level
from tests.store.returns_world import (
    APRIL,
    ATLAS,
    COMMUNE,
    NEIGHBOUR,
    OF_COMMUNE,
    OF_PROVINCE,
    OTHER,
    PROVINCE,
    send,
    take,
    undo,
)
from tests.store.world import ADMIN, Clock, how


def test_a_paper_is_attached_with_its_scan_and_replaced_by_another(clock: Clock) -> None:
    from diaban.store.actions import Paper, Scan, attach_paper
    from diaban.store.models import PaperSecrecy
    from diaban.store.queries import return_detail, scan_of

    paper = Paper(number="05", symbol="BC-CAX", day=date(2025, 3, 16), signatory_title="Trưởng Công an xã")
    scan = Scan(b"%PDF-1.7\n...", "bao-cao.pdf")
    send(clock)
    assert scan_of(number=1, viewer=ADMIN) is None
    first = attach_paper(number=1, paper=paper, scan=scan, **how(clock))
    with pytest.raises(RefusedError, match="paper-unchanged"):
        attach_paper(number=1, paper=paper, scan=scan, **how(clock))
    attach_paper(number=1, paper=replace(paper, number="06"), **how(clock))
    found = return_detail(number=1, viewer=ADMIN).paper
    kept = scan_of(number=1, viewer=ADMIN)
    assert found is not None
    assert kept is not None
    assert (found.number, found.symbol, found.scan_name, kept.data, kept.media) == (
        *("06", "BC-CAX", "bao-cao.pdf"),
        *(b"%PDF-1.7\n...", "application/pdf"),
    )
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(clock, first.id)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("scan-format", {"scan": Scan(b"MZ...", "x.exe")}),
        ("scan-format", {"scan": Scan(b"", "x.pdf")}),
        ("paper-secret", {"paper": replace(paper, secrecy=PaperSecrecy.SECRET)}),
        ("value-missing", {"paper": replace(paper, signatory_title=" ")}),
        ("text-unstorable", {"paper": replace(paper, symbol="a\0")}),
    ]
    for code, given in wrong:
        with pytest.raises(RefusedError, match=code):
            attach_paper(number=1, **({"paper": replace(paper, number="07"), **how(clock)} | given))
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        attach_paper(number=1, paper=paper, by=replace(OF_COMMUNE, writes=frozenset({OTHER})), at=clock, reason="thử")


def test_the_code_on_the_paper_proves_that_paper_and_data_are_the_same(clock: Clock) -> None:
    from diaban.store.actions import Paper, Tally, attach_paper
    from diaban.store.queries import return_detail

    digest = sha256(b"what it says").hexdigest()
    send(clock, reading=Tally(digest=digest, lines=1))
    send(clock, b"other")
    paper = Paper(number="05", symbol="BC", day=date(2025, 3, 16), signatory_title="Trưởng")
    printed = str(PaperCode.of(1, digest))
    for number, code, wrong in (
        (1, printed.replace("DB1-1-", "DB1-2-"), "paper-code"),
        (2, printed, "paper-of-other-return"),
        (1, str(PaperCode.of(1, sha256(b"another").hexdigest())), "paper-of-other-data"),
        (1, "x" * 300, "paper-code"),
    ):
        with pytest.raises(RefusedError, match=wrong):
            attach_paper(number=number, paper=replace(paper, code=code), **how(clock))
    # As somebody types it from a paper that a scanner could not read.
    attach_paper(number=1, paper=replace(paper, code=printed.lower().replace("-", " ")), **how(clock))
    found = return_detail(number=1, viewer=ADMIN).paper
    assert found is not None
    assert found.code == printed


def test_the_calendar_knows_each_unit_that_a_return_speaks_of(clock: Clock) -> None:
    from diaban.store.queries import sents

    def level(unit: str) -> Level:
        return ATLAS.versions(unit)[-1].level

    send(clock)
    take(clock, 1)
    send(clock, b"correction", corrects=1)
    take(clock, 2)
    gone = send(clock, b"gone", period=APRIL)
    undo(clock, gone.act.id)
    send(clock, unit=PROVINCE, covers=[COMMUNE, NEIGHBOUR], period=APRIL, form="premises")
    told = [
        (1, COMMUNE, "staffing", "2025-03", "corrected", None, Level.COMMUNE),
        (2, COMMUNE, "staffing", "2025-03", "accepted", 1, Level.COMMUNE),
        (3, COMMUNE, "staffing", "2025-04", "withdrawn", None, Level.COMMUNE),
        (4, COMMUNE, "premises", "2025-04", "received", None, Level.PROVINCE),
        (4, NEIGHBOUR, "premises", "2025-04", "received", None, Level.PROVINCE),
    ]

    def said(**given: Any) -> list[tuple[Any, ...]]:
        of = [(form, "monthly", "administrative") for form in given.pop("forms", ["staffing", "premises"])]
        told = sents(**{"viewer": ADMIN, "levels": level, "series": of, **given})
        assert all(
            name == (one.form, one.period) for name, units in told.items() for own in units.values() for one in own
        )
        found = sorted(one for units in told.values() for own in units.values() for one in own)
        assert {one.period[:2] for one in found} <= {("monthly", "administrative")}
        return [(one.number, one.unit, one.form, one.period[2], one.state, one.corrects, one.level) for one in found]

    assert said() == told
    assert said(forms=["premises"]) == told[3:]
    assert said(viewer=OF_COMMUNE) == told[:4]
    assert said(forms=[]) == []
    assert said(since="2025") == told
    assert said(since="2026") == []
    assert said(only=[2, 4]) == [told[1], *told[3:]]
    # Undone and undone again, it is here once more.
    undo(clock, gone.act.id + 1)
    assert said()[2][4] == "received"


def test_tasks_are_set_and_finished_and_seen_again(clock: Clock) -> None:
    from diaban.store.actions import add_task, finish_task
    from diaban.store.queries import tasks

    given: dict[str, Any] = {"text": "Kiểm tra trụ sở", "owner": "Phòng Tham mưu", "week": date(2025, 3, 9)}
    add_task(scope=PROVINCE, due=date(2025, 3, 20), by=OF_PROVINCE, at=clock, reason="giao ban", **given)
    add_task(scope=None, due=date(2025, 3, 10), **how(clock), **given)
    assert [(one.number, one.unit, one.done) for one in tasks(viewer=ADMIN)] == [(2, None, None), (1, PROVINCE, None)]
    assert [one.number for one in tasks(viewer=OF_COMMUNE)] == [2]
    assert [one.number for one in tasks(viewer=ADMIN, scope=PROVINCE, everywhere=False)] == [1]
    act = finish_task(number=1, done=date(2025, 3, 15), result="Đã kiểm tra", **how(clock))
    done = tasks(viewer=ADMIN, scope=PROVINCE, everywhere=False)[0]
    assert (done.done, done.result, done.owner) == (date(2025, 3, 15), "Đã kiểm tra", "Phòng Tham mưu")
    with pytest.raises(RefusedError, match="task-done"):
        finish_task(number=1, done=date(2025, 3, 16), **how(clock))
    undo(clock, act.id)
    assert tasks(viewer=ADMIN, scope=PROVINCE, everywhere=False)[0].done is None
    with pytest.raises(RefusedError, match="task-unknown"):
        finish_task(number=9, done=date(2025, 3, 16), **how(clock))
    with pytest.raises(ForbiddenError, match="approval-of-nation"):
        add_task(scope=None, due=date(2025, 3, 10), by=OF_PROVINCE, at=clock, reason="x", **given)
    with pytest.raises(RefusedError, match="value-missing"):
        add_task(scope=None, due=date(2025, 3, 10), **how(clock), **(given | {"owner": " "}))


def test_each_sees_the_returns_of_its_own_units(clock: Clock) -> None:
    from diaban.store.queries import file_of, form_in_use, return_detail, returns_in, scan_of

    assert form_in_use(first="premises", viewer=ADMIN) == "premises"
    send(clock)
    assert form_in_use(first="premises", viewer=ADMIN) == "staffing"
    assert form_in_use(first="premises", viewer=replace(OF_COMMUNE, reads=frozenset({OTHER}))) == "premises"
    send(clock, unit=NEIGHBOUR, covers=[])
    assert [line.number for line in returns_in(viewer=OF_COMMUNE)] == [1]
    assert [line.number for line in returns_in(viewer=OF_PROVINCE)] == [1, 2]
    assert [line.number for line in returns_in(viewer=OF_PROVINCE, units=[NEIGHBOUR])] == [2]
    assert returns_in(viewer=ADMIN, forms=["premises"]) == []
    assert len(returns_in(viewer=ADMIN, periods=[("monthly", "administrative", "2025-03")])) == 2
    assert returns_in(viewer=ADMIN, periods=[("monthly", "calendar", "2025-03")]) == []
    for ask in (file_of, return_detail, scan_of):
        with pytest.raises(RefusedError, match="return-unknown"):
            ask(number=2, viewer=OF_COMMUNE)


def test_bytes_are_destroyed_under_a_tombstone_and_all_else_stays(clock: Clock) -> None:
    from diaban.store.actions import Paper, Scan, attach_paper, destroy
    from diaban.store.queries import file_of, return_detail, scan_of

    paper = Paper(number="05", symbol="BC", day=date(2025, 3, 16), signatory_title="Trưởng")
    receipt = send(clock)
    attach_paper(number=1, paper=paper, scan=Scan(b"\xff\xd8\xff...", "a.jpg"), **how(clock))
    with pytest.raises(ForbiddenError, match="administrator-only"):
        destroy(returns=[1], by=OF_PROVINCE, at=clock, reason="hết hạn")
    destroy(returns=[1], **how(clock, "hết thời hạn lưu"))
    scan = scan_of(number=1, viewer=ADMIN)
    assert scan is not None
    assert (file_of(number=1, viewer=ADMIN).data, scan.data) == (None, None)
    assert return_detail(number=1, viewer=ADMIN).kept is False
    assert len(return_detail(number=1, viewer=ADMIN).line.sha256) == 64
    with pytest.raises(RefusedError, match="nothing-to-do"):
        destroy(returns=[1], **how(clock))
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(clock, receipt.act.id)


REFUSED = {
    "UPDATE store_file SET sha256 = 'x'": "changed",
    "DELETE FROM store_file": "deleted|foreign",
    "UPDATE store_file_content SET content = NULL": "changed|null",
    "DELETE FROM store_file_content": "no-tombstone",
    "UPDATE store_return SET key = 'x'": "changed",
    "DELETE FROM store_return": "deleted|foreign",
    "UPDATE store_return_unit SET unit_id = 3": "changed",
    "DELETE FROM store_return_unit": "deleted",
    "INSERT INTO store_return_unit (of_id, unit_id) VALUES (1, 5)": "not-last-act",
    "UPDATE store_return_step SET kind = 'approved'": "closed-twice",
    "DELETE FROM store_return_step": "no-tombstone",
    "INSERT INTO store_return_step (act_id, of_id, kind, level) VALUES (4, 1, 'received', '')": "once|unique",
    "INSERT INTO store_return_step (act_id, of_id, kind, level) VALUES (4, 1, 'eaten', '')": "step_kind",
    "INSERT INTO store_return_step (act_id, of_id, kind, level) VALUES (4, 1, 'approved', '')": "step_level",
    "INSERT INTO store_return_step (act_id, of_id, kind, level) VALUES (4, 1, 'sent-back', 'ministry')": "step_level",
    "INSERT INTO store_return_step (act_id, of_id, kind, level) VALUES (3, 1, 'sent-back', '')": "not-last-act",
    "DELETE FROM store_return_paper": "no-tombstone",
    "UPDATE store_task SET done = '2025-01-01'": "closed-twice",
}


def test_the_database_guards_what_was_received(clock: Clock) -> None:
    from django.db import DatabaseError, connection, transaction

    from diaban.store.actions import Paper, add_task, attach_paper

    def execute(statement: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            connection.check_constraints()

    send(clock)
    attach_paper(
        number=1,
        paper=Paper(number="05", symbol="BC", day=date(2025, 3, 16), signatory_title="Trưởng"),
        **how(clock),
    )
    given: dict[str, Any] = {"text": "t", "owner": "o", "due": date(2025, 3, 9), "week": date(2025, 3, 9)}
    assert add_task(scope=None, **given, **how(clock)).id == 4
    for statement, pattern in REFUSED.items():
        with pytest.raises(DatabaseError, match=f"(?i){pattern}"):
            execute(statement)
