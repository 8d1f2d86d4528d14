"""``diaban units``: every answer that the issue names, on the real units."""

from datetime import date

import pytest

from tests.cli.run import run


def ask(*words: str) -> object:
    ran = run("units", *words, "--json")
    assert (ran.code, ran.err) == (0, "")
    return ran.json


# -- count ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "province", "district", "commune"),
    [
        ("2025-06-30", 63, 696, 10_035),
        ("2025-07-01", 34, 0, 3_321),
    ],
)
def test_count_by_level(day: str, province: int, district: int, commune: int) -> None:
    counted = ask("count", "--as-of", day)
    assert [counted[level] for level in ("province", "district", "commune")] == [province, district, commune]


def test_count_by_type_adds_up() -> None:
    counted = ask("count", "--as-of", "2025-06-30")
    assert counted["types"] == {
        "province": {"thành phố": 6, "tỉnh": 57},
        "district": {"huyện": 508, "quận": 49, "thành phố": 87, "thị xã": 52},
        "commune": {"phường": 1724, "thị trấn": 616, "xã": 7695},
    }
    assert all(sum(counted["types"][level].values()) == counted[level] for level in counted["types"])


@pytest.mark.parametrize("scope", ["Bắc Kạn", "tỉnh Bắc Kạn", "bac kan", "06", "BẮC KẠN"])
def test_count_within_a_scope(scope: str) -> None:
    counted = ask("count", "--scope", scope, "--as-of", "2025-02-28")
    assert counted["scope"]["code"] == "06"
    assert [counted[level] for level in ("province", "district", "commune")] == [1, 8, 108]


def test_count_without_a_day_is_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diaban.cli.options.today", lambda: date(2025, 6, 30))
    assert ask("count")["as_of"] == "2025-06-30"


def test_a_day_to_come_is_answered_with_a_note_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diaban.cli.units_ask.today", lambda: date(2025, 7, 1))
    ran = run("units", "count", "--as-of", "2025-07-02", "--json")
    assert (ran.code, ran.json["commune"]) == (0, 3321)
    assert "[day-in-future]" in ran.err


# -- show -------------------------------------------------------------------------------------------------


def test_one_code_is_two_units_on_two_days() -> None:
    before, after = (ask("show", "26740", "--as-of", day) for day in ("2025-06-30", "2025-07-01"))
    assert (before["name"], after["name"]) == ("Bến Nghé", "Sài Gòn")
    assert before["id"] != after["id"]
    assert (before["valid_to"], after["valid_from"]) == ("2025-07-01", "2025-07-01")


def test_a_code_not_in_force_names_who_bore_it_and_when() -> None:
    ran = run("units", "show", "06727", "--as-of", "2025-07-01", "--json")
    assert (ran.code, ran.findings) == (3, ["code-of-another-day"])
    found = ran.json["findings"][0]["found"]
    assert "xã Bắc Sơn 06727" in found
    assert "30/06/2025" in found


def test_show_without_a_day_is_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diaban.cli.options.today", lambda: date(2025, 6, 30))
    monkeypatch.setattr("diaban.cli.units_ask.today", lambda: date(2025, 6, 30))
    assert ask("show", "06727")["name"] == "Bắc Sơn"


# -- trace ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name", "becomes"),
    [
        ("06727", "Hải Sơn", "06724"),
        ("02011", "Cẩm Giàng", "02008"),
        ("01945", "Ngân Sơn", "01954"),
        ("07057", "Quảng La", "07054"),
    ],
)
def test_trace_old_to_new(code: str, name: str, becomes: str) -> None:
    traced = ask("trace", code, "--from", "2024-12-31", "--to", "2025-07-01")
    assert traced["from"]["code"] == code
    assert [(to["name"], to["code"], to["relation"], to["is_default"]) for to in traced["to"]] == [
        (name, becomes, "whole", True)
    ]
    assert traced["to"][0]["acts"]


def test_trace_backwards_names_all_that_a_unit_came_from() -> None:
    traced = ask("trace", "06724", "--from", "2025-07-01", "--to", "2025-06-30")
    assert traced["from"]["name"] == "Hải Sơn"
    assert [(to["code"], to["name"]) for to in traced["to"]] == [("06724", "Hải Sơn"), ("06727", "Bắc Sơn")]
    assert all(to["valid_to"] == "2025-07-01" for to in traced["to"])


