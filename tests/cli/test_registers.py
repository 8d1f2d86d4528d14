"""``diaban registers``: files in, findings all at once, one act; and what a register says on a day, as known then."""

import os
import tomllib
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from diaban.basis.period import Period
from diaban.cli.clock import now
from diaban.cli.home import memory
from diaban.coverage.standard import SHIPPED
from diaban.registers.files import REGISTERS
from diaban.registers.staffing import HeadCount
from tests.cli.conftest import Home
from tests.cli.project_files import PROJECT_FILES
from tests.cli.run import run

HEADS = "code,title,number,valid_from,valid_to"
MY_THANH = "02011,,8,2025-02-28,2025-07-01"
POSTED = "code,officer,title,valid_from"
BUILT = "code,tenure,building,progress,year,valid_from"
WORKS = "code,kind,number,working,valid_from"
AFTER = "26740,chief,1,2025-07-01,"
SPAN = "2025-07-01,2025-08-15"
VAGUE = "code,category,detected,stated,least,most,valid_from,valid_to"
HELD = "code,patrol,held_on,police,border_guard,police_signatory,border_guard_signatory,valid_from,valid_to"

FILES: dict[str, tuple[str, ...]] = {
    "posts": ("code,title,number,document,valid_from", "26740,deputy,3,12/QĐ-CAT,2025-07-01"),
    "headcounts": (HEADS, MY_THANH, AFTER),
    "postings": (POSTED, "26740,CB-0001,chief,2025-07-01"),
    "qualifications": ("officer,kind,valid_from", "CB-0001,investigator-primary,2025-07-01"),
    "hamlets": ("code,hamlet,name,type,valid_from", "26740,26740-01,Khu phố 1,tổ dân phố,2025-07-01"),
    "hamlet-duties": ("hamlet,officer,valid_from", "26740-01,CB-0001,2025-07-01"),
    "headquarters": (
        "code,tenure,building,progress,capacity,floor_m2,land_m2,year,valid_from",
        "26740,independent,permanent,finished,12,450,,2024,2025-07-01",
    ),
    "housing": ("code,tenure,building,progress,valid_from", "26740,borrowed,converted,no-site,2025-07-01"),
    "checklist": ("code,item,met,valid_from", "26740,duty-room,có,2025-07-01", "26740,garage,no,2025-07-01"),
    "equipment": (WORKS, "26740,camera,8,7,2025-07-01"),
    "form-counts": ("code,collected,checked,valid_from,valid_to", f"26740,120,100,{SPAN}"),
    "card-counts": ("code,applied,issued,handed_over,valid_from,valid_to", f"26740,30,25,20,{SPAN}"),
    "event-counts": ("code,births,deaths,arrivals,departures,valid_from,valid_to", f"26740,4,2,6,5,{SPAN}"),
    "campaign-plans": ("code,target,teams,shifts,crew,valid_from,valid_to", f"26740,5200,3,2,9,{SPAN}"),
    "movement-models": ("code,model,name,kind,valid_from", "26740,26740-M1,Camera an ninh,security-camera,2025-07-01"),
    "model-places": ("code,place,model,name,participants,valid_from", "26740,26740-D1,26740-M1,Hẻm 1,,2025-07-01"),
    "model-teams": ("code,team,model,name,members,valid_from", "26740,26740-T1,26740-M1,Tổ 1,9,2025-07-01"),
    "movement-equipment": (
        "code,kind,funding,installed,working,cost_vnd,valid_from",
        "26740,camera,mobilised,8,7,5000000000,2025-07-01",
    ),
    "movement-sessions": ("code,kind,sessions,attendees,valid_from,valid_to", f"26740,awareness,3,240,{SPAN}"),
    "examples": ("code,kind,number,valid_from,valid_to", f"26740,collective,2,{SPAN}"),
    "recognitions": (
        "code,hamlet,level,year,safe,decision,granted_on,valid_from",
        "26740,,commune,2025,có,12/QĐ-UBND,2025-11-28,2025-07-01",
    ),
    "situation-counts": (
        "code,category,detected,prevented,resolved,stated,least,most,valid_from,valid_to",
        f"26740,social-order,,,,hàng trăm,100,999,{SPAN}",
    ),
    "patrol-plans": (
        "code,patrol,planned_on,police,border_guard,valid_from,valid_to",
        f"26740,TT-1,2025-07-20,3,4,{SPAN}",
    ),
    "patrols-held": (
        "code,patrol,held_on,police,border_guard,police_signatory,border_guard_signatory,valid_from,valid_to",
        f"26740,TT-1,2025-07-21,3,4,Trưởng Công an phường,Đồn trưởng,{SPAN}",
    ),
    "border-communes": ("code,border,confidence,basis,valid_from", "26740,sea,to-confirm,ví dụ,2025-07-01"),
    "survey-results": (
        "code,survey,group,question,asked,returned,satisfied,valid_from,valid_to",
        f"26740,KS-1,people,chung,100,98,,{SPAN}",
    ),
    **PROJECT_FILES,
}


