"""``diaban promises``: the promise of Bắc Kạn on real units, with headquarters told unit by unit."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from diaban.cli.home import UNITS
from diaban.units.edition import open_edition
from diaban.units.unit import UnitType
from tests.cli.conftest import Home

BUILT = "code,tenure,building,progress,valid_from,valid_to"
DUE = "2025-03-31"


def communes() -> list[str]:
    """Codes of the 102 communes and townships, on the day of the report."""
    atlas, day = open_edition(UNITS).atlas, date(2025, 2, 28)
    found = atlas.below(atlas.by_code("06", day).id, day)
    return [unit.code for unit in found if unit.type in (UnitType.XA, UnitType.THI_TRAN)]


def load(home: Home, codes: list[str], progress: str = "finished", start: str = "2025-01-01", **more: str) -> Any:
    lines = [f"{code},independent,permanent,{progress},{start},2025-07-01" for code in codes]
    loaded = home.load("headquarters", BUILT, *lines, **more)
    assert loaded.code == 0, loaded
    return loaded.json


def told(home: Home, day: str, *more: str) -> dict[str, Any]:
    ran = home.run("promises", "--as-of", day, "--json", *more)
    assert (ran.code, ran.err) == (0, "")
    return {one["promise"]: one for one in ran.json}


def bac_kan(home: Home, day: str, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = told(home, day, *more)["bac-kan-headquarters"]
    return found


def test_kept_not_kept_running_and_not_to_be_stated(either_home: Home) -> None:
    home, codes = either_home, communes()
    assert len(codes) == 102
    load(home, codes[:100])
    running = bac_kan(home, "2025-03-01")
    assert (running["verdict"], running["days_left"], running["then"], running["open"]) == ("running", 30, None, 0)
    assert (running["now"]["states"]["met"], running["now"]["size"]) == (100, 102)
    due = bac_kan(home, DUE)
    assert (due["verdict"], due["open"], due["days_left"]) == ("unstated", 2, 0)
    assert len(due["then"]["remainder"]["unaccounted"]) == 2
    assert due["then"] == due["now"]
    known = load(home, codes[100:101], "being-built", source="bc-02")["moment"]
    assert bac_kan(home, "2025-04-10")["verdict"] == "not-kept"
    # Met late is not kept; what was known before the news is told as it was known.
    load(home, codes[101:], source="bc-03")
    path = home.write(BUILT, f"{codes[100]},independent,permanent,finished,2025-05-01,2025-07-01")
    words = ("--register", "headquarters", "--source", "bc-04", "--origin", "tinh", "--reason", "xong")
    assert home.run("registers", "correct", str(path), *words).code == 0
    late = bac_kan(home, "2025-05-02")
    assert (late["verdict"], late["now"]["states"]["met"], late["then"]["states"]["met"]) == ("not-kept", 102, 101)
    assert bac_kan(home, DUE, "--known-at", known)["then"]["states"]["unaccounted"] == 1
    path = home.write(BUILT, f"{codes[100]},independent,permanent,finished,2025-03-01,2025-05-01")
    assert home.run("registers", "correct", str(path), *words).code == 0
    kept = bac_kan(home, DUE)
    assert (kept["verdict"], kept["then"]["states"]["met"]) == ("kept", 102)
    # The address opens the same number.
    opened = home.run("figure", kept["then"]["address"], "--json").json
    assert (opened["value"], opened["of"]) == (102, 102)


def test_after_the_province_ended_its_ground_answers_and_the_verdict_stays(home: Home) -> None:
    load(home, communes())
    after = bac_kan(home, "2025-07-01")
    assert (after["verdict"], after["days_left"]) == ("kept", -92)
    assert after["now"]["scope"]["ground_of"] == "2025-02-28"
    assert (after["now"]["size"], after["now"]["states"]["unaccounted"]) == (37, 37)
    assert after["then"]["scope"] == {key: value for key, value in after["now"]["scope"].items() if key != "ground_of"}
    opened = home.run("figure", after["now"]["address"], "--json").json
    assert (opened["value"], opened["of"]) == (0, 37)


def test_what_records_cannot_answer_is_said_promise_by_promise(home: Home) -> None:
    found = told(home, "2025-07-01")
    regular = found["nation-regular-police"]
    assert (regular["verdict"], regular["open"]) == ("unstated", 0)
    assert {one["code"] for one in regular["then"]["findings"]} == {"before-records"}
    assert {one["severity"] for one in regular["then"]["findings"]} == {"warning"}
    assert regular["now"]["size"] == 3319
    # Promises that were not made yet are not told.
    assert set(told(home, "2024-12-31")) == {
        "nation-regular-police",
        "quang-ninh-headquarters",
        "quang-nam-headquarters",
    }


def test_a_scope_names_the_promises_that_bind_it(home: Home) -> None:
    assert {one for one in told(home, DUE, "--scope", "Bắc Kạn") if not one.startswith("nation")} == {
        "bac-kan-headquarters"
    }
    assert "bac-kan-headquarters" in told(home, "2025-07-01", "--scope", "Bắc Kạn@2025-02-28")
    refused = home.run("promises", "--scope", "Bắc Kạn", "--as-of", "2025-07-01", "--json")
    assert (refused.code, refused.findings) == (3, ["scope-province-ended"])


def test_a_number_of_its_own_opens_under_its_own_name(home: Home) -> None:
    heads = "code,title,number,valid_from"
    assert home.load("headcounts", heads, "26740,,31,2025-07-01", "02008,,13,2025-07-01").code == 0
    found = told(home, "2025-07-01")
    numbers = {name: found[name]["now"]["states"]["met"] for name in ("nation-staffing-12", "nation-staffing-30")}
    assert numbers == {"nation-staffing-12": 2, "nation-staffing-30": 1}
    for name, number in numbers.items():
        opened = home.run("figure", found[name]["now"]["address"], "--json").json
        assert (opened["value"], list(opened["definitions"])) == (number, [name])


OWN = """title.vi = "Một lời hứa riêng"
title.en = "A promise of one's own"
author = "thử"
review = 2030-01-01
licence = "thử"
legal_basis = ["thử"]
sources = ["thử"]
who.vi = "Tỉnh"
who.en = "The province"
standard = "{standard}"
place = "06"
place_on = 2025-02-28
by = 2025-03-31
share = {share}
modality = "striven"
document = "thử"

