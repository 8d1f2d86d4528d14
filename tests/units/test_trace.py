"""Traces in examples: what a unit became, what it came from, composed over any number of steps."""

from datetime import date

import pytest

from diaban.basis.error import RefusedError
from diaban.units.atlas import Atlas
from diaban.units.event import Relation
from diaban.units.trace import destinations, flows, origins, trace
from tests.units.table import atlas_of

START, MIDDLE, END = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)

# 2024-07-01, act 1: A and B merge into M. 2025-07-01, act 2: M is divided into U and V; K keeps its ground under
# another name (act 3), and the district ends (act 4). 2026-07-01, act 5: U and V come together again in W.
UNITS = """
    P  01     Mẫu     tỉnh   province  -  -           -
    d  001    Cũ      huyện  district  P  -           2025-07-01
    A  00101  An      xã     commune   d  -           2024-07-01
    B  00102  Bình    xã     commune   d  -           2024-07-01
    K  00103  Khê     xã     commune   d  -           2025-07-01
    K  00109  Khê_Mới xã     commune   P  2025-07-01  -
    M  00101  An_Bình xã     commune   d  2024-07-01  2025-07-01
    U  00104  Hạ      xã     commune   P  2025-07-01  2026-07-01
    V  00101  Thượng  xã     commune   P  2025-07-01  2026-07-01
    W  00103  Vẹn     phường commune   P  2026-07-01  -
"""
LINEAGE = """
    A  M  merge  2024-07-01  whole  default  act_1  confirmed
    B  M  merge  2024-07-01  whole  default  act_1  confirmed
    M  U  split  2025-07-01  part   -        act_2  confirmed
    M  V  split  2025-07-01  part   default  act_2  confirmed
    U  W  merge  2026-07-01  whole  default  act_5  confirmed
    V  W  merge  2026-07-01  whole  default  act_5  confirmed
"""
EVENTS = """
    K  rename     2025-07-01  act_3
    K  recode     2025-07-01  act_3
    K  re-parent  2025-07-01  act_4
    d  abolition  2025-07-01  act_4
"""
LATER = date(2027, 1, 1)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return atlas_of(UNITS, LINEAGE, EVENTS)


def told(atlas: Atlas, unit_id: str, start: date, end: date) -> list[tuple[str, str, str, str]]:
    """Lines of a trace: code, relation, default or not, acts."""
    return [
        (step.unit.code, step.relation.value, "default" if step.is_default else "-", ", ".join(step.acts))
        for step in trace(atlas, unit_id, start, end)
    ]


def test_a_unit_to_which_nothing_happened_is_the_same(atlas: Atlas) -> None:
    assert told(atlas, "K", START, MIDDLE) == [("00103", "same", "default", "")]
    assert told(atlas, "A", START, START) == [("00101", "same", "default", "")]


def test_renaming_recoding_and_another_parent_leave_the_unit_the_same_and_cite_their_acts(atlas: Atlas) -> None:
    assert told(atlas, "K", START, END) == [("00109", "same", "default", "act 3, act 4")]
    assert told(atlas, "K", END, START) == [("00103", "same", "default", "act 3, act 4")]


def test_each_unit_of_a_merger_lies_whole_in_the_one_that_results(atlas: Atlas) -> None:
    assert told(atlas, "A", START, MIDDLE) == [("00101", "whole", "default", "act 1")]
    assert told(atlas, "B", START, MIDDLE) == [("00101", "whole", "default", "act 1")]


def test_a_divided_unit_lies_in_its_parts_and_one_of_them_is_the_default(atlas: Atlas) -> None:
    assert told(atlas, "M", MIDDLE, END) == [("00101", "part", "default", "act 2"), ("00104", "part", "-", "act 2")]


def test_relation_default_and_acts_compose_over_the_steps(atlas: Atlas) -> None:
    expected = [("00101", "part", "default", "act 1, act 2"), ("00104", "part", "-", "act 1, act 2")]
    assert told(atlas, "A", START, END) == expected


def test_parts_that_come_together_again_are_the_whole(atlas: Atlas) -> None:
    assert told(atlas, "M", MIDDLE, LATER) == [("00103", "whole", "default", "act 2, act 5")]
    assert told(atlas, "A", START, LATER) == [("00103", "whole", "default", "act 1, act 2, act 5")]
    assert told(atlas, "U", END, LATER) == [("00103", "whole", "default", "act 5")]


@pytest.mark.parametrize(("first", "second"), [("default", "-"), ("-", "default")])
def test_a_whole_is_the_default_by_whichever_part_the_seat_went(first: str, second: str) -> None:
    atlas = atlas_of(
        """
        A  00101  An   xã  commune  -  -           2024-07-01
        U  00102  Hạ   xã  commune  -  2024-07-01  2025-07-01
        V  00103  Xa   xã  commune  -  2024-07-01  2025-07-01
        W  00104  Vẹn  xã  commune  -  2025-07-01  -
        """,
        f"""
        A  U  split  2024-07-01  part   {first}   act_1  confirmed
        A  V  split  2024-07-01  part   {second}  act_1  confirmed
        U  W  merge  2025-07-01  whole  default   act_2  confirmed
        V  W  merge  2025-07-01  whole  default   act_2  confirmed
        """,
    )
    assert told(atlas, "A", START, END) == [("00104", "whole", "default", "act 1, act 2")]


