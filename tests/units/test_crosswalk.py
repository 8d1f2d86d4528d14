"""Values across a change of units, rule by rule, in examples of two or three units."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from diaban.basis.finding import Place
from diaban.units.atlas import Atlas
from diaban.units.crosswalk import Carried, CarryRule, Crosswalk, Given, Share
from tests.units.table import atlas_of, given, told, values

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)

# A and B merge into M; C is divided into U and V, and V takes in D; K stays, under another code; Z ends.
UNITS = """
    P  01     Mẫu    tỉnh province  -  -           -
    A  00101  An     xã   commune   P  -           2025-07-01
    B  00102  Bình   xã   commune   P  -           2025-07-01
    C  00103  Cao    xã   commune   P  -           2025-07-01
    D  00104  Đông   xã   commune   P  -           2025-07-01
    K  00105  Khê    xã   commune   P  -           2025-07-01
    K  00101  Khê    xã   commune   P  2025-07-01  -
    Z  00106  Xa     xã   commune   P  -           2025-07-01
    M  00202  Gộp    xã   commune   P  2025-07-01  -
    U  00203  Hạ     xã   commune   P  2025-07-01  -
    V  00204  Vọng   xã   commune   P  2025-07-01  -
"""
LINEAGE = """
    A  M  merge          2025-07-01  whole  default  act_1  confirmed
    B  M  merge          2025-07-01  whole  default  act_1  confirmed
    C  U  split          2025-07-01  part   -        act_1  {sure}
    C  V  part-transfer  2025-07-01  part   default  act_1  {sure}
    D  V  part-transfer  2025-07-01  whole  default  act_1  confirmed
"""
EVENTS = """
    K  recode     2025-07-01  act_1
    Z  abolition  2025-07-01  act_1
