"""``diaban forms``: what the forms ask, the Excel file to fill in, and every way to ask for one that does not exist."""

import io
import shutil
from pathlib import Path

import openpyxl
import pytest

from diaban.cli.definitions import forms_here
from diaban.intake.form import SHIPPED_FORMS
from diaban.intake.head import HEAD_SHEET
from diaban.store.memory import setup
from tests.cli.conftest import Home
from tests.cli.run import run

IDS = [
    *(
        "campaign",
        "campaign-days",
        "events",
        "hamlets",
        "monitoring",
        "movement",
        "opinion",
        "patrols",
        "premises",
        "progress",
        "situation",
        "staffing",
    )
]


def test_the_list_needs_no_memory_and_says_when_each_is_due() -> None:
    ran = run("forms", "list", "--as-of", "2026-03-01", "--json")
    assert (ran.code, sorted(form["id"] for form in ran.json["forms"])) == (0, IDS)
    staffing = ran.json["forms"][-1]
    assert staffing["due"] == {
        "commune": {"day": 16, "months": 0},
        "district": {"day": 18, "months": 0},
        "province": {"day": 20, "months": 0},
        "ministry": {"day": 24, "months": 0},
    }
    assert (staffing["rule"], staffing["calendar"], staffing["own"]) == ("monthly", "administrative", True)
    assert staffing["versions"] == ["2019-01-01", "2025-03-01"]


def test_the_list_in_both_languages() -> None:
    vi, en = run("forms", "list"), run("forms", "list", "--lang", "en")
    assert "Biên chế và quân số Công an cấp xã" in vi.out
    assert "cấp xã ngày 16" in vi.out
    assert "từ thứ Hai đến Chủ nhật" in vi.out
    assert "Posts and people of the commune police" in en.out
    assert "communes on the 16th" in en.out


def test_before_any_form_the_list_says_so() -> None:
    ran = run("forms", "list", "--as-of", "2018-01-01")
    assert (ran.code, ran.out) == (0, "Không biểu mẫu nào được dùng vào ngày 01/01/2018.\n")


def test_a_form_is_shown_column_by_column_as_of_a_day() -> None:
    now, before = (run("forms", "show", "staffing", "--as-of", day) for day in ("2025-03-01", "2025-02-28"))
    assert "Chọn một trong: Trưởng Công an; Phó Trưởng Công an; Công an viên." in now.out
    assert "Thuộc cấp huyện" in before.out
    assert "Thuộc cấp huyện" not in now.out
    told = run("forms", "show", "premises", "--json").json
    assert [table["id"] for table in told["tables"]] == ["headquarters", "housing", "checklist", "equipment"]
    items = next(column for column in told["tables"][2]["columns"] if column["name"] == "item")
    # The choices are those of the standard's file.
    assert items["choices"]["duty-room"] == {"vi": "Phòng trực ban", "en": "Duty room"}


def test_the_schema_is_one_json_document() -> None:
    told = run("forms", "schema", "campaign", "--as-of", "2024-06-30").json
    assert told["$id"] == "urn:diaban:form:campaign:2020-01-01"
    assert told["properties"]["tables"]["properties"]["card-counts"]["title"] == "Thẻ CCCD · Chip ID cards"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "people"), "form-unknown"),
        (("schema", "people"), "form-unknown"),
        (("show", "campaign", "--as-of", "2019-12-31"), "form-not-in-force"),
        (("template", "people", "--unit", "22", "--period", "2026-03"), "form-unknown"),
        (("template", "staffing", "--unit", "22", "--period", "2026-Q1"), "period-key"),
        (("template", "staffing", "--unit", "22", "--period", "2018-12"), "form-not-in-force"),
    ],
)
def test_what_does_not_exist_is_refused(words: tuple[str, ...], code: str) -> None:
    ran = run("forms", *words, "--json")
    assert (ran.code, ran.findings) == (3, [code])


def test_a_template_is_made_for_a_unit_and_a_period(home: Home) -> None:
    out = home.folder / "xin chào.xlsx"
    ran = home.run(
        "forms", "template", "staffing", "--unit", "xã Hải Sơn", "--period", "2025-07", "--out", str(out), "--json"
    )
    assert (ran.code, ran.json["unit"], ran.json["units"], ran.json["cut_off"]) == (0, "06724", 1, "2025-07-14")
    book = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))
    head = {row[0].value: row[1].value for row in book[HEAD_SHEET].iter_rows(max_col=2)}
    assert (head["form"], head["unit"], head["period"]) == ("staffing", "06724", "2025-07")
    codes = {cell.value for row in book["Biên chế được giao"].iter_rows(min_col=2, max_col=2) for cell in row}
    assert "06724" in codes
    # A home that holds no invented figures makes no template that says so.
    assert book["Văn bản"]["A1"].value == "BIÊN CHẾ VÀ QUÂN SỐ CÔNG AN CẤP XÃ"


