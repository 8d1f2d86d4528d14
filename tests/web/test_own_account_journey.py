"""Somebody's own account in a real browser: by mouse and by keyboard, at the desk and on a phone, in both languages."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser import DESK, LOOKS, PHONE_AT_NIGHT, PLAIN, Look, Watch, axe
from tests.web.in_process import PASSWORD
from tests.web.paths import Words
from tests.web.site import Site, serving

OTHER = "nắng lên ngoài bãi ngô"


@pytest.fixture(scope="module")
def site(peopled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("own")
    shutil.copy(peopled / "diaban.sqlite3", home)
    with serving(home) as running:
        yield running
    assert "Traceback" not in running.said(), running.said()


@pytest.fixture
def address(site: Site) -> str:
    # Named, not asked for when needed: the accounts are made before a browser is open.
    return site.address


def enter(page: Page, name: str, password: str = PASSWORD, lang: str = "vi") -> None:
    page.goto(f"/dang-nhap/?lang={lang}")
    page.fill("#ten", name)
    page.fill("#mat-khau", password)
    page.press("#mat-khau", "Enter")
    expect(page.locator(".who")).to_have_text(name)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_page_is_found_beside_the_name_and_is_fit_to_be_read(page: Page, look: Look) -> None:
    for lang, title in (("vi", "Tài khoản của tôi"), ("en", "My account")):
        enter(page, "reader own", lang=lang)
        page.click("header a[href='/tai-khoan/']")
        expect(page.locator("h1")).to_have_text(title)
        assert axe(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{wide} px wider than the window"
        assert Words(page.content()).loose_digits == []


@pytest.mark.parametrize(
    ("look", "lang", "name"),
    [(DESK, "vi", "editor own"), (PHONE_AT_NIGHT, "en", "administrator other"), (PLAIN, "vi", "reader nation")],
    ids=str,
)
def test_a_password_is_changed_at_the_second_attempt(
    browser: Browser, page: Page, watch: Watch, look: Look, lang: str, name: str
) -> None:
    words = {
        "vi": ("Mật khẩu hiện tại không đúng", "Hai lần nhập", "quá ngắn", "Đã đổi mật khẩu"),
        "en": ("The present password is wrong", "passwords typed differ", "too short", "The password was changed"),
    }[lang]
    elsewhere = browser.new_context(**look.context(watch.address))
    other = elsewhere.new_page()
    enter(other, name)
    enter(page, name, lang=lang)
    page.goto("/tai-khoan/")
    # With the keyboard alone.
    page.focus("#cu")
    for typed in ("sai rồi", "ngắn", "khác"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    alert = page.locator("[role=alert]")
    for told in words[:3]:
        expect(alert).to_contain_text(told)
    assert page.input_value("#cu") == ""
    if look.scripts:
        assert axe(page) == []
    assert all("422" in line for line in watch.take())
    for field, typed in (("#cu", PASSWORD), ("#moi", OTHER), ("#lai", OTHER)):
        page.fill(field, typed)
    page.press("#lai", "Enter")
    expect(page.locator("#done")).to_contain_text(words[3])
    expect(page.locator(".who")).to_have_text(name)
    other.goto("/tai-khoan/")
    expect(other.locator(".code").first).to_have_text("guest-without-account")
    enter(other, name, OTHER, lang)
    page.click("#phien button")
    expect(page.locator("#done")).to_be_visible()
    other.reload()
    expect(other.locator(".who")).to_have_count(0)
    elsewhere.close()