@pytest.mark.parametrize("register", FILES)
def test_every_register_is_loaded_and_shown(home: Home, register: str) -> None:
    ran = home.load(register, *FILES[register])
    assert ran.code == 0, ran
    assert (ran.json["act"], ran.json["rows"]) == (3, len(FILES[register]) - 1)
    shown = home.run("registers", "show", register, "--as-of", "2025-07-01", "--json").json
    first = 2 if register == "headcounts" else 1
    assert [row["row"] for row in shown["rows"]] == list(range(first, len(FILES[register])))
    row = shown["rows"][0]
    given = dict(zip(FILES[register][0].split(","), FILES[register][-len(shown["rows"])].split(","), strict=True))
    code = given.pop("code", "26740")
    written = {name: ("yes" if value is True else "" if value is None else str(value)) for name, value in row.items()}
    assert {name: written[name] for name in given} == {name: "yes" if v == "có" else v for name, v in given.items()}
    assert row.get("unit", {"code": code})["code"] == code
    for lang in ("vi", "en"):
        said = home.run("registers", "show", register, "--as-of", "2025-07-01", "--lang", lang)
        assert (said.code, said.err) == (0, "")
        assert len(said.out.splitlines()) == 2 + len(shown["rows"])


def test_all_registers_have_an_example() -> None:
    assert set(FILES) == {register.name for register in REGISTERS}


