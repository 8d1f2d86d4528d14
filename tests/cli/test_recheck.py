"""``diaban forms recheck``: households drawn, asked again, and scored by household."""

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.cli.forms_batch import NAMES, SOUND
from tests.cli.run import Ran, run

DAY = "2026-11-28"
COMMUNES = {"xã Hải Sơn": 30, "xã Hải Ninh": 6}


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """Households of three in two communes, of unlike number."""
    path = tmp_path / "phieu.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["form_id", *NAMES[1:]])
        for commune, houses in COMMUNES.items():
            for house in range(houses):
                for person in range(3):
                    row = SOUND | {"permanent_commune": commune, "household_no": f"{house}", "personal_id": ""}
                    writer.writerow([f"{commune[-3:]}-{house}-{person}", *(row[name] for name in NAMES[1:])])
    return path


def filled(forms: Path, tmp_path: Path, wrong: dict[str, str], *, found: int = 0) -> Ran:
    """Draw four households of each commune, answer as the forms say but for ``wrong`` communes' sex, add new people."""
    out = tmp_path / "pt"
    ran = run("forms", "recheck", "draw", str(forms), "--out", str(out), "--households", "4", "--as-of", DAY, "--json")
    assert (ran.json["households"], ran.json["of"], ran.json["forms"]) == (8, 36, 24)
    book = openpyxl.load_workbook(out / "phuc-tra.xlsx")
    sheet = book.active
    assert sheet is not None
    for row in sheet.iter_rows(min_row=5):
        if row[0].value:
            row[5].value = wrong.get(str(row[3].value), "Nam")
            row[6].value = "1980-03-05"
        elif found:
            row[1].value, row[5].value = "Lê Thị Mới", "Nữ"
            found -= 1
    book.save(tmp_path / "dien.xlsx")
    return run("forms", "recheck", "score", str(forms), "--recount", str(tmp_path / "dien.xlsx"), "--json")


def test_each_household_stands_for_those_of_its_commune(forms: Path, tmp_path: Path) -> None:
    told = filled(forms, tmp_path, {"xã Hải Ninh": "Nữ"}).json
    sex = next(one for one in told["fields"] if one["field"] == "sex")
    assert (sex["compared"], sex["different"], sex["households"]) == (24, 12, 8)
    # Half of the people asked, but of the commune with 6 of the 36 households.
    assert sex["gross"]["value"] == pytest.approx(6 / 36)
    day = next(one for one in told["fields"] if one["field"] == "dob")
    assert (day["different"], day["effect"]) == (0, None), "one day, two ways of writing"


def test_people_found_without_a_form_are_of_the_household_beside_them(forms: Path, tmp_path: Path) -> None:
    told = filled(forms, tmp_path, {}, found=3).json["coverage"]
    assert (told["forms"], told["found"], told["matched"]) == (24, 27, 24)
    assert told["people"]["low"] >= 27
    assert told["rate"]["low"] < told["rate"]["value"] < 1
    shown = run("forms", "recheck", "score", str(forms), "--recount", str(tmp_path / "dien.xlsx"))
    assert "tính theo hộ" in shown.out
    assert "Hệ số thiết kế" in shown.out


def test_what_cannot_be_scored_is_refused(forms: Path, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("form_id,full_name,sex\nx,y,\n", "utf-8")
    ran = run("forms", "recheck", "score", str(forms), "--recount", str(tmp_path / "r.csv"), "--json")
    assert (ran.code, ran.findings) == (3, ["recheck-empty"])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["phieu.csv", "r.csv"]
