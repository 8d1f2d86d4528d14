"""What holds of every page: digits stand in marked places, both languages, all looks, no rule of access broken."""

import http.client
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page

from tests.web.browser import PLAIN, Watch, faults
from tests.web.keyboard import unreached
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


@cache
def shown(site: Site, key: str, lang: str) -> tuple[int, dict[str, str], str]:
    """One of the pages in one language, asked for once."""
    path = PATHS[key]
    return get(site, f"{path}{'&' if '?' in path else '?'}lang={lang}")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("key", PATHS)
def test_every_digit_stands_in_a_marked_place(site: Site, key: str, lang: str) -> None:
    status, _, text = shown(site, key, lang)
    assert status == (404 if key == "trouble" else 200)
    words = Words(text)
    assert words.texts
    assert words.loose_digits == []


@pytest.mark.parametrize("key", PATHS)
def test_headers_let_nothing_in_from_outside(site: Site, key: str) -> None:
    _, headers, text = shown(site, key, "vi")
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert " style=" not in text
    assert "<script>" not in text
    assert " onclick=" not in text
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("key", WHOLE)
def test_a_page_is_reached_by_keyboard_and_axe_finds_nothing_wide_or_narrow(page: Page, watch: Watch, key: str) -> None:
    page.goto(PATHS[key])
    if key.startswith("map"):
        page.locator("[data-map][data-ready]").wait_for(state="attached")
    assert unreached(page) == []
    assert faults(page, other=WHOLE.index(key) % 2 == 1) == []
    if key == "trouble":
        assert all("404" in line for line in watch.take())


COLOURS = frozenset({"fill", "stroke", "color", "background", "border-color"})
DARK = re.compile(r"@media \(prefers-color-scheme:dark\)\{((?:[^{}]*\{[^{}]*\})*)\}")


def test_dark_changes_colours_and_nothing_else(root: Path) -> None:
    sheets = [path.read_text("utf-8") for path in sorted((root / "src/diaban/web/static/diaban").glob("*.css"))]
    blocks = [block for sheet in sheets for block in DARK.findall(sheet)]
    assert len(blocks) == sum(sheet.count("prefers-color-scheme") for sheet in sheets) > 0
    lines = [line for block in blocks for rule in re.findall(r"\{([^{}]*)\}", block) for line in rule.split(";")]
    names = {line.partition(":")[0].strip() for line in lines} - {""}
    assert {name for name in names if not name.startswith("--")} <= COLOURS


@pytest.mark.parametrize("key", PATHS)
def test_invented_data_are_marked_as_such_on_every_page(site: Site, key: str) -> None:
    for lang, words in (("vi", "SỐ LIỆU GIẢ LẬP"), ("en", "INVENTED DATA")):
        _, _, text = shown(site, key, lang)
        # Where it is seen at once: in the head of a page, in the first lines of a drawer.
        head = text if key in FRAGMENTS else text[text.index("<header") : text.index("</header>")]
        assert words in head


@pytest.mark.parametrize("look", [PLAIN], ids=str)
def test_without_scripts_every_figure_is_a_link_to_its_page(page: Page) -> None:
    page.goto("/")
    link = page.locator("a.fig[href^='/so/']").first
    value = link.locator("b").inner_text()
    link.click()
    assert page.locator("main .big b").first.inner_text() == value
