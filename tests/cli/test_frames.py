"""``diaban frame list`` and ``show``: what is frozen, and how it changed."""

from tests.cli.conftest import Home


def freeze(home: Home, types: str, reason: str) -> str:
    words = ("--scope", "Bắc Kạn", "--types", types, "--as-of", "2025-02-28", "--title", "Theo báo cáo")
    ran = home.run("frame", "freeze", "bk", *words, "--reason", reason, "--json")
    assert ran.code == 0, ran
    moment: str = ran.json["moment"]
    return moment


def test_frozen_frames_are_listed_with_their_changes(either_home: Home) -> None:
    home = either_home
    assert home.run("frame", "list", "--json").json == []
    first = freeze(home, "xã,thị_trấn", "như báo cáo")
    freeze(home, "xã,thị_trấn,phường", "thêm phường")
    (one,) = home.run("frame", "list", "--json").json
    assert one == {
        "frame": "bk",
        "title": "Theo báo cáo",
        "scope": {"id": one["scope"]["id"], "code": "06", "name": "tỉnh Bắc Kạn"},
        "as_of": "2025-02-28",
        "size": 108,
        "act": 4,
        "reason": "thêm phường",
        "freezings": 2,
    }
    shown = home.run("frame", "show", "bk", "--json").json
    assert len(shown["units"]) == 108
    assert [(change["reason"], len(change["added"]), len(change["removed"])) for change in shown["changes"]] == [
        ("như báo cáo", 102, 0),
        ("thêm phường", 6, 0),
    ]
    assert shown["changes"][0]["moment"] == first
    then = home.run("frame", "show", "bk", "--known-at", first, "--json").json
    assert (then["size"], len(then["changes"])) == (102, 1)
    assert home.run("undo", "4", "--reason", "nhầm").code == 0
    assert home.run("frame", "list", "--json").json[0]["size"] == 102


def test_a_frame_of_the_nation_and_what_people_read(home: Home) -> None:
    ran = home.run("frame", "freeze", "cn", "--types", "đặc_khu", "--as-of", "2025-07-01", "--reason", "đảo")
    assert ran.code == 0, ran
    for lang, nation in (("vi", "Cả nước"), ("en", "The nation")):
        listed = home.run("frame", "list", "--lang", lang)
        assert (listed.code, listed.err) == (0, "")
        assert nation in listed.out
        shown = home.run("frame", "show", "cn", "--lang", lang)
        assert (shown.code, shown.err) == (0, "")
        assert "đặc khu Cô Tô" in shown.out
        assert len(shown.out.splitlines()) == 3 + 13


def test_a_frame_that_is_not_there(home: Home) -> None:
    assert "Chưa chốt mẫu số nào." in home.run("frame", "list").out
    for words in (("show", "bk"), ("list", "--known-at", "2020-01-01")):
        ran = home.run("frame", *words, "--json")
        assert ran.code == 3
    assert home.run("frame", "show", "bk", "--json").findings == ["frame-unknown"]
