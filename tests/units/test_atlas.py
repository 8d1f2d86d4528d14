"""The atlas in examples: two provinces of invented units, and what each question answers on each day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from diaban.basis.catalogue import LANGUAGES, shipped
from diaban.basis.error import RefusedError
from diaban.basis.period import Period
from diaban.units.atlas import VIEWS_KEPT, Atlas
from diaban.units.unit import Level, UnitType
from tests.units.table import atlas_of

JUNE_30, JULY_1 = date(2025, 6, 30), date(2025, 7, 1)

# Mỹ An (00101) was a township renamed from Chợ Mới; on 2025-07-01 it merged with Hòa An (00104) into Mỹ Hòa, which
# took the code 00104. Tân Lập ended before the list of its province was complete.
UNITS = """
    P    01     Mẫu       tỉnh       province  -   -           -
    Q    02     Thử       thành_phố  province  -   -           -
    d    001    Huyện_Mẫu huyện      district  P   -           2025-07-01
    a    00101  Chợ_Mới   xã         commune   d   -           2024-11-01
    a    00101  Mỹ_An     thị_trấn   commune   d   2024-11-01  2025-07-01
    b    00104  Hòa_An    xã         commune   d   -           2025-07-01
    n    00104  Mỹ_Hòa    xã         commune   P   2025-07-01  -
    c    00107  Tân_An    phường     commune   Q   -           -
    t    00110  Tân_Lập   xã         commune   Q   -           2024-03-01
    h    H1     Một       thôn       hamlet    c   -           -
"""
HORIZONS = """
    P    2024-01-01
    Q    2025-01-15
