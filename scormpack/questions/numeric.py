"""A number, with a tolerance and units."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from scormpack.answer_key import NumericKey, UnitKey
from scormpack.questions.question import Finding, Interaction, Question
from scormpack.text import NUMBER

DIGITS = 24
"""The longest response in characters: a number as a plain decimal, and its unit's place. Four bits each."""

MAX_UNITS = 9


def _tolerance(value: object) -> object:
    """A number, or a share of the answer such as ``2%``."""
    if isinstance(value, str) and value.strip().endswith("%"):
        try:
            return (float(value.strip()[:-1]) / 100, True)
        except ValueError:
            raise PydanticCustomError("float_parsing", "a number") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("float_type", "a number")
    return (float(value), False)


Finite = Annotated[float, Field(allow_inf_nan=False), NUMBER]
Tolerance = Annotated[tuple[Finite, bool], BeforeValidator(_tolerance)]
"""The author writes ``0.05`` or ``2%``; held as a number, and whether it is a share of the answer."""


class Numeric(Question):
    """Right when it is within ``tolerance`` of ``answer``. ``units`` maps each unit's name to its worth in the first."""

    type: Literal["numeric"] = "numeric"
    answer: Finite
    tolerance: Tolerance = (0.0, False)
    units: Annotated[
        dict[str, Annotated[float, Field(gt=0, allow_inf_nan=False), NUMBER]], Field(max_length=MAX_UNITS)
    ] = Field(default_factory=dict)

    @property
    def margin(self) -> float:
        """How far off a right answer may be, in the first unit."""
        amount, is_share = self.tolerance
        return abs(self.answer) * amount if is_share else amount

    def check(self) -> Iterator[Finding]:
        """A tolerance below nothing, a first unit that is not worth 1, an answer that cannot be typed."""
        yield from self.check_hints()
        if self.margin < 0:
            yield Finding("QST012", ("tolerance",), "a tolerance is not below 0", "")
        first = next(iter(self.units.items()), ("", 1.0))
        if first[1] != 1:
            yield Finding(
                "QST012",
                ("units", first[0]),
                f"the first unit is what `answer` is given in, so it is worth 1, not {first[1]:g}",
                f"`{first[0]}: 1`, and the others by what they are worth in {first[0]}",
            )
        if len(plain_decimal(self.answer)) > DIGITS - 2:
            yield Finding("QST012", ("answer",), f"this number has more than {DIGITS - 2} digits", "use another unit")

    def width(self) -> int:
        """Four bits a digit."""
        return 4 * DIGITS

    def identity(self) -> tuple[str, ...]:
        """A number means the same whatever is right; a unit is kept by its place."""
        return (self.type, *self.units)

    def answer_key(self) -> NumericKey:
        """Answer and tolerance in the first unit."""
        units = tuple(UnitKey(name=name, factor=factor) for name, factor in self.units.items())
        return NumericKey(**self.asked(), answer=self.answer, tolerance=self.margin, units=units)

    def interaction(self) -> Interaction:
        """Right between two numbers."""
        return Interaction(
            "numeric",
            right=((plain_decimal(self.answer),),),
            between=(self.answer - self.margin, self.answer + self.margin),
        )


def plain_decimal(number: float) -> str:
    """Without an exponent and without zeros that say nothing: ``0.00012``, ``1500``."""
    if math.isclose(number, round(number), rel_tol=0, abs_tol=1e-12) and abs(number) < 1e15:
        return str(round(number))
    text = f"{number:.12f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
