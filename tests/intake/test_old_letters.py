"""Text files of eight bits a letter: Windows-1258, TCVN3, VNI told by all of their words; letters that were lost.

The bytes in TCVN 5712 are what glibc's ``iconv -t TCVN`` makes of the text; VNI-Windows is written here by the rule its
makers give: a vowel, then a letter that stands for its marks.
"""

import unicodedata

import pytest

from tests.intake.sheets import HEADINGS, codes, errors, given, packed, values, xlsx

NOTES = "Nguyễn Huệ, Đường Lê Lợi, hồ Ba Bể, Thủ Đức, ưu tiên, Hố Nai"
TEXT = f"{';'.join(HEADINGS)}\n00004;xã Púch;Trưởng Công an;3;;;;;{NOTES}\n"
TCVN3 = (
    b"M\xb7 \xae\xacn v\xde;T\xaan \xae\xacn v\xde;Ch\xf8c danh;Qu\xa9n s\xe8 hi\xd6n c\xe3;Di\xd6n t\xddch;"
    b"T\xfb l\xd6;T\xf5 ng\xb5y;Kinh ph\xdd (\xae\xe5ng);Ghi ch\xf3\n"
    b"00004;x\xb7 P\xf3ch;Tr\xad\xebng C\xabng an;3;;;;;Nguy\xd4n Hu\xd6, \xa7\xad\xeang L\xaa L\xeei, h\xe5 Ba B\xd3, "
    b"Th\xf1 \xa7\xf8c, \xadu ti\xaan, H\xe8 Nai\n"
)
MARKS = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
HATS = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
BOWLS = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
ALONE = dict(zip("đơưìỉĩíịỵ", "ñôöìæóíòî", strict=True))


def vni(text: str) -> bytes:
    return "".join(map(_vni, text)).encode("cp1252")


def _vni(letter: str) -> str:
    small = letter.lower()
    found = ALONE.get(small, small)
    if small not in ALONE and not small.isascii():
        base, *marks = unicodedata.normalize("NFD", small)
        tone = next((mark for mark in marks if mark in MARKS), "")
        if "\u031b" in marks:
            found = ALONE[unicodedata.normalize("NFC", base + "\u031b")] + MARKS[tone]
        else:
            found = base + (HATS if "\u0302" in marks else BOWLS if "\u0306" in marks else MARKS)[tone]
    return found.upper() if letter.isupper() else found


def windows(text: str) -> bytes:
    """Windows-1258 keeps a vowel and its tone apart."""
    pieces = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            pieces.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            base = unicodedata.normalize("NFD", letter)
            whole = unicodedata.normalize("NFC", base[:-1])
            tone = base[-1]
            if whole.encode("cp1258", "ignore") == b"":
                whole, tone = unicodedata.normalize("NFC", base[0] + base[2]), base[1]
            pieces.append((whole + tone).encode("cp1258"))
    return b"".join(pieces)


@pytest.mark.parametrize(
    ("data", "code"), [(windows(TEXT), "csv-windows-1258"), (TCVN3, "csv-tcvn3"), (vni(TEXT), "csv-vni")]
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_the_table_is_told_by_all_words_and_gives_back_every_letter(data: bytes, code: str, end: bytes) -> None:
    received = given(data.replace(b"\n", end), "t.csv")
    assert (codes(received)[0], errors(received)) == (code, [])
    assert (values(received, "title"), values(received, "unit_name")) == (["chief"], ["xã Púch"])
    assert values(received, "note") == [NOTES]


@pytest.mark.parametrize("word", ["Hµ Néi", "B¾c K¹n", "Baéc Kaïn", "niño"])
def test_two_tables_in_one_file_are_not_guessed(word: str) -> None:
    data = windows(",".join(HEADINGS)) + b"\n00004," + word.encode("cp1252") + b",Chief,3,,,,,\xb5\xb8 \xf1a\xf8\n"
    assert errors(given(data, "t.csv")) == [("csv-encoding", None)]


@pytest.mark.parametrize("table", ["cp1252", "cp1258", "ascii", "latin-1"])
def test_letters_lost_when_a_text_file_was_saved_are_told_as_that(table: str) -> None:
    assert errors(given(TEXT.encode(table, "replace"), "t.csv")) == [("csv-letters-lost", None)]


def test_a_question_is_no_lost_letter() -> None:
    data = TEXT.replace("Nguyễn Huệ", "Có hài lòng không? Vì sao? Ai? Khi nào?")
    assert errors(given(data.encode(), "t.csv")) == []


@pytest.mark.parametrize("headings", [TCVN3.decode("cp1252"), vni(TEXT).decode("cp1252")])
def test_a_heading_that_reads_as_it_stands_is_of_the_table_of_the_others(headings: str) -> None:
    received = given(
        xlsx([headings.partition("\n")[0].split(";"), ["00004", "", "Chief", 3, None, None, None, None, "x"]])
    )
    assert (errors(received), values(received, "note")) == ([], ["x"])


@pytest.mark.parametrize("name", ["t.xlsb", "t.xlsx", "t"])
def test_a_workbook_in_binary_parts_is_refused_by_its_name(name: str) -> None:
    there = {"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01", "xl/worksheets/sheet1.bin": b""}
    assert errors(given(packed(there), name)) == [("workbook-binary", None)]


def old(text: str) -> str:
    """The text in VNI, as a workbook holds it that names no font."""
    return vni(text).decode("cp1252")


def told(notes: list[str], title: str = "Chief") -> tuple[list[object], list[tuple[str, object]]]:
    rows = [[f"{at:05d}", None, title, at, None, None, None, None, note] for at, note in enumerate(notes, start=1)]
    received = given(xlsx([HEADINGS, *rows]))
    found = [(one.code, one.values.get("likely")) for one in received.findings if one.code.startswith("cell-letters")]
    return values(received, "note"), [one for one in found if one[0] != "cell-letters-restored"]


def test_a_word_that_reads_as_it_stands_is_of_the_table_of_all_others() -> None:
    # An Hồng is written An Hoàng there, Cưu An may be Cửu An in TCVN3.
    notes = ["Nguyễn Huệ", "An Hồng", "Cưu An", "Lê Lai"]
    assert told([old(note) for note in notes]) == (notes, [])


@pytest.mark.parametrize(
    ("notes", "title", "taken", "found"),
    [
        # The words to choose are of Unicode: so may the second note be.
        (["Nguyễn Huệ", "An Hồng"], "Trưởng Công an", ["Nguyễn Huệ"], [("cell-letters-two", ["An Hồng"])]),
        # Nothing of its own column is old: it stands.
        (["An Hồng"], "Trưởng Công an", ["An Hoàng"], []),
        (["Cưu An"], "Chief", [], [("cell-letters-two", ["Cửu An", "Cưu An"])]),
    ],
)
def test_a_word_that_nothing_around_it_explains_is_not_guessed(
    notes: list[str], title: str, taken: list[str], found: list[tuple[str, object]]
) -> None:
    assert told([old(note) for note in notes], title) == (taken, found)


def test_a_word_of_no_table_among_old_ones_is_told() -> None:
    assert told([old("Nguyễn Huệ"), "An ƒp"]) == (["Nguyễn Huệ"], [("cell-letters-unread", "—")])
