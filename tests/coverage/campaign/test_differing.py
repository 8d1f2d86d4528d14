"""Origins that differ: both are told, one is counted by, and nothing is counted twice."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.period import Period
from diaban.coverage.campaign.differing import counted_by, planned_by
from diaban.registers.campaign import CampaignPlan, FormCount


def days(first: int, last: int) -> Period:
    return Period(date(2026, 9, first), date(2026, 9, last + 1))


def forms(period: Period, collected: int, origin: str = "xa", row: int = 0, unit: str = "a") -> FormCount:
    given_: dict[str, Any] = {"origin": origin, "source": "bc", "row": row}
    return FormCount(period=period, unit=unit, collected=collected, checked=0, **given_)


def plan(target: int, origin: str, row: int) -> CampaignPlan:
    given_: dict[str, Any] = {"origin": origin, "source": "kh", "row": row}
    return CampaignPlan(period=days(1, 29), unit="a", target=target, teams=1, shifts=1, crew=3, **given_)


def test_the_larger_target_is_planned_by_and_the_other_told() -> None:
    small, large = plan(100, "tinh", 9), plan(120, "xa", 3)
    planned, differing = planned_by([small, large])
    assert planned == {"a": large}
    assert [one.told for one in differing] == [(large, small)]
    assert planned_by([small]) == ({"a": small}, [])


def test_of_two_counts_of_the_same_days_the_smaller_is_sure() -> None:
    one, other = forms(days(1, 7), 80), forms(days(1, 7), 70, "tinh")
    kept, differing = counted_by([one, other, forms(days(8, 14), 5)])
    assert sorted(row.collected for row in kept) == [5, 70]
    assert [row.told for row in differing] == [(other, one)]


def test_who_tells_of_more_days_is_counted_by() -> None:
    week, stray = forms(days(1, 7), 70), forms(days(3, 3), 1, "tinh")
    kept, differing = counted_by([week, stray])
    assert kept == [week]
    assert differing[0].told == (week, stray)


def test_origins_that_take_turns_do_not_differ() -> None:
    rows = [forms(days(1, 7), 70), forms(days(8, 14), 80, "tinh")]
    assert counted_by(rows) == (rows, [])


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 5), st.integers(0, 99), st.sampled_from("abc"))))
def test_no_day_of_a_commune_is_counted_by_two_origins(told: list[tuple[int, int, int, str]]) -> None:
    rows = [
        forms(days(first, first + length - 1), count, origin, row)
        for row, (first, length, count, origin) in enumerate(told)
    ]
    kept, differing = counted_by(rows)
    for at, one in enumerate(kept):
        assert all(one.origin == other.origin or not one.period.overlaps(other.period) for other in kept[:at])
    shown = {row.row for each in differing for row in each.told} | {row.row for row in kept}
    assert shown == {row.row for row in rows}, "nothing is left out unsaid"
