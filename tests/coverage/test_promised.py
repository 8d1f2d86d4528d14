"""Whether a promise was kept, against every way in which the units that are unaccounted for could stand."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import diaban
from diaban.coverage.frame import scope_named
from diaban.coverage.promise import read_promises
from diaban.coverage.promised import Account, Outcome, PromiseStanding, binds, outcome, scope_on
from diaban.units.edition import Edition, open_edition
from tests.coverage.world import STANDARDS

PROMISES = read_promises(STANDARDS)[0]
BAC_KAN = PROMISES["bac-kan-headquarters"]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(Path(diaban.__file__).parent / "reference" / "units")


@given(st.integers(1, 100), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_against_every_way_the_unknown_could_stand(share: int, met: int, unknown: int, rest: int) -> None:
    size = met + unknown + rest
    ways = {100 * (met + sum(way)) >= share * size for way in product((0, 1), repeat=unknown)}
    wanted = Outcome.UNSTATED if not size or len(ways) > 1 else Outcome.KEPT if ways == {True} else Outcome.NOT_KEPT
    assert outcome(share, met, unknown, size) is wanted


@pytest.mark.parametrize(
    ("share", "met", "unknown", "size", "wanted"),
    [
        (100, 102, 0, 102, "kept"),
        (100, 101, 1, 102, "unstated"),
        (100, 100, 1, 102, "not-kept"),
        (100, 3320, 0, 3321, "not-kept"),
        (99, 3320, 0, 3321, "kept"),
        (100, 0, 0, 0, "unstated"),
    ],
)
def test_all_means_all(share: int, met: int, unknown: int, size: int, wanted: str) -> None:
    assert outcome(share, met, unknown, size).value == wanted


def test_before_its_day_a_promise_is_running_and_without_an_answer_it_cannot_be_stated() -> None:
    early = date(2025, 3, 30)
    running = PromiseStanding(BAC_KAN, early, Account(early, None), None)
    assert (running.outcome, running.open, running.days_left) == (Outcome.RUNNING, 0, 1)
    assert not BAC_KAN.is_due(early)
    assert BAC_KAN.is_due(date(2025, 3, 31))
    due = PromiseStanding(BAC_KAN, date(2025, 4, 2), Account(date(2025, 4, 2), None), Account(BAC_KAN.by, None))
    assert (due.outcome, due.open, due.days_left) == (Outcome.UNSTATED, 0, -2)


def test_a_place_that_ended_is_the_ground_it_held(edition: Edition) -> None:
    before, after = (scope_on(BAC_KAN, edition, day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert before.unit is not None
    assert after.unit is not None
    assert (before.unit.code, before.ground_of) == ("06", None)
    assert (after.unit.id, after.ground_of) == (before.unit.id, date(2025, 2, 28))
    assert scope_on(PROMISES["nation-staffing-12"], edition, date(2025, 7, 1)).unit is None


@pytest.mark.parametrize(
    ("place", "day", "wanted"),
    [
        ("Bắc Kạn", "2025-03-31", True),
        ("02011", "2025-03-31", True),
        ("Quảng Ninh", "2025-03-31", False),
        ("Thái Nguyên", "2025-03-31", False),
        # Since the merger the ground of Bắc Kạn lies in Thái Nguyên.
        ("Thái Nguyên", "2025-07-01", True),
        ("Bắc Kạn@2025-02-28", "2025-07-01", True),
        ("Quảng Ninh", "2025-07-01", False),
    ],
)
def test_whom_a_promise_binds(edition: Edition, place: str, day: str, wanted: bool) -> None:
    on = date.fromisoformat(day)
    scope = scope_named(edition.atlas, edition.names, place, on)
    assert binds(BAC_KAN, edition, scope, on) is wanted
    assert binds(PROMISES["nation-staffing-12"], edition, scope, on)


def test_where_records_do_not_reach_the_code_decides(edition: Edition) -> None:
    day = date(2024, 6, 1)
    scope = scope_named(edition.atlas, edition.names, "Bắc Kạn", day)
    assert not binds(PROMISES["quang-nam-headquarters"], edition, scope, day)


def test_a_promise_with_a_number_of_its_own_is_measured_under_its_own_name() -> None:
    floor, thirty = STANDARDS["staffing-floor"], PROMISES["nation-staffing-30"]
    asked = thirty.asked(floor)
    assert (asked.id, asked.definition.title) == ("nation-staffing-30", thirty.definition.title)
    assert asked.definition.checksum not in (floor.definition.checksum, thirty.definition.checksum)
    assert BAC_KAN.asked(STANDARDS["independent-headquarters"]) is STANDARDS["independent-headquarters"]
