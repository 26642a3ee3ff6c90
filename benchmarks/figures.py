"""What a benchmark found, and the table it is printed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "over", "not measured", ""]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    ``measured`` None: it could not be measured, and ``note`` says why. ``target`` is the most that is wanted;
    None: shown for what it tells, and not judged. Seconds never have a target.
    """

    what: str
    measured: float | None
    unit: str = ""
    target: float | None = None
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """How the figure stands to its target."""
        if self.measured is None:
            return "not measured"
        if self.target is None:
            return ""
        return "ok" if self.measured <= self.target else "over"


def table(title: str, figures: Sequence[Figure]) -> str:
    """The figures under a title, in columns."""
    rows = [
        (figure.what, in_words(figure.measured, figure.unit), in_words(figure.target, figure.unit), figure.verdict)
        for figure in figures
    ]
    head = (title, "measured", "target", "")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(4)]
    lines = [_line(head, widths, ""), "-" * (sum(widths) + 6)]
    lines += [_line(row, widths, figure.note) for row, figure in zip(rows, figures, strict=True)]
    return "\n".join(lines)


def _line(row: tuple[str, str, str, str], widths: Sequence[int], note: str) -> str:
    what, measured, target, verdict = row
    cells = (what.ljust(widths[0]), measured.rjust(widths[1]), target.rjust(widths[2]), verdict.ljust(widths[3]), note)
    return "  ".join(cells).rstrip()


def in_words(number: float | None, unit: str) -> str:
    """A number with its unit, as exact as is of use: whole numbers whole, others to three digits."""
    if number is None:
        return ""
    exact = float(number).is_integer() and unit not in ("times", "s")
    digits = f"{number:,.0f}" if exact or number >= 100 else f"{number:.2f}" if number < 10 else f"{number:.1f}"
    return f"{digits} {unit}".rstrip()
