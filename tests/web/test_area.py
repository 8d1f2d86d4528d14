"""Areas chosen on the map: what they hold, and that an address carries them."""

from math import cos, pi, sin
from urllib.parse import parse_qsl

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diaban.units.position import Spot
from diaban.web.area import Area, Box, Line, chosen_area, written

CORNER = st.tuples(st.integers(-180_000, 180_000), st.integers(-90_000, 90_000))


def area(query: str) -> Area | None:
    given = dict(parse_qsl(query))
    return chosen_area(given.get("vung", ""), given.get("khung", ""))


def at(lon: float, lat: float) -> Spot:
    return Spot(lon, lat, "u00001")


@given(st.lists(CORNER, min_size=3, max_size=64))
def test_an_address_carries_any_line(corners: list[tuple[int, int]]) -> None:
    assert area(f"vung={written(corners)}") == Line(tuple(corners))


def test_a_line_drawn_by_hand_is_a_short_address() -> None:
    # A circle around Bắc Kạn in forty corners.
    around = [(round(105_900 + 600 * cos(k * pi / 20)), round(22_200 + 500 * sin(k * pi / 20))) for k in range(40)]
    assert len(written(around)) < 260


def test_the_letters_are_these() -> None:
    # 105.123: 2·105123 = 210246 = 6 + 10·32 + 13·32² + 6·32³; 21: 42000 = 16 + 0·32 + 9·32² + 1·32³; then −1 and 1.
    assert written([(105_123, 21_000), (105_122, 21_001)]) == "mqtGwgpBBC"


SQUARE = Line(((0, 0), (0, 1000), (1000, 1000), (1000, 0)))
BOW = Line(((0, 0), (1000, 1000), (1000, 0), (0, 1000)))
# Around the square twice, the second time within the first.
TWICE = Line((*SQUARE.corners, (200, 200), (200, 800), (800, 800), (800, 200)))


@pytest.mark.parametrize(
    ("line", "lon", "lat", "held"),
    [
        (SQUARE, 0.5, 0.5, True),
        (SQUARE, 1.5, 0.5, False),
        (SQUARE, -0.001, 0.5, False),
        (BOW, 0.9, 0.5, True),
        (BOW, 0.1, 0.5, True),
        (BOW, 0.5, 0.9, False),
        (BOW, 0.5, 0.1, False),
        # What is encircled twice is inside all the same.
        (TWICE, 0.5, 0.5, True),
        (Line(SQUARE.corners[::-1]), 0.5, 0.5, True),
    ],
)
def test_what_is_encircled_is_inside(line: Line, lon: float, lat: float, held: bool) -> None:
    assert line.holds(at(lon, lat)) is held


@given(st.lists(CORNER, min_size=3, max_size=3, unique=True), CORNER)
def test_a_triangle_holds_what_lies_on_one_side_of_all_its_sides(
    corners: list[tuple[int, int]], place: tuple[int, int]
) -> None:
    sides = [
        (bx - ax) * (place[1] - ay) - (by - ay) * (place[0] - ax)
        for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    assume(all(sides))
    inside = all(side > 0 for side in sides) or all(side < 0 for side in sides)
    assert Line(tuple(corners)).holds(at(place[0] / 1000, place[1] / 1000)) is inside


def test_a_rectangle_holds_its_edge() -> None:
    box = area("khung=105.2,20.1,106.4,21")
    assert box == Box(105_200, 20_100, 106_400, 21_000)
    assert str(box) == "105.200,20.100,106.400,21.000"
    assert box.holds(at(105.2, 21.0))
    assert not box.holds(at(105.199, 21.0))


def test_a_line_counts_before_a_rectangle() -> None:
    assert area(f"khung=1,1,2,2&vung={SQUARE}") == SQUARE


@pytest.mark.parametrize(
    "query",
    [
        "",
        "vung=",
        "vung=A",
        "vung=AAAA",
        "vung=AAAAAAA",
        "vung=!!!!!!",
        "vung=ggggggggggggggggggg",
        "vung=" + "_" * 400 + "A" * 5,
        "vung=" + "A" * 5000,
        "vung=%E1%BB%87%E1%BB%87%E1%BB%87%E1%BB%87%E1%BB%87%E1%BB%87",
        "khung=nan,1,2,3",
        "khung=1,2",
        "khung=3,1,2,4",
        "khung=1,1,2,inf",
        "khung=" + "9" * 5000,
    ],
)
def test_what_is_no_area_chooses_nothing(query: str) -> None:
    assert area(query) is None