def test_the_columns_are_told_without_a_memory(tmp_path: Path) -> None:
    env = {"DIABAN_HOME": str(tmp_path / "none")}
    for lang in ("vi", "en"):
        ran = run("registers", "columns", "--lang", lang, env=env)
        assert (ran.code, ran.err) == (0, "")
        assert all(f"{register.name}: " in ran.out for register in REGISTERS)
    told = run("registers", "columns", "posts", "--json", env=env).json
    assert [column["name"] for column in told[0]["columns"]][:3] == ["code", "title", "number"]
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("register", "lines", "codes", "place"),
    [
        ("headcounts", (HEADS, "99999,,8,2025-02-28,"), ["unknown-code"], (2, "code")),
        ("headcounts", (HEADS, "02011,,8,2025-07-01,"), ["unit-succeeded"], (2, "code")),
        ("headcounts", (HEADS, "26740,,8,1980-07-01,1980-08-01"), ["before-records"], (2, "code")),
        ("headcounts", (HEADS, "02011,,8,2019-07-01,2025-07-01"), ["before-records"], (2, "code")),
        ("headcounts", (HEADS, "02011,,8,2025-02-28,"), ["record-outlives-unit"], (2, "code")),
        ("headcounts", (HEADS, "02011,,8,2025-02-28,2025-07-02"), ["record-outlives-unit"], (2, "code")),
        ("headcounts", (HEADS, "02011,,8,2025-02-28,2025-02-28"), ["period-empty"], (2, "valid_to")),
        ("headcounts", (HEADS, "02011,,-8,2025-02-28,2025-07-01"), ["number-too-small"], (2, "number")),
        ("headcounts", (HEADS, "02011,,9999999999,2025-02-28,2025-07-01"), ["number-out-of-range"], (2, "number")),
        ("headcounts", (HEADS, "2011,,8,2025-02-28,2025-07-01"), ["csv-code-zeros"], (2, "code")),
        ("headcounts", (HEADS, "02011,,8,28/02/2025,2025-07-01"), ["csv-day"], (2, "valid_from")),
        ("headcounts", (HEADS, "02011,boss,8,2025-02-28,2025-07-01"), ["csv-choice"], (2, "title")),
        ("headcounts", (HEADS, "02011,,=1+1,2025-02-28,2025-07-01"), ["csv-formula"], (2, "number")),
        ("headcounts", (HEADS, MY_THANH, MY_THANH), ["csv-row-repeated"], (3, None)),
        ("headcounts", (HEADS, MY_THANH, MY_THANH.replace("8", "9", 1)), ["csv-row-contradicts"], (3, None)),
        ("headcounts", (HEADS, MY_THANH, "02011,,8,2025-03-28,2025-05-01"), ["overlaps-file"], (3, None)),
        ("headcounts", ("code,number,valid_from,name", "02011,8,2025-02-28,An"), ["csv-column-unknown"], (1, "name")),
        ("postings", (POSTED, "26740,Văn An,chief,2025-07-01"), ["officer-not-a-code"], (2, "officer")),
        ("postings", (POSTED, "26740,001099012345,chief,2025-07-01"), ["officer-not-a-code"], (2, "officer")),
        ("equipment", (WORKS, "26740,camera,7,8,2025-07-01"), ["more-working-than-there"], (2, "working")),
        ("equipment", (WORKS, "26740,kamera,8,7,2025-07-01"), ["code-unlisted"], (2, "kind")),
        ("checklist", ("code,item,met,valid_from", "26740,garaje,no,2025-07-01"), ["code-unlisted"], (2, "item")),
        (
            "movement-equipment",
            ("code,kind,funding,installed,working,valid_from", "26740,light,enterprise,4,5,2025-07-01"),
            ["more-working-than-there"],
            (2, "working"),
        ),
        (
            "survey-results",
            (FILES["survey-results"][0], f"26740,KS-1,people,chung,100,101,102,{SPAN}"),
            ["part-over-whole", "part-over-whole"],
            (2, "returned"),
        ),
        ("situation-counts", (VAGUE, f"26740,drugs,,,,,{SPAN}"), ["nothing-counted"], (2, None)),
        ("situation-counts", (VAGUE, f"26740,drugs,7,hàng trăm,,,{SPAN}"), ["vague-and-number"], (2, "stated")),
        ("situation-counts", (VAGUE, f"26740,drugs,7,,5,,{SPAN}"), ["bounds-without-words"], (2, "stated")),
        ("situation-counts", (VAGUE, f"26740,drugs,,hàng trăm,999,100,{SPAN}"), ["bounds-crossed"], (2, "most")),
        (
            "recognitions",
            ("code,level,year,safe,valid_from", "26740,residential-area,2025,no,2025-07-01"),
            ["recognition-hamlet"],
            (2, "hamlet"),
        ),
        (
            "patrol-plans",
            (FILES["patrol-plans"][0], f"26740,TT-1,2025-07-20,0,0,{SPAN}"),
            ["patrol-without-police", "patrol-without-border-guard"],
            (2, "police"),
        ),
        (
            "patrols-held",
            (HELD, f"26740,TT-1,2025-08-15,1,1,Trưởng Công an phường,Đồn trưởng,{SPAN}"),
            ["patrol-outside-period"],
            (2, "held_on"),
        ),
        (
            "patrols-held",
            (HELD, f"26740,TT-1,2025-08-14,1,1,Nguyễn Văn An,Đại úy đồn trưởng,{SPAN}"),
            ["signatory-not-a-title", "signatory-not-a-title"],
            (2, "police_signatory"),
        ),
        ("housing", (BUILT, "26740,borrowed,converted,no-site,24,2025-07-01"), ["number-too-small"], (2, "year")),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_mistake_is_a_finding_with_its_place_and_nothing_is_written(
    home: Home, register: str, lines: tuple[str, ...], codes: list[str], place: tuple[int, str | None]
) -> None:
    ran = home.load(register, *lines)
    assert (ran.code, ran.err) == (3, "")
    assert ran.findings == codes
    found = ran.json["findings"][0]
    assert (found["place"]["row"], found["place"].get("column")) == place
    assert all(found[part] for part in ("found", "allowed", "remedy"))
    assert [line["act"] for line in home.run("journal", "show", "--json").json] == [2, 1]
    said = home.load(register, *lines, more=("--lang", "en"))
    assert said.findings == codes
    assert said.json["findings"][0]["remedy"] != found["remedy"]


def test_codes_are_those_of_the_definition_files_the_installations_own_too(home: Home) -> None:
    shipped = tomllib.loads((SHIPPED / "headquarters-standard.toml").read_text("utf-8"))
    items = [item["code"] for item in shipped["item"]]
    heads, row = "code,item,met,valid_from", "26740,helipad,no,2025-07-01"
    refused = home.load("checklist", heads, row).json["findings"][0]
    assert refused["allowed"].endswith(": " + ", ".join(items) + ".")
    columns = home.run("registers", "columns", "checklist", "--json").json[0]["columns"]
    assert next(column["choices"] for column in columns if column["name"] == "item") == items
    own = home.folder / "definitions" / "standards"
    own.mkdir(parents=True)
    text = (SHIPPED / "headquarters-standard.toml").read_text("utf-8")
    more = '\n[[item]]\ncode = "helipad"\ntitle.vi = "Bãi đáp"\ntitle.en = "Helipad"\n'
    (own / "headquarters-standard.toml").write_text(text + more, "utf-8")
    assert home.load("checklist", heads, row).code == 0
    # A file of one's own with a fault leaves no list: that is said, not that every code is wrong.
    (own / "headquarters-standard.toml").write_text(text + more.replace("title.en", "title.fr"), "utf-8")
    assert home.load("checklist", heads, row.replace("helipad", "garage")).findings[0].startswith("definition-")


def test_a_name_is_never_repeated(home: Home) -> None:
    ran = home.load("postings", POSTED, "26740,Nguyễn Văn An,chief,2025-07-01")
    assert "Nguyễn Văn An" not in ran.out
    ran = home.load("patrols-held", HELD, f"26740,TT-1,2025-08-14,1,1,Nguyễn Văn An,Đồn trưởng,{SPAN}")
    assert "Nguyễn Văn An" not in ran.out


def test_all_mistakes_at_once(home: Home) -> None:
    lines = ("99999,,8,2025-07-01,", "02011,,x,2025-02-28,2025-07-01", AFTER, AFTER.replace("2025-07-01", "2025-08-01"))
    ran = home.load("headcounts", HEADS, *lines)
    assert ran.code == 3
    assert sorted(ran.findings) == ["csv-integer", "overlaps-file", "unknown-code"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "csv-empty"),
        (b"PK\x03\x04" + bytes(300), "csv-not-csv"),
        (b"\xff\xfe\x00", None),
        (HEADS.encode() + b"\n", "csv-no-rows"),
        (HEADS.encode() + b'\n"02011,,8,2025-02-28,2025-07-01\n', "csv-quote-open"),
        (HEADS.encode() + b"\n02011,,8,2025-02-28,\xe9\n", "csv-encoding"),
        (b"a,b\n" * 3, "csv-column-missing"),
    ],
)
def test_hostile_files_are_findings(home: Home, tmp_path: Path, data: bytes, code: str | None) -> None:
    path = tmp_path / "hostile.csv"
    path.write_bytes(data)
    words = ("--register", "headcounts", "--source", "s", "--origin", "o", "--reason", "r")
    ran = home.run("registers", "load", str(path), *words, "--json")
    assert ran.code == 3
    assert code is None or code in ran.findings
    assert all(found.startswith("csv-") for found in ran.findings)
    human = home.run("registers", "load", str(path), *words)
    assert (human.code, human.out) == (3, "")
    assert "Traceback" not in human.err


