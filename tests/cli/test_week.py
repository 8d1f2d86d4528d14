"""``diaban week`` and ``diaban tasks`` on a new installation: what came, who sent nothing, tasks seen again."""

import io
import re
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from docx import Document

from tests.cli.conftest import Home

TODAY = datetime.now(timezone(timedelta(hours=7))).date()
HAI_SON = "06724"
"""Xã Hải Sơn of Quảng Ninh since 1 July 2025."""
HEADQUARTERS = "code,tenure,building,progress,capacity,floor_m2,land_m2,year,valid_from,valid_to"


def week(home: Home, *words: str, ending: date = TODAY) -> dict[str, object]:
    ran = home.run("week", "--scope", "Quảng Ninh", "--ending", ending.isoformat(), *words, "--json")
    assert ran.code == 0, ran
    told: dict[str, object] = ran.json
    return told


def figure(told: dict[str, object], standard: str) -> dict[str, object]:
    figures = told["figures"]
    assert isinstance(figures, list)
    return next(one for one in figures if one["standard"] == standard)


def test_what_became_known_this_week_and_why(home: Home) -> None:
    start = (TODAY - timedelta(days=60)).isoformat()
    ran = home.load("headquarters", HEADQUARTERS, f"{HAI_SON},independent,permanent,finished,,,,,{start},")
    assert ran.code == 0, ran
    told = week(home)
    one = figure(told, "independent-headquarters")
    # What was known a week ago is not told anew: the building stood there, and nobody had said so.
    assert (one["now"]["met"], one["before"]["met"]) == (1, 0)  # type: ignore[index]  # parts of the document
    (moved,) = one["moved"]  # type: ignore[misc]  # a list of the document
    assert (moved["before"], moved["after"]) == ("unaccounted", "met")
    assert [act["reason"] for act in moved["why"]] == ["báo cáo tháng"]
    # The week after, nothing is new.
    later = figure(week(home, ending=TODAY + timedelta(days=7)), "independent-headquarters")
    assert later["moved"] == []


def test_every_figure_of_the_sheet_opens(home: Home) -> None:
    told = week(home)
    address = figure(told, "official-housing")["now"]["address"]  # type: ignore[index]  # parts of the document
    assert home.run("figure", str(address), "--json").code == 0


def test_whoever_sent_nothing_is_named(home: Home) -> None:
    told = week(home)
    unsent = told["unsent"]
    assert told["returns"] == {}
    assert isinstance(unsent, list)
    staffing = [one for one in unsent if one["form"] == "staffing"]
    # Nobody has sent anything, so that all of the 54 are late with every month that was due.
    assert staffing
    assert all(len(one["units"]) == one["of"] == 54 for one in staffing)
    assert all(one["days_late"] > 0 for one in unsent)
    # What is still to fall due is not overdue in a week that is to come.
    assert week(home, ending=TODAY + timedelta(days=400))["unsent"] == unsent


def test_a_task_is_seen_again_until_it_is_done(home: Home) -> None:
    due = TODAY - timedelta(days=3)
    added = home.run(
        *("tasks", "add", "Bàn giao mặt bằng", "--owner", "Phòng Hậu cần", "--due", due.isoformat()),
        *(
            "--week",
            (TODAY - timedelta(days=10)).isoformat(),
            "--scope",
            "Quảng Ninh",
            "--reason",
            "giao ban",
            "--json",
        ),
    )
    assert (added.code, added.json["number"]) == (0, 1), added
    (task,) = week(home)["tasks"]  # type: ignore[misc]  # a list of the document
    assert (task["owner"], task["days_over"], task["done"]) == ("Phòng Hậu cần", 3, None)
    assert week(home, ending=TODAY + timedelta(days=2))["tasks"][0]["days_over"] == 3  # type: ignore[index]  # a list of the document
    listed = home.run("tasks", "list", "--json")
    assert [one["number"] for one in listed.json] == [1]
    done = home.run("tasks", "done", "1", "--result", "đã bàn giao", "--reason", "biên bản", "--json")
    assert done.code == 0, done
    (task,) = week(home)["tasks"]  # type: ignore[misc]  # a list of the document
    assert (task["days_over"], task["done"]) == (0, TODAY.isoformat())
    assert home.run("tasks", "list", "--json").json == []
    assert [one["result"] for one in home.run("tasks", "list", "--all", "--json").json] == ["đã bàn giao"]
    assert week(home, ending=TODAY + timedelta(days=7))["tasks"] == []


