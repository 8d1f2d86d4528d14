"""The drawing of a unit's lineage: every step of the chain, as near together as it can be, and what is left out by
name."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from diaban.basis.speech import Speech
from diaban.units.atlas import Atlas
from diaban.web.flow import COLUMNS, ROWS, Flow, Kin, flow
from tests.units.table import atlas_of
from tests.web.in_process import pages

PLACE = "P 01 Mẫu tỉnh province - - -\n"


@pytest.fixture(autouse=True)
def addresses(tmp_path: Path) -> Iterator[None]:
    """The addresses of pages, without anything behind them."""
    with pages(tmp_path):
        yield


def chain(steps: int, wide: int = 1) -> Atlas:
    """U0 became U1, and so on, one step a year; ``wide`` units more went into each of them."""
    units, lines = [PLACE], []
    for step in range(steps + 1):
        first = "-" if step == 0 else f"{2000 + step}-01-01"
        last = "-" if step == steps else f"{2001 + step}-01-01"
        units.append(f"U{step} {10000 + step:05} Chính_{step} xã commune P {first} {last}\n")
        if step < steps:
            lines.append(f"U{step} U{step + 1} merge {2001 + step}-01-01 whole default act_{step} confirmed\n")
            for beside in range(wide):
                code, name = f"{20000 + 100 * step + beside:05}", f"Phụ_{step}_{beside}"
                units.append(f"V{step}.{beside} {code} {name} xã commune P {first} {last}\n")
                way = "part - " if beside else "part default"
                lines.append(f"V{step}.{beside} U{step + 1} merge {2001 + step}-01-01 {way} act_{step} confirmed\n")
    return atlas_of("".join(units), "".join(lines))


def drawn(atlas: Atlas, unit: str) -> tuple[Flow, str]:
    found = flow(Speech("vi"), atlas, atlas.versions(unit)[-1])
    assert found is not None
    return found, str(found.drawing)


def depth(kins: Sequence[Kin]) -> int:
    return max((1 + depth(kin.beyond) for kin in kins), default=0)


def test_the_whole_chain_is_drawn_each_way() -> None:
    found, svg = drawn(chain(4), "U2")
    assert [f"Chính {n}" in svg for n in range(5)] == [True] * 5
    assert (depth(found.older), depth(found.newer), found.left_out) == (2, 2, ())
    # What joined on the way to the newer units is not of its ground.
    assert svg.count("flow-line") == 6
    assert svg.count("01/01/200") == 4
    # The unit itself is no link.
    assert svg.count("<a ") == 6


def test_a_longer_chain_is_drawn_as_far_as_there_is_room_and_the_rest_is_named() -> None:
    found, svg = drawn(chain(9), "U9")
    assert svg.count('class="flow-box') == 1 + 2 * (COLUMNS - 1)
    assert depth(found.older) == COLUMNS - 1
    names = {unit.full_name for unit, _ in found.left_out}
    assert names == {f"xã Chính {n}" for n in range(5)} | {f"xã Phụ {n} 0" for n in range(5)}
    assert not any(f">{name}<" in svg for name in names)


def test_a_wide_step_is_drawn_in_part_and_nothing_hangs_in_the_air() -> None:
    found, svg = drawn(chain(2, wide=ROWS + 3), "U2")
    boxes = re.findall(r'class="flow-name"[^>]*>([^<]*)<', svg)
    assert len(boxes) == 1 + ROWS + ROWS
    assert len(found.left_out) == 2 * (ROWS + 4) - 2 * ROWS
    assert svg.count("flow-line") == 2 * ROWS


@pytest.mark.parametrize(("steps", "wide", "unit"), [(4, 3, "U2"), (3, 11, "U3"), (9, 5, "U4"), (2, 30, "U1")])
def test_boxes_do_not_overlap_and_stay_inside(steps: int, wide: int, unit: str) -> None:
    _, svg = drawn(chain(steps, wide), unit)
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
    boxes = [tuple(map(float, box)) for box in re.findall(r'<rect [^>]*x="([\d.]+)" y="([\d.]+)" width="(\d+)"', svg)]
    assert len(boxes) > 4
    for x, y, wide_ in boxes:
        assert 0 <= x <= width - wide_
        assert 0 <= y <= height - 46
    for number, (x, y, _) in enumerate(boxes):
        assert all(x != other_x or abs(y - other_y) >= 46 for other_x, other_y, _ in boxes[number + 1 :])
    assert width <= 1272, "wider than the page of an office PC"


def test_parts_and_the_default_are_marked_in_the_drawing_and_the_tree() -> None:
    found, svg = drawn(chain(1, wide=2), "U1")
    assert svg.count("một phần") == 2
    assert svg.count("kế thừa mặc định") == 1
    told = {kin.unit.full_name: (kin.part, kin.default) for kin in found.older}
    assert told == {"xã Chính 0": (False, False), "xã Phụ 0 0": (True, True), "xã Phụ 0 1": (True, False)}


def test_links_keep_the_moment_the_page_is_known_at() -> None:
    atlas = chain(1)
    found = flow(Speech("vi"), atlas, atlas.versions("U1")[-1], "2025-01-01")
    assert found is not None
    assert found.drawing.count("biet=2025-01-01") == 2
