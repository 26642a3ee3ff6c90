"""Two versions of a course: what the second takes over of the progress of learners who are under way with the first.

A learner who has done everything in the first is read by the second, as its player would. What is there again is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from scormpack.answer_key import QuestionKey
from scormpack.contract import LabContract, QuizContract
from scormpack.verify.packed import Packed
from scormpack.verify.saved_state import SavedState, read_state
from scormpack.verify.state_runs import AnyPart
from scormpack.verify.whole_learner import whole_state

Effect = Literal["lost", "asked again", "kept", "new"]
"""lost: gone with its thing, or without a way back. asked again: the thing is there and open."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the progress on one thing. ``id`` is its new id, or the old one where it is gone."""

    effect: Effect
    kind: str
    id: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Renames:
    """Old ids to new ones, of parts and of questions."""

    parts: dict[str, str]
    questions: dict[str, str]


@dataclass
class Progress:
    """``kept`` counts what is taken over, by kind."""

    changes: list[Change] = field(default_factory=list)
    kept: dict[str, int] = field(default_factory=dict)

    def add(self, change: Change) -> None:
        """What is kept is counted, the rest listed."""
        if change.effect == "kept":
            self.kept[change.kind] = self.kept.get(change.kind, 0) + 1
        else:
            self.changes.append(change)


Asked = tuple[str, int, QuestionKey]
"""A question's part, its number in it, and its key."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Both versions, and what the new one reads of a learner who has done everything in the old one."""

    old: Packed
    new: Packed
    renames: Renames
    state: SavedState
    parts: dict[str, AnyPart]
    asked: dict[str, Asked]
    """Of the new version, by id."""
    was_asked: dict[str, Asked]
    """Of the old one."""


def compare_progress(old: Packed, new: Packed) -> Progress:
    """Part by part in the old order, then what is new."""
    pair = Pair(
        old,
        new,
        renames_between(old, new),
        read_state(new.contract, whole_state(old.contract), new.former),
        {part.id: part for part in parts_of(new)},
        _asked(new),
        _asked(old),
    )
    found = Progress()
    for part in parts_of(old):
        for change in _part_changes(pair, part):
            found.add(change)
    for change in _newcomers(new, pair.renames):
        found.add(change)
    return found


def _asked(packed: Packed) -> dict[str, Asked]:
    return {key.id: (part, at, key) for part, keys in packed.keys.items() for at, key in enumerate(keys)}


def parts_of(packed: Packed) -> list[AnyPart]:
    """All parts in order."""
    return [part for module in packed.contract.modules for part in module.parts]


def renames_between(old: Packed, new: Packed) -> Renames:
    """What is the same thing in both: by its id, or by an id that it had."""
    parts = _same([part.id for part in parts_of(old)], {part.id: part.renamed_from for part in parts_of(new)})
    before = [key.id for keys in old.keys.values() for key in keys]
    after = {key.id: key.renamed_from for keys in new.keys.values() for key in keys}
    return Renames(parts, _same(before, after))


