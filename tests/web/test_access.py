"""Who may open what: every address there is, asked by everybody there is."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from diaban.basis.error import DiabanError, ForbiddenError, RefusedError
from diaban.store.viewer import Role, Viewer, local_administrator
from tests.cli.run import run, spawn
from tests.web.in_process import PASSWORD, pages, path_of, patterns, sign_in, visitor
from tests.web.paths import FIGURE, QUANG_NINH

ADMIN = local_administrator("người thử")
OTHER_PASSWORD = "nắng lên ngoài bãi ngô"
THAI_NGUYEN = "Thái Nguyên"
RELATIONS = ("nation", "own", "other")
ROLES = ("reader", "editor", "administrator")
RANKS = {"anyone": 0, "reader": 1, "editor": 2, "administrator": 3}
OWN_FIGURE = FIGURE.replace("u00004", QUANG_NINH)


class Ticking:
    """A clock a second later whenever it is looked at, after all that is in the memory."""

    def __init__(self) -> None:
        from diaban.store.queries import known

        last = known(None).moment
        assert last is not None
        self.moment = last

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def grant(name: str, role: str, unit: str | None, password: str | None = PASSWORD) -> Any:
    from diaban.store.actions import grant

    return grant(name=name, role=Role(role), unit=unit, password=password, by=ADMIN, at=Ticking(), reason="thử")


def unit_of_today(name: str) -> str:
    from diaban.store.ground import edition_known
    from diaban.units.scope import resolve_scope
    from diaban.web.ground import today

    edition = edition_known(ADMIN)
    return resolve_scope(edition.atlas, edition.names, name, today()).id


@pytest.fixture(scope="module")
def peopled(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with an account of every role over the nation, Quảng Ninh and another province."""
    home = tmp_path_factory.mktemp("peopled")
    shutil.copy(demonstration / "diaban.sqlite3", home)
    with pages(home):
        units = {"nation": None, "own": unit_of_today("Quảng Ninh"), "other": unit_of_today("Cà Mau")}
        for role in ROLES:
            for relation, unit in units.items():
                grant(f"{role} {relation}", role, unit)
    return home


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real installation with one administrator and nothing in its registers."""
    home = tmp_path_factory.mktemp("real") / "home"
    made = run("init", "--administrator", "quản trị", env={"DIABAN_HOME": str(home), "DIABAN_PASSWORD": PASSWORD})
    assert made.code == 0, made
    return home


@pytest.fixture
def demo(peopled: Path, tmp_path: Path) -> Iterator[Path]:
    """The demonstration to read from; a test that writes copies it (``own``)."""
    with pages(peopled):
        yield peopled


@pytest.fixture
def own(peopled: Path, tmp_path: Path) -> Iterator[Path]:
    """The same, to write into."""
    shutil.copy(peopled / "diaban.sqlite3", tmp_path)
    with pages(tmp_path):
        yield tmp_path


@pytest.fixture
def real(empty: Path, tmp_path: Path) -> Iterator[Path]:
    """A real installation, to write into."""
    shutil.copy(empty / "diaban.sqlite3", tmp_path)
    with pages(tmp_path):
        yield tmp_path


def text(answer: Any) -> str:
    return str(answer.content.decode())


def codes(answer: Any) -> set[str]:
    """Codes of the findings that a page of trouble shows."""
    return set(re.findall(r'class="code" data-n="code">([a-z-]+)<', text(answer)))


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


def judge(page: Any, path: str, answer: Any, rank: int, fine: tuple[int, ...] = (200, 302)) -> None:
    if RANKS[page.permission] > rank:
        assert answer.status_code == 403, path
        assert codes(answer) <= {"may-not-write", "administrator-only"}, path
    else:
        assert answer.status_code in fine, (path, answer.status_code, codes(answer))
        assert not answer.get("Location", "").startswith("/dang-nhap/"), path


def test_the_guest_of_the_demonstration_reads(demo: Path) -> None:
    for page, path, answer in walk(visitor(), **known_parts()):
        judge(page, path, answer, 1)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", ROLES)
def test_every_account_opens_what_its_role_may(demo: Path, role: str, relation: str) -> None:
    fine = (200, 302) if relation == "nation" else (200, 302, 404)
    for page, path, answer in walk(sign_in(f"{role} {relation}"), **known_parts()):
        judge(page, path, answer, RANKS[role], fine)
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
    assert (morsel["max-age"], morsel["httponly"], morsel["samesite"]) == (12 * 3600, True, "Lax")
    assert client.get("/bat-dau/").status_code == 200
    assert client.get("/dang-xuat/").status_code == 302
    assert client.get("/bat-dau/").status_code == 200, "a link ends no session"
    client.post("/dang-xuat/")
    assert client.get("/bat-dau/").status_code == 302


def test_a_session_of_twelve_hours_ago_or_forged_is_none(real: Path) -> None:
    from django.core import signing

    client = sign_in("quản trị")
    value = client.cookies["sessionid"].value
    later = signing.time.time() + 12 * 3600 + 5
    with patch("django.core.signing.time.time", return_value=later):
        assert client.get("/bat-dau/").status_code == 302
    client.cookies["sessionid"] = value
    assert client.get("/bat-dau/").status_code == 200
    for forged in (value[:-2] + "xx", "x" + value, "", "a:b:c", value.partition(":")[0]):
        client.cookies["sessionid"] = forged
        assert client.get("/bat-dau/").status_code == 302, forged


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
    with patch.object(access, "_viewer", side_effect=RefusedError(*_finding())):
        answer = client.get("/")
        assert (answer.status_code, codes(answer)) == (403, {"access-unit-ended"})
    assert ">reader own<" not in text(client.get("/")), "the session is over"


def _finding() -> Any:
    from diaban.basis.finding import finding

    return [finding("unit-unknown", unit="x")]


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
    """Counts of wrong attempts begun anew, and a clock to set."""
    from diaban.web.pages import account
    from diaban.web.patience import Patience

    at = [1_000.0]
    with patch.object(account, "PATIENCE", Patience()), patch.object(account, "monotonic", lambda: at[0]):
        yield at


def test_a_wrong_name_and_a_wrong_password_look_the_same(real: Path) -> None:
    with patient():
        there = visitor().post("/dang-nhap/", {"ten": "quản trị", "mat-khau": "không phải"})
        not_there = visitor().post("/dang-nhap/", {"ten": "quản trò", "mat-khau": "không phải"})

    def shape(answer: Any) -> str:
        return re.sub(r'csrfmiddlewaretoken" value="\w+"|quản tr[ịò]', "", text(answer))

    assert (there.status_code, not_there.status_code) == (403, 403)
    assert shape(there) == shape(not_there)


def test_wrong_passwords_slow_down_by_name_and_address(real: Path) -> None:
    def attempt(name: str, password: str, address: str = "127.0.0.1") -> int:
        client = visitor(REMOTE_ADDR=address)
        return int(client.post("/dang-nhap/", {"ten": name, "mat-khau": password}).status_code)

    with patient() as at:
        assert [attempt("quản trị", "sai") for _ in range(7)] == [403] * 5 + [429] * 2
        # Even the right one is not looked at before its time; others are not held up.
        assert attempt("quản trị", PASSWORD) == 429
        assert attempt("quản trị", PASSWORD, "10.0.0.9") == 302
        assert [attempt("không có", "sai") for _ in range(6)] == [403] * 5 + [429]
        at[0] += 2
        assert attempt("quản trị", "sai") == 403
        at[0] += 3
        assert attempt("quản trị", PASSWORD) == 429
        at[0] += 1
        assert attempt("quản trị", PASSWORD) == 302
        assert attempt("quản trị", "sai") == 403


def test_what_patience_remembers_is_bounded() -> None:
    from diaban.web import patience

    kept = patience.Patience()
    with patch.object(patience, "MOST", 10):
        for number in range(100):
            kept.wrong(number, 0.0)
    assert len(kept._tries) == 10
    for _ in range(60):
        kept.wrong("một", 0.0)
    assert kept.seconds_left("một", 0.0) == patience.LONGEST
    assert kept.seconds_left("một", patience.LONGEST) == 0
    kept.wrong("một", 3 * patience.LONGEST)
    assert kept.seconds_left("một", 3 * patience.LONGEST) == 0


# -- the demonstration ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Real-IP", "Via"],
)
def test_the_demonstration_refuses_whoever_comes_through_another_machine(demo: Path, header: str) -> None:
    for path in ("/", "/dang-nhap/", f"/so/{FIGURE}/"):
        answer = visitor().get(path, headers={header: "127.0.0.1"})
        assert (answer.status_code, codes(answer)) == (403, {"demo-forwarded"}), path
        assert header.lower() in text(answer).lower()
    answer = sign_in("administrator nation").get("/", headers={header: "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        ("127.0.0.1", "127.0.0.1", 200),
        ("127.9.9.9", "localhost:8000", 200),
        ("::1", "[::1]:8000", 200),
        ("10.0.0.1", "127.0.0.1", 403),
        ("", "127.0.0.1", 403),
        ("x", "127.0.0.1", 403),
        ("127.0.0.1", "diaban.example", 403),
    ],
)
def test_the_demonstration_opens_on_this_machine_alone(demo: Path, address: str, host: str, status: int) -> None:
    from django.test.utils import override_settings

    with override_settings(ALLOWED_HOSTS=["127.0.0.1", "localhost", "[::1]", "diaban.example"]):
        answer = visitor(REMOTE_ADDR=address).get("/design/", headers={"Host": host})
    assert answer.status_code == status
    if status == 403:
        assert codes(answer) == {"demo-elsewhere"}
    else:
        assert "Xem trình diễn, chỉ trên máy này" in text(answer)


def test_the_guest_is_named_on_every_page_until_somebody_signs_in(demo: Path) -> None:
    told = "Xem trình diễn, chỉ trên máy này"
    for path in ("/", "/don-vi/", f"/so/{FIGURE}/", "/khong-co/", "/dang-nhap/"):
        assert told in text(visitor().get(path)), path
    assert told not in text(sign_in("reader nation").get("/"))


def test_a_real_installation_never_has_a_guest(real: Path) -> None:
    assert visitor().get("/").status_code == 302
    page = visitor().get("/dang-nhap/")
    assert "Xem trình diễn" not in text(page)
    # A proxy in front is how a real one is served.
    assert visitor().get("/dang-nhap/", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 200


# -- the first steps --------------------------------------------------------------------------------------


def test_a_new_installation_leads_to_its_first_steps_and_on(real: Path) -> None:
    from diaban.store.actions import NewOrigin, NewSource, introduce, record
    from diaban.store.models import SourceKind
    from tests.store.world import count

    client = sign_in("quản trị")
    assert client.get("/")["Location"] == "/bat-dau/"
    chips = r'class="chip (good|warn|quiet)" data-n="label">(đã xong|chưa làm)'
    page = text(client.get("/bat-dau/"))
    main = page[page.index("<main") :]
    assert re.findall(chips, main) == [
        ("good", "đã xong"),
        ("quiet", "chưa làm"),
        ("good", "đã xong"),
        ("warn", "chưa làm"),
        ("warn", "chưa làm"),
    ]
    assert main.count('aria-current="step"') == 1
    how: dict[str, Any] = {"by": ADMIN, "at": Ticking(), "reason": "thử"}
    source = NewSource(key="bc", title="Báo cáo thử", kind=SourceKind.PUBLIC)
    introduce(sources=[source], origins=[NewOrigin(key="xa", title="xã")], **how)
    assert client.get("/")["Location"] == "/bat-dau/"
    record(facts=[count(QUANG_NINH, 7, "2025-01-01")], **how)
    assert client.get("/").status_code == 200
    page = text(client.get("/bat-dau/"))
    assert 'aria-current="step"' not in page
    assert "Đã đủ để xem bảng theo dõi." in page


def test_with_nothing_at_all_the_page_says_what_to_run(tmp_path: Path) -> None:
    with pages(tmp_path):
        for path in ("/", "/dang-nhap/", "/khong-co/"):
            answer = visitor().get(path)
            assert codes(answer) == {"memory-empty"}, path
            assert "diaban init" in text(answer)
            assert "diaban demo" in text(answer)


# -- what it costs ----------------------------------------------------------------------------------------


def test_admitting_a_known_visitor_asks_the_database_one_thing(demo: Path) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in("reader own")
    client.get("/design/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/design/").status_code == 200
    assert len(asked) == 1, [one["sql"] for one in asked]


def test_an_error_says_its_code(demo: Path) -> None:
    assert issubclass(ForbiddenError, DiabanError)
    assert codes(visitor().get("/khong-co/")) == {"page-unknown"}
