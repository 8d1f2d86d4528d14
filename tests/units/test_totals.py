"""Totals that hold, on every day for which they are known (units/README.md of the second opinion; the acts of 2025)."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from diaban.basis.error import RefusedError
from diaban.units.edition import DEFAULT_HORIZON, Edition, open_edition
from diaban.units.restate import frame_of, restate
from diaban.units.trace import flows
from diaban.units.unit import Level, UnitType

BEFORE, AFTER, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 21)
DAYS = [BEFORE, AFTER, date(2026, 4, 30), date(2026, 9, 1), date(2026, 9, 20)]

TOTALS = """
    day         level     total    by type
    2025-06-30  province     63    57 tỉnh, 6 thành phố
    2025-06-30  district    696    508 huyện, 52 thị xã, 87 thành phố, 49 quận
    2025-06-30  commune   10035    7695 xã, 1724 phường, 616 thị trấn
    2025-07-01  province     34    28 tỉnh, 6 thành phố
    2025-07-01  district      0
    2025-07-01  commune    3321    2621 xã, 687 phường, 13 đặc khu
    2026-04-29  province     34    28 tỉnh, 6 thành phố
    2026-04-29  commune    3321    2621 xã, 687 phường, 13 đặc khu
    2026-04-30  province     34    27 tỉnh, 7 thành phố
    2026-04-30  commune    3321    2611 xã, 697 phường, 13 đặc khu
    2026-08-31  province     34    27 tỉnh, 7 thành phố
    2026-09-01  province     34    26 tỉnh, 8 thành phố
    2026-09-01  commune    3321    2611 xã, 697 phường, 13 đặc khu
    2026-09-19  province     34    26 tỉnh, 8 thành phố
    2026-09-19  commune    3321    2611 xã, 697 phường, 13 đặc khu
    2026-09-20  province     34    25 tỉnh, 9 thành phố
    2026-09-20  commune    3321    2599 xã, 709 phường, 13 đặc khu
"""

PROVINCE_TOTALS = """
    day         code  name        communes  by type
    2023-08-31  06    Bắc Kạn          108  95 xã, 7 thị trấn, 6 phường
    2025-02-28  06    Bắc Kạn          108  95 xã, 7 thị trấn, 6 phường
    2025-06-30  06    Bắc Kạn          108  95 xã, 7 thị trấn, 6 phường
    2024-11-01  22    Quảng Ninh       171  91 xã, 7 thị trấn, 73 phường
    2025-06-30  22    Quảng Ninh       171  91 xã, 7 thị trấn, 73 phường
    2025-07-01  22    Quảng Ninh        54  22 xã, 30 phường, 2 đặc khu
    2026-09-01  22    Quảng Ninh        54  22 xã, 30 phường, 2 đặc khu
"""

RESTATED = """
    scope       day         size  on          units  mixed
    Bắc Kạn     2025-06-30   102  2025-07-01     36      1
    Bắc Kạn     2025-02-28   102  2026-11-21     36      1
    Quảng Ninh  2025-06-30    98  2025-07-01     39     15
    Quảng Ninh  2024-12-31    98  2026-11-21     39     15
