"""The pages of the date of 100 %: what is said, what is not stated, who may keep, and how kept ones fared."""

import re
from pathlib import Path

from tests.web.in_process import sign_in, visitor
from tests.web.paths import BAC_KAN, PATHS, QUANG_NINH
from tests.web.people import codes, text

ASKED = PATHS["forecast"]


def plain(html: str) -> str:
    """Words alone."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_two_units_nobody_knows_come_first_and_the_condition_stands_beside(demo: Path) -> None:
    page = text(visitor().get(ASKED))
    words = plain(page)
    assert "Không nêu được ngày đạt 100 %: 2 đơn vị chưa rõ hiện trạng." in words
    assert "chưa rõ hiện trạng 2" in words
    assert "Nếu chỉ tính 100 đơn vị đã rõ hiện trạng" in words
    assert "là xác suất xong vào ngày đã hứa 31/03/2025" in words
    # Four rows of the strip, each with its days for whoever does not see it.
    strip = re.search(r'<svg class="gantt forecast".*?</svg>', page, re.DOTALL)
    assert strip is not None
    assert re.findall(r"(\d+) %: P10", strip.group()) == ["90", "95", "99", "100"] * 2
    assert strip.group().count('class="wide"') == 4
    assert 'class="promised"' in strip.group()
    for part in ("Đơn vị quyết định ngày đạt 100 %", "Tháo gỡ ở đâu", "số liệu đến", "số gieo 0", "10.000"):
        assert part in words, part


def test_a_board_asks_for_the_part_that_it_shows(demo: Path) -> None:
    board = text(visitor().get(f"/bang/{BAC_KAN}/?ngay=2025-02-28"))
    asked = re.findall(r'hx-get="([^"]*du-bao[^"]*)"', board)
    assert [one.replace("&amp;", "&") for one in asked] == [
        f"/von/du-bao/?pham-vi={BAC_KAN}&tieu-chi=independent-headquarters&ngay=2025-02-28&ngan=1"
    ], "one strip is not met, and leads there"
    part = text(visitor().get(asked[0].replace("&amp;", "&")))
    assert "<main" not in part
    assert "SỐ LIỆU GIẢ LẬP" in part
    assert re.findall(r"(\d+) %: P10", part) == ["100"] * 2
    assert 1 <= part.count('data-n="name"') <= 3, "the units that decide, the first of them"


def test_the_nation_is_shown_as_it_was_kept_and_never_computed(demo: Path) -> None:
    words = plain(text(visitor().get("/von/du-bao/?ngay=2026-11-25")))
    assert "Đây là dự báo đã lưu, của ngày 22/11/2026" in words
    assert "Không nêu được ngày đạt 100 %: 3.230 đơn vị chưa rõ hiện trạng." in words
    before = plain(text(visitor().get("/von/du-bao/?ngay=2025-02-28")))
    assert "Chưa lưu dự báo nào cho phạm vi và tiêu chí này." in before
    assert "chọn một tỉnh để xem dự báo mới" in before


def test_whoever_may_write_has_the_nation_computed_and_keeps_it(demo: Path) -> None:
    asked = "/von/du-bao/?ngay=2026-11-24&tinh-lai=1"
    assert "Chưa lưu dự báo nào" not in (words := plain(text(sign_in("editor nation").get(asked)))), words[:300]
    assert "Đây là dự báo đã lưu" not in words
    assert "Không nêu được ngày đạt 100 %" in words
    page = text(sign_in("editor nation").get(asked))
    assert 'name="ly-do"' in page
    assert "&amp;tinh-lai=1" in page, "what is kept is what was shown"
    # A reader who types the address gets what was kept.
    assert "Đây là dự báo đã lưu" in plain(text(sign_in("reader nation").get(asked)))


def test_a_standard_that_no_works_lead_to_and_a_unit_of_others_are_refused(demo: Path) -> None:
    wrong = visitor().get(f"{ASKED}&tieu-chi=investigator")
    assert (wrong.status_code, codes(wrong)) == (404, {"standard-unknown"})
    foreign = sign_in("reader other").get(f"/von/du-bao/?pham-vi={QUANG_NINH}&ngay=2026-11-22")
    assert (foreign.status_code, codes(foreign)) == (404, {"scope-unseen"})


def test_a_day_on_which_nothing_is_known_says_so(demo: Path) -> None:
    words = plain(text(visitor().get("/von/du-bao/?pham-vi=u00006&ngay=2024-08-31")))
    assert "số gieo" not in words
    assert "01/" in words or "2024" in words


def test_editors_keep_what_they_see_once_and_readers_do_not(own: Path) -> None:
    from diaban.store.queries import kept_forecasts
    from tests.web.people import ADMIN

    asked = f"/von/du-bao/?pham-vi={QUANG_NINH}&ngay=2026-10-31&tieu-chi=official-housing"
    before = len(kept_forecasts(viewer=ADMIN))
    reader = sign_in("reader own")
    assert "Lưu dự báo này" not in text(reader.get(asked))
    assert reader.post(asked, {"ly-do": "thử"}).status_code == 403
    editor = sign_in("editor own")
    assert "Lưu dự báo này" in text(editor.get(asked))
    answer = editor.post(asked, {"ly-do": "họp giao ban"})
    assert (answer.status_code, answer["Location"]) == (302, "/von/du-bao/cham-diem/")
    kept = kept_forecasts(viewer=ADMIN)
    assert len(kept) == before + 1
    assert (kept[-1].scope, kept[-1].standard) == (QUANG_NINH, "official-housing")
    again = editor.post(asked, {"ly-do": "họp giao ban"})
    assert codes(again) == {"forecast-kept"}
    nation = sign_in("editor nation").post("/von/du-bao/?ngay=2026-11-22", {"ly-do": "thử"})
    assert codes(nation) == {"forecast-nothing-drawn"}, "the nation is shown as kept; there is nothing new to keep"


def test_kept_forecasts_are_scored_and_what_is_not_known_is_counted(demo: Path) -> None:
    page = text(visitor().get("/von/du-bao/cham-diem/"))
    words = plain(page)
    assert "Dự báo đã lưu 10" in words
    assert "ngày chưa biết kết quả" in words
    assert "chưa biết" in words
    assert "Mức 90 %: mới có" in words
    assert "KHÔNG HƠN" in words or "chưa tỷ lệ nào kém hơn" in words
    assert re.search(r"\d+–\d+ %", words), "the binomial band"
    # The rows can be filtered, and what cannot be read is not there.
    held = plain(text(visitor().get("/von/du-bao/cham-diem/?loc=dung.open")))
    assert "đúng khoảng 0" in held or "chưa biết" in held
    assert "Chưa lưu dự báo nào." in plain(text(sign_in("reader other").get("/von/du-bao/cham-diem/")))
