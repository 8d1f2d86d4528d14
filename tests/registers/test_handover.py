"""Who answers for which hamlet: a small history of a posting and a merger, its answers written by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.finding import Place
from diaban.basis.period import Period
from diaban.registers.handover import Answered, HamletFacts, Roster, Void, hand_over, standings
from diaban.registers.staffing import Hamlet, HamletDuty, Posting, Title
from diaban.units.atlas import Atlas, Horizon
from diaban.units.event import ChangeEvent, ChangeKind, Confidence, Relation, Succession
from diaban.units.unit import Level, Unit, UnitType

FIRST, MERGED = date(2025, 1, 1), date(2025, 7, 1)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def commune(name: str, start: date, end: date | None) -> Unit:
    period = Period(start, end)
    return Unit(name, f"{int(name[1:]):05}", f"Đất {name}", UnitType.XA, Level.COMMUNE, "p1", period, period)


def atlas() -> Atlas:
    """u1 and u2 became u3 on the day of the merger; u4 stands."""
    always = Period(FIRST, None)
    province = Unit("p1", "01", "p1", UnitType.TINH, Level.PROVINCE, None, always, always)
    event = ChangeEvent("e1", ChangeKind.MERGE, MERGED, "u3", "act 1", Confidence.CONFIRMED)
    successions = [
        Succession(old, "u3", event, Relation.WHOLE, True, "r", Confidence.CONFIRMED) for old in ("u1", "u2")
    ]
    communes = [
        commune("u1", FIRST, MERGED),
        commune("u2", FIRST, MERGED),
        commune("u3", MERGED, None),
        commune("u4", FIRST, None),
    ]
    return Atlas([province, *communes], successions, (), [Horizon("p1", FIRST, "invented")])


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(f"2025-{text}")


def said(start: str | None, end: str | None, origin: str = "xa") -> dict[str, Any]:
    return {"period": Period(day(start), day(end)), "origin": origin, "source": "bc"}


def hamlet(key: str, unit: str, start: str | None = "01-01", end: str | None = None) -> Hamlet:
    return Hamlet(hamlet=key, unit=unit, name=f"Bản {key}", type=UnitType.BAN, **said(start, end))


def duty(key: str, officer: str, start: str | None = "01-01", end: str | None = None, origin: str = "xa") -> HamletDuty:
    return HamletDuty(hamlet=key, officer=officer, **said(start, end, origin))


def posting(officer: str, unit: str, start: str | None = "01-01", end: str | None = None) -> Posting:
    return Posting(officer=officer, unit=unit, title=Title.MEMBER, **said(start, end))


# u1 had an and binh, u2 had chi; on the merger an and chi went on in u3, binh was posted to u4. Hamlets h1 to h3 went
# along, h5 was forgotten; h4 is in u4, where only head counts are known until binh came.
FACTS = HamletFacts(
    hamlets=[
        *(hamlet(key, "u1", end="07-01") for key in ("h1", "h2", "h5")),
        hamlet("h3", "u2", end="07-01"),
        *(hamlet(key, "u3", start="07-01") for key in ("h1", "h2", "h3")),
        hamlet("h4", "u4"),
        hamlet("h6", "u4", end="03-01"),
    ],
    duties=[duty("h1", "an"), duty("h2", "binh"), duty("h4", "dung"), duty("h5", "an"), duty("h9", "an", end="03-01")],
    postings=[
        posting("an", "u1", end="07-01"),
        posting("binh", "u1", end="07-01"),
        posting("chi", "u2", end="07-01"),
        posting("an", "u3", start="07-01"),
        posting("chi", "u3", start="07-01"),
        posting("binh", "u4", start="07-01"),
    ],
)


def told(facts: HamletFacts, on: date) -> dict[str, tuple[str | None, str, list[str | None], tuple[str, ...]]]:
    return {
        one.hamlet: (one.unit, one.state.value, [s.void and s.void.value for s in one.duties], one.could_take)
        for one in standings(facts, atlas(), on)
    }


def test_before_the_merger_everybody_named_counts() -> None:
    assert told(FACTS, BEFORE) == {
        "h1": ("u1", "answered", [None], ()),
        "h2": ("u1", "answered", [None], ()),
        "h3": ("u2", "without", [], ("chi",)),
        "h4": ("u4", "answered", [None], ()),
        "h5": ("u1", "answered", [None], ()),
    }


def test_after_the_merger_a_duty_follows_its_officer() -> None:
    assert told(FACTS, AFTER) == {
        "h1": ("u3", "answered", [None], ()),
        # Of those who serve there chi has no hamlet yet, an has one.
        "h2": ("u3", "void", ["hamlet-moved"], ("chi", "an")),
        "h3": ("u3", "without", [], ("chi", "an")),
        # Since binh came there are postings: dung is not among them.
        "h4": ("u4", "void", ["not-posted"], ("binh",)),
        "h5": ("u1", "unlisted", ["hamlet-unlisted"], ("chi", "an")),
    }
    left = next(one for one in standings(FACTS, atlas(), AFTER) if one.hamlet == "h5")
    assert left.heirs == ("u3",)


def test_whoever_went_along_and_left_later_was_posted_away() -> None:
    ended = [
        replace(one, period=Period(one.period.start, day("08-01"))) if one.unit == "u3" else one
        for one in FACTS.postings
    ]
    facts = replace(FACTS, postings=[*ended, posting("an", "u4", start="08-01")])
    assert told(facts, AFTER)["h1"][1] == "answered"
    assert told(facts, date(2025, 8, 1))["h1"][1:3] == ("void", ["elsewhere"])
    # Nobody knows where chi went: that is said of her hamlets, wherever these lie now.
    gone = replace(facts, duties=[duty("h3", "chi")])
    assert told(gone, date(2025, 8, 1))["h3"][1:3] == ("void", ["not-posted"])


def test_a_posting_elsewhere_says_where() -> None:
    postings = [posting("an", "u4", end="05-01"), posting("an", "u1", start="05-01")]
    facts = HamletFacts([hamlet("h4", "u4")], [duty("h4", "an")], postings)
    (found,) = standings(facts, atlas(), date(2025, 5, 1))
    assert (found.state, found.duties[0].void, found.duties[0].posted) == (Answered.VOID, Void.ELSEWHERE, ("u1",))
    # Nobody is left in u4, yet its postings are held: an empty list is no licence.
    assert found.could_take == ()


def test_a_hamlet_that_only_a_duty_names_is_shown_and_one_taken_off_its_list_is_not() -> None:
    assert told(FACTS, date(2025, 2, 1))["h9"] == (None, "unlisted", ["hamlet-unlisted"], ())
    assert told(FACTS, date(2025, 2, 1))["h6"][1] == "without"
    assert "h6" not in told(FACTS, date(2025, 3, 1))


def test_nothing_is_known_of_nothing() -> None:
    assert standings(HamletFacts([], [], []), atlas(), AFTER) == []


units, officers = st.sampled_from(["u1", "u2"]), st.sampled_from(["a", "b"])
spans = st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(10, 19))


@given(st.lists(st.tuples(units, officers, spans), max_size=6), units, officers, st.integers(0, 19))
def test_the_rule_against_its_sentence(rows: list[Any], unit: str, officer: str, at: int) -> None:
    """Serves there that day, or no posting to the unit had begun by then."""

    def on(number: int | None) -> date | None:
        return None if number is None else date(2025, 1, 1 + number)

    postings = [
        Posting(officer=who, unit=where, title=Title.MEMBER, period=Period(on(a), on(b)), origin="x", source="s")
        for where, who, (a, b) in rows
    ]
    begun = [(who, b) for where, who, (a, b) in rows if where == unit and (a or 0) <= at]
    serves = any(who == officer and (b is None or at < b) for who, b in begun)
    assert Roster(postings, date(2025, 1, 1 + at)).answers(officer, unit) == (serves or not begun)


@pytest.mark.parametrize(
    ("wanted", "codes", "recorded"),
    [
        ([duty("h2", "chi")], [], [("h2", "chi", "2025-07-01", None)]),
        ([duty("h2", "binh")], ["handover-officer-not-there", "handover-unchanged"], []),
        ([duty("h3", "dung")], ["handover-officer-not-there"], [("h3", "dung", "2025-07-01", None)]),
        ([duty("h5", "an")], ["handover-hamlet-unlisted", "handover-unchanged"], []),
        ([duty("h8", "an")], ["handover-hamlet-unlisted"], [("h8", "an", "2025-07-01", None)]),
        ([duty("h1", "an")], ["handover-unchanged"], []),
        ([duty("h1", "chi", origin="tinh")], ["handover-other-origin"], [("h1", "chi", "2025-07-01", None)]),
        ([duty("h1", "an", origin="tinh")], [], [("h1", "an", "2025-07-01", None)]),
    ],
    ids=lambda value: "-".join(map(str, value))[:40] if isinstance(value, list) and value else "none",
)
def test_what_a_hand_over_on_the_day_of_the_merger_comes_to(
    wanted: list[HamletDuty], codes: list[str], recorded: list[tuple[str, str, str, str | None]]
) -> None:
    found = hand_over(wanted, [Place(row=2)], FACTS, atlas(), MERGED)
    assert [one.code for one in found.findings] == codes
    assert all(one.place.row == 2 for one in found.findings)
    assert [
        (one.hamlet, one.officer, str(one.period.start), one.period.end and str(one.period.end)) for one in found.duties
    ] == recorded


def test_all_findings_at_once_each_in_its_place() -> None:
    wanted, places = [duty("h8", "an"), duty("h3", "dung")], [Place(row=2), Place(row=3)]
    found = hand_over(wanted, places, FACTS, atlas(), MERGED)
    assert [(one.code, one.place.row) for one in found.findings] == [
        ("handover-hamlet-unlisted", 2),
        ("handover-officer-not-there", 3),
    ]


def test_where_only_head_counts_are_known_a_duty_is_taken_as_stated() -> None:
    found = hand_over([duty("h4", "em")], [Place(row=2)], FACTS, atlas(), BEFORE)
    assert [(one.code, one.severity.value) for one in found.findings] == [("handover-unchecked", "warning")]
    assert len(found.duties) == 1


def test_a_new_duty_ends_where_the_next_recorded_one_begins() -> None:
    facts = HamletFacts(FACTS.hamlets, [duty("h3", "chi", start="09-01")], FACTS.postings)
    found = hand_over([duty("h3", "an")], [Place(row=2)], facts, atlas(), MERGED)
    assert [one.code for one in found.findings] == ["handover-until"]
    assert [one.period for one in found.duties] == [Period(MERGED, date(2025, 9, 1))]
