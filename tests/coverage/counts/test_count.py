"""Counts over units that merge and divide, against what is added up by hand; nothing missing ever becomes a number."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.basis.error import RefusedError
from diaban.basis.figure import Address
from diaban.basis.period import Period
from diaban.coverage.counts.asked import CountAsked, month_closed, parse
from diaban.coverage.counts.count import Counted, count
from diaban.coverage.counts.item import Span, item_key
from diaban.coverage.counts.series import carried, in_window
from diaban.coverage.frame import Scope
from diaban.coverage.measure import read_measures
from diaban.registers.fact import Fact
from diaban.registers.movement import Funding, ModelPlace, MovementEquipment, Recognition, RecognitionLevel
from diaban.registers.situation import SituationCount
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations
from diaban.units.unit import Level, UnitId
from tests.coverage.world import DAYS, FIRST, atlases, day_of
from tests.units.table import atlas_of

MEASURES = read_measures()[0]
MERGER = date(2025, 7, 1)
JUNE, JULY = Period(date(2025, 5, 15), date(2025, 6, 15)), Period(date(2025, 6, 15), date(2025, 7, 15))
"""Administrative months; the merger lies in the second."""
CITED: dict[str, Any] = {"origin": "a", "source": "s"}

# Two communes merge; one is divided; one stays.
UNITS = """
    P  01     Mẫu   tỉnh  province  -  2019-01-01  -
    a  00101  Một   xã    commune   P  2019-01-01  2025-07-01
    b  00102  Hai   xã    commune   P  2019-01-01  2025-07-01
    c  00103  Ba    xã    commune   P  2019-01-01  2025-07-01
    d  00104  Bốn   xã    commune   P  2019-01-01  -
    M  00202  Gộp   xã    commune   P  2025-07-01  -
    U  00203  Trên  xã    commune   P  2025-07-01  -
    V  00204  Dưới  xã    commune   P  2025-07-01  -
"""
LINEAGE = """
    a  M  merge  2025-07-01  whole  default  act_1  confirmed
    b  M  merge  2025-07-01  whole  default  act_1  confirmed
    c  U  split  2025-07-01  part   default  act_1  confirmed
    c  V  split  2025-07-01  part   -        act_1  confirmed
