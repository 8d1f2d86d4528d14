"""Keys to find a name by: which spellings are one name, and which are two."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.names import fold, has_marks, marked_key, search_key

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
WRITTEN = st.text(LETTERS + LETTERS.upper() + " -'’.0123456789", max_size=24)
TONES = "\u0300\u0309\u0303\u0301\u0323"


@pytest.fixture(scope="module")
def names(root: Path) -> list[str]:
    """Some 1,500 names, real and hard ones, of the golden file."""
    lines = (root / "tests/golden/vi_collation.txt").read_text("utf-8").splitlines()[1:]
    return [name for line in lines for name in line.split("\t")]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Thành phố Đà Nẵng", "thanh pho da nang"),
        ("  Bà Rịa-Vũng  Tàu ", "ba ria vung tau"),
        ("Bà\u00a0Rịa – Vũng_Tàu", "ba ria vung tau"),
        ("«Hà Nội», Huế/Cần Thơ", "ha noi hue can tho"),
        ("Hà\u200b Nội\ufeff", "ha noi"),
        ("N.T Phong Hải", "n t phong hai"),
        ("ÐĂK ĐOA, Ɖak ðoa", "dak doa dak doa"),
        # Apostrophes of every kind vanish without a space.
        ("M'Đrắk", "mdrak"),
        ("Ea H’đing", "ea hding"),
        ("H\u02bcDrai", "hdrai"),
        ("H´Drai H`Drai", "hdrai hdrai"),
        ("K' Dang", "k dang"),
        # Numbers.
        ("Phường 04", "phuong 4"),
        ("Phường 10", "phuong 10"),
        ("P04", "p4"),
        ("Phường 0", "phuong 0"),
        ("Phường ２", "phuong 2"),
        # Roman numerals: last, not alone; unless they may be a syllable, in any case of letters.
        ("Hòa Tú II", "hoa tu 2"),
        ("hòa tú ii", "hoa tu 2"),
        ("Phường IV", "phuong 4"),
        ("Phường XX", "phuong 20"),
        ("Phường XXI", "phuong xxi"),
        ("Tam Xuân I", "tam xuan 1"),
        ("Phường V", "phuong 5"),
        ("Khu phố Ⅳ", "khu pho 4"),
        ("V", "v"),
        ("II Hòa Tú", "ii hoa tu"),
        # I, VI and XI are syllables as well: only capitals among small letters, or nothing but the type before.
        ("Xã Sơn Vi", "xa son vi"),
        ("XÃ SƠN VI", "xa son vi"),
        ("Xã Pú Xi", "xa pu xi"),
        ("Khu VI", "khu 6"),
        ("phường i", "phuong 1"),
        ("PHƯỜNG VI", "phuong 6"),
        # Other single letters are letters, and so is one that is called a letter.
        ("Mỹ An Hưng A", "my an hung a"),
        ("Xã Mậu C", "xa mau c"),
        ("Phường L", "phuong l"),
        ("ngã ba Chữ V", "nga ba chu v"),
        ("nga ba chu v", "nga ba chu v"),
        ("", ""),
        (" -'. ", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ea Bar", "EaBar"),
        ("Đa Krông", "Đakrông"),
        ("K' Dang", "KDang"),
        ("Ia H' Drai", "Ia H’Drai"),
        ("Bà Rịa - Vũng Tàu", "Bà Rịa-Vũng Tàu"),
        ("Sỹ", "Sĩ"),
        ("Quý Lộc", "Quí Lộc"),
        ("Mỹ", "Mĩ"),
        ("Vỹ Dạ", "Vĩ Dạ"),
        ("Cam Ly", "Cam Li"),
        ("bờ y", "bờ i"),
        ("Hòa Bình", "Hoà Bình"),
        ("Thủy", "Thuỷ"),
        ("Khóe", "Khoé"),
        ("Gìa", "Già"),
        ("Đạ Tẻh", "Đạtẻh"),
        ("Hòa Tú II", "Hoà Tú 2"),
        ("Phường 04", "phường 4"),
        ("Xã Chrôh Pơnan", "Xã Chrôh PơNan"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)
    assert marked_key(one) == marked_key(other)


@pytest.mark.parametrize(("one", "other"), [("Thúy", "Thúi"), ("Tây", "Tai"), ("Hay", "Hai"), ("Yên", "Iên")])
def test_y_is_i_only_alone(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)
    assert marked_key(one) != marked_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bắc Sơn", "Bạc Sơn"),
        ("Hòa An", "Hoa Àn"),
        ("Xã 3", "Xả 3"),
        ("Xa 33", "Xã 3"),
        ("Đa", "Da"),
        ("Tân", "Tăn"),
        ("Thơ", "Thờ"),
    ],
)
def test_marks_tell_apart_what_a_search_without_them_cannot(one: str, other: str) -> None:
    assert marked_key(one) != marked_key(other)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Hòa", "hoa1"),
        ("Thuỷ", "thuy2"),
        ("Quý", "qui4"),
        ("Đắk R'Lấp", "đă4krlâ4p"),
        ("Ea Bar", "eabar"),
        ("Phường 10", "phươ1ng#10"),
    ],
)
def test_marked_key(written: str, key: str) -> None:
    assert marked_key(written) == key


@pytest.mark.parametrize(
    ("written", "expected"),
    [("Da Nang", False), ("Đa", True), ("ha nội", True), ("Tran Hưng Đao", True), ("Müller", False), ("", False)],
)
def test_has_marks(written: str, expected: bool) -> None:
    assert has_marks(written) is expected
    assert has_marks(unicodedata.normalize("NFD", written)) is expected


@given(st.text(max_size=16) | WRITTEN)
def test_any_text_has_keys_and_folding_again_changes_nothing(text: str) -> None:
    assert " " not in marked_key(text)
    assert fold(fold(text)) == fold(text)
    assert search_key(search_key(text)) == search_key(text)


@given(WRITTEN, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_every_normal_form_has_the_same_keys(text: str, form: str) -> None:
    other = unicodedata.normalize(form, text)
    assert [key(other) for key in (fold, search_key, marked_key, has_marks)] == [
        key(text) for key in (fold, search_key, marked_key, has_marks)
    ]


@given(WRITTEN)
def test_case_does_not_count(text: str) -> None:
    # A last word after it: I, VI and XI at the end are numerals by their capitals.
    text += " An"
    for key in (fold, search_key, marked_key):
        assert key(text.upper()) == key(text.lower()) == key(text)


@given(st.sampled_from(["oa", "oe", "uy"]), st.sampled_from(TONES), st.sampled_from(["h", "kh", "th", "l", "ng", ""]))
def test_the_place_of_the_tone_does_not_count(vowels: str, tone: str, onset: str) -> None:
    assert marked_key(onset + vowels[0] + tone + vowels[1]) == marked_key(onset + vowels + tone)
    assert marked_key(onset + vowels + tone) != marked_key(onset + vowels)


@given(WRITTEN)
def test_keys_that_agree_with_marks_agree_without(text: str) -> None:
    without = unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", text) if c not in TONES))
    assert search_key(without) == search_key(text)
    assert "".join(c for c in fold(text) if c != " ").isascii()


def test_names_with_one_marked_key_have_one_search_key(names: list[str]) -> None:
    searched: dict[str, set[str]] = {}
    for name in names:
        searched.setdefault(marked_key(name), set()).add(search_key(name))
    assert {key: keys for key, keys in searched.items() if len(keys) > 1} == {}
