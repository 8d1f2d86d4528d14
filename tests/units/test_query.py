"""What was typed, taken apart: the unit meant, its type, and the units above it, the nearest first."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.units.query import Part, Reading, loose_readings, readings
from diaban.units.unit import UnitType
from tests.cases import examples

# text → the reading a person would choose, the units apart by " < ", a type in front of its name and a colon.
READ = """
    Mỹ Thanh                                       → Mỹ Thanh
    xã Mỹ Thanh                                    → xã: Mỹ Thanh
    X. Mỹ Thanh                                    → xã: Mỹ Thanh
    x.Mỹ Thanh                                     → xã: Mỹ Thanh
    X Mỹ Thanh                                     → xã: Mỹ Thanh
    P. 2                                           → phường: 2
    P2                                             → phường: 2
    p15                                            → phường: 15
    Phường 04                                      → phường: 04
    Phường IV                                      → phường: IV
    Phường IV                                      → phường: 4
    Q.1                                            → quận: 1
    Q.I                                            → quận: 1
    TP. Bắc Kạn                                    → thành phố: Bắc Kạn
    TP.Bắc Kạn                                     → thành phố: Bắc Kạn
    Tp Bắc Kạn                                     → thành phố: Bắc Kạn
    T.P Bắc Kạn                                    → thành phố: Bắc Kạn
    T.P. Bắc Kạn                                   → thành phố: Bắc Kạn
    THÀNH PHỐ BẮC KẠN                              → thành phố: BẮC KẠN
    thanh pho Bac Kan                              → thành phố: Bac Kan
    TX.Phú Mỹ                                      → thị xã: Phú Mỹ
    T.X. Phú Mỹ                                    → thị xã: Phú Mỹ
    thi xa Phu My                                  → thị xã: Phu My
    TT. Bằng Lũng                                  → thị trấn: Bằng Lũng
    T.T Bằng Lũng                                  → thị trấn: Bằng Lũng
    thi tran Bang Lung                             → thị trấn: Bang Lung
    H. Bạch Thông                                  → huyện: Bạch Thông
    T. Bắc Kạn                                     → tỉnh: Bắc Kạn
    ĐK. Vân Đồn                                    → đặc khu: Vân Đồn
    Đ.K Vân Đồn                                    → đặc khu: Vân Đồn
    dac khu Van Don                                → đặc khu: Van Don
    thủ đô Hà Nội                                  → thành phố: Hà Nội
    tổ dân phố 3                                   → tổ dân phố: 3
    thôn Bản Châng                                 → thôn: Bản Châng
    Quan Sơn                                       → Quan Sơn
    xã Quan Sơn                                    → xã: Quan Sơn
    Bà Rịa – Vũng Tàu                              → Bà Rịa – Vũng Tàu
    tỉnh Bà Rịa - Vũng Tàu                         → tỉnh: Bà Rịa - Vũng Tàu
    xã Mỹ Thanh, huyện Bạch Thông, tỉnh Bắc Kạn    → xã: Mỹ Thanh < huyện: Bạch Thông < tỉnh: Bắc Kạn
    xã Mỹ Thanh huyện Bạch Thông tỉnh Bắc Kạn      → xã: Mỹ Thanh < huyện: Bạch Thông < tỉnh: Bắc Kạn
    tỉnh Bắc Kạn, huyện Bạch Thông, xã Mỹ Thanh    → xã: Mỹ Thanh < huyện: Bạch Thông < tỉnh: Bắc Kạn
    tỉnh Bắc Kạn huyện Bạch Thông xã Mỹ Thanh      → xã: Mỹ Thanh < huyện: Bạch Thông < tỉnh: Bắc Kạn
    xã Mỹ Thanh (H. Bạch Thông)                    → xã: Mỹ Thanh < huyện: Bạch Thông
    Trà Tập (Nam Trà My)                           → Trà Tập < Nam Trà My
    xã Ia Lâu (Chư Prông, Gia Lai)                 → xã: Ia Lâu < Chư Prông < Gia Lai
    xã Mỹ Thanh thuộc huyện Bạch Thông             → xã: Mỹ Thanh < huyện: Bạch Thông
    Mỹ Thanh; Bạch Thông; Bắc Kạn                  → Mỹ Thanh < Bạch Thông < Bắc Kạn
    Bắc Kạn > Bạch Thông > Mỹ Thanh                → Mỹ Thanh < Bạch Thông < Bắc Kạn
    Bắc Kạn/Bạch Thông/Mỹ Thanh                    → Mỹ Thanh < Bạch Thông < Bắc Kạn
    P. 2, Q. Tân Bình, TP.HCM                      → phường: 2 < quận: Tân Bình < thành phố: HCM
    phường 2 q.tân bình tp.hcm                     → phường: 2 < quận: tân bình < thành phố: hcm
    P2 Q5                                          → phường: 2 < quận: 5
    phường Đức Xuân TP.Bắc Kạn                     → phường: Đức Xuân < thành phố: Bắc Kạn
    xa quan son huyen chi lang                     → xã: quan son < huyện: chi lang
    xã  Mỹ\tThanh ,, huyện Bạch Thông.             → xã: Mỹ Thanh < huyện: Bạch Thông.
