"""The models of the course language as definitions of JSON Schema, each field with its description, default and examples."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from scormpack.json_schema.forms import Form, Schema, form_of
from scormpack.json_schema.words import Words, about, field_words
from scormpack.text import RichText

_DEFAULTS = {"attempts": "unlimited", "tolerance": 0}
"""Defaults that the model holds otherwise than an author writes them."""

_UNSAID = frozenset({"cool_down", "time_limit", "dwell"})
"""Lengths of time that the model holds as 0 where there is none; no author can write that."""

_GIVEN = frozenset({"completion"})
"""What the loader fills in where the author wrote nothing."""


def model_definition(model: type[BaseModel]) -> Schema:
    """What an author writes for one value of this model."""
    fields = {name: field_schema(model, name) for name in model.model_fields}
    schema: Schema = {"type": "object", "properties": fields, "additionalProperties": False}
    if about(model.__name__):
        schema = {"description": about(model.__name__), **schema}
    required = [name for name, field in model.model_fields.items() if field.is_required() and name not in _GIVEN]
    return {**schema, "required": required} if required else schema


def field_schema(model: type[BaseModel], name: str) -> Schema:
    """A field with what is said of it."""
    field = model.model_fields[name]
    said = field_words(model, name)
    form = form_of(field.annotation, field.metadata)
    if "const" in form.told:
        return {"description": said.values[form.told["const"]], **form.told}
    schema = _explained(form, said).schema()
    default = _default(model, name)
    given = {} if default is None else {"default": default}
    return {"description": said.says, **schema, **given, "examples": said.examples}


def _explained(form: Form, said: Words) -> Form:
    """The form with what each of its values means."""
    if not said.values:
        return form
    told = dict(form.told)
    inner = told if "enum" in told else dict(told["items"])
    inner["enumDescriptions"] = [said.values[value] for value in inner["enum"]]
    return Form(inner if "enum" in told else {**told, "items": inner}, form.kinds, form.text)


def _default(model: type[BaseModel], name: str) -> Any:
    """As an author would write it; None where there is none, or where it is nothing."""
    if name in _DEFAULTS:
        return _DEFAULTS[name]
    default = model.model_fields[name].default
    if name in _UNSAID or default is PydanticUndefined or (not default and default is not False and default != 0):
        return None
    if isinstance(default, RichText):
        return default.source
    if isinstance(default, tuple):
        return [{field: _plain(value) for field, value in one if field in one.model_fields_set} for one in default]
    return None if isinstance(default, BaseModel) else default


def _plain(value: Any) -> Any:
    return value.source if isinstance(value, RichText) else value
