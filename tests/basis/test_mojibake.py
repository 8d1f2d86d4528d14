"""Text read with the wrong table: told apart, undone, and never found where nothing is wrong."""

import csv
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.basis.mojibake import Diagnosis, diagnose

# The two tables a second time, laid out as typists knew them and not as the module under test holds them.
UNICODE = (
    "à á ả ã ạ ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ đ è é ẻ ẽ ẹ ê ề ế ể ễ ệ ì í ỉ ĩ ị "
    "ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ ơ ờ ớ ở ỡ ợ ù ú ủ ũ ụ ư ừ ứ ử ữ ự ỳ ý ỷ ỹ ỵ"
).split(" ")
ABC_FONT = (
    "µ ¸ ¶ · ¹ ¨ » ¾ ¼ ½ Æ © Ç Ê È É Ë ® Ì Ð Î Ï Ñ ª Ò Õ Ó Ô Ö × Ý Ø Ü Þ "
    "ß ã á â ä « å è æ ç é ¬ ê í ë ì î ï ó ñ ò ô \u00ad õ ø ö ÷ ù ú ý û ü þ"
).split(" ")
VNI_FONT = (
    "aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä ñ eø eù eû eõ eï eâ eà eá eå eã eä ì í æ ó ò "
    "oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï uø uù uû uõ uï ö öø öù öû öõ öï yø yù yû yõ î"
).split(" ")
ABC_CAPITALS = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
TYPES = ("Xã ", "Phường ", "Thị trấn ", "Huyện ", "Thành phố ", "Tỉnh ", "Thị xã ", "Quận ", "Đặc khu ")


def as_cp1252(text: str) -> str:
    """UTF-8 as a browser shows it when told windows-1252: undefined bytes stay as control characters."""
    undefined = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    return "".join(chr(b) if b in undefined else bytes([b]).decode("cp1252") for b in text.encode())


def as_latin1(text: str) -> str:
    return text.encode().decode("latin-1")


def as_tcvn3(text: str) -> str:
    """In an ABC font. A capital with a tone takes the code of the small letter: the font shows it large."""
    table = dict(zip(UNICODE, ABC_FONT, strict=True)) | ABC_CAPITALS
    return "".join(table.get(c) or table.get(c.lower(), c) for c in text)


def as_vni(text: str) -> str:
    table = dict(zip(UNICODE, VNI_FONT, strict=True))
    return "".join(table.get(c) or table.get(c.lower(), c).upper() if not c.isascii() else c for c in text)


@pytest.fixture(scope="module")
def golden(root: Path) -> list[str]:
    """The names of the golden file that stand as people write them, type before name."""
    lines = (root / "tests/golden/vi_collation.txt").read_text("utf-8").splitlines()[1:]
    names = (name for line in lines for name in line.split("\t"))
    return [name for name in names if name.startswith(TYPES) and not name.isascii()]


@pytest.fixture(scope="module")
def real(shared: Path) -> list[str]:
    """Every name of a unit that exists or existed."""
    with (shared / "units" / "unit_version.csv").open(encoding="utf-8", newline="") as stream:
        return sorted({row["name"] for row in csv.DictReader(stream)})


@pytest.mark.parametrize(
    ("text", "kind", "repaired"),
    [
        ("Báº¯c Káº¡n", "utf8-as-cp1252", "Bắc Kạn"),
        ("HÃ\u00a0 Ná»™i", "utf8-as-cp1252", "Hà Nội"),
        ("HÃ  Ná»™i", "utf8-as-cp1252", "Hà Nội"),
        ("Ä\u0090Ã\u00a0 Náºµng", "utf8-as-cp1252", "Đà Nẵng"),
        ("BÃ¡ÂºÂ¯c KÃ¡ÂºÂ¡n", "utf8-as-cp1252", "Bắc Kạn"),
        ("Tỉnh Báº¯c Káº¡n", "utf8-as-cp1252", "Tỉnh Bắc Kạn"),
        ("B¾c K¹n", "tcvn3", "Bắc Kạn"),
        ("TØNH B¾C K¹N", "tcvn3", "TỈNH BẮC KẠN"),
        ("Ph\u00adêng §«ng H¶i", "tcvn3", "Phường Đông Hải"),
        ("ThÞ trÊn Ch©u æ", "tcvn3", "Thị trấn Châu Ổ"),
        ("Baéc Kaïn", "vni", "Bắc Kạn"),
        ("TÆNH BAÉC KAÏN", "vni", "TỈNH BẮC KẠN"),
        ("Phöôøng Ñoâng Haûi", "vni", "Phường Đông Hải"),
        ("B\ufffdc K\ufffdn", "replacement", None),
        ("B?c K?n", "replacement", None),
        ("TH? TR?N", "replacement", None),
        ("Hà N?i", "replacement", None),
        # The soft hyphen that is ư in an ABC font got lost, and a word betrays it.
        ("Mêng Kh¬ng", "tcvn3", None),
        ("HuyÖn Hng Hµ", "tcvn3", None),
        # Cửu An in an ABC font, Cưu An in VNI.
        ("Cöu An", "tcvn3", None),
    ],
)
def test_what_happened_to_a_text(text: str, kind: str, repaired: str | None) -> None:
    found = diagnose(text)
    assert found is not None
    assert (found.kind, found.repaired) == (kind, repaired)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bac Kan",
        "Tỉnh Bắc Kạn",
        "XÃ\u00a0HÒA AN",
        "«Hà Nội»",
        "Đường số 5?",
        "Huế?",
        "What? Who? Why?",
        "page?id=3&name=x",
        "see http://example.org/a?b",
        "naïve café in Zürich",
        "El Niño, São Paulo, Curaçao",
        "10 µm ± 0.5 °C, ½ cup, 5 × 3, £5, © 2025 ®",
        # As it stands it may be a name.
        "Hè Nai",
    ],
)
def test_nothing_is_wrong_with(text: str) -> None:
    assert diagnose(text) is None


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("case", [str, str.upper, str.lower])
def test_no_real_name_is_suspected(real: list[str], form: str, case: Callable[[str], str]) -> None:
    bare = {name.removeprefix(kind) for name in real for kind in TYPES}
    found = [name for name in sorted(bare) if diagnose(unicodedata.normalize(form, case(name)))]
    assert found == []