"""


def example(sure: str = "confirmed") -> Atlas:
    return atlas_of(UNITS, LINEAGE.format(sure=sure), EVENTS, "P 2025-01-01")


def table(start: date = OLD, end: date = NEW, atlas: Atlas | None = None) -> Crosswalk:
    return Crosswalk(atlas or example(), start, end)


# -- the table ----------------------------------------------------------------------------------------


def test_a_table_joins_the_units_of_two_days_that_share_ground() -> None:
    forward, backward = table(), table(NEW, OLD)
    assert {unit_id: set(there) for unit_id, there in forward.targets.items()} == {
        "P": {"P"}, "A": {"M"}, "B": {"M"}, "C": {"U", "V"}, "D": {"V"}, "K": {"K"}, "Z": set(),
    }  # fmt: skip
    assert set(forward.sources["V"]) == {"C", "D"}
    assert forward.sources == {unit_id: there for unit_id, there in backward.targets.items() if there}
    assert forward.there("00101") == "K"
    assert backward.there("00101") == "A"
    assert forward.there("00106") is None


def test_a_unit_lies_whole_in_another_only_if_no_part_of_it_lies_elsewhere() -> None:
    assert [unit_id for unit_id in "ABCDKZ" if table().lies_whole(unit_id)] == ["A", "B", "D", "K"]
    assert [unit_id for unit_id in "KMUV" if table(NEW, OLD).lies_whole(unit_id)] == ["K", "U"]


# -- sum ----------------------------------------------------------------------------------------------


def test_eight_and_eight_merged_is_sixteen() -> None:
    carried = table().carry(given({"00101": 8, "00102": 8}), CarryRule.SUM)
    assert values(carried) == {"00202": Decimal(16)}
    assert (carried.findings, carried.remainder) == ((), Decimal(0))


def test_a_divided_value_without_share_or_place_is_refused_and_its_parts_are_named() -> None:
    carried = table().carry(given({"00103": 10, "00104": 5}), CarryRule.SUM)
    assert values(carried) == {}
    assert told(carried) == [("carry-divided", "00103"), ("carry-withheld", "00203"), ("carry-withheld", "00204")]
    divided, *_, withheld = carried.findings
    assert [unit.full_name for unit in divided.values["parts"].units] == ["xã Hạ", "xã Vọng"]
    assert [unit.full_name for unit in withheld.values["undecided"].units] == ["xã Cao"]
    assert carried.remainder == Decimal(15)


def test_without_the_value_of_one_of_its_units_a_merged_unit_gets_none() -> None:
    carried = table().carry(given({"00101": 8, "00105": 3}), CarryRule.SUM)
    assert values(carried) == {"00101": Decimal(3)}
    assert told(carried) == [("carry-withheld", "00202")]
    assert [unit.code for unit in carried.findings[0].values["missing"].units] == ["00102"]
    assert carried.remainder == Decimal(8)


def test_a_unit_without_successor_keeps_its_value_back() -> None:
    carried = table().carry(given({"00106": 4, "00105": 3}), CarryRule.SUM)
    assert values(carried) == {"00101": Decimal(3)}
    assert [found.code for found in carried.findings] == ["carry-no-successor"]
    assert carried.remainder == Decimal(4)


def test_zero_is_a_value_and_fractions_add_up_exactly() -> None:
    carried = table().carry([Given("00101", Decimal("0.1")), Given("00102", Decimal("0.2"))], CarryRule.SUM)
    assert values(carried) == {"00202": Decimal("0.3")}
    assert values(table().carry(given({"00101": 0, "00102": 0}), CarryRule.SUM)) == {"00202": Decimal(0)}


def test_answers_stand_in_order_of_code() -> None:
    carried = table().carry(given({"00105": 1, "00102": 1, "00101": 1, "01": 1}), CarryRule.SUM)
    assert [unit.code for unit, _ in carried.values] == ["00101", "00202", "01"]


def test_backwards_a_merged_value_is_divided_and_a_part_is_not_the_whole() -> None:
    carried = table(NEW, OLD).carry(given({"00202": 16, "00203": 3, "00101": 9}), CarryRule.SUM)
    assert values(carried) == {"00105": Decimal(9)}
    assert told(carried) == [
        ("carry-divided", "00202"),
        ("carry-withheld", "00101"),
        ("carry-withheld", "00102"),
        ("carry-withheld", "00103"),
    ]
    assert [unit.code for unit in carried.findings[-1].values["missing"].units] == ["00204"]
    assert carried.remainder == Decimal(19)


# -- what is given ------------------------------------------------------------------------------------


def test_codes_that_are_unknown_of_another_day_or_repeated_are_named_and_not_carried() -> None:
    lines = [
        Given("00105", Decimal(3), place=Place(row=2)),
        Given("00105", Decimal(4), place=Place(row=3)),
        Given("77777", Decimal(1), place=Place(file="x.csv", row=4)),
        Given("00202", Decimal(1), place=Place(row=5)),
    ]
    carried = table().carry(lines, CarryRule.SUM)
    assert values(carried) == {"00101": Decimal(3)}
    assert [(found.code, found.place.row) for found in carried.findings] == [
        ("carry-repeated", 3),
        ("unknown-code", 4),
        ("code-of-another-day", 5),
    ]
    assert carried.findings[1].place == Place(file="x.csv", row=4, unit="77777")
    assert carried.remainder == Decimal(0)


def test_a_day_before_the_horizon_carries_nothing() -> None:
    carried = table(date(2024, 12, 31), NEW).carry(given({"00101": 8, "00102": 8}), CarryRule.SUM)
    assert values(carried) == {}
    assert [code for code, _ in told(carried)] == ["before-records", "before-records"]


@pytest.mark.parametrize(("rule", "value"), [("sum", True), ("none", False), ("any", Decimal(1)), ("all", Decimal(0))])
def test_a_value_of_the_wrong_kind_is_the_callers_mistake(rule: str, value: Decimal | bool) -> None:
    with pytest.raises(TypeError, match=f"rule {rule} carries"):
        table().carry([Given("00105", value)], CarryRule(rule))


@pytest.mark.parametrize("rule", [CarryRule.SUM, CarryRule.BY_PLACE, CarryRule.BY_SHARE, CarryRule.NONE])
def test_nothing_given_is_nothing_carried(rule: CarryRule) -> None:
    assert table().carry([], rule) == Carried((), (), Decimal(0))
    assert table().carry([], CarryRule.ANY) == Carried((), (), None)


# -- by place -----------------------------------------------------------------------------------------


def test_a_place_that_is_told_takes_the_whole_value() -> None:
    carried = table().carry(given({"00103": 10, "00104": 5}, {"00103": "00203"}), CarryRule.BY_PLACE)
    assert values(carried) == {"00203": Decimal(10), "00204": Decimal(5)}
    assert (carried.findings, carried.remainder) == ((), Decimal(0))


def test_without_a_place_told_the_confirmed_default_successor_takes_it() -> None:
    carried = table().carry(given({"00103": 10, "00104": 5}), CarryRule.BY_PLACE)
    assert values(carried) == {"00203": Decimal(0), "00204": Decimal(15)}
    assert carried.findings == ()


@pytest.mark.parametrize("sure", ["to-confirm", "reported", "disputed"])
def test_a_default_successor_in_doubt_takes_nothing(sure: str) -> None:
    doubtful = table(atlas=example(sure))
    assert doubtful.default_of("C") is None
    carried = doubtful.carry(given({"00103": 10, "00104": 5}), CarryRule.BY_PLACE)
    assert values(carried) == {}
    assert told(carried) == [("carry-divided", "00103"), ("carry-withheld", "00203"), ("carry-withheld", "00204")]
    told_place = doubtful.carry(given({"00103": 10, "00104": 5}, {"00103": "00204"}), CarryRule.BY_PLACE)
    assert values(told_place) == {"00203": Decimal(0), "00204": Decimal(15)}


@pytest.mark.parametrize("to", ["00202", "77777", "00103"])
def test_a_place_outside_the_ground_of_the_unit_is_refused(to: str) -> None:
    carried = table().carry(given({"00103": 10}, {"00103": to}), CarryRule.BY_PLACE)
    assert carried.findings[0].code == "carry-place-astray"
    assert [unit.code for unit in carried.findings[0].values["parts"].units] == ["00203", "00204"]
    assert (values(carried), carried.remainder) == ({}, Decimal(10))


def test_backwards_there_is_no_default_but_a_place_may_be_told() -> None:
    back = table(NEW, OLD)
    assert back.default_of("M") is None
    assert told(back.carry(given({"00202": 16}), CarryRule.BY_PLACE))[0] == ("carry-divided", "00202")
    carried = back.carry(given({"00202": 16}, {"00202": "00102"}), CarryRule.BY_PLACE)
    assert values(carried) == {"00101": Decimal(0), "00102": Decimal(16)}


# -- by share -----------------------------------------------------------------------------------------


def shares(*lines: tuple[str, str, str]) -> list[Share]:
    return [Share(code, to, Decimal(share), Place(row=row)) for row, (code, to, share) in enumerate(lines, 2)]


def test_shares_divide_a_value_exactly() -> None:
    divided = shares(("00103", "00203", "0.3"), ("00103", "00204", "0.7"))
    carried = table().carry(given({"00103": 10, "00104": 5}), CarryRule.BY_SHARE, divided)
    assert values(carried) == {"00203": Decimal(3), "00204": Decimal(12)}
    assert (carried.findings, carried.remainder) == ((), Decimal(0))


def test_by_share_without_shares_is_refused() -> None:
    carried = table().carry(given({"00103": 10, "00101": 8, "00102": 8}), CarryRule.BY_SHARE)
    assert values(carried) == {"00202": Decimal(16)}
    assert told(carried)[0] == ("carry-divided", "00103")
    assert carried.remainder == Decimal(10)


@pytest.mark.parametrize(
    "lines",
    [
        [("00103", "00203", "0.3"), ("00103", "00204", "0.6")],
        [("00103", "00203", "0.3"), ("00103", "00204", "0.8")],
        [("00103", "00203", "1")],
        [("00103", "00203", "-0.5"), ("00103", "00204", "1.5")],
        [("00103", "00203", "0.3"), ("00103", "00203", "0.4"), ("00103", "00204", "0.6")],
    ],
    ids=["too little", "too much", "a part missing", "negative", "a part twice"],
)
def test_shares_that_do_not_divide_the_whole_are_refused(lines: list[tuple[str, str, str]]) -> None:
    carried = table().carry(given({"00103": 10, "00104": 5}), CarryRule.BY_SHARE, shares(*lines))
    assert values(carried) == {}
    assert [code for code, _ in told(carried)][:2] == ["carry-share-total", "carry-divided"]
    assert carried.remainder == Decimal(15)


def test_a_share_for_units_that_have_no_ground_in_common_is_named_with_its_row() -> None:
    lines = shares(("00101", "00203", "1"), ("77777", "00203", "1"), ("00103", "77777", "1"))
    carried = table().carry([], CarryRule.BY_SHARE, lines)
    assert [(found.code, found.place.row) for found in carried.findings] == [
        ("carry-share-astray", 2),
        ("carry-share-astray", 3),
        ("carry-share-astray", 4),
    ]


# -- none ---------------------------------------------------------------------------------------------


def test_what_never_crosses_is_kept_only_by_units_that_are_still_themselves() -> None:
    carried = table().carry(given({"00105": 9, "00101": 8, "00102": 8}), CarryRule.NONE)
    assert values(carried) == {"00101": Decimal(9)}
    assert told(carried) == [
        ("carry-not-carried", "00101"),
        ("carry-not-carried", "00102"),
        ("carry-withheld", "00202"),
    ]
    assert carried.remainder == Decimal(16)


# -- any, all -----------------------------------------------------------------------------------------

# What A and B are told to be, or not told; what M, which holds both whole, then is.
WHOLES = [
    # A,    B,     any,   all
    (True, True, True, True),
    (True, False, True, False),
    (False, False, False, False),
    (True, None, True, None),
    (False, None, None, False),
]
# What C and D are told to be; what U, which holds a part of C, and V, which holds the other and D, then are.
PARTS = [
    # C,    D,     any: U, V      all: U, V
    (True, True, None, True, True, True),
    (True, False, None, None, True, False),
    (False, True, False, True, None, None),
    (False, False, False, False, None, False),
    (True, None, None, None, True, None),
    (False, None, False, None, None, None),
    (None, True, None, True, None, None),
    (None, False, None, None, None, False),
]


def truth(rule: CarryRule, told: Mapping[str, bool | None]) -> Carried:
    return table().carry(given({code: value for code, value in told.items() if value is not None}), rule)


@pytest.mark.parametrize(("one", "other", "expected_any", "expected_all"), WHOLES)
def test_any_and_all_over_a_merger(
    one: bool, other: bool | None, expected_any: bool | None, expected_all: bool | None
) -> None:
    told_values = {"00101": one, "00102": other}
    for rule, expected in ((CarryRule.ANY, expected_any), (CarryRule.ALL, expected_all)):
        carried = truth(rule, told_values)
        assert values(carried).get("00202") is expected
        assert told(carried) == ([] if expected is not None else [("carry-withheld", "00202")])
        assert carried.remainder is None


@pytest.mark.parametrize(("c", "d", "any_u", "any_v", "all_u", "all_v"), PARTS)
def test_any_and_all_over_parts(
    c: bool | None, d: bool | None, any_u: bool | None, any_v: bool | None, all_u: bool | None, all_v: bool | None
) -> None:
    for rule, u, v in ((CarryRule.ANY, any_u, any_v), (CarryRule.ALL, all_u, all_v)):
        carried = truth(rule, {"00103": c, "00104": d})
        assert (values(carried).get("00203"), values(carried).get("00204")) == (u, v)


def test_where_a_divided_yes_decides_nothing_the_unit_and_its_parts_are_named() -> None:
    carried = truth(CarryRule.ANY, {"00103": True, "00104": False})
    assert told(carried) == [("carry-divided", "00103"), ("carry-withheld", "00203"), ("carry-withheld", "00204")]