def test_trace_of_a_divided_unit_gives_every_part_and_one_default() -> None:
    traced = ask("trace", "09013", "--from", "2025-06-30", "--to", "2025-07-01")
    assert {to["relation"] for to in traced["to"]} == {"part"}
    assert [to["code"] for to in traced["to"] if to["is_default"]] == ["09022"]
    assert len(traced["to"]) == 4


def test_trace_to_the_same_day_is_the_unit_itself() -> None:
    traced = ask("trace", "06724", "--from", "2025-07-01", "--to", "2025-07-01")
    assert [(to["id"], to["relation"]) for to in traced["to"]] == [(traced["from"]["id"], "same")]


def test_a_district_has_no_successor_and_the_command_says_how_to_go_on() -> None:
    assert ask("trace", "164", "--from", "2025-06-30", "--to", "2025-07-01")["to"] == []
    human = run("units", "trace", "164", "--from", "2025-06-30", "--to", "2025-07-01")
    assert human.code == 0
    command = human.out[human.out.index("diaban units restate") :].splitlines()[0].split()
    assert run(*command[1:]).code == 0


def test_trace_of_a_province() -> None:
    traced = ask("trace", "06", "--from", "2025-06-30", "--to", "2025-07-01")
    assert [(to["code"], to["name"], to["level"]) for to in traced["to"]] == [("19", "Thái Nguyên", "province")]


# -- find -------------------------------------------------------------------------------------------------


def test_find_lists_every_homonym_with_what_lies_above() -> None:
    found = ask("find", "Bắc Sơn", "--as-of", "2025-06-30")
    communes = [unit["type"] for unit in found if unit["level"] == "commune"]
    assert {kind: communes.count(kind) for kind in communes} == {"xã": 9, "phường": 6, "thị trấn": 1}
    assert all(unit["ancestors"][-1]["level"] == "province" for unit in found if unit["level"] != "province")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("xã Mỹ Thanh, huyện Bạch Thông, tỉnh Bắc Kạn", "exact"),
        ("XÃ MỸ THANH, HUYỆN BẠCH THÔNG, TỈNH BẮC KẠN", "exact"),
        ("Mĩ Thanh, Bạch Thông", "spelling"),
        ("my thanh bach thong", "unmarked"),
    ],
)
def test_find_reads_what_reports_write(text: str, kind: str) -> None:
    found = ask("find", text)
    assert [(unit["code"], unit["match_kind"]) for unit in found] == [("02011", kind)]
    assert [unit["name"] for unit in found[0]["ancestors"]] == ["Bạch Thông", "Bắc Kạn"]


def test_find_takes_several_words_without_quotes() -> None:
    assert ask("find", "Mỹ", "Thanh,", "Bạch", "Thông")[0]["code"] == "02011"


def test_find_without_a_day_gives_one_result_per_version_with_its_code() -> None:
    found = ask("find", "xã Hải Sơn, tỉnh Quảng Ninh")
    versions = [(unit["id"], unit["valid_from"]) for unit in found]
    assert len(set(versions)) == len(versions)
    assert {(unit["code"], unit["valid_from"]) for unit in found} >= {("06724", None), ("06724", "2025-07-01")}


def test_find_that_finds_nothing() -> None:
    ran = run("units", "find", "Không Đâu Có", "--json")
    assert (ran.code, ran.findings) == (3, ["name-not-found"])


# -- restate ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("types", ["xã,thị_trấn", "xa,thi_tran", "thị trấn,xã", "XÃ,THỊ_TRẤN"])
def test_restate_bac_kan(types: str) -> None:
    restated = ask("restate", "--scope", "Bắc Kạn", "--types", types, "--as-of", "2025-02-28", "--on", "2025-07-01")
    assert restated["size"] == len(restated["units"]) == 36
    assert [unit["code"] for unit in restated["units"] if unit["mixed"]] == ["01843"]


def test_restate_quang_ninh() -> None:
    words = ("--scope", "Quảng Ninh", "--types", "xã,thị_trấn", "--as-of", "2024-12-31", "--on", "2025-07-01")
    restated = ask("restate", *words)
    assert restated["size"] == 39
    assert sum(unit["mixed"] for unit in restated["units"]) == 15


