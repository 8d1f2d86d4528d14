"""Wrong passwords: slowed down by whoever sends them; nobody is kept out by somebody else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client, RequestFactory

from diaban.basis.finding import finding
from tests.web.in_process import PASSWORD, sign_in, visitor
from tests.web.people import codes, grant, text


@contextmanager
def patient() -> Iterator[list[float]]:
    """A clock to set, in seconds, by which attempts are counted."""
    from datetime import timedelta

    from diaban.web.ground import now
    from diaban.web.pages import account

    begun, at = now(), [0.0]
    with patch.object(account, "now", lambda: begun + timedelta(seconds=at[0])):
        yield at


def attempt(name: str, password: str, address: str = "127.0.0.1", client: Client | None = None, **more: str) -> int:
    """The status of an attempt to sign in, from a browser that nobody knows."""
    asked = client or visitor(REMOTE_ADDR=address)
    return int(asked.post("/dang-nhap/", {"ten": name, "mat-khau": password}, headers=more).status_code)


def test_a_wrong_name_and_a_wrong_password_look_the_same(real: Path) -> None:
    there = visitor().post("/dang-nhap/", {"ten": "quản trị", "mat-khau": "không phải"})
    not_there = visitor().post("/dang-nhap/", {"ten": "quản trò", "mat-khau": "không phải"})

    def shape(answer: Any) -> str:
        return re.sub(r'csrfmiddlewaretoken" value="\w+"|quản tr[ịò]', "", text(answer))

    assert (there.status_code, not_there.status_code) == (403, 403)
    assert shape(there) == shape(not_there)
    assert there.cookies.keys() == not_there.cookies.keys()


def test_wrong_passwords_slow_down_by_name_and_address(real: Path) -> None:
    with patient() as at:
        assert [attempt("quản trị", "sai") for _ in range(7)] == [403] * 5 + [429] * 2
        # Even the right one is not looked at before its time; others are not held up.
        assert attempt("quản trị", PASSWORD) == 429
        assert attempt(" qua\u0309n tri\u0323", PASSWORD) == 429, "the same name, typed another way"
        assert attempt("quản trị", PASSWORD, "10.0.0.9") == 302
        assert [attempt("không có", "sai") for _ in range(6)] == [403] * 5 + [429]
        at[0] += 2
        assert attempt("quản trị", "sai") == 403
        at[0] += 3
        assert attempt("quản trị", PASSWORD) == 429
        at[0] += 1
        assert attempt("quản trị", PASSWORD) == 302
        assert attempt("quản trị", "sai") == 403


def test_the_memory_holds_neither_name_nor_address(real: Path) -> None:
    from diaban.store.models import Attempt

    attempt("quản trị", "sai", "10.1.2.3")
    rows = list(Attempt.objects.values_list("key", "count"))
    assert [count for _, count in rows] == [1, 1]
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key, _ in rows)
    assert b"10.1.2.3" not in (real / "diaban.sqlite3").read_bytes()


def test_nobody_is_locked_out_by_others_at_a_browser_that_is_known(real: Path) -> None:
    """Not even at the same address, as behind a proxy; nor while the whole world guesses."""
    from diaban.web import patience

    owner = sign_in("quản trị")
    owner.post("/dang-xuat/")
    with patient(), patch.object(patience, "EVERYBODY", patience.Limit(8, 10)):
        for machine in range(6):
            for _ in range(6):
                attempt("quản trị", "sai", f"10.0.0.{machine}")
        assert attempt("quản trị", PASSWORD) == 429, "a stranger, for ten seconds"
        assert attempt("quản trị", PASSWORD, client=owner) == 302
    owner.post("/dang-xuat/")
    with patient():
        # Known is no password: it has a count of its own.
        assert [attempt("quản trị", "sai", client=owner) for _ in range(6)] == [403] * 5 + [429]
        # And it is known for that account alone.
        assert [attempt("khác", "sai", client=owner) for _ in range(6)] == [403] * 5 + [429]
        assert attempt("khác", "sai") == 429, "counted with the address"


def test_over_all_addresses_a_stranger_waits_ten_seconds_at_most(real: Path) -> None:
    from diaban.web import patience

    with patient() as at, patch.object(patience, "EVERYBODY", patience.Limit(8, 10)):
        # Each from an address of its own, until nothing is let through; then whenever something is.
        through = [attempt("quản trị", "sai", f"10.0.0.{number}") for number in range(12)]
        assert through == [403] * 8 + [429] * 4
        for number in range(12, 20):
            at[0] += 10
            assert attempt("quản trị", "sai", f"10.0.0.{number}") == 403
        at[0] += 9
        assert attempt("quản trị", PASSWORD, "10.0.1.1") == 429
        at[0] += 1
        assert attempt("quản trị", PASSWORD, "10.0.1.1") == 302


def test_a_browser_is_known_by_a_signed_cookie_that_says_no_name(real: Path) -> None:
    from diaban.web import patience

    grant("an", "reader", None)
    client = sign_in("quản trị")
    first = client.cookies["browser"]
    assert (first["path"], first["httponly"], first["samesite"], first["max-age"]) == (
        *("/dang-nhap/", True, "Lax", 180 * 86_400),
    )
    assert "qu" not in first.value.partition(":")[0].replace(".", "")
    value = first.value
    assert attempt("an", PASSWORD, client=client) == 302
    both = client.cookies["browser"].value
    assert both.split(".")[0] == value.split(".")[0], "the same browser"
    assert both.split(":")[0].count(".") == 2
    # At most so many; the one signed in last is always among them.
    for number in range(6):
        grant(f"tài khoản {number}", "reader", None)
        assert attempt(f"tài khoản {number}", PASSWORD, client=client) == 302
    assert client.cookies["browser"].value.split(":")[0].count(".") == patience.MOST
    # Forged or foreign it is none.
    stranger = visitor()
    for forged in (value[:-2] + "xx", "x", "a.b:c:d", ":", ""):
        stranger.cookies["browser"] = forged
        assert attempt("quản trị", "sai", client=stranger) == 403, forged
    assert attempt("quản trị", "sai") == 429, "all were counted as one stranger's"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "seen"),
    [
        (0, "10.0.0.1", "127.0.0.1", "127.0.0.1"),
        (1, "10.0.0.1", "127.0.0.1", "10.0.0.1"),
        (1, "1.2.3.4, 10.0.0.1", "127.0.0.1", "10.0.0.1"),
        (2, "1.2.3.4, 10.0.0.1 , 10.0.0.2", "127.0.0.1", "10.0.0.1"),
        (2, "10.0.0.1", "127.0.0.1", "127.0.0.1"),
        (1, "", "127.0.0.1", "127.0.0.1"),
        (1, "x" * 500, "127.0.0.1", "x" * 100),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2::9", "127.0.0.1", "2001:db8:1:2::/64"),
        (0, "", "::ffff:10.0.0.1", "10.0.0.1"),
        (0, "", "", ""),
    ],
)
def test_whence_somebody_comes_is_what_the_proxy_named_says(
    real: Path, proxies: int, forwarded: str, remote: str, seen: str
) -> None:
    from django.test.utils import override_settings

    from diaban.web.patience import address_of

    visit: Any = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    with override_settings(PROXIES=proxies):
        assert address_of(visit) == seen


def test_signing_in_goes_on_while_somebody_else_writes(real: Path) -> None:
    """The count of wrong attempts is forgotten a little later then; it holds up nobody."""
    from diaban.basis.error import ConflictError
    from diaban.web.pages import account

    with patch.object(account, "forget", side_effect=ConflictError(finding("memory-locked", seconds=5))):
        assert attempt("quản trị", PASSWORD) == 302
    with patch.object(account, "attempt", side_effect=ConflictError(finding("memory-locked", seconds=5))):
        answer = visitor().post("/dang-nhap/", {"ten": "quản trị", "mat-khau": PASSWORD})
        assert (answer.status_code, codes(answer)) == (409, {"memory-locked"})
