"""``diaban returns``: the list, one return, the calendar, what moves it on, its paper, its bytes."""

import io
from pathlib import Path
from typing import Any

import pytest
import segno

from diaban.intake.paper import PaperCode
from tests.cli.conftest import Home
from tests.cli.run import Ran

HEAD = "Mã đơn vị;Chức danh;Quân số hiện có"
LINE = [
    *("return", "form", "unit", "period", "received", "state", "approved", "origin", "corrects", "corrected_by"),
    *("file", "lines", "faults", "errors", "warnings", "notes", "document", "act"),
]
DETAIL = [
    *("version", "digest", "code", "steps", "covers", "paper", "corrections", "media", "keep_until", "kept"),
]
PAPER = ("--number", "05", "--symbol", "BC-CAX", "--day", "2025-03-16", "--signatory", "Trưởng Công an xã")
WHY = ("--reason", "thử")


def send(home: Home, code: str = "02011", number: int = 5, period: str = "2025-03", *words: str) -> int:
    path = home.write(HEAD, f"{code};Công an viên;{number}")
    ran = home.run("receive", str(path), "--form", "staffing", "--period", period, *words, *WHY, "--json")
    assert ran.code == 0, ran
    return int(ran.json["files"][0]["return"])


def ask(home: Home, *words: str) -> Any:
    ran = home.run("returns", *words, "--json")
    assert ran.code == 0, ran
    return ran.json


def move(home: Home, *words: str) -> Ran:
    return home.run("returns", *words, *WHY, "--json")


def test_the_list_and_one_return_key_by_key(home: Home) -> None:
    send(home)
    send(home, "02008", 4, "2025-04", "--accept")
    first, second = ask(home, "list")
    assert list(first) == LINE
    assert (first["return"], first["state"], second["state"]) == (1, "received", "accepted")
    assert [one["return"] for one in ask(home, "list", "--state", "accepted")] == [2]
    assert [one["return"] for one in ask(home, "list", "--period", "2025-03")] == [1]
    assert [one["return"] for one in ask(home, "list", "--scope", "Thái Nguyên")] == [1, 2]
    assert ask(home, "list", "--scope", "Quảng Ninh") == []
    assert ask(home, "list", "--form", "premises") == []
    one = ask(home, "show", "2")
    assert list(one) == [*LINE, *DETAIL]
    assert [(step["step"], step["by"]) for step in one["steps"]] == [
        ("received", "nguyễn văn thử"),
        ("accepted", "nguyễn văn thử"),
    ]
    assert one["code"] == str(PaperCode.of(2, one["digest"]))
    said = home.run("returns", "show", "2").out
    assert one["code"] in said
    assert "đã chấp nhận" in said
    assert home.run("returns", "show", "3", "--json").findings == ["return-unknown"]
    assert "02011" in home.run("returns", "list").out


def test_levels_and_back(home: Home) -> None:
    send(home)
    assert move(home, "approve", "1", "--level", "province").findings == ["return-not-accepted"]
    assert move(home, "send-back", "1").json["state"] == "sent-back"
    assert move(home, "accept", "1").findings == ["return-sent-back"]
    send(home, "02011", 6, "2025-03", "--accept")
    assert move(home, "approve", "2", "--level", "ministry").findings == ["approval-order"]
    done = move(home, "approve", "2", "--level", "province")
    assert (done.code, done.json["state"]) == (0, "approved")
    again = move(home, "approve", "2", "--level", "province")
    assert (again.code, again.findings) == (5, ["return-approved"])
    assert move(home, "reopen", "2").json["state"] == "reopened"
    assert move(home, "reopen", "2").findings == ["return-not-locked"]
    undone = home.run("undo", str(ask(home, "show", "2")["steps"][-1]["act"]), *WHY)
    assert undone.code == 0
    assert ask(home, "show", "2")["approved"] == "province"


