"""Hostile and mistaken requests to every address there is: a page that says what was found, never a trace."""

import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from tests.web.in_process import PASSWORD, pages, path_of, patterns, visitor
from tests.web.paths import BAC_KAN, FIGURE, QUANG_NINH

MARK = "<script>thu(1)</script>"
HOSTILE = {
    "no day": "9999-99-99",
    "no day at all": "0000-00-00",
    "the last day": "9999-12-31",
    "the first day": "0001-01-01",
    "a day as it is said": "30/02/2025",
    "digits of another script": "２０２５-٠١-०१",
    "a unit of another day": BAC_KAN,
    "no unit": "u99999",
    "a number out of range": "-99999999999999999999",
    "not a number": "NaN",
    "sql": "'; DROP TABLE store_act; --",
    "html": MARK,
    "an attribute": '" onmouseover="thu(1)" x="',
    "a template": "{{ request.viewer }}{% now 'Y' %}",
    "a pattern": "{0.__class__}{found}%s%(x)s",
    "nul": "a\0b",
    "half a pair": "\ud800",
    "direction": "\u202e\u200b\ufeff",
    "a path": "../../../../etc/passwd",
    "nothing": "",
    "long": "x" * 10_000,
    "many": "khóm,~@." * 1_200,
}
EVERY_PARAMETER = (
    "q ngay luc ngan csv loc xep dia-ban tieu-chi trang mau lang toi den tu muc che-do cap nguon don-vi loai state id x"
).split()
METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")


