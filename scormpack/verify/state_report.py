"""A saved state as plain data and as lines for a help desk: what a learner has done, by the author's ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from scormpack.answer_key import QuestionKey
from scormpack.contract import EPOCH, CourseContract, LabContract, QuizContract
from scormpack.verify.responses import response_of
from scormpack.verify.saved_state import SavedState

DECODE_FORMAT = 1

Keys = Mapping[str, Sequence[QuestionKey]]


def state_data(contract: CourseContract, keys: Keys, text: str, state: SavedState) -> dict[str, Any]:
    """The JSON of `scormpack decode --format json` (docs/decode.md)."""
    return {
        "format": DECODE_FORMAT,
        "course": contract.id,
        "version": contract.version,
        "characters": len(text),
        "saves": state.sequence,
        "completed": state.completed,
        "passed": state.passed,
        "score": state.best,
        "consented": state.consented,
        "sharing": state.sharing,
        "bookmark": state.bookmark or None,
        "seconds": state.seconds,
        "parts": [
            _part(part, state.parts[part.id], keys.get(part.id, ()))
            for module in contract.modules
            for part in module.parts
        ],
        "others": len(state.others),
        "dropped": list(state.dropped),
    }


def _part(part: Any, held: Mapping[str, Any], keys: Sequence[QuestionKey]) -> dict[str, Any]:
    data: dict[str, Any] = {"id": part.id, "kind": part.kind, "viewed": held["viewed"]}
    if isinstance(part, LabContract):
        return data | {name: held[name] for name in ("exchanges", "result", "prompts", "topics")}
    if not isinstance(part, QuizContract):
        return data
    data |= {name: held[name] for name in ("attempt", "submitted")}
    data |= {"points": held["best"], "of": part.points}
    for name in ("ended", "started"):
        if held.get(name):
            data[name] = moment(held[name])
    data["questions"] = [
        {
            "id": key.id,
            "response": list(response_of(key, slot)) or None,
            **({"hints": held["hints"][at]} if "hints" in held else {}),
            **({"kept": held["kept"][at]} if "kept" in held else {}),
        }
        for at, (key, slot) in enumerate(zip(keys, held["slots"], strict=False))
    ]
    return data


def moment(seconds: int) -> str:
    """A moment of the state as ISO 8601 in UTC; beyond the calendar, as the seconds that there are."""
    try:
        return datetime.fromtimestamp(EPOCH + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return f"{seconds} s after 2020"


def state_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """The same for people."""
    yield f"{data['course']} {data['version']}: {data['characters']} characters, save number {data['saves']}"
    score = "no score yet" if data["score"] is None else f"score {data['score'] * 100:g}%"
    done = "completed" if data["completed"] else "not completed"
    yield f"{done}, {'passed' if data['passed'] else 'not passed'}, {score}"
    if data["bookmark"]:
        yield f"left on {data['bookmark']}"
    if data["seconds"] is not None:
        yield f"{data['seconds']} seconds spent, as far as a rule counts them"
    terms = [
        name
        for name, on in (("agreed to the labs' terms", data["consented"]), ("lets texts be recorded", data["sharing"]))
        if on
    ]
    if terms:
        yield " and ".join(terms)
    yield ""
    width = max(len(part["id"]) for part in data["parts"])
    for part in data["parts"]:
        yield f"{part['id']:{width}}  {_said(part)}"
        for question in part.get("questions", ()):
            if question["response"] is not None:
                yield f"{'':{width}}    {question['id']}: {_answer(question)}"
    if data["others"]:
        runs = "run" if data["others"] == 1 else "runs"
        yield ""
        yield f"{data['others']} {runs} kept for another version of the course"
    if data["dropped"]:
        yield ""
        yield "Passed over:"
        yield from (f"  {reason}" for reason in data["dropped"])


def _answer(question: Mapping[str, Any]) -> str:
    response = ", ".join(text or "(a text, kept in the browser)" for text in question["response"])
    more = [f"{question['hints']} hints" if question.get("hints") else "", "kept" if question.get("kept") else ""]
    noted = ", ".join(word for word in more if word)
    return f"{response} ({noted})" if noted else response


def _said(part: Mapping[str, Any]) -> str:
    if "result" in part:
        ways = {
            "none": "not done",
            "assistant": "done with the assistant",
            "reflection": "done by the guided reflection",
            "scripted": "done by prepared replies",
            "waived": "waived",
        }
        return f"{ways[part['result']]}, {part['exchanges']} exchanges"
    if "questions" not in part:
        return "viewed" if part["viewed"] else "not viewed"
    if not part["attempt"]:
        return "opened" if part["viewed"] else "not opened"
    answered = sum(question["response"] is not None for question in part["questions"])
    under_way = "handed in" if part["submitted"] else f"under way, {answered} answered"
    counted = "nothing counts yet" if part["points"] is None else f"{part['points']:g} of {part['of']} points count"
    times = "".join(
        f", {word} {part[name]}" for name, word in (("started", "begun"), ("ended", "last ended")) if name in part
    )
    return f"attempt {part['attempt']} {under_way}, {counted}{times}"
