"""The page of registration and cards: what the demonstration holds, and four shares never made one."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from diaban.quality.live import EVENTS
from tests import ready
from tests.cli.conftest import Home
from tests.cli.test_campaign import summary
from tests.web.in_process import pages, visitor
from tests.web.paths import Words

PATH = "/dan-cu/?pham-vi=u00014&ngay=2026-11-22"


EVENTS_WAITING = {kind: {"known": 40 + at, "waiting": 30 + at, "surely": 0} for at, kind in enumerate(EVENTS)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, with two more checks of one commune's forms."""
    folder = ready.copied(tmp_path_factory.mktemp("campaign") / "home")
    own = Home(folder)
    for day, correct in (("2026-11-01", 60), ("2026-11-20", 90)):
        file = folder.parent / f"{day}.json"
        told = summary(correct=correct, invented=True, as_of=day)
        told["communes"][0] |= {"by_day": {"2024-12-05": 25, day: 75}, "events": EVENTS_WAITING}
        file.write_text(json.dumps(told), "utf-8")
        assert own.run("campaign", "keep", str(file), "--reason", "kiểm tra phiếu").code == 0
    plan = "06724,99000,9,2,30,2026-09-07,2027-01-01"
    head = "code,target,teams,shifts,crew,valid_from,valid_to"
    assert own.load("campaign-plans", head, plan, origin="xa-hai-son", source="kh-xa").code == 0
    return folder


@pytest.fixture
def client(home: Path) -> Iterator[Client]:
    with pages(home):
        yield visitor()


def said(client: Client, path: str = PATH) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    words = Words(answer.content.decode())
    assert words.loose_digits == []
    return " ".join(text for _, text in words.texts)


def test_the_page_shows_target_pace_and_the_four_shares_check_by_check(client: Client) -> None:
    text = said(client)
    for words in ("Chỉ tiêu 221.263", "305.402 phiếu, hơn 500 cán bộ: mỗi người dưới 611 phiếu."):
        assert words in text
    assert text.index("01/11/2026") < text.index("20/11/2026", text.index("01/11/2026"))
    squeezed = "".join(text.split())
    assert "60,0%60/10080,0%80/10080,0%80/10080,0%80/100" in squeezed
    assert "90,0%90/100" in squeezed
    assert "98 / 120" in text


def test_the_page_shows_what_forms_cannot_know_of_and_what_grows_old(client: Client) -> None:
    text = said(client)
    assert "Sống: biến động chưa phản ánh" in text
    assert "xã Hải Sơn 20/11/2026 30 / 40 31 / 41 32 / 42 33 / 43 25 25 25" in " ".join(text.split())


def test_two_origins_of_a_plan_stand_beside_each_other(client: Client) -> None:
    text = " ".join(said(client).split())
    assert "Hai nguồn nói khác nhau xã Hải Sơn" in text
    assert "xa-hai-son : " in text.replace("xa-hai-son:", "xa-hai-son :")
    assert "99.000" in text
    assert "4.877" in text
    assert text.count("đang tính theo bên này") == 1


def test_days_before_and_the_nation(client: Client) -> None:
    before = said(client, "/dan-cu/?pham-vi=u00014&ngay=2026-10-31")
    assert "90,0%90/100" not in "".join(before.split())
    assert "Chưa giữ kết quả kiểm tra nào" in before
    assert "Cả nước" in said(client, "/dan-cu/?ngay=2026-11-22")
    assert "Correct" in said(client, PATH + "&lang=en")
