"""Pages as Sphinx takes them, from pages as the repository's host shows them.

Links between pages are the same on both. What differs: README.md and CHANGELOG.md are pages too, the contents are added to
`index`, the showcase's files are pages, and the tutorial's blocks show what is new in them.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from docs.site.fences import FENCE
from docs.site.generated import SHOWCASE, codes_page, commands_page, page_of, showcase_files
from docs.site.pages import DOCS, ROOT, TITLES, contents, pages
from docs.site.tutorial import Folder, Written

OUTSIDE = {"README.md": "readme", "CHANGELOG.md": "changes"}
LINK = re.compile(r"(?P<code>`+)[^`].*?(?<!`)(?P=code)(?!`)|(?<=\]\()(?P<path>[^)\s#:]+)(?P<rest>#[^)\s]*)?(?=\))")
"""A link to a file; or code in a line, in which nothing is a link."""


class LinkError(Exception):
    """A link leads to a file that is no page of the site."""


def stage(folder: Path) -> None:
    """Writes all pages and pictures into an empty folder."""
    texts = {name_of(page): relinked(page) for page in [*pages(), *(ROOT / name for name in OUTSIDE)]}
    texts |= {"commands": commands_page(), "codes": codes_page()}
    files = showcase_files()
    steps = sorted(name for name in texts if re.fullmatch(r"tutorial/\d.*", name))
    reader = Folder()
    for name in steps:
        texts[name] = with_new_lines_marked(texts[name], reader)
    listed = contents(set(texts))
    texts["index"] += "".join(toctree(group, heading) for heading, group in listed.items())
    texts["tutorial/index"] += toctree([step.removeprefix("tutorial/") for step in steps])
    texts["showcase"] += toctree(sorted(files))
    for name, text in (texts | files).items():
        target = folder / f"{name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    for picture in DOCS.glob("*.png"):
        shutil.copyfile(picture, folder / picture.name)


def name_of(page: Path) -> str:
    """What the site calls a page."""
    if page.parent == ROOT:
        return OUTSIDE[page.name]
    return page.relative_to(DOCS).with_suffix("").as_posix()


def relinked(page: Path) -> str:
    """The page's text; links to files outside of docs/ lead to the pages that stand for them."""
    name, text = name_of(page), page.read_text("utf-8")
    up = "../" * name.count("/")

    def lead(link: re.Match[str]) -> str:
        if link["code"]:
            return link[0]
        file = (page.parent / link["path"]).resolve()
        if file.is_relative_to(SHOWCASE) and page_of(file) in shown:
            to = f"{up}{page_of(file)}.md"
        elif file in known:
            to = f"{up}{name_of(file)}.md"
        elif file.parent == DOCS and file.suffix == ".png":
            to = f"{up}{file.name}"
        else:
            raise LinkError(f"{page.relative_to(ROOT)}: {link['path']} is no page of the site")
        return f"{to}{link['rest'] or ''}"

    known, shown = {*pages(), *(ROOT / name for name in OUTSIDE)}, showcase_files()
    pieces, end = [], 0
    for block in FENCE.finditer(text):
        pieces += [LINK.sub(lead, text[end : block.start()]), block[0]]
        end = block.end()
    return "".join(pieces) + LINK.sub(lead, text[end:])


def with_new_lines_marked(page: str, reader: Folder) -> str:
    """The step's text; where a file is written once more, the lines that are new in it are marked."""
    pieces, end = [], 0
    for act in list(reader.acts(page)):
        if isinstance(act, Written) and act.new_lines:
            marked = ",".join(map(str, act.new_lines))
            language, fence = act.fence.language, "``````"
            block = f"{fence}{{code-block}} {language}\n:emphasize-lines: {marked}\n\n{act.fence.text}{fence}"
            pieces += [page[end : act.fence.start], block]
            end = act.fence.end
    return "".join(pieces) + page[end:]


def toctree(names: list[str], heading: str = "") -> str:
    """A list of pages for the contents, which is not shown in the page itself."""
    lines = [f"{TITLES[name]} <{name}>" if name in TITLES else name for name in names]
    caption = f":caption: {heading}\n" if heading else ""
    return "\n\n```{toctree}\n:hidden:\n:maxdepth: 1\n" + caption + "\n" + "\n".join(lines) + "\n```\n"
