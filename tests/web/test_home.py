"""The two first minutes, as somebody who knows only the reports has them."""

import re

from playwright.sync_api import Page, expect

from tests.web.paths import Words
from tests.web.site import Site
from tests.web.test_pages import get


def plain(text: str) -> str:
    return " ".join(told for _, told in Words(text).texts)


def test_both_boards_are_in_the_first_html_in_vietnamese_with_digits_unbroken(site: Site) -> None:
    status, _, text = get(site, "/")
    assert status == 200
    assert '<html lang="vi">' in text
    said = plain(text)
    for words in (
        "Bắc Kạn · 02/2025",
        "Quảng Ninh · 12/2024",
        "78",
        "102",
        "305.402",
        "trên 241 tỷ đồng",
        "gần 640",
        "26 xã",
    ):
        assert words in said, words
    assert re.search(r">[^<>]*305\.402[^<>]*<", text)
    assert "SỐ LIỆU GIẢ LẬP" in said
    # Which two they are is nowhere on the page.
    assert "Quang Thuận" not in said
    assert "không xác định được" in said


def test_english_is_complete(site: Site) -> None:
    _, _, text = get(site, "/?lang=en")
    assert '<html lang="en">' in text
    assert "The two reports" in text
    assert "305,402" in plain(text)


def test_today_carries_the_same_ground(site: Site) -> None:
    _, _, text = get(site, "/?luc=nay")
    said = plain(text)
    assert "37" in said
    assert "đặc khu" in said


def test_seventy_eight_of_how_many_and_which_two_are_unknown(page: Page) -> None:
    page.goto("/")
    tile = page.locator(".tile", has_text="Trụ sở độc lập").first
    expect(tile).to_contain_text("78")
    expect(tile).to_contain_text("102")
    tile.locator("a.fig", has_text=re.compile(r"^2$")).first.click()
    drawer = page.locator("#drawer")
    expect(drawer).to_be_visible()
    expect(drawer).to_contain_text("không xác định được")
    expect(drawer).not_to_contain_text("Quang Thuận")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(tile.locator("a.fig", has_text=re.compile(r"^2$")).first).to_be_focused()


def test_a_register_figure_opens_down_to_its_records(page: Page) -> None:
    page.goto("/")
    page.locator(".tile", has_text="Trụ sở độc lập").first.locator("a.fig[href^='/so/']").first.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("Mẫu số")
    expect(drawer).to_contain_text("102")
    drawer.get_by_role("link", name="Mở cả trang").click()
    expect(page.locator("h2", has_text="Bản ghi làm căn cứ")).to_be_visible()
    assert page.locator("tbody tr").count() >= 78
    expect(page.locator(".qr svg")).to_be_visible()


def test_what_became_of_my_thanh(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="xã Mỹ Thanh").first.click()
    expect(page.locator("main")).to_contain_text("xã Cẩm Giàng")


def test_what_241_billion_over_26_communes_means(page: Page) -> None:
    page.goto("/")
    expect(page.locator(".tile", has_text="Vốn xây dựng trụ sở")).to_contain_text("9,26 tỷ đồng")


def test_a_key_reaches_the_search_and_finds_by_an_old_name(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("my thanh bach thong")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("xã Mỹ Thanh")


def test_every_figure_of_the_first_page_can_be_reached_by_keyboard(page: Page) -> None:
    page.goto("/")
    figures = page.locator("main a.fig")
    assert figures.count() > 20
    assert page.evaluate("[...document.querySelectorAll('main a.fig')].every(one => one.tabIndex === 0 && one.href)")
