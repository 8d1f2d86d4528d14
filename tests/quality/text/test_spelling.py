"""Vietnamese text of forms: the golden table, what Unicode's own library says, and properties of any syllable."""

import csv
import unicodedata
from pathlib import Path

import icu
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.quality.text.legacy import decoded, encoded, table_of
from diaban.quality.text.place import place_key
from diaban.quality.text.record import repaired
from diaban.quality.text.spelling import bare_key, is_regular, marked_key, normal_text
from diaban.quality.text.syllable import CLOSED, ONSETS, OPEN, TONES, is_plain_syllable, is_syllable, placed
from diaban.quality.text.telex import from_telex

GOLDEN = Path(__file__).parents[2] / "golden" / "form_names.csv"
ROWS = list(csv.DictReader(GOLDEN.read_text("utf-8").splitlines()))
RIMES = [*OPEN.split(), *(vowel + coda for vowel, codas in CLOSED.items() for coda in codas.split())]


@st.composite
def syllables(draw: st.DrawFn) -> str:
    """Any syllable that the language allows, tone in the place of this house."""
    onset, rime = draw(st.sampled_from(("", *ONSETS))), draw(st.sampled_from(RIMES))
    tone = draw(st.sampled_from(("", *TONES)))
    for at in range(1, len(rime) + 1):
        word = unicodedata.normalize("NFC", onset + rime[:at] + tone + rime[at:])
        if is_syllable(word):
            return placed(word)
    return "an"


NAMES = st.lists(syllables(), min_size=2, max_size=4).map(" ".join)


@pytest.mark.parametrize("row", ROWS, ids=[row["written"] for row in ROWS])
def test_golden(row: dict[str, str]) -> None:
    found = repaired([row["written"]], [])
    assert found.names[0] == (row["normal"] or None)
    assert (found.kind or "") == row["repair"]
    assert bare_key(found.names[0] or "") == row["key"]
    assert icu.Normalizer2.getNFCInstance().isNormalized(row["normal"])
    assert str(icu.UnicodeString(row["normal"]).toLower(icu.Locale("vi"))) == row["normal"]


def test_the_golden_table_is_written_as_it_would_be_typed() -> None:
    """A table of look-alikes is worth nothing once an editor has normalised it."""
    written = "".join(row["written"] for row in ROWS)
    assert all(sign in written for sign in "ðÐƉĐ’ʼ`\u200b\u00a0\u0301\u0300\u031b")
    assert any(unicodedata.normalize("NFD", row["written"]) == row["written"] != row["normal"] for row in ROWS)


@given(NAMES)
def test_normal_is_normal_and_agrees_with_icu(name: str) -> None:
    assert normal_text(name) == name
    assert normal_text(name.upper()) == normal_text(unicodedata.normalize("NFD", name.title())) == name
    letters = icu.Normalizer2.getNFDInstance().normalize(name.replace("đ", "d"))
    bare = "".join(c for c in letters if icu.Char.charType(c) != icu.UCharCategory.NON_SPACING_MARK)
    assert bare_key(name) == marked_key(bare)
    collator = icu.Collator.createInstance(icu.Locale("vi"))
    collator.setStrength(icu.Collator.TERTIARY)
    assert collator.compare(normal_text(icu.Normalizer2.getNFDInstance().normalize(name)), name) == 0


@given(syllables())
def test_a_syllable_is_regular_with_and_without_marks(word: str) -> None:
    assert is_syllable(word)
    if word not in {"t", "v", "th", "ng", "tr", "ph", "hg", "đg"}:
        assert is_regular(word)
    plain = unicodedata.normalize("NFD", word.replace("đ", "d"))
    assert is_plain_syllable("".join(c for c in plain if not unicodedata.combining(c)))


@given(NAMES, st.sampled_from(["tcvn3", "vni", "utf8-as-cp1252"]))
def test_what_an_old_table_writes_is_read_back(name: str, table: str) -> None:
    written = encoded(name, table)  # type: ignore[arg-type]  # drawn from the three words that the type allows
    proven = table_of([written])
    if proven == table:
        assert decoded(written, proven) == name
    elif not name.isascii():
        # What is left alone could be read as it stands, or in both old tables.
        assert proven is None or {proven, table} == {"tcvn3", "vni"}


@pytest.mark.parametrize("table", ["tcvn3", "vni"])
def test_one_proven_word_decides_its_record(table: str) -> None:
    written = [encoded(name, table) for name in ("Nguyễn Thị Hố", "Vũ Hố")]
    assert repaired(written, [encoded("Xã Hố Nai", table)]).names == ("nguyễn thị hố", "vũ hố")
    assert repaired(["Hè Nai", None], []).kind is None


@pytest.mark.parametrize(
    ("keys", "word"),
    [("Nguyeenx", "nguyễn"), ("vawn", "văn"), ("ddoocj", "độc"), ("hoafng", "hoàng"), ("luowng", "lương"),
     ("thuaf", "thùa"), ("quoocs", "quốc"), ("Anhs", "ánh"), ("hoang", None), ("ksor", None), ("Lan", None)],
)  # fmt: skip
def test_telex(keys: str, word: str | None) -> None:
    assert from_telex(keys) == word


@pytest.mark.parametrize(
    ("written", "key"),
    [("TP. HCM", "ho chi minh"), ("Thành phố Hồ Chí Minh", "ho chi minh"), ("P. 04", "4"), ("Phường 4", "4"),
     ("xã Tân Lập, huyện Chợ Đồn, tỉnh Bắc Kạn", "tan lap cho don bac kan"), ("T. Bắc Cạn", "bac kan"),
     ("Mỹ Lý", "mi li"), ("", None), ("Xã", "xa")],
)  # fmt: skip
def test_places(written: str, key: str | None) -> None:
    assert place_key(written) == key