def test_the_frames_have_the_sizes_of_the_reports() -> None:
    sizes = [
        sum(ask("count", "--scope", scope, "--as-of", day)["types"]["commune"].get(kind, 0) for kind in kinds)
        for scope, day, kinds in (
            ("Bắc Kạn", "2025-02-28", ("xã", "thị trấn")),
            ("Quảng Ninh", "2024-12-31", ("xã", "thị trấn")),
        )
    ]
    assert sizes[0] == 102
    human = run(
        *("units", "restate", "--scope", "Bắc Kạn", "--types", "xã,thị_trấn"),
        *("--as-of", "2025-02-28", "--on", "2025-07-01"),
    )
    assert "102 đơn vị" in human.out
    assert sizes[1] == 98


def test_restate_without_a_scope_is_the_nation() -> None:
    # Five island special zones come from districts that had no communes, so no commune's ground lies in them.
    restated = ask("restate", "--as-of", "2025-06-30", "--on", "2025-07-01")
    types = [unit["type"] for unit in restated["units"]]
    assert (types.count("xã"), types.count("phường")) == (2621, 687)
    assert types.count("đặc khu") in {8, 13}
    assert not any(unit["mixed"] for unit in restated["units"])
    assert ask("restate", "--as-of", "2025-07-01", "--on", "2025-07-01")["size"] == 3321


# -- scope ------------------------------------------------------------------------------------------------


def test_the_first_level_with_the_name_decides() -> None:
    assert ask("count", "--scope", "Bắc Kạn", "--as-of", "2025-02-28")["scope"]["code"] == "06"
    assert ask("count", "--scope", "058", "--as-of", "2025-02-28")["scope"]["type"] == "thành phố"
    # A district and many communes bear this name.
    assert ask("count", "--scope", "Bắc Sơn", "--as-of", "2025-06-30")["scope"]["level"] == "district"


def test_a_name_that_a_province_bore_is_never_a_lower_unit() -> None:
    ran = run("units", "count", "--scope", "Bắc Kạn", "--as-of", "2025-07-01", "--json")
    assert (ran.code, ran.findings) == (3, ["scope-province-ended"])
    found = ran.json["findings"][0]["found"]
    assert "Thái Nguyên 19" in found
    assert "phường Bắc Kạn 01843" in found
    assert ask("count", "--scope", "01843", "--as-of", "2025-07-01")["scope"]["name"] == "Bắc Kạn"


def test_two_units_of_one_name_on_the_deciding_level_are_both_named() -> None:
    ran = run("units", "count", "--scope", "xã Bắc Sơn", "--as-of", "2025-06-30", "--json")
    assert (ran.code, ran.findings) == (3, ["scope-ambiguous"])
    found = ran.json["findings"][0]["found"]
    assert all(code in found for code in ("26269", "06727", "12628"))


@pytest.mark.parametrize("scope", ["Không Đâu Có", "", "  "])
def test_a_scope_of_no_unit_is_not_the_nation(scope: str) -> None:
    ran = run("units", "count", "--scope", scope, "--as-of", "2025-06-30", "--json")
    assert (ran.code, ran.findings) == (3, ["scope-not-found"])


# -- service, horizons, conflicts -------------------------------------------------------------------------


def test_service_has_two_units_fewer_than_there_are_communes() -> None:
    service = ask("service", "--as-of", "2025-07-01")
    assert (service["commune_units"], service["communes"]) == (3319, 3321)
    assert [unit["name"] for unit in service["without_unit"]] == ["Hoàng Sa", "Trường Sa"]
    assert service["levels"] == ["province", "commune"]


def test_horizons_name_every_province_of_before_with_its_day() -> None:
    horizons = {line["province"]["code"]: line for line in ask("horizons")}
    assert horizons["22"]["day"] == "2024-11-01"
    assert horizons["06"]["day"] <= "2023-08-31"
    assert horizons["06"]["source"]


def test_conflicts_can_be_chosen_by_kind_and_status() -> None:
    every = ask("conflicts")
    extra = ask("conflicts", "--kind", "lineage-extra")
    both = ask("conflicts", "--kind", "default-successor", "--status", "to-confirm")
    assert len(extra) == 32
    assert extra == [line for line in every if line["kind"] == "lineage-extra"]
    assert {(line["kind"], line["status"]) for line in both} == {("default-successor", "to-confirm")}


def test_edition_by_number() -> None:
    assert ask("count", "--as-of", "2025-07-01", "--edition", "1")["commune"] == 3321
    ran = run("units", "count", "--edition", "99", "--json")
    assert (ran.code, ran.findings) == (3, ["unknown-edition"])
