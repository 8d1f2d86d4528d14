"""The provinces side by side, held against the coverage of each by itself."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

import diaban
from diaban.coverage.count import coverage_of_all
from diaban.coverage.frame import Scope
from diaban.coverage.plain import PlainDecider
from diaban.coverage.state import State
from diaban.coverage.statement import Statements
from diaban.coverage.tally import provinces_on, tally, tally_of
from diaban.units.edition import Edition, open_edition
from tests.coverage.world import STANDARDS, World, days, worlds


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(Path(diaban.__file__).parent / "reference" / "units")


@given(worlds(), days)
def test_every_province_counts_as_it_does_alone(world: World, day: date) -> None:
    decider = PlainDecider(Statements(world.facts))
    found = tally(world.atlas, world.service, STANDARDS.values(), day, decider)
    assert set(found) == {"p1", "p2"}
    for province, by_standard in found.items():
        scope = Scope(world.atlas.by_id(province, day))
        alone = coverage_of_all(world.atlas, world.service, STANDARDS.values(), scope, day, decider)
        assert set(by_standard) == {one.standard.id for one in alone}
        for one in alone:
            told = by_standard[one.standard.id]
            assert told.size == one.size
            assert dict(told.states) == {state: len(one.units[state]) for state in State}
            assert [told.address(state) for state in State] == [one.address(state) for state in State]


@given(worlds(), days, days)
def test_a_scope_is_tallied_as_it_is_covered(world: World, day: date, other: date) -> None:
    decider = PlainDecider(Statements(world.facts))
    scopes = [Scope(), *(Scope(world.atlas.by_id(top, day)) for top in ("p1", "p2"))]
    scopes.append(Scope(world.atlas.by_id("p1", other), other))
    for scope in scopes:
        covered = coverage_of_all(world.atlas, world.service, STANDARDS.values(), scope, day, decider)
        found = tally_of(world.atlas, world.service, STANDARDS.values(), scope, day, decider)
        assert list(found) == [one.standard.id for one in covered]
        for one in covered:
            told = found[one.standard.id]
            assert (told.ids, told.size, told.scope_rule) == (one.frame.ids, one.size, one.scope_rule)
            assert dict(told.states) == {state: len(one.units[state]) for state in State}
            assert [told.address(state) for state in State] == [one.address(state) for state in State]


@pytest.mark.parametrize(
    ("day", "told", "late"),
    [
        # Of the 63 of 2024 these have a complete list of communes that early, by the horizons of the edition.
        ("2024-11-01", 12, 51),
        ("2025-06-29", 43, 20),
        ("2025-06-30", 63, 0),
        ("2025-07-01", 34, 0),
    ],
)
def test_who_is_in_on_a_day(edition: Edition, day: str, told: int, late: int) -> None:
    found = provinces_on(edition.atlas, date.fromisoformat(day))
    assert (len(found.told), len(found.late)) == (told, late)
    assert all(first > date.fromisoformat(day) for _, first in found.late)


def test_the_first_day_of_a_province_is_its_horizon(edition: Edition) -> None:
    def told(day: str) -> list[str]:
        return [unit.name for unit in provinces_on(edition.atlas, date.fromisoformat(day)).told]

    assert told("2023-04-09") == []
    assert told("2023-04-10") == ["Bắc Kạn"]
