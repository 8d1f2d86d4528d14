"""``diaban registers correct``: a corrected return, and the figure as it was known before."""

import json

import pytest

from tests.cli.conftest import Home
from tests.cli.run import Ran

HEADS = "code,title,number,valid_from,valid_to"
MY_THANH = "02011,,{n},{start},{end}"


def line(number: int, start: str = "2025-02-01", end: str = "2025-07-01") -> str:
    return MY_THANH.format(n=number, start=start, end=end)


def correct(
    home: Home, *lines: str, origin: str = "tinh", more: tuple[str, ...] = (), register: str = "headcounts"
) -> Ran:
    path = home.write(*lines)
    words = ("--register", register, "--source", "dc-01", "--origin", origin, "--reason", "báo cáo đính chính")
    return home.run("registers", "correct", str(path), *words, *more, "--json")


def met(home: Home, *more: str, day: str = "2025-02-28") -> tuple[int, int]:
    """How many of the one commune have the eight people asked for, and how many are unaccounted for."""
    words = ("coverage", "--scope", "02011", "--as-of", day, "--standard", "staffing-floor", "--json")
    ran = home.run(*words, *more)
    assert ran.code == 0, ran
    states = json.loads(ran.out)[0]["states"]
    return states["met"], states["unaccounted"]


def test_the_figure_follows_and_what_was_known_before_stays(either_home: Home) -> None:
    home = either_home
    assert home.load("headcounts", HEADS, line(8)).code == 0
    assert met(home) == (1, 0)
    before = home.run("journal", "show", "--json").json[0]["moment"]
    done = correct(home, HEADS, line(7, end="2025-04-01"))
    assert (done.code, done.json["action"], done.json["rows"], done.json["replaced"]) == (0, "supersede", 1, [1])
    assert done.findings == ["source-new", "correction-rest"]
    assert met(home) == (0, 0)
    assert met(home, "--known-at", before) == (1, 0)
    rows = home.show("headcounts", "02011", "2025-04-01")
    assert [(row["number"], row["valid_from"], row["source"]) for row in rows] == [(8, "2025-04-01", "bc-01")]
    (act, *_) = home.run("journal", "show", "--json").json
    assert (act["wrote"], act["closed"]) == ({"head_count": 2}, {"head_count": 1})
    assert home.run("undo", str(done.json["act"]), "--reason", "nhầm").code == 0
    assert met(home) == (1, 0)
    assert met(home, "--known-at", done.json["moment"]) == (0, 0)


def test_a_row_that_is_to_end_earlier_is_replaced_whole(either_home: Home) -> None:
    home = either_home
    assert home.load("headcounts", HEADS, line(8)).code == 0
    done = correct(home, HEADS, line(8, end="2025-03-01"), more=("--whole-rows",))
    assert (done.code, done.json["action"], done.json["replaced"]) == (0, "correct", [1])
    assert (met(home), met(home, day="2025-03-01")) == ((1, 0), (0, 1))
    assert home.run("undo", str(done.json["act"]), "--reason", "nhầm").code == 0
    assert len(home.show("headcounts", "02011", "2025-03-01")) == 1


def test_a_line_that_changes_nothing_leaves_its_row_and_what_rests_on_it(home: Home) -> None:
    assert home.load("headcounts", HEADS, line(8), "26740,chief,1,2025-07-01,").code == 0
    given = ("--register", "headcounts", "--row", "1", "--source", "bc-01", "--by", "tinh", "--reason", "r")
    assert home.run("evidence", "add", "--kind", "roster", "--day", "2025-02-20", *given).code == 0
    done = correct(home, HEADS, line(8), "26740,chief,2,2025-07-01,")
    assert (done.code, done.json["rows"], done.json["replaced"]) == (0, 1, [2])
    assert done.findings == ["source-new", "correction-unchanged"]
    assert home.show("headcounts", "02011", "2025-02-28")[0]["row"] == 1
    again = correct(home, HEADS, line(8))
    assert (again.code, again.findings) == (3, ["nothing-to-do", "correction-unchanged"])


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ((line(9), "99999,,8,2025-02-01,", "02011,boss,8,2025-02-01,2025-07-01"), ["unknown-code", "csv-choice"]),
        ((line(9), line(7, start="2025-03-01")), ["overlaps-file"]),
        ((line(8), line(7, start="2025-03-01")), ["correction-unchanged", "overlaps-file"]),
        ((line(9, end="2025-08-01"),), ["record-outlives-unit"]),
        ((line(9, start="2024-01-01"), "02011,,x,2025-01-01,"), ["csv-integer"]),
    ],
)
def test_every_mistake_at_once_and_nothing_is_written(home: Home, lines: tuple[str, ...], codes: list[str]) -> None:
    assert home.load("headcounts", HEADS, line(8)).code == 0
    ran = correct(home, HEADS, *lines)
    assert (ran.code, ran.findings) == (3, codes)
    assert [one["act"] for one in home.run("journal", "show", "--json").json] == [3, 2, 1]


def test_another_origin_is_not_corrected(home: Home) -> None:
    assert home.load("headcounts", HEADS, line(8)).code == 0
    done = correct(home, HEADS, line(7), origin="xa")
    assert done.code == 0
    assert done.findings == ["source-new", "origin-new", "correction-new", "origins-disagree"]
    assert [row["number"] for row in home.show("headcounts", "02011", "2025-02-28")] == [8, 7]


def test_an_officer_posted_elsewhere_is_a_correction_of_the_running_posting(home: Home) -> None:
    posted = "code,officer,title,valid_from,valid_to"
    assert home.load("postings", posted, "26740,CB-1,member,2025-07-01,").code == 0
    done = correct(home, posted, "02008,CB-1,deputy,2025-09-01,", register="postings")
    assert (done.code, done.findings) == (0, ["source-new"])
    days = {day: home.show("postings", scope, day) for scope, day in (("26740", "2025-08-31"), ("02008", "2025-09-01"))}
    assert [[(row["title"], row["valid_to"]) for row in rows] for rows in days.values()] == [
        [("member", "2025-09-01")],
        [("deputy", None)],
    ]
    assert home.show("postings", "26740", "2025-09-01") == []


def test_the_file_that_was_loaded_is_no_correction(home: Home) -> None:
    path = home.write(HEADS, line(8))
    words = (str(path), "--register", "headcounts", "--source", "s", "--origin", "tinh", "--reason", "r", "--json")
    assert home.run("registers", "load", *words).code == 0
    again = home.run("registers", "correct", *words)
    assert (again.code, again.findings) == (3, ["file-loaded"])


def test_what_people_read(home: Home) -> None:
    assert home.load("headcounts", HEADS, line(8)).code == 0
    path = home.write(HEADS, line(7))
    words = ("--register", "headcounts", "--source", "dc", "--origin", "tinh", "--reason", "r")
    said = home.run("registers", "correct", str(path), *words)
    assert said.out.startswith("Đã ghi 1 dòng đính chính vào sổ quân số hiện có, thay cho 1 dòng cũ.")
