"""How the manual is built: Markdown, Vietnamese first, nothing taken from outside, every warning an error."""

from typing import Any, Final

from sphinx.application import Sphinx
from sphinx.locale import get_translation

project = "Địa Bàn"
author = "The Địa Bàn authors"
copyright = "2026, The Địa Bàn authors"
language = "vi"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

nitpicky = True
# Files that the examples read, not pages.
exclude_patterns = ["examples"]

html_theme = "furo"
html_title = "Địa Bàn: theo dõi chương trình xây dựng Công an xã chính quy"
html_copy_source = False
html_show_sphinx = False
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["manual.css"]

WORDS: Final = {
    "Back to top": "Lên đầu trang",
    "Copyright &#169; %(copyright)s": "Bản quyền &#169; %(copyright)s",
    "Home": "Trang đầu",
    "Made with": "Dựng bằng",
    "Next": "Tiếp theo",
    "On this page": "Trong trang này",
    "Previous": "Trước",
    "Search": "Tìm kiếm",
}
"""Words that the theme puts around a page, for which it has no Vietnamese."""


def surround(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """A page is Vietnamese, or English under ``en/`` and ``adr/``; so are the words around it."""
    english = page.startswith(("en/", "adr/"))
    builtin = get_translation("sphinx")

    def say(text: str) -> str:
        return text if english else WORDS.get(" ".join(text.split())) or str(builtin(text))

    context["language"] = "en" if english else "vi"
    context["_"] = context["gettext"] = say


def setup(app: Sphinx) -> None:
    """Called by sphinx."""
    app.connect("html-page-context", surround)