[in_force]
from = 2025-02-01
"""


@pytest.mark.parametrize(("share", "verdict"), [(98, "kept"), (99, "unstated")])
def test_a_promise_of_ones_own(home: Home, share: int, verdict: str) -> None:
    load(home, communes()[:100])
    folder = home.folder / "definitions" / "promises"
    folder.mkdir(parents=True)
    text = OWN.format(standard="independent-headquarters", share=share)
    Path(folder, "own.toml").write_text(text, "utf-8")
    assert told(home, DUE)["own"]["verdict"] == verdict
    Path(folder, "broken.toml").write_text(OWN.format(standard="kpi", share=101), "utf-8")
    assert "broken" not in told(home, DUE)
    said = home.run("promises", "--as-of", DUE)
    assert "broken.toml" in said.err


def test_what_people_read(home: Home) -> None:
    load(home, communes()[:100])
    said = home.run("promises", "--as-of", DUE, "--scope", "Bắc Kạn").out
    assert "CHƯA KẾT LUẬN ĐƯỢC: 2 đơn vị chưa rõ" in said
    assert "Ngày hẹn 31/03/2025: 100/102 đạt (98,0 %) · tỉnh Bắc Kạn" in said
    assert "diaban figure independent-headquarters.met~" in said
    english = home.run("promises", "--as-of", "2025-04-02", "--scope", "Bắc Kạn", "--lang", "en").out
    assert "CANNOT BE STATED: 2 units unaccounted for · 2 days past" in english
    assert "SỐ LIỆU GIẢ LẬP" not in said
    none = home.run("promises", "--as-of", "2020-01-01")
    assert (none.code, none.out.strip()) == (0, "Ngày 01/01/2020 không có cam kết nào về phạm vi này.")
