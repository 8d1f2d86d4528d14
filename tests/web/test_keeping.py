"""Kept pages: the answer is the same as without keeping, for each who asks, until the next act."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.in_process import sign_in, visitor
from tests.web.people import grant, unit_of_today

BOARD = "/bang/?ngay=2026-04-30"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"')


def body(client: Client, path: str = BOARD, **headers: str) -> bytes:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each page that was made, not found."""
    from diaban.store.queries.kept import Kept
    from diaban.web import keeping

    seen: list[str] = []
    body_of = keeping._body

    def watched(answer: Any) -> Any:
        kept = body_of(answer)
        seen.append("made")
        return kept

    monkeypatch.setattr(keeping, "_body", watched)
    # Nothing that an earlier test left.
    monkeypatch.setattr(keeping, "_PAGES", Kept(keeping.MOST))
    return seen


def test_a_page_is_made_once_and_answers_the_same(demo: Path, made: list[str]) -> None:
    assert body(visitor()) == body(visitor()) == body(visitor())
    assert made == ["made"]


def test_every_way_in_which_a_page_differs_is_another_page(demo: Path, made: list[str]) -> None:
    ways = [
        body(visitor()),
        body(visitor(), f"{BOARD}&lang=en"),
        body(visitor(), "/bang/?ngay=2026-04-29"),
        body(sign_in("reader nation")),
        body(sign_in("reader own")),
    ]
    assert len(set(ways)) == len(made) == len(ways)


def test_nobody_reads_what_was_made_for_another(demo: Path, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from diaban.web import keeping

    path = f"/bang/{unit_of_today('Quảng Ninh')}/?ngay=2026-04-30"
    readers = [visitor(), *(sign_in(f"reader {whose}") for whose in ("nation", "own", "other"))]
    first = [TOKEN.sub(b"", reader.get(path).content) for reader in readers]
    again = [TOKEN.sub(b"", reader.get(path).content) for reader in reversed(readers)]
    # As if nothing had ever been kept.
    monkeypatch.setattr(keeping._PAGES, "answer", lambda key, make: make(None))
    assert first == again[::-1] == [TOKEN.sub(b"", reader.get(path).content) for reader in readers]


def test_each_answer_has_its_own_token_and_the_form_works(own: Path, made: list[str]) -> None:
    client = sign_in("reader nation", enforce_csrf_checks=False)
    strict = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    strict.cookies = client.cookies
    first, second = (TOKEN.search(body(strict)) for _ in range(2))
    assert first
    assert second
    assert first[1] != second[1]
    assert made == ["made"]
    assert b"\0" not in body(strict)
    left = strict.post("/dang-xuat/", {"csrfmiddlewaretoken": second[1].decode()})
    assert left.status_code == 302


def test_after_an_act_the_page_is_made_anew(own: Path, made: list[str]) -> None:
    body(visitor())
    grant("một người nữa", "reader", None)
    body(visitor())
    assert made == ["made"] * 2


def test_a_file_and_a_refusal_are_not_kept(demo: Path, made: list[str]) -> None:
    for path in ("/so/khong-co/", "/bang/?ngay=9999-99-99", f"{BOARD}&xuat=csv"):
        for _ in range(2):
            visitor().get(path)
    assert made == []