"""


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return atlas_of(UNITS, horizons=HORIZONS)


def refused(error: pytest.ExceptionInfo[RefusedError]) -> list[tuple[str, str | None]]:
    return [(found.code, found.place.unit) for found in error.value.findings]


# -- one unit -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "day", "unit_id", "full_name"),
    [
        ("00101", "2024-10-31", "a", "xã Chợ Mới"),
        ("00101", "2024-11-01", "a", "thị trấn Mỹ An"),
        ("00101", "2025-06-30", "a", "thị trấn Mỹ An"),
        ("00104", "2025-06-30", "b", "xã Hòa An"),
        ("00104", "2025-07-01", "n", "xã Mỹ Hòa"),
        ("02", "2025-01-15", "Q", "thành phố Thử"),
    ],
)
def test_a_code_is_read_with_its_day(atlas: Atlas, code: str, day: str, unit_id: str, full_name: str) -> None:
    unit = atlas.by_code(code, date.fromisoformat(day))
    assert (unit.id, unit.full_name) == (unit_id, full_name)


def test_a_code_that_no_unit_ever_bore_is_unknown(atlas: Atlas) -> None:
    with pytest.raises(RefusedError) as error:
        atlas.by_code("99999", JULY_1)
    assert refused(error) == [("unknown-code", "99999")]


def test_a_code_of_another_day_names_the_units_that_bore_it_and_when(atlas: Atlas) -> None:
    with pytest.raises(RefusedError) as error:
        atlas.by_code("00101", JULY_1)
    assert refused(error) == [("code-of-another-day", "00101")]
    (found,) = error.value.findings
    assert [unit.full_name for unit in found.values["bearers"].units] == ["xã Chợ Mới", "thị trấn Mỹ An"]
    for lang in LANGUAGES:
        assert "xã Chợ Mới 00101" in shipped().sentences(found, lang)["found"]


def test_a_day_before_the_horizon_is_not_guessed_at(atlas: Atlas) -> None:
    with pytest.raises(RefusedError) as error:
        atlas.by_code("00107", date(2025, 1, 14))
    assert refused(error) == [("before-records", "00107")]
    assert error.value.findings[0].values["horizon"] == date(2025, 1, 15)
    assert atlas.by_code("00107", date(2025, 1, 15)).name == "Tân An"


def test_a_unit_that_ended_before_its_horizon_answers_on_no_day(atlas: Atlas) -> None:
    (version,) = atlas.versions("t")
    assert version.answers is None
    assert version.shown_on(JULY_1) is None
    with pytest.raises(RefusedError, match="before-records"):
        atlas.by_code("00110", date(2024, 2, 29))
    with pytest.raises(RefusedError, match="code-of-another-day"):
        atlas.by_code("00110", JULY_1)
    assert atlas.find_id("t", date(2024, 2, 29)) is None


def test_what_began_on_a_known_day_answers_from_it_even_before_the_horizon() -> None:
    atlas = atlas_of("P 01 Mẫu tỉnh province - 2024-05-01 -", horizons="P 2025-01-01")
    assert atlas.by_code("01", date(2024, 5, 1)).id == "P"


def test_a_unit_by_its_id_is_the_version_of_the_day(atlas: Atlas) -> None:
    assert atlas.by_id("a", date(2024, 10, 31)).name == "Chợ Mới"
    assert atlas.by_id("a", JUNE_30).name == "Mỹ An"
    assert [unit.name for unit in atlas.versions("a")] == ["Chợ Mới", "Mỹ An"]
    with pytest.raises(RefusedError, match="unit-not-in-force") as error:
        atlas.by_id("a", JULY_1)
    assert [unit.name for unit in error.value.findings[0].values["bearers"].units] == ["Chợ Mới", "Mỹ An"]
    with pytest.raises(RefusedError, match="before-records"):
        atlas.by_id("a", date(2023, 12, 31))


def test_the_day_on_which_a_version_is_best_shown(atlas: Atlas) -> None:
    older, newer = atlas.versions("a")
    assert older.shown_on(JULY_1) == date(2024, 10, 31)
    assert newer.shown_on(JUNE_30) == JUNE_30
    (running,) = atlas.versions("n")
    assert running.shown_on(JUNE_30) == JULY_1


def test_units_that_bore_a_code_stand_the_oldest_first(atlas: Atlas) -> None:
    assert [unit.id for unit in atlas.bearers("00104")] == ["b", "n"]
    assert atlas.bearers("99999") == ()


def test_a_unit_has_ended_from_the_day_after_its_last(atlas: Atlas) -> None:
    assert not atlas.ended_by("a", JUNE_30)
    assert atlas.ended_by("a", JULY_1)
    assert not atlas.ended_by("n", date.max)


# -- hierarchy ----------------------------------------------------------------------------------------


def test_units_in_force_are_those_of_the_day(atlas: Atlas) -> None:
    assert [unit.id for unit in atlas.in_force(JUNE_30)] == ["P", "Q", "d", "a", "b", "c", "h"]
    assert [unit.id for unit in atlas.in_force(JULY_1, Level.COMMUNE)] == ["n", "c"]
    assert [unit.id for unit in atlas.in_force(date(2024, 2, 1))] == ["P", "d", "a", "b"]


def test_units_standing_are_also_those_whose_list_is_not_complete(atlas: Atlas) -> None:
    assert [unit.id for unit in atlas.standing(date(2024, 2, 1))] == ["P", "Q", "d", "a", "b", "c", "t", "h"]


def test_children_and_all_below(atlas: Atlas) -> None:
    assert [unit.id for unit in atlas.children("d", JUNE_30)] == ["a", "b"]
    assert [unit.id for unit in atlas.children("P", JULY_1)] == ["n"]
    assert [unit.id for unit in atlas.below("P", JUNE_30)] == ["a", "b"]
    assert [unit.id for unit in atlas.below("P", JUNE_30, Level.DISTRICT)] == ["d"]
    assert [unit.id for unit in atlas.below("a", JUNE_30)] == ["a"]
    assert atlas.below("d", JULY_1) == []
    assert [unit.full_name for unit in atlas.below("Q", JULY_1, Level.HAMLET)] == ["thôn Một"]
    assert atlas.children("h", JUNE_30) == ()


def test_ancestors_are_those_of_the_day_the_nearest_first(atlas: Atlas) -> None:
    old, new = atlas.by_code("00104", JUNE_30), atlas.by_code("00104", JULY_1)
    assert [unit.full_name for unit in atlas.ancestors(old, JUNE_30)] == ["huyện Huyện Mẫu", "tỉnh Mẫu"]
    assert [unit.full_name for unit in atlas.ancestors(new, JULY_1)] == ["tỉnh Mẫu"]


def test_ancestors_end_where_the_atlas_does_not_vouch(atlas: Atlas) -> None:
    early = date(2024, 2, 1)
    assert atlas.ancestors(atlas.versions("c")[0], early) == ()


def test_many_days_asked_give_each_its_own_answer(atlas: Atlas) -> None:
    days = [JULY_1 - timedelta(days=n) for n in range(3 * VIEWS_KEPT)]
    counts = [len(atlas.in_force(day)) for day in [*days, *days]]
    assert counts == ([5] + [7] * (len(days) - 1)) * 2


# -- completeness -------------------------------------------------------------------------------------


def test_a_count_says_levels_and_types(atlas: Atlas) -> None:
    count = atlas.count(JUNE_30)
    assert count.levels == {Level.PROVINCE: 2, Level.DISTRICT: 1, Level.COMMUNE: 3}
    assert count.types[Level.PROVINCE] == {UnitType.TINH: 1, UnitType.THANH_PHO: 1}
    assert count.types[Level.COMMUNE] == {UnitType.XA: 1, UnitType.PHUONG: 1, UnitType.THI_TRAN: 1}
    after = atlas.count(JULY_1)
    assert (after.levels[Level.DISTRICT], after.types[Level.DISTRICT]) == (0, {})


def test_a_count_within_a_unit_holds_it_and_all_below(atlas: Atlas) -> None:
    assert atlas.count(JUNE_30, "P").levels == {Level.PROVINCE: 1, Level.DISTRICT: 1, Level.COMMUNE: 2}
    assert atlas.count(JUNE_30, "d").levels == {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.COMMUNE: 2}


def test_a_count_within_a_province_asks_only_for_its_own_list(atlas: Atlas) -> None:
    assert atlas.count(date(2024, 2, 1), "P").levels[Level.COMMUNE] == 2
    with pytest.raises(RefusedError, match="before-records"):
        atlas.count(date(2024, 2, 1), "Q")


def test_a_national_question_before_some_horizons_names_every_province_concerned(atlas: Atlas) -> None:
    with pytest.raises(RefusedError) as error:
        atlas.require_complete(date(2023, 12, 31))
    assert refused(error) == [("before-records", "01"), ("before-records", "02")]
    with pytest.raises(RefusedError) as error:
        atlas.count(date(2024, 12, 31))
    assert refused(error) == [("before-records", "02")]


def test_a_question_about_named_provinces_asks_for_theirs_alone(atlas: Atlas) -> None:
    with pytest.raises(RefusedError) as error:
        atlas.require_complete(date(2023, 12, 31), ["P", "n"])
    assert refused(error) == [("before-records", "01")]
    assert atlas.require_complete(date(2024, 1, 1), ["P"]) is None


# -- consistency --------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"id": "z"}, {"code": "00199"}])
def test_an_atlas_in_which_a_code_or_a_unit_stands_twice_on_a_day_does_not_exist(
    atlas: Atlas, change: dict[str, str]
) -> None:
    twin = replace(atlas.versions("n")[0], period=Period(date(2026, 1, 1), None), **change)
    with pytest.raises(ValueError, match=r"two versions of (00104|n) overlap"):
        Atlas([*atlas.units, twin])
