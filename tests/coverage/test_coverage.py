"""Coverage over any small history: lists disjoint, their union the frame, nothing lost on the way to other units."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.catalogue import shipped
from diaban.basis.figure import Address, Step
from diaban.coverage.columns import Book
from diaban.coverage.count import coverage, coverage_of_all
from diaban.coverage.engine import Engine
from diaban.coverage.frame import Change, FrozenFrame, Scope, frame_for
from diaban.coverage.plain import PlainDecider
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State, carried_state
from diaban.coverage.statement import Statements
from diaban.units.crosswalk import CarryRule, Crosswalk, Given
from diaban.units.trace import destinations, origins
from diaban.units.unit import Level
from tests.coverage.world import STANDARDS, World, days, worlds

RULES = st.sampled_from([CarryRule.ANY, CarryRule.ALL])


def answers(world: World, day: date, other: date | None, rule: CarryRule, scope: Scope) -> list[CoverageResult]:
    """Every standard, by the engine; the plain rules must say the same."""
    statements = Statements(world.facts)
    engine, plain = (
        coverage_of_all(
            world.atlas, world.service, STANDARDS.values(), scope, day, decider, world.evidence, frame=other, rule=rule
        )
        for decider in (Engine(Book.of(statements)), PlainDecider(statements))
    )
    assert engine == plain
    return engine


@given(worlds(), days, st.none() | days, RULES, st.booleans(), st.none() | days)
def test_lists_are_disjoint_and_their_union_is_the_frame(
    world: World, day: date, other: date | None, rule: CarryRule, province: bool, ground_of: date | None
) -> None:
    scope = Scope(world.atlas.by_id("p1", day), ground_of) if province else Scope()
    found = answers(world, day, other, rule, scope)
    assert [result.standard.id for result in found] == sorted(STANDARDS)
    for result in found:
        frame = {unit.id for unit in result.frame.units}
        lists = [set(ids) for ids in result.units.values()]
        assert sum(map(len, lists)) == len(frame) == len(result.frame.units)
        assert set().union(*lists) == frame
        assert not frame & set(result.outside) or result.reading.is_restated
        met, steps = set(result.units[State.MET]), [set(result.steps[step]) for step in Step]
        assert met == steps[0] >= steps[1] >= steps[2] >= steps[3]
        document = result.as_dict(shipped(), "vi")
        assert document["states"] == {state: len(ids) for state, ids in document["units"].items()}
        address = result.address(State.MET)
        assert Address.parse(str(address)) == address


@given(worlds(), days, days, RULES)
def test_restating_loses_no_ground_and_takes_none(world: World, day: date, other: date, rule: CarryRule) -> None:
    atlas = world.atlas
    for result in answers(world, day, other, rule, Scope()):
        framed = frame_for(atlas, world.service, result.scope_rule, Scope(), day)
        onward = {
            unit.id: destinations(atlas, unit.id, other) if day <= other else origins(atlas, unit.id, other, day)
            for unit in framed.units
        }
        assert {unit.id for unit in result.frame.units} == {target for there in onward.values() for target in there}
        for unit in result.frame.units:
            back = origins(atlas, unit.id, day, other) if day <= other else destinations(atlas, unit.id, day)
            assert (unit.id in result.frame.mixed) == (not set(back) <= onward.keys())


@given(worlds(), days, days, RULES, st.data())
def test_states_cross_as_the_crosswalk_carries_yes_and_no(
    world: World, day: date, other: date, rule: CarryRule, data: st.DataObject
) -> None:
    table = Crosswalk(world.atlas, day, other)
    drawn = {
        unit: data.draw(st.sampled_from([State.MET, State.NOT_STARTED, State.UNACCOUNTED]), unit.id)
        for unit in world.atlas.in_force(day, Level.COMMUNE)
    }
    known = [Given(unit.code, state is State.MET) for unit, state in drawn.items() if state is not State.UNACCOUNTED]
    carried = {unit.id: value for unit, value in table.carry(known, rule).values}
    states = {unit.id: state for unit, state in drawn.items()}
    for unit in world.atlas.in_force(other, Level.COMMUNE):
        sources = [(states[one], len(table.targets[one]) == 1) for one in table.sources.get(unit.id, ())]
        if sources:
            expected = {True: State.MET, False: State.NOT_STARTED, None: State.UNACCOUNTED}[carried.get(unit.id)]
            assert carried_state(sources, rule) is expected


@pytest.mark.parametrize(
    ("sources", "rule", "state"),
    [
        (["met", "under-way"], "any", "met"),
        (["met", "under-way"], "all", "under-way"),
        (["met", "not-started"], "all", "not-started"),
        (["lost", "not-started"], "any", "lost"),
        (["lost", "met"], "all", "lost"),
        (["met", "unaccounted"], "any", "met"),
        (["met", "unaccounted"], "all", "unaccounted"),
        (["not-started", "unaccounted"], "all", "not-started"),
        (["under-way", "unaccounted"], "any", "unaccounted"),
        # A part of a divided unit (*): what one place has may lie in the other part; what holds all over holds here.
        (["met*"], "any", "unaccounted"),
        (["met*"], "all", "met"),
        (["not-started*"], "any", "not-started"),
        (["not-started*"], "all", "unaccounted"),
        (["met*", "met"], "any", "met"),
        (["not-started*", "not-started"], "all", "not-started"),
        (["under-way*", "under-way"], "any", "under-way"),
    ],
)
def test_a_state_crosses_where_the_rule_decides_it(sources: list[str], rule: str, state: str) -> None:
    given_ = [(State(text.rstrip("*")), not text.endswith("*")) for text in sources]
    assert carried_state(given_, CarryRule(rule)) is State(state)


def test_a_state_crosses_by_no_other_rule() -> None:
    with pytest.raises(ValueError, match="any or all"):
        carried_state([(State.MET, True)], CarryRule.SUM)


@given(worlds(), days, days)
def test_a_frozen_frame_keeps_its_units_and_names_every_change(world: World, frozen_on: date, day: date) -> None:
    standard = STANDARDS["independent-headquarters"]
    then = frame_for(world.atlas, world.service, standard.scope_on(frozen_on), Scope(), frozen_on)
    frozen = FrozenFrame("f1", "Mẫu số thử", "", frozen_on, tuple(unit.id for unit in then.units), 1, "thử")
    decider = PlainDecider(Statements(world.facts))
    result = coverage(world.atlas, world.service, standard, Scope(), day, decider, frozen=frozen)
    now = frame_for(world.atlas, world.service, standard.scope_on(day), Scope(), day)
    kept, derived = set(frozen.units), {unit.id for unit in now.units}
    assert {unit.id for unit in result.frame.units} == kept
    by_change = {change: {c.unit for c in result.frame.changes if c.change is change} for change in Change}
    assert by_change[Change.NOT_YET] == derived - kept
    assert by_change[Change.ENDED] | by_change[Change.NO_LONGER] == kept - derived
    assert all((world.atlas.find_id(unit, day) is None) == (unit in by_change[Change.ENDED]) for unit in kept - derived)
    assert (result.as_dict(shipped(), "en")["frame"] or {})["kind"] == "frozen"