@pytest.fixture(scope="module")
def memory(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("bad")
    shutil.copy(demonstration / "diaban.sqlite3", home)
    return home


@pytest.fixture(autouse=True)
def _open(memory: Path) -> Iterator[None]:
    with pages(memory):
        yield


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing that our own code must mend was noted."""
    yield
    bad = [one for one in caplog.get_records("call") if one.levelno >= logging.ERROR]
    assert bad == [], [one.getMessage() for one in bad]


def parameters() -> set[str]:
    """Names that some page asks for, as its code writes them, and a few that none does."""
    from tests.guards.code_base import SRC

    asked = re.compile(r"""(?:GET|POST)(?:\.get(?:list)?\(|\[)\s*["']([^"']+)["']|["']([\w-]+)["'] in visit\.GET""")
    found = {
        name
        for file in (SRC / "web").rglob("*.py")
        for match in asked.findall(file.read_text("utf-8"))
        for name in match
        if name
    }
    return found | set(EVERY_PARAMETER)


def is_of_program(pattern: Any) -> bool:
    return getattr(pattern.callback, "program", False)


def query(value: str) -> str:
    """Every parameter with that value."""
    given = dict.fromkeys(sorted(parameters()), value)
    if len(value) > 1_000:
        given = {"q": value, "ngay": value}
    return urlencode(given, errors="surrogatepass")


def escaped(value: str) -> str:
    return quote(value, safe="", errors="surrogatepass")


def assert_page(answer: Any, path: str) -> str:
    """A whole answer: no fault, no trace; what was refused says what to do."""
    assert answer.status_code < 500, path
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = str(body.decode("utf-8", errors="replace"))
    for sign in ("Traceback", "Exception", "/site-packages/", "django.", "sqlite3", "page-fault"):
        assert sign not in text, (path, sign)
    assert MARK not in text, path
    assert ' onmouseover="thu' not in text, path
    if answer.status_code >= 400 and answer.headers["Content-Type"].startswith("text/html"):
        assert 'class="remedy"' in text, path
        assert 'class="found"' in text or 'role="alert"' in text, path
    return text


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_every_parameter_of_every_page_takes_anything(value: str) -> None:
    client = visitor()
    asked = query(value)
    for pattern in patterns():
        path = path_of(pattern, unit_id=QUANG_NINH, address=FIGURE, claim_id="B3")
        assert_page(client.get(f"{path}?{asked}"), path)
        if pattern.pattern.converters:
            path = path_of(pattern)
            assert_page(client.get(f"{path}?{asked}"), path)


ALONE = ("ngay", "loc", "xep", "ngay", "dia-ban", "tieu-chi", "q")


def alone(number: int, share: int) -> None:
    """One wrong word at a time: together the first would hide the rest. In turns: one page of ``share``."""
    client, value = visitor(), list(HOSTILE.values())[number]
    for at, pattern in enumerate(patterns()):
        if (number + at) % share == 0:
            path = path_of(pattern, unit_id=QUANG_NINH, address=FIGURE, claim_id="B3")
            asked = urlencode({ALONE[(number + at) // share % len(ALONE)]: value[:2_000]}, errors="surrogatepass")
            assert_page(client.get(f"{path}?{asked}"), path)


@pytest.mark.parametrize("number", range(len(HOSTILE)), ids=list(HOSTILE))
def test_every_parameter_alone_takes_anything(number: int) -> None:
    """Every page meets every third of the values, in parameters by turns; a whole page is drawn where it takes one."""
    alone(number, 3)


@pytest.mark.faults
@pytest.mark.parametrize("number", range(len(HOSTILE)), ids=list(HOSTILE))
def test_every_page_takes_every_value_alone(number: int) -> None:
    alone(number, 1)


def hostile_addresses() -> list[str]:
    """Addresses of figures in which one part is wrong."""
    parts = FIGURE.split("~")
    wrong = [
        "",
        "9999-99-99",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "u99999",
        MARK,
        "'--",
        "x" * 3_000,
        "a\0b",
        "@",
        "~",
    ]
    return ["~".join([*parts[:at], value, *parts[at + 1 :]]) for at in range(len(parts)) for value in wrong]


@pytest.mark.parametrize("value", [*HOSTILE.values(), "~" * 6, "a@b~c", MARK + "/x"], ids=repr)
def test_every_part_of_every_address_takes_anything(value: str) -> None:
    client = visitor()
    for pattern in patterns():
        if not pattern.pattern.converters:
            continue
        path = path_of(pattern)
        wrong = path.replace("khong-co", escaped(value))
        answer = client.get(wrong)
        assert_page(answer, wrong)


def test_every_part_of_a_figures_address_takes_anything() -> None:
    client = visitor()
    for address in hostile_addresses():
        for more in ("", "?ngan=1", "?csv=1"):
            assert_page(client.get(f"/so/{escaped(address)}/{more}"), address)


def test_an_unknown_address_says_what_to_do() -> None:
    client = visitor()
    for path in (
        "/khong-co/",
        "/bang",
        "/.env",
        f"/{escaped(MARK)}/",
        "/%00/",
        "/" + "x" * 8_000,
        "/so/",
        "/%ff/",
    ):
        answer = client.get(path)
        assert_page(answer, path)
        assert answer.status_code in (404, 400), path


@pytest.mark.parametrize("method", METHODS)
def test_wrong_methods_are_refused_by_every_page(method: str) -> None:
    client = visitor()
    for pattern in patterns():
        path = path_of(pattern, unit_id=QUANG_NINH, address=FIGURE, claim_id="B3")
        answer = client.generic(method, path)
        text = assert_page(answer, path)
        assert answer.status_code == 405, path
        assert "GET" in answer["Allow"]
        assert "method-wrong" in text


def test_forms_are_taken_only_where_there_is_one() -> None:
    client = visitor()
    for pattern in patterns():
        path = path_of(pattern, unit_id=QUANG_NINH, address=FIGURE, claim_id="B3")
        answer = client.post(path, dict.fromkeys(parameters(), MARK))
        assert_page(answer, path)
        assert (answer.status_code == 405) is not pattern.callback.posts, path


def test_head_answers_as_get_without_a_body() -> None:
    client = visitor()
    for pattern in patterns():
        path = path_of(pattern, unit_id=QUANG_NINH, address=FIGURE, claim_id="B3")
        head = client.head(path)
        assert (head.status_code, head.content) == (client.get(path).status_code, b""), path


def test_a_form_without_its_token_writes_nothing_and_says_so() -> None:
    client = visitor(enforce_csrf_checks=True)
    for pattern in patterns():
        path = path_of(pattern, unit_id=QUANG_NINH, address=FIGURE, claim_id="B3")
        for token in (None, "x", "x" * 64, MARK, "a\0b"):
            given = {"ten": "an", "mat-khau": PASSWORD} | ({} if token is None else {"csrfmiddlewaretoken": token})
            answer = client.post(path, given)
            text = assert_page(answer, path)
            if is_of_program(pattern):
                # No cookie counts there, so that no page of anybody else can send in its name: a password is asked for.
                assert answer.status_code in (401, 405), path
                continue
            assert (answer.status_code, "form-expired" in text) == (403, True), path


def test_a_form_whose_session_ended_says_that_nothing_was_written(memory: Path) -> None:
    """The form was open while the account was withdrawn, or twelve hours went by: nobody is signed in."""
    from unittest.mock import patch

    from diaban.store.models import InstallationKind
    from diaban.web import access

    with patch.object(access._KIND, "answer", lambda *_: InstallationKind.REAL):
        for pattern in patterns():
            if pattern.callback.posts and pattern.callback.permission != "anyone":
                path = path_of(pattern, unit_id=QUANG_NINH, address=FIGURE, claim_id="B3")
                answer = visitor().post(path, {"csv": "x"})
                text = assert_page(answer, path)
                if is_of_program(pattern):
                    assert answer.status_code == 401, path
                    continue
                assert (answer.status_code, "form-expired" in text) == (403, True), path
        drawer = visitor().get(
            f"/so/{FIGURE}/?ngan=1", headers={"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/bang/"}
        )
        assert drawer["HX-Redirect"] == "/dang-nhap/?toi=%2Fbang%2F"


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00", b"a=" + b"x" * 3_000_000, b"&".join(b"a=1" for _ in range(2_000)), b"%zz=%"]
)
def test_bodies_that_cannot_be_read_are_refused(body: bytes) -> None:
    client = visitor()
    for pattern in patterns():
        if pattern.callback.posts:
            path = path_of(pattern)
            for kind in (
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "text/plain",
            ):
                assert_page(client.post(path, body, content_type=kind), path)


@pytest.mark.parametrize(
    "host", ["evil.example", "", "a b", "127.0.0.1:x", "[::1", MARK, "a\0b", "127.0.0.1.evil.example"]
)
def test_a_wrong_host_is_told(host: str) -> None:
    answer = visitor().get("/", headers={"Host": host})
    assert_page(answer, host)
    assert answer.status_code in (400, 404)


def test_cookies_may_be_anything() -> None:
    for value in HOSTILE.values():
        client = visitor()
        for name in ("lang", "sessionid", "csrftoken", "browser"):
            client.cookies[name] = value.replace("\0", "%00").encode("ascii", "replace").decode()[:3_000]
        answer = client.get("/design/")
        assert_page(answer, "/design/")
        assert answer.status_code == 200


def test_two_tabs_on_different_days_do_not_disturb_each_other() -> None:
    tab: Client = visitor()
    first, second = "/bang/?ngay=2025-06-30", "/bang/?ngay=2025-07-01"
    alone = [visitor().get(path).content for path in (first, second)]
    together = [tab.get(path).content for path in (first, second, first, second)]

    def plain(body: bytes) -> str:
        return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", body.decode())

    assert [plain(one) for one in together] == [plain(one) for one in alone * 2]
    assert plain(alone[0]) != plain(alone[1])
    assert "sessionid" not in tab.cookies