"""

LOOSE = """
    my thanh bach thong                            → my thanh < bach thong
    my thanh bach thong bac kan                    → my thanh < bach thong < bac kan
    xa my thanh bach thong bac kan                 → xã: my thanh < bach thong < bac kan
    mỹ thanh huyện bạch thông bắc kạn              → mỹ thanh < huyện: bạch thông < bắc kạn
    Mỹ Thanh - Bạch Thông - Bắc Kạn                → Mỹ Thanh < Bạch Thông < Bắc Kạn
    xã Mỹ Thanh – Bạch Thông                       → xã: Mỹ Thanh < Bạch Thông
    Mỹ Thanh-Bạch Thông                            → Mỹ Thanh < Bạch Thông
"""


def rows(table: str) -> list[tuple[str, str]]:
    pairs = [line.strip().rpartition("→") for line in table.strip().splitlines()]
    return [(text.rstrip(" "), meaning.strip()) for text, _, meaning in pairs]


def written(part: Part) -> str:
    return f"{part.type}: {part.name}" if part.type else part.name


def meanings(found: tuple[Reading, ...]) -> list[str]:
    return [" < ".join(map(written, (reading.unit, *reading.above))) for reading in found]


@pytest.mark.parametrize(("text", "meaning"), rows(READ))
def test_readings(text: str, meaning: str) -> None:
    assert meaning in meanings(readings(text))


@pytest.mark.parametrize(("text", "meaning"), rows(LOOSE))
def test_loose_readings(text: str, meaning: str) -> None:
    assert meaning in meanings(loose_readings(text))
    assert meaning not in meanings(readings(text))


@pytest.mark.parametrize("text", ["Bắc Kạn", "Quan Sơn", "xã Mỹ Thanh, Bạch Thông", "Bà Rịa – Vũng Tàu", "Phường IV"])
def test_the_most_literal_reading_comes_first(text: str) -> None:
    first = readings(text)[0]
    assert ", ".join(part.name for part in (first.unit, *first.above)) == text
    assert {part.type for part in (first.unit, *first.above)} == {None}


def test_a_type_word_alone_is_no_type() -> None:
    for text in ("xã", "X.", "P. ", "thành phố", "TP."):
        assert {reading.unit.type for reading in readings(text)} == {None}


def test_a_numeral_read_as_a_number_is_not_literal() -> None:
    parts = {reading.unit for reading in readings("Phường XIV")}
    assert parts == {
        Part("Phường XIV", None),
        Part("XIV", UnitType.PHUONG),
        Part("14", UnitType.PHUONG, literal=False),
    }
    # Vi and Xi are syllables, and names: only a ward's or a district's number is a lone numeral.
    assert Part("6", UnitType.XA, literal=False) not in {reading.unit for reading in readings("xã Vi")}


def test_normal_form_does_not_count() -> None:
    for text, _ in rows(READ):
        assert readings(unicodedata.normalize("NFD", text)) == readings(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("text", ["", "   ", ",;/", "...", "😀", "\x00", "()[]", "– — -"])
def test_a_text_without_letter_or_digit_has_no_reading(text: str) -> None:
    assert readings(text) == ()
    assert loose_readings(text) == ()


@pytest.mark.parametrize("text", ["a " * 150, "x, " * 100, "xã " * 100, "a-" * 150, "tỉnh a " * 40, "p1 " * 100])
def test_no_text_falls_into_endless_readings(text: str) -> None:
    assert len(readings(text)) < 1_000
    assert len(loose_readings(text)) < 1_000


@given(st.text(max_size=60) | st.text("xãphườngtpqh.,-/ 1IVàđ", max_size=40))
@settings(max_examples=examples(80))
def test_any_text_has_readings_made_of_its_own_letters(text: str) -> None:
    found = readings(text)
    assert len(set(found)) == len(found)
    letters = {*unicodedata.normalize("NFC", text), " "}
    for reading in (*found, *loose_readings(text)):
        for part in (reading.unit, *reading.above):
            assert not part.literal or set(part.name) <= letters
