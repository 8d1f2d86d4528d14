"""One commune on one page: merged, split, renamed, before its records; its registers held against the command's."""

import json
import re
import subprocess
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.cli.run import COMMAND, environment
from tests.web.browser import faults
from tests.web.paths import Words
from tests.web.site import Site
from tests.web.test_pages import get
from tests.web.test_units import CAM_GIANG, MY_THANH, VAN_KHE, main, plain

BAC_KAN, THAI_NGUYEN, BACH_THONG, MY_PHUONG, OPEN = "u00004", "u10809", "u00104", "u01365", "u01378"
IN_TWO_STEPS = "u11544"
DAY = "2026-04-30"


def section(site: Site, path: str, name: str) -> str:
    """One section of a page, by the id of its heading."""
    _, _, text = get(site, path)
    found = re.search(rf'<section class="card"[^>]*aria-labelledby="l-{name}">.*?</section>', text, re.DOTALL)
    assert found is not None, name
    return plain(found[0])


def asked(site: Site, *words: str) -> Any:
    """What the command says of the same memory."""
    env = environment(DIABAN_HOME=str(site.home))
    done = subprocess.run([*COMMAND, *words, "--json"], check=False, capture_output=True, text=True, env=env)
    return json.loads(done.stdout)


def test_a_commune_names_its_older_units_and_they_name_it(site: Site) -> None:
    told = section(site, f"/don-vi/{CAM_GIANG}/", "flow")
    for name, code in (("Nguyên Phúc", "01999"), ("Quân Hà", "02005"), ("Cẩm Giàng", "02008"), ("Mỹ Thanh", "02011")):
        assert f"xã {name} {code}" in told
    assert "1683/NQ-UBTVQH15" in told
    assert "một phần" not in told
    assert "xã Cẩm Giàng 02008" in section(site, f"/don-vi/{MY_THANH}/", "flow")


def test_a_merged_commune_shows_its_last_day_and_where_its_ground_lies(site: Site) -> None:
    told = main(site, f"/don-vi/{MY_THANH}/")
    assert "huyện Bạch Thông , tỉnh Bắc Kạn · xem ngày 30/06/2025" in told
    assert "Đơn vị không còn từ ngày 01/07/2025" in told
    assert "Địa bàn nay thuộc xã Cẩm Giàng" in told


def test_a_commune_split_into_four_marks_every_part(site: Site) -> None:
    told = section(site, f"/don-vi/{VAN_KHE}/", "flow")
    # Once in the drawing and once in the list.
    assert told.count("một phần") == 8
    assert told.count("kế thừa mặc định") == 2


def test_before_its_horizon_there_is_no_data_and_nothing_of_the_registers(site: Site) -> None:
    told = main(site, f"/don-vi/{MY_THANH}/?ngay=2022-01-01")
    assert "Chưa có dữ liệu" in told
    assert "danh sách đầy đủ từ ngày 10/04/2023" in told
    assert "Quân số và biên chế" not in told


def test_before_it_was_formed_it_shows_its_first_day(site: Site) -> None:
    told = main(site, f"/don-vi/{CAM_GIANG}/?ngay=2025-06-30")
    assert "Đơn vị chưa thành lập vào ngày 30/06/2025" in told
    assert "xem ngày 01/07/2025" in told


def test_a_renamed_commune_is_one_unit_with_two_names(site: Site) -> None:
    told = section(site, "/don-vi/u02274/", "lives")
    assert "đổi tên · 1673/NQ-UBTVQH15" in told
    assert "30/06/2025" in told


def test_a_day_to_come_is_said_to_be_one(site: Site) -> None:
    assert "ở tương lai" in main(site, f"/don-vi/{CAM_GIANG}/?ngay=9999-12-31")


def test_states_are_those_of_coverage(site: Site) -> None:
    _, _, text = get(site, f"/don-vi/{CAM_GIANG}/?ngay={DAY}")
    links = re.findall(rf'href="/so/([a-z-]+)\.([a-z-]+)~{CAM_GIANG}~', text)
    results = asked(site, "coverage", "--scope", "02008", "--as-of", DAY)
    assert len(links) == 6
    assert dict(links) == {one["standard"]: next(state for state, n in one["states"].items() if n) for one in results}


def test_people_and_hamlets_are_those_of_the_registers(site: Site) -> None:
    path = f"/don-vi/{CAM_GIANG}/?ngay={DAY}"
    postings = asked(site, "registers", "show", "postings", "--scope", "02008", "--as-of", DAY)
    officers = {row["officer"] for row in postings["rows"]}
    posts = asked(site, "registers", "show", "posts", "--scope", "02008", "--as-of", DAY)
    given = sum(row["number"] for row in posts["rows"])
    short = len(officers) - given
    sign = f"+{short}" if short > 0 else str(short).replace("-", "−")
    assert f"Tổng {given} {len(officers)} {sign}" in section(site, path, "people")
    hamlets = asked(site, "hamlets", "show", "--scope", "02008", "--as-of", DAY)
    told = section(site, path, "hamlets")
    for state, word in (("answered", "có người phụ trách"), ("without", "chưa có người phụ trách")):
        if hamlets["counts"][state]:
            assert f"{word}: {hamlets['counts'][state]}" in told
    for one in hamlets["hamlets"]:
        assert one["hamlet"] in told


