"""Two versions of a course: what changes for grades, for completion, and in what LMSs and LRSs keep results under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from scormpack.contract import CourseContract, LabContract, QuizContract
from scormpack.rule_words import rule_in_words
from scormpack.verify.comparison import parts_of, renames_between
from scormpack.verify.packed import Packed

Area = Literal["identity", "grade", "completion", "wording"]


@dataclass(frozen=True, slots=True)
class Note:
    """``loses``: something that learners have is gone with it. ``id`` is a part's or question's, "" for the course."""

    area: Area
    id: str
    text: str
    loses: bool = False


def effects(old: Packed, new: Packed) -> tuple[Note, ...]:
    """In the order of areas, then of the course."""
    return (*_identity(old, new), *_grades(old, new), *_completion(old.contract, new.contract), *_wording(old, new))


def _identity(old: Packed, new: Packed) -> Iterator[Note]:
    before, after = old.identifiers, new.identifiers
    if before.get("item") != after.get("item"):
        yield Note(
            "identity",
            "",
            f"the item `{before['item']}` becomes `{after['item']}`: Moodle deletes all attempts and sets grades to 0",
            loses=True,
        )
    for name, what in (("course", "course"), ("au", "assignable unit")):
        if name in before and before[name] != after.get(name):
            yield Note(
                "identity",
                "",
                f"the {what}'s IRI {before[name]} becomes {after.get(name)}: an LRS keeps state and results under the old one",
                loses=True,
            )
    if old.contract.id != new.contract.id and "item" not in before:
        yield Note("identity", "", f"the id `{old.contract.id}` becomes `{new.contract.id}`")
    renames = renames_between(old, new)
    for name, now in {**renames.parts, **renames.questions}.items():
        if name != now:
            yield Note("identity", now, f"was `{name}`: results and statements of the time before keep that name")
    if old.contract.version == new.contract.version and old.data != new.data:
        yield Note("identity", "", f"both are version {new.contract.version}, and they differ")


def _grades(old: Packed, new: Packed) -> Iterator[Note]:
    before, after = old.contract, new.contract
    if (score := _score(before)) != (now := _score(after)):
        yield Note(
            "grade", "", f"the score comes from {now}, and came from {score}; nobody's best score so far goes down"
        )
    if before.mastery_score != after.mastery_score:
        yield Note("grade", "", _mark(before.mastery_score, after.mastery_score))
    if before.status != after.status:
        yield Note("grade", "", f"the status policy is `{after.status}`, and was `{before.status}`")
    if before.success != after.success:
        words = "the score alone" if after.success is None else rule_in_words(after.success)
        yield Note("grade", "", f"passed is who has {words}; who has passed already stays so")
    renames = renames_between(old, new)
    parts = {part.id: part for part in parts_of(new)}
    for part in parts_of(old):
        now_part = parts.get(renames.parts.get(part.id, ""))
        if isinstance(part, QuizContract) and isinstance(now_part, QuizContract):
            yield from _quiz_grades(part, now_part)
    yield from _judged_otherwise(old, new)


def _quiz_grades(old: QuizContract, new: QuizContract) -> Iterator[Note]:
    if old.points != new.points:
        yield Note(
            "grade",
            new.id,
            f"{_points(new.points)}, and had {old.points}: a result stays the share of the points that it was",
        )
    if old.mastery_score != new.mastery_score and new.mastery_score is not None and old.mastery_score is not None:
        yield Note("grade", new.id, _mark(old.mastery_score, new.mastery_score))
    elif old.mastery_score != new.mastery_score:
        yield Note("grade", new.id, "its own pass mark comes or goes")
    if old.attempts != new.attempts:
        left, were = (str(value) if value else "any number of" for value in (new.attempts, old.attempts))
        fewer = (
            " Who has taken more has none left."
            if new.attempts and (not old.attempts or new.attempts < old.attempts)
            else ""
        )
        yield Note("grade", new.id, f"{left} attempts, and had {were}.{fewer}")
    if old.counts != new.counts:
        yield Note(
            "grade", new.id, f"the {new.counts} attempt counts, and the {old.counts} one did; results so far stay"
        )


def _judged_otherwise(old: Packed, new: Packed) -> Iterator[Note]:
    """Questions whose right answer, or points, are others now."""
    renames = renames_between(old, new)
    after = {key.id: key for keys in new.keys.values() for key in keys}
    for keys in old.keys.values():
        for key in keys:
            now = after.get(renames.questions.get(key.id, ""))
            if now is None or now.type != key.type:
                continue
            if _right(key, key.was) != _right(now, now.was):
                yield Note(
                    "grade",
                    now.id,
                    "another answer is right. Results that were reached stay; attempts under way and later ones are judged anew",
                )
            if key.points != now.points:
                yield Note("grade", now.id, f"{_points(now.points)}, and had {key.points}")


def _right(key: Any, was: dict[str, str]) -> Any:
    """What is right, without words and by the ids that progress knows."""

    def known(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: known(one) for name, one in value.items() if name not in ("feedback", "told", "hints", "text")
            }
        if isinstance(value, list | tuple):
            return [known(one) for one in value]
        return was.get(value, value) if isinstance(value, str) else value

    data = known(key.model_dump(mode="json", exclude={"id", "points", "was", "renamed_from", "hint_cost"}))
    if "choices" in data:
        data["choices"] = sorted(one["id"] for one in data["choices"] if one["correct"])
    if "targets" in data:
        data["targets"] = sorted(data["targets"], key=str)
    if "items" in data and key.type != "ordering":
        data["items"] = sorted(data["items"], key=str)
    return data


def _completion(old: CourseContract, new: CourseContract) -> Iterator[Note]:
    if old.completion != new.completion:
        yield Note(
            "completion",
            "",
            f"completed is who has {rule_in_words(new.completion)}; it was: {rule_in_words(old.completion)}. "
            "Who has completed it already stays so",
        )
    if old.navigation != new.navigation:
        yield Note("completion", "", f"navigation is {new.navigation}, and was {old.navigation}")
    before = {part.id: part for module in old.modules for part in module.parts}
    for module in new.modules:
        for part in module.parts:
            was = before.get(part.id)
            if was is None:
                continue
            if part.requires != was.requires:
                opens = (
                    "it is always open" if part.requires is None else f"it opens with {rule_in_words(part.requires)}"
                )
                yield Note("completion", part.id, opens)
            if isinstance(part, LabContract) and isinstance(was, LabContract) and part.exchanges != was.exchanges:
                yield Note(
                    "completion", part.id, f"{part.exchanges} exchanges, and had {was.exchanges}; who is done stays so"
                )


def _wording(old: Packed, new: Packed) -> Iterator[Note]:
    """Questions that read otherwise and whose answers stay: only their author knows whether they ask the same."""
    renames = renames_between(old, new)
    after = {question["id"]: question for part in new.data["parts"] for question in part.get("questions", ())}
    known_before, known_now = _known_names(old), _known_names(new)
    for part in old.data["parts"]:
        for question in part.get("questions", ()):
            now = after.get(renames.questions.get(question["id"], ""))
            if now is None or now["type"] != question["type"]:
                continue
            before, after_it = _texts(question, known_before), _texts(now, known_now)
            # Options that come or go are asked again anyway.
            if any(before[key] != after_it[key] for key in before.keys() & after_it.keys()):
                yield Note(
                    "wording",
                    now["id"],
                    "it reads otherwise, and answers stay; if it asks something else now, give it a new id",
                )


def _known_names(packed: Packed) -> dict[str, dict[str, str]]:
    """Question to its options' ids, each with the one that progress knows it by."""
    return {key.id: key.was for keys in packed.keys.values() for key in keys}


def _texts(question: dict[str, Any], known: dict[str, dict[str, str]]) -> dict[tuple[str, str], str]:
    """The prompt and what may be chosen, by the ids that progress knows."""
    names = known.get(question["id"], {})
    sides = ("choices", "options", "targets")
    texts = {(side, names.get(one["id"], one["id"])): one["text"] for side in sides for one in question.get(side, ())}
    return {("prompt", ""): question["prompt"], **texts}


def _points(points: int) -> str:
    return "1 point" if points == 1 else f"{points} points"


def _score(contract: CourseContract) -> str:
    if contract.shares:
        return ", ".join(f"{share.part} ({share.weight:g})" for share in contract.shares)
    return contract.score or "completion alone"


def _mark(old: float, new: float) -> str:
    effect = "who has passed already stays so" if new > old else "who has reached it already passes at the next visit"
    return f"the pass mark is {new * 100:g}%, and was {old * 100:g}%; {effect}"
