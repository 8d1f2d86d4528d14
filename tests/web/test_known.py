"""Pages of units as known at a moment: every fact and figure of them, held against the command's ``--known-at``."""

import re
from datetime import date, datetime
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from diaban.basis.moment import VIET_NAM, parse_moment
from tests.web.paths import Words
from tests.web.site import Site
from tests.web.test_commune import CAM_GIANG, MY_PHUONG, MY_THANH, asked, section
from tests.web.test_pages import get
from tests.web.test_units import main

DAY = "2026-04-30"
# What was known that day and what is known now differ for this commune: hamlets got their officers, evidence came.
EARLY = "2025-07-20"


def known(path: str, moment: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}biet={quote(moment)}"


@pytest.mark.parametrize("moment", [EARLY, "2026-06-30"])
def test_states_and_their_figures_are_those_of_coverage_then(site: Site, moment: str) -> None:
    _, _, text = get(site, known(f"/don-vi/{CAM_GIANG}/?ngay={DAY}", moment))
    links = re.findall(rf'href="(/so/([a-z-]+)\.([a-z-]+)~{CAM_GIANG}~[^"]*)"', text)
    results = asked(site, "coverage", "--scope", "02008", "--as-of", DAY, "--known-at", moment)
    told = {one["standard"]: next(state for state, n in one["states"].items() if n) for one in results}
    assert {standard: state for _, standard, state in links} == told
    # A figure opened from here is the figure as known then.
    assert all(re.search(r"~2\d{7}T1659", href) for href, _, _ in links)
    status, _, figure = get(site, links[0][0])
    assert status == 200
    assert f"{moment[8:]}/{moment[5:7]}/{moment[:4]}" in " ".join(words for _, words in Words(figure).texts)


def test_people_hamlets_and_what_was_recorded_are_those_known_then(site: Site) -> None:
    path = known(f"/don-vi/{CAM_GIANG}/?ngay={DAY}", EARLY)
    shown = ("--scope", "02008", "--as-of", DAY, "--known-at", EARLY)
    officers = {row["officer"] for row in asked(site, "registers", "show", "postings", *shown)["rows"]}
    given = sum(row["number"] for row in asked(site, "registers", "show", "posts", *shown)["rows"])
    assert f"Tổng {given} {len(officers)} " in section(site, path, "people")
    hamlets = asked(site, "hamlets", "show", *shown)
    told = section(site, path, "hamlets")
    assert hamlets["hamlets"]
    for state, word in (("answered", "có người phụ trách"), ("without", "chưa có người phụ trách")):
        if hamlets["counts"][state]:
            assert f"{word}: {hamlets['counts'][state]}" in told
    days = re.findall(r"\d\d/\d\d/\d{4} · ", section(site, path, "acts"))
    assert days
    assert all(datetime.strptime(day[:10], "%d/%m/%Y").date() <= date.fromisoformat(EARLY) for day in days)  # noqa: DTZ007  # a day, without a time


def test_it_is_not_what_is_known_now(site: Site) -> None:
    path = f"/don-vi/{CAM_GIANG}/?ngay={DAY}"
    assert section(site, known(path, EARLY), "acts") != section(site, path, "acts")
    assert section(site, known(path, EARLY), "stood") != section(site, path, "stood")
    # A day in the future knows what is known now.
    assert section(site, known(path, "2999-12-31"), "people") == section(site, path, "people")


def test_a_choice_made_later_was_not_made_then(site: Site) -> None:
    path = f"/don-vi/{MY_PHUONG}/?ngay=2023-12-15"
    text = main(site, path)
    assert "được chọn" in text
    before = main(site, known(path, "2023-12-16"))
    assert "được chọn" not in before


def test_published_figures_are_those_loaded_by_then(site: Site) -> None:
    path = "/don-vi/u00004/?ngay=2025-02-28"
    assert "78" in section(site, path, "claims")
    _, _, text = get(site, known(path, EARLY))
    assert 'aria-labelledby="l-claims"' not in text


