"""Finding units by any spelling of any name: who is found, how the answer is labelled, what is refused."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.basis.catalogue import LANGUAGES, shipped
from diaban.basis.error import RefusedError
from diaban.units.edition import Edition, open_edition
from diaban.units.search import LONGEST, Match, MatchKind, find
from diaban.units.unit import Level, Unit
from tests.cases import examples

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 21)
OLD = "2025-06-30"
Ask = Callable[..., tuple[Match, ...]]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(ROOT / "src/diaban/reference/units")


@pytest.fixture(scope="module")
def ask(edition: Edition) -> Ask:
    def answer(text: str, day: str | None = None) -> tuple[Match, ...]:
        as_of = date.fromisoformat(day) if day else None
        return find(edition.atlas, edition.names, text, as_of=as_of, today=TODAY)

    return answer


# One answer, however it is written: text | day | code | match kind.
SPELLINGS = """
    xã Mỹ Thanh, huyện Bạch Thông, tỉnh Bắc Kạn      | 2025-06-30 | 02011 | exact
    XÃ MỸ THANH, HUYỆN BẠCH THÔNG, TỈNH BẮC KẠN      | 2025-06-30 | 02011 | exact
    Mỹ Thanh (Bạch Thông)                            | 2025-06-30 | 02011 | exact
    X. Mỹ Thanh, H. Bạch Thông, T. Bắc Kạn           | 2025-06-30 | 02011 | exact
    X.Mỹ Thanh H.Bạch Thông T.Bắc Kạn                | 2025-06-30 | 02011 | exact
    xã Mỹ Thanh huyện Bạch Thông tỉnh Bắc Kạn        | 2025-06-30 | 02011 | exact
    xã Mỹ Thanh thuộc huyện Bạch Thông               | 2025-06-30 | 02011 | exact
    xã Mỹ Thanh - huyện Bạch Thông - tỉnh Bắc Kạn    | 2025-06-30 | 02011 | spelling
    xã Mỹ Thanh – Bạch Thông – Bắc Kạn               | 2025-06-30 | 02011 | exact
    tỉnh Bắc Kạn, huyện Bạch Thông, xã Mỹ Thanh      | 2025-06-30 | 02011 | exact
    tỉnh Bắc Kạn huyện Bạch Thông xã Mỹ Thanh        | 2025-06-30 | 02011 | exact
    Bắc Kạn / Bạch Thông / Mỹ Thanh                  | 2025-06-30 | 02011 | exact
    my thanh bach thong bac kan                      | 2025-06-30 | 02011 | unmarked
    xa my thanh huyen bach thong tinh bac kan        | 2025-06-30 | 02011 | unmarked
    mỹ thanh bạch thông tỉnh bắc kạn                 | 2025-06-30 | 02011 | exact
    Mĩ Thanh, Bạch Thông                             | 2025-06-30 | 02011 | spelling
    My\u0303 Thanh, Ba\u0323ch Tho\u0302ng           | 2025-06-30 | 02011 | exact
    xã Cốc Đán huyện Ngân Sơn                        | 2025-06-30 | 01945 | exact
    Cốc Ðán, Ngân Sơn                                | 2025-06-30 | 01945 | spelling
    Coc Dan, Ngan Son                                | 2025-06-30 | 01945 | unmarked
    phường Đức Xuân TP.Bắc Kạn                       | 2025-06-30 | 01840 | exact
    P. Xuất Hoá, TP Bắc Kạn                          | 2025-06-30 | 01855 | spelling
    xa quan son huyen chi lang tinh lang son         | 2025-06-30 | 06517 | unmarked
    Trà Tập (Nam Trà My)                             | 2025-06-30 | 20941 | exact
    xã Ia Lâu (Chư Prông, Gia Lai)                   | 2025-06-30 | 23932 | exact
    Cẩm Thanh, TP.Hội An                             | 2025-06-30 | 20431 | exact
    xã Tóc Tiên (TX.Phú Mỹ)                          | 2025-06-30 | 26731 | exact
    TT. Bằng Lũng                                    | 2025-06-30 | 02020 | exact
    TT Bằng Lũng, Chợ Đồn                            | 2025-06-30 | 02020 | exact
    P. 2, Q. Tân Bình, TP.HCM                        | 2025-06-30 | 26965 | exact
    phường 2 q.tân bình tp.hcm                       | 2025-06-30 | 26965 | exact
    P2, Q.Tân Bình, TPHCM                            | 2025-06-30 | 26965 | exact
    TP. HCM, Q. 1, P. Bến Nghé                       | 2025-06-30 | 26740 | exact
    Phường 4, Quận 5                                 | 2025-06-30 | 27301 | exact
    Phường 04, Quận 5                                | 2025-06-30 | 27301 | spelling
    P04 Q5                                           | 2025-06-30 | 27301 | spelling
    phuong 4 quan 5                                  | 2025-06-30 | 27301 | exact
    P15, Q.4                                         | 2025-06-30 | 27295 | exact
    Phường IV, thành phố Tây Ninh                    | 2025-06-30 | 25462 | spelling
    Q. I                                             | 2025-06-30 | 760   | spelling
    Phường V, Vị Thanh                               | 2025-06-30 | 31327 | exact
    Hoà Tú II                                        | 2025-06-30 | 31729 | spelling
    hòa tú 2                                         | 2025-06-30 | 31729 | exact
    Ea H’leo, tỉnh Đắk Lắk, xã                       | 2025-06-30 |       | name-not-found
    huyện Ea H’leo                                   | 2025-06-30 | 645   | spelling
    H. Ea Hleo                                       | 2025-06-30 | 645   | spelling
    tinh thanh hoa, huyen ba thuoc, xa dien lu       | 2025-06-30 | 14950 | unmarked
    xa dien lu huyen ba thuoc tinh thanh hoa         | 2025-06-30 | 14950 | unmarked
    T. Khánh Hòa ĐK. Trường Sa                       | 2025-07-01 | 22736 | exact
    Ðặc khu Trường Sa, tỉnh Khánh Hòa                | 2025-07-01 | 22736 | exact
    TINH THANH HOA HUYEN BA THUOC XA DIEN LU         | 2025-06-30 | 14950 | unmarked
    xã Tam Xuân I, huyện Núi Thành                   | 2025-06-30 | 20968 | exact
    xã Tam Xuân 1, huyện Núi Thành                   | 2025-06-30 | 20968 | spelling
    huyen Ea H'leo                                   | 2025-06-30 | 645   | exact
    huyện M'Đrắk                                     | 2025-06-30 | 652   | exact
    huyện M`ÐRẮK                                     | 2025-06-30 | 652   | spelling
    huyen mdrak                                      | 2025-06-30 | 652   | unmarked
    Ia H' Drai                                       | 2025-06-30 | 618   | spelling
    tỉnh Bà Rịa - Vũng Tàu                           | 2025-06-30 | 77    | exact
    Bà Rịa – Vũng Tàu                                | 2025-06-30 | 77    | spelling
    Bà Rịa-Vũng Tàu                                  | 2025-06-30 | 77    | spelling
    ba ria vung tau                                  | 2025-06-30 | 77    | unmarked
    BRVT                                             | 2025-06-30 | 77    | spelling
    Văn Miếu-Quốc Tử Giám                            | 2025-06-30 | 00181 | spelling
    TP.HCM                                           | 2025-06-30 | 79    | spelling
    thủ đô Hà Nội                                    | 2025-06-30 | 01    | exact
    thành phố Hoà Bình                               | 2025-06-30 | 148   | spelling
    TP. Qui Nhơn                                     | 2025-06-30 | 540   | spelling
    TP Thuỷ Nguyên                                   | 2025-06-30 | 311   | spelling
    Đặc khu Vân Đồn, tỉnh Quảng Ninh                 | 2025-07-01 | 06994 | exact
    Đ.K. Vân Đồn, tỉnh Quảng Ninh                    |            | 06994 | exact
    đặc khu Vân Đồn, TP. Quảng Ninh                  |            | 06994 | exact
    Phường Bắc Kạn, tỉnh Thái Nguyên                 |            | 01843 | exact
    Phuong Bac Kan, Thai Nguyen                      |            | 01843 | unmarked
    Thừa Thiên Huế                                   | 2025-06-30 | 46    | former
    tỉnh Thừa Thiên - Huế                            |            | 46    | former
    xã Phú Hồ, huyện Phú Vang, tỉnh Thừa Thiên Huế   | 2025-06-30 | 19933 | exact
    TX.Phú Mỹ                                        | 2025-06-30 | 754   | former
    thị xã Đông Triều                                |            | 205   | former
    Tịnh Biên, huyện Tịnh Biên, An Giang             | 2025-06-30 | 30520 | exact
    Lương Mông                                       | 2025-06-30 | 06985 | former
    xã Lương Mông, huyện Ba Chẽ                      |            | 06985 | former
    Cộng Hòa, Cẩm Phả                                |            | 06799 | former
    Yết Kiêu, Hạ Long                                | 2025-06-30 | 06685 | former
    xã Trung Mầu, H. Gia Lâm                         | 2025-06-30 | 00544 | former
    Huyện Cát Tiên (Lâm Đồng)                        | 2025-06-30 | 682   | former
    Pờ Y                                             | 2025-06-30 | 23395 | spelling
    xã Hồng Thai, huyện Bắc Bình                     | 2025-06-30 | 23041 | marks-differ
    TX. Bạch Thông                                   | 2025-06-30 | 063   | other-type
    Bạch Thôn, Bắc Kạn                               | 2025-06-30 | 063   | prefix
    Bạhc Thông, Bắc Kạn                              | 2025-06-30 | 063   | near
    thôn Bản Châng, xã Mỹ Thanh                      | 2025-06-30 |       | name-not-found
    xã Mỹ Thanh, huyện Ngân Sơn                      | 2025-06-30 |       | name-not-found
    Phường Bắc Kạn                                   | 2025-06-30 | 06    | other-type
"""
TABLE = [tuple(cell.strip() for cell in line.split("|")) for line in SPELLINGS.strip().splitlines()]


@pytest.mark.parametrize(("text", "day", "code", "kind"), TABLE, ids=[row[0] for row in TABLE])
def test_spellings(ask: Ask, text: str, day: str, code: str, kind: str) -> None:
    if not code:
        with pytest.raises(RefusedError, match=kind):
            ask(text, day)
        return
    found = ask(text, day)
    assert (found[0].unit.code, found[0].kind.value) == (code, kind)
    if kind != "other-type":
        assert {match.unit.code for match in found} == {code}


def test_bac_son_is_many_places(ask: Ask, edition: Edition) -> None:
    found = ask("Bắc Sơn", OLD)
    assert Counter(match.unit.type.value for match in found) == {"huyện": 1, "xã": 9, "phường": 6, "thị trấn": 1}
    assert found[0].unit.level is Level.DISTRICT
    assert len({match.unit.code for match in found}) == 17
    assert all(match.kind is MatchKind.EXACT for match in found)
    assert all([up.level for up in match.ancestors][-1] is Level.PROVINCE for match in found)
    # Ancestors tell them apart, one by one.
    for match in found:
        text = ", ".join(unit.full_name for unit in (match.unit, *match.ancestors))
        assert [one.unit.code for one in ask(text, OLD)] == [match.unit.code]
    assert len(ask("xã Bắc Sơn", OLD)) == 9
    assert len(ask("bac son", OLD)) == len(found)


def test_without_a_day_every_version_answers_with_its_code(ask: Ask) -> None:
    found = ask("Bắc Kạn")
    assert [(match.unit.full_name, match.unit.code) for match in found] == [
        ("tỉnh Bắc Kạn", "06"),
        ("thành phố Bắc Kạn", "058"),
        ("phường Bắc Kạn", "01843"),
    ]
    assert [str(match.day) for match in found] == ["2025-06-30", "2025-06-30", str(TODAY)]
    assert [match.ancestors[-1].name for match in found if match.ancestors] == ["Bắc Kạn", "Thái Nguyên"]
    # Côn Đảo is one unit that changed its level: two versions, two codes.
    island = ask("Côn Đảo")
    assert [(match.unit.type.value, match.unit.code) for match in island] == [("huyện", "755"), ("đặc khu", "26732")]
    assert len({match.unit.id for match in island}) == 1
    # Đồng Nai: the province of 63, the tỉnh of 34, the thành phố of 2026; and a xã.
    assert [match.unit.type.value for match in ask("Đồng Nai")] == ["thành phố", "tỉnh", "tỉnh", "xã"]


def test_a_day_leaves_what_was_in_force(ask: Ask) -> None:
    assert [match.unit.code for match in ask("Bắc Kạn", OLD)] == ["06", "058"]
    assert [match.unit.code for match in ask("Bắc Kạn", "2025-07-01")] == ["01843"]
    assert [match.unit.type.value for match in ask("Quảng Ninh", "2026-08-31")] == ["tỉnh", "xã", "xã"]
    assert [match.unit.type.value for match in ask("Quảng Ninh", "2026-09-01")] == ["thành phố", "xã", "xã"]
    (match,) = ask("tỉnh Quảng Ninh", "2026-09-01")
    assert (match.unit.full_name, match.kind) == ("thành phố Quảng Ninh", MatchKind.FORMER)


def test_best_first(ask: Ask) -> None:
    kinds = [list(MatchKind).index(match.kind) for match in ask("Phường V", OLD)]
    assert kinds == sorted(kinds)
    assert len(kinds) > 10
    levels = [list(Level).index(match.unit.level) for match in ask("Hòa Bình", OLD)]
    assert levels == sorted(levels)
    marked = ask("M'Đrắk", OLD)
    assert [match.kind for match in marked] == [MatchKind.EXACT, MatchKind.SPELLING]
    # The same name without marks is never ahead as another unit's other spelling.
    assert [match.unit.code for match in ask("mdrak", OLD)] == ["652", "24412"]


def test_matched_says_by_which_name(ask: Ask) -> None:
    assert ask("Lương Mông", OLD)[0].matched == "Lương Mông"
    assert ask("Thừa Thiên Huế", OLD)[0].matched == "Thừa Thiên Huế"
    assert ask("Đăk Đoa", OLD)[0].matched == "Đăk Đoa"
    assert ask("bac kan", OLD)[0].matched == "Bắc Kạn"


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "name-empty"),
        (" \t\r\n\u00a0\u3000", "name-empty"),
        ("...,,,;;;---'''\"\"\"()[]", "name-empty"),
        ("😀🇻🇳", "name-empty"),
        ("\x00\x07\x1b[", "name-empty"),
        ("\u200b\u202e\ufeff", "name-empty"),
        ("\u0301\u0323", "name-empty"),
        ("x" * (LONGEST + 1), "name-too-long"),
        ("Bắc Kạn " * 1_300, "name-too-long"),
        ("x" * LONGEST, "name-not-found"),
        ("a " * (LONGEST // 2), "name-not-found"),
        ("x, " * (LONGEST // 3), "name-not-found"),
        ("xã " * (LONGEST // 3), "name-not-found"),
        ("a-" * (LONGEST // 2), "name-not-found"),
        ("'; DROP TABLE units;--", "name-not-found"),
        ("' OR '1'='1", "name-not-found"),
        ("<script>alert(1)</script>", "name-not-found"),
        ("{text} {0} %s $(id) {{7*7}}", "name-not-found"),
        ("../../etc/passwd", "name-not-found"),
        ("=HYPERLINK(1)", "name-not-found"),
        ("北京", "name-not-found"),
        ("Атлантида", "name-not-found"),
        ("X.", "name-not-found"),
        ("P.", "name-not-found"),
        ("a", "name-not-found"),
        ("\ud800", "name-empty"),
    ],
)
def test_nonsense_is_refused_in_both_languages(ask: Ask, text: str, code: str) -> None:
    for day in (None, OLD):
        with pytest.raises(RefusedError) as refused:
            ask(text, day)
        (found,) = refused.value.findings
        assert found.code == code
        for language in LANGUAGES:
            sentences = shipped().sentences(found, language)
            assert sorted(sentences) == ["allowed", "found", "remedy"]
            assert all(sentences.values())


@pytest.mark.parametrize(
    ("text", "kind", "repaired"),
    [
        ("Báº¯c Káº¡n", "utf8-as-cp1252", "Bắc Kạn"),
        ("B¾c K¹n", "tcvn3", "Bắc Kạn"),
        ("Baéc Kaïn", "vni", "Bắc Kạn"),
        ("B?c K?n", "replacement", "—"),
        ("B\ufffdc K\ufffdn", "replacement", "—"),
    ],
)
def test_a_garbled_name_is_refused_with_the_repaired_one(ask: Ask, text: str, kind: str, repaired: str) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(text)
    (found,) = refused.value.findings
    assert (found.code, found.values["kind"], found.values["repaired"]) == ("name-mojibake", kind, repaired)
    if repaired != "—":
        assert repaired in shipped().sentences(found, "vi")["found"]
        assert ask(repaired)[0].unit.code == "06"


def test_invisible_and_control_characters_inside_a_name_do_not_hide_it(ask: Ask) -> None:
    for text in ("Bắc\u00a0Kạn", "Bắc\x00Kạn", "Bắc\u200b Kạn", "\ufeffBắc Kạn\r\n", "Bắc Kạn 😀", "«Bắc Kạn»"):
        assert [match.unit.code for match in ask(text, OLD)] == ["06", "058"]


@given(st.text(max_size=80) | st.text("xãphườngtpq.,- 1IVhòàđĐ'’", max_size=40), st.sampled_from([None, OLD]))
@settings(max_examples=examples(60))
def test_no_text_does_anything_but_answer_or_refuse(ask: Ask, text: str, day: str | None) -> None:
    found: tuple[Match, ...] = ()
    said: list[str] = []
    try:
        found = ask(text, day)
    except RefusedError as refused:
        said = [shipped().sentences(one, "vi")["found"] for one in refused.findings]
    assert bool(found) is not bool(said)
    assert all(said)
    assert len({(match.unit.id, match.unit.period.start) for match in found}) == len(found)


# --- any unit, any spelling -----------------------------------------------------------------------------------------

SHORT = {
    "tỉnh": ["tỉnh", "T."],
    "thành phố": ["thành phố", "TP.", "TP", "Tp.", "T.P."],
    "thị xã": ["thị xã", "TX.", "TX"],
    "thị trấn": ["thị trấn", "TT.", "TT"],
    "huyện": ["huyện", "H."],
    "quận": ["quận", "Q.", "Q"],
    "phường": ["phường", "P.", "P"],
    "xã": ["xã", "X."],
    "đặc khu": ["đặc khu", "ĐK."],
}


def unmarked(text: str) -> str:
    plain = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(char for char in plain if not unicodedata.combining(char))


LETTERS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "upper": str.upper,
    "lower": str.lower,
    "unmarked": unmarked,
    "unmarked upper": lambda text: unmarked(text).upper(),
    "Icelandic eth": lambda text: text.replace("đ", "ð").replace("Đ", "Ð"),
    "typographic": lambda text: text.replace("'", "’").replace(" - ", " – "),
}
JOINS = [", ", " ", "; ", " / ", "\n"]


def known(edition: Edition) -> list[Unit]:
    return [unit for unit in edition.atlas.units if unit.answers is not None]


@given(data=st.data())
@settings(max_examples=examples(100))
def test_any_unit_is_found_by_its_full_name_in_any_spelling(ask: Ask, edition: Edition, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(known(edition)))
    day = unit.shown_on(TODAY)
    assert day is not None
    names = [
        f"{data.draw(st.sampled_from(SHORT[one.type.value]))} {one.name}"
        for one in (unit, *edition.atlas.ancestors(unit, day))
    ]
    if data.draw(st.booleans()):
        names.reverse()
    spelling = data.draw(st.sampled_from(sorted(LETTERS)))
    if unit.name.split()[-1] in {"I", "VI", "XI"}:
        spelling = "as it is"  # by capitals alone are they told from the syllables i, vi, xi (basis.names.fold)
    text = LETTERS[spelling](data.draw(st.sampled_from(JOINS)).join(names))
    for as_of in (str(day), None):
        hits = [match for match in ask(text, as_of) if match.unit is unit]
        assert len(hits) == 1, text
        allowed = {MatchKind.EXACT, MatchKind.SPELLING}
        assert hits[0].kind in (allowed | {MatchKind.UNMARKED} if "unmarked" in spelling else allowed), text
        assert hits[0].ancestors == edition.atlas.ancestors(unit, day)


@given(data=st.data())
@settings(max_examples=examples(60))
def test_any_unit_is_found_by_its_bare_name(ask: Ask, edition: Edition, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(known(edition)))
    for letters in ("as it is", "NFD", "upper", "lower", "unmarked"):
        assert unit in [match.unit for match in ask(LETTERS[letters](unit.name))], letters
