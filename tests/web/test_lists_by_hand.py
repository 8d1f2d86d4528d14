"""Lists in the browser: by hand, by keyboard, without scripts."""

import io

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import DESK, PLAIN, Look, axe
from tests.web.paths import BAC_KAN

COMMUNES = f"/bang/{BAC_KAN}/?ngay=2025-03-01"


@pytest.mark.parametrize("look", [DESK, PLAIN], ids=str)
def test_columns_are_chosen_in_the_browser(page: Page, look: Look) -> None:
    page.goto(COMMUNES)
    page.locator(".list-columns summary").click()
    for box in ("Mã", "Có Điều tra viên", "Trụ sở đạt tiêu chuẩn"):
        page.get_by_role("checkbox", name=box, exact=True).uncheck()
    if look.scripts:
        assert axe(page) == []
    page.get_by_role("button", name="Hiện các cột này").click()
    expect(page.locator("#bang thead th")).to_have_count(6)
    assert "cot=thuoc%2Cstaffing-floor%2Chamlet-officer" in page.url
    page.locator("#tim").fill("my thanh")
    page.locator("#tim").press("Enter")
    expect(page.locator("#bang tbody tr")).to_have_count(1)
    expect(page.locator("#bang thead th")).to_have_count(6)
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert [cell.value for cell in sheet[sheet.max_row]][:2] == ["xã Mỹ Thanh", "huyện Bạch Thông"]