def test_every_link_to_a_unit_keeps_the_moment(site: Site) -> None:
    for path in (f"/don-vi/{MY_THANH}/", "/don-vi/?ngay=2025-07-01", f"/don-vi/{CAM_GIANG}/?ngay={DAY}"):
        _, _, text = get(site, known(path, EARLY))
        links = re.findall(r'href="(/don-vi/u\d+/[^"]*)"', text)
        assert links
        assert [href for href in links if f"biet={EARLY}" not in href] == []
        assert "Trang này chỉ dùng những gì đã ghi đến" in text
        assert Words(text).loose_digits == []


def test_the_explorer_counts_on_the_units_known_then(site: Site) -> None:
    path = "/don-vi/?ngay=2025-07-01"
    assert "3.321" in main(site, known(path, EARLY))
    _, _, text = get(site, known(path, EARLY))
    assert re.search(rf'href="/don-vi/\?ngay=2025-07-01&amp;biet={EARLY}&amp;cap=commune#', text)
    # Before the units were loaded there is no answer, and what to do is said; the console is not mentioned.
    told = main(site, known(path, "2020-01-01"), 404)
    assert "Đến thời điểm này chưa nạp" in told
    assert "Chọn thời điểm muộn hơn" in told
    assert "diaban" not in told


@pytest.mark.parametrize("moment", ["hom-nay", "2025-13-01", "2025-02-30T10:00", "2025-07-01T25:00", "1" * 300, "'--"])
def test_what_is_no_moment_says_so(site: Site, moment: str) -> None:
    for path in ("/don-vi/", f"/don-vi/{CAM_GIANG}/"):
        told = main(site, known(path, moment), 404)
        assert "Không có thời điểm" in told
        assert "2025-06-30T17:00" in told


def test_the_moment_of_an_act_is_told_to_the_second_and_kept(site: Site) -> None:
    path = f"/don-vi/{CAM_GIANG}/?ngay={DAY}"
    _, _, text = get(site, path)
    links = re.findall(r'href="\?ngay=2026-04-30&amp;biet=([^"]*)"', text)
    assert len(links) > 5
    moment = links[3].replace("%3A", ":")
    _, _, then = get(site, known(path, moment))
    assert f'<input type="hidden" name="biet" value="{moment}">' in then
    # Right after the fourth newest act, that act is the newest.
    assert re.findall(r'href="\?ngay=2026-04-30&amp;biet=([^"&]*)"', then)[0] == links[3]


def test_moments_are_read_as_people_write_them() -> None:
    assert parse_moment("2025-07-01") == date(2025, 7, 1)
    assert parse_moment("2025-07-01T08:30") == datetime(2025, 7, 1, 8, 30, tzinfo=VIET_NAM)
    assert parse_moment("2025-07-01 01:30:00Z") == parse_moment("2025-07-01T08:30:00+07:00")
    for text in ("2025-7-1", "20250701", "2025-07-01T", "2025-07-01T24:30", "2025-02-29", ""):
        with pytest.raises(ValueError):  # noqa: PT011  # every text that is none, however it fails
            parse_moment(text)


def test_a_reader_chooses_a_moment_slides_and_comes_back(page: Page) -> None:
    page.goto(f"/don-vi/{CAM_GIANG}/?ngay={DAY}")
    page.get_by_text("Đã biết đến: hiện nay").click()
    page.locator("#biet").fill(EARLY)
    page.locator(".day-form button").click()
    expect(page.locator("main")).to_contain_text("Trang này chỉ dùng những gì đã ghi đến hết ngày 20/07/2025")
    assert f"biet={EARLY}" in page.url
    # The day moves, the moment stays.
    page.locator(".slide").press("ArrowLeft")
    page.wait_for_url("**ngay=2026-03-01**")
    assert f"biet={EARLY}" in page.url
    assert page.url.count("biet=") == 1
    page.get_by_role("link", name="Xem theo những gì biết đến nay").click()
    expect(page.locator("main")).not_to_contain_text("Trang này chỉ dùng")
    assert "biet" not in page.url
    page.locator(".slide").press("ArrowLeft")
    page.wait_for_url("**ngay=2026-02-01**")
    assert "biet" not in page.url
