"""Returns: received once, accepted once, locked by approval, corrected by another; and undone step by step."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from diaban.basis.error import ConflictError, DiabanError, ForbiddenError, RefusedError
from diaban.basis.finding import NOWHERE, Place, finding
from diaban.basis.period import Period
from diaban.intake.standing import ApprovalLevel, ReturnState
from diaban.registers.fact import Fact
from diaban.registers.staffing import HeadCount
from diaban.store.viewer import Right, Role, Viewer
from diaban.units.atlas import Atlas
from diaban.units.unit import Level, Unit, UnitType
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, count, day, how

PROVINCE, COMMUNE, OTHER, NEIGHBOUR = "u00001", "u00002", "u00003", "u00004"
EVER = Period(None, None)
MARCH = Period(date(2025, 2, 15), date(2025, 3, 15))


def unit(id_: str, code: str, type_: UnitType, level: Level, parent: str | None, period: Period = EVER) -> Unit:
    return Unit(id_, code, f"đơn vị {code}", type_, level, parent, period, period)


ATLAS = Atlas(
    [
        unit(PROVINCE, "22", UnitType.TINH, Level.PROVINCE, None),
        unit(COMMUNE, "06652", UnitType.XA, Level.COMMUNE, PROVINCE),
        unit(OTHER, "06655", UnitType.XA, Level.COMMUNE, PROVINCE, Period(None, date(2025, 7, 1))),
        unit(NEIGHBOUR, "06658", UnitType.XA, Level.COMMUNE, PROVINCE),
    ]
)
OF_COMMUNE = Viewer("cán bộ xã", Role.EDITOR, frozenset({COMMUNE}), frozenset({COMMUNE}))
OF_PROVINCE = Viewer(
    "cán bộ tỉnh",
    Role.EDITOR,
    frozenset({PROVINCE, COMMUNE, OTHER, NEIGHBOUR}),
    frozenset({PROVINCE, COMMUNE, OTHER, NEIGHBOUR}),
)


@dataclass(frozen=True)
class Month:
    rule: str = "monthly"
    calendar: str = "administrative"
    key: str = "2025-03"
    period: Period = MARCH


@dataclass(frozen=True)
class Change:
    kind: str
    before: Fact | None
    after: Fact | None
    place: Place = NOWHERE


@pytest.fixture
def clock(memory: Memory) -> Clock:
    made = Clock()
    begin(made)
    return made


def send(clock: Clock, data: bytes = b"A,B\n1,2\n", **more: Any) -> Any:
    from diaban.store.actions import NewOrigin, Tally, receive

    given: dict[str, Any] = {
        "form": "staffing",
        "version": date(2025, 1, 1),
        "unit": COMMUNE,
        "period": Month(),
        "origin": NewOrigin(key="cax-u00002", title="Công an xã"),
        "data": data,
        "name": "quan-so.xlsx",
        "media": "text/csv",
        "reading": Tally(lines=1),
        "covers": [COMMUNE],
        **how(clock),
    }
    return receive(**(given | more))


def take(clock: Clock, number: int, changes: Any = (), **more: Any) -> Any:
    from diaban.store.actions import accept
    from diaban.store.queries import known

    given: dict[str, Any] = {"changes": changes, "since": known(None).act, "title": f"Báo cáo {number}", **how(clock)}
    return accept(number=number, **(given | more))


def adds(number: int, start: str = "2025-03-14", of: str = COMMUNE) -> Change:
    return Change("addition", None, count(of, number, start, origin="?", source="?"))


def held(as_of: str | None = None) -> list[HeadCount]:
    from diaban.store import models
    from diaban.store.queries import facts

    found = facts(models.HeadCount, HeadCount, as_of=day(as_of), known_at=None, viewer=ADMIN)
    return sorted(found, key=lambda fact: (fact.unit, fact.period.start or date.min))


def states() -> list[tuple[int, ReturnState]]:
    from diaban.store.queries import returns_in

    return [(line.number, line.state) for line in returns_in(viewer=ADMIN)]


def approve(clock: Clock, number: int, level: ApprovalLevel = ApprovalLevel.PROVINCE, **more: Any) -> Any:
    from diaban.store import actions

    return actions.approve(number=number, level=level, atlas=ATLAS, **(how(clock) | more))


def reopen(clock: Clock, number: int, **more: Any) -> Any:
    from diaban.store import actions

    return actions.reopen(number=number, atlas=ATLAS, **(how(clock, "sai số liệu") | more))


def undo(clock: Clock, act: int, **more: Any) -> Any:
    from diaban.store import actions

    return actions.undo(act=act, **(how(clock) | more))


def test_a_received_file_is_kept_byte_for_byte_and_changes_nothing(clock: Clock) -> None:
    from diaban.store.queries import file_of, return_detail, return_of

    data = bytes(range(256)) * 40
    receipt = send(clock, data, keep_until=date(2030, 3, 14))
    assert (receipt.number, receipt.again) == (1, False)
    assert return_of(act=receipt.act.id, viewer=ADMIN) == 1
    assert file_of(number=1, viewer=ADMIN).data == data
    detail = return_detail(number=1, viewer=ADMIN)
    assert (detail.line.state, detail.line.key, detail.covers) == (ReturnState.RECEIVED, "2025-03", (COMMUNE,))
    assert (detail.line.size, detail.keep_until, detail.kept) == (len(data), date(2030, 3, 14), True)
    # 16:59 and 17:00 UTC are two days in Viet Nam; the clock of these tests begins at 00:01 UTC.
    assert detail.line.received == date(2025, 1, 1)
    assert held() == []


def test_the_same_bytes_are_the_same_return_and_others_are_not(clock: Clock) -> None:
    first = send(clock)
    again = send(clock)
    assert (again.number, again.again, again.act.id) == (1, True, first.act.id)
    assert send(clock, b"other").number == 2
    assert send(clock, period=replace(Month(), key="2025-04")).number == 3
    assert send(clock, period=replace(Month(), calendar="calendar")).number == 4
    assert send(clock, form="premises").number == 5
    assert send(clock, unit=NEIGHBOUR, covers=[]).number == 6
    undo(clock, first.act.id)
    anew = send(clock)
    assert (anew.number, anew.again) == (7, False)
    assert states()[0] == (1, ReturnState.WITHDRAWN)


@pytest.mark.parametrize(
    ("given", "error", "code"),
    [
        ({"data": b""}, RefusedError, "file-empty"),
        ({"data": b"x" * (20 * 1024 * 1024 + 1)}, RefusedError, "file-too-large"),
        ({"unit": "u99999"}, RefusedError, "unit-unknown"),
        ({"covers": [COMMUNE, "u99999"]}, RefusedError, "unit-unknown"),
        ({"name": "a\0b"}, RefusedError, "text-unstorable"),
        ({"name": " "}, RefusedError, "text-unstorable"),
        ({"corrects": 9}, RefusedError, "return-unknown"),
        ({"reason": ""}, RefusedError, "reason-missing"),
        ({"by": replace(OF_COMMUNE, role=Role.READER)}, ForbiddenError, "may-not-write"),
        ({"by": OF_COMMUNE, "unit": NEIGHBOUR}, ForbiddenError, "not-your-unit"),
        ({"by": OF_COMMUNE, "covers": [COMMUNE, NEIGHBOUR]}, ForbiddenError, "not-your-unit"),
    ],
)
def test_what_cannot_be_received_leaves_nothing(
    clock: Clock, given: dict[str, Any], error: type[DiabanError], code: str
) -> None:
    from diaban.store import models

    with pytest.raises(error, match=code):
        send(clock, **given)
    assert states() == []
    assert not models.StoredFile.objects.exists()
    assert not models.FileContent.objects.exists()
    assert models.Act.objects.count() == 1


def test_an_accepted_return_is_in_the_registers_and_cites_itself(clock: Clock) -> None:
    from diaban.store.queries import return_detail
    from diaban.store.queries.sources import sources

    send(clock, by=OF_COMMUNE)
    act = take(clock, 1, [adds(8)], by=OF_COMMUNE)
    (fact,) = held()
    assert (fact.number, fact.origin, fact.source) == (8, "cax-u00002", "return-1")
    (source,) = [one for one in sources(viewer=ADMIN) if one.key == "return-1"]
    assert (source.title, source.act) == ("Báo cáo 1", act.id)
    assert [step.by for step in return_detail(number=1, viewer=ADMIN).steps] == ["cán bộ xã", "cán bộ xã"]
    assert states() == [(1, ReturnState.ACCEPTED)]


def test_a_return_is_accepted_once_and_the_second_is_told_by_whom(clock: Clock) -> None:
    send(clock)
    act = take(clock, 1, [adds(8)], by=OF_COMMUNE, request="nút-1")
    assert take(clock, 1, [adds(8)], by=OF_COMMUNE, request="nút-1").id == act.id
    for request in ("", "nút-2"):
        with pytest.raises(ConflictError, match="return-accepted") as told:
            take(clock, 1, [adds(9)], request=request)
        assert told.value.findings[0].values == {"number": "1", "act": str(act.id), "by": "cán bộ xã"}
    # Another file of the same period, received before or after: it must cite what counts.
    send(clock, b"other")
    with pytest.raises(ConflictError, match="period-accepted") as told:
        take(clock, 2, [adds(9)])
    assert told.value.findings[0].values == {"number": "2", "other": "1", "act": str(act.id), "by": "cán bộ xã"}
    assert [fact.number for fact in held()] == [8]


def test_errors_are_never_accepted(clock: Clock) -> None:
    from diaban.store.actions import Tally

    send(clock, reading=Tally(lines=3, faults=2, errors=2))
    with pytest.raises(RefusedError, match="return-faulty"):
        take(clock, 1, [adds(8)])
    send(clock, b"other", reading=Tally(lines=3, errors=1))
    with pytest.raises(RefusedError, match="people-above"):
        take(clock, 2, [adds(8)], findings=[finding("people-above")])
    # What was beside the registers an error when it came may be none by now.
    take(clock, 2, [adds(8)])
    with pytest.raises(RefusedError, match="return-unknown"):
        take(clock, 99)


def test_a_later_state_leaves_the_earlier_days_as_they_were(clock: Clock) -> None:
    send(clock)
    take(clock, 1, [adds(8, "2025-02-14")])
    (before,) = held()
    send(clock, b"later", period=replace(Month(), key="2025-04"))
    take(clock, 2, [Change("update", before, count(COMMUNE, 9, "2025-03-14"))])
    assert [(fact.number, str(fact.period.start), str(fact.period.end), fact.source) for fact in held()] == [
        (8, "2025-02-14", "2025-03-14", "return-1"),
        (9, "2025-03-14", "None", "return-2"),
    ]


def test_an_end_leaves_no_days_behind_and_an_end_of_nothing_takes_the_row(clock: Clock) -> None:
    send(clock)
    take(clock, 1, [adds(8, "2025-01-01"), adds(5, "2025-01-01", NEIGHBOUR)])
    first, second = held()
    send(clock, b"later", period=replace(Month(), key="2025-04"))
    shorter = replace(first, period=Period(date(2025, 1, 1), date(2025, 3, 1)))
    act = take(clock, 2, [Change("end", first, shorter), Change("end", second, None)])
    assert [(fact.unit, str(fact.period.end), fact.source) for fact in held()] == [(COMMUNE, "2025-03-01", "return-2")]
    undo(clock, act.id)
    assert [(fact.unit, fact.period.end, fact.source) for fact in held()] == [
        (COMMUNE, None, "return-1"),
        (NEIGHBOUR, None, "return-1"),
    ]
    assert states() == [(1, ReturnState.ACCEPTED), (2, ReturnState.RECEIVED)]


def test_what_changed_meanwhile_is_not_replaced(clock: Clock) -> None:
    from diaban.store.actions import close, record

    send(clock)
    take(clock, 1, [adds(8, "2025-01-01")])
    (before,) = held()
    send(clock, b"later", period=replace(Month(), key="2025-04"))
    update = Change("update", before, count(COMMUNE, 9, "2025-03-14"))
    close(facts=[before], **how(clock))
    with pytest.raises(ConflictError, match="row-closed"):
        take(clock, 2, [update])
    from diaban.store.queries import known

    since = known(None).act
    mine = count(COMMUNE, 7, "2025-01-01", origin="cax-u00002")
    record(facts=[mine], **how(clock))
    with pytest.raises(ConflictError, match="changed-meanwhile"):
        take(clock, 2, [Change("addition", None, count(COMMUNE, 9, "2025-03-14"))], since=since)
    assert [fact.number for fact in held()] == [7]


def test_adding_rights_do_not_update_and_updating_rights_do_not_end(clock: Clock) -> None:
    from diaban.store.actions import close, correct, record, supersede

    adder = replace(OF_COMMUNE, rights=frozenset({Right.ADD}))
    updater = replace(OF_COMMUNE, rights=frozenset({Right.UPDATE}))
    send(clock)
    with pytest.raises(ForbiddenError, match="right-missing"):
        take(clock, 1, [adds(8)], by=updater)
    take(clock, 1, [adds(8)], by=adder)
    (row,) = held()
    send(clock, b"later", period=replace(Month(), key="2025-04"))
    update = Change("update", row, count(COMMUNE, 9, "2025-03-14"))
    # What it is called does not matter: what it does is what needs a right.
    for change in (update, replace(update, kind="addition", before=None)):
        with pytest.raises(ForbiddenError, match="right-missing") as told:
            take(clock, 2, [change], by=adder)
        assert told.value.findings[0].values == {"name": "cán bộ xã", "right": Right.UPDATE}
    for by in (adder, updater):
        with pytest.raises(ForbiddenError, match="right-missing"):
            take(clock, 2, [Change("end", row, None)], by=by)
        with pytest.raises(ForbiddenError, match="right-missing"):
            close(facts=[row], by=by, at=clock, reason="thử")
    with pytest.raises(ForbiddenError, match="right-missing"):
        record(facts=[count(COMMUNE, 1, "2024-01-01", "2024-02-01")], by=updater, at=clock, reason="thử")
    for wrong in (lambda: correct(closes=[row], by=adder, at=clock, reason="thử"),):
        with pytest.raises(ForbiddenError, match="right-missing"):
            wrong()
    with pytest.raises(ForbiddenError, match="right-missing"):
        supersede(facts=[count(COMMUNE, 1, "2025-05-01", origin=row.origin)], by=adder, at=clock, reason="thử")
    assert [fact.number for fact in held()] == [8]
    take(clock, 2, [update], by=updater)
    with pytest.raises(ForbiddenError, match="may-not-write"):
        replace(adder, role=Role.READER).require_rights([Right.ADD])
    replace(adder, role=Role.ADMINISTRATOR).require_rights(Right)


def test_approval_locks_until_it_is_reopened_with_a_reason(clock: Clock) -> None:
    from diaban.store.queries import return_detail

    send(clock)
    take(clock, 1, [adds(8)])
    approve(clock, 1, by=OF_PROVINCE)
    (row,) = held()
    send(clock, b"corrected", corrects=1)
    correction = [Change("update", row, count(COMMUNE, 9, "2025-03-14"))]
    with pytest.raises(ConflictError, match="return-locked") as told:
        take(clock, 2, correction)
    assert told.value.findings[0].values["by"] == "cán bộ tỉnh"
    with pytest.raises(RefusedError, match="reason-missing"):
        reopen(clock, 1, reason=" ")
    reopen(clock, 1, by=OF_PROVINCE)
    assert states() == [(1, ReturnState.REOPENED), (2, ReturnState.RECEIVED)]
    act = take(clock, 2, correction)
    assert states() == [(1, ReturnState.CORRECTED), (2, ReturnState.ACCEPTED)]
    assert [(fact.number, fact.source) for fact in held()] == [(9, "return-2")]
    # Both are kept: as first published, and as corrected.
    assert return_detail(number=1, viewer=ADMIN).corrections == (2,)
    assert (
        return_detail(number=1, viewer=ADMIN, known_at=return_detail(number=2, viewer=ADMIN).line.moment).line.state
        is ReturnState.APPROVED
    )
    approve(clock, 2)
    with pytest.raises(RefusedError, match="return-corrected"):
        approve(clock, 1)
    with pytest.raises(RefusedError, match="return-corrected"):
        send(clock, b"again", corrects=1)
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(clock, act.id)


def test_levels_approve_in_their_order_and_who_may(clock: Clock) -> None:
    send(clock)
    with pytest.raises(RefusedError, match="return-not-accepted"):
        approve(clock, 1)
    take(clock, 1, [adds(8)])
    ministry = ApprovalLevel.MINISTRY
    with pytest.raises(RefusedError, match="approval-order"):
        approve(clock, 1, ministry)
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        approve(clock, 1, by=OF_COMMUNE)
    with pytest.raises(RefusedError, match="return-not-locked"):
        reopen(clock, 1)
    approve(clock, 1, by=OF_PROVINCE)
    with pytest.raises(ConflictError, match="return-approved"):
        approve(clock, 1)
    with pytest.raises(ForbiddenError, match="approval-of-nation"):
        approve(clock, 1, ministry, by=OF_PROVINCE)
    approve(clock, 1, ministry)
    # What the ministry locked the province does not open.
    with pytest.raises(ForbiddenError, match="approval-of-nation"):
        reopen(clock, 1, by=OF_PROVINCE)
    reopen(clock, 1)
    approve(clock, 1, by=OF_PROVINCE)
    with pytest.raises(RefusedError, match="return-unknown"):
        approve(clock, 77)


def test_the_return_of_a_province_is_approved_by_the_ministry_alone(clock: Clock) -> None:
    send(clock, unit=PROVINCE, covers=[COMMUNE, NEIGHBOUR], by=OF_PROVINCE)
    take(clock, 1, [adds(8)], by=OF_PROVINCE)
    with pytest.raises(RefusedError, match="approval-order"):
        approve(clock, 1, by=OF_PROVINCE)
    approve(clock, 1, ApprovalLevel.MINISTRY)
    assert states() == [(1, ReturnState.APPROVED)]


def test_a_return_of_a_unit_that_ended_is_approved_by_its_province_of_then(clock: Clock) -> None:
    send(clock, unit=OTHER, covers=[OTHER])
    take(clock, 1, [adds(8, of=OTHER)])
    approve(clock, 1, by=OF_PROVINCE)
    assert states() == [(1, ReturnState.APPROVED)]


def test_what_is_sent_back_is_sent_anew(clock: Clock) -> None:
    from diaban.store import actions

    def back(number: int, **more: Any) -> Any:
        return actions.send_back(number=number, atlas=ATLAS, **(how(clock, "thiếu cột") | more))

    send(clock)
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        back(1, by=OF_COMMUNE)
    act = back(1, by=OF_PROVINCE)
    assert states() == [(1, ReturnState.SENT_BACK)]
    with pytest.raises(RefusedError, match="return-sent-back"):
        take(clock, 1, [adds(8)])
    with pytest.raises(RefusedError, match="return-sent-back"):
        back(1)
    # The mended file cites nothing: nothing of the other one is in the registers.
    with pytest.raises(RefusedError, match="return-not-accepted"):
        send(clock, b"mended", corrects=1)
    send(clock, b"mended")
    take(clock, 2, [adds(8)])
    with pytest.raises(ConflictError, match="return-accepted"):
        back(2)
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        undo(clock, act.id, by=OF_COMMUNE)
    undo(clock, act.id)
    assert states() == [(1, ReturnState.RECEIVED), (2, ReturnState.ACCEPTED)]


def test_an_undone_acceptance_takes_the_rows_and_the_state_with_it(clock: Clock) -> None:
    send(clock)
    act = take(clock, 1, [adds(8)])
    moment = act.moment
    undone = undo(clock, act.id)
    assert (held(), states()) == ([], [(1, ReturnState.RECEIVED)])
    from diaban.store.queries import returns_in

    assert [line.state for line in returns_in(viewer=ADMIN, known_at=moment)] == [ReturnState.ACCEPTED]
    again = take(clock, 1, [adds(9)])
    assert [fact.number for fact in held()] == [9]
    # The undoing cannot be undone: the return was accepted again since.
    with pytest.raises(RefusedError, match="act-built-on") as told:
        undo(clock, undone.id)
    assert again.id in told.value.findings[0].values["later"]
    locked = approve(clock, 1)
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(clock, again.id)
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        undo(clock, locked.id, by=OF_COMMUNE)
    undo(clock, locked.id, by=OF_PROVINCE)
    undo(clock, again.id, by=OF_COMMUNE)
    assert states() == [(1, ReturnState.RECEIVED)]


def test_a_correction_comes_first_among_two_and_only_of_its_own_period(clock: Clock) -> None:
    send(clock)
    with pytest.raises(RefusedError, match="return-not-accepted"):
        send(clock, b"x", corrects=1)
    take(clock, 1, [adds(8)])
    for elsewhere in ({"period": replace(Month(), key="2025-04")}, {"form": "premises"}, {"unit": NEIGHBOUR}):
        with pytest.raises(RefusedError, match="correction-elsewhere"):
            send(clock, b"x", corrects=1, **elsewhere)
    send(clock, b"one", corrects=1)
    send(clock, b"two", corrects=1)
    take(clock, 2)
    with pytest.raises(ConflictError, match="period-accepted") as told:
        take(clock, 3)
    assert told.value.findings[0].values["other"] == "2"
    send(clock, b"three", corrects=2)
    take(clock, 4)
    assert [state for _, state in states()] == [
        ReturnState.CORRECTED,
        ReturnState.CORRECTED,
        ReturnState.RECEIVED,
        ReturnState.ACCEPTED,
    ]


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
        ("scan-type", {"scan": Scan(b"MZ...", "x.exe")}),
        ("scan-type", {"scan": Scan(b"", "x.pdf")}),
        ("paper-secret", {"paper": replace(paper, secrecy=PaperSecrecy.SECRET)}),
        ("value-missing", {"paper": replace(paper, signatory_title=" ")}),
        ("text-unstorable", {"paper": replace(paper, symbol="a\0")}),
    ]
    for code, given in wrong:
        with pytest.raises(RefusedError, match=code):
            attach_paper(number=1, **({"paper": replace(paper, number="07"), **how(clock)} | given))
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        attach_paper(number=1, paper=paper, by=replace(OF_COMMUNE, writes=frozenset({OTHER})), at=clock, reason="thử")


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
    from diaban.store.queries import file_of, return_detail, returns_in, scan_of

    send(clock)
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


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each answered, or the first code of its error."""
    from django.db import connections

    outcomes: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(number: int) -> None:
        try:
            gate.wait()
            outcomes[number] = works[number]()
        except DiabanError as error:
            outcomes[number] = error.findings[0].code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_people_accept_at_once_and_one_wins(clock: Clock) -> None:
    send(clock)
    send(clock, b"other")
    told = at_once(*(lambda number=number: take(clock, 1 + number % 2, [adds(8)]).id for number in range(4)))
    assert sorted(str(one) for one in told)[0].isdigit()
    assert sorted(one for one in told if isinstance(one, str)) in (
        ["period-accepted", "period-accepted", "return-accepted"],
    )
    assert len(held()) == 1


def test_two_people_send_the_same_file_at_once_and_it_is_one_return(clock: Clock) -> None:
    told = at_once(*(lambda: send(clock) for _ in range(3)))
    assert {receipt.number for receipt in told} == {1}
    assert sorted(receipt.again for receipt in told) == [False, True, True]


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
