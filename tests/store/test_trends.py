"""Trends and tallies out of the memory: kept until the next act, and only what the viewer may read in full."""

from dataclasses import replace
from datetime import date

from diaban.coverage.frame import Scope
from diaban.coverage.state import State
from diaban.store.viewer import Role, Viewer
from tests.store.conftest import Memory
from tests.store.test_figures import STANDARDS, house, opened
from tests.store.world import ADMIN, Clock, how

BAC_KAN = "u00004"
DAYS = (date(2025, 5, 1), date(2025, 6, 1))
HEADQUARTERS = "independent-headquarters"


def test_a_trend_and_a_tally_hold_until_the_next_act(memory: Memory) -> None:
    from diaban.store import actions, queries

    clock = Clock()
    edition, units = opened(clock)
    scope = Scope(edition.atlas.by_id(BAC_KAN, DAYS[0]))

    def met() -> tuple[list[list[int]], int]:
        found = queries.trends(edition=edition, standards=STANDARDS.values(), scope=scope, days=DAYS, viewer=ADMIN)
        tallied = queries.tallies(edition=edition, standards=STANDARDS.values(), day=DAYS[1], viewer=ADMIN)
        runs = [[point.met for point in run] for run in found[HEADQUARTERS].runs]
        return runs, tallied[BAC_KAN][HEADQUARTERS].states[State.MET]

    assert met() == ([], 0)
    actions.record(facts=[house(units[0], "2024-01-01")], **how(clock))
    assert met() == ([[1, 1]], 1)
    actions.record(facts=[house(units[1], "2025-05-15")], **how(clock))
    assert met() == ([[1, 2]], 2)


def test_whoever_reads_a_part_of_a_province_is_shown_no_figure_of_it(memory: Memory) -> None:
    from diaban.store import actions, queries

    clock = Clock()
    edition, units = opened(clock)
    actions.record(facts=[house(unit, "2024-01-01") for unit in units], **how(clock))
    scope = Scope(edition.atlas.by_id(BAC_KAN, DAYS[0]))
    whole = frozenset({BAC_KAN, *(unit.id for unit in edition.atlas.below(BAC_KAN, DAYS[0]))})
    reader = Viewer("x", Role.READER, whole)
    for viewer, shown in ((reader, True), (replace(reader, reads=whole - {units[-1]}), False)):
        tallied = queries.tallies(edition=edition, standards=STANDARDS.values(), day=DAYS[0], viewer=viewer)
        assert set(tallied) == ({BAC_KAN} if shown else set())
        found = queries.trends(edition=edition, standards=STANDARDS.values(), scope=scope, days=DAYS, viewer=viewer)
        assert bool(found[HEADQUARTERS].runs) is shown
