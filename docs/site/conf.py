"""Sphinx's settings. Its pages are those that stage.py prepares; build.py starts it."""

from __future__ import annotations

from scormpack import __version__

project = "scormpack"
version = release = __version__
language = "en"
extensions = ["myst_parser"]
root_doc = "index"
templates_path = ["templates"]
# Quotation marks and dashes stay as they are written: options of a command begin with two.
smartquotes = False

# As on the repository's host: every heading can be linked to by its words.
myst_heading_anchors = 6
# Footnotes stand where they are written, without a rule above.
myst_footnote_transition = False

html_theme = "furo"
html_title = f"scormpack {__version__}"
html_theme_options = {
    "light_css_variables": {"color-taken-out": "#a40000", "color-brought-in": "#005f00"},
    "dark_css_variables": {"color-taken-out": "#ff9d9d", "color-brought-in": "#9fe09f"},
}
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = [("page.js", {"defer": "defer"})]
html_show_sourcelink = False
html_show_copyright = False
html_copy_source = False
html_use_index = False
html_permalinks_icon = "#"
# Colours for code that are told apart on their ground by everybody (WCAG AA).
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