@pytest.mark.parametrize("mangle", [as_cp1252, as_latin1, lambda text: as_cp1252(as_cp1252(text))])
def test_utf8_comes_back_letter_by_letter(real: list[str], mangle: Callable[[str], str]) -> None:
    names = [name for name in real if not name.isascii()]
    assert [name for name in names if diagnose(mangle(name)) != Diagnosis("utf8-as-cp1252", name)] == []


# What cannot come back, each for a reason that no rule removes.
NO_VIETNAMESE_WORD = {
    "Xã Ia Broăi",
    "Xã Ia Piơr",
    "Xã Ia Púch",
    "Xã Laêê",
    "Xã Liêng Srônh",
    "Xã Zuôich",
    "Xã Đak Sơmei",
    "Xã Đăk Sơmei",
}
LOOKS_AS_IF_U_WAS_LOST = {
    "Thị trấn Kon Dơng",
    "Thị trấn P Rao",
    "Thị trấn Pơng Drang",
    "Xã Ea D'Rơng",
    "Xã H Bông",
    "Xã Kông Lơng Khơng",
    "Xã Pơng Drang",
}
SMALL_WHERE_A_CAPITAL_BELONGS = {"Xã Mường é", "Xã Nậm ét", "Xã Pa ủ", "Xã é Tòng", "Xã Đại áng", "Xã Đồng ý"}
READ_AS_A_HEADING = {"Xã AL Bá", "Xã SRó"}


def test_vni_comes_back(real: list[str]) -> None:
    names = {name for name in real if not name.isascii()}
    assert {n for n in names if diagnose(as_vni(n)) != Diagnosis("vni", n)} == NO_VIETNAMESE_WORD


def test_tcvn3_comes_back(real: list[str]) -> None:
    names = {name for name in real if not name.isascii()}
    missed = {n: diagnose(as_tcvn3(n)) for n in names if diagnose(as_tcvn3(n)) != Diagnosis("tcvn3", n)}
    assert {n for n, found in missed.items() if found is None} == NO_VIETNAMESE_WORD
    assert {n for n, found in missed.items() if found == Diagnosis("tcvn3", None)} == LOOKS_AS_IF_U_WAS_LOST
    rest = {n: found.repaired for n, found in missed.items() if found and found.repaired}
    # ABC fonts have no capitals with a tone: nothing but their case may differ.
    assert all(repaired.lower() == n.lower() for n, repaired in rest.items())
    assert set(rest) == SMALL_WHERE_A_CAPITAL_BELONGS | READ_AS_A_HEADING


def test_a_name_without_its_type_is_repaired_rightly_or_not_at_all(real: list[str]) -> None:
    bare = {name.removeprefix(kind) for name in real for kind in TYPES}
    wrong = []
    for name in bare:
        for mangle in (as_tcvn3, as_vni):
            found = diagnose(mangle(name))
            if found and found.repaired and found.repaired.lower() != name.lower():
                wrong.append((name, found))
    assert wrong == []


def test_names_of_the_golden_file_come_back(golden: list[str]) -> None:
    hopeless = NO_VIETNAMESE_WORD | LOOKS_AS_IF_U_WAS_LOST
    assert len(golden) > 300
    for name in set(golden) - hopeless:
        repaired = [diagnose(mangle(name)) for mangle in (as_cp1252, as_tcvn3, as_vni)]
        assert [found and found.repaired and found.repaired.lower() for found in repaired] == [name.lower()] * 3


@given(st.text(st.characters(codec="ascii", exclude_characters="?"), max_size=40))
def test_ascii_is_never_suspected(text: str) -> None:
    assert diagnose(text) is None


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    found = diagnose(text)
    assert found is None or found.repaired is None or found.repaired == unicodedata.normalize("NFC", found.repaired)


@given(st.lists(st.sampled_from(["Bắc", "Hà", "Nội", "Đông", "Phường", "Kạn", "Huế", "Mỹ", "10"]), min_size=1))
def test_whole_sentences_come_back_from_utf8(words: list[str]) -> None:
    text = " ".join(["Tỉnh", *words])
    assert diagnose(as_cp1252(text)) == Diagnosis("utf8-as-cp1252", text)
