"""The map: every commune of the day with its state, on the days before and after the units changed; and by hand."""

import http.client
import json
import re
import subprocess
from itertools import accumulate
from math import hypot
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cli.run import COMMAND, environment
from tests.web.browser import PHONE, PLAIN, Look, axe
from tests.web.paths import Words
from tests.web.site import Site
from tests.web.test_pages import get

STANDARD = "independent-headquarters"
BEFORE, AFTER = "2025-06-30", "2025-07-01"
SIGNS = ("met", "under-way", "not-started", "lost", "unaccounted")
SPLIT, BY_DEFAULT, OTHER = "u02930", "u11527", "u11525"
"""Xã Đông Ngũ, Quảng Ninh, of 2025-06-30; the unit it goes to by default; the unit the rest of it went to."""


def data(site: Site, path: str) -> Any:
    status, headers, text = get(site, f"/ban-do/{path}")
    assert status == 200
    assert headers["content-type"] == "application/json"
    return json.loads(text)


def counted(states: str) -> dict[str, int]:
    return {name: states.count(str(at)) for at, name in enumerate(SIGNS)}


def told(site: Site, day: str, *more: str) -> Any:
    """What the other door says of the same day."""
    command = [*COMMAND, "coverage", "--json", "--standard", STANDARD, "--as-of", day, *more]
    env = environment(DIABAN_HOME=str(site.home))
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=env)
    return json.loads(done.stdout)[0]


def sums(steps: list[int]) -> list[int]:
    return list(accumulate(steps))


@pytest.mark.parametrize(("day", "units"), [(BEFORE, 10035), (AFTER, 3321)])
def test_every_commune_of_the_day_has_its_state(site: Site, day: str, units: int) -> None:
    points = data(site, f"diem.json?ngay={day}&tieu-chi={STANDARD}")
    answer = told(site, day)
    assert len(points["states"]) == units
    assert counted(points["states"]) == answer["states"]
    ids = data(site, f"ten.json?ngay={day}")["ids"].split(" ")
    for at, name in enumerate(SIGNS):
        drawn = [id_ for id_, sign in zip(ids, points["states"], strict=True) if sign == str(at)]
        assert drawn == answer["units"][name]
    # Only communes that the standard does not bind are left.
    assert points["states"].count("5") == units - answer["frame"]["size"]


@pytest.mark.parametrize(("day", "drawn", "without"), [(BEFORE, 10010, 25), (AFTER, 3312, 9)])
def test_a_commune_without_a_point_is_named(site: Site, day: str, drawn: int, without: int) -> None:
    places, names = (data(site, f"{name}.json?ngay={day}") for name in ("noi", "ten"))
    lon = sums(places["lon"])
    assert sum(value != 0 for value in lon) == drawn
    assert all(102_000 < value < 112_500 for value in lon if value)
    missing = [name for name, value in zip(names["names"].split("\n"), lon, strict=True) if not value]
    assert len(missing) == without
    page = get(site, f"/ban-do/?ngay={day}")[2]
    assert all(name in page for name in missing)


def test_a_split_commune_gives_way_to_its_parts(site: Site) -> None:
    sides = []
    for day in (BEFORE, AFTER):
        ids = data(site, f"ten.json?ngay={day}")["ids"].split(" ")
        places = data(site, f"noi.json?ngay={day}")
        sides.append(dict(zip(ids, zip(sums(places["lon"]), sums(places["lat"]), strict=True), strict=True)))
    before, after = sides
    assert SPLIT in before
    assert SPLIT not in after
    assert {BY_DEFAULT, OTHER} <= after.keys()
    assert not {BY_DEFAULT, OTHER} & before.keys()
    x, y = before[SPLIT]
    assert hypot(x - after[BY_DEFAULT][0], y - after[BY_DEFAULT][1]) < 40
    assert hypot(x - after[OTHER][0], y - after[OTHER][1]) > 40


