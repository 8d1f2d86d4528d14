"""How the manual is built: Markdown, Vietnamese first, nothing taken from outside, every warning an error."""

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