def test_a_file_is_loaded_once_unless_it_was_undone(home: Home) -> None:
    assert home.load("headcounts", HEADS, MY_THANH).code == 0
    again = home.load("headcounts", HEADS, MY_THANH, origin="xa")
    assert (again.code, again.findings) == (3, ["file-loaded"])
    assert home.run("undo", "3", "--reason", "nhầm").code == 0
    assert home.load("headcounts", HEADS, MY_THANH, origin="xa").code == 0


def test_overlaps_and_gaps_with_what_is_recorded(home: Home) -> None:
    assert home.load("headcounts", HEADS, "02011,,8,2025-01-01,2025-03-01").code == 0
    overlap = home.load("headcounts", HEADS, "02011,,9,2025-02-01,2025-07-01")
    assert (overlap.code, overlap.findings) == (3, ["overlaps-register"])
    gap = home.load("headcounts", HEADS, "02011,,9,2025-04-01,2025-07-01")
    assert (gap.code, gap.findings) == (0, ["gap"])
    assert gap.json["findings"][0]["severity"] == "warning"


def test_two_origins_that_disagree_are_kept_and_one_is_chosen(home: Home) -> None:
    assert home.load("headcounts", HEADS, MY_THANH).code == 0
    other = home.load("headcounts", HEADS, MY_THANH.replace(",8,", ",7,"), origin="xa", source="bc-02")
    assert other.code == 0
    assert other.findings == ["source-new", "origin-new", "origins-disagree"]
    rows = home.show("headcounts", "Bắc Kạn", "2025-02-28")
    assert [(row["number"], row["origin"], row["chosen"]) for row in rows] == [(8, "tinh", None), (7, "xa", None)]
    asked = ("registers", "show", "headcounts", "--scope", "02011", "--as-of", "2025-02-28", "--json")
    assert home.run(*asked).findings == ["origins-differ"]
    chosen = home.run("choose", "--register", "headcounts", "--row", "2", "--reason", "đã kiểm tra", "--json")
    assert (chosen.code, chosen.json["origin"]) == (0, "xa")
    assert [row["chosen"] for row in home.show("headcounts", "02011", "2025-02-28")] == [False, True]
    assert home.run(*asked).findings == []
    assert "được chọn" in home.run(*asked[:-1]).out