def _same(before: list[str], after: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    by_name = {name: new for new, names in after.items() for name in names} | {name: name for name in after}
    return {name: by_name[name] for name in before if name in by_name}


def _part_changes(pair: Pair, part: AnyPart) -> Iterator[Change]:
    now = pair.parts.get(pair.renames.parts.get(part.id, ""))
    if now is None:
        reason = "no part has this id any more: all that was done in it"
        yield Change("lost", part.kind, part.id, reason, _rename_hint(pair.old, pair.new, part))
    else:
        held = pair.state.parts[now.id]
        yield _own_change(part, now, held)
        if isinstance(part, LabContract) and isinstance(now, LabContract):
            yield from _lab_changes(part, now, held)
    for key in pair.old.keys.get(part.id, ()):
        yield _question_change(pair, key)


def _own_change(part: AnyPart, now: AnyPart, held: Mapping[str, Any]) -> Change:
    """What becomes of a part's own: that it was viewed, a quiz's attempts and result, a lab's exchanges and result."""
    if _is_whole(now, held):
        return Change("kept", part.kind, now.id, "")
    if known_as(part) != known_as(now):
        return Change("lost", part.kind, now.id, *_elsewhere(part, now))
    if part.kind != now.kind:
        return Change("lost", part.kind, now.id, f"it is a {now.kind} now")
    if isinstance(part, QuizContract):
        return Change("lost", part.kind, now.id, "its attempts and result")
    return Change("lost", part.kind, now.id, "all of it: this version cannot read what stands under it")


def known_as(thing: AnyPart | QuestionKey) -> str:
    """The id that progress stands under."""
    return thing.renamed_from[0] if thing.renamed_from else thing.id


def _elsewhere(old: AnyPart | QuestionKey, new: AnyPart | QuestionKey) -> tuple[str, str]:
    """Why a rename did not carry anything over, and how it would."""
    names = [name for name in dict.fromkeys((*old.renamed_from, old.id, *new.renamed_from)) if name != new.id]
    return f"what was done stands under `{known_as(old)}`", f"write `renamed_from: [{', '.join(names)}]`"


def _is_whole(part: AnyPart, held: Mapping[str, Any]) -> bool:
    if isinstance(part, QuizContract):
        full = held["best"] is not None and abs(held["best"] - part.points) < 0.01
        return bool(held["viewed"] and held["attempt"] > 1 and full)
    if isinstance(part, LabContract):
        return bool(held["viewed"] and held["result"] != "none")
    return bool(held["viewed"])


def _lab_changes(part: LabContract, now: LabContract, held: Mapping[str, Any]) -> Iterator[Change]:
    for name in ("prompts", "topics"):
        left = sum(held[name])
        before = len(part.bits) - 3 - len(part.topics) if name == "prompts" else len(part.topics)
        if left < min(before, len(held[name])) or (left < before and held["result"] == "none"):
            yield Change("asked again", part.kind, now.id, f"{before - left} of its {before} {name}")


def _question_change(pair: Pair, key: QuestionKey) -> Change:
    found = pair.asked.get(pair.renames.questions.get(key.id, ""))
    if found is None:
        place, _at, _key = pair.was_asked[key.id]
        return Change("lost", "question", key.id, f"it was asked in {place}, and is gone", _twin(pair, key))
    owner, at, now = found
    if pair.state.parts[owner]["slots"][at]:
        return Change("kept", "question", now.id, "")
    if known_as(key) != known_as(now):
        return Change("lost", "question", now.id, *_elsewhere(key, now))
    reason = f"it was {key.type}, and is {now.type}" if key.type != now.type else _what_changed(key, now)
    return Change("asked again", "question", now.id, reason)


def _twin(pair: Pair, key: QuestionKey) -> str:
    """A new question that could be the old one under another id."""
    twins = [
        one.id
        for _part, _at, one in pair.asked.values()
        if one.id not in pair.was_asked
        and (one.type, one.points, inner_ids(one)) == (key.type, key.points, inner_ids(key))
    ]
    return _rename_to(twins, known_as(key))


def _rename_to(candidates: list[str], name: str) -> str:
    if len(candidates) == 1:
        return f"if it is `{candidates[0]}` now, give that `renamed_from: {name}`"
    return f"if it was renamed, give the new id `renamed_from: {name}`"


def _what_changed(old: Any, new: Any) -> str:
    before, after = inner_ids(old), inner_ids(new)
    renamed = {new.was.get(name, name) for name in after}
    gone, come = (
        sorted(before - renamed - after),
        sorted(name for name in after if new.was.get(name, name) not in before),
    )
    words = [f"{', '.join(names)} {what}" for what, names in (("gone", gone), ("new", come)) if names]
    return f"its options changed: {'; '.join(words)}" if words else "what an answer to it can be has changed"


def inner_ids(key: Any) -> set[str]:
    """The ids of what a response is made of."""
    found: set[str] = set()
    for name in ("choices", "items", "rubric", "blanks"):
        found |= {one if isinstance(one, str) else one.id for one in getattr(key, name, ())}
    return found | set(getattr(key, "scale", ())) | set(getattr(key, "targets", ()))


def _rename_hint(old: Packed, new: Packed, part: AnyPart) -> str:
    """The one new part that holds the old one's questions, or has its kind in its place."""
    asked = {key.id for key in old.keys.get(part.id, ())}
    known = {one.id for one in parts_of(old)}
    fresh = [one for one in parts_of(new) if one.id not in known]
    twins = [one.id for one in fresh if asked & {key.id for key in new.keys.get(one.id, ())}]
    twins = twins or [one.id for one in fresh if one.kind == part.kind]
    return _rename_to(twins, known_as(part))


def _newcomers(new: Packed, renames: Renames) -> Iterator[Change]:
    parts, questions = set(renames.parts.values()), set(renames.questions.values())
    for part in parts_of(new):
        if part.id not in parts:
            yield Change("new", part.kind, part.id, "nobody has done it yet")
            continue
        for key in new.keys.get(part.id, ()):
            if key.id not in questions:
                yield Change("new", "question", key.id, f"in {part.id}")
