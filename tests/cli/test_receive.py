"""``diaban receive``: a file as it came, every mistake at once, and into the registers whole or not at all."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from tests.cli.conftest import Home
from tests.cli.run import Ran

HEAD = "Mã đơn vị;Chức danh;Quân số hiện có"
GOOD = (HEAD, "02011;Trưởng Công an;1", "02011;Phó Trưởng Công an;2", "02011;Công an viên;5")
MARCH = ("--form", "staffing", "--period", "2025-03")
APRIL = ("--form", "staffing", "--period", "2025-04")
FILE = [
    *("file", "return", "again", "received", "accepted", "form", "unit", "period", "origin", "corrects", "sha256"),
    *("lines", "allowed", "changes", "findings"),
]


def receive(home: Home, path: Path, *words: str) -> Ran:
    return home.run("receive", str(path), *words, "--reason", "báo cáo tháng", "--json")


def sent(home: Home, lines: tuple[str, ...] = GOOD, words: tuple[str, ...] = (*MARCH, "--accept")) -> dict[str, Any]:
    ran = receive(home, home.write(*lines), *words)
    assert ran.code == 0, ran
    (one,) = ran.json["files"]
    return dict(one)


def present(home: Home, day: str = "2025-04-20", scope: str = "02011") -> dict[str, int]:
    return {str(row["title"]): int(str(row["number"])) for row in home.show("headcounts", scope, day)}


def test_a_return_is_received_and_accepted_as_two_acts(home: Home) -> None:
    one = sent(home)
    assert list(one) == FILE
    assert one["unit"] == {"id": "u01389", "code": "02011", "name": "xã Mỹ Thanh"}
    assert one["period"] == {
        "rule": "monthly",
        "calendar": "administrative",
        "key": "2025-03",
        "start": "2025-02-15",
        "cut_off": "2025-03-14",
    }
    assert (one["return"], one["origin"], one["corrects"], one["lines"]) == (1, "cax-u01389", None, 3)
    assert one["changes"] == {"addition": 3, "update": 0, "end": 0, "same": 0}
    assert one["accepted"] == one["received"] + 1
    assert present(home) == {"chief": 1, "deputy": 2, "member": 5}
    rows = home.show("headcounts", "02011", "2025-04-20")
    # The commune was merged away on 1 July: what it reported holds until then.
    assert {(row["valid_from"], row["valid_to"], row["source"]) for row in rows} == {
        ("2025-03-14", "2025-07-01", "return-1")
    }


def test_every_mistake_is_told_at_once_and_nothing_is_half_accepted(home: Home) -> None:
    lines = (HEAD, "02011;Trưởng Công an;một", "02011;Đội trưởng;2", "02011;Công an viên;5", "09999;Công an viên;1")
    folder = home.folder / "danh-dau"
    ran = receive(home, home.write(*lines), *MARCH, "--unit", "02011", "--accept", "--marked", str(folder))
    assert ran.code == 1
    (one,) = ran.json["files"]
    assert (one["return"], one["accepted"], one["allowed"]) == (1, None, False)
    listed = openpyxl.load_workbook(one["marked"]).active
    assert [row[5].value for row in listed.iter_rows(min_row=6)] == ["C2", "B3", "A5"]
    errors = [found["place"].get("cell") for found in one["findings"] if found["severity"] == "error"]
    assert errors == ["C2", "B3", "A5"]
    assert present(home) == {}
    refused = home.run("returns", "accept", "1", "--reason", "thử", "--json")
    assert refused.code == 3
    mended = sent(home)
    assert (mended["return"], mended["corrects"]) == (2, None)
    assert present(home) == {"chief": 1, "deputy": 2, "member": 5}


def test_a_file_with_personal_numbers_is_refused_before_a_byte_is_kept(home: Home) -> None:
    before = len(home.run("journal", "show", "--json").json)
    ran = receive(home, home.write(*GOOD, "02011;001203004567;1"), *MARCH, "--accept")
    assert ran.code == 3
    assert "001203004567" not in ran.out + ran.err
    assert home.run("returns", "list", "--json").json == []
    assert len(home.run("journal", "show", "--json").json) == before


def test_the_same_file_again_is_the_same_return(home: Home) -> None:
    path = home.write(*GOOD)
    assert receive(home, path, *MARCH).json["files"][0]["return"] == 1
    again = receive(home, path, *MARCH).json["files"][0]
    assert (again["return"], again["again"]) == (1, True)
    assert [found["code"] for found in again["findings"]] == ["return-again"]
    april = home.run("receive", str(path), *APRIL, "--json").json["files"][0]
    # That a file came says why by itself.
    journal = home.run("journal", "show", "--json").json
    assert (april["return"], journal[0]["reason"]) == (2, f"Nhận tệp {path.name}")
    assert home.run("returns", "accept", "1", "--reason", "thử").code == 0
    # Accepted by somebody else already: a conflict, with the number of the return.
    ran = receive(home, path, *MARCH, "--accept")
    assert ran.code == 5
    assert ran.json["files"][0]["findings"][-1]["code"] == "return-accepted"


def test_only_looking_keeps_nothing(home: Home) -> None:
    ran = receive(home, home.write(*GOOD), *MARCH, "--check", "--accept")
    assert ran.code == 0
    assert ran.json["files"][0]["return"] is None
    assert home.run("returns", "list", "--json").json == []


def test_a_later_return_changes_what_changed_and_a_late_one_holds_until_the_next(home: Home) -> None:
    sent(home)
    april = sent(home, (*GOOD[:3], "02011;Công an viên;5"), (*APRIL, "--accept"))
    assert april["changes"] == {"addition": 0, "update": 0, "end": 0, "same": 3}
    # March was wrong after all; April, which found nothing changed, still stands.
    corrected = sent(home, (*GOOD[:3], "02011;Công an viên;9"))
    assert (corrected["corrects"], corrected["changes"]["update"]) == (1, 1)
    assert [found["code"] for found in corrected["findings"]] == ["return-corrects"]
    assert present(home, "2025-03-20")["member"] == 9
    assert present(home, "2025-04-20")["member"] == 5
    states = {one["return"]: one["state"] for one in home.run("returns", "list", "--json").json}
    assert states == {1: "corrected", 2: "accepted", 3: "accepted"}


def test_an_undone_acceptance_leaves_the_file_received(home: Home) -> None:
    one = sent(home)
    assert home.run("undo", str(one["accepted"]), "--reason", "nhầm").code == 0
    assert present(home) == {}
    assert home.run("returns", "show", "1", "--json").json["state"] == "received"
    assert home.run("returns", "accept", "1", "--reason", "đúng rồi").code == 0
    assert present(home)["member"] == 5


def test_an_approved_period_is_locked(home: Home) -> None:
    sent(home)
    assert home.run("returns", "approve", "1", "--level", "province", "--reason", "duyệt").code == 0
    path = home.write(*GOOD[:3], "02011;Công an viên;6")
    ran = receive(home, path, *MARCH, "--accept")
    assert ran.code == 5
    (one,) = ran.json["files"]
    assert (one["return"], one["accepted"]) == (2, None)
    assert "return-locked" in [found["code"] for found in one["findings"]]
    assert home.run("returns", "reopen", "1", "--reason", "xã báo nhầm").code == 0
    assert home.run("returns", "accept", "2", "--reason", "đính chính").code == 0
    assert present(home)["member"] == 6


def test_a_template_says_itself_what_it_is(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    made = ("forms", "template", "staffing", "--unit", "xã Mỹ Thanh", "--period", "2025-03", "--out", str(path))
    assert home.run(*made).code == 0
    book = openpyxl.load_workbook(path)
    titles = {"Trưởng Công an": 1, "Phó Trưởng Công an": 2, "Công an viên": 3}
    for name in ("Biên chế được giao", "Quân số hiện có"):
        for row in book[name].iter_rows(min_row=6):
            row[4].value, row[5].value = titles.get(str(row[3].value)), "12/QĐ-CAT"
    cells = {str(row[0].value): row[1].value for row in book["_diaban"].iter_rows()}
    paper, places = book["Văn bản"], [cells[f"paper.{key}"] for key in ("number", "day", "signatory", "secrecy")]
    paper[places[-1]] = "Mật"
    book.save(path)
    assert receive(home, path, "--accept").findings == ["paper-secret"]
    for place, words in zip(places, ("15/BC-CAX", "16/3/2025", "Trưởng Công an xã", "Không mật"), strict=True):
        paper[place] = words
    book.save(path)
    ran = receive(home, path, "--accept")
    assert ran.code == 0, ran
    (one,) = ran.json["files"]
    assert (one["form"], one["unit"]["code"], one["period"]["key"], one["lines"]) == ("staffing", "02011", "2025-03", 6)
    assert present(home) == {"chief": 1, "deputy": 2, "member": 3}
    letter, marked = tmp_path / "cv.docx", tmp_path / "danh-dau.xlsx"
    assert home.run("returns", "file", "1", "--letter", "--out", str(letter)).code == 0
    words = [cell.text for table in Document(str(letter)).tables for row in table.rows for cell in row.cells]
    assert any("Số: 15/BC-CAX" in text for text in words)
    assert any("ngày 16 tháng 3 năm 2025" in text for text in words)
    assert home.run("returns", "file", "1", "--marked", "--out", str(marked)).code == 0
    assert openpyxl.load_workbook(marked).sheetnames[1:] == book.sheetnames
    assert home.run("returns", "file", "1", "--marked", "--letter").code == 2
    printed = tmp_path / "ban-in.docx"
    assert home.run("returns", "file", "1", "--printed", "--out", str(printed)).code == 0
    code = home.run("returns", "show", "1", "--json").json["code"]
    (foot,) = Document(str(printed)).sections[0].footer.tables
    assert code in foot.rows[0].cells[1].text
    shown = [[cell.text for cell in row.cells] for row in Document(str(printed)).tables[2].rows]
    assert [(row[3], row[4]) for row in shown[1:]] == [
        ("Trưởng Công an", "1"),
        ("Phó Trưởng Công an", "2"),
        ("Công an viên", "3"),
    ]
    # What could not be read whole is not printed as if it were.
    assert receive(home, home.write(*GOOD[:3], "02011;Công an viên;sáu"), *MARCH).code == 1
    assert home.run("returns", "file", "2", "--printed", "--out", str(printed)).code == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "form-untold"),
        (("--form", "nothing"), "form-unknown"),
        (("--form", "staffing"), "period-untold"),
        (("--form", "staffing", "--period", "03/2025"), "period-key"),
        (("--form", "staffing", "--period", "2010-03"), "form-not-in-force"),
        ((*MARCH, "--unit", "Không Đâu Cả"), "scope-not-found"),
        ((*MARCH, "--unit", "huyện Bạch Thông"), "form-sender"),
        (("--form", "staffing", "--period", "2025-08", "--unit", "xã Mỹ Thanh, huyện Bạch Thông"), "sender-succeeded"),
        (("--form", "staffing", "--period", "2025-08"), "sender-succeeded"),
        ((*MARCH, "--origin", "ai-do"), "origin-unknown"),
        ((*MARCH, "--corrects", "7"), "return-unknown"),
    ],
)
def test_what_is_not_known_is_asked_for(home: Home, words: tuple[str, ...], code: str) -> None:
    ran = receive(home, home.write(*GOOD), *words)
    assert (ran.code, ran.findings) == (3, [code])
    if code == "sender-succeeded":
        # The template says the same before anything is filled in.
        unit = next((one for one in words if one.startswith("xã")), "02011")
        ran = home.run("forms", "template", "staffing", "--unit", unit, "--period", "2025-08", "--json")
        assert ran.findings == [code]
        assert "xã Cẩm Giàng" in ran.out


def test_who_sends_for_two_communes_must_say_who_it_is(home: Home) -> None:
    path = home.write(*GOOD, "02008;Công an viên;5")
    assert receive(home, path, *MARCH).findings == ["sender-untold"]
    ran = receive(home, path, *MARCH, "--unit", "tỉnh Bắc Kạn", "--accept")
    assert ran.code == 0, ran
    assert ran.json["files"][0]["origin"] == "ca-u00004"
    shown = home.run("returns", "show", "1", "--json").json
    assert {unit["code"] for unit in shown["covers"]} == {"02008", "02011"}
    # A commune speaks of itself alone.
    ran = receive(home, path, *MARCH, "--unit", "02011")
    assert [found["code"] for found in ran.json["files"][0]["findings"]] == ["unit-not-senders"]


def test_a_return_speaks_for_whoever_states_these_data_now(home: Home) -> None:
    rows = ("code,title,number,valid_from,valid_to", "02011,member,4,2025-01-01,2025-07-01")
    assert home.load("headcounts", *rows, origin="tinh").code == 0
    one = sent(home)
    assert one["origin"] == "tinh"
    assert present(home) == {"chief": 1, "deputy": 2, "member": 5}


def test_files_are_answered_one_by_one(home: Home, tmp_path: Path) -> None:
    good, other = home.write(*GOOD), home.write(HEAD, "02008;Công an viên;5")
    missing = tmp_path / "không có.csv"
    ran = home.run("receive", *map(str, (good, missing, other)), *MARCH, "--accept", "--reason", "thử", "--json")
    assert ran.code == 3
    assert [(one["return"], [found["code"] for found in one["findings"]]) for one in ran.json["files"]] == [
        (1, []),
        (None, ["file-missing"]),
        (2, []),
    ]
    said = home.run("receive", str(good), *MARCH, "--reason", "thử", "--lang", "en")
    assert "Received before: return 1" in said.out


def test_whoever_stops_many_files_is_told_what_was_received(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from diaban.store.receiving import many

    written = many._written
    batches: list[int] = []

    def pressed(*given: Any) -> None:
        batches.append(1)
        if len(batches) == 2:
            raise KeyboardInterrupt
        written(*given)

    monkeypatch.setattr(many, "BATCH", 2)
    monkeypatch.setattr(many, "_written", pressed)
    files = [str(home.write(*GOOD[:2], f"02011;Phó Trưởng Công an;{at}")) for at in range(3)]
    ran = home.run("receive", *files, *MARCH, "--lang", "en")
    assert ran.code == 130
    assert "2 of 3 files received" in ran.err
    assert "Received: return 2" in ran.out
    monkeypatch.undo()
    again = home.run("receive", *files, *MARCH, "--json")
    assert [(one["return"], one["again"]) for one in again.json["files"]] == [(1, True), (2, True), (3, False)]


def test_a_code_beside_another_units_name_is_told(home: Home) -> None:
    """In 2025 nearly every code went to another unit: who copies last year's list of names is told so, in its cell."""
    head = "Mã đơn vị;Tên đơn vị;Chức danh;Quân số hiện có"
    rows = (head, "02011;xã Mỹ Thanh;Trưởng Công an;1", "02011;xã Quang Thuận;Công an viên;5")
    one = sent(home, rows, MARCH)
    (found,) = [found for found in one["findings"] if found["code"] == "unit-named-otherwise"]
    assert (found["severity"], found["place"]["cell"]) == ("warning", "B3")
    assert "Quang Thuận" in found["found"]