def test_known_at_stays_the_same_for_ever(home: Home) -> None:
    assert home.load("headcounts", HEADS, MY_THANH).code == 0
    first = home.run("journal", "show", "--json").json[0]["moment"]
    assert home.run("undo", "3", "--reason", "nhầm").code == 0
    corrected = home.load("headcounts", HEADS, MY_THANH.replace(",8,", ",9,"))
    second = corrected.json["moment"]
    assert home.run("undo", "5", "--reason", "lại nhầm").code == 0
    numbers = {
        known: [row["number"] for row in home.show("headcounts", "02011", "2025-02-28", *known)]
        for known in ((), ("--known-at", first), ("--known-at", second))
    }
    assert list(numbers.values()) == [[], [8], [9]]
    early = home.run("registers", "show", "headcounts", "--known-at", "2020-01-01", "--json")
    assert (early.code, early.findings) == (3, ["edition-not-loaded"])


def test_a_row_by_unit_of_the_past_is_not_found_under_the_code_of_today(home: Home) -> None:
    assert home.load("headcounts", HEADS, "26740,,5,2025-06-30,2025-07-01", "26740,,6,2025-07-01,").code == 0
    names = [home.show("headcounts", "26740", day)[0]["unit"]["name"] for day in ("2025-06-30", "2025-07-01")]  # type: ignore[index]  # a unit is an object
    assert names == ["phường Bến Nghé", "phường Sài Gòn"]
    refused = home.run("registers", "show", "headcounts", "--scope", "Bắc Kạn", "--as-of", "2025-07-01", "--json")
    assert (refused.code, refused.findings) == (3, ["scope-province-ended"])


