"""People against posts: five rows and their answer; and why a unit stands where it stands, in sentences."""

from datetime import date
from typing import Any

import pytest

from diaban.basis.period import Period
from diaban.basis.speech import Speech
from diaban.coverage.plain import PlainDecider
from diaban.coverage.reason import reasons
from diaban.coverage.rule import Wins
from diaban.coverage.statement import Statements
from diaban.coverage.strength import qualified, strength
from diaban.registers.fact import Fact
from diaban.registers.premises import Building, ChecklistItem, Headquarters, Progress, Tenure
from diaban.registers.staffing import (
    Hamlet,
    HamletDuty,
    HeadCount,
    Post,
    Posting,
    Qualification,
    QualificationKind,
    Title,
)
from diaban.units.unit import Level, Unit, UnitType
from tests.coverage.world import STANDARDS

DAY = date(2025, 7, 1)
ALWAYS = Period(date(2025, 1, 1), None)
UNIT = Unit("u00001", "00001", "An", UnitType.XA, Level.COMMUNE, None, ALWAYS, ALWAYS)


def by(origin: str = "tinh") -> dict[str, Any]:
    return {"period": ALWAYS, "origin": origin, "source": f"s-{origin}"}


def post(title: Title, number: int, origin: str = "tinh") -> Post:
    return Post(unit="u00001", title=title, number=number, document="1/QĐ", **by(origin))


def posted(officer: str, title: Title, origin: str = "tinh") -> Posting:
    return Posting(officer=officer, unit="u00001", title=title, **by(origin))


def counted(number: int, title: Title | None = None, origin: str = "xa") -> HeadCount:
    return HeadCount(unit="u00001", title=title, number=number, **by(origin))


PEOPLE: list[Fact] = [
    post(Title.CHIEF, 1),
    post(Title.MEMBER, 6),
    posted("a", Title.CHIEF),
    posted("b", Title.MEMBER),
    counted(5),
]


def test_postings_speak_and_the_count_stands_beside() -> None:
    found = strength(PEOPLE, Wins.POSTINGS, DAY)
    told = [
        (line.title, line.posts[0].number, line.present[0].number, line.difference)
        for line in found.lines
        if line.posts
    ]
    assert told == [(Title.CHIEF, 1, 1, 0), (Title.MEMBER, 6, 1, -5)]
    assert (found.speaks, found.whole.difference) == (Posting, 2 - 7)
    assert [(one.number, one.origin, one.sources) for one in found.beside] == [(5, "xa", ("s-xa",))]


def test_counts_speak_where_the_standard_says_so_and_titles_they_do_not_tell_are_unstated() -> None:
    found = strength(PEOPLE, Wins.COUNTS, DAY)
    assert (found.speaks, found.whole.present[0].number, found.beside[0].number) == (HeadCount, 5, 2)
    assert [line.present for line in found.lines] == [(), ()]
    assert [line.difference for line in found.lines] == [None, None]


def test_a_count_of_all_titles_already_holds_those_by_title() -> None:
    found = strength([counted(5), counted(1, Title.CHIEF)], Wins.COUNTS, DAY)
    assert found.whole.present[0].number == 5
    assert strength([counted(1, Title.CHIEF), counted(2, Title.MEMBER)], Wins.COUNTS, DAY).whole.present[0].number == 3


def test_origins_that_differ_leave_no_difference() -> None:
    found = strength([post(Title.CHIEF, 1), post(Title.CHIEF, 2, "bo"), posted("a", Title.CHIEF)], Wins.POSTINGS, DAY)
    assert [one.number for one in found.lines[0].posts] == [2, 1]
    assert found.lines[0].difference is None


def test_nothing_stated_is_nothing_told() -> None:
    found = strength([], Wins.POSTINGS, DAY)
    assert (found.speaks, found.lines, found.whole.difference) == (None, (), None)
    assert strength(PEOPLE, Wins.POSTINGS, date(2024, 1, 1)).speaks is None


