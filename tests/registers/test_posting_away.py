"""An officer leaves: the answers by hand, and, in generated communes, that no hamlet is forgotten."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.finding import Severity
from diaban.basis.period import Period
from diaban.registers.handover import Answered, HamletFacts, standings
from diaban.registers.posting_away import Away, PostedAway, post_away
from diaban.registers.staffing import Hamlet, HamletDuty, Posting, Title
from diaban.units.unit import UnitType
from tests.units.table import atlas_of

ATLAS = atlas_of("""
    P   01     Mẫu  tỉnh  province  -  2019-01-01  -
    u1  00101  Một  xã    commune   P  2019-01-01  -
    u2  00102  Hai  xã    commune   P  2019-01-01  -
""")
SINCE, DAY = date(2025, 1, 1), date(2026, 3, 1)
SAID: dict[str, Any] = {"origin": "xa", "source": "bc"}


def facts(duties: dict[str, str], staff: str = "abc") -> HamletFacts:
    ever = {"period": Period(SINCE, None), **SAID}
    return HamletFacts(
        [Hamlet(hamlet=key, unit="u1", name=key, type=UnitType.BAN, **ever) for key in duties],
        [
            HamletDuty(hamlet=key, officer=officer, row=n, **ever)
            for n, (key, officer) in enumerate(duties.items(), 1)
            if officer
        ],
        [Posting(officer=one, unit="u1", title=Title.MEMBER, row=n, **ever) for n, one in enumerate(staff, 1)],
    )


def decided(told: HamletFacts, takers: dict[str, str] | None = None, **more: Any) -> PostedAway:
    away = Away(**{"officer": "a", "day": DAY, "origin": "xa", "source": "qd", "unit": "u2", **more})
    return post_away(away, takers or {}, {}, told, ATLAS)


def codes(found: PostedAway) -> list[tuple[str, Severity]]:
    return [(one.code, one.severity) for one in found.findings]


def test_posting_and_hand_over_are_one() -> None:
    found = decided(facts({"h1": "a", "h2": "a", "h3": "b"}), {"h1": "b", "h2": "c"})
    assert codes(found) == []
    postings = [one for one in found.facts if isinstance(one, Posting)]
    assert [(one.unit, one.period) for one in postings] == [("u1", Period(SINCE, DAY)), ("u2", Period(DAY, None))]
    duties = [one for one in found.facts if isinstance(one, HamletDuty)]
    assert [(one.hamlet, one.officer, one.period.start) for one in duties] == [("h1", "b", DAY), ("h2", "c", DAY)]
    assert [type(one) for one in found.whole] == [Posting]


def test_nobodys_hamlets_are_left_behind_unsaid() -> None:
    told = facts({"h1": "a", "h2": "a"})
    assert codes(decided(told, {"h1": "b"})) == [("posting-leaves-hamlets", Severity.ERROR)]
    open_ = decided(told, {"h1": "b"}, leave=True)
    assert codes(open_) == [("posting-leaves-hamlets", Severity.WARNING)]
    assert open_.left == ("h2",)
    closed = [one for one in open_.facts if isinstance(one, HamletDuty) and one.hamlet == "h2"]
    assert [one.period for one in closed] == [Period(SINCE, DAY)]


def test_hamlets_are_shared_out_to_whoever_has_fewest() -> None:
    found = decided(facts({"h1": "a", "h2": "a", "h3": "a", "h4": "b"}), share=True)
    assert (codes(found), dict(found.handed)) == ([], {"h1": "c", "h2": "b", "h3": "c"})


def test_nobody_is_there_to_share_with() -> None:
    assert codes(decided(facts({"h1": "a"}, staff="a"), share=True)) == [("posting-leaves-hamlets", Severity.ERROR)]


@pytest.mark.parametrize(
    ("takers", "more", "code"),
    [
        ({}, {"officer": "z"}, "posting-away-unknown"),
        ({}, {"origin": "other"}, "posting-away-unknown"),
        ({}, {"day": SINCE}, "posting-away-first-day"),
        ({"h3": "c"}, {"share": True}, "posting-away-not-theirs"),
        ({"h1": "a"}, {"share": True}, "handover-officer-not-there"),
    ],
)
def test_what_cannot_be_is_refused(takers: dict[str, str], more: dict[str, Any], code: str) -> None:
    found = decided(facts({"h1": "a", "h3": "b"}), takers, **more)
    assert (code, Severity.ERROR) in codes(found)


@given(st.dictionaries(st.sampled_from([f"h{n}" for n in range(9)]), st.sampled_from(["a", "b", "c", ""])))
def test_after_it_everything_that_was_answered_for_is(duties: dict[str, str]) -> None:
    told = facts(duties)
    before = {one.hamlet for one in standings(told, ATLAS, DAY) if one.state is Answered.ANSWERED}
    found = decided(told, share=True)
    assert not any(severity is Severity.ERROR for _, severity in codes(found))
    gone = {(type(one), one.row) for one in found.whole}
    replaced = {one.hamlet for one in found.facts if isinstance(one, HamletDuty)}
    later = HamletFacts(
        told.hamlets,
        [one for one in told.duties if one.hamlet not in replaced]
        + [one for one in found.facts if isinstance(one, HamletDuty)],
        [one for one in told.postings if (Posting, one.row) not in gone]
        + [one for one in found.facts if isinstance(one, Posting)],
    )
    after = {one.hamlet for one in standings(later, ATLAS, DAY) if one.state is Answered.ANSWERED}
    assert after == before
    mine = {one.hamlet for one in later.duties if one.officer == "a" and DAY in one.period}
    assert not mine
