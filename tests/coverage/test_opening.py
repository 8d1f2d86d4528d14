"""A figure opens down to its units, records and sources, from its address alone."""

from datetime import date

import pytest
from hypothesis import given

from diaban.basis.error import RefusedError
from diaban.basis.figure import Address, FrameRef, Reading, ScopeRef, Step
from diaban.coverage.count import coverage_of_all
from diaban.coverage.frame import Scope
from diaban.coverage.opening import REGISTERS, figure_of, measured
from diaban.coverage.plain import PlainDecider
from diaban.coverage.state import State
from diaban.coverage.statement import KINDS, Statements
from tests.coverage.world import STANDARDS, World, days, worlds


@given(worlds(), days, days)
def test_a_figure_rests_on_records_of_its_own_ground(world: World, day: date, other: date) -> None:
    decider = PlainDecider(Statements(world.facts))
    for frame in (None, other):
        found = coverage_of_all(
            world.atlas, world.service, STANDARDS.values(), Scope(), day, decider, world.evidence, frame=frame
        )
        for result in found:
            for state in State:
                figure = figure_of(result, state, Step.REPORTED, world.atlas, decider, edition=1)
                assert figure.value == len(figure.units) == len(result.units[state])
                assert measured(Address.parse(str(figure.address))) == (result.standard.id, state)
                ground = {one for unit in figure.units for one in result.ground.get(unit, (unit,))}
                assert {record.unit for record in figure.records} <= ground
                assert set(figure.sources) <= set(result.sources)
                if state in (State.MET, State.UNDER_WAY, State.LOST):
                    assert bool(figure.records) == bool(figure.units)


def test_every_register_that_standards_read_has_a_name() -> None:
    assert REGISTERS.keys() == set(KINDS)


def test_an_address_of_an_unknown_state_is_refused() -> None:
    day = date(2025, 2, 28)
    address = Address("x.done", ScopeRef(), FrameRef(), day, None, Step.REPORTED, Reading.AS_REPORTED)
    with pytest.raises(RefusedError, match="figure-address"):
        measured(address)
    assert measured(Address("x", ScopeRef(), FrameRef(), day, None, Step.REPORTED, Reading.AS_REPORTED)) == (
        "x",
        State.MET,
    )
