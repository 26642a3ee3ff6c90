"""The contract as TypeScript: `python -m scormpack.contract_typescript` prints `templates/player/src/contract.ts`.

Every model becomes an interface whose fields are readonly. A field with a default may be left out of the JSON,
and so is optional. A shape that this printer does not know raises `TypeError`: nothing becomes ``any``.
"""

from __future__ import annotations

import inspect
import types
import typing
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from scormpack import contract

HEADER = """\
// Written by `python -m scormpack.contract_typescript` from scormpack/contract.py. Do not edit.
"""

ALIASES = (
    "Kind", "FeedbackTiming", "Credit", "ViewedWhen", "StatusPolicy", "Counts", "Retry", "Shuffled", "Granularity", "Fallback", "Parts", "Rule", "PartContract", "QuestionKey"
)  # fmt: skip


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
    """The whole of contract.ts."""
    names = {id(getattr(contract, alias)): alias for alias in ALIASES}
    out = [HEADER]
    out.append(f"export const CONTRACT_FORMAT = {contract.CONTRACT_FORMAT};")
    out.append(f"export const RESUME_FORMAT = {contract.RESUME_FORMAT};")
    out.append(f"export const EPOCH = {contract.EPOCH};")
    out.append(f"export const LONGEST_TURN = {contract.LONGEST_TURN};")
    out.append(f"export const TOKEN_BUDGET = {contract.TOKEN_BUDGET};\n")
    for alias in ALIASES:
        out.append(f"export type {alias} = {structural_type(getattr(contract, alias), names)};")
    for name, model in vars(contract).items():
        if not (isinstance(model, type) and issubclass(model, contract.Frozen)) or model is contract.Frozen:
            continue
        out.append(f"\n/** {inspect.getdoc(model)} */\nexport interface {name} {{")
        hints = typing.get_type_hints(model, include_extras=True)
        for field, spec in model.model_fields.items():
            # A literal default is the tag of a union and always written out.
            optional = (
                ""
                if spec.is_required() or (get_origin(hints[field]) is Literal and len(get_args(hints[field])) == 1)
                else "?"
            )
            out.append(f"  readonly {field}{optional}: {typescript_type(hints[field], names)};")
        out.append("}")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    print(print_contract(), end="")  # noqa: T201  the output is the purpose of the module
