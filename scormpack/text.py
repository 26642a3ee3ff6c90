"""Markdown in a field of the course, as the model holds it.

The model says which fields are Markdown; reading it is the loader's room. So a field's validator asks the
validation context, which the loader fills with a `MarkdownReader`, for the value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetPydanticSchema, ValidationInfo
from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema


@dataclass(frozen=True, slots=True)
class RichText:
    """A short text: ``html`` is safe to place in a page, ``plain`` is what a report or an attribute shows."""

    source: str
    html: str
    plain: str

    @property
    def lone(self) -> str:
        """The inside of the only paragraph; empty where there is more, or something else."""
        inside = self.html.removeprefix("<p>").removesuffix("</p>")
        return inside if len(inside) == len(self.html) - len("<p></p>") and "<p>" not in inside else ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page or lesson; ``type`` names its template."""

    @property
    def type(self) -> str:
        """The name of the block's template."""
        raise NotImplementedError


class MarkdownReader(Protocol):
    """Reads Markdown for the model; reports what is wrong by itself and never raises."""

    def begin(self, part: str) -> None:
        """What is read from now on stands in the part with this id."""

    def text(self, source: str) -> RichText:
        """Paragraphs, lists, emphasis, code: what fits a prompt or a task."""

    def line(self, source: str) -> RichText:
        """Inline Markdown alone: what fits a label or an option."""

    def blocks(self, source: str) -> tuple[Block, ...]:
        """A whole page or lesson."""


def _reader(info: ValidationInfo) -> MarkdownReader:
    return cast("MarkdownReader", info.context)


def begin_part(data: Any, info: ValidationInfo) -> Any:
    """Tells the reader of a part whose texts it is about to read; gives the data as they are."""
    if isinstance(data, dict):
        _reader(info).begin(str(data.get("id")))
    return data


def _require_text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "Input should be a valid string")
    if not value.strip():
        raise PydanticCustomError("empty_text", "this text is empty")
    return value


def _read_text(value: object, info: ValidationInfo) -> RichText:
    return _reader(info).text(_require_text(value))


def _read_line(value: object, info: ValidationInfo) -> RichText:
    return _reader(info).line(_require_text(value))


def _read_blocks(value: object, info: ValidationInfo) -> tuple[Block, ...]:
    return _reader(info).blocks(_require_text(value))


Markdown = Annotated[
    RichText,
    GetPydanticSchema(lambda _type, _handler: core_schema.with_info_plain_validator_function(_read_text)),
]
InlineMarkdown = Annotated[
    RichText,
    GetPydanticSchema(lambda _type, _handler: core_schema.with_info_plain_validator_function(_read_line)),
]
Blocks = Annotated[
    tuple[Block, ...],
    GetPydanticSchema(lambda _type, _handler: core_schema.with_info_plain_validator_function(_read_blocks)),
]


def _no_truth(kind: Literal["int_type", "float_type"]) -> BeforeValidator:
    def check(value: object) -> object:
        if isinstance(value, bool):
            raise PydanticKnownError(kind)
        return value

    return BeforeValidator(check)


WHOLE, NUMBER = _no_truth("int_type"), _no_truth("float_type")
"""For fields that are counts and measures. Python takes `true` for 1; an author who writes `points: true` means something else."""


class Authored(BaseModel):
    """Something an author wrote: never changed after loading, and a field it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
