"""The contract as TypeScript: `python -m scormpack.contract_typescript` writes it into the player.

`scormpack.contract` becomes `templates/player/src/contract.ts`, `scormpack.answer_key` `answer-key.ts` beside it.

Every model becomes an interface whose fields are readonly. A field with a default may be left out of the JSON,
and so is optional. A shape that this printer does not know raises `TypeError`: nothing becomes ``any``.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from scormpack import answer_key, contract

HEADER = """\
// Written by `python -m scormpack.contract_typescript` from scormpack/{source}. Do not edit.
"""

ALIASES = (
    "Kind", "FeedbackTiming", "ViewedWhen", "StatusPolicy", "Counts", "Retry", "Shuffled", "Granularity", "Fallback",
    "Parts", "Rule", "PartContract",
)  # fmt: skip
ANSWER_ALIASES = ("Credit", "QuestionKey")


def typescript_type(annotation: object, names: dict[int, str]) -> str:
    """The TypeScript type of one annotation; ``names`` maps ``id(alias)`` to the name it is printed under."""
    name = names.get(id(annotation))
    if name is not None:
        return name
    return structural_type(annotation, names)


def structural_type(annotation: object, names: dict[int, str]) -> str:
    """As `typescript_type`, but spells the annotation out even where it has a name."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation.__name__
    if annotation is str:
        return "string"
    if annotation is bool:
        return "boolean"
    if annotation in (int, float):
        return "number"
    if annotation is types.NoneType:
        return "null"
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return typescript_type(args[0], names)
    if origin is Literal:
        return " | ".join(f'"{arg}"' if isinstance(arg, str) else str(arg) for arg in args)
    if origin in (Union, types.UnionType):
        return " | ".join(typescript_type(arg, names) for arg in args)
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        inner = typescript_type(args[0], names)
        return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"
    if origin is dict:
        return f"{{ readonly [key: string]: {typescript_type(args[1], names)} }}"
    raise TypeError(f"no TypeScript for {annotation!r}")


def print_contract() -> str:
    """The whole of contract.ts, from where the player takes both."""
    constants = ("CONTRACT_FORMAT", "RESUME_FORMAT", "EPOCH", "LONGEST_TURN", "TOKEN_BUDGET")
    out = [HEADER.format(source="contract.py"), 'export type * from "./answer-key.ts";\n']
    out += [f"export const {name} = {getattr(contract, name)};" for name in constants]
    out.append("")
    return "\n".join([*out, *_types(contract, ALIASES)]) + "\n"


def print_answer_key() -> str:
    """The whole of answer-key.ts."""
    return "\n".join([HEADER.format(source="answer_key.py"), *_types(answer_key, ANSWER_ALIASES)]) + "\n"


def _types(module: types.ModuleType, aliases: tuple[str, ...]) -> Iterator[str]:
    """The aliases, then an interface for each model of the module."""
    names = {id(getattr(module, alias)): alias for alias in aliases}
    for alias in aliases:
        yield f"export type {alias} = {structural_type(getattr(module, alias), names)};"
    for name, model in vars(module).items():
        own = isinstance(model, type) and issubclass(model, contract.Frozen) and model.__module__ == module.__name__
        if not own or model is contract.Frozen:
            continue
        yield f"\n/** {inspect.getdoc(model)} */\nexport interface {name} {{"
        hints = typing.get_type_hints(model, include_extras=True)
        for field, spec in model.model_fields.items():
            # A literal default is the tag of a union and always written out.
            optional = (
                ""
                if spec.is_required() or (get_origin(hints[field]) is Literal and len(get_args(hints[field])) == 1)
                else "?"
            )
            yield f"  readonly {field}{optional}: {typescript_type(hints[field], names)};"
        yield "}"


if __name__ == "__main__":
    player = Path(__file__).parent.parent / "templates" / "player" / "src"
    (player / "contract.ts").write_text(print_contract(), "utf-8")
    (player / "answer-key.ts").write_text(print_answer_key(), "utf-8")
