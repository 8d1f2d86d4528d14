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
from tests.web.people import ADMIN, RELATIONS, ROLES, Ticking, basic, codes, grant, text

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


UNSEEN = ({"scope-unseen"}, {"return-unknown"}, {"project-unknown"}, {"works-unknown"})
"""What an account is told of what it may not see: that it is not there."""
OF_ONES_OWN = ("/bao-cao/tuan/", "/von/", "/von/vuong-mac/", "/von/tien-do/", "/von/du-bao/", "/von/phan-ky/")
"""Pages that show an account its own unit where none is named."""


def known_parts() -> dict[str, str]:
    return {
        "unit_id": QUANG_NINH,
        "address": OWN_FIGURE,
        "claim_id": "B3",
        "project_id": "QN-GD1",
        "works_id": "QN-GD1-26",
        "form_id": "situation",
        "number": "1",
        "what": "tep",
    }


def is_of_program(page: Any) -> bool:
    return getattr(page, "program", False)


def walk(client: Client, **parts: str) -> Iterator[tuple[Any, str, Any]]:
    """Every address, asked by one visitor."""
    for pattern in patterns():
        path = path_of(pattern, **parts)
        yield pattern.callback, path, client.get(path)


def test_whoever_has_not_signed_in_is_asked_to(real: Path) -> None:
    for page, path, answer in walk(visitor(), **known_parts()):
        if page.permission == "anyone":
            assert answer.status_code in (200, 302), path
        elif is_of_program(page):
            assert (answer.status_code, codes(answer)) == (401, {"api-who"}), path
            assert answer["WWW-Authenticate"].startswith("Basic "), path
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
    name = f"{role} {relation}"
    for page, path, answer in walk(sign_in(name, headers={"Authorization": basic(name)}), **known_parts()):
        assert_judged(page, path, answer, RANKS[role], fine)
        if relation == "other" and page.permission != "anyone" and path not in OF_ONES_OWN:
            assert 'class="fig register"' not in answer.content.decode(errors="replace"), path
        if answer.status_code == 404:
            assert codes(answer) in UNSEEN, path
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
    assert [one["sql"] for one in asked if not one["sql"].lstrip("( \n").upper().startswith(("SELECT", "PRAGMA"))] == []
