"""What each kind of installation lets in, where a new one leads, and what it costs to find out who asks."""

import re
from pathlib import Path
from typing import Any

import pytest

from diaban.basis.catalogue import shipped
from tests.web.in_process import pages, sign_in, visitor
from tests.web.paths import FIGURE, QUANG_NINH
from tests.web.people import ADMIN, Ticking, codes, text
from tests.web.test_units import CAM_GIANG

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


def test_a_communes_page_says_which_register_counts_its_people(real: Path) -> None:
    from diaban.registers.staffing import Posting, Title
    from diaban.store.actions import NewOrigin, NewSource, introduce, record
    from diaban.store.models import SourceKind
    from tests.store.world import count, during

    how: dict[str, Any] = {"by": ADMIN, "at": Ticking(), "reason": "thử"}
    source = NewSource(key="bc", title="Báo cáo thử", kind=SourceKind.PUBLIC)
    introduce(sources=[source], origins=[NewOrigin(key="xa", title="xã")], **how)
    here = {"origin": "xa", "source": "bc", "period": during("2025-07-01")}
    record(facts=[count(CAM_GIANG, 7, "2025-07-01")], **how)
    client, path = sign_in("quản trị"), f"/don-vi/{CAM_GIANG}/?ngay=2025-08-01"
    by = {key: shipped().text(f"web.commune.by-{key}", "vi") for key in ("counts", "postings")}
    page = text(client.get(path))
    assert (by["counts"] in page, by["postings"] in page) == (True, False)
    record(facts=[Posting(unit=CAM_GIANG, officer="cb1", title=Title.MEMBER, **here)], **how)
    page = text(client.get(path))
    assert (by["counts"] in page, by["postings"] in page) == (False, True)


def test_with_nothing_at_all_the_page_says_what_to_do(tmp_path: Path) -> None:
    with pages(tmp_path):
        for path in ("/", "/dang-nhap/", "/khong-co/"):
            answer = visitor().get(path)
            assert codes(answer) == {"memory-empty"}, path
            # Whoever looks at a page has no command line: it says whom to ask.
            assert "Đề nghị người quản trị máy chủ lập cơ sở dữ liệu" in text(answer)


# -- what it costs ----------------------------------------------------------------------------------------


def test_a_connection_that_is_kept_lets_go_of_a_memory_that_was_thrown_away(tmp_path: Path) -> None:
    from django.db import connections

    from diaban.store.memory import forget_replaced, prepare, setup

    def name() -> str:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT name FROM django_migrations ORDER BY id DESC LIMIT 1")
            return str(cursor.fetchone()[0])

    for home in ("here", "there"):
        setup(tmp_path / home)
        prepare()
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET name = 'another memory'")
    connections.close_all()
    setup(tmp_path / "here")
    before = name()
    kept = connections["default"].connection
    forget_replaced()
    assert connections["default"].connection is kept
    (tmp_path / "there" / "diaban.sqlite3").rename(tmp_path / "here" / "diaban.sqlite3")
    forget_replaced()
    assert (before == name(), name()) == (False, "another memory")
    (tmp_path / "here" / "diaban.sqlite3").unlink()
    forget_replaced()
    assert connections["default"].connection is None


@pytest.mark.parametrize("value", ["", "a<b>&\"c'", "Đắk Lắk", 7, None, "<p>"])
def test_markup_is_escaped_as_django_does_it(value: object) -> None:
    from django.utils.html import conditional_escape
    from django.utils.html import escape as theirs

    from diaban.web.markup import escape, mark_safe

    assert (str(escape(value)), type(escape(value))) == (str(theirs(value)), type(theirs(value)))
    # What is markup already is left alone by a template, whoever marked it.
    assert conditional_escape(mark_safe("<p>")) == "<p>"


def test_admitting_a_known_visitor_asks_the_database_one_thing(demo: Path) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in("reader own")
    client.get("/design/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/design/").status_code == 200
    assert len(asked) == 1, [one["sql"] for one in asked]
