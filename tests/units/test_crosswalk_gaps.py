"""Values across days on which some ground has no unit, or a unit for which nobody vouches yet."""

from datetime import date
from decimal import Decimal

from diaban.units.crosswalk import CarryRule, Crosswalk
from tests.units.table import atlas_of, given, told, values

NEW = date(2025, 7, 1)


def test_a_value_part_of_whose_ground_was_abolished_on_the_way_is_not_the_value_of_the_rest() -> None:
    atlas = atlas_of(
        """
        A  00101  An  xã  commune  -  -           2024-07-01
        U  00102  Hạ  xã  commune  -  2024-07-01  -
        V  00103  Xa  xã  commune  -  2024-07-01  2025-07-01
        """,
        """
        A  U  split  2024-07-01  part  -        act_1  confirmed
        A  V  split  2024-07-01  part  default  act_1  confirmed
        """,
        "V  abolition  2025-07-01  act_2",
    )
    lost = Crosswalk(atlas, date(2024, 1, 1), NEW)
    for rule in (CarryRule.SUM, CarryRule.BY_PLACE, CarryRule.BY_SHARE):
        carried = lost.carry(given({"00101": 8}), rule)
        assert told(carried) == [("carry-divided", "00101"), ("carry-withheld", "00102")]
        assert carried.remainder == Decimal(8)
    assert values(lost.carry(given({"00101": 8}, {"00101": "00102"}), CarryRule.BY_PLACE)) == {"00102": Decimal(8)}
    assert values(lost.carry(given({"00101": True}), CarryRule.ANY)) == {}
    assert values(lost.carry(given({"00101": True}), CarryRule.ALL)) == {"00102": True}


def test_backwards_a_value_partly_of_new_ground_is_not_the_value_of_the_old() -> None:
    atlas = atlas_of(
        """
        A  00101  An   xã  commune  -  -           2025-07-01
        C  00102  Mới  xã  commune  -  2024-07-01  2025-07-01
        N  00103  Gộp  xã  commune  -  2025-07-01  -
        """,
        """
        A  N  merge  2025-07-01  whole  default  act_2  confirmed
        C  N  merge  2025-07-01  whole  default  act_2  confirmed
        """,
        "C  creation  2024-07-01  act_1",
    )
    early = date(2024, 1, 1)
    assert values(Crosswalk(atlas, early, NEW).carry(given({"00101": 8}), CarryRule.SUM)) == {"00103": Decimal(8)}
    back = Crosswalk(atlas, NEW, early).carry(given({"00103": 8}), CarryRule.SUM)
    assert told(back) == [("carry-divided", "00103"), ("carry-withheld", "00101")]


def test_a_unit_whose_list_is_not_complete_is_missing_not_absent() -> None:
    atlas = atlas_of(
        """
        P  01  Mẫu  tỉnh  province  -  -           2025-07-01
        Q  02  Thử  tỉnh  province  -  -           2025-07-01
        R  03  Gộp  tỉnh  province  -  2025-07-01  -
        """,
        """
        P  R  merge  2025-07-01  whole  default  act_1  confirmed
        Q  R  merge  2025-07-01  whole  default  act_1  confirmed
        """,
        horizons="P 2023-04-10\nQ 2024-12-01",
    )
    early = date(2024, 1, 1)
    carried = Crosswalk(atlas, early, NEW).carry(given({"01": 8}), CarryRule.SUM)
    assert values(carried) == {}
    assert told(carried) == [("carry-withheld", "03")]
    assert [unit.full_name for unit in carried.findings[0].values["missing"].units] == ["tỉnh Thử"]
    back = Crosswalk(atlas, NEW, early).carry(given({"03": 16}), CarryRule.SUM)
    assert told(back) == [("carry-divided", "03"), ("carry-withheld", "01"), ("before-records", "02")]
    assert back.remainder == Decimal(16)
