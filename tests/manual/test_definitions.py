"""The manual's tables of standards, promises and measures are the definition files of today."""

from pathlib import Path

import pytest

from tools.definitions_page import PAGES, ROOT, SLOT, TABLES, faults, refreshed, rendered


def test_the_files_have_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize("name", PAGES)
def test_tables_show_what_the_files_say(name: str) -> None:
    page = ROOT / name
    assert refreshed(page) == page.read_text("utf-8"), "run make fix"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_every_table_once(name: str) -> None:
    assert sorted(slot["name"] for slot in SLOT.finditer((ROOT / name).read_text("utf-8"))) == sorted(TABLES)


@pytest.mark.parametrize(
    ("table", "folder"), [("standards", "standards"), ("promises", "promises"), ("measures", "measures")]
)
def test_every_file_has_its_row(table: str, folder: str) -> None:
    """Counted from the folder itself: a file that the tool overlooks is a row that is missing."""
    there = len(list(Path(ROOT, "src/diaban/coverage", folder).glob("*.toml")))
    assert rendered(table, "vi").count("\n") == there + 2