"""
CODE = {"Bắc Kạn": "06", "Quảng Ninh": "22"}


def rows(table: str) -> list[list[str]]:
    """Lines of a table, the heading left out; columns stand two or more spaces apart."""
    lines = [line.strip() for line in table.strip().splitlines()[1:]]
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]


def types_of(written: list[str]) -> dict[str, int]:
    """The last column: ``27 tỉnh, 7 thành phố``, or nothing."""
    parts = [part.split(" ", 1) for cell in written for part in cell.split(", ")]
    return {kind: int(number) for number, kind in parts}


@pytest.fixture(scope="module")
def edition(root: Path) -> Edition:
    return open_edition(root / "src/diaban/reference/units")


@pytest.mark.parametrize(("day", "level", "total", "types"), [(*r[:3], types_of(r[3:])) for r in rows(TOTALS)])
def test_national_totals(edition: Edition, day: str, level: str, total: str, types: dict[str, int]) -> None:
    count = edition.atlas.count(date.fromisoformat(day))
    assert count.levels[Level(level)] == int(total)
    assert {kind.value: number for kind, number in count.types[Level(level)].items()} == types
    assert sum(types.values()) == int(total)


@pytest.mark.parametrize(
    ("day", "code", "name", "total", "types"), [(*r[:4], types_of(r[4:])) for r in rows(PROVINCE_TOTALS)]
)
def test_totals_of_the_two_provinces(
    edition: Edition, day: str, code: str, name: str, total: str, types: dict[str, int]
) -> None:
    on = date.fromisoformat(day)
    province = edition.atlas.by_code(code, on)
    count = edition.atlas.count(on, province.id)
    assert province.name == name
    assert count.levels[Level.COMMUNE] == int(total)
    assert {kind.value: number for kind, number in count.types[Level.COMMUNE].items()} == types


@pytest.mark.parametrize("day", DAYS)
def test_every_commune_has_its_place(edition: Edition, day: date) -> None:
    above = {
        (unit.level.value, *(parent.level.value for parent in edition.atlas.ancestors(unit, day)))
        for unit in edition.atlas.in_force(day)
    }
    if day == BEFORE:
        assert above == {("province",), ("district", "province"), ("commune", "district", "province")}
    else:
        assert above == {("province",), ("commune", "province")}
    codes = [unit.code for unit in edition.atlas.in_force(day)]
    assert len(codes) == len(set(codes))


def test_five_island_districts_have_no_commune(edition: Edition) -> None:
    atlas = edition.atlas
    empty = [unit for unit in atlas.in_force(BEFORE, Level.DISTRICT) if not atlas.children(unit.id, BEFORE)]
    assert sorted(unit.name for unit in empty) == ["Bạch Long Vĩ", "Côn Đảo", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn"]
    after = [atlas.by_id(unit.id, AFTER) for unit in empty]
    assert {(unit.type, unit.level) for unit in after} == {(UnitType.DAC_KHU, Level.COMMUNE)}
    zones = [unit for unit in atlas.in_force(AFTER, Level.COMMUNE) if unit.type is UnitType.DAC_KHU]
    assert len(zones) == 13


def test_communes_moved_whole_or_in_parts(edition: Edition) -> None:
    went = [flows(edition.atlas, unit.id, BEFORE, AFTER) for unit in edition.atlas.in_force(BEFORE, Level.COMMUNE)]
    whole = [flow for ways in went if len(ways) == 1 for flow in ways]
    parts = [ways for ways in went if len(ways) > 1]
    assert (len(whole), len(parts), sum(map(len, parts))) == (9_594, 441, 972)
    assert {flow.relation.value for flow in whole} == {"same", "whole"}
    assert {flow.relation.value for ways in parts for flow in ways} == {"part"}
    assert all(sum(flow.is_default for flow in ways) == 1 for ways in went)


def test_units_that_continue_exactly_one(edition: Edition) -> None:
    atlas = edition.atlas
    before = {unit.id: unit for unit in atlas.in_force(BEFORE)}
    same = [unit for unit in atlas.in_force(AFTER, Level.COMMUNE) if unit.id in before]
    assert len(same) == 137
    assert Counter(before[unit.id].level for unit in same) == {Level.COMMUNE: 132, Level.DISTRICT: 5}
    assert {unit.type for unit in same if before[unit.id].level is Level.DISTRICT} == {UnitType.DAC_KHU}


def test_every_unit_of_one_list_has_kin_in_the_other(edition: Edition) -> None:
    atlas = edition.atlas
    for level in (Level.PROVINCE, Level.COMMUNE):
        ends = {flow.newer for unit in atlas.in_force(BEFORE, level) for flow in flows(atlas, unit.id, BEFORE, AFTER)}
        zones = {unit.id for unit in atlas.in_force(BEFORE, Level.DISTRICT) if atlas.find_id(unit.id, AFTER)}
        reached = ends | zones if level is Level.COMMUNE else ends
        assert reached == {unit.id for unit in atlas.in_force(AFTER, level)}


@pytest.mark.parametrize(("scope", "day", "size", "on", "units", "mixed"), rows(RESTATED))
def test_two_provinces_in_the_units_of_another_day(
    edition: Edition, scope: str, day: str, size: str, on: str, units: str, mixed: str
) -> None:
    as_of = date.fromisoformat(day)
    province = edition.atlas.by_code(CODE[scope], as_of)
    frame = frame_of(edition.atlas, province.id, [UnitType.XA, UnitType.THI_TRAN], as_of)
    there = restate(edition.atlas, frame, date.fromisoformat(on))
    assert len(frame.units) == int(size)
    assert len(there) == int(units)
    assert sum(part.mixed for part in there) == int(mixed)


def test_quang_ninh_after_is_fifty_four(edition: Edition) -> None:
    province = edition.atlas.by_code("22", AFTER)
    assert len(edition.atlas.below(province.id, AFTER)) == 54


@pytest.mark.parametrize(("code", "latest"), [("22", date(2024, 11, 1)), ("06", date(2023, 8, 31))])
def test_horizons_of_the_two_provinces(edition: Edition, code: str, latest: date) -> None:
    province = edition.atlas.by_code(code, BEFORE)
    horizon = edition.atlas.horizons[province.id]
    assert horizon.day == latest if code == "22" else horizon.day <= latest
    assert horizon.source
    assert edition.atlas.count(horizon.day, province.id).levels[Level.PROVINCE] == 1
    with pytest.raises(RefusedError) as refused:
        edition.atlas.count(date.fromordinal(horizon.day.toordinal() - 1), province.id)
    assert [found.code for found in refused.value.findings] == ["before-records"]


def test_one_horizon_a_province_and_the_default_where_no_source_is(edition: Edition) -> None:
    horizons = edition.atlas.horizons
    assert set(horizons) >= {unit.id for unit in edition.atlas.in_force(BEFORE, Level.PROVINCE)}
    without = {horizon.day for horizon in horizons.values() if not horizon.source}
    assert without == {DEFAULT_HORIZON}
    assert all(horizon.day <= BEFORE for horizon in horizons.values())


@pytest.mark.parametrize("day", ["2025-06-29", "2025-02-28", "2024-12-31", "2024-11-01", "2024-10-31", "2020-01-01"])
def test_a_national_count_before_some_horizon_names_exactly_those_provinces(
    edition: Edition, root: Path, day: str
) -> None:
    on = date.fromisoformat(day)
    atlas = edition.atlas
    with (root / "src/diaban/reference/units/horizons.csv").open(encoding="utf-8", newline="") as stream:
        known = {line["province"]: line["day"] for line in csv.DictReader(stream)}
    provinces = {unit.code for unit in atlas.in_force(BEFORE, Level.PROVINCE)}
    late = {code for code in provinces if day < known.get(code, "2025-06-30")}
    with pytest.raises(RefusedError) as refused:
        atlas.count(on)
    assert {found.code for found in refused.value.findings} == {"before-records"}
    assert sorted(found.place.unit or "" for found in refused.value.findings) == sorted(late)
    assert ("22" in late) is (day in {"2024-10-31", "2020-01-01"})
    assert ("06" in late) is (day == "2020-01-01")


def test_the_whole_nation_is_known_from_the_default_horizon_on(edition: Edition) -> None:
    for day in (BEFORE, AFTER, TODAY):
        edition.atlas.require_complete(day)
    assert edition.atlas.count(TODAY).levels[Level.COMMUNE] == 3_321
