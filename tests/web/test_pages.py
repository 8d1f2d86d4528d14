"""What holds of every page: digits stand in marked places, both languages, all looks, no rule of access broken."""

import http.client
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page

from tests.web.browser import DESK, PHONE_AT_NIGHT, PLAIN, Look, Watch, axe
from tests.web.paths import FRAGMENTS, PATHS, Words
from tests.web.site import Site

WHOLE = [key for key in PATHS if key not in FRAGMENTS]


def get(site: Site, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """One answer: status, headers, text."""
    connection = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=60)
    connection.request("GET", quote(path, safe="/?=&~@.%:"), headers=headers)
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    text = answer.read().decode("utf-8")
    connection.close()
    return answer.status, told, text


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("key", PATHS)
def test_every_digit_stands_in_a_marked_place(site: Site, key: str, lang: str) -> None:
    path = PATHS[key]
    status, _, text = get(site, f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert status == (404 if key == "trouble" else 200)
    words = Words(text)
    assert words.texts
    assert words.loose_digits == []


@pytest.mark.parametrize("key", PATHS)
def test_headers_let_nothing_in_from_outside(site: Site, key: str) -> None:
    _, headers, text = get(site, PATHS[key])
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert " style=" not in text
    assert "<script>" not in text
    assert " onclick=" not in text
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


# Light and dark, wide and narrow, each at least once: four looks of twenty pages are minutes of a browser.
@pytest.mark.parametrize("look", [DESK, PHONE_AT_NIGHT], ids=str)
@pytest.mark.parametrize("key", WHOLE)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, watch: Watch, key: str, look: Look) -> None:
    page.goto(PATHS[key])
    assert axe(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} px wider than the window"
    if key == "trouble":
        assert all("404" in line for line in watch.take())


@pytest.mark.parametrize("look", [PLAIN], ids=str)
def test_without_scripts_every_figure_is_a_link_to_its_page(page: Page) -> None:
    page.goto("/")
    link = page.locator("a.fig[href^='/so/']").first
    value = link.locator("b").inner_text()
    link.click()
    assert page.locator("main .big b").first.inner_text() == value
