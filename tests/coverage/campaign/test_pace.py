"""Pace, the day it ends, teams that could go, and bounds that stay bounds."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.coverage.campaign.pace import DRAWS, FEWEST, HORIZON, Stretch, drawn_days, finish, pace
from diaban.coverage.campaign.standing import per_officer_under
from diaban.coverage.campaign.teams import Move, TeamNeed, moves, need

DAY = date(2026, 11, 1)


def weekly(*forms: int) -> list[Stretch]:
    """So many forms, week by week."""
    return [Stretch(DAY + timedelta(days=7 * (at - len(forms))), 7, count) for at, count in enumerate(forms)]


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_a_pace_is_forms_by_days() -> None:
    told = pace(weekly(70, 140))
    assert (told.forms, told.days, told.periods, told.per_day) == (210, 14, 2, 15.0)
    assert pace([]).per_day == 0


def test_an_even_pace_ends_on_its_day() -> None:
    drawn = drawn_days(weekly(70, 70, 70, 70, 70), 100, rng())
    told = finish(drawn, DAY)
    assert told is not None
    assert told.early == told.middle == told.late == DAY + timedelta(days=10)


def test_an_uneven_pace_has_an_interval_around_what_it_comes_to() -> None:
    told = finish(drawn_days(weekly(0, 140, 10, 130, 70, 70), 1400, rng()), DAY)
    assert told is not None
    assert told.early is not None
    assert told.middle is not None
    assert told.late is not None
    assert told.early < told.middle < told.late
    assert abs((told.middle - DAY).days - 140) < 12


def test_nothing_is_told_of_what_nobody_knows() -> None:
    assert drawn_days(weekly(*[70] * (FEWEST - 1)), 100, rng()) is None
    assert finish(None, DAY) is None
    idle = finish(drawn_days(weekly(0, 0, 0, 0, 0), 100, rng()), DAY)
    assert idle is not None
    assert idle.middle is None
    done = finish(drawn_days([], 0, rng()), DAY)
    assert done is not None
    assert done.late == DAY


@given(st.lists(st.integers(0, 500), min_size=FEWEST, max_size=40), st.integers(1, 50_000))
def test_more_to_collect_never_ends_earlier(forms: list[int], rest: int) -> None:
    one, more = (drawn_days(weekly(*forms), amount, rng()) for amount in (rest, 2 * rest))
    assert one is not None
    assert more is not None
    assert len(one) == DRAWS
    assert np.all(one > 0)
    assert np.all(one[np.isfinite(one)] <= HORIZON)
    # Drawn anew, the same draws do not come again: within one period.
    assert np.median(one) <= np.median(more) + 7


def test_teams_go_from_where_they_are_spare_to_where_they_are_short() -> None:
    by = DAY + timedelta(days=30)
    spare = need(teams=4, per_day=40, rest=300, as_of=DAY, by=by)
    short = need(teams=1, per_day=10, rest=900, as_of=DAY, by=by)
    assert (spare, short) == (TeamNeed(4, 1), TeamNeed(1, 3))
    assert moves({"a": spare, "b": short}) == [Move("a", "b", 2)]
    assert need(teams=2, per_day=0, rest=9, as_of=DAY, by=by).needed is None
    assert need(teams=2, per_day=9, rest=0, as_of=DAY, by=by).needed == 0
    assert need(teams=2, per_day=9, rest=1, as_of=by, by=by).short == 0


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.builds(TeamNeed, st.integers(0, 9), st.integers(0, 9))))
def test_nobody_lends_more_than_is_spare_or_gets_more_than_is_short(needs: dict[str, TeamNeed]) -> None:
    told = moves(needs)
    for unit, one in needs.items():
        assert sum(move.teams for move in told if move.giver == unit) <= max(0, -one.short)
        assert sum(move.teams for move in told if move.taker == unit) <= max(0, one.short)
    lacking = sum(max(0, one.short) for one in needs.values())
    spare = sum(max(0, -one.short) for one in needs.values())
    assert sum(move.teams for move in told) == min(lacking, spare)


def test_a_bound_on_officers_is_a_bound_on_forms() -> None:
    assert per_officer_under(305_402, 500) == 611
    assert 305_402 / 501 < 611
    with pytest.raises(ValueError, match="officers"):
        per_officer_under(1, 0)
