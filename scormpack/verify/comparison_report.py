"""A comparison of two versions as plain data and as lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scormpack.verify.comparison import Change, Progress
from scormpack.verify.comparison_effects import Note
from scormpack.verify.packed import Packed

DIFF_FORMAT = 1
AREAS = {
    "identity": "Identifiers",
    "grade": "Grades",
    "completion": "Completion",
    "wording": "Wording",
}
KINDS = {"quiz": "quizzes", "question": "questions"}


def comparison_data(old: Packed, new: Packed, progress: Progress, notes: tuple[Note, ...]) -> dict[str, Any]:
    """The JSON of `scormpack diff --format json` (docs/diff.md)."""
    lost = any(change.effect == "lost" for change in progress.changes) or any(note.loses for note in notes)
    return {
        "format": DIFF_FORMAT,
        "target": new.target,
        "old": {"id": old.contract.id, "version": old.contract.version},
        "new": {"id": new.contract.id, "version": new.contract.version},
        "lost": lost,
        "kept": progress.kept,
        "changes": [_change(change) for change in progress.changes],
        "notes": [{"area": note.area, "id": note.id or None, "text": note.text, "loses": note.loses} for note in notes],
    }


def _change(change: Change) -> dict[str, str]:
    data = {"effect": change.effect, "kind": change.kind, "id": change.id, "reason": change.reason}
    return data | ({"hint": change.hint} if change.hint else {})


def comparison_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """The same for people."""
    old, new = data["old"], data["new"]
    name = new["id"] if new["id"] == old["id"] else f"{old['id']} -> {new['id']}"
    yield f"{name}  {old['version']} -> {new['version']}"
    yield ""
    if not data["changes"] and not data["notes"]:
        yield "Nothing changes for learners who are under way."
        return
    kept = ", ".join(_counted(kind, count) for kind, count in data["kept"].items())
    yield "Progress of learners who are under way"
    yield f"  kept         {kept or 'nothing'}"
    width = max((len(change["id"]) for change in data["changes"]), default=0)
    for effect in ("lost", "asked again", "new"):
        for change in data["changes"]:
            if change["effect"] != effect:
                continue
            yield f"  {effect:<12} {change['id']:<{width}}  {change['reason']}"
            if "hint" in change:
                yield f"  {'':<12} {'':<{width}}  {change['hint']}"
    for area, title in AREAS.items():
        notes = [note for note in data["notes"] if note["area"] == area]
        if notes:
            yield ""
            yield title
        for note in notes:
            mark = "lost: " if note["loses"] else ""
            yield f"  {note['id']}: {mark}{note['text']}" if note["id"] else f"  {mark}{note['text']}"
    yield ""
    if data["lost"]:
        yield "Something is lost."
    else:
        yield "Nothing is lost."


def _counted(kind: str, count: int) -> str:
    return f"{count} {kind}" if count == 1 else f"{count} {KINDS.get(kind, kind + 's')}"
