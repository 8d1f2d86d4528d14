"""The explorer, the search, the trace of an old commune and the queue of differences, on the demonstration."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.web.paths import Words
from tests.web.site import Site
from tests.web.test_pages import get

CAM_GIANG, MY_THANH, VAN_KHE = "u11027", "u01389", "u03529"


def plain(text: str) -> str:
    return " ".join(told for _, told in Words(text).texts)


def main(site: Site, path: str, status: int = 200) -> str:
    """The words of a page's own part."""
    found, _, text = get(site, path)
    assert found == status
    assert Words(text).loose_digits == []
    return plain(text[text.index("<main") : text.index("</main>")])


@pytest.mark.parametrize(
    ("day", "totals", "absent"),
    [
        ("2025-06-30", ["63 cấp tỉnh", "696 cấp huyện", "10.035 cấp xã"], "đặc khu"),
        # Resolution 202/2025/QH15 and the resolutions of 2025-06-16: 34 provinces, 3,321 communes, 13 of them special.
        ("2025-07-01", ["34 cấp tỉnh", "3.321 cấp xã", "13 đặc khu"], "cấp huyện"),
    ],
)
def test_the_nation_has_three_levels_and_then_two(site: Site, day: str, totals: list[str], absent: str) -> None:
    told = main(site, f"/don-vi/?ngay={day}")
    for total in totals:
        assert total in told
    assert absent not in told


def test_before_every_list_is_complete_there_is_no_total(site: Site) -> None:
    told = main(site, "/don-vi/?ngay=2024-11-01")
    assert "Chưa có dữ liệu : chưa tính được tổng cả nước" in told
    assert "10.035" not in told
    # The list of no province reaches back that far.
    early = main(site, "/don-vi/?ngay=0001-01-01")
    assert early.count("Chưa có dữ liệu") == 64


def test_a_total_opens_to_its_list_in_pages(site: Site) -> None:
    _, _, text = get(site, "/don-vi/?ngay=2025-07-01")
    href = re.search(r'href="([^"]*loai=dac_khu[^"]*)"', text)
    assert href is not None
    told = main(site, href[1].replace("&amp;", "&").split("#")[0])
    assert "1 – 13 / 13" in told
    assert "đặc khu Vân Đồn" in told
    assert "3.201 – 3.321 / 3.321" in main(site, "/don-vi/?ngay=2025-07-01&cap=commune&trang=99999")


def test_an_old_commune_is_traced_to_all_its_parts_and_back(site: Site) -> None:
    told = main(site, f"/don-vi/?xa={quote('Văn Khê, Mê Linh')}")
    for name in ("Yên Lãng", "Tiến Thắng", "Mê Linh", "Ô Diên"):
        assert f"xã {name}" in told
    assert told.count("một phần") == 4
    assert "xã Cẩm Giàng 02008" in main(site, "/don-vi/?xa=02011")
    # A name that is not found says what is allowed instead of an empty line.
    assert "không" in main(site, "/don-vi/?xa=khongcoxanao").lower()


def rows(site: Site, text: str) -> list[str]:
    status, _, page = get(site, f"/tim/?q={quote(text)}")
    assert status == 200
    assert Words(page).loose_digits == []
    body = page.split("<tbody>")[1] if "<tbody>" in page else ""
    return [plain(row) for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)]


@pytest.mark.parametrize(
    "text", ["xã Mỹ Thanh, huyện Bạch Thông, tỉnh Bắc Kạn", "my thanh bach thong bac kan", "tinh Bac Kan, My Thanh"]
)
def test_a_name_of_any_day_with_or_without_marks(site: Site, text: str) -> None:
    found = rows(site, text)
    assert len(found) == 1
    assert "xã Mỹ Thanh 02011 huyện Bạch Thông , tỉnh Bắc Kạn" in found[0]
    assert "30/06/2025 xã Cẩm Giàng" in found[0]


def test_a_code_finds_all_its_bearers_with_their_days(site: Site) -> None:
    found = rows(site, "02008")
    assert len(found) == 2
    assert any("30/06/2025" in row and "huyện Bạch Thông" in row for row in found)
    assert any("01/07/2025" in row and "tỉnh Thái Nguyên" in row for row in found)


def test_homonyms_are_all_listed(site: Site) -> None:
    found = rows(site, "xã Tân Thành")
    assert len(found) > 5
    assert all("Tân Thành" in row for row in found)


@pytest.mark.parametrize(
    "text", ["khongcoxanao", "", "   ", "a" * 3_000, "'; DROP TABLE store_unit; --", "<script>alert(1)</script>", "\0"]
)
def test_a_search_that_finds_nothing_says_what_to_try(site: Site, text: str) -> None:
    _, _, page = get(site, f"/tim/?q={quote(text)}")
    assert "Có thể thử" in plain(page)
    assert "<script>alert" not in page


def test_differences_are_filtered_and_paged(site: Site) -> None:
    everything = main(site, "/don-vi/doi-chieu/")
    assert "Tất cả 342" in everything
    assert "1 – 50 / 342" in everything
    told = main(site, "/don-vi/doi-chieu/?loai=lineage-missing")
    assert "1 – 1 / 1" in told
    assert "1 – 50 / 342" in main(site, "/don-vi/doi-chieu/?loai=zzz&trang=-1")
    assert "301 – 342 / 342" in main(site, "/don-vi/doi-chieu/?trang=7")


@pytest.mark.parametrize("path", ["/don-vi/?ngay=9999-99-99", "/don-vi/zzz/", f"/don-vi/{CAM_GIANG}/?ngay=hom-nay"])
def test_what_means_nothing_says_so(site: Site, path: str) -> None:
    assert "→" in main(site, path, 404)


def test_the_search_box_leads_to_the_commune_and_keys_to_its_neighbour(page: Page) -> None:
    page.goto("/don-vi/")
    page.keyboard.press("/")
    page.keyboard.type("my thanh bac kan")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="xã Mỹ Thanh", exact=True).click()
    expect(page.locator("h1")).to_have_text("xã Mỹ Thanh")
    after = page.locator("a[rel=next]").inner_text().removesuffix(" →")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text(after)