def test_a_task_of_another_province_is_not_on_the_sheet(home: Home) -> None:
    given = ("--owner", "Văn phòng", "--due", TODAY.isoformat(), "--reason", "giao ban", "--json")
    assert home.run("tasks", "add", "Việc khác", "--scope", "Thái Nguyên", *given).code == 0
    assert week(home)["tasks"] == []


def test_done_twice_or_unknown_is_refused(home: Home) -> None:
    refused = home.run("tasks", "done", "7", "--reason", "x", "--json")
    assert (refused.code, refused.json["findings"][0]["code"]) == (3, "task-unknown")


def test_as_a_document(home: Home, tmp_path: Path) -> None:
    out = tmp_path / "tuan.docx"
    ran = home.run("week", "--scope", "Quảng Ninh", "--out", str(out))
    assert ran.code == 0, ran
    document = Document(io.BytesIO(out.read_bytes()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "tỉnh Quảng Ninh" in text or "thành phố Quảng Ninh" in text
    assert "GIẢ LẬP" not in text
    # Names have room, numbers need none: else the sheet does not keep to two pages.
    narrow, wide = (document.tables[1].columns[at].width for at in (2, 3))
    assert 2 * narrow < wide
    reminder = tmp_path / "don-doc.docx"
    assert home.run("week", "--scope", "Quảng Ninh", "--reminder", str(reminder)).code == 0
    said = [paragraph.text for paragraph in Document(str(reminder)).paragraphs]
    # Everybody owes everything here: one line for a form, whatever its periods.
    assert [text[:3] for text in said if "tất cả các đơn vị phải gửi" in text][:2] == ["1. ", "2. "]
    # A commune does not remind itself, nor does the ministry list three thousand of them.
    for scope, issuer, named in (
        (["--scope", "xã Hải Sơn"], "QUẢNG NINH", "tất cả các đơn vị|Công an xã Hải Sơn"),
        ([], "BỘ CÔNG AN", "tất cả các đơn vị|thuộc Công an thành phố Hà Nội"),
    ):
        assert home.run("week", *scope, "--reminder", str(reminder)).code == 0
        letter = Document(str(reminder))
        head = [paragraph.text for table in letter.tables for cell in table._cells for paragraph in cell.paragraphs]
        assert any(issuer in line for line in head)
        assert len([line for line in head if line == "BỘ CÔNG AN"]) == 1
        items = [paragraph.text for paragraph in letter.paragraphs if paragraph.text[:1].isdigit()]
        assert items
        assert all(re.search(named, item) for item in items)
    refused = home.run("week", "--out", str(tmp_path / "tuan.pdf"), "--json")
    assert (refused.code, refused.json["findings"][0]["code"]) == (3, "document-suffix")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_on_the_screen(home: Home, lang: str) -> None:
    ran = home.run("week", "--scope", "Quảng Ninh", "--lang", lang)
    assert ran.code == 0, ran
    assert ("Chưa gửi báo cáo" if lang == "vi" else "Who has not sent") in ran.out
    assert "{" not in ran.out


def test_a_week_over_the_merger_and_one_before_records(home: Home) -> None:
    # Thái Nguyên took in Bắc Kạn on 1 July 2025: the week before is restated to the units of that day.
    known = ("--known-at", TODAY.isoformat(), "--json")
    ran = home.run("week", "--scope", "Thái Nguyên", "--ending", "2025-07-06", *known)
    assert ran.code == 0, ran
    assert all(one["restated"] for one in ran.json["figures"] if one["before"])
    early = home.run("week", "--scope", "Thái Nguyên", "--ending", "1999-01-03", *known)
    assert early.code == 3
    assert early.findings == ["before-records"]
