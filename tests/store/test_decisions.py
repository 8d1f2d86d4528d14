"""Choices, evidence, frames, published figures, destruction, and acts reversed: each known from its moment on."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from diaban.basis.error import ForbiddenError, RefusedError
from diaban.coverage.claims.claim import Claim, Modality
from diaban.registers.evidence import Evidence, EvidenceKind
from diaban.registers.staffing import HeadCount, Posting, Qualification, QualificationKind, Title
from diaban.store.viewer import Role, Viewer
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, count, day, during, how


def counts(**given: Any) -> list[HeadCount]:
    from diaban.store import models
    from diaban.store.queries import facts

    return facts(models.HeadCount, HeadCount, **{"as_of": None, "known_at": None, "viewer": ADMIN, **given})


def test_a_choice_settles_two_origins_for_its_period_and_can_be_undone(memory: Memory) -> None:
    from diaban.store import models
    from diaban.store.actions import choose, record, undo
    from diaban.store.queries import choices, columns

    clock = Clock()
    begin(clock)
    record(facts=[count("u00001", 7, "2025-01-01"), count("u00001", 9, "2025-01-01", origin="tinh")], **how(clock))
    own, other = counts()
    act = choose(fact=other, period=during("2025-02-01"), **how(clock, "tỉnh đã kiểm tra"))
    given: dict[str, Any] = {"as_of": day("2025-02-01"), "settled": True}
    assert [fact.number for fact in counts(**given)] == [9]
    assert list(columns(models.HeadCount, HeadCount, known_at=None, viewer=ADMIN, **given)["number"]) == [9]
    assert [fact.number for fact in counts(as_of=day("2025-01-31"), settled=True)] == [7, 9]
    assert [fact.number for fact in counts(as_of=day("2025-02-01"))] == [7, 9]
    assert [(one.about, one.origin, one.reason) for one in choices(viewer=ADMIN)] == [
        ("u00001/", "tinh", "tỉnh đã kiểm tra")
    ]
    with pytest.raises(RefusedError, match="choice-made"):
        choose(fact=own, period=during("2025-03-01"), **how(clock))
    with pytest.raises(RefusedError, match="choice-outside"):
        choose(fact=own, period=during("2024-03-01", "2024-04-01"), **how(clock))
    with pytest.raises(RefusedError, match="act-built-on") as refused:
        undo(act=2, **how(clock))
    assert refused.value.findings[0].values["later"] == [act.id]
    undo(act=act.id, **how(clock))
    assert [fact.number for fact in counts(**given)] == [7, 9]
    assert [fact.number for fact in counts(**given, known_at=act.moment)] == [9]
    undo(act=2, **how(clock))
    assert counts() == []


def test_a_bare_day_means_its_end_in_viet_nam(memory: Memory) -> None:
    from datetime import UTC, datetime

    from diaban.store.actions import record

    begin(Clock())
    # 16:59 and 17:00 UTC are 23:59 of one day and 00:00 of the next in Viet Nam.
    record(facts=[count("u00001", 7, None)], **how(datetime(2025, 5, 1, 16, 59, tzinfo=UTC)))
    record(facts=[count("u00002", 8, None)], **how(datetime(2025, 5, 1, 17, 0, tzinfo=UTC)))
    assert [fact.number for fact in counts(known_at=date(2025, 5, 1))] == [7]
    assert [fact.number for fact in counts(known_at=date(2025, 5, 2))] == [7, 8]
    assert counts(known_at=date(2025, 4, 30)) == []
    with pytest.raises(ValueError, match="zone"):
        counts(known_at=datetime(2025, 5, 1))  # noqa: DTZ001  # that is what is tested here


def test_evidence_is_appended_and_the_certifier_is_not_the_reporter(memory: Memory) -> None:
    from diaban.store.actions import add_evidence, record, undo
    from diaban.store.queries import evidence

    clock = Clock()
    begin(clock)
    record(facts=[count("u00001", 7, "2025-01-01")], **how(clock))
    (row,) = counts()
    about = Evidence(
        kind=EvidenceKind.HANDOVER,
        day=date(2025, 2, 1),
        by="xa",
        reporter="",
        source="bc",
        register="head_count",
        about=row.row,
    )
    add_evidence(evidence=about, **how(clock))
    with pytest.raises(RefusedError, match="certifier-is-reporter"):
        add_evidence(evidence=replace(about, kind=EvidenceKind.CERTIFICATE), **how(clock))
    act = add_evidence(evidence=replace(about, kind=EvidenceKind.CERTIFICATE, by="tinh"), **how(clock))
    whole = Evidence(
        kind=EvidenceKind.INSPECTION,
        day=date(2025, 3, 1),
        by="bo",
        reporter="xa",
        source="bc",
        unit="u00002",
        standard="s",
    )
    add_evidence(evidence=whole, **how(clock))
    found = evidence(viewer=ADMIN)
    assert [(one.kind, one.by, one.reporter, one.unit) for one in found] == [
        (EvidenceKind.HANDOVER, "xa", "xa", "u00001"),
        (EvidenceKind.CERTIFICATE, "tinh", "xa", "u00001"),
        (EvidenceKind.INSPECTION, "bo", "xa", "u00002"),
    ]
    assert len(evidence(viewer=ADMIN, until=date(2025, 2, 28))) == 2
    assert len(evidence(viewer=ADMIN, units=["u00002"])) == 1
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(act=2, **how(clock))
    undo(act=act.id, **how(clock))
    assert len(evidence(viewer=ADMIN)) == 2
    for wrong in (replace(whole, standard=""), replace(whole, unit=None), replace(about, about=99)):
        with pytest.raises(RefusedError, match=r"evidence-about-nothing|row-unknown"):
            add_evidence(evidence=wrong, **how(clock))


def test_a_frame_frozen_again_shows_what_changed_and_comes_back_whole(memory: Memory) -> None:
    from diaban.store.actions import freeze_frame, undo
    from diaban.store.queries import frame, frames

    clock = Clock()
    begin(clock)
    given: dict[str, Any] = {"key": "bk", "title": "102 đơn vị", "scope": "06", "as_of": date(2024, 12, 31)}
    first = freeze_frame(units=["u00001", "u00002"], **given, **how(clock, "theo báo cáo"))
    second = freeze_frame(units=["u00002", "u00003"], **given, **how(clock, "đính chính"))
    now = frame(key="bk", viewer=ADMIN)
    assert now is not None
    assert now.units == ("u00002", "u00003")
    assert [(change.reason, change.added, change.removed) for change in now.freezings] == [
        ("theo báo cáo", ("u00001", "u00002"), ()),
        ("đính chính", ("u00003",), ("u00001",)),
    ]
    then = frame(key="bk", viewer=ADMIN, known_at=first.moment)
    assert then is not None
    assert then.units == ("u00001", "u00002")
    with pytest.raises(RefusedError, match="frame-unchanged"):
        freeze_frame(units=["u00002", "u00003"], **given, **how(clock))
    with pytest.raises(RefusedError, match="frame-empty"):
        freeze_frame(units=[], **given, **how(clock))
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(act=first.id, **how(clock))
    undo(act=second.id, **how(clock))
    assert [one.units for one in frames(viewer=ADMIN)] == [("u00001", "u00002")]


def test_published_figures_come_back_as_they_were_loaded(memory: Memory) -> None:
    from diaban.store.actions import load_claims
    from diaban.store.queries import claims

    clock = Clock()
    one = Claim(
        claim_id="B1",
        document="b",
        published="2025-01",
        quote="78/102",
        measure="m",
        as_of="2025-01",
        modality=Modality.DONE,
        value=Decimal("78"),
        percent_printed=Decimal("76.470"),
    )
    two = replace(one, claim_id="B2", value=None)
    act = load_claims(claims=[one, two], **how(clock))
    assert claims(viewer=ADMIN) == [one, two]
    assert str(claims(viewer=ADMIN)[0].percent_printed) == "76.470"
    with pytest.raises(RefusedError, match="nothing-to-do"):
        load_claims(claims=[one], **how(clock))
    with pytest.raises(RefusedError, match="claim-twice"):
        load_claims(claims=[one, one], **how(clock))
    load_claims(claims=[replace(one, value=Decimal("79")), two], **how(clock))
    assert sorted(str(claim.value) for claim in claims(viewer=ADMIN)) == ["79", "None"]
    assert claims(viewer=ADMIN, known_at=act.moment) == [one, two]


def test_an_officer_is_destroyed_and_only_tombstones_stay(memory: Memory) -> None:
    from diaban.store import models
    from diaban.store.actions import blank_name, destroy, record, undo
    from diaban.store.queries import facts, journal, tombstones

    clock = Clock()
    begin(clock)
    common: dict[str, Any] = {"origin": "xa", "source": "bc", "period": during("2025-01-01")}
    record(
        facts=[
            Posting(officer="o1", unit="u00001", title=Title.CHIEF, **common),
            Posting(officer="o2", unit="u00001", title=Title.MEMBER, **common),
            Qualification(officer="o1", kind=QualificationKind.INVESTIGATING_OFFICER, **common),
        ],
        **how(clock),
    )
    act = destroy(officer="o1", **how(clock, "theo quyết định số 1"))
    left = facts(models.Posting, Posting, as_of=None, known_at=None, viewer=ADMIN)
    assert [fact.officer for fact in left] == ["o2"]
    assert facts(models.Qualification, Qualification, as_of=None, known_at=None, viewer=ADMIN) == []
    assert not models.Officer.objects.filter(key="o1").exists()
    assert sorted(stone.register for stone in tombstones(viewer=ADMIN)) == ["officer", "posting", "qualification"]
    assert journal(viewer=ADMIN)[0].destroyed == {"officer": 1, "posting": 1, "qualification": 1}
    for number, code in ((act.id, "act-irreversible"), (2, "act-built-on"), (77, "act-unknown")):
        with pytest.raises(RefusedError, match=code):
            undo(act=number, **how(clock))
    with pytest.raises(RefusedError, match="officer-unknown"):
        destroy(officer="o1", **how(clock))
    blank_name(name=ADMIN.name, **how(clock))
    assert {line.by for line in journal(viewer=ADMIN)} == {None}


def test_a_viewer_sees_and_writes_its_own_units(memory: Memory) -> None:
    from diaban.store import models
    from diaban.store.actions import destroy, record
    from diaban.store.queries import columns, facts

    clock = Clock()
    begin(clock)
    common: dict[str, Any] = {"origin": "xa", "source": "bc", "period": during("2025-01-01")}
    record(
        facts=[
            *(count(f"u{number:05d}", number, "2025-01-01") for number in range(1, 5)),
            Posting(officer="o1", unit="u00001", title=Title.CHIEF, **common),
            Posting(officer="o2", unit="u00003", title=Title.CHIEF, **common),
            Qualification(officer="o1", kind=QualificationKind.INVESTIGATOR_PRIMARY, **common),
            Qualification(officer="o2", kind=QualificationKind.INVESTIGATOR_PRIMARY, **common),
        ],
        **how(clock),
    )
    own = Viewer("xã", Role.EDITOR, frozenset({"u00001", "u00002"}), frozenset({"u00001"}))
    assert [fact.number for fact in counts(viewer=own)] == [1, 2]
    assert [fact.number for fact in counts(viewer=own, units=["u00002", "u00003"])] == [2]
    assert [fact.number for fact in counts(units=[f"u{number:05d}" for number in range(2, 900)])] == [2, 3, 4]
    held = facts(models.Qualification, Qualification, as_of=day("2025-01-01"), known_at=None, viewer=own)
    assert [fact.officer for fact in held] == ["o1"]
    lists = columns(models.Qualification, Qualification, as_of=None, known_at=None, viewer=own)
    assert list(lists["officer"]) == ["o1"]
    act: dict[str, Any] = {"by": own, "at": clock, "reason": "thử"}
    record(facts=[count("u00001", 5, "2025-01-01", origin="tinh")], **act)
    for foreign in (count("u00002", 5, "2025-01-01", origin="tinh"), count("u00004", 5, "2025-01-01", origin="tinh")):
        with pytest.raises(ForbiddenError, match="not-your-unit"):
            record(facts=[foreign], **act)
    with pytest.raises(ForbiddenError, match="not-your-unit"):
        record(facts=[Qualification(officer="o2", kind=QualificationKind.INVESTIGATING_OFFICER, **common)], **act)
    with pytest.raises(ForbiddenError, match="administrator-only"):
        destroy(officer="o1", **act)
    with pytest.raises(ForbiddenError, match="may-not-write"):
        record(facts=[count("u00001", 5, "2024-01-01", "2024-02-01")], **{**act, "by": replace(own, role=Role.READER)})


def test_wrong_values_are_findings_all_at_once(memory: Memory) -> None:
    from diaban.basis.finding import Place
    from diaban.store.actions import record

    clock = Clock()
    begin(clock)
    wrong = [
        count("u00001", -1, "2025-01-01"),
        count("u00001", 2**70, "2025-01-01"),
        count("u99999", 1, "2025-01-01"),
        count("\0", 1, "2025-01-01"),
        count("u00001", 1, "2025-01-01", origin="ai"),
        count("u00001", 1, "2025-01-01", source="đâu\0"),
        Posting(officer="a\0", unit="u00001", title=Title.CHIEF, origin="xa", source="bc", period=during(None)),
    ]
    places = [Place(file="a.csv", row=number) for number in range(2, 9)]
    with pytest.raises(RefusedError) as refused:
        record(facts=wrong, places=places, **how(clock))
    assert [(found.code, found.place.row) for found in refused.value.findings] == [
        ("number-out-of-range", 2),
        ("number-out-of-range", 3),
        ("unit-unknown", 4),
        ("unit-unknown", 5),
        ("origin-unknown", 6),
        ("source-unknown", 7),
        ("text-unstorable", 8),
    ]


def test_nothing_invented_enters_a_real_memory(memory: Memory) -> None:
    from diaban.store.actions import NewSource, found, introduce
    from diaban.store.models import InstallationKind, SourceKind
    from diaban.store.queries import installation

    clock = Clock()
    assert installation(viewer=ADMIN) is None
    found(kind=InstallationKind.REAL, **how(clock))
    assert installation(viewer=ADMIN) is InstallationKind.REAL
    with pytest.raises(RefusedError, match="invented-in-real"):
        introduce(sources=[NewSource(key="k", title="k", kind=SourceKind.INVENTED)], **how(clock))
    public = NewSource(key="k", title="k", kind=SourceKind.PUBLIC, published=date(2025, 1, 1))
    introduce(sources=[public], **how(clock))
    introduce(sources=[public], **how(clock))
    with pytest.raises(RefusedError, match="source-differs"):
        introduce(sources=[replace(public, title="khác")], **how(clock))
    with pytest.raises(RefusedError, match="already-founded"):
        found(kind=InstallationKind.DEMONSTRATION, **how(clock))


@pytest.mark.parametrize(("installation", "kind"), [("REAL", "public"), ("DEMONSTRATION", "invented")])
def test_a_source_of_which_nothing_is_told_is_what_the_installation_is(
    memory: Memory, installation: str, kind: str
) -> None:
    from diaban.store.actions import NewOrigin, NewSource, found, introduce
    from diaban.store.models import InstallationKind
    from diaban.store.queries.sources import origins, sources

    clock = Clock()
    found(kind=InstallationKind[installation], **how(clock))
    introduce(sources=[NewSource(key="bc")], origins=[NewOrigin(key="xa")], **how(clock))
    assert [(one.title, one.kind.value, one.published, one.act) for one in sources(viewer=ADMIN)] == [
        ("bc", kind, None, 2)
    ]
    assert [(one.title, one.act) for one in origins(viewer=ADMIN)] == [("xa", 2)]


def test_the_journal_says_who_did_what(memory: Memory) -> None:
    from diaban.store.actions import record, undo
    from diaban.store.queries import journal

    clock = Clock()
    begin(clock)
    record(facts=[count("u00001", 7, "2025-01-01")], **how(clock, "nạp"), request="r1")
    act = undo(act=2, **how(clock, "nhầm"))
    last, before, _ = journal(viewer=ADMIN)
    assert (before.by, before.reason, before.request, before.wrote) == (ADMIN.name, "nạp", "r1", {"head_count": 1})
    assert (before.reversed_by, last.reverses, last.closed) == (act.id, 2, {"head_count": 1})
    assert journal(viewer=ADMIN, known_at=act.moment - timedelta(seconds=1))[0].reversed_by is None
    assert [line.act for line in journal(viewer=ADMIN, act=2)] == [2]
    assert journal(viewer=Viewer("khác", Role.EDITOR, frozenset(), frozenset())) == []