def document(**more: Any) -> dict[str, Any]:
    rows = [("chief", 1), ("deputy", 2), ("member", 5)]
    tables = {"headcounts": [{"code": "02011", "title": title, "number": number} for title, number in rows]}
    return {"form": "staffing", "unit": "02011", "period": "2025-03", "tables": tables, **more}


def json_file(home: Home, document: object, name: str = "tra-loi.json") -> Path:
    path = home.folder.parent / name
    path.write_text(document if isinstance(document, str) else json.dumps(document, ensure_ascii=False), "utf-8")
    return path


def test_a_json_document_says_itself_what_it_is_and_is_received_like_any_file(home: Home) -> None:
    ran = receive(home, json_file(home, document()), "--accept")
    assert ran.code == 0, ran
    (one,) = ran.json["files"]
    assert (one["form"], one["unit"]["code"], one["period"]["key"], one["lines"]) == ("staffing", "02011", "2025-03", 3)
    assert one["changes"] == {"addition": 3, "update": 0, "end": 0, "same": 0}
    assert present(home) == {"chief": 1, "deputy": 2, "member": 5}
    # The same figures as a workbook change nothing.
    assert sent(home)["changes"] == {"addition": 0, "update": 0, "end": 0, "same": 3}


def test_mistakes_of_a_json_document_are_told_by_pointers_and_nothing_is_kept_of_personal_data(home: Home) -> None:
    told = document()
    told["tables"]["headcounts"][1]["number"] = "hai"
    ran = receive(home, json_file(home, told), "--accept")
    (one,) = ran.json["files"]
    assert (ran.code, one["return"], one["accepted"]) == (1, 1, None)
    (found,) = [found for found in one["findings"] if found["severity"] == "error"]
    place = {"sheet": "headcounts", "row": 2, "column": "number", "cell": "/tables/headcounts/1/number"}
    assert {key: found["place"][key] for key in place} == place
    for hidden in ({"note": "CCCD 001203004567"}, {"nguoi": "001203004567"}, {"number": 1203004567}):
        told = document()
        told["tables"]["headcounts"][0] |= hidden
        if "number" in hidden:
            told["tables"]["headcounts"][0]["number"] = 101203004567
        ran = receive(home, json_file(home, told))
        assert (ran.code, "001203004567" in ran.out + ran.err) == (3, False), hidden
    ran = receive(home, json_file(home, document(nguoi_ky="Nguyễn Văn A, sinh năm 1990")))
    assert ran.code == 3
    assert len(home.run("returns", "list", "--json").json) == 1