def test_only_those_who_serve_here_are_counted_with_their_qualification() -> None:
    kind = QualificationKind.INVESTIGATOR_PRIMARY
    held = [Qualification(officer=officer, kind=kind, **by()) for officer in ("a", "gone")]
    assert qualified([*PEOPLE, *held], DAY)[kind] == 1


def building(tenure: Tenure, origin: str = "tinh") -> Headquarters:
    given: dict[str, Any] = {"capacity": None, "floor_m2": None, "land_m2": None, "year": None}
    return Headquarters(
        unit="u00001", tenure=tenure, building=Building.PERMANENT, progress=Progress.FINISHED, **given, **by(origin)
    )


@pytest.mark.parametrize(
    ("standard", "facts", "words"),
    [
        ("independent-headquarters", [], ["Chưa nơi nào nêu gì vào ngày này."]),
        (
            "independent-headquarters",
            [building(Tenure.INDEPENDENT)],
            ["Phòng: độc lập; kiên cố; đã hoàn thành.", "Đạt từ ngày 01/01/2025."],
        ),
        (
            "independent-headquarters",
            [building(Tenure.INDEPENDENT), building(Tenure.BORROWED, "xa")],
            [
                "Phòng: độc lập; kiên cố; đã hoàn thành.",
                "xa: mượn hoặc thuê; kiên cố; đã hoàn thành.",
                "Các nơi cung cấp dẫn tới trạng thái khác nhau; chưa chọn nơi nào.",
            ],
        ),
        ("staffing-floor", PEOPLE[2:], ["Phòng: có 2 người, cần ít nhất 12."]),
        ("investigator", PEOPLE[2:], ["Phòng: 0 người có chức danh được tính, cần ít nhất 1."]),
        (
            "headquarters-standard",
            [
                ChecklistItem(unit="u00001", item=item, met=met, **by())
                for item, met in (("garage", True), ("duty-room", False))
            ],
            ["Trong 10 hạng mục: đạt 1, chưa đạt 1, không nêu 8."],
        ),
        (
            "hamlet-officer",
            [
                *(Hamlet(hamlet=key, unit="u00001", name=key, type=UnitType.THON, **by()) for key in ("h1", "h2")),
                HamletDuty(hamlet="h1", officer="a", **by()),
            ],
            ["Phòng: 1 trong 2 thôn, tổ dân phố có người phụ trách."],
        ),
    ],
)
def test_a_reason_says_what_decides(standard: str, facts: list[Fact], words: list[str]) -> None:
    decision = PlainDecider(Statements(facts)).decision(STANDARDS[standard], UNIT, DAY, {})
    told = reasons(STANDARDS[standard], UNIT, decision, DAY, {"tinh": "Phòng"})
    assert [Speech("vi").words(one) for one in told] == words


def test_a_unit_that_lost_what_it_had_says_so_even_if_nothing_is_stated_now() -> None:
    before = building(Tenure.INDEPENDENT)
    ended = Headquarters(
        **{name: getattr(before, name) for name in before.__dataclass_fields__}
        | {"period": Period(date(2025, 1, 1), date(2025, 6, 1))}
    )
    later = building(Tenure.BORROWED)
    now = Headquarters(
        **{name: getattr(later, name) for name in later.__dataclass_fields__}
        | {"period": Period(date(2025, 6, 1), None)}
    )
    standard = STANDARDS["independent-headquarters"]
    decision = PlainDecider(Statements([ended, now])).decision(standard, UNIT, DAY, {})
    told = [one.key for one in reasons(standard, UNIT, decision, DAY, {})]
    assert told == ["reason.premises", "reason.lost"]


def test_every_item_and_kind_has_its_title() -> None:
    rule: Any = STANDARDS["headquarters-standard"].rule
    assert rule.titles["garage"] == {"vi": "Nhà để xe", "en": "Garage"}
    assert tuple(rule.titles) == rule.items
