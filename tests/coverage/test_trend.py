"""A standard over months: which points belong together, where a line must not be drawn, what is not known at all."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import diaban
from diaban.coverage.count import coverage
from diaban.coverage.frame import Scope, scope_named
from diaban.coverage.plain import PlainDecider
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.coverage.statement import Statements
from diaban.coverage.trend import months, scope_at, trend_of
from diaban.units.edition import Edition, open_edition
from diaban.units.restate import Frame, frame_of, restate
from tests.coverage.world import STANDARDS, World, day_of, worlds

MANY = st.lists(st.integers(0, 300).map(day_of), min_size=1, max_size=8, unique=True).map(sorted)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(Path(diaban.__file__).parent / "reference" / "units")


def test_months_are_their_first_days_and_the_last_day_itself() -> None:
    assert [str(day) for day in months(date(2024, 11, 5), date(2025, 2, 14))] == [
        "2024-12-01",
        "2025-01-01",
        "2025-02-01",
        "2025-02-14",
    ]
    assert months(date(2025, 1, 1), date(2025, 1, 1)) == (date(2025, 1, 1),)
    assert months(date(2025, 1, 2), date(2025, 1, 1)) == ()
    assert len(months(date(9999, 11, 1), date(9999, 12, 31))) == 3


@given(worlds(), MANY, st.sampled_from(sorted(STANDARDS)), st.data())
def test_runs_and_blanks_are_all_there_is(world: World, days: Sequence[date], name: str, data: st.DataObject) -> None:
    decider = PlainDecider(Statements(world.facts))
    standard = STANDARDS[name]
    results: list[CoverageResult | None] = [
        coverage(world.atlas, world.service, standard, Scope(), day, decider) if data.draw(st.booleans()) else None
        for day in days
    ]
    trend = trend_of(name, days, results)
    told = {day: one for day, one in zip(days, results, strict=True) if one}
    known = {day for day, one in told.items() if len(one.units[State.UNACCOUNTED]) < one.size}
    points = [point for run in trend.runs for point in run]
    assert [point.day for point in points] == sorted(known)
    for point in points:
        result = told[point.day]
        assert (point.met, point.size) == (len(result.units[State.MET]), result.size)
        assert point.unknown == len(result.units[State.UNACCOUNTED])
        assert point.address == result.address(State.MET)
    for run in trend.runs:
        # One line counts one and the same set of units, on days that follow one another.
        assert len({told[point.day].frame.ids for point in run}) == 1
        first, last = days.index(run[0].day), days.index(run[-1].day)
        assert last - first == len(run) - 1
    for earlier, later in zip(trend.runs, trend.runs[1:], strict=False):
        direct = days.index(later[0].day) - days.index(earlier[-1].day) == 1
        assert direct == (later[0].day in trend.breaks)
        assert not direct or told[earlier[-1].day].frame.ids != told[later[0].day].frame.ids
    for start, end in trend.blanks:
        inside = [day for day in days if start <= day < end]
        assert known.isdisjoint(inside)
        assert end in known or end == days[-1]


def test_nothing_stated_is_a_blank_and_no_zero(edition: Edition) -> None:
    scope = scope_named(edition.atlas, edition.names, "Bắc Kạn", date(2025, 3, 1))
    days = (date(2025, 3, 1), date(2025, 4, 1))
    standard, nothing = STANDARDS["investigator"], PlainDecider(Statements(()))
    results = [coverage(edition.atlas, edition.service, standard, scope, day, nothing) for day in days]
    trend = trend_of(standard.id, days, results)
    assert (trend.runs, trend.blanks) == ((), (days,))


@pytest.mark.parametrize(
    ("name", "on", "day", "ground_of"),
    [
        (None, "2025-03-01", "2026-01-01", None),
        ("Quảng Ninh", "2025-03-01", "2026-01-01", None),
        ("Bắc Kạn", "2025-03-01", "2025-06-30", None),
        ("Bắc Kạn", "2025-03-01", "2025-07-01", "2025-06-30"),
        ("Thái Nguyên", "2025-07-01", "2025-06-30", "2025-07-01"),
        ("Thái Nguyên", "2025-07-01", "2026-11-24", None),
        ("Bắc Kạn@2025-03-01", "2025-03-01", "2026-01-01", "2025-03-01"),
        ("Bắc Kạn@2025-03-01", "2025-03-01", "2025-05-01", None),
    ],
)
def test_a_scope_stays_on_its_ground(
    edition: Edition, name: str | None, on: str, day: str, ground_of: str | None
) -> None:
    asked = scope_named(edition.atlas, edition.names, name, date.fromisoformat(on))
    scope = scope_at(edition.atlas, asked, date.fromisoformat(day))
    assert (scope.unit and scope.unit.id) == (asked.unit and asked.unit.id)
    assert (scope.ground_of and str(scope.ground_of)) == ground_of


def test_the_break_of_the_first_of_july_2025(edition: Edition) -> None:
    """Bắc Kạn: 108 communes until June; since July the same ground lies in 37, of which Thái Nguyên has 92."""
    atlas, days = edition.atlas, months(date(2025, 5, 1), date(2025, 8, 1))
    asked = scope_named(atlas, edition.names, "Bắc Kạn", date(2025, 3, 1))
    unit = asked.unit
    assert unit is not None
    standard, counted = STANDARDS["investigator"], PlainDecider(Statements(()))
    results = [coverage(atlas, edition.service, standard, scope_at(atlas, asked, day), day, counted) for day in days]
    ground: Frame = frame_of(atlas, unit.id, (), date(2025, 6, 30))
    there = {part.unit.id for part in restate(atlas, ground, date(2025, 7, 1))}
    assert [result.size for result in results] == [108, 108, 37, 37]
    assert set(results[2].frame.ids) == there
