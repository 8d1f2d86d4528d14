"""``diaban accounts`` and the first administrator of ``diaban init``: a password is never a word of a command."""

import os
import pty
import subprocess
import time
from pathlib import Path

from tests.cli.conftest import Home
from tests.cli.run import COMMAND, environment

PASSWORD = "mưa rơi trên mái tôn"
OTHER = "nắng lên ngoài bãi ngô"
WHY = ("--reason", "thử")


def answered(folder: Path, *words: str, answers: list[str]) -> tuple[int, str]:
    """A command on a terminal, its questions answered one by one; the code and all that was shown."""
    here, there = pty.openpty()
    env = environment(DIABAN_HOME=str(folder), DIABAN_BY="nguyễn văn thử", TERM="xterm")
    shown, left = b"", list(answers)
    with subprocess.Popen(
        [*COMMAND, *words], stdin=there, stdout=there, stderr=there, env=env, start_new_session=True
    ) as process:
        os.close(there)
        begun = 0
        while True:
            try:
                chunk = os.read(here, 65536)
            except OSError:
                break
            if not chunk:
                break
            shown += chunk
            if left and shown[begun:].rstrip(b" ").endswith(b":"):
                time.sleep(0.2)  # echo is switched off just after the question is shown
                begun = len(shown)
                os.write(here, left.pop(0).encode() + b"\n")
        os.close(here)
    return process.returncode, shown.decode("utf-8")


def accounts(home: Home) -> list[tuple[str, str, str | None]]:
    ran = home.run("accounts", "list", "--json")
    assert ran.code == 0, ran
    return [(one["account"], one["role"], one["unit"] and one["unit"]["code"]) for one in ran.json]


def test_init_asks_for_the_first_administrator(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    code, shown = answered(home.folder, "init", answers=["quản trị", "ngắn", PASSWORD, PASSWORD])
    assert code == 0, shown
    assert "password-short" in shown
    assert PASSWORD not in shown, "a password is not echoed"
    assert accounts(home) == [("quản trị", "administrator", None)]


def test_two_passwords_that_differ_grant_nothing_and_can_be_given_again(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    code, shown = answered(home.folder, "init", answers=["quản trị", PASSWORD, OTHER])
    assert (code, "password-differs" in shown) == (3, True)
    assert accounts(home) == []
    done = home.run("init", "--administrator", "quản trị", DIABAN_PASSWORD=PASSWORD)
    assert done.code == 0, done
    assert accounts(home) == [("quản trị", "administrator", None)]


def test_init_takes_the_password_from_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "mk.txt"
    file.write_text(f"{PASSWORD}\r\nghi chú\n", "utf-8")
    first, second, third = (Home(tmp_path / name) for name in ("a", "b", "c"))
    assert first.run("init", "--administrator", "an", "--password-file", str(file)).code == 0
    made = second.run("init", "--administrator", "an", "--json", DIABAN_PASSWORD=PASSWORD)
    assert (made.code, made.json["action"], made.findings) == (0, "grant-access", [])
    assert accounts(first) == accounts(second) == [("an", "administrator", None)]
    for given, code in (
        ({"DIABAN_PASSWORD": "ngắn"}, "password-short"),
        ({"DIABAN_PASSWORD": "x" * 300}, "password-long"),
        ({}, "password-needed"),
    ):
        refused = third.run("init", "--administrator", "an", "--json", **given)
        assert (refused.code, refused.findings) == (3, [code])
        assert not third.folder.exists(), "nothing is made before the password is good"
    lost = third.run("init", "--administrator", "an", "--password-file", str(tmp_path / "không"), "--json")
    assert (lost.code, lost.findings) == (3, ["password-unreadable"])
    bare = third.run("init", "--json")
    assert (bare.code, bare.findings) == (0, ["account-missing"])


def test_accounts_are_granted_changed_and_withdrawn(home: Home) -> None:
    secret = {"DIABAN_PASSWORD": PASSWORD}
    given = ("--role", "editor", "--unit", "tỉnh Thái Nguyên", *WHY)
    assert home.run("accounts", "grant", "an", *given, **secret).code == 0
    assert accounts(home) == [("an", "editor", "19")]
    assert home.run("accounts", "grant", "an", *given, "--right", "add", "--right", "end").code == 0
    assert home.run("accounts", "list", "--json").json[0]["rights"] == ["add", "end"]
    # With another unit it keeps them; another role needs no password, and takes none.
    assert home.run("accounts", "grant", "an", "--role", "editor", *WHY).code == 0
    assert "thêm mới, kết thúc" in home.run("accounts", "list").out
    assert home.run("accounts", "grant", "an", "--role", "reader", *WHY).code == 0
    assert accounts(home) == [("an", "reader", None)]
    assert home.run("accounts", "grant", "bình", "--role", "reader", *WHY, "--json").findings == ["password-needed"]
    assert home.run("accounts", "password", "an", *WHY, DIABAN_PASSWORD=OTHER).code == 0
    assert home.run("accounts", "withdraw", "an", *WHY).code == 0
    assert accounts(home) == []
    for words, code in (
        (("withdraw", "an", *WHY), "access-unknown"),
        (("grant", "an", "--role", "reader", "--unit", "không có nơi này", *WHY), "scope-not-found"),
    ):
        refused = home.run("accounts", *words, "--json", **secret)
        assert (refused.code, refused.findings) == (3, [code])
    assert home.run("accounts", "grant", "an", "--role", "king", *WHY).code == 2
    assert home.run("accounts", "withdraw", "an").code == 2
    shown = home.run("journal", "show").out
    assert "cấp quyền truy cập" in shown
    assert PASSWORD not in shown
    assert OTHER not in shown


def test_sessions_are_shown_and_ended(home: Home) -> None:
    secret = {"DIABAN_PASSWORD": PASSWORD}
    assert "Chưa có tài khoản nào" in home.run("accounts", "sessions").out
    for name in ("an", "bình"):
        assert home.run("accounts", "grant", name, "--role", "reader", *WHY, **secret).code == 0
    told = home.run("accounts", "sessions", "--json").json
    assert (told["longest_hours"], told["idle_minutes"]) == (12, 60)
    before = {one["account"]: one["act"] for one in told["accounts"]}
    assert list(before) == ["an", "bình"]
    ended = home.run("accounts", "end-sessions", "an", *WHY, "--json")
    assert (ended.code, ended.json["action"], ended.json["account"]) == (0, "end-sessions", "an")
    told = home.run("accounts", "sessions", "--json").json
    assert {one["account"]: one["act"] for one in told["accounts"]} == {**before, "an": ended.json["act"]}
    # Granted just now: nothing from before that moment counts, and that is later than twelve hours ago.
    assert all(one["none_before"][:19] == one["moment"][:19] for one in told["accounts"])
    everybody = home.run("accounts", "end-sessions", "--everybody", *WHY, "--json")
    assert (everybody.code, everybody.json["account"]) == (0, None)
    shown = home.run("accounts", "sessions")
    assert shown.code == 0
    assert shown.out.count(str(everybody.json["act"])) >= 2
    assert "12 giờ" in shown.out
    assert "12 hours" in home.run("accounts", "sessions", "--lang", "en").out
    assert "chấm dứt phiên đăng nhập" in home.run("journal", "show").out
    lost = home.run("accounts", "end-sessions", "không có", *WHY, "--json")
    assert (lost.code, lost.findings) == (3, ["access-unknown"])
    for words in ((), ("an", "--everybody")):
        assert home.run("accounts", "end-sessions", *words, *WHY).code == 2
    assert home.run("accounts", "end-sessions", "an").code == 2
