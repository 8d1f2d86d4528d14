"""``diaban hamlets``: real units through the merger of 2025-07-01, officers who go along and one who does not."""

from tests.cli.conftest import Home
from tests.cli.run import Ran

# Mỹ Thanh (02011) became part of Cẩm Giàng (02008 since that day); Sài Gòn (26740) is far away.
POSTINGS = (
    "code,officer,title,valid_from,valid_to",
    "02011,CB-1,chief,2025-01-01,2025-07-01",
    "02008,CB-1,chief,2025-07-01,",
    "02011,CB-2,member,2025-01-01,2025-07-01",
    "26740,CB-2,member,2025-07-01,",
    "02008,CB-3,member,2025-07-01,",
)
HAMLETS = (
    "code,hamlet,name,type,valid_from,valid_to",
    "02011,h1,Bản Châng,bản,2025-01-01,2025-07-01",
    "02008,h1,Bản Châng,bản,2025-07-01,",
    "02011,h2,Khau Ca,thôn,2025-01-01,2025-07-01",
    "02008,h2,Khau Ca,thôn,2025-07-01,",
    "02011,h3,Nà Cà,thôn,2025-01-01,2025-07-01",
)
DUTIES = ("hamlet,officer,valid_from", "h1,CB-1,2025-01-01", "h2,CB-2,2025-01-01")


def filled(home: Home) -> Home:
    for register, lines in (("postings", POSTINGS), ("hamlets", HAMLETS), ("hamlet-duties", DUTIES)):
        loaded = home.load(register, *lines)
        assert loaded.code == 0, loaded
    return home


def show(home: Home, day: str, *words: str) -> dict[str, object]:
    ran = home.run("hamlets", "show", "--as-of", day, "--json", *words)
    assert (ran.code, ran.err) == (0, "")
    return {
        one["hamlet"]: (one["unit"]["code"], one["state"], [duty["void"] for duty in one["duties"]], one["could_take"])
        for one in ran.json["hamlets"]
    }


def hand_over(home: Home, *lines: str, day: str = "2025-07-01", origin: str = "tinh", lang: str = "vi") -> Ran:
    path = home.write("hamlet,officer", *lines)
    words = ("--day", day, "--source", "qd-02", "--origin", origin, "--reason", "bàn giao sau sáp nhập")
    return home.run("hamlets", "hand-over", str(path), *words, "--json", "--lang", lang)


def test_a_merger_shows_and_is_handed_over(either_home: Home) -> None:
    home = filled(either_home)
    assert show(home, "2025-06-30") == {
        "h1": ("02011", "answered", [None], []),
        "h2": ("02011", "answered", [None], []),
        "h3": ("02011", "without", [], ["CB-1", "CB-2"]),
    }
    after = {
        "h1": ("02008", "answered", [None], []),
        "h2": ("02008", "void", ["hamlet-moved"], ["CB-3", "CB-1"]),
        "h3": ("02011", "unlisted", [], ["CB-3", "CB-1"]),
    }
    assert show(home, "2025-07-01") == after
    assert set(show(home, "2025-07-01", "--open")) == {"h2", "h3"}
    assert set(show(home, "2025-07-01", "--scope", "02008")) == {"h1", "h2", "h3"}
    assert show(home, "2025-07-01", "--scope", "26740") == {}
    done = hand_over(home, "h2,CB-3")
    assert (done.code, done.json["action"], done.json["rows"], done.findings) == (0, "hand-over", 1, ["source-new"])
    assert show(home, "2025-07-01")["h2"] == ("02008", "answered", [None], [])
    assert show(home, "2025-06-30")["h2"] == ("02011", "answered", [None], [])
    # What was known before the hand-over is told as it was known.
    known = home.run("journal", "show", "--json").json[1]["moment"]
    assert show(home, "2025-07-01", "--known-at", known) == after
    rows = home.show("hamlet-duties", "02008", "2025-07-01")
    assert {(row["hamlet"], row["officer"], row["source"]) for row in rows} == {
        ("h1", "CB-1", "bc-01"),
        ("h2", "CB-3", "qd-02"),
    }
    assert home.run("undo", str(done.json["act"]), "--reason", "nhầm").code == 0
    assert show(home, "2025-07-01") == after


