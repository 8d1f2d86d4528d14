"""The manual's pages of the rules are the rules' files of today, a section for each."""

import re

import pytest

from diaban.quality.rule import SHIPPED_RULES, Quality
from tools.rules_page import PAGES, ROOT, SLOT, refreshed


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_the_files_say(name: str) -> None:
    page = ROOT / name
    assert refreshed(page) == page.read_text("utf-8"), "run make fix"


@pytest.mark.parametrize("name", PAGES)
def test_every_quality_and_every_rule_stands_on_it_once(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert [slot["name"] for slot in SLOT.finditer(text)] == [quality.value for quality in Quality]
    told = re.findall(r"^\| `([a-z0-9-]+)` \|  \|$", text, re.MULTILINE)
    assert sorted(told) == sorted(path.stem for path in SHIPPED_RULES.glob("*.toml"))
