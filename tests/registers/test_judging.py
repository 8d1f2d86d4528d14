"""True beside what is held: each check with the smallest facts that cause it, and those that must not."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from diaban.basis.finding import Finding, Place
from diaban.basis.period import Period
from diaban.registers.campaign import CardCount, FormCount
from diaban.registers.fact import Fact
from diaban.registers.files import register_of
from diaban.registers.judging.held import Held
from diaban.registers.judging.judge import CHECKS, judge
from diaban.registers.movement import (
    ModelKind,
    ModelPlace,
    MovementModel,
    MovementSessions,
    Recognition,
    RecognitionLevel,
    SessionKind,
)
from diaban.registers.patrols import Border, BorderCommune, PatrolHeld, PatrolPlan
from diaban.registers.premises import Building, Headquarters, Progress, Tenure
from diaban.registers.situation import SituationCount
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Post, Posting, Title
from diaban.units.event import Confidence
from diaban.units.unit import UnitType
from tests.units.table import atlas_of

# a and b became M, whole; s was divided into U and V.
ATLAS = atlas_of(
    """
    P  01     Mẫu   tỉnh  province  -  -           -
    a  00101  Một   xã    commune   P  -           2025-07-01
    b  00102  Hai   xã    commune   P  -           2025-07-01
    s  00103  Ba    xã    commune   P  -           2025-07-01
    c  00104  Bốn   xã    commune   P  -           -
    M  00201  Gộp   xã    commune   P  2025-07-01  -
    U  00202  Trên  xã    commune   P  2025-07-01  -
    V  00203  Dưới  xã    commune   P  2025-07-01  -
    """,
    """
    a  M  merge  2025-07-01  whole  default  act_1  confirmed
    b  M  merge  2025-07-01  whole  default  act_1  confirmed
    s  U  split  2025-07-01  part   default  act_1  confirmed
    s  V  split  2025-07-01  part   -        act_1  confirmed
    """,
    horizons="P 2024-01-01",
)
DAY = date(2025, 9, 14)


def during(start: str, end: str | None = None) -> dict[str, Any]:
    ends = None if end is None else date.fromisoformat(end)
    return {"period": Period(date.fromisoformat(start), ends), "origin": "xa", "source": "bc"}


def judged(facts: Sequence[Fact], held: Sequence[Fact] = (), day: date = DAY) -> list[Finding]:
    places = [Place(row=number) for number in range(2, 2 + len(facts))]
    return judge(register_of(type(facts[0])), facts, places, Held(held), ATLAS, day)


def codes(facts: Sequence[Fact], held: Sequence[Fact] = (), day: date = DAY) -> list[str]:
    return [found.code for found in judged(facts, held, day)]


# -- people -----------------------------------------------------------------------------------------------

ALWAYS = during("2025-01-01")


def posting(officer: str, unit: str, title: Title = Title.MEMBER, **more: Any) -> Posting:
    return Posting(officer=officer, unit=unit, title=title, **(ALWAYS | more))


def post(unit: str, title: Title, number: int, **more: Any) -> Post:
    return Post(unit=unit, title=title, number=number, document="1/QĐ", **(ALWAYS | more))


def test_an_officer_in_two_units_is_told_once_and_in_plain_words() -> None:
    there = posting("CB-1", "c", origin="xa-c")
    (found,) = judged([posting("CB-1", "M", **during("2025-07-01"))], [there])
    assert (found.code, found.place.row, found.values["origin"]) == ("officer-in-two-posts", 2, "xa-c")
    assert "CB-1" not in str(found.values)
    assert codes([posting("CB-1", "c")], [there]) == []
    assert (
        codes(
            [posting("CB-1", "M", **during("2025-07-01"))],
            [posting("CB-1", "c", **during("2025-01-01", "2025-07-01") | {"origin": "xa-c"})],
        )
        == []
    )
    assert codes([posting("CB-1", "c", Title.CHIEF)], [there]) == ["officer-in-two-posts"]


def test_a_title_without_a_post_and_more_people_than_posts() -> None:
    posts = [post("c", Title.CHIEF, 1), post("c", Title.MEMBER, 2)]
    assert codes([posting("CB-1", "c", Title.DEPUTY)], posts) == ["post-not-assigned"]
    three = [posting(f"CB-{n}", "c") for n in (1, 2, 3)]
    (found,) = judged(three, posts)
    assert (found.code, found.place.row, found.values["people"], found.values["posts"]) == (
        "people-above-posts",
        4,
        3,
        2,
    )
    assert codes(three[:2], posts) == []
    assert codes(three, []) == [], "of a unit without any post nothing is known"
    assert codes(three[:2], [*posts, three[2]]) == ["people-above-posts"], "who serves already counts"
    assert codes([post("c", Title.MEMBER, 2)], three) == ["people-above-posts"], "fewer posts than people"


def test_people_as_counts_are_held_against_posts_too() -> None:
    def count(number: int, title: Title | None = None) -> HeadCount:
        return HeadCount(unit="c", title=title, number=number, **ALWAYS)

    posts = [post("c", Title.CHIEF, 1), post("c", Title.MEMBER, 7)]
    assert codes([count(8)], posts) == []
    assert codes([count(80)], posts) == ["people-above-posts"]
    assert codes([count(2, Title.CHIEF)], posts) == ["people-above-posts"]
    assert codes([count(1, Title.DEPUTY)], posts) == ["post-not-assigned"]
    higher = [*posts, post("c", Title.MEMBER, 9, origin="tinh")]
    assert codes([count(10)], higher) == [], "of two origins the larger number of posts"


def test_a_duty_of_an_officer_who_serves_elsewhere() -> None:
    hamlet = Hamlet(hamlet="c-1", unit="c", name="Một", type=UnitType.THON, **ALWAYS)
    duty = HamletDuty(hamlet="c-1", officer="CB-1", **ALWAYS)
    assert codes([duty], [hamlet, posting("CB-1", "M", **during("2025-01-01"))]) == ["duty-officer-elsewhere"]
    assert codes([duty], [hamlet, posting("CB-1", "c")]) == []
    assert codes([duty], [hamlet]) == ["officer-not-posted"]


# -- premises ---------------------------------------------------------------------------------------------


def headquarters(tenure: Tenure, **more: Any) -> Headquarters:
    given: dict[str, Any] = {"unit": "c", "building": Building.PERMANENT, "progress": Progress.FINISHED}
    given |= dict.fromkeys(("capacity", "floor_m2", "land_m2", "year"))
    return Headquarters(tenure=tenure, **given, **(ALWAYS | more))


def test_a_headquarters_is_not_both_shared_and_independent() -> None:
    independent = headquarters(Tenure.INDEPENDENT, origin="hau-can", row=7)
    (found,) = judged([headquarters(Tenure.IN_COMMITTEE)], [independent])
    assert (found.code, found.values["row"]) == ("headquarters-shared-and-independent", "7")
    assert codes([headquarters(Tenure.INDEPENDENT)], [independent]) == []
    assert codes([headquarters(Tenure.NONE)], [independent]) == ["origins-disagree"]


# -- keys -------------------------------------------------------------------------------------------------


def test_a_key_belongs_to_one_unit_at_a_time() -> None:
    mine = MovementModel(model="MH-1", unit="M", name="Camera", kind=ModelKind.CAMERA, **during("2025-07-01"))
    theirs = MovementModel(model="MH-1", unit="c", name="Đèn", kind=ModelKind.LIGHT, **ALWAYS | {"origin": "xa-c"})
    assert codes([mine], [theirs]) == ["key-of-another-unit"]
    before = MovementModel(
        model="MH-1", unit="a", name="Camera", kind=ModelKind.CAMERA, **during("2025-01-01", "2025-07-01")
    )
    assert codes([mine], [before]) == [], "the same model under the unit that came after"


def test_a_place_belongs_to_a_model_that_is_listed() -> None:
    place = ModelPlace(place="D-1", model="MH-1", unit="c", name="Chợ", participants=None, **ALWAYS)
    model = MovementModel(model="MH-1", unit="M", name="Camera", kind=ModelKind.CAMERA, **ALWAYS)
    assert codes([place]) == ["model-not-listed"]
    assert codes([place], [model]) == []


# -- patrols and recognition ------------------------------------------------------------------------------


def patrol(on: str, unit: str = "c") -> PatrolHeld:
    given: dict[str, Any] = {"patrol": "T1", "police": 2, "border_guard": 2}
    given |= {"police_signatory": "Trưởng Công an xã", "border_guard_signatory": "Đồn trưởng"}
    return PatrolHeld(unit=unit, held_on=date.fromisoformat(on), **given, **during("2025-08-15", "2025-09-15"))


def test_patrols_belong_to_border_communes_of_their_day() -> None:
    plan = PatrolPlan(unit="c", patrol="T1", planned_on=date(2025, 8, 20), police=2, border_guard=2, **ALWAYS)
    border = BorderCommune(
        unit="c", border=Border.LAND, confidence=Confidence.REPORTED, basis="x", **during("2025-07-01", "2025-09-01")
    )
    assert codes([patrol("2025-08-20")], [plan, border]) == []
    assert codes([patrol("2025-09-02")], [plan, border]) == ["patrol-off-border"]
    assert codes([patrol("2025-08-20", "M")], [plan, border]) == ["patrol-off-border", "patrol-not-planned"]
    assert codes([patrol("2025-08-20")], [plan]) == [], "without any list nothing is known of borders"


@pytest.mark.parametrize(
    ("level", "granted", "told"),
    [
        (RecognitionLevel.RESIDENTIAL_AREA, "2025-11-20", []),
        (RecognitionLevel.RESIDENTIAL_AREA, "2025-11-21", ["recognition-late"]),
        (RecognitionLevel.COMMUNE, "2025-11-30", []),
        (RecognitionLevel.COMMUNE, "2025-12-01", ["recognition-late"]),
        (RecognitionLevel.COMMUNE, "2024-11-30", ["recognition-of-another-year"]),
        (RecognitionLevel.COMMUNE, None, ["recognition-without-decision"]),
    ],
)
def test_the_yearly_classification(level: RecognitionLevel, granted: str | None, told: list[str]) -> None:
    area = level is RecognitionLevel.RESIDENTIAL_AREA
    recognition = Recognition(
        unit="c",
        hamlet="c-1" if area else None,
        level=level,
        year=2025,
        safe=True,
        decision=None if granted is None else "1/QĐ",
        granted_on=None if granted is None else date.fromisoformat(granted),
        **during("2025-01-01", "2026-01-01"),
    )
    hamlet = Hamlet(hamlet="c-1", unit="c", name="Một", type=UnitType.THON, **ALWAYS)
    assert codes([recognition], [hamlet], date(2025, 12, 14)) == told
    assert codes([recognition], [hamlet], date(2025, 11, 14)) == [
        one for one in told if one != "recognition-without-decision"
    ]
    if area:
        assert codes([recognition], []) == ["hamlet-not-listed", *told]
    if not told:
        assert codes([recognition], [hamlet], date(2024, 12, 14)) == ["recognition-of-year-to-come"]


# -- steps in their order ---------------------------------------------------------------------------------


def months(first: int, last: int) -> list[tuple[str, str]]:
    return [(f"2025-{month - 1:02}-15", f"2025-{month:02}-15") for month in range(first, last + 1)]


def cards(unit: str, span: tuple[str, str], *numbers: int) -> CardCount:
    return CardCount(unit=unit, applied=numbers[0], issued=numbers[1], handed_over=numbers[2], **during(*span))


def test_cards_are_issued_after_they_were_applied_for() -> None:
    february, march = months(2, 3)
    before = cards("c", february, 100, 40, 10)
    assert codes([cards("c", march, 10, 60, 80)], [before]) == [], "110 ≥ 100 ≥ 90"
    (found,) = judged([cards("c", march, 10, 60, 91)], [before])
    assert (found.code, found.place.column) == ("steps-out-of-order", "handed_over")
    assert (found.values["done"], found.values["first"]) == (101, 100)
    assert codes([cards("c", march, 10, 80, 0)], [before]) == ["steps-out-of-order"]


def test_what_the_merged_communes_had_counts_on() -> None:
    old = [cards("a", ("2025-05-15", "2025-06-15"), 50, 0, 0), cards("b", ("2025-06-15", "2025-07-01"), 30, 0, 0)]
    july = ("2025-07-01", "2025-07-15")
    assert codes([cards("M", july, 0, 80, 80)], old) == []
    assert codes([cards("M", july, 0, 81, 0)], old) == ["steps-out-of-order"]
    # Of the divided commune nobody knows which part had them.
    assert codes([cards("U", july, 0, 9, 9)], [cards("s", ("2025-06-15", "2025-07-01"), 5, 0, 0)]) == []


def test_forms_are_checked_after_they_were_collected() -> None:
    form = FormCount(unit="c", collected=10, checked=11, **during("2025-08-15", "2025-09-15"))
    assert codes([form]) == ["steps-out-of-order"]


# -- far from its own history -----------------------------------------------------------------------------


def cases(unit: str, span: tuple[str, str], detected: int | None) -> SituationCount:
    given: dict[str, Any] = dict.fromkeys(("prevented", "resolved", "stated", "least", "most"))
    return SituationCount(unit=unit, category="drugs", detected=detected, **given, **during(*span))


def test_a_digit_too_many_stands_out_and_a_quiet_month_does_not() -> None:
    before = [cases("c", span, n) for span, n in zip(months(2, 7), (3, 2, 4, 3, 0, 2), strict=True)]
    august = ("2025-07-15", "2025-08-15")
    assert codes([cases("c", august, 0)], before) == []
    assert codes([cases("c", august, 9)], before) == []
    (found,) = judged([cases("c", august, 32)], before)
    assert (found.code, found.place.column, found.values["n"]) == ("count-unusual", "detected", 6)
    assert codes([cases("c", august, 32)], before[2:]) == [], "fewer than five periods say nothing"
    assert codes([cases("c", august, None)], before) == []
    week = cases("c", ("2025-07-15", "2025-07-22"), 32)
    assert codes([week], before) == [], "a week is not held against months"


def test_history_crosses_a_merger_by_the_rule_sum() -> None:
    spans = months(2, 6)
    before = [cases(unit, span, 50) for unit in ("a", "b") for span in spans]
    august = ("2025-07-15", "2025-08-15")
    assert codes([cases("M", august, 100)], before) == []
    (found,) = judged([cases("M", august, 50)], before)
    assert found.code == "count-unusual"
    low, high = found.values["low"], found.values["high"]
    assert isinstance(low, int)
    assert isinstance(high, int)
    assert 50 < low < 100 < high < 150
    # One of the two lacks a month: that month is left out, and four say nothing.
    assert codes([cases("M", august, 50)], before[1:]) == []
    divided = [cases("s", span, 50) for span in spans]
    assert codes([cases("U", august, 5)], divided) == []


def test_kinds_of_sessions_have_histories_of_their_own() -> None:
    def sessions(span: tuple[str, str], kind: SessionKind, number: int) -> MovementSessions:
        return MovementSessions(unit="c", kind=kind, sessions=number, attendees=None, **during(*span))

    before = [sessions(span, SessionKind.LAUNCH, 1) for span in months(2, 6)]
    before += [sessions(span, SessionKind.AWARENESS, 60) for span in months(2, 6)]
    august = ("2025-06-15", "2025-07-15")
    assert codes([sessions(august, SessionKind.AWARENESS, 62)], before) == []
    assert codes([sessions(august, SessionKind.LAUNCH, 62)], before) == ["count-unusual"]


def test_every_register_that_is_checked_is_a_register() -> None:
    assert all(register_of(kind).fact is kind for kind in CHECKS)