def test_every_mistake_of_a_hand_over_at_once(home: Home) -> None:
    filled(home)
    acts = len(home.run("journal", "show", "--json").json)
    found = hand_over(home, "h1,CB-2", "h2,Nguyễn Văn An", "h3,CB-1", "h9,CB-1")
    assert found.code == 3
    assert [(one["code"], one["place"]["row"]) for one in found.json["findings"]] == [
        ("handover-officer-not-there", 2),
        ("officer-not-a-code", 3),
        ("handover-hamlet-unlisted", 4),
        ("handover-hamlet-unlisted", 5),
    ]
    assert "Nguyễn Văn An" not in found.out
    assert hand_over(home, "h1,CB-1", lang="en").findings == ["nothing-to-do", "handover-unchanged"]
    assert hand_over(home, "h1,CB-3", "h1,CB-1").findings == ["csv-row-contradicts"]
    assert hand_over(home, "h2,CB-2", day="2025-13-01").code == 3
    assert len(home.run("journal", "show", "--json").json) == acts


def test_another_origin_is_left_alone_and_named(home: Home) -> None:
    filled(home)
    done = hand_over(home, "h2,CB-3", origin="xa")
    assert (done.code, done.findings) == (0, ["source-new", "origin-new", "handover-other-origin"])
    assert show(home, "2025-07-01")["h2"] == ("02008", "answered", ["hamlet-moved", None], [])


def test_an_empty_memory_and_what_people_read(home: Home) -> None:
    for lang in ("vi", "en"):
        said = home.run("hamlets", "show", "--as-of", "2025-07-01", "--lang", lang)
        assert (said.code, said.err) == (0, "")
    filled(home)
    said = home.run("hamlets", "show", "--as-of", "2025-07-01")
    assert "thôn đã sang đơn vị khác, người phụ trách không ở đó (đang ở phường Sài Gòn)" in said.out
    assert "địa bàn nay thuộc xã Cẩm Giàng" in said.out
    assert "có người phụ trách: 1 · chưa có người phụ trách: 0" in said.out
    human = home.run("hamlets", "show", "--as-of", "2025-07-01", "--lang", "en", "--open")
    assert "the officer does not serve (serves in phường Sài Gòn)" in human.out


def test_posting_an_officer_away_hands_everything_over_in_one_act(either_home: Home) -> None:
    home = filled(either_home)
    words = ("--day", "2026-03-01", "--to", "26740", "--source", "qd-09", "--origin", "tinh", "--reason", "điều động")
    elsewhere = ("khac" if word == "tinh" else word for word in words)
    unknown = home.run("hamlets", "post-away", "CB-1", *elsewhere, "--share", "--json")
    assert (unknown.code, unknown.findings) == (3, ["posting-away-unknown"])
    refused = home.run("hamlets", "post-away", "CB-1", *words, "--json")
    assert (refused.code, refused.findings) == (3, ["posting-leaves-hamlets"])
    assert show(home, "2026-03-01")["h1"][1:3] == ("answered", [None])  # type: ignore[index]  # a line of the answer
    done = home.run("hamlets", "post-away", "CB-1", *words, "--share", "--json")
    assert (done.code, done.json["handed"], done.json["left"]) == (0, {"h1": "CB-3"}, [])
    assert show(home, "2026-03-01")["h1"] == ("02008", "answered", [None], [])
    assert home.run("undo", str(done.json["act"]), "--reason", "nhầm", "--json").code == 0
    again = home.run("hamlets", "post-away", "CB-1", *words, "--leave")
    assert again.code == 0
    assert "CB-1" in again.out
    assert show(home, "2026-03-01")["h1"][1] == "without"  # type: ignore[index]  # a line of the answer
