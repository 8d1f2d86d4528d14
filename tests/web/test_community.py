"""Movement, situation, opinion, patrols: every number opens on itself, nothing missing is one, nobody is ranked."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from tests import ready
from tests.web.in_process import pages, visitor
from tests.web.paths import BAC_KAN, PATHS, QUANG_NINH

HAI_SON, BAC_SON = "xã Hải Sơn", "xã Bắc Sơn"
FIGURE = re.compile(r'<a class="fig register" data-n="figure" href="(/so/[^"]+)"><b>([^<]+)</b>')
OURS = ("movement", "situation", "opinion", "patrols")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    home: Path = tmp_path_factory.mktemp("community")
    ready.copied(home)
    with pages(home):
        yield visitor()


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


@pytest.mark.parametrize("name", OURS)
def test_every_figure_opens_on_the_number_it_shows(client: Client, name: str) -> None:
    found = dict(FIGURE.findall(page(client, PATHS[name])))
    assert len(found) >= 3
    for href, number in list(found.items())[::3]:
        drawer = page(client, f"{href}?ngan=1")
        assert f"<b>{number}</b>" in drawer, href
        assert "SỐ LIỆU GIẢ LẬP" in drawer


def test_models_places_and_teams_are_never_added(client: Client) -> None:
    text = page(client, PATHS["movement"])
    apart = text[text.index('id="h-apart"') : text.index('id="h-spread"')]
    opened = [href.split("~")[0] for href, _ in FIGURE.findall(apart)]
    assert opened[:5] == [
        f"/so/{one}"
        for one in ("movement-models", "model-places", "model-teams", "model-members", "model-participants")
    ]


def test_each_level_is_classified_by_its_own_day(client: Client) -> None:
    def told(day: str) -> list[tuple[str, str]]:
        text = page(client, f"/phong-trao/?pham-vi={QUANG_NINH}&ngay={day}")
        levels = re.sub(r"<[^>]+>", " ", text[text.index('id="h-gathered"') :]).split("hạn phân loại năm")[1:]
        return [(level.split()[0].rstrip(":"), "quá hạn" in level) for level in levels]

    # On the day itself it is not late; the day after areas are, communes have ten days more.
    assert told("2026-11-20") == [("2026", False), ("2026", False)]
    assert told("2026-11-21") == [("2026", True), ("2026", False)]
    assert told("2025-12-01") == [("2025", True), ("2025", False)]


def test_a_model_spreads_from_its_first_place(client: Client) -> None:
    text = page(client, PATHS["movement"])
    spread = text[text.index('id="h-spread"') : text.index('id="h-equipment"')]
    assert "Camera an ninh" in spread
    assert spread.count('class="trend spread"') == 5
    # Across the merger: told in the units of the day shown.
    assert "/ 54" in spread


def test_the_series_crosses_the_merger_and_leaves_words_as_words(client: Client) -> None:
    text = page(client, PATHS["situation"])
    assert 'class="trend limits"' in text
    assert "Tháng 6/2025" in text
    assert "Tháng 8/2025" in text
    assert "ngoài mức thường gặp" in text
    assert "“<span" in text or "“" in text
    assert "hàng chục" in text


def test_communes_are_in_the_order_of_their_codes_whatever_is_asked(client: Client) -> None:
    plain = page(client, PATHS["situation"])
    table = plain[plain.index('<section id="xa"') :]
    codes = re.findall(r'<span class="code" data-n="code">(\d{5})</span>', table)
    assert codes == sorted(codes)
    assert len(codes) == 54
    assert "xep=l-" not in table
    again = page(client, f"{PATHS['situation']}&xep=-l-drugs")
    assert (
        re.findall(r'<span class="code" data-n="code">(\d{5})</span>', again[again.index('<section id="xa"') :])
        == codes
    )


def test_where_nobody_asked_there_is_no_figure(client: Client) -> None:
    text = page(client, PATHS["opinion-none"])
    assert "Không có số liệu." in text
    assert not FIGURE.findall(text)
    with_survey = page(client, PATHS["opinion"])
    # The question that asks for no satisfaction has a response and no share.
    row = with_survey[with_survey.index("Đề xuất thêm") :]
    assert row[: row.index("</tr>")].count("không có số liệu") == 2
    assert re.search(r"\d\d,\d–\d\d,\d %", with_survey)


def test_border_communes_are_by_day(client: Client) -> None:
    before, now = page(client, PATHS["patrols-before"]), page(client, PATHS["patrols"])
    border = {
        name: text[text.index('id="h-border"') : text.index('id="h-coming"')]
        for name, text in (("b", before), ("n", now))
    }
    assert BAC_SON in border["b"]
    assert HAI_SON not in border["b"]
    assert HAI_SON in border["n"]
    assert BAC_SON not in re.sub(r'<span class="quiet".*?</span>', "", border["n"])


def test_the_sheet_has_the_blocks_of_two_signatures(client: Client) -> None:
    text = page(client, PATHS["patrols"])
    href = re.findall(r'href="(/phong-trao/tuan-tra/u\d+/[^"]*)"', text)[0]
    answer = client.get(href)
    assert answer.status_code == 200
    document = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert document.count("ĐẠI DIỆN CÔNG AN") == 1
    assert document.count("ĐẠI DIỆN BỘ ĐỘI BIÊN PHÒNG") == 1
    assert "SỐ LIỆU GIẢ LẬP" in document
    empty = client.get(f"/phong-trao/tuan-tra/{QUANG_NINH}/?ngay=2031-01-01")
    assert empty.status_code == 200


def test_an_address_of_a_count_that_is_none_is_refused(client: Client) -> None:
    for text in (
        f"violations~{QUANG_NINH}~derived~2026-04-14~latest~reported~as-reported",
        f"movement-models.month~{QUANG_NINH}~derived~2026-04-14~latest~reported~as-reported",
    ):
        assert client.get(f"/so/{text}/").status_code == 404
    assert client.get("/so/movement-models~u99999~derived~2026-04-14~latest~reported~as-reported/").status_code == 404


def test_of_days_before_the_records_the_page_says_so(client: Client) -> None:
    for path in ("", "tinh-hinh/", "y-kien/", "tuan-tra/"):
        text = page(client, f"/phong-trao/{path}?pham-vi={BAC_KAN}&ngay=2020-01-01")
        assert 'role="alert"' in text
        assert not FIGURE.findall(text)
