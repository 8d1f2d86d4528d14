"""Somebody's own account: another password, an end to the sessions elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from tests.web.in_process import PASSWORD, sign_in, visitor
from tests.web.people import ADMIN, RELATIONS, ROLES, codes, text
from tests.web.test_access import is_in, later

OTHER = "nắng lên ngoài bãi ngô"
PAGE, SESSIONS = "/tai-khoan/", "/tai-khoan/phien/"


def change(client: Client, old: str = PASSWORD, new: str = OTHER, again: str | None = None) -> Any:
    return client.post(PAGE, {"cu": old, "moi": new, "lai": new if again is None else again})


def is_reader(client: Client) -> bool:
    """Whether somebody is signed in there, on the demonstration that anybody may read."""
    return client.get(PAGE).status_code == 200


def acts() -> list[tuple[str, str | None]]:
    from diaban.store.queries import journal

    return [(line.action, line.by) for line in journal(viewer=ADMIN, last=2)]


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_changes_its_own_password_and_stays_signed_in_here_alone(
    own: Path, role: str, relation: str
) -> None:
    name = f"{role} {relation}"
    here, elsewhere, somebody = (sign_in(one) for one in (name, name, "reader nation"))
    page = text(here.get("/"))
    assert f">{name}</span>" in page
    assert f'href="{PAGE}"' in page, "beside the name"
    page = text(here.get(PAGE))
    for word in (name, {"nation": "Cả nước", "own": "Quảng Ninh", "other": "Cà Mau"}[relation]):
        assert word in page, word
    answer = change(here)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?xong=mat-khau")
    assert "Đã đổi mật khẩu" in text(here.get(answer["Location"]))
    assert not is_reader(elsewhere)
    assert is_reader(somebody) is (name != "reader nation")
    assert acts()[0] == ("change-own-password", name)
    assert visitor().post("/dang-nhap/", {"ten": name, "mat-khau": PASSWORD}).status_code == 403
    assert is_reader(sign_in(name, OTHER))


def test_the_guest_of_the_demonstration_has_no_such_page(own: Path) -> None:
    guest = visitor()
    assert PAGE not in text(guest.get("/"))
    before = acts()
    for answer in (guest.get(PAGE), change(guest), guest.post(SESSIONS), guest.get(SESSIONS)):
        assert (answer.status_code, codes(answer)) == (404, {"guest-without-account"})
    assert acts() == before


def test_whoever_has_not_signed_in_changes_nothing(real: Path) -> None:
    before = acts()
    client = visitor()
    for answer in (change(client), client.post(SESSIONS)):
        assert (answer.status_code, codes(answer)) == (403, {"form-expired"})
    assert client.get(PAGE)["Location"].startswith("/dang-nhap/?toi=")
    assert acts() == before


def test_all_that_is_wrong_is_told_at_once_beside_its_field(real: Path) -> None:
    client = sign_in("quản trị")
    before = acts()
    answer = change(client, "không phải", "ngắn", "khác")
    page = text(answer)
    assert answer.status_code == 422
    told = ("Mật khẩu hiện tại không đúng", "Hai lần nhập mật khẩu không giống nhau", "Mật khẩu quá ngắn")
    assert [page.count(words) for words in told] == [1, 1, 1]
    for field, wrong in (("cu", "sai-0"), ("lai", "sai-1"), ("moi", "luat sai-2")):
        assert f'id="{field}"' in page
        assert f'aria-describedby="{wrong}"' in page
    assert page.count('aria-invalid="true"') == 3
    for typed in ("không phải", "ngắn", "khác"):
        assert f'value="{typed}"' not in page, "no password is sent back"
    assert acts() == before
    for given in ({}, {"cu": PASSWORD, "moi": "x" * 2_000}, {"cu": "a\0b", "moi": "a\0b" * 9, "lai": "x" * 2_000}):
        assert client.post(PAGE, given).status_code == 422
    assert acts() == before
    assert is_in(client)
    assert change(client).status_code == 302


def test_the_form_in_english(real: Path) -> None:
    client = sign_in("quản trị")
    client.get(f"{PAGE}?lang=en")
    page = text(change(client, "wrong", "short", "other"))
    for words in ("The present password is wrong", "The two passwords typed differ", "The password is too short"):
        assert words in page, words


def test_signing_out_everywhere_else_leaves_this_browser_alone(own: Path) -> None:
    name = "reader own"
    here, there = sign_in(name), sign_in(name)
    stolen = visitor()
    stolen.cookies["sessionid"] = here.cookies["sessionid"].value
    assert is_reader(stolen)
    assert here.get(SESSIONS)["Location"] == PAGE
    assert is_reader(there), "a link ends nothing"
    answer = here.post(SESSIONS)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?xong=phien")
    assert [is_reader(one) for one in (here, there, stolen)] == [True, False, False]
    assert acts()[0] == ("end-sessions", name)
    assert is_reader(sign_in(name)), "the password is the same"


def test_a_thief_cannot_make_a_session_last_by_ending_the_others(real: Path) -> None:
    client = sign_in("quản trị")
    for minutes in range(50, 701, 50):
        with later(minutes):
            assert is_in(client)
    with later(710):
        assert client.post(SESSIONS).status_code == 302
        assert is_in(client)
    with later(721):
        assert not is_in(client)


def test_a_new_password_begins_the_session_anew(real: Path) -> None:
    client = sign_in("quản trị")
    for minutes in range(50, 701, 50):
        with later(minutes):
            assert is_in(client)
    with later(710):
        assert change(client).status_code == 302
    with later(721):
        assert is_in(client)


def test_what_a_page_says_was_done_is_said_of_nothing_else(real: Path) -> None:
    client = sign_in("quản trị")
    for asked in ("", "?xong=", "?xong=x", "?xong=<b>"):
        assert 'id="done"' not in text(client.get(PAGE + asked))


@contextmanager
def standing() -> Iterator[None]:
    """The clock by which attempts are counted stands still: how long a page takes is not what is tested."""
    from diaban.web.ground import now
    from diaban.web.pages import own_account

    moment = now()
    with patch.object(own_account, "now", lambda: moment):
        yield


def test_guesses_in_a_stolen_session_slow_down_and_leave_the_owner_free(real: Path) -> None:
    owner = sign_in("quản trị")
    thief = visitor()
    thief.cookies["sessionid"] = owner.cookies["sessionid"].value
    with later(1):
        # The owner signs in anew, a minute later.
        again = sign_in("quản trị")
    with standing():
        assert [change(thief, f"đoán {number}").status_code for number in range(6)] == [422] * 5 + [429]
        answer = change(thief)
        assert answer.status_code == 429, "even the right one"
        assert "Chờ 2 giây" in text(answer)
        assert answer["Retry-After"] == "2"
        assert thief.post(SESSIONS).status_code == 429
        assert again.post(SESSIONS).status_code == 302
    assert [is_in(one) for one in (again, owner, thief)] == [True, False, False]


def test_nobody_fills_the_journal_with_ends_of_sessions(own: Path) -> None:
    client = sign_in("reader own")
    with standing():
        assert [client.post(SESSIONS).status_code for _ in range(7)] == [302] * 5 + [429] * 2