def test_provinces_before_their_horizon_are_said_to_have_no_data(site: Site) -> None:
    points, places = (data(site, f"{name}.json?ngay=2024-11-01") for name in ("diem", "noi"))
    assert len(points["late"]) == 51
    assert len(points["states"]) == 1675
    assert sum(count for _, _, count in places["blank"]["of"]) == len(places["blank"]["lon"]) > 8000
    bac_kan = told(site, "2024-11-01", "--scope", "Bắc Kạn")
    scoped = data(site, f"diem.json?ngay=2024-11-01&tieu-chi={STANDARD}&don-vi=u00004")
    assert counted(scoped["states"]) == bac_kan["states"]
    assert scoped["states"].count("6") == 1675 - 108
    page = get(site, "/ban-do/?ngay=2024-11-01")[2]
    assert "chưa có dữ liệu ngày này" in page
    assert "tỉnh Nghệ An" in page


@pytest.mark.parametrize("query", ["", "ngay=2025-06-30", "ngay=2019-01-01", "ngay=1800-01-01", "don-vi=u00004"])
def test_both_archipelagos_are_always_there(site: Site, query: str) -> None:
    isles = data(site, f"noi.json?{query}")["isles"]
    assert [isle[0] for isle in isles] == ["Hoàng Sa", "Trường Sa"]
    assert [(round(isle[1] / 1000, 1), round(isle[2] / 1000, 1)) for isle in isles] == [(111.6, 16.5), (111.9, 8.6)]


def test_an_ended_province_keeps_its_ground(site: Site) -> None:
    states = data(site, f"diem.json?ngay={AFTER}&don-vi=u00004")["states"]
    assert sum(states.count(str(sign)) for sign in range(5)) == 37
    assert "Ngày này đơn vị không có hiệu lực" in get(site, f"/ban-do/?ngay={AFTER}&don-vi=u00004")[2]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("ngay=9999-99-99", 404),
        ("tieu-chi=' OR 1=1 --", 404),
        ("don-vi=<script>alert(1)</script>", 404),
        ("don-vi=" + "x" * 3000, 404),
        ("trang=-5&khung=nan,1,2,3&trang-thai=<b>", 200),
        ("trang=99999999999&khung=1,2&trang-thai=met,met,,zzz", 200),
        ("ngay=0001-01-01", 200),
        ("ngay=2999-12-31", 200),
    ],
)
def test_wild_addresses(site: Site, query: str, status: int) -> None:
    for path in ("", "diem.json"):
        found, _, text = get(site, f"/ban-do/{path}?{query}")
        assert found == status
        assert "<script>alert" not in text
        assert "Traceback" not in text


@pytest.mark.parametrize("query", ["", "ngay=2024-11-01", "ngay=2019-01-01", "don-vi=u00014&trang-thai=met", "lang=en"])
def test_digits_stand_in_marked_places(site: Site, query: str) -> None:
    assert Words(get(site, f"/ban-do/?{query}")[2]).loose_digits == []


def test_a_first_visit_is_small(site: Site) -> None:
    sizes = []
    for path in (f"?ngay={BEFORE}", f"diem.json?ngay={BEFORE}", f"noi.json?ngay={BEFORE}", f"ten.json?ngay={BEFORE}"):
        _, headers, _ = _zipped(site, f"/ban-do/{path}")
        sizes.append(int(headers["content-length"]))
    # With the style, the scripts and the typeface, which every page shares, a first visit stays under 250 kB.
    assert sum(sizes) < 150_000


