"""Every example of the README and the manual is what the program prints today."""

from pathlib import Path

import pytest

from tests import ready
from tests.cli.run import printed
from tools.manual import BLOCK, ROOT, pages, refreshed

WITH_EXAMPLES = [page for page in pages() if page.is_file() and BLOCK.search(page.read_text("utf-8"))]


def test_the_manual_has_examples() -> None:
    assert {page.relative_to(ROOT).as_posix() for page in WITH_EXAMPLES} >= {"docs/units.md", "docs/en/units.md"}


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_examples_print_what_the_page_shows(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert refreshed(page, ready.copied, printed) == page.read_text("utf-8"), "run make fix"
