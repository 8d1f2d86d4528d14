"""A unit on a day on which it was there, was over, had not begun, or lies before its records."""

from datetime import date

import pytest

from diaban.units.atlas import Atlas
from diaban.units.portrait import counts_within, lives, portrait, siblings
from diaban.units.unit import Level, UnitType
from tests.units.table import atlas_of

UNITS = """
    P  01     Mẫu     tỉnh   province  -  -           -
    A  00101  An      xã     commune   P  -           2025-07-01
    B  00102  Bình    xã     commune   P  -           2025-07-01
    K  00103  Khê     xã     commune   P  -           2025-07-01
    K  00109  Khê_Mới phường commune   P  2025-07-01  -
    M  00101  An_Bình xã     commune   P  2025-07-01  -
    N  00105  Nam     xã     commune   P  -           2021-01-01
"""
LINEAGE = """
    B  M  merge  2025-07-01  part   default  act_1  confirmed
    A  M  merge  2025-07-01  whole  default  act_1  confirmed
"""
EVENTS = """
    K  rename  2025-07-01  act_3
    K  retype  2025-07-01  act_4
"""


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return atlas_of(UNITS, LINEAGE, EVENTS, "P 2024-01-01")


@pytest.mark.parametrize(
    ("unit", "day", "presence", "on", "code"),
    [
        ("A", "2025-06-30", "in-force", "2025-06-30", "00101"),
        ("A", "2025-07-01", "ended", "2025-06-30", "00101"),
        ("A", "2023-12-31", "before-records", None, "00101"),
        ("M", "2025-06-30", "not-yet", "2025-07-01", "00101"),
        ("K", "2025-06-30", "in-force", "2025-06-30", "00103"),
        ("K", "2026-01-01", "in-force", "2026-01-01", "00109"),
        # It ended before the list of its province was complete: no day can be vouched for.
        ("N", "2022-01-01", "ended", None, "00105"),
    ],
)
def test_a_unit_is_shown_on_a_day_that_can_be_vouched_for(
    atlas: Atlas, unit: str, day: str, presence: str, on: str | None, code: str
) -> None:
    shown = portrait(atlas, unit, date.fromisoformat(day))
    assert (shown.presence, shown.on, shown.unit.code) == (
        presence,
        None if on is None else date.fromisoformat(on),
        code,
    )


def test_an_id_that_was_never_issued_is_not_shown(atlas: Atlas) -> None:
    with pytest.raises(KeyError):
        portrait(atlas, "zzz", date(2025, 1, 1))


def test_a_life_tells_what_changed_on_its_first_day(atlas: Atlas) -> None:
    told = [(life.unit.full_name, [event.act for event in life.events]) for life in lives(atlas, "K")]
    assert told == [("xã Khê", []), ("phường Khê Mới", ["act 3", "act 4"])]
    assert lives(atlas, "K")[1].parent is not None


def test_neighbours_end_at_the_ends(atlas: Atlas) -> None:
    day = date(2025, 6, 30)
    before, after = siblings(atlas, portrait(atlas, "B", day).unit, day)
    assert (before and before.id, after and after.id) == ("A", "K")
    assert siblings(atlas, portrait(atlas, "A", day).unit, day)[0] is None
    assert siblings(atlas, portrait(atlas, "P", day).unit, day) == (None, None)


def test_counts_are_those_of_the_day(atlas: Atlas) -> None:
    assert counts_within(atlas, date(2025, 6, 30))["P"][Level.COMMUNE] == {UnitType.XA: 3}
    assert counts_within(atlas, date(2025, 7, 1))["P"][Level.COMMUNE] == {UnitType.XA: 1, UnitType.PHUONG: 1}
