"""The manual's pages of forms are the forms' files of today, every form has its section, and the periods are right."""

import re
from datetime import date

import pytest

from diaban.intake.form import SHIPPED_FORMS
from diaban.intake.reporting import EXAMPLES, Calendar, PeriodRule, parse_period
from tools.forms_page import PAGES, ROOT, SLOT, refreshed


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_the_files_say(name: str) -> None:
    page = ROOT / name
    assert refreshed(page) == page.read_text("utf-8"), "run make fix"


@pytest.mark.parametrize("name", PAGES)
def test_every_file_has_its_section_once(name: str) -> None:
    wanted = ["forms", *(f"form:{path.stem}" for path in SHIPPED_FORMS.glob("*.toml"))]
    assert sorted(slot["name"] for slot in SLOT.finditer((ROOT / name).read_text("utf-8"))) == sorted(wanted)


@pytest.mark.parametrize("name", PAGES)
def test_every_column_of_a_file_is_on_the_page(name: str) -> None:
    """Counted from the text of the files, without their reader."""
    text = (ROOT / name).read_text("utf-8")
    for path in SHIPPED_FORMS.glob("*.toml"):
        for column in re.findall(
            r'\[\[column\]\]\nid = "[^"]+"\n(?:name = "[^"]+"\n)?title = (\{[^}]+\})', path.read_text("utf-8")
        ):
            title = re.search(rf'{PAGES[name]} = "([^"]+)"', column)
            assert title is not None
            assert title[1] in text, (path.name, title[1])


@pytest.mark.parametrize("name", PAGES)
def test_the_days_of_the_table_of_periods_are_those_of_the_program(name: str) -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / name).read_text("utf-8").splitlines()
        if re.search(r"\| `2025(-\w+)?` \|$", line)
    ]
    assert len(rows) == 6
    rules = {example: rule for rule, example in EXAMPLES.items()}
    for _, administrative, statistical, key in rows:
        rule = rules[key.strip("`")]
        if rule is PeriodRule.WEEKLY:
            continue
        for calendar, days in ((Calendar.ADMINISTRATIVE, administrative), (Calendar.CALENDAR, statistical)):
            period = parse_period(rule, calendar, key.strip("`"))
            assert [_read(day) for day in days.split(" – ")] == [period.start, period.cut_off], key


def _read(text: str) -> date:
    if "/" in text:
        day, month, year = map(int, text.split("/"))
        return date(year, month, day)
    return date.fromisoformat(text)