def test_the_unit_is_that_of_the_cut_off(home: Home) -> None:
    """06727, Bắc Sơn, ended on 30 June 2025: it owes nothing for the period that closes on 14 July."""
    words = ("forms", "template", "staffing", "--unit", "06727", "--json", "--out")
    before = home.run(*words, str(home.folder / "a.xlsx"), "--period", "2025-06")
    after = home.run(*words, str(home.folder / "b.xlsx"), "--period", "2025-07")
    assert (before.code, before.json["unit"]) == (0, "06727")
    assert (after.code, after.findings) == (3, ["sender-succeeded"])
    assert not (home.folder / "b.xlsx").exists()


def test_a_province_before_the_districts_went_has_their_names(home: Home) -> None:
    out = home.folder / "t.xlsx"
    ran = home.run("forms", "template", "staffing", "--unit", "Bắc Kạn", "--period", "2025-02", "--out", str(out))
    assert ran.code == 0, ran
    sheet = openpyxl.load_workbook(out)["Biên chế được giao"]
    cells = {cell.value for row in sheet.iter_rows(max_col=4) for cell in row}
    assert {"Thuộc cấp huyện", "huyện Bạch Thông"} <= cells
    # 108 communes, townships and wards of Bắc Kạn, three titles each.
    codes = [row[0].value for row in sheet.iter_rows(min_col=2, max_col=2) if str(row[0].value).isdigit()]
    assert (len(codes), len(set(codes))) == (324, 108)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("premises", "--unit", "phường Hồng Gai", "--period", "2025-Q1"), "form-not-owed"),
        (("staffing", "--unit", "huyện Bạch Thông", "--period", "2025-02"), "form-sender"),
        (("staffing", "--unit", "xã Không Có", "--period", "2025-07"), "scope-not-found"),
        (("patrols", "--unit", "22", "--period", "2025-07"), "border-list-empty"),
    ],
)
def test_nobody_owes_it(words: tuple[str, ...], code: str, home: Home) -> None:
    ran = home.run("forms", "template", *words, "--json")
    assert (ran.code, ran.findings) == (3, [code])


def test_only_communes_on_the_border_have_a_row_for_patrols(home: Home) -> None:
    loaded = home.load(
        "border-communes",
        "code,border,confidence,basis,valid_from,valid_to",
        "06724,land,confirmed,Nghị định 34/2014/NĐ-CP,2025-07-01,",
    )
    assert loaded.code == 0, loaded
    out = home.folder / "t.xlsx"
    ran = home.run("forms", "template", "patrols", "--unit", "22", "--period", "2025-07", "--out", str(out), "--json")
    assert (ran.code, ran.json["units"]) == (0, 1)


def test_a_file_that_is_there_is_not_written_over(home: Home) -> None:
    out = home.folder / "đang điền.xlsx"
    out.write_bytes(b"x")
    words = ("forms", "template", "staffing", "--unit", "06724", "--period", "2025-07", "--json", "--out")
    ran = home.run(*words, str(out))
    assert (ran.code, ran.findings, out.read_bytes()) == (3, ["file-there"], b"x")
    nowhere = home.run(*words, str(home.folder / "no such folder" / "x.xlsx"))
    assert (nowhere.code, nowhere.findings) == (3, ["output-refused"])


def test_without_a_memory_no_template_is_made(tmp_path: Path) -> None:
    env = {"DIABAN_HOME": str(tmp_path / "empty")}
    ran = run("forms", "template", "staffing", "--unit", "06724", "--period", "2025-07", "--json", env=env)
    assert (ran.code, ran.findings) == (3, ["memory-empty"])


def test_forms_of_ones_own_replace_what_is_shipped_and_faults_are_told(tmp_path: Path) -> None:
    own = tmp_path / "definitions" / "forms"
    own.mkdir(parents=True)
    shutil.copy(SHIPPED_FORMS / "hamlets.toml", own / "mine.toml")
    (own / "staffing.toml").write_text("rule = 3\n", "utf-8")
    ran = run("forms", "list", "--json", env={"DIABAN_HOME": str(tmp_path)})
    assert ran.code == 1
    assert sorted(form["id"] for form in ran.json["forms"]) == sorted([*IDS[:-1], "mine"])
    assert {found["code"] for found in ran.json["findings"]} == {"definition-missing"}
    # A faulty file never silently becomes what was shipped.
    shown = run("forms", "show", "staffing", "--json", env={"DIABAN_HOME": str(tmp_path)})
    assert shown.code == 3
    assert shown.findings[0] == "form-unknown"


def test_both_doors_have_the_same_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIABAN_HOME", str(tmp_path))
    setup(tmp_path)
    from diaban.store.ground import forms_here as of_the_store

    assert forms_here() == of_the_store()
    assert sorted(forms_here()[0]) == IDS
