"""What the player would make of an answer's bytes: server-sent events (WHATWG HTML, 9.2.6), or one JSON object."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass, field
from typing import Any

from scormpack.lab_check.wire import Answer, string_at

# A CR at the very end may be the first half of a CRLF: it waits for the next piece.
_LINE_END = re.compile(r"\r\n|\n|\r(?!\Z)")


@dataclass(slots=True)
class Reply:
    """The reply so far. ``text_seconds``: when each event with words in it was complete."""

    text: str = ""
    text_seconds: list[float] = field(default_factory=list)
    events: int = 0
    done: bool = False
    """`[DONE]` came."""
    finish_reason: str | None = None
    error: str | None = None
    """What an error among the events says; an error ends the reply."""
    not_json: str | None = None
    """The beginning of an event that is neither JSON nor `[DONE]`."""
    is_utf8: bool = True
    model: str | None = None
    thoughts: bool = False
    """Some event has the model's reasoning, which the player does not show."""

    @property
    def is_over(self) -> bool:
        """True when the player reads no further."""
        return self.done or self.error is not None or self.not_json is not None

    @property
    def is_finished(self) -> bool:
        """True when the player takes the reply for whole."""
        return self.done or self.finish_reason is not None


class EventReader:
    """Takes pieces of a stream as they come, cut anywhere, and keeps the reply that they add up to."""

    def __init__(self) -> None:
        self.reply = Reply()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._strict = codecs.getincrementaldecoder("utf-8")()
        self._rest = ""
        self._data: list[str] = []

    def hear(self, seconds: float, piece: bytes) -> bool:
        """Takes one piece; True when nothing after it matters."""
        self._see_utf8(piece)
        *lines, self._rest = _LINE_END.split(self._rest + self._decoder.decode(piece))
        for line in lines:
            self._take(line, seconds)
            if self.reply.is_over:
                return True
        return False

    def end(self, seconds: float) -> Reply:
        """The reply, the stream being at its end: a last `[DONE]` counts without its blank line."""
        self._see_utf8(b"", final=True)
        if self._rest.strip() in {"data: [DONE]", "data:[DONE]"} and not self.reply.is_over:
            self._take(self._rest.strip(), seconds)
            self._take("", seconds)
        return self.reply

    def _see_utf8(self, piece: bytes, *, final: bool = False) -> None:
        # What is cut off in the middle of a character after all was said is nobody's loss.
        if self.reply.is_utf8 and not self.reply.is_over:
            try:
                self._strict.decode(piece, final)
            except UnicodeDecodeError:
                self.reply.is_utf8 = False

    def _take(self, line: str, seconds: float) -> None:
        if line.startswith("data:"):
            self._data.append(line[5:].removeprefix(" "))
        elif line == "data":
            self._data.append("")
        if line or not self._data:
            return
        data, self._data = "\n".join(self._data), []
        if data == "[DONE]":
            self.reply.done = True
            return
        self.reply.events += 1
        try:
            chunk = json.loads(data)
        except ValueError:
            self.reply.not_json = data[:60]
            return
        self._read(chunk, seconds)

    def _read(self, chunk: Any, seconds: float) -> None:
        reply = self.reply
        reply.finish_reason = string_at(chunk, "choices", 0, "finish_reason") or reply.finish_reason
        reply.model = reply.model or string_at(chunk, "model")
        if isinstance(chunk, dict) and chunk.get("error"):
            reply.error = error_text(chunk)
            return
        for name in ("reasoning_content", "reasoning"):
            reply.thoughts |= bool(string_at(chunk, "choices", 0, "delta", name))
        text = string_at(chunk, "choices", 0, "delta", "content")
        if text:
            reply.text += text
            reply.text_seconds.append(seconds)


def whole_reply(answer: Answer) -> Reply:
    """The reply in a JSON answer; what is no JSON is told in ``not_json``."""
    reply = Reply()
    try:
        value = json.loads(answer.body)
    except UnicodeDecodeError:
        reply.is_utf8 = False
        return reply
    except ValueError:
        reply.not_json = answer.text[:60]
        return reply
    reply.text = string_at(value, "choices", 0, "message", "content") or ""
    reply.text_seconds = [answer.end_seconds] if reply.text else []
    reply.finish_reason = string_at(value, "choices", 0, "finish_reason")
    reply.model = string_at(value, "model")
    if isinstance(value, dict) and value.get("error") and not reply.text:
        reply.error = error_text(value)
    return reply


def error_text(value: Any) -> str:
    """What an error object says, in its own words; never empty."""
    said = string_at(value, "error", "message") or string_at(value, "error") or string_at(value, "detail")
    return said or "an error without words"
