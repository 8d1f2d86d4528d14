"""A frame on the units of another day, in examples: who holds the ground, and who holds other ground as well."""

from datetime import date

import pytest

from diaban.basis.error import RefusedError
from diaban.units.atlas import Atlas
from diaban.units.restate import Frame, frame_of, restate
from diaban.units.unit import UnitType
from tests.units.table import atlas_of

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)

# Two xã merge; a xã and a phường merge; a xã is divided; a phường is what it was.
UNITS = """
    P  01     Mẫu   tỉnh   province  -  -           -
    Q  02     Thử   tỉnh   province  -  -           -
    d  001    Cũ    huyện  district  P  -           2025-07-01
    a  00101  Một   xã     commune   d  -           2025-07-01
    b  00102  Hai   xã     commune   d  -           2025-07-01
    c  00103  Ba    xã     commune   d  -           2025-07-01
    p  00104  Bốn   phường commune   d  -           2025-07-01
    s  00105  Năm   xã     commune   Q  -           2025-07-01
    q  00106  Sáu   phường commune   Q  -           -
    M  00202  Gộp   xã     commune   P  2025-07-01  -
    N  00201  Lẫn   phường commune   P  2025-07-01  -
    U  00203  Trên  xã     commune   Q  2025-07-01  -
    V  00204  Dưới  xã     commune   Q  2025-07-01  -
"""
LINEAGE = """
    a  M  merge  2025-07-01  whole  default  act_1  confirmed
    b  M  merge  2025-07-01  whole  default  act_1  confirmed
    c  N  merge  2025-07-01  whole  default  act_1  confirmed
    p  N  merge  2025-07-01  whole  default  act_1  confirmed
    s  U  split  2025-07-01  part   default  act_1  confirmed
    s  V  split  2025-07-01  part   -        act_1  confirmed
"""


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return atlas_of(UNITS, LINEAGE, horizons="P 2024-01-01\nQ 2025-01-15")


def told(atlas: Atlas, frame: Frame, day: date) -> list[tuple[str, str]]:
    return [(part.unit.code, "mixed" if part.mixed else "-") for part in restate(atlas, frame, day)]


def test_the_xa_of_the_nation_lie_in_four_units_of_the_new_day_and_one_holds_a_phuong_too(atlas: Atlas) -> None:
    frame = frame_of(atlas, None, [UnitType.XA], OLD)
    assert frame.units == ("a", "b", "c", "s")
    assert told(atlas, frame, NEW) == [("00201", "mixed"), ("00202", "-"), ("00203", "-"), ("00204", "-")]


def test_a_frame_with_all_types_mixes_nothing(atlas: Atlas) -> None:
    frame = frame_of(atlas, None, [], OLD)
    assert {mixed for _, mixed in told(atlas, frame, NEW)} == {"-"}
    assert len(told(atlas, frame, NEW)) == 5


def test_half_of_a_merger_is_mixed(atlas: Atlas) -> None:
    assert told(atlas, Frame(OLD, ("a",)), NEW) == [("00202", "mixed")]
    assert told(atlas, Frame(OLD, ("b", "a")), NEW) == [("00202", "-")]


def test_backwards_a_part_of_a_divided_unit_stands_for_it_mixed(atlas: Atlas) -> None:
    assert told(atlas, Frame(NEW, ("U",)), OLD) == [("00105", "mixed")]
    assert told(atlas, Frame(NEW, ("U", "V")), OLD) == [("00105", "-")]
    assert told(atlas, Frame(NEW, ("N", "M")), OLD) == [(f"0010{n}", "-") for n in (1, 2, 3, 4)]


def test_a_frame_on_its_own_day_is_itself(atlas: Atlas) -> None:
    assert told(atlas, Frame(OLD, ("q", "a")), OLD) == [("00101", "-"), ("00106", "-")]


def test_a_frame_within_a_scope_and_by_types(atlas: Atlas) -> None:
    assert frame_of(atlas, "d", [], OLD).units == ("a", "b", "c", "p")
    assert frame_of(atlas, "P", [UnitType.PHUONG], OLD).units == ("p",)
    assert frame_of(atlas, "P", [UnitType.XA, UnitType.PHUONG], NEW).units == ("M", "N")
    assert frame_of(atlas, "a", [], OLD).units == ("a",)
    assert frame_of(atlas, "a", [UnitType.THI_TRAN], OLD).units == ()


def test_nothing_restated_is_nothing(atlas: Atlas) -> None:
    assert restate(atlas, Frame(OLD, ()), NEW) == ()
    assert restate(atlas, Frame(OLD, ("d",)), NEW) == ()


def test_a_frame_before_the_horizon_is_refused(atlas: Atlas) -> None:
    early = date(2025, 1, 14)
    with pytest.raises(RefusedError, match="before-records") as error:
        frame_of(atlas, None, [], early)
    assert [found.place.unit for found in error.value.findings] == ["02"]
    assert frame_of(atlas, "P", [UnitType.PHUONG], early).units == ("p",)
    with pytest.raises(RefusedError, match="before-records"):
        restate(atlas, Frame(NEW, ("U",)), early)