def test_a_row_on_a_unit_that_ended_is_listed_on_its_ground_and_marked(home: Home) -> None:
    new = "02008,,9,2025-07-01,"
    assert home.load("headcounts", HEADS, MY_THANH, new).code == 0
    # No file can say so; a register of before the edition that ended the unit can.
    with patch.dict(os.environ, {"DIABAN_HOME": str(home.folder), "DIABAN_BY": "an"}), memory(writing=True) as who:
        from diaban.store.actions import correct
        from diaban.store.queries.sources import fact_in_row

        row = fact_in_row(HeadCount, 1, viewer=who)
        assert row is not None
        late = replace(row, period=Period(row.period.start, None))
        correct(closes=[row], facts=[late], by=who, at=now, reason="không ai kết thúc")
    asked = ("registers", "show", "headcounts", "--as-of", "2026-01-01")
    whole = home.run(*asked, "--json").json["rows"]
    assert {(row["unit"]["code"], row["unit"]["in_force"]) for row in whole} == {("02011", False), ("02008", True)}
    for scope in ("Thái Nguyên", "02008"):
        shown = home.run(*asked, "--scope", scope, "--json")
        assert shown.json["rows"] == whole
        assert shown.findings == ["row-outside-unit"]
    assert home.show("headcounts", "Cao Bằng", "2026-01-01") == []
    said = {"vi": "xã Mỹ Thanh (không còn hoặc chưa có hiệu lực)", "en": "xã Mỹ Thanh (not in force)"}
    for lang, words in said.items():
        assert words in home.run(*asked, "--scope", "Thái Nguyên", "--lang", lang).out


def test_an_officer_who_serves_nowhere_and_a_hamlet_in_no_list_are_reported(home: Home) -> None:
    duty = home.load("hamlet-duties", *FILES["hamlet-duties"])
    assert (duty.code, duty.findings[2:]) == (0, ["officer-not-posted", "hamlet-not-listed"])
    assert home.run("undo", "3", "--reason", "nạp sớm").code == 0
    assert home.load("postings", *FILES["postings"]).code == 0
    assert home.load("hamlets", *FILES["hamlets"]).code == 0
    assert home.load("hamlet-duties", *FILES["hamlet-duties"]).findings == []
    assert home.load("qualifications", *FILES["qualifications"]).findings == []


def test_a_source_keeps_what_is_said_of_it(home: Home) -> None:
    more = ("--source-title", "Báo cáo 01", "--published", "2025-03-01")
    assert home.load("headcounts", HEADS, MY_THANH, more=more).code == 0
    differs = home.load("headcounts", HEADS, AFTER, more=("--source-title", "Báo cáo 02"))
    assert (differs.code, differs.findings) == (3, ["source-differs"])
    assert home.load("headcounts", HEADS, AFTER).findings == []


@pytest.mark.parametrize("known", ["hôm qua", "2025-13-01T00:00", "2025-01-01T25:00"])
def test_a_moment_that_is_none(home: Home, known: str) -> None:
    ran = home.run("registers", "show", "posts", "--known-at", known)
    assert ran.code in (2, 3)
    assert "Traceback" not in ran.err


def test_the_same_on_postgresql(bare_home: Home) -> None:
    home = bare_home
    assert home.run("init").code == 0
    assert home.run("init").code == 3
    loaded = home.load("headcounts", HEADS, MY_THANH)
    assert (loaded.code, loaded.json["act"]) == (0, 3)
    assert home.load("headcounts", HEADS, MY_THANH).findings == ["file-loaded"]
    assert home.run("undo", "3", "--reason", "nhầm").code == 0
    assert home.show("headcounts", "02011", "2025-02-28") == []
    before = home.show("headcounts", "02011", "2025-02-28", "--known-at", loaded.json["moment"])
    assert [row["number"] for row in before] == [8]