"""
BEFORE, AFTER = ("a", "b", "c", "d"), ("M", "U", "V", "d")
LITTLE = atlas_of(UNITS, LINEAGE)


def cases(
    unit: UnitId, period: Period, number: int | None, *, words: str | None = None, origin: str = "a"
) -> SituationCount:
    return SituationCount(
        period=period,
        origin=origin,
        source="s",
        unit=unit,
        category="drugs",
        detected=number,
        prevented=None,
        resolved=None,
        stated=words,
        least=None,
        most=None,
    )


def counted(facts: Sequence[Fact], frame: Sequence[UnitId], at: date, window: Period) -> Counted:
    return count(MEASURES["violations"], facts, frame, LITTLE, at=at, window=window)


def of(found: Counted) -> dict[UnitId, int]:
    return {unit: one.low for unit, one in found.of.items()}


def test_eight_and_eight_is_sixteen() -> None:
    rows = [cases("a", JUNE, 8), cases("b", JUNE, 8), cases("c", JUNE, 3), cases("d", JUNE, 1)]
    then = counted(rows, BEFORE, date(2025, 6, 14), JUNE)
    assert of(then) == {"a": 8, "b": 8, "c": 3, "d": 1}
    assert (then.total.low, then.silent, then.inside.low) == (20, (), 0)
    later = counted(rows, AFTER, MERGER, JUNE)
    # What was divided belongs to no single commune of today, and is there in the sum of all.
    assert of(later) == {"M": 16, "d": 1}
    assert (later.total.low, later.inside.low, later.divided) == (20, 3, ())
    outside = counted(rows, ("M", "U", "d"), MERGER, JUNE)
    assert (outside.total.low, outside.divided) == (17, ("c",))


def test_a_month_that_the_merger_cuts_is_told_in_two_halves() -> None:
    old, new = Period(JULY.start, MERGER), Period(MERGER, JULY.end)
    rows = [cases("a", old, 2), cases("b", old, 3), cases("M", new, 5), cases("d", JULY, 7)]
    found = counted(rows, AFTER, date(2025, 7, 14), JULY)
    assert of(found) == {"M": 10, "d": 7}
    assert found.silent == ("U", "V")
    assert found.full == ("M", "d")
    without = counted(rows[1:], AFTER, date(2025, 7, 14), JULY)
    # Two weeks of one predecessor are missing: its number stands, and is not taken for the whole.
    assert of(without)["M"] == 8
    assert "M" not in without.full
    assert "M" in without.silent


def test_words_for_a_number_stay_words() -> None:
    found = counted([cases("a", JUNE, None, words="hàng chục"), cases("b", JUNE, 4)], BEFORE, date(2025, 6, 14), JUNE)
    assert (found.total.low, found.total.high) == (4, 4)
    assert [one.stated for one in found.total.vague] == ["hàng chục"]
    assert found.full == ("b",)
    assert found.silent == ("c", "d")


def test_where_origins_differ_the_smaller_is_sure_and_the_larger_possible() -> None:
    found = counted([cases("a", JUNE, 4), cases("a", JUNE, 9, origin="b")], ("a",), date(2025, 6, 14), JUNE)
    assert (found.total.low, found.total.high, found.full) == (4, 9, ())


def test_a_row_that_the_window_cuts_is_named_and_not_counted() -> None:
    quarter = Period(date(2025, 3, 15), date(2025, 6, 15))
    found = counted([cases("a", quarter, 30)], BEFORE, date(2025, 6, 14), JUNE)
    assert (found.stated, len(found.cut)) == (False, 1)


def equipment(unit: UnitId, period: Period, number: int) -> MovementEquipment:
    return MovementEquipment(
        period=period,
        unit=unit,
        kind="camera",
        funding=Funding.PEOPLE,
        installed=number,
        working=0,
        cost_vnd=None,
        **CITED,
    )


def test_what_is_there_crosses_until_it_is_counted_anew() -> None:
    ever = Period(date(2024, 1, 1), None)
    rows: list[Fact] = [equipment("a", ever, 8), equipment("b", ever, 8)]
    given_: dict[str, Any] = {"frame": AFTER, "atlas": LITTLE, "at": MERGER}
    assert of(count(MEASURES["movement-equipment"], rows, **given_)) == {"M": 16}
    rows.append(equipment("M", Period(MERGER, None), 15))
    assert of(count(MEASURES["movement-equipment"], rows, **given_)) == {"M": 15}
    with pytest.raises(ValueError, match="on a day"):
        count(MEASURES["movement-equipment"], rows, AFTER, LITTLE, at=MERGER, window=JULY)


def recognised(unit: UnitId, safe: bool) -> Recognition:
    return Recognition(
        period=Period(date(2024, 11, 30), None),
        unit=unit,
        hamlet=None,
        level=RecognitionLevel.COMMUNE,
        year=2024,
        safe=safe,
        decision=None,
        granted_on=None,
        **CITED,
    )


@pytest.mark.parametrize(("safe", "number"), [((True, True), 1), ((True, False), 0), ((True,), 0)])
def test_a_merged_commune_is_safe_where_all_its_ground_was(safe: tuple[bool, ...], number: int) -> None:
    rows = [recognised(unit, one) for unit, one in zip("ab", safe, strict=False)]
    found = count(MEASURES["recognised-safe"], rows, AFTER, LITTLE, at=MERGER)
    assert found.total.low == number


def test_a_model_is_held_where_any_of_the_ground_holds_it() -> None:
    rows = [
        ModelPlace(period=Period(FIRST, None), place=key, model="m", unit=unit, name=key, participants=None, **CITED)
        for key, unit in (("1", "a"), ("2", "b"), ("3", "d"))
    ]
    assert count(MEASURES["model-spread"], rows, BEFORE, LITTLE, at=FIRST).total.low == 3
    found = count(MEASURES["model-spread"], rows, AFTER, LITTLE, at=MERGER)
    assert (found.total.low, of(found)) == (2, {"M": 1, "d": 1})
    assert count(MEASURES["model-places"], rows, AFTER, LITTLE, at=MERGER).total.low == 3


# -- generated worlds -------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(atlases(), st.data())
def test_what_is_carried_is_what_was_given(
    world: tuple[Atlas, object, tuple[UnitId, ...]], data: st.DataObject
) -> None:
    atlas, _, units = world
    at = day_of(DAYS + 1)
    frame = [unit.id for unit in atlas.in_force(at, Level.COMMUNE)]
    week = Period(FIRST, FIRST + timedelta(days=7))
    rows = [
        cases(unit, week, data.draw(st.integers(0, 9)))
        for unit in units
        if atlas.find_id(unit, FIRST) and data.draw(st.booleans())
    ]
    found = count(MEASURES["violations"], rows, frame, atlas, at=at, window=week)
    assert found.total.low == sum(row.detected or 0 for row in rows)
    assert found.total.low == sum(one.low for one in found.of.values()) + found.inside.low
    for unit, one in found.of.items():
        mine = [row.detected or 0 for row in rows if destinations(atlas, row.unit, at) == (unit,)]
        assert one.low == sum(mine)


@settings(deadline=None, max_examples=60)
@given(atlases(), st.data())
def test_a_unit_takes_part_in_a_series_only_if_all_its_ground_is_told(
    world: tuple[Atlas, object, tuple[UnitId, ...]], data: st.DataObject
) -> None:
    atlas, _, units = world
    at, start = day_of(DAYS + 1), FIRST
    window = Period(date(2024, 12, 15), date(2025, 1, 15))
    then = [unit for unit in units if atlas.find_id(unit, start)]
    frame = [unit.id for unit in atlas.in_force(at, Level.COMMUNE)]
    rows = [cases(unit, window, data.draw(st.integers(0, 9))) for unit in then if data.draw(st.booleans())]
    told = {row.unit: row.detected or 0 for row in rows}
    asked = CountAsked(MEASURES["violations"], Scope(), date(2025, 1, 14), "", Span.MONTH)
    month = carried(asked, count(MEASURES["violations"], rows, then, atlas, at=start, window=window), frame, atlas, at)
    wanted = {}
    for unit in frame:
        sources = [old for old in then if unit in destinations(atlas, old, at)]
        whole = all(destinations(atlas, old, at) == (unit,) for old in sources)
        if sources and whole and all(old in told for old in sources):
            wanted[unit] = sum(told[old] for old in sources)
    assert (month.told, month.sample.count) == (len(wanted), sum(wanted.values()))
    assert month.sample.size == pytest.approx(len(wanted) * 31 / 30)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-40, 100), st.integers(1, 60)), max_size=12))
def test_windows_get_the_facts_that_overlap_them(spans: list[tuple[int, int]]) -> None:
    windows = [Period(day_of(0), day_of(30)), Period(day_of(30), day_of(61)), Period(day_of(61), day_of(90))]
    rows = [cases("a", Period(day_of(start), day_of(start + length)), 1) for start, length in spans]
    assert in_window(rows, windows) == [[row for row in rows if row.period.overlaps(one)] for one in windows]


# -- addresses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        CountAsked(MEASURES["violations"], Scope(), date(2025, 6, 14), "drugs", Span.MONTH),
        CountAsked(MEASURES["violations"], Scope(), date(2025, 6, 14), "", Span.QUARTER),
        CountAsked(MEASURES["movement-cost"], Scope(), date(2025, 6, 20), "people"),
        CountAsked(MEASURES["model-spread"], Scope(), date(2025, 6, 20), item_key("Mô hình 01/A")),
    ],
)
def test_an_address_asks_what_was_asked(asked: CountAsked) -> None:
    address = Address.parse(str(asked.address))
    assert parse(address, asked.measure, LITTLE) == asked


@pytest.mark.parametrize(
    "text",
    [
        "violations~nation~derived~2025-06-14~latest~reported~as-reported",
        "violations.month~nation~derived~2025-06-13~latest~reported~as-reported",
        "violations.month.drugs.x~nation~derived~2025-06-14~latest~reported~as-reported",
        "movement-models.month~nation~derived~2025-06-14~latest~reported~as-reported",
        "violations.month~nation~derived~2025-06-14~latest~certified~as-reported",
        "violations.month~nation~other~2025-06-14~latest~reported~as-reported",
    ],
)
def test_an_address_that_asks_nothing_of_a_count_is_refused(text: str) -> None:
    address = Address.parse(text)
    with pytest.raises(RefusedError) as refused:
        parse(address, MEASURES[address.measure.partition(".")[0]], LITTLE)
    assert [one.code for one in refused.value.findings] == ["figure-address"]


def test_windows_are_administrative() -> None:
    day = date(2025, 6, 14)
    spans = {span: CountAsked(MEASURES["violations"], Scope(), day, "", span).window for span in Span}
    assert spans == {
        Span.MONTH: JUNE,
        Span.QUARTER: Period(date(2025, 3, 15), date(2025, 6, 15)),
        Span.YEAR: Period(date(2024, 6, 15), date(2025, 6, 15)),
    }
    assert month_closed(day).cut_off == day
    assert month_closed(day - timedelta(days=1)).cut_off == date(2025, 5, 14)