def test_two_origins_that_differ_are_both_shown(site: Site) -> None:
    # The demonstration's book of disputes: who counts was decided, and why.
    told = section(site, f"/don-vi/{MY_PHUONG}/?ngay=2023-12-15", "chosen")
    assert told.count("được chọn") == 1
    assert told.count("Bắc Kạn (SỐ LIỆU GIẢ LẬP)") >= 2
    assert "Lý do: Đối chiếu biên bản bàn giao" in told


def test_a_conflict_nobody_settled_is_open_with_both_statements(site: Site) -> None:
    path = f"/don-vi/{OPEN}/?ngay=2023-12-15"
    told = section(site, path, "findings")
    assert "Hai nơi cung cấp nói khác nhau: sổ trụ sở" in told
    assert "Phòng Hậu cần, Bắc Kạn" in told
    assert "Công an cấp xã, Bắc Kạn" in told
    assert "chưa rõ" in section(site, path, "stood")


def test_what_was_recorded_is_told_without_who_did_it(site: Site) -> None:
    told = section(site, f"/don-vi/{MY_THANH}/", "acts")
    assert "Kết thúc biên chế và quân số của đơn vị sáp nhập" in told
    assert "Các lần ghi trước đó" in told


def test_published_figures_of_its_old_province_stand_on_its_page(site: Site) -> None:
    assert "tỉnh Bắc Kạn" in section(site, f"/don-vi/{CAM_GIANG}/", "claims")
    assert "78" in section(site, f"/don-vi/{BAC_KAN}/?ngay=2025-02-28", "claims")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"/don-vi/{BAC_KAN}/", "Cấp huyện: 8 · Cấp xã: 108 ( 95 xã, 6 phường, 7 thị trấn)"),
        (f"/don-vi/{BACH_THONG}/?ngay=2025-06-30", "xã Mỹ Thanh"),
        (f"/don-vi/{THAI_NGUYEN}/?ngay=2025-07-01", "92"),
    ],
)
def test_a_place_lists_what_lies_below_it_that_day(site: Site, path: str, words: str) -> None:
    _, _, text = get(site, path)
    below = re.search(r'id="danh-sach".*?</section>', text, re.DOTALL)
    assert below is not None
    assert words in plain(f"<section {below[0]}").replace("( ", "( ")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("unit", [CAM_GIANG, MY_THANH, VAN_KHE, MY_PHUONG, BAC_KAN, BACH_THONG])
def test_every_digit_is_marked(site: Site, unit: str, lang: str) -> None:
    for day in ("", "&ngay=2023-12-15", "&ngay=2022-01-01"):
        status, _, text = get(site, f"/don-vi/{unit}/?lang={lang}{day}")
        assert status == 200
        assert Words(text).loose_digits == []


@pytest.mark.parametrize(
    "path",
    [
        f"/don-vi/{MY_PHUONG}/?ngay=2023-12-15&biet=2024-01-01",
        f"/don-vi/{VAN_KHE}/",
        f"/don-vi/{IN_TWO_STEPS}/",
        "/tim/?q=02008",
    ],
)
def test_axe_finds_nothing_in_any_look_and_nothing_scrolls_sideways(page: Page, path: str) -> None:
    page.goto(path)
    assert faults(page) == []


def test_ancestors_of_ancestors_are_drawn_and_listed(site: Site) -> None:
    # Đức Chính became of two wards on 2024-11-01, and a part of Đông Triều on 2025-07-01.
    told = section(site, f"/don-vi/{IN_TWO_STEPS}/", "flow")
    for words in ("01/11/2024 · 1199/NQ-UBTVQH15", "01/07/2025 · 1679/NQ-UBTVQH15", "phường Đông Triều 07072"):
        assert words in told
    assert told.count("phường Đức Chính 07093") == 4
    assert "phường Đức Chính 07093" in section(site, "/don-vi/u02990/", "flow")


def test_a_finding_on_a_page_names_things_by_their_titles_and_no_command(site: Site) -> None:
    told = section(site, f"/don-vi/{OPEN}/?ngay=2023-12-15", "findings")
    assert "“Có trụ sở độc lập”" in told
    assert "Đối chiếu hai bên ở trang của đơn vị" in told
    for key in ("independent-headquarters", "bk-hau-can", "choose", "diaban"):
        assert key not in told
    _, _, text = get(
        site, f"/so/independent-headquarters.unaccounted~{OPEN}~derived~2023-12-15~latest~reported~as-reported/"
    )
    assert "Phòng Hậu cần, Bắc Kạn" in text
    assert "bk-hau-can" not in text
