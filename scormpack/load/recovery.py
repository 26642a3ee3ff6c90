"""Goes on behind a misspelt word as if it had been written rightly, so that one slip is one diagnostic.

Otherwise a misspelt `questions` would be told again as a missing one, and a misspelt `id` by every rule that names it.
The course is not built all the same: what was put right in the data is in the diagnostics.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from scormpack.diagnostics import suggested
from scormpack.load.documents import Documents, put_right
from scormpack.load.field_names import (
    Unknown,
    fields_of,
    lacking_fields,
    model_at,
    model_of,
    unknown_field,
    unknown_field_diagnostic,
)
from scormpack.load.validation import data_path, diagnose, tags_for
from scormpack.load.yaml_source import DataPath
from scormpack.questions import QUESTION_TYPES, Question

MOST_ROUNDS = 8
"""One round finds what is wrong in one level of the data; deeper than this it does not nest."""


MANY = 2
"""So many fields of one other type tell that type, where they could be slips of this one's."""


def recover(documents: Documents, errors: Sequence[ErrorDetails]) -> bool:
    """Reports unknown fields, kinds and types, and puts them right in the data. True where anything was changed."""
    changed = False
    retyped: set[DataPath] = set()
    for error in errors:
        path = data_path(documents.data, error["loc"])
        if error["type"] == "union_tag_invalid":
            changed |= _unknown_tag(documents, path, error)
        elif error["type"] == "extra_forbidden" and path[:-1] not in retyped:
            if _put_tag_right(documents, path, error):
                retyped.add(path[:-1])
            else:
                _unknown_field(documents, path, error)
            changed = True
    return changed


def _holder(documents: Documents, path: DataPath) -> dict[str, Any]:
    """What holds the field at ``path``."""
    holder: Any = documents.data
    for step in path[:-1]:
        holder = holder[step]
    return cast("dict[str, Any]", holder)


def _put_tag_right(documents: Documents, path: DataPath, error: ErrorDetails) -> bool:
    """Where a question's `type` is misspelt, missing or another one's, so that its fields belong to another type."""
    model = model_at(error["loc"])
    if not issubclass(model, Question):
        return False
    holder = _holder(documents, path)
    if "type" not in holder:
        put_right(documents, holder, path[:-1], ("type",), model.model_fields)
        if "type" in holder:
            return True
    strange = {tag: holder.keys() - question.model_fields.keys() for tag, question in QUESTION_TYPES.items()}
    best = min(strange, key=lambda tag: len(strange[tag]))
    here = holder.keys() - model.model_fields.keys()
    known_here = unknown_field(str(path[-1]), model, holder).meant is not None
    told = len(here) - len(strange[best])
    # A type that is written is believed longer than one that is not.
    enough = (MANY + ("type" in holder)) if known_here else 1
    if path[-1] in strange[best] or told < enough:
        return False
    _report(documents, path, Unknown(f"the question has the fields of `type: {best}`"), model)
    holder["type"] = best
    return True


def _unknown_field(documents: Documents, path: DataPath, error: ErrorDetails) -> None:
    holder, name, model = _holder(documents, path), str(path[-1]), model_at(error["loc"])
    if name not in holder or _take_out_dent(documents, path, model):
        return
    if path in documents.spelled:
        # It was put right once already, and that was no help.
        del holder[name]
        documents.doubtful.add(path[:-1])
        return
    unknown = unknown_field(name, model, holder)
    _report(documents, path, unknown, model)
    if unknown.meant:
        documents.rename(holder, path[:-1], name, unknown.meant)
        if not documents.diagnostics[-1].fix:
            documents.guessed.add((*path[:-1], unknown.meant))
    else:
        del holder[name]
        documents.doubtful.add(path[:-1])


def _take_out_dent(documents: Documents, path: DataPath, model: type[BaseModel]) -> bool:
    """Fields that belong into an empty one above them, and are not indented further than it."""
    holder, name = _holder(documents, path), str(path[-1])
    for empty in [field for field, value in holder.items() if value is None and field in model.model_fields]:
        inner = model_of(model, empty)
        if inner is not None and name in inner.model_fields and name not in model.model_fields:
            unknown = Unknown(f"indent it further than `{empty}`, which it belongs to")
            _report(documents, path, unknown, model)
            for field in [field for field in holder if field in inner.model_fields and field not in model.model_fields]:
                del holder[field]
            del holder[empty]
            documents.doubtful.add(path[:-1])
            return True
    return False


def _report(documents: Documents, path: DataPath, unknown: Unknown, model: type[BaseModel]) -> None:
    span = documents.span(path, key=True)
    lacking = lacking_fields(model, _holder(documents, path))
    written = str(path[-1])
    documents.diagnostics.append(unknown_field_diagnostic(span, written, unknown, fields_of(model), lacking))


def _unknown_tag(documents: Documents, path: DataPath, error: ErrorDetails) -> bool:
    """A kind or a type that does not exist: as if the likeliest stood there."""
    field, known = tags_for(path)
    written = error["input"].get(field)
    meant = suggested(str(written), known)
    if meant is None:
        return False
    documents.diagnostics += diagnose(documents, [error])
    error["input"][field] = meant
    return True