def _zipped(site: Site, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(site.address.removeprefix("http://"), timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def ready(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("[data-map][data-ready]").wait_for(state="attached")


def image(page: Page) -> str:
    """The drawing once it rests: names are written again when the typeface has come."""
    page.evaluate("document.fonts.ready.then(() => true)")
    before = ""
    while True:
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        now = str(page.evaluate("document.querySelector('[data-map] canvas').toDataURL()"))
        if now == before:
            return now
        before = now
        page.wait_for_timeout(150)


def test_states_filter_the_map_and_the_table_together(page: Page) -> None:
    ready(page, f"/ban-do/?ngay={AFTER}")
    whole = image(page)
    page.locator("#bang .toggle", has_text="đạt").first.click()
    expect(page.locator("#bang[data-filter=met]")).to_be_visible()
    words = page.locator("#bang tbody tr td:first-child").all_inner_texts()
    assert {word.strip() for word in words} == {"đạt"}
    assert "trang-thai=met" in page.url
    assert image(page) != whole
    page.locator("#bang .toggle", has_text="đạt").first.click()
    expect(page.locator('#bang[data-filter=""]')).to_be_visible()
    assert image(page) == whole


def test_the_keyboard_goes_from_commune_to_commune(page: Page) -> None:
    ready(page, f"/ban-do/?ngay={AFTER}")
    page.locator("[data-map] canvas").focus()
    page.keyboard.press("ArrowUp")
    here = page.locator("[data-here]")
    expect(here).to_contain_text("mã")
    first = here.inner_text()
    page.keyboard.press("ArrowUp")
    expect(here).not_to_have_text(first)
    name = here.locator("a").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/don-vi/u*/**")
    expect(page.locator("h1")).to_contain_text(name, ignore_case=True)


def test_a_rectangle_chooses_rows(page: Page) -> None:
    ready(page, f"/ban-do/?ngay={AFTER}")
    canvas = page.locator("[data-map] canvas")
    box = canvas.bounding_box()
    assert box is not None
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    page.wait_for_url("**khung=**")
    sides = [float(side) for side in (page.locator("#bang").get_attribute("data-box") or "").split(",")]
    assert 100 < sides[0] < sides[2] < 114
    assert 8 < sides[1] < sides[3] < 25
    count = int(page.locator("#bang p .fig b").first.inner_text().replace(".", ""))
    assert 0 < count < 3321
    canvas.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#bang:not([data-box])")).to_be_visible()


CHOSEN = """
async () => {
  const { take, choose, area, ELSEWHERE } = window.diabanMap, box = document.querySelector("[data-map]");
  const got = ["places", "states"].map((one) => fetch(box.dataset[one]).then((answer) => answer.json()));
  const [places, states] = await Promise.all(got);
  const world = take(places, states);
  choose(world, null, area.told(document.getElementById("bang")), null);
  return [...world.seen.subarray(0, world.n)].flatMap((sign, i) => (sign < ELSEWHERE ? [i] : []));
}
"""
"""The points that the browser takes for chosen, by number."""


def count_of(page: Page) -> int:
    return int(page.locator("#bang .pages .of").first.inner_text().replace("/", "").replace(".", ""))


def lasso(page: Page, *corners: tuple[float, float]) -> None:
    """Draw around a part of the map; corners as shares of its width and height."""
    box = page.locator("[data-map] canvas").bounding_box()
    assert box is not None
    page.get_by_role("button", name="Khoanh vùng").click()
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def test_a_line_drawn_by_hand_chooses_the_same_points_on_map_and_table(page: Page, site: Site) -> None:
    ready(page, f"/ban-do/?ngay={AFTER}&xep=ten")
    whole = image(page)
    lasso(page, (0.2, 0.15), (0.75, 0.1), (0.8, 0.35), (0.5, 0.2), (0.3, 0.4))
    page.wait_for_url("**vung=**")
    expect(page.locator("#bang[data-line]")).to_be_visible()
    assert "xep=ten" in page.url
    assert image(page) != whole
    chosen, count = page.evaluate(CHOSEN), count_of(page)
    assert 20 < count < 3000
    assert len(chosen) == count
    # What the address says is what was drawn: any other reader gets the same rows, and they are those of the points.
    ids = data(site, f"ten.json?ngay={AFTER}")["ids"].split(" ")
    query = page.url.partition("?")[2].partition("#")[0]
    told = get(site, f"/ban-do/?{query}&xuat=csv")[2]
    assert told.count("\n") - told.partition("Trạng thái,")[0].count("\n") - 1 == count
    rows = {row.get_attribute("data-unit") for row in page.locator("#bang tbody tr").all()}
    assert rows <= {ids[at] for at in chosen}
    page.reload()
    page.locator("[data-map][data-ready]").wait_for(state="attached")
    assert page.evaluate(CHOSEN) == chosen
    page.locator("[data-map] canvas").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#bang:not([data-line])")).to_be_visible()
    assert "vung" not in page.url


def test_without_a_mouse_what_is_in_view_is_chosen(page: Page) -> None:
    ready(page, f"/ban-do/?ngay={AFTER}")
    page.locator("[data-map] canvas").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.get_by_role("button", name="Lọc bảng theo khung nhìn").press("Enter")
    page.wait_for_url("**khung=**")
    assert len(page.evaluate(CHOSEN)) == count_of(page) < 3321


def test_a_drawing_is_given_up_by_escape(page: Page) -> None:
    ready(page, f"/ban-do/?ngay={AFTER}")
    page.get_by_role("button", name="Khoanh vùng").click()
    expect(page.locator("[data-draw=line]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-map] canvas").focus()
    page.keyboard.press("Escape")
    expect(page.locator("[data-draw=line]")).to_have_attribute("aria-pressed", "false")
    assert "vung" not in page.url


def test_the_table_sorts_and_words_narrow_the_map_too(page: Page) -> None:
    ready(page, f"/ban-do/?ngay={AFTER}&don-vi=u00014")
    whole = image(page)
    page.locator("#bang thead a", has_text="Đơn vị").click()
    page.wait_for_url("**xep=ten**")
    names = page.locator("#bang tbody th").all_inner_texts()
    assert [name.split(" ", 1)[1] for name in names[:3]] == ["An Sinh", "Ba Chẽ", "Bãi Cháy"]
    page.locator("#tim").fill("hai")
    page.locator("#tim").press("Enter")
    page.wait_for_url("**tim=hai**")
    expect(page.locator("#bang[data-only]")).to_be_visible()
    assert all("hải" in name.lower() for name in page.locator("#bang tbody th").all_inner_texts())
    assert image(page) != whole


def test_another_day_keeps_what_was_chosen(page: Page) -> None:
    ready(page, f"/ban-do/?ngay={AFTER}&don-vi=u00014")
    page.locator("#bang .toggle", has_text="đạt").first.click()
    page.wait_for_url("**trang-thai=met**")
    page.locator(".list-columns summary").click()
    page.get_by_role("checkbox", name="Thuộc").uncheck()
    page.get_by_role("button", name="Hiện các cột này").click()
    expect(page.locator("#bang thead th")).to_have_count(4)
    page.wait_for_url("**cot=trang-thai%2Cma%2Cdiem**")
    expect(page.locator("#days-stops a", has_text="Hôm nay")).to_have_attribute("href", re.compile("trang-thai=met"))
    page.locator(".slide").press("ArrowRight")
    page.wait_for_url("**ngay=2025-08-01**")
    assert "trang-thai=met" in page.url
    assert "cot=trang-thai%2Cma%2Cdiem" in page.url
    expect(page.locator("#bang thead th")).to_have_count(4)


def test_a_row_is_shown_on_the_map(page: Page) -> None:
    ready(page, f"/ban-do/?ngay={AFTER}&don-vi=u00014&trang-thai=met")
    row = page.locator("#bang tbody tr", has=page.locator("[data-show]")).first
    name = row.locator("th").inner_text()
    row.locator("[data-show]").click()
    expect(page.locator("[data-here]")).to_contain_text(name)
    expect(row).to_have_class("here")


def test_the_day_moves_points_and_table(page: Page) -> None:
    ready(page, f"/ban-do/?ngay={BEFORE}")
    early = image(page)
    assert "10.035" in page.locator("#bang").inner_text()
    assert "9.878" in page.locator(".map-say").inner_text()
    page.locator("#days-stops a", has_text="01/07/2025").click()
    page.locator("[data-map][data-ready]").wait_for(state="attached")
    expect(page.locator("h1")).to_contain_text("01/07/2025")
    assert "3.321" in page.locator("#bang").inner_text()
    assert image(page) != early


@pytest.mark.parametrize("look", [PHONE], ids=str)
def test_on_a_phone(page: Page, look: Look) -> None:
    ready(page, f"/ban-do/?ngay={BEFORE}&don-vi=u00014")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("look", [PLAIN], ids=str)
def test_without_scripts_the_table_says_it_all(page: Page, look: Look) -> None:
    page.goto(f"/ban-do/?ngay={AFTER}&don-vi=u00014")
    assert "Bản đồ cần JavaScript" in page.inner_text("main")
    assert page.locator("#bang tbody tr").count() == 50
    page.locator(".pages a").last.click()
    assert page.locator("#bang tbody tr").count() == 4
