"""Who may open what: every address there is, asked by everybody there is."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from diaban.basis.error import ForbiddenError, RefusedError
from diaban.basis.finding import finding
from diaban.store.viewer import Role, Viewer
from tests.cli.run import spawn
from tests.web.in_process import PASSWORD, pages, path_of, patterns, sign_in, visitor
from tests.web.paths import FIGURE, QUANG_NINH
from tests.web.people import ADMIN, RELATIONS, ROLES, Ticking, codes, grant, text

OTHER_PASSWORD = "nắng lên ngoài bãi ngô"
RANKS = {"anyone": 0, "reader": 1, "editor": 2, "administrator": 3}
OWN_FIGURE = FIGURE.replace("u00004", QUANG_NINH)


# -- every address ----------------------------------------------------------------------------------------


def unguarded(found: list[Any]) -> list[str]:
    """Addresses whose page does not say what it demands."""
    return [str(one.pattern) for one in found if getattr(one.callback, "permission", None) not in RANKS]


def test_every_page_says_what_it_demands(demo: Path) -> None:
    from django.urls import path

    assert len(patterns()) > 15
    assert unguarded(patterns()) == []
    assert unguarded([path("x/", lambda request: HttpResponse())]) == ["x/"]


def known_parts() -> dict[str, str]:
    return {"unit_id": QUANG_NINH, "address": OWN_FIGURE, "claim_id": "B3"}


def walk(client: Client, **parts: str) -> Iterator[tuple[Any, str, Any]]:
    """Every address, asked by one visitor."""
    for pattern in patterns():
        path = path_of(pattern, **parts)
        yield pattern.callback, path, client.get(path)


def test_whoever_has_not_signed_in_is_asked_to(real: Path) -> None:
    for page, path, answer in walk(visitor(), **known_parts()):
        if page.permission == "anyone":
            assert answer.status_code in (200, 302), path
        else:
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/dang-nhap/?toi=%2F"), path


def assert_judged(page: Any, path: str, answer: Any, rank: int, fine: tuple[int, ...] = (200, 302)) -> None:
    if RANKS[page.permission] > rank:
        assert answer.status_code == 403, path
        assert codes(answer) <= {"may-not-write", "administrator-only"}, path
    else:
        assert answer.status_code in fine, (path, answer.status_code, codes(answer))
        assert not answer.get("Location", "").startswith("/dang-nhap/"), path


def test_the_guest_of_the_demonstration_reads(demo: Path) -> None:
    for page, path, answer in walk(visitor(), **known_parts()):
        if page.account:
            assert (answer.status_code, codes(answer)) == (404, {"guest-without-account"}), path
        else:
            assert_judged(page, path, answer, 1)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", ROLES)
def test_every_account_opens_what_its_role_may(demo: Path, role: str, relation: str) -> None:
    fine = (200, 302) if relation == "nation" else (200, 302, 404)
    for page, path, answer in walk(sign_in(f"{role} {relation}"), **known_parts()):
        assert_judged(page, path, answer, RANKS[role], fine)
        if relation == "other" and page.permission != "anyone":
            assert 'class="fig register"' not in text(answer), path
        if answer.status_code == 404:
            assert codes(answer) == {"scope-unseen"}, path
            assert relation == "other" or QUANG_NINH not in path, path


def test_own_figures_open_and_foreign_ones_are_as_if_they_were_not(demo: Path) -> None:
    own, other = sign_in("reader own"), sign_in("reader other")
    assert 'class="fig register"' in text(own.get(f"/so/{OWN_FIGURE}/"))
    foreign = other.get(f"/so/{OWN_FIGURE}/")
    nothing = other.get(f"/so/{OWN_FIGURE.replace(QUANG_NINH, 'u99999')}/")
    assert (foreign.status_code, nothing.status_code) == (404, 404)
    said = [re.sub(r"u\d{5}|[?&]lang=\w+|value=\"[^\"]*\"", "", text(one)) for one in (foreign, nothing)]
    assert said[0] == said[1]
    for query in ("csv=1", "ngan=1"):
        assert other.get(f"/so/{OWN_FIGURE}/?{query}").status_code == 404
    from diaban.basis.figure import NATION

    nation = OWN_FIGURE.replace(f"~{QUANG_NINH}~", f"~{NATION}~")
    assert codes(own.get(f"/so/{nation}/")) == {"scope-unseen"}
    # Names of units and published figures are public.
    assert other.get(f"/don-vi/{QUANG_NINH}/").status_code == 200
    assert other.get("/cong-bo/B3/").status_code == 200


RANKED = [(permission, role) for permission in RANKS for role in (None, *ROLES)]


@pytest.mark.parametrize(("permission", "role"), RANKED)
def test_a_page_is_opened_by_whom_it_demands(demo: Path, permission: str, role: str | None) -> None:
    from diaban.web.access import demands

    visit: Any = RequestFactory().get("/x/?a=1&b=2")
    visit.htmx = False
    visit.viewer = None if role is None else Viewer("an", Role(role), None, None)
    page = demands(permission)(lambda visit: HttpResponse("vào"))
    if role is None and permission != "anyone":
        answer = page(visit)
        assert (answer.status_code, answer["Location"]) == (302, "/dang-nhap/?toi=%2Fx%2F%3Fa%3D1%26b%3D2")
    elif role is not None and RANKS[role] < RANKS[permission]:
        with pytest.raises(ForbiddenError):
            page(visit)
    else:
        assert page(visit).content.decode() == "vào"


# -- sessions ---------------------------------------------------------------------------------------------


def test_a_session_ends_with_the_access_it_was_begun_for(own: Path) -> None:
    from diaban.store.actions import change_password, withdraw

    how: dict[str, Any] = {"by": ADMIN, "at": Ticking(), "reason": "thử"}
    reader, editor, third = sign_in("reader nation"), sign_in("editor nation"), sign_in("reader own")
    assert "reader nation" in text(reader.get("/"))
    change_password(name="reader nation", password=OTHER_PASSWORD, **how)
    withdraw(name="editor nation", **how)
    grant("reader own", "editor", None, None)
    for client, name in ((reader, "reader nation"), (editor, "editor nation"), (third, "reader own")):
        assert f">{name}<" not in text(client.get("/"))
    assert ">reader nation<" in text(sign_in("reader nation", OTHER_PASSWORD).get("/"))
    wrong = visitor().post("/dang-nhap/", {"ten": "reader nation", "mat-khau": PASSWORD})
    assert (wrong.status_code, "sessionid" in wrong.cookies) == (403, False)


def test_signing_in_begins_a_new_session_and_signing_out_ends_it(real: Path) -> None:
    client = visitor()
    client.get("/dang-nhap/")
    token = client.cookies["csrftoken"].value
    session = client.session
    session["bẫy"] = "của người khác"
    session.save()
    client.cookies["sessionid"] = session.session_key
    answer = client.post("/dang-nhap/", {"ten": "quản trị", "mat-khau": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert set(client.session.keys()) == {"access"}
    assert client.cookies["csrftoken"].value != token
    morsel = answer.cookies["sessionid"]
    assert (morsel["max-age"], morsel["httponly"], morsel["samesite"]) == (60 * 60, True, "Lax")
    assert client.get("/bat-dau/").status_code == 200
    assert client.get("/dang-xuat/").status_code == 302
    assert client.get("/bat-dau/").status_code == 200, "a link ends no session"
    client.post("/dang-xuat/")
    assert client.get("/bat-dau/").status_code == 302


@contextmanager
def later(minutes: float) -> Iterator[None]:
    """That much later by every clock that looks at a session."""
    from datetime import timedelta

    from django.core import signing

    from diaban.web import access
    from diaban.web.ground import now

    moment = now() + timedelta(minutes=minutes)
    with (
        patch.object(access, "now", lambda: moment),
        patch.object(signing.time, "time", return_value=moment.timestamp()),
    ):
        yield


def is_in(client: Client) -> bool:
    """Whether the browser is signed in; asks one page."""
    return bool(client.get("/bat-dau/").status_code == 200)


def test_an_idle_session_ends_and_one_in_use_goes_on(real: Path) -> None:
    client, idle = sign_in("quản trị"), sign_in("quản trị")
    for minutes in range(50, 701, 50):
        with later(minutes):
            assert is_in(client), minutes
    with later(59):
        assert is_in(idle)
    with later(61):
        assert is_in(idle), "counted from the last page"
    idle = sign_in("quản trị")
    with later(61):
        assert not is_in(idle)
    assert not is_in(idle), "it was ended for good"


def test_however_busy_a_session_ends_after_twelve_hours(real: Path) -> None:
    client = sign_in("quản trị")
    for minutes in (*range(50, 701, 50), 719):
        with later(minutes):
            assert is_in(client), minutes
    with later(721):
        assert not is_in(client)


def test_the_cookie_is_written_again_seldom(real: Path) -> None:
    """A page does not bring a new cookie every time: only when the last is some minutes old."""
    client = sign_in("quản trị")
    first = client.cookies["sessionid"].value
    with later(4):
        assert "sessionid" not in client.get("/bat-dau/").cookies
    with later(6):
        assert "sessionid" in client.get("/bat-dau/").cookies
    assert client.cookies["sessionid"].value != first


def test_a_forged_session_is_none_and_so_is_one_of_another_version(real: Path) -> None:
    client = sign_in("quản trị")
    value = client.cookies["sessionid"].value
    for forged in (value[:-2] + "xx", "x" + value, "", "a:b:c", value.partition(":")[0]):
        client.cookies["sessionid"] = forged
        assert not is_in(client), forged
    client.cookies["sessionid"] = value
    session = client.session
    account, act, moment, *_ = session["access"]
    for told in ([account, act, moment], [str(account), act, moment, 0, 0], None, "x", {}, [[]] * 5):
        session["access"] = told
        session.save()
        client.cookies["sessionid"] = session.session_key
        assert not is_in(client), told


def test_a_session_of_another_memory_is_none(real: Path, empty: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    env = {"DIABAN_HOME": str(other), "DIABAN_PASSWORD": PASSWORD}
    assert spawn("init", "--administrator", "quản trị", env=env).code == 0
    client = sign_in("quản trị")
    with pages(other):
        assert client.get("/bat-dau/").status_code == 302


def test_an_account_of_a_unit_that_ended_is_told_so(own: Path) -> None:
    grant("cũ", "reader", "u00004")
    answer = visitor().post("/dang-nhap/", {"ten": "cũ", "mat-khau": PASSWORD})
    assert (answer.status_code, codes(answer)) == (403, {"access-unit-ended"})
    from diaban.web import access

    client = sign_in("reader own")
    with patch.object(access, "_viewer", side_effect=RefusedError(finding("unit-unknown", unit="x"))):
        answer = client.get("/")
        assert (answer.status_code, codes(answer)) == (403, {"access-unit-ended"})
    assert ">reader own<" not in text(client.get("/")), "the session is over"


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/don-vi/?q=1&x=2", "/don-vi/?q=1&x=2"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("http://127.0.0.1/x", "/"),
        ("/\\evil.example/", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("dang-nhap", "/"),
        ("/dang-nhap/?toi=/dang-nhap/", "/"),
        ("/dang-xuat/", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_own_paths_alone(real: Path, asked: str, leads: str) -> None:
    answer = visitor().post("/dang-nhap/", {"ten": "quản trị", "mat-khau": PASSWORD, "toi": asked})
    assert (answer.status_code, answer["Location"]) == (302, leads)


def test_the_way_back_is_kept_over_a_wrong_password(real: Path) -> None:
    client = visitor()
    assert 'name="toi" value="/don-vi/?a=1&amp;b=2"' in text(client.get("/dang-nhap/?toi=%2Fdon-vi%2F%3Fa%3D1%26b%3D2"))
    answer = client.post("/dang-nhap/", {"ten": "x", "mat-khau": "y", "toi": "/don-vi/"})
    assert 'name="toi" value="/don-vi/"' in text(answer)


# -- wrong passwords --------------------------------------------------------------------------------------


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


def test_reading_writes_nothing(real: Path) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in("quản trị")
    with CaptureQueriesContext(connection) as asked:
        for pattern in patterns():
            client.get(path_of(pattern, **known_parts()))
        with later(30):
            assert is_in(client)
    assert len(asked) > 10
    assert [one["sql"] for one in asked if not one["sql"].lstrip("( ").upper().startswith(("SELECT", "PRAGMA"))] == []
