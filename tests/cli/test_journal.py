"""The journal, decisions about records, and what an installation is: each by a named administrator, with a reason."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from diaban.cli.init import establish
from diaban.cli.say import Say
from diaban.store.memory import setup
from tests.cli.conftest import FILE, Home
from tests.cli.run import run, spawn
from tests.cli.test_registers import AFTER, HEADS, MY_THANH

LINE = ["act", "moment", "by", "action", "reason", "request", "reverses", "reversed_by", "wrote", "closed", "destroyed"]
WHY = ("--reason", "theo biên bản")
CHOOSE = ("choose", "--register", "headcounts", "--row", "1")
CERTIFY = ("evidence", "add", "--kind", "certificate", "--register", "headcounts", "--row", "1")


@pytest.fixture
def loaded(home: Home) -> Home:
    assert home.load("headcounts", HEADS, MY_THANH, AFTER).code == 0
    return home


def acts(home: Home, *words: str) -> Any:
    ran = home.run("journal", "show", "--json", *words)
    assert ran.code == 0, ran
    return ran.json


# -- the journal ------------------------------------------------------------------------------------------


def test_the_journal_says_who_did_what_when_and_why(loaded: Home) -> None:
    lines = acts(loaded)
    assert [list(line) for line in lines] == [LINE] * 3
    assert [(line["act"], line["action"]) for line in lines] == [(3, "record"), (2, "load-units"), (1, "found")]
    assert (lines[0]["by"], lines[0]["reason"]) == ("nguyễn văn thử", "báo cáo tháng")
    assert lines[0]["wrote"] == {"head_count": 2}
    assert lines[0]["request"].startswith("registers load headcounts home-1.csv sha256:")
    assert lines[0]["moment"].endswith("+07:00")
    assert [line["act"] for line in acts(loaded, "--since", "2")] == [3]
    assert acts(loaded, "--since", "3") == []
    assert [line["act"] for line in acts(loaded, "--known-at", lines[1]["moment"])] == [2, 1]


def test_registers_and_actions_are_said_in_words(loaded: Home, tmp_path: Path) -> None:
    for lang, words in {
        "vi": ("sổ quân số hiện có +2", "ấn bản đơn vị hành chính +1; đơn vị hành chính +"),
        "en": ("people present (counts) +2", "editions of the units +1; units +"),
    }.items():
        shown = loaded.run("journal", "show", "--lang", lang)
        assert all(part in shown.out for part in words), shown.out
        assert "head_count" not in shown.out
        assert "SỐ LIỆU GIẢ LẬP" not in shown.out
    assert "(khởi tạo cơ sở dữ liệu)" in loaded.run("undo", "1", *WHY).err
    assert "(set up)" in loaded.run("undo", "1", *WHY, "--lang", "en").err
    row = ("choose", "--register", "headcounts", "--row", "99", *WHY)
    assert "Trong sổ quân số hiện có không có dòng số 99" in loaded.run(*row).err
    home = tmp_path / "trial"
    with patch.dict(os.environ, {"DIABAN_HOME": str(home), "DIABAN_BY": "an"}):
        establish(Say("vi"), "demonstration")
    trial = Home(home)
    assert trial.run("journal", "show").out.startswith("SỐ LIỆU GIẢ LẬP\n")
    assert [line["act"] for line in acts(trial)] == [2, 1]


def test_undo_stands_in_the_journal_too(loaded: Home) -> None:
    undone = loaded.run("undo", "3", *WHY, "--json")
    assert (undone.code, undone.json["reverses"], undone.json["action"]) == (0, 3, "undo")
    last, target = acts(loaded)[:2]
    assert (last["reverses"], target["reversed_by"], last["closed"]) == (3, 4, {"head_count": 2})
    for lang, word in (("vi", "hủy (lần ghi 3)"), ("en", "undo (of act 3)")):
        shown = loaded.run("journal", "show", "--lang", lang)
        assert (shown.code, shown.err) == (0, "")
        assert len(shown.out.splitlines()) == 5
        assert word in shown.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("undo", "99"), "act-unknown"),
        (("undo", "1"), "act-irreversible"),
        (("undo", "2"), "act-built-on"),
        (("choose", "--register", "headcounts", "--row", "99"), "row-unknown"),
        ((*CHOOSE, "--from", "2026-01-01"), "choice-outside"),
        ((*CHOOSE, "--from", "2026-01-01", "--to", "2026-01-01"), "period-empty"),
        (("destroy", "--register", "headcounts", "--row", "99"), "row-unknown"),
        (("destroy", "--officer", "CB-9"), "officer-unknown"),
        (("frame", "freeze", "bk", "--scope", "Bắc Kạn", "--as-of", "2025-07-01"), "scope-province-ended"),
        (("frame", "freeze", "bk", "--scope", "Quảng Ninh", "--as-of", "2020-07-01"), "before-records"),
        ((*CERTIFY, "--by", "bo", "--source", "bc-01"), "origin-unknown"),
        ((*CERTIFY, "--by", "tinh", "--source", "x"), "source-unknown"),
        ((*CERTIFY, "--by", "tinh", "--source", "bc-01"), "certifier-is-reporter"),
        (("sources", "add", "bc-01", "--origin", "tinh"), "source-there"),
        (("sources", "add", "gia-lap", "--origin", "tinh", "--source-kind", "invented"), "invented-in-real"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value)[:24],
)
def test_refused_with_a_finding_and_nothing_is_written(loaded: Home, words: tuple[str, ...], code: str) -> None:
    ran = loaded.run(*words, *WHY, "--json")
    assert (ran.code, ran.err) == (3, "")
    assert code in ran.findings
    human = loaded.run(*words, *WHY, "--lang", "en")
    assert (human.code, human.out) == (3, "")
    assert f"[{code}]" in human.err
    assert len(acts(loaded)) == 3


@pytest.mark.parametrize(
    "words",
    [
        ("undo", "3"),
        ("choose", "--register", "headcounts", "--row", "1"),
        ("destroy", "--register", "headcounts", "--row", "1"),
        ("destroy", *WHY),
        ("destroy", "--register", "headcounts", *WHY),
        ("frame", "freeze", "bk"),
        ("evidence", "add", "--kind", "photograph", "--by", "x", "--source", "y", *WHY),
        ("evidence", "add", "--kind", "gossip", "--by", "x", "--source", "y", *WHY),
        ("registers", "load", "x.csv", "--register", "people", "--source", "x", "--origin", "y", *WHY),
        ("registers", "load", "x.csv", "--register", "posts", "--source", "x", "--origin", "y"),
        ("journal", "show", "--since", "x"),
    ],
    ids=lambda value: " ".join(value)[:40],
)
def test_wrong_usage(home: Home, words: tuple[str, ...]) -> None:
    ran = home.run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith("--help\n")


def test_an_empty_reason_is_none(loaded: Home) -> None:
    ran = loaded.run("undo", "3", "--reason", "  ", "--json")
    assert (ran.code, ran.findings) == (3, ["reason-missing"])


# -- decisions --------------------------------------------------------------------------------------------


def test_a_choice_is_made_once_and_can_be_undone(loaded: Home) -> None:
    made = loaded.run("choose", "--register", "headcounts", "--row", "1", "--from", "2025-03-01", *WHY, "--json")
    assert (made.code, made.json["valid_from"], made.json["valid_to"]) == (0, "2025-03-01", None)
    again = loaded.run("choose", "--register", "headcounts", "--row", "1", *WHY, "--json")
    assert (again.code, again.findings) == (3, ["choice-made"])
    assert loaded.run("undo", "3", *WHY, "--json").findings == ["act-built-on"]
    assert loaded.run("undo", "4", *WHY).code == 0
    assert loaded.run("choose", "--register", "headcounts", "--row", "1", *WHY).code == 0


def test_a_frame_is_frozen_with_its_reason(home: Home) -> None:
    words = ("frame", "freeze", "bao-cao-b", "--scope", "Bắc Kạn", "--types", "xã,thị_trấn", "--as-of", "2025-02-28")
    frozen = home.run(*words, *WHY, "--json")
    assert (frozen.code, frozen.json["size"], frozen.json["frame"]) == (0, 102, "bao-cao-b")
    assert home.run(*words, *WHY, "--json").findings == ["frame-unchanged"]
    nation = home.run("frame", "freeze", "ca-nuoc", "--as-of", "2025-07-01", *WHY)
    assert (nation.code, "3.321" in nation.out) == (0, True)


def test_evidence_by_another_than_the_reporter(loaded: Home) -> None:
    introduced = loaded.run("sources", "add", "kt-01", "--origin", "bo", *WHY, "--json")
    assert introduced.findings == ["source-new", "origin-new"]
    given = loaded.run(*CERTIFY, "--by", "bo", "--source", "kt-01", *WHY, "--json")
    assert (given.code, given.json["action"]) == (0, "add-evidence")
    standard = ("--standard", "staffing-floor", "--unit", "26740", "--reporter", "tinh", "--day", "2025-07-02")
    words = ("evidence", "add", "--kind", "inspection", "--by", "bo", "--source", "kt-01", *standard, *WHY)
    assert loaded.run(*words).code == 0
    early = loaded.run(*("2019-07-02" if word == "2025-07-02" else word for word in words), "--json")
    assert (early.code, early.findings) == (3, ["before-records"])


def test_what_is_destroyed_leaves_a_tombstone(loaded: Home) -> None:
    moment = acts(loaded)[0]["moment"]
    destroyed = loaded.run("destroy", "--register", "headcounts", "--row", "1", *WHY, "--json")
    assert (destroyed.code, destroyed.json["rows"]) == (0, [1])
    assert loaded.show("headcounts", "02011", "2025-02-28", "--known-at", moment) == []
    assert acts(loaded)[0]["destroyed"] == {"head_count": 1}
    assert loaded.run("undo", "4", *WHY, "--json").findings == ["act-irreversible"]


def test_everything_about_an_officer_can_be_destroyed(home: Home) -> None:
    assert home.load("postings", "code,officer,title,valid_from", "26740,CB-1,chief,2025-07-01").code == 0
    assert home.load("qualifications", "officer,kind,valid_from", "CB-1,investigator-primary,2025-07-01").code == 0
    assert home.run("destroy", "--officer", "CB-1", *WHY).code == 0
    assert home.show("postings", "26740", "2025-07-01") == []
    assert acts(home)[0]["destroyed"] == {"officer": 1, "posting": 1, "qualification": 1}


# -- what an installation is ------------------------------------------------------------------------------


def test_init_makes_a_real_one_in_an_empty_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "new")
    asked = home.run("journal", "show", "--json")
    assert (asked.code, asked.findings, home.folder.exists()) == (3, ["memory-empty"], False)
    made = home.run("init", "--with-published-figures", "--json")
    assert (made.code, made.json["action"], made.json["edition"]) == (0, "load-claims", 1)
    assert [line["action"] for line in acts(home)] == ["load-claims", "load-units", "found"]
    assert sorted(path.name for path in home.folder.iterdir()) == [FILE]
    again = home.run("init", "--json")
    assert (again.code, again.findings) == (3, ["installation-there"])


def test_init_refuses_a_home_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "definitions").mkdir()
    (tmp_path / "thu.txt").write_text("", "utf-8")
    home = Home(tmp_path)
    ran = home.run("init", "--json")
    assert (ran.code, ran.findings) == (3, ["home-not-empty"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["definitions", "thu.txt"]
    (tmp_path / "thu.txt").unlink()
    assert home.run("init").code == 0


def test_what_an_interrupted_init_left_is_finished(tmp_path: Path) -> None:
    home = Home(tmp_path / "half")
    # The store can be imported only where it knows its memory.
    setup(home.folder)
    with patch("diaban.store.actions.load_units", side_effect=KeyboardInterrupt):
        assert home.run("init").code == 130
    assert [line["action"] for line in acts(home)] == ["found"]
    assert home.load("headcounts", HEADS, MY_THANH).findings == ["edition-not-loaded"]
    assert home.run("init").code == 0
    assert [line["action"] for line in acts(home)] == ["load-units", "found"]


def test_nothing_invented_enters_a_real_one(home: Home) -> None:
    ran = home.load("headcounts", HEADS, MY_THANH, more=("--source-kind", "invented"))
    assert (ran.code, ran.findings) == (3, ["invented-in-real"])
    assert len(acts(home)) == 2


def test_in_a_demonstration_data_are_invented_unless_they_say_otherwise(tmp_path: Path) -> None:
    home = Home(tmp_path / "demo")
    with patch.dict(os.environ, {"DIABAN_HOME": str(home.folder), "DIABAN_BY": "an"}):
        establish(Say("vi"), "demonstration")
        assert establish(Say("vi"), "demonstration", again=True).act is None
    assert home.run("init", "--json").findings == ["installation-other-kind"]
    assert home.load("headcounts", HEADS, MY_THANH).code == 0
    shown = home.run("registers", "show", "headcounts", "--scope", "02011", "--as-of", "2025-02-28")
    assert shown.out.startswith("SỐ LIỆU GIẢ LẬP\n")
    assert home.load("headcounts", HEADS, AFTER, source="cong-khai", more=("--source-kind", "public")).code == 0
    ran = home.run("registers", "show", "headcounts", "--as-of", "2025-07-01", "--json").json
    assert (ran["invented"], len(ran["rows"])) == (False, 1)


# -- who must act -----------------------------------------------------------------------------------------


def test_older_tables_are_a_conflict_that_init_settles(loaded: Home) -> None:
    with sqlite3.connect(loaded.folder / FILE) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'store' AND name LIKE '0017%'")
        for name in ("return_of_series", "return_steps_told"):
            database.execute(f"DROP INDEX {name}")
    database.close()
    ran = loaded.run("journal", "show", "--json")
    assert (ran.code, ran.findings) == (5, ["memory-version"])
    assert "diaban init" in ran.json["findings"][0]["remedy"]
    assert loaded.run("init", "--json").json["act"] is None
    assert len(acts(loaded)) == 3


def test_a_locked_memory_is_a_conflict(loaded: Home) -> None:
    database = sqlite3.connect(loaded.folder / FILE, isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    with patch("diaban.store.address.WAIT_SECONDS", 0):
        ran = loaded.run("undo", "3", *WHY, "--json")
    database.close()
    assert (ran.code, ran.findings) == (5, ["memory-locked"])
    assert loaded.run("undo", "3", *WHY).code == 0


def test_who_may_not_write_the_file_may_read_it(loaded: Home) -> None:
    with patch("diaban.cli.home.os.access", return_value=False):
        ran = loaded.run("undo", "3", *WHY, "--json")
        assert len(acts(loaded)) == 3
    assert (ran.code, ran.findings) == (4, ["memory-read-only"])


def test_a_nameless_user_is_told_how_to_be_named(home: Home) -> None:
    with patch("diaban.cli.home.getpass.getuser", side_effect=OSError):
        ran = home.run("journal", "show", "--json", DIABAN_BY=" ")
    assert (ran.code, ran.findings) == (3, ["administrator-unnamed"])


@pytest.mark.parametrize("address", ["mysql://x/y", "postgres://"])
def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    env = {"DIABAN_HOME": str(tmp_path / "h"), "DIABAN_DATABASE": address}
    ran = run("journal", "show", "--json", env=env)
    assert (ran.code, ran.findings) == (3, ["database-address"])


def test_a_process_of_its_own_leaves_nothing_open(new_home: Callable[[str], Home]) -> None:
    home = new_home("process")
    ran = spawn("journal", "show", "--json", env={"DIABAN_HOME": str(home.folder), "DIABAN_BY": "an"})
    assert (ran.code, ran.err, len(ran.json)) == (0, "", 2)
    assert sorted(path.name for path in home.folder.iterdir()) == [FILE]