def test_backwards_the_relation_still_says_how_much_of_the_older_lies_in_the_newer(atlas: Atlas) -> None:
    assert told(atlas, "M", MIDDLE, START) == [
        ("00101", "whole", "default", "act 1"),
        ("00102", "whole", "default", "act 1"),
    ]
    assert told(atlas, "U", END, MIDDLE) == [("00101", "part", "-", "act 2")]
    assert told(atlas, "W", LATER, MIDDLE) == [("00101", "whole", "default", "act 2, act 5")]


def test_codes_are_those_of_the_day_asked_for(atlas: Atlas) -> None:
    assert [step.unit.full_name for step in trace(atlas, "W", LATER, START)] == ["xã An", "xã Bình"]
    assert [step.unit.full_name for step in trace(atlas, "A", START, LATER)] == ["phường Vẹn"]


def test_a_district_abolished_has_no_successor(atlas: Atlas) -> None:
    assert trace(atlas, "d", START, END) == ()
    assert told(atlas, "d", START, MIDDLE) == [("001", "same", "default", "")]


def test_an_event_counts_from_its_own_day_on(atlas: Atlas) -> None:
    assert told(atlas, "A", START, date(2024, 6, 30)) == [("00101", "same", "default", "")]
    assert told(atlas, "A", START, date(2024, 7, 1)) == [("00101", "whole", "default", "act 1")]
    assert told(atlas, "M", date(2024, 7, 1), MIDDLE) == [("00101", "same", "default", "")]


def test_what_lost_a_part_on_the_way_is_not_whole() -> None:
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
    assert told(atlas, "A", START, END) == [("00102", "part", "-", "act 1")]
    assert told(atlas, "U", END, START) == [("00101", "part", "-", "act 1")]


def test_a_unit_created_on_new_ground_came_from_no_unit() -> None:
    atlas = atlas_of("N 00101 Mới xã commune - 2024-07-01 -", "", "N creation 2024-07-01 act_1")
    assert trace(atlas, "N", END, START) == ()
    assert told(atlas, "N", END, date(2024, 7, 1)) == [("00101", "same", "default", "")]


def test_a_default_is_one_only_if_every_step_on_the_way_was() -> None:
    atlas = atlas_of(
        """
        A  00101  An    xã  commune  -  -           2024-07-01
        U  00102  Hạ    xã  commune  -  2024-07-01  2025-07-01
        V  00103  Xa    xã  commune  -  2024-07-01  -
        X  00104  Một   xã  commune  -  2025-07-01  -
        Y  00105  Hai   xã  commune  -  2025-07-01  -
        """,
        """
        A  U  split  2024-07-01  part  -        act_1  confirmed
        A  V  split  2024-07-01  part  default  act_1  confirmed
        U  X  split  2025-07-01  part  default  act_2  confirmed
        U  Y  split  2025-07-01  part  -        act_2  confirmed
        """,
    )
    assert [(code, default) for code, _, default, _ in told(atlas, "A", START, END)] == [
        ("00103", "default"),
        ("00104", "-"),
        ("00105", "-"),
    ]


def test_a_trace_into_days_before_the_horizon_is_refused() -> None:
    lineage = "A N merge 2025-07-01 whole default act_1 confirmed\nB N merge 2025-07-01 whole default act_1 confirmed"
    atlas = atlas_of(
        """
        P  01     Mẫu  tỉnh  province  -  -           -
        Q  02     Thử  tỉnh  province  -  -           -
        A  00101  An   xã    commune   P  -           2025-07-01
        B  00102  Bình xã    commune   Q  -           2025-07-01
        N  00103  Mới  xã    commune   P  2025-07-01  -
        """,
        lineage,
        horizons="Q 2025-01-15",
    )
    assert [step.unit.id for step in trace(atlas, "N", END, date(2025, 1, 15))] == ["A", "B"]
    with pytest.raises(RefusedError, match="before-records") as error:
        trace(atlas, "N", END, MIDDLE)
    assert error.value.findings[0].place.unit == "00102"


def test_flows_destinations_and_origins_are_the_lineage_alone(atlas: Atlas) -> None:
    (flow,) = flows(atlas, "A", START, MIDDLE)
    assert (flow.newer, flow.relation, flow.is_default, flow.acts) == ("M", Relation.WHOLE, True, ("act 1",))
    assert destinations(atlas, "A", END) == ("U", "V")
    assert destinations(atlas, "d", END) == ()
    assert origins(atlas, "W", START, LATER) == ("A", "B")
    assert origins(atlas, "K", START, LATER) == ("K",)
