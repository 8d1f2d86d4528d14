"""With the keyboard alone: a walk meets everything in the order it is read; the drawer keeps it and gives it back.

That everything on every page takes the focus and shows it is asked in ``test_pages.py``, of the same page that axe
judges.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import PHONE, Look
from tests.web.keyboard import IN_ORDER, NOTING, SEEN
from tests.web.paths import PATHS

WALKED = ("home", "figure-unknown", "claim", "commune", "map-before", "sign-in")
"""Pages with everything there is, walked with a real key: a walk is a tenth of a second for ten places."""


def start(page: Page, key: str) -> None:
    page.goto(PATHS[key])
    if key.startswith("map"):
        page.locator("[data-map][data-ready]").wait_for(state="attached")


@pytest.mark.parametrize("key", WALKED)
def test_a_walk_by_tab_meets_everything_once_and_comes_round(page: Page, key: str) -> None:
    start(page, key)
    meant = page.evaluate(NOTING)
    assert meant > 10
    # A day has a stop for each of its parts. Past the last place the window itself has its turn, then the first again.
    days = page.locator("input[type=date]:visible").count()
    for _ in range(meant + 4 * days + 1):
        page.keyboard.press("Tab")
    assert page.evaluate("window.lacking()") == []
    # In the order of the document, and held nowhere.
    assert page.evaluate(IN_ORDER)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement !== document.body")


@pytest.mark.parametrize("look", [PHONE], ids=str)
def test_on_a_narrow_window_all_of_a_page_is_reached_too(page: Page, look: Look) -> None:
    for key in ("commune", "board-province", "map-before"):
        page.goto(PATHS[key])
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN) == []


def test_the_skip_link_leads_past_the_head_of_the_page(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")


def test_the_drawer_holds_the_focus_while_it_is_open(page: Page) -> None:
    page.goto(PATHS["home"])
    figure = page.locator("main a.fig[href^='/so/']").first
    figure.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer).to_be_visible()
    many = drawer.locator("a[href], button, summary").count()
    for _ in range(many + 3):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#drawer')")
    drawer.locator("[data-close]").press("Space")
    expect(drawer).to_be_hidden()
    expect(figure).to_be_focused()
