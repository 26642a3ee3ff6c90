"""Courses made at random, and what an author does to one between two versions: plain data, no part of scormpack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

Data = dict[str, Any]
INNER = ("choices", "pairs", "extra", "categories", "items", "scale", "rubric", "blanks")
"""The fields of a question that hold things with ids."""


class Author:
    """``names`` gives each new thing an id that was never used."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._names = 0

    def name(self, stem: str) -> str:
        self._names += 1
        # Not in ascending order, so that the order of ids is not the order of making.
        return f"{self.random.choice('abcdxyz')}{stem}-{self._names}"

    def course(self) -> Data:
        modules = [
            {"id": self.name("m"), "title": "M", "parts": self.parts()} for _ in range(self.random.randint(1, 2))
        ]
        return {
            "id": "made",
            "iri": "https://courses.example.org/made",
            "title": "Made",
            "version": "1",
            "modules": modules,
            "completion": {"viewed": "parts"},
        }

    def parts(self) -> list[Data]:
        return [self.part() for _ in range(self.random.randint(2, 4))]

    def part(self) -> Data:
        kind = self.random.choice(["page", "lesson", "quiz", "quiz", "quiz", "test", "lab"])
        part: Data = {"id": self.name("p"), "kind": kind, "title": "T"}
        if kind in ("page", "lesson"):
            return part | {"text": "Text."}
        if kind == "lab":
            prompts = [self.prompt() for _ in range(self.random.randint(1, 3))]
            topics = [{"id": self.name("t"), "title": "T"} for _ in range(self.random.randint(0, 2))]
            exchanges = self.random.randint(1, 5)
            lab = {"task": "T", "greeting": "G", "exchanges": exchanges, "reflection": {"prompts": prompts}}
            return part | lab | ({"topics": topics} if topics else {})
        part["questions"] = [self.question() for _ in range(self.random.randint(1, 4))]
        part["feedback"] = self.random.choice(["at-once", "after-quiz"])
        return part | self.random.choice([{}, {}, {"retry": "wrong"}, {"time_limit": "10m"}, {"cool_down": "2m"}])

    def prompt(self) -> Data:
        return {"id": self.name("r"), "prompt": "P", "answer": "A"}

    def things(self, least: int, most: int, **fields: Any) -> list[Data]:
        return [
            {"id": self.name("i"), "text": f"Text {self._names}", **fields}
            for _ in range(self.random.randint(least, most))
        ]

    def question(self) -> Data:
        kinds = [
            "single-choice", "single-choice", "multiple-choice", "true-false", "short-text", "numeric", "matching",
            "categorise", "ordering", "fill-in", "likert", "long-text",
        ]  # fmt: skip
        kind = self.random.choice(kinds)
        question: Data = {"id": self.name("q"), "prompt": "P", "type": kind, **self._fields(kind)}
        if kind not in ("likert", "long-text"):
            question["points"] = self.random.randint(1, 3)
        return question | self.random.choice([{}, {}, {"hints": ["One"]}])

    def _fields(self, kind: str) -> Data:
        if kind in ("single-choice", "multiple-choice"):
            choices = self.things(2, 5)
            choices[self.random.randrange(len(choices))]["correct"] = True
            return {"choices": choices}
        if kind == "true-false":
            return {"answer": self.random.random() < 0.5}
        if kind == "short-text":
            return {"answers": ["Zürich"]}
        if kind == "numeric":
            return {"answer": 12, "units": {"m": 1, "km": 1000}}
        if kind == "matching":
            return {"pairs": [{**one, "match": f"Match {one['id']}"} for one in self.things(2, 4)]}
        if kind == "categorise":
            categories = self.things(2, 3)
            return {"categories": categories, "items": self.things(2, 4, category=categories[0]["id"])}
        if kind == "ordering":
            return {"items": self.things(3, 4)}
        if kind == "fill-in":
            blanks = [{"id": self.name("b"), "answers": ["x"]} for _ in range(self.random.randint(1, 2))]
            return {"blanks": blanks, "text": " and ".join(f"[[{blank['id']}]]" for blank in blanks)}
        if kind == "likert":
            return {"scale": self.things(2, 4)}
        return {"points": 2, "rubric": self.things(1, 3)}

    # --- what an author does -------------------------------------------------------------------------------------

    def edit(self, course: Data) -> tuple[str, Data]:
        """One edit, and the course after it."""
        after = deepcopy(course)
        edits: list[Callable[[Data], None]] = [
            self._insert_question, self._insert_part, self._shuffle, self._delete_question, self._delete_part,
            self._rename, self._rename, self._rename_in_silence, self._new_option, self._lose_option,
            self._change_right, self._reword, self._points, self._other_type, self._delivery, self._lab, self._kind,
            self._move_question, self._move_part, self._swap_ids,
        ]  # fmt: skip
        edit = self.random.choice(edits)
        edit(after)
        return edit.__name__.strip("_"), after

    def _pick(self, found: list[Any]) -> Any:
        return self.random.choice(found) if found else None

    def _insert_question(self, course: Data) -> None:
        part = self._pick(quizzes(course))
        if part:
            part["questions"].insert(self.random.randint(0, len(part["questions"])), self.question())

    def _insert_part(self, course: Data) -> None:
        parts = self._pick(course["modules"])["parts"]
        parts.insert(self.random.randint(0, len(parts)), self.part())

    def _shuffle(self, course: Data) -> None:
        lists = [module["parts"] for module in course["modules"]] + [part["questions"] for part in quizzes(course)]
        lists += [part["reflection"]["prompts"] for part in parts_of(course) if part["kind"] == "lab"]
        # The order of blanks is the order of a response, and the scale's order its meaning.
        lists += [q[name] for q in questions_of(course) for name in INNER if name in q and name != "blanks"]
        self.random.shuffle(self._pick(lists))

    def _delete_question(self, course: Data) -> None:
        part = self._pick([one for one in quizzes(course) if len(one["questions"]) > 1])
        if part:
            part["questions"].pop(self.random.randrange(len(part["questions"])))

    def _delete_part(self, course: Data) -> None:
        module = self._pick([one for one in course["modules"] if len(one["parts"]) > 1])
        if module:
            module["parts"].pop(self.random.randrange(len(module["parts"])))

    def _rename(self, course: Data) -> None:
        named = list(everything(course))
        thing = self._pick(named)
        self._call(course, thing, self.name("n"))
        thing["renamed_from"] = [*thing.get("renamed_from", []), thing.pop("before")]

    def _rename_in_silence(self, course: Data) -> None:
        thing = self._pick([*parts_of(course), *questions_of(course)])
        self._call(course, thing, self.name("s"))
        del thing["before"]
        thing.pop("renamed_from", None)

    def _call(self, course: Data, thing: Data, name: str) -> None:
        """Gives it the name, wherever it is spoken of."""
        thing["before"], thing["id"] = thing["id"], name
        for question in questions_of(course):
            if any(thing is one for one in question.get("categories", ())):
                for item in question["items"]:
                    item["category"] = name if item["category"] == thing["before"] else item["category"]
            if any(thing is one for one in question.get("blanks", ())):
                question["text"] = question["text"].replace(f"[[{thing['before']}]]", f"[[{name}]]")

    def _new_option(self, course: Data) -> None:
        question = self._pick(
            [one for one in questions_of(course) if one["type"] in ("single-choice", "multiple-choice")]
        )
        if question:
            question["choices"].insert(self.random.randint(0, len(question["choices"])), self.things(1, 1)[0])

    def _lose_option(self, course: Data) -> None:
        question = self._pick([one for one in questions_of(course) if len(one.get("choices", ())) > 2])
        if question:
            wrong = [choice for choice in question["choices"] if not choice.get("correct")]
            question["choices"].remove(self._pick(wrong)) if wrong else None

    def _change_right(self, course: Data) -> None:
        question = self._pick([one for one in questions_of(course) if "choices" in one])
        if question:
            for choice in question["choices"]:
                choice.pop("correct", None)
            self._pick(question["choices"])["correct"] = True

    def _reword(self, course: Data) -> None:
        question = self._pick(list(questions_of(course)))
        if question:
            question["prompt"] = self.name("words")

    def _points(self, course: Data) -> None:
        question = self._pick([one for one in questions_of(course) if one["type"] not in ("likert", "long-text")])
        if question:
            question["points"] = self.random.randint(1, 9)

    def _other_type(self, course: Data) -> None:
        part = self._pick(quizzes(course))
        if part:
            place = self.random.randrange(len(part["questions"]))
            part["questions"][place] = self.question() | {"id": part["questions"][place]["id"]}

    def _delivery(self, course: Data) -> None:
        part = self._pick(quizzes(course))
        if part:
            for name in ("retry", "time_limit", "cool_down", "attempts"):
                part.pop(name, None)
            part |= self.random.choice(
                [{}, {"retry": "wrong"}, {"time_limit": "5m"}, {"cool_down": "9m"}, {"attempts": 2}]
            )
            question = self._pick(part["questions"])
            question.pop("hints", None)
            question |= self.random.choice([{}, {"hints": ["One", "Two", "Three"]}])

    def _lab(self, course: Data) -> None:
        lab = self._pick([part for part in parts_of(course) if part["kind"] == "lab"])
        if lab:
            lab["exchanges"] = self.random.randint(1, 9)
            prompts = lab["reflection"]["prompts"]
            if self.random.random() < 0.5:
                prompts.insert(self.random.randint(0, len(prompts)), self.prompt())
            elif len(prompts) > 1:
                prompts.pop(self.random.randrange(len(prompts)))

    def _kind(self, course: Data) -> None:
        part = self._pick([one for one in parts_of(course) if one["kind"] != "lab"])
        if part:
            other = {"page": "lesson", "lesson": "page", "quiz": "test", "test": "quiz"}
            part["kind"] = other[part["kind"]]

    def _move_question(self, course: Data) -> None:
        here = self._pick([one for one in quizzes(course) if len(one["questions"]) > 1])
        if here:
            question = here["questions"].pop(self.random.randrange(len(here["questions"])))
            there = self._pick(quizzes(course))["questions"]
            there.insert(self.random.randint(0, len(there)), question)

    def _move_part(self, course: Data) -> None:
        here = self._pick([one for one in course["modules"] if len(one["parts"]) > 1])
        if here:
            part = here["parts"].pop(self.random.randrange(len(here["parts"])))
            there = self._pick(course["modules"])["parts"]
            there.insert(self.random.randint(0, len(there)), part)

    def _swap_ids(self, course: Data) -> None:
        """Two questions change their ids, and nothing else: each id asks something else now."""
        asked = [one for one in questions_of(course) if "renamed_from" not in one]
        if len(asked) > 1:
            one, other = self.random.sample(asked, 2)
            one["id"], other["id"] = other["id"], one["id"]


def parts_of(course: Data) -> list[Data]:
    return [part for module in course["modules"] for part in module["parts"]]


def quizzes(course: Data) -> list[Data]:
    return [part for part in parts_of(course) if "questions" in part]


def questions_of(course: Data) -> list[Data]:
    return [question for part in quizzes(course) for question in part["questions"]]


def everything(course: Data) -> Iterator[Data]:
    """Whatever has an id, from modules to choices."""
    yield from course["modules"]
    for part in parts_of(course):
        yield part
        yield from part.get("reflection", {}).get("prompts", ())
        yield from part.get("topics", ())
    for question in questions_of(course):
        yield question
        for name in INNER:
            yield from question.get(name, ())
