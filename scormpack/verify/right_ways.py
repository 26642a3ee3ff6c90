"""The ways of answering a question wholly right, read from its key."""

from __future__ import annotations

from scormpack.answer_key import (
    CategoriseKey,
    FillInKey,
    LikertKey,
    LongTextKey,
    MatchingKey,
    MultipleChoiceKey,
    NumericKey,
    OrderingKey,
    QuestionKey,
    ShortTextKey,
    SingleChoiceKey,
    TrueFalseKey,
)


def right_ways(key: QuestionKey) -> tuple[tuple[str, ...], ...]:
    """Each way as a response; none where nothing is right or wrong. Of blanks, the first answer of each."""
    match key:
        case SingleChoiceKey() | MultipleChoiceKey() | TrueFalseKey():
            return (tuple(choice.id for choice in key.choices if choice.correct),)
        case ShortTextKey():
            return tuple((answer,) for answer in key.accepted.answers)
        case NumericKey():
            return ((_decimal(key.answer),),)
        case MatchingKey() | CategoriseKey():
            return (tuple(f"{item.id}.{item.to}" for item in key.items),)
        case OrderingKey():
            return (key.items,)
        case FillInKey():
            first = [blank.accepted.answers[:1] for blank in key.blanks]
            return (tuple(answers[0] for answers in first),) if all(first) else ()
        case LikertKey() | LongTextKey():
            return ()


def _decimal(number: float) -> str:
    """Without an exponent."""
    return f"{number:.12f}".rstrip("0").rstrip(".")
