"""The whole lineage of a unit, at any remove, in an invented land of mergers and splits."""

from datetime import date
from pathlib import Path

import pytest

from diaban.units.atlas import Atlas
from diaban.units.edition import open_edition
from diaban.units.lineage import lineage
from diaban.units.trace import destinations, ended_on_ground_of
from tests.units.table import atlas_of

UNITS = """
    P  01     Mẫu   tỉnh   province  -  -           -
    A  00101  An    xã     commune   P  -           2024-01-01
    B  00102  Bình  xã     commune   P  -           2024-01-01
    D  00103  Định  xã     commune   P  -           2025-07-01
    C  00104  Cẩm   xã     commune   P  2024-01-01  2025-07-01
    E  00105  Êa    xã     commune   P  2025-07-01  2026-01-01
    F  00106  Phú   xã     commune   P  2025-07-01  -
    G  00108  Giang phường commune   P  2026-01-01  -
    H  00107  Hải   phường commune   P  2026-01-01  -
    L  00109  Lẻ    xã     commune   P  -           -
"""
LINEAGE = """
    A  C  merge  2024-01-01  whole  default  act_1  confirmed
    B  C  merge  2024-01-01  part   default  act_1  confirmed
    B  D2 merge  2024-01-01  part   -        act_1  confirmed
    D2 E  merge  2025-07-01  whole  default  act_2  confirmed
    C  E  merge  2025-07-01  part   default  act_2  confirmed
    C  F  split  2025-07-01  part   -        act_2  confirmed
    D  E  merge  2025-07-01  whole  default  act_2  confirmed
    E  G  split  2026-01-01  part   -        act_3  confirmed
    E  H  split  2026-01-01  part   default  act_3  confirmed
"""
LATE = "    D2 00100  Đông  xã     commune   P  2024-01-01  2025-07-01\n"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return atlas_of(UNITS + LATE, LINEAGE)


def test_ancestors_of_ancestors_and_successors_of_successors(atlas: Atlas) -> None:
    found = lineage(atlas, "E")
    # Nearest first; within a layer beside those they went into, then by code.
    assert found.older == (("D2", "D", "C"), ("B", "A"))
    assert found.newer == (("H", "G"),)
    assert found.count == 7
    ways = {(link.older, link.newer) for link in found.links}
    # C's other part, F, is no ground of E.
    assert ways == {("A", "C"), ("B", "C"), ("B", "D2"), ("C", "E"), ("D2", "E"), ("D", "E"), ("E", "G"), ("E", "H")}


def test_from_the_ends_everything_lies_on_one_side(atlas: Atlas) -> None:
    assert lineage(atlas, "B").newer == (("D2", "C"), ("E", "F"), ("H", "G"))
    assert lineage(atlas, "B").older == ()
    assert lineage(atlas, "F").older == (("C",), ("A", "B"))


def test_a_unit_that_never_changed_has_none(atlas: Atlas) -> None:
    found = lineage(atlas, "L")
    assert (found.older, found.newer, found.links, found.count) == ((), (), (), 0)


def test_a_unit_on_a_short_and_a_long_way_stands_as_far_out_as_the_long_one() -> None:
    units = """
        P  01     Mẫu  tỉnh  province  -  -           -
        A  00101  An   xã    commune   P  -           2024-01-01
        X  00102  Xa   xã    commune   P  2024-01-01  2025-01-01
        Y  00103  Yên  xã    commune   P  2024-01-01  2026-01-01
        Z  00104  Giữa xã    commune   P  2025-01-01  2026-01-01
        M  00105  Mới  xã    commune   P  2026-01-01  -
    """
    steps = """
        A  X  split  2024-01-01  part   default  act_1  confirmed
        A  Y  split  2024-01-01  part   -        act_1  confirmed
        X  Z  merge  2025-01-01  whole  default  act_2  confirmed
        Z  M  merge  2026-01-01  whole  default  act_3  confirmed
        Y  M  merge  2026-01-01  whole  default  act_3  confirmed
    """
    atlas = atlas_of(units, steps)
    assert lineage(atlas, "M").older == (("Y", "Z"), ("X",), ("A",))
    assert lineage(atlas, "A").newer == (("X", "Y"), ("Z",), ("M",))


def test_in_the_shipped_units_it_is_what_the_traces_find(root: Path) -> None:
    atlas, day = open_edition(root / "src/diaban/reference/units").atlas, date(2026, 11, 1)
    several = 0
    for unit in {unit.id for unit in atlas.units}:
        found = lineage(atlas, unit)
        several += len(found.older) > 1
        older = {one for layer in found.older for one in layer}
        assert older == set(ended_on_ground_of(atlas, [unit], date.max))
        newer = {one for layer in found.newer for one in layer}
        assert set(destinations(atlas, unit, day)) <= newer | {unit}
    assert several > 0
