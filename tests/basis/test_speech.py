"""What to do is said for where the reader stands: at the console, or on a page."""

from pathlib import Path

import pytest

from diaban.basis.catalogue import LANGUAGES, Catalogue
from diaban.basis.finding import finding
from diaban.basis.speech import Speech

TEXT = """
[finding.lost.vi]
found = "Mất {what}."
allowed = "Không được mất."
remedy = "Chạy diaban find {what}."
page = "Gõ {what} vào ô tìm kiếm."
[finding.lost.en]
found = "{what} is lost."
allowed = "Nothing may be."
remedy = "Run diaban find {what}."
page = "Type {what} into the search box."
"""


def test_each_door_has_the_remedy_that_can_be_followed_there(tmp_path: Path) -> None:
    (tmp_path / "texts.toml").write_text(TEXT, "utf-8")
    catalogue = Catalogue.load(tmp_path / "texts.toml")
    lost = finding("lost", what="xã A")
    assert catalogue.sentences(lost, "vi")["remedy"] == "Chạy diaban find xã A."
    assert catalogue.sentences(lost, "vi", "page") == {
        "found": "Mất xã A.",
        "allowed": "Không được mất.",
        "remedy": "Gõ xã A vào ô tìm kiếm.",
    }
    assert catalogue.as_dict(lost, "en")["remedy"] == "Run diaban find xã A."


def test_where_a_remedy_suits_both_doors_there_is_one() -> None:
    found = finding("impossible-day", text="2025-02-30")
    for lang in LANGUAGES:
        assert Speech(lang).sentences(found) == Speech(lang, "page").sentences(found)
    conflict = finding("open-conflict", unit="xã A", standard="s", origins=["a", "b"])
    assert "choose" in Speech("en").sentences(conflict)["remedy"]
    assert "page" in Speech("en", "page").sentences(conflict)["remedy"]


@pytest.mark.parametrize(
    "line", ['page = "Gõ {what} vào ô tìm kiếm."\n', 'page = "Type {what} into the search box."\n']
)
def test_a_remedy_for_pages_is_there_in_both_languages(tmp_path: Path, line: str) -> None:
    (tmp_path / "texts.toml").write_text(TEXT.replace(line, ""), "utf-8")
    with pytest.raises(ValueError, match="one language only"):
        Catalogue.load(tmp_path / "texts.toml")
