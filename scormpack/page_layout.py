"""How a course is laid out on pages: which parts share one, what its navigation lists, where each part's neighbours are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scormpack.model import Assessment, Course, Module
from scormpack.state_layout import AnyPart

PAGE_BUDGET = 96 * 1024
"""How much rendered HTML of parts one page may hold, in characters; the launch page also pays for its contract."""

ALL_ENTRIES = 60
"""Up to so many parts, every page's navigation lists all of them; above it, those of the modules on the page."""


KIND_LABELS = {"page": "Reading", "lesson": "Lesson", "quiz": "Quiz", "lab": "Lab", "test": "Test"}


@dataclass(frozen=True, slots=True)
class PageView:
    """One HTML page, as the template sees it. Number 0 is the launch page."""

    file: str
    number: int
    parts: tuple[AnyPart, ...]


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A part in the navigation; ``label`` is its kind, with its number where its module has several of that kind."""

    part: AnyPart
    label: str
    href: str

    @property
    def kicker(self) -> str:
        """The label, empty where it would repeat the title or say nothing."""
        said = self.part.kind == "page" or self.part.title.strip().casefold() == self.label.casefold()
        return "" if said else self.label


@dataclass(frozen=True, slots=True)
class NavModule:
    """A module in the navigation; no entries where its parts are on other pages of a long course."""

    module: Module
    href: str
    entries: tuple[NavEntry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part on its page, with its rendered inside and its neighbours in the course."""

    entry: NavEntry
    html: str
    before: NavEntry | None
    after: NavEntry | None


class Atlas:
    """Where every part stands: made once for all pages."""

    def __init__(self, course: Course, pages: Sequence[PageView]) -> None:
        self.course = course
        self.places = list(course.parts())
        self._number = {part.id: number for number, part in enumerate(self.places)}
        self._file = {part.id: page.file for page in pages for part in page.parts}
        self.module = {part.id: module.id for module in course.modules for part in module.parts}
        self._label: dict[str, str] = {}
        for module in course.modules:
            of_kind = Counter(part.kind for part in module.parts)
            seen: Counter[str] = Counter()
            for part in module.parts:
                seen[part.kind] += 1
                number = f" {seen[part.kind]}" if of_kind[part.kind] > 1 else ""
                self._label[part.id] = KIND_LABELS[part.kind] + number

    def entry(self, part: AnyPart, page: PageView) -> NavEntry:
        """A part as ``page`` links to it."""
        file = "" if self._file[part.id] == page.file else self._file[part.id]
        return NavEntry(part, self._label[part.id], f"{file}#{part.id}")

    def neighbour(self, part: AnyPart, step: int, page: PageView) -> NavEntry | None:
        """The part so many steps on; None past the ends of the course."""
        number = self._number[part.id] + step
        return self.entry(self.places[number], page) if 0 <= number < len(self.places) else None


def split_pages(course: Course, sizes: Mapping[str, int]) -> tuple[PageView, ...]:
    """Which parts share a page: as many as fit the budget, in order, at least one.

    A module that does not fit on what is left of a page begins the next one: so that it is read on one page where it can
    be, and that a part that grows a little seldom moves what is after its module.
    """
    pages: list[PageView] = []
    held: list[AnyPart] = []
    total = sum(sizes.values())
    room = PAGE_BUDGET
    if total > PAGE_BUDGET:
        # The launch page of a long course also carries the contract and the list of modules.
        room -= 40 * len(sizes) + 6 * sum(len(p.questions) for p in course.parts() if isinstance(p, Assessment))
        room = max(room - 150 * len(course.modules), PAGE_BUDGET // 4)
    used = 0
    for module in course.modules:
        whole = sum(sizes[part.id] for part in module.parts)
        for part in module.parts:
            needed = whole if part is module.parts[0] else sizes[part.id]
            if held and used + needed > room:
                pages.append(_page(len(pages), held))
                held, used, room = [], 0, PAGE_BUDGET
            held.append(part)
            used += sizes[part.id]
    pages.append(_page(len(pages), held))
    return tuple(pages)


def _page(number: int, parts: Sequence[AnyPart]) -> PageView:
    return PageView("index.html" if number == 0 else f"page-{number + 1}.html", number, tuple(parts))


def navigation(atlas: Atlas, page: PageView) -> tuple[NavModule, ...]:
    """The modules and parts that one page's navigation lists.

    The launch page names every module, and in a short course every part. The further pages of a long one list
    what stands on them: the player has the rest, and without it the way back to the launch page is enough.
    """
    here = {atlas.module[part.id] for part in page.parts}
    modules: list[NavModule] = []
    for module in atlas.course.modules:
        shown = len(atlas.places) <= ALL_ENTRIES or module.id in here
        if shown or page.number == 0:
            entries = tuple(atlas.entry(part, page) for part in module.parts) if shown else ()
            modules.append(NavModule(module, atlas.entry(module.parts[0], page).href, entries))
    return tuple(modules)


def page_sections(atlas: Atlas, page: PageView, rendered: Mapping[str, str]) -> tuple[Section, ...]:
    """The parts of one page with the ways to and from each."""
    return tuple(
        Section(
            entry=atlas.entry(part, page),
            html=rendered[part.id],
            before=atlas.neighbour(part, -1, page),
            after=atlas.neighbour(part, 1, page),
        )
        for part in page.parts
    )


def told_of(entries: Sequence[NavEntry | None]) -> list[tuple[str, ...] | None]:
    """All that a page says of other parts."""
    return [
        None if one is None else (one.part.id, one.part.title, one.part.kind, one.label, one.href) for one in entries
    ]
