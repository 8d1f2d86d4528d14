"""The board: scopes and days in the address, figures that move with them, across the merger of 2025-07-01."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import DESK, PHONE, PLAIN, Look, Watch
from tests.web.paths import BAC_KAN, QUANG_NINH, Words
from tests.web.site import Site
from tests.web.test_pages import get

LAO_CAI, PHU_THO = "u00006", "u00018"
STANDARDS = (
    "staffing-floor",
    "investigator",
    "hamlet-officer",
    "independent-headquarters",
    "headquarters-standard",
    "official-housing",
)
NO_DATA = "chưa có dữ liệu"


def plain(text: str) -> str:
    return " ".join(told for _, told in Words(text).texts)


def strip_of(text: str, standard: str) -> str:
    """The words of one strip."""
    found = re.search(rf'<section class="card strip" id="{standard}".*?</section>', text, re.DOTALL)
    assert found is not None, standard
    return plain(found[0])


def rows_of(text: str) -> list[str]:
    """The words of each row of the table at the foot of the page."""
    found = re.search(r'<table class="list states">.*?</table>', text, re.DOTALL)
    assert found is not None
    return [plain(row) for row in re.findall(r"<tr>.*?</tr>", found[0].split("</thead>")[1], re.DOTALL)]


def test_the_nation_has_a_strip_for_every_standard_and_a_row_for_every_province(site: Site) -> None:
    _, _, text = get(site, "/bang/?ngay=2026-04-30")
    assert re.findall(r'<section class="card strip" id="([^"]+)"', text) == list(STANDARDS)
    for standard in STANDARDS:
        # 3,321 communes, of which two special zones have no unit of the service.
        assert "/ 3.319" in strip_of(text, standard)
    rows = rows_of(text)
    assert len(rows) == 34
    assert len(re.findall(r"/ 54\b", next(row for row in rows if "Quảng Ninh" in row))) == 6
    assert "SỐ LIỆU GIẢ LẬP: số liệu" in text


def test_the_provinces_add_up_to_the_nation(site: Site) -> None:
    _, _, text = get(site, "/bang/?ngay=2026-04-30")
    for column, standard in enumerate(STANDARDS):
        cells = [re.findall(r"(\d[\d.]*) / (\d+)|(chưa rõ)", row)[column] for row in rows_of(text)]
        met = sum(int(number or 0) for number, _, _ in cells)
        headline = re.match(r".*?(\d+) / 3\.319", strip_of(text, standard))
        assert headline is not None
        assert met == int(headline[1])


def test_before_all_provinces_have_data_it_says_which_are_in_and_sums_nothing(site: Site) -> None:
    status, _, text = get(site, "/bang/?ngay=2024-11-01")
    said = plain(text)
    assert status == 200
    assert "12 / 63" in said
    assert "Chưa có số liệu toàn quốc" in said
    assert 'class="card strip"' not in text
    assert len(rows_of(text)) == 12
    # Who is not in is named, with the first day there is data, as a link to it.
    assert re.search(r'Lạng Sơn · có từ <a href="\?ngay=202[45]-', text)


@pytest.mark.parametrize(
    ("path", "figures"),
    [
        # Units of the day: 95 xã and 7 thị trấn, 108 with 6 phường, 95 xã alone.
        (f"/bang/{BAC_KAN}/?ngay=2025-06-30", {"staffing-floor": 102, "investigator": 108, "official-housing": 95}),
        # A day later the same ground lies in 37 units of the new Thái Nguyên.
        (f"/bang/{BAC_KAN}/?ngay=2025-07-01&dia-ban=2025-06-30", {"staffing-floor": 37, "investigator": 37}),
        (f"/bang/{QUANG_NINH}/?ngay=2025-06-30", {"staffing-floor": 98, "investigator": 171, "official-housing": 91}),
        (f"/bang/{QUANG_NINH}/?ngay=2025-07-01", {"staffing-floor": 54, "investigator": 54, "official-housing": 54}),
    ],
)
def test_frames_are_those_of_the_day(site: Site, path: str, figures: dict[str, int]) -> None:
    status, _, text = get(site, path)
    assert status == 200
    for standard, size in figures.items():
        assert re.search(rf"/ {size}\b", strip_of(text, standard)), standard


def test_a_province_that_ended_leads_to_its_ground_and_names_its_successor(site: Site) -> None:
    status, headers, _ = get(site, f"/bang/{BAC_KAN}/?ngay=2026-04-30")
    assert (status, headers["location"]) == (302, f"/bang/{BAC_KAN}/?ngay=2026-04-30&dia-ban=2025-06-30")
    _, _, text = get(site, headers["location"])
    said = plain(text)
    assert "tỉnh Bắc Kạn chỉ tồn tại đến hết ngày 30/06/2025" in said
    assert "Xem cả tỉnh kế thừa: tỉnh Thái Nguyên" in said
    # Back on a day of its own the province is itself again, and the address says no more than it must.
    status, headers, _ = get(site, f"/bang/{BAC_KAN}/?ngay=2025-03-01&dia-ban=2025-06-30")
    assert (status, headers["location"]) == (302, f"/bang/{BAC_KAN}/?ngay=2025-03-01")


def test_a_province_before_it_began_is_the_ground_it_would_have(site: Site) -> None:
    _, _, nation = get(site, "/bang/?ngay=2025-07-01")
    found = re.search(r'href="/bang/(u\d+)/\?ngay=2025-07-01">tỉnh Thái Nguyên<', nation)
    assert found is not None
    status, headers, _ = get(site, f"/bang/{found[1]}/?ngay=2025-06-30")
    assert status == 302
    _, _, text = get(site, headers["location"])
    said = plain(text)
    assert "tỉnh Thái Nguyên chỉ thành lập từ ngày 01/07/2025" in said
    assert re.search(r"Các tỉnh khi đó trên địa bàn này: tỉnh Bắc Kạn ?, tỉnh Thái Nguyên", said)


def test_the_series_breaks_where_the_units_change_and_is_never_joined(site: Site) -> None:
    _, _, text = get(site, f"/bang/{QUANG_NINH}/?ngay=2026-04-30")
    trends = re.findall(r'<svg class="trend".*?</svg>.*?</svg>', text, re.DOTALL)
    assert len(trends) == len(STANDARDS)
    for trend in trends:
        assert trend.count('class="met-line"') == 2
        assert trend.count('class="break"') == 1
    said = strip_of(text, "staffing-floor")
    assert re.search(r"01/06/2025 \d+ / 98 \| 01/07/2025 \d+ / 54", said)
    assert "Đường đứt đoạn" in said


def test_the_nation_has_no_line_before_all_provinces_have_data(site: Site) -> None:
    _, _, text = get(site, "/bang/?ngay=2026-04-30")
    for trend in re.findall(r'<svg class="trend".*?</svg>.*?</svg>', text, re.DOTALL):
        assert trend.count('class="blank"') == 1
        assert NO_DATA in trend
        assert trend.count('class="met-line"') == 1


def test_before_its_horizon_a_province_has_no_data_and_a_link_to_the_day(site: Site) -> None:
    status, _, text = get(site, f"/bang/{LAO_CAI}/?ngay=2024-08-31")
    assert status == 200
    assert NO_DATA in plain(text)
    assert 'class="card strip"' not in text
    found = re.search(r'href="(/bang/u00006/\?ngay=2024-[^"]+)"', text)
    assert found is not None
    status, _, text = get(site, found[1])
    assert status == 200
    assert len(re.findall(r'class="card strip"', text)) == len(STANDARDS)
    # There is a list of its communes, and nobody has stated anything about them.
    assert "Chưa đơn vị nào báo cáo" in text


def test_promises_stand_with_their_standard(site: Site) -> None:
    _, _, text = get(site, f"/bang/{QUANG_NINH}/?ngay=2026-04-30")
    said = strip_of(text, "headquarters-standard")
    assert "hạn 31/12/2024" in said
    assert re.search(r"ngày 31/12/2024 : \d+ / 98 · ngày 30/04/2026 : \d+ / 54", said)
    # From 2024-12-31 to 2026-04-30: 485 days.
    assert "KHÔNG ĐÚNG HẸN · đã qua ngày hẹn 485 ngày" in said
    assert "Bắc Kạn: 100 %" not in plain(text)
    _, _, before = get(site, f"/bang/{QUANG_NINH}/?ngay=2024-12-01")
    assert "CÒN TRONG HẠN · còn 30 ngày" in strip_of(before, "headquarters-standard")


@pytest.mark.parametrize("standard", ["nation-staffing-12", "nation-investigator"])
def test_the_figure_of_a_promise_with_its_own_number_opens(site: Site, standard: str) -> None:
    _, _, text = get(site, "/bang/?ngay=2026-04-30")
    found = re.search(rf'href="(/so/{standard}\.met~nation~[^"]+)"><b>([\d.]+)</b>', text)
    assert found is not None
    status, _, opened = get(site, found[1])
    assert status == 200
    assert f"<b>{found[2]}</b>" in opened


def test_what_is_left_is_named_a_dozen_and_the_rest_opens(site: Site) -> None:
    _, _, text = get(site, f"/bang/{BAC_KAN}/?ngay=2025-03-01")
    found = re.search(r'id="headquarters-standard".*?</section>', text, re.DOTALL)
    assert found is not None
    left = found[0].split('<ul class="left">')[1]
    assert len(re.findall(r'<a data-n="name"', left)) == 12
    numbers = [int(number) for number in re.findall(r"<b>(\d+)</b>", left)]
    # Under way, of them not named, unaccounted for: 57, 57 - 12, 2.
    assert numbers == [57, 45, 2]


def test_the_table_sorts_and_filters_by_its_links(site: Site) -> None:
    base = f"/bang/{BAC_KAN}/?ngay=2025-03-01"
    _, _, text = get(site, base)
    rows = rows_of(text)
    assert len(rows) == 108
    assert [row.split()[0] for row in rows] == sorted(row.split()[0] for row in rows)
    assert sum("ngoài mẫu số" in row for row in rows) == 13  # 7 townships, 6 wards: each outside some frame.
    _, _, text = get(site, f"{base}&loc=independent-headquarters.unaccounted")
    assert len(rows_of(text)) == 4
    assert all("chưa rõ" in row for row in rows_of(text))
    _, _, text = get(site, f"{base}&xep=-ten")
    names = [row.split(" ", 1)[1] for row in rows_of(text)]
    assert re.match(r"\w+ (Y|X)", names[0])
    assert re.match(r"\w+ (An|B)", names[-1])
    assert 'aria-sort="descending"' in text
    _, _, text = get(site, f"{base}&xep=independent-headquarters")
    states = [re.findall(r"đạt|đang làm|chưa rõ|ngoài mẫu số", row)[3] for row in rows_of(text)]
    assert states == sorted(states, key=["đạt", "đang làm", "chưa rõ", "ngoài mẫu số"].index)


def test_the_scope_form_leads_to_the_path_and_a_commune_to_its_page(site: Site) -> None:
    status, headers, _ = get(site, f"/bang/?don-vi={QUANG_NINH}&ngay=2025-03-01")
    assert (status, headers["location"]) == (302, f"/bang/{QUANG_NINH}/?ngay=2025-03-01")
    _, _, text = get(site, f"/bang/{BAC_KAN}/?ngay=2025-03-01")
    commune = re.search(r'<th scope="row"><a data-n="name" href="/don-vi/(u\d+)/', text)
    assert commune is not None
    status, headers, _ = get(site, f"/bang/{commune[1]}/?ngay=2025-03-01")
    assert (status, headers["location"]) == (302, f"/don-vi/{commune[1]}/?ngay=2025-03-01")


@pytest.mark.parametrize(
    ("path", "standards"), [("/luc-luong/", STANDARDS[:3]), ("/tru-so/", STANDARDS[3:])], ids=["staff", "premises"]
)
def test_the_menu_pages_show_the_strips_of_their_standards(site: Site, path: str, standards: tuple[str, ...]) -> None:
    _, _, text = get(site, f"{path}?xa-tinh={QUANG_NINH}&ngay=2025-03-01")
    assert tuple(re.findall(r'<section class="card strip" id="([^"]+)"', text)) == standards
    assert f'href="/bang/{QUANG_NINH}/?' in text
    status, _, text = get(site, f"{path}?ngay=2024-11-01")
    assert status == 200
    assert "tỉnh, thành phố khác cũng vậy" in text


def test_rows_that_are_not_built_say_so_and_link_nowhere(site: Site) -> None:
    _, _, text = get(site, "/luc-luong/")
    rows = re.findall(r"<tr><td>.*?</tr>", text)
    told = {plain(row).split()[0]: "<a " in row for row in rows}
    assert told == {"M2": True, "M3": False, "M9": False, "M12": True, "M16": True}
    assert all(("sắp có" in row) == ("<a " not in row) for row in rows)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("ngay=9999-99-99", 404),
        ("ngay=2025-02-30", 404),
        ("ngay=hôm qua", 404),
        ("ngay=' OR 1=1 --", 404),
        ("ngay=0001-01-01", 200),
        ("ngay=9999-12-31", 200),
        ("xep=<script>alert(1)</script>&loc=a.b.c", 200),
        ("don-vi=u99999", 404),
        ("don-vi=<b>", 404),
        ("q=" + "x" * 3000, 200),
    ],
)
def test_wild_addresses_are_answered(site: Site, query: str, status: int) -> None:
    for path in ("/bang/", f"/bang/{QUANG_NINH}/") if "don-vi" not in query else ("/bang/",):
        answered, headers, text = get(site, f"{path}?{quote(query, safe='=&')}")
        if answered == 302:
            answered, headers, text = get(site, headers["location"])
        assert answered == status, path
        assert "<script>alert" not in text
        assert "<b>/" not in text
        assert Words(text).loose_digits == []
    for path in ("/bang/u99999/", "/bang/%3Cscript%3E/", f"/tru-so/?xa-tinh={'9' * 500}", "/luc-luong/?xa-tinh=u00100"):
        assert get(site, path)[0] == 404


def test_a_day_for_the_ground_on_which_the_unit_was_not_is_refused_with_a_remedy(site: Site) -> None:
    status, _, text = get(site, f"/bang/{BAC_KAN}/?ngay=2026-04-30&dia-ban=2026-01-01")
    assert status == 404
    assert "→" in text


@pytest.mark.parametrize("look", [PLAIN], ids=str)
def test_without_scripts_the_stops_are_links_and_the_date_is_a_form(page: Page) -> None:
    page.goto(f"/bang/{QUANG_NINH}/")
    expect(page.locator(".slide")).to_be_hidden()
    page.get_by_role("link", name="01/03/2025").click()
    expect(page).to_have_url(re.compile(r"ngay=2025-03-01"))
    expect(page.locator("#staffing-floor .big")).to_contain_text("/ 98")
    page.locator("#ngay").fill("2025-07-01")
    page.locator(".day-form button").click()
    expect(page.locator("#staffing-floor .big")).to_contain_text("/ 54")
    expect(page).to_have_url(re.compile(r"ngay=2025-07-01"))


@pytest.mark.parametrize("look", [DESK, PHONE], ids=str)
def test_the_slider_moves_every_figure_and_the_address(page: Page, look: Look, watch: Watch) -> None:
    page.goto(f"/bang/{BAC_KAN}/?ngay=2025-06-30")
    heading, headline = page.locator("h1"), page.locator("#investigator .big")
    expect(headline).to_contain_text("/ 108")
    slide = page.locator(".slide")
    slide.focus()
    slide.press("ArrowRight")
    # The merger lies between: the same ground in the units of the first of July.
    expect(headline).to_contain_text("/ 37")
    expect(heading).to_contain_text("01/07/2025")
    expect(page).to_have_url(re.compile(r"ngay=2025-07-01&dia-ban=2025-06-30"))
    expect(page.locator(".stops [aria-current]")).to_have_text("01/07/2025")
    assert page.locator(".slide").evaluate("one => one === document.activeElement")
    assert page.locator("#main").count() == 1
    slide.press("ArrowLeft")
    expect(headline).to_contain_text("/ 108")
    expect(heading).to_contain_text("01/06/2025")
    assert "dia-ban" not in page.url
    slide.press("End")
    expect(headline).to_contain_text("/ 37")
    expect(page.locator(".stops [aria-current]")).to_have_text("Hôm nay")
    page.go_back()
    expect(heading).to_contain_text("01/06/2025")
    expect(page.locator(".slide")).to_be_visible()
    expect(page.locator("#ngay")).to_have_value("2025-06-01")
    assert watch.take() == []


def test_a_figure_of_the_board_opens_in_the_drawer(page: Page) -> None:
    page.goto(f"/bang/{QUANG_NINH}/?ngay=2025-03-01")
    page.locator("#headquarters-standard .big a.fig").click()
    expect(page.locator("#drawer")).to_be_visible()
    expect(page.locator("#drawer .drawer-head h2")).to_contain_text("Trụ sở đạt tiêu chuẩn")
