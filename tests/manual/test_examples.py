"""Every example of the README and the manual is what the program prints today."""

import pytest

from tests import ready
from tools.manual import BLOCK, ROOT, pages, refreshed

WITH_EXAMPLES = [page for page in pages() if page.is_file() and BLOCK.search(page.read_text("utf-8"))]


def test_the_manual_has_examples() -> None:
    assert {page.relative_to(ROOT).as_posix() for page in WITH_EXAMPLES} >= {"docs/units.md", "docs/en/units.md"}


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_examples_print_what_the_page_shows(page: object) -> None:
    path = next(one for one in WITH_EXAMPLES if one == page)
    assert refreshed(path, ready.copied) == path.read_text("utf-8"), "run make fix"