def test_the_calendar_counts_each_commune_once(home: Home) -> None:
    send(home, "02011", 5, "2025-03", "--accept")
    send(home, "02008", 4)
    told = ask(
        home,
        *("calendar", "--form", "staffing", "--scope", "19", "--from", "2025-03-14", "--to", "2025-03-15"),
        *("--as-of", "2025-03-17"),
    )
    march, april = told["periods"]
    assert list(march) == [
        *("form", "rule", "calendar", "period", "start", "cut_off", "due", "owing", "counts", "share", "units"),
        "outside",
    ]
    # 108 communes of Bắc Kạn and 172 of Thái Nguyên before the merger; received long after the due day of 16 March.
    assert (march["owing"], march["due"]) == (280, "2025-03-16")
    counts = {status: n for status, n in march["counts"].items() if n}
    assert counts == {"missing": 278, "late": 1, "accepted": 1}
    assert {status: n for status, n in april["counts"].items() if n} == {"expected": 280}
    mine = {unit["unit"]["code"]: (unit["status"], unit["late"], unit["return"]) for unit in march["units"]}
    assert mine["02011"] == ("accepted", True, 1)
    assert sum(march["counts"].values()) == march["owing"] == len(march["units"])
    said = home.run("returns", "calendar", "--scope", "19", "--from", "2026-11-01", "--to", "2026-11-05")
    assert said.code == 0
    early = home.run(
        "returns", "calendar", "--form", "staffing", "--from", "2020-01-20", "--to", "2020-02-01", "--json"
    )
    assert {found["code"] for found in early.json["findings"]} == {"before-records"}
    # The ground of a commune that was merged away within July's period: it owes June, its heir July.
    days = ("--from", "2025-06-01", "--to", "2025-07-14", "--as-of", "2025-07-20")
    ground = ask(home, "calendar", "--form", "situation", "--scope", "06727@2025-06-30", *days)
    assert [[unit["unit"]["name"] for unit in one["units"]] for one in ground["periods"]] == [
        ["xã Bắc Sơn"],
        ["xã Hải Sơn"],
    ]
    for given, code in (
        (("--from", "2026-10-01", "--to", "2026-09-01"), "periods-backward"),
        (("--from", "0001-01-01"), "day-out-of-reach"),
        (("--to", "9999-12-31"), "day-out-of-reach"),
    ):
        assert (
            home.run("returns", "calendar", "--form", "staffing", *given, "--json").json["findings"][0]["code"] == code
        )
    assert "không có kỳ nào" in home.run("returns", "calendar", "--form", "opinion").out


def test_irregular_returns_are_in_the_calendar_once_one_came(home: Home) -> None:
    days = ("--from", "2026-09-01", "--to", "2026-09-30")
    assert ask(home, "calendar", "--form", "events", *days)["periods"] == []
    path = home.write("Mã đơn vị;Tên đơn vị;Sinh;Tử;Đến;Đi", "06724;xã Hải Sơn;1;0;2;1")
    sent = home.run("receive", str(path), "--form", "events", "--period", "2026-09-07..2026-09-13", *WHY)
    assert sent.code in (0, 1), sent
    (period,) = ask(home, "calendar", "--form", "events", "--scope", "06724", *days)["periods"]
    assert (period["period"], period["owing"]) == ("2026-09-07..2026-09-13", 1)
    assert [unit["return"] for unit in period["units"]] == [1]
    assert ask(home, "calendar", "--form", "events", "--from", "2026-10-01", "--to", "2026-10-09")["periods"] == []


def test_the_bytes_come_back_as_they_came(home: Home, tmp_path: Path) -> None:
    path = home.write(HEAD, "02011;Công an viên;5")
    assert home.run("receive", str(path), "--form", "staffing", "--period", "2025-03", *WHY).code == 0
    out = tmp_path / "ra.csv"
    assert home.run("returns", "file", "1", "--out", str(out)).code == 0
    assert out.read_bytes() == path.read_bytes()
    assert home.run("returns", "file", "1").out.encode() == path.read_bytes()
    assert home.run("returns", "file", "1", "--out", str(out)).code == 3
    assert "scan-missing" in home.run("returns", "file", "1", "--scan").err


def scan(tmp_path: Path, text: str) -> Path:
    """A page with a printed code on it."""
    picture = io.BytesIO()
    segno.make(text, micro=False).save(picture, kind="png", scale=6, border=4)
    path = tmp_path / f"quet-{len(text)}.png"
    path.write_bytes(picture.getvalue())
    return path


def test_the_code_on_the_scan_proves_the_paper(home: Home, tmp_path: Path) -> None:
    send(home)
    send(home, "02008", 4)
    codes = {number: ask(home, "show", str(number))["code"] for number in (1, 2)}
    assert move(home, "paper", "1", *PAPER, "--scan", str(scan(tmp_path, codes[2]))).findings == [
        "paper-of-other-return"
    ]
    plain = move(home, "paper", "1", *PAPER, "--scan", str(scan(tmp_path, "https://example.org")))
    assert (plain.code, plain.findings) == (0, ["paper-without-code"])
    assert ask(home, "show", "1")["paper"]["code"] is None
    proved = move(home, "paper", "1", *PAPER, "--scan", str(scan(tmp_path, codes[1])))
    assert (proved.code, proved.findings) == (0, [])
    shown = ask(home, "show", "1")
    assert (shown["paper"]["code"], shown["document"]) == (codes[1], "05/BC-CAX")
    assert "khớp số liệu" in home.run("returns", "show", "1").out
    # Typed by hand, where a scan cannot be read.
    assert move(home, "paper", "2", *PAPER, "--code", codes[2].lower()).code == 0
    assert move(home, "paper", "2", *PAPER, "--code", codes[2][:-1] + "0").findings == ["paper-code"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--secrecy", "secret"), "paper-secret"),
        (("--scan", "không có.pdf"), "file-missing"),
        (("--scan", __file__), "scan-format"),
    ],
)
def test_a_paper_that_cannot_be_attached(home: Home, words: tuple[str, ...], code: str) -> None:
    send(home)
    ran = move(home, "paper", "1", *PAPER, *words)
    assert (ran.code, ran.findings) == (3, [code])
    assert ask(home, "show", "1")["paper"] is None
