"""The two that answer: a model at an upstream, and the scripted one of a rehearsal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

from scormpack.lab_server import judge
from scormpack.lab_server.answers import RefusedError, unavailable
from scormpack.lab_server.asked import Question, bad
from scormpack.lab_server.chat import Verdict
from scormpack.lab_server.estimate import NO_TOKENS, Tokens, estimated_tokens, most_tokens
from scormpack.lab_server.prompts import LabPrompt
from scormpack.lab_server.rehearsal import BREAK, BUSY, DOWN, SLOW, Rehearsed, rehearse
from scormpack.lab_server.settings import Rehearsal, Upstream
from scormpack.lab_server.stream import Piece
from scormpack.lab_server.upstream import UpstreamClient

WORD = re.compile(r"\s*\S+\s*")
"""A word with the space around it, so that the pieces together are the text."""

BUSY_SECONDS = 2


class UpstreamAssistant:
    """A model. Its system prompt is put before what the client sent."""

    def __init__(self, client: UpstreamClient, settings: Upstream) -> None:
        self._client, self._settings = client, settings

    def check_model(self, alias: str) -> None:
        """400 for an alias that stands for no model."""
        if alias not in self._settings.models:
            raise bad("there is no model of this name here")

    def worst_case(self, prompt: LabPrompt, question: Question) -> Tokens:
        """As many tokens as bytes, the longest reply, and the same again for the verdict."""
        most = Tokens(most_tokens(_texts(prompt, question)), self._settings.max_tokens)
        if not self._judges(prompt):
            return most
        return most.plus(judge.worst_case(prompt, question.messages, self._settings.max_tokens))

    def estimate(self, prompt: LabPrompt, question: Question, reply: str) -> Tokens:
        """As the player estimates."""
        return _estimate(prompt, question, reply)

    def pieces(self, prompt: LabPrompt, question: Question) -> AsyncGenerator[Piece]:
        """The upstream's reply."""
        messages = [{"role": "system", "content": prompt.system}]
        messages += [{"role": message.role, "content": message.content} for message in question.messages]
        return self._client.pieces(self._settings.models[question.model], messages)

    def judging(self, prompt: LabPrompt, question: Question, reply: str) -> Tokens | None:
        """An estimate of the verdict's question."""
        if not self._judges(prompt):
            return None
        asked = judge.judge_messages(prompt, question.messages, reply)
        return Tokens(sum(estimated_tokens(message["content"]) for message in asked))

    async def verdict(self, prompt: LabPrompt, question: Question, reply: str) -> Verdict:
        """What the model says to a second question."""
        asked = judge.judge_messages(prompt, question.messages, reply)
        read = sum(estimated_tokens(message["content"]) for message in asked)
        try:
            async with asyncio.timeout(self._settings.judge_seconds):
                answer = await self._client.ask(self._settings.models[question.model], asked, judge.MAX_TOKENS)
        except (RefusedError, TimeoutError):
            return Verdict(None, Tokens(read))
        used = answer.tokens or Tokens(read, estimated_tokens(answer.text))
        return Verdict(judge.read_verdict(answer.text, [topic.id for topic in prompt.topics]), used)

    def _judges(self, prompt: LabPrompt) -> bool:
        return self._settings.judge_topics and bool(prompt.topics)


class RehearsalAssistant:
    """The scripted assistant, at the pace of somebody who types."""

    def __init__(self, pace: Rehearsal) -> None:
        self._pace = pace

    def check_model(self, alias: str) -> None:
        """Any alias will do."""

    def worst_case(self, prompt: LabPrompt, question: Question) -> Tokens:
        """What it comes to: the reply is known."""
        return _estimate(prompt, question, _rehearsed(prompt, question).reply)

    def estimate(self, prompt: LabPrompt, question: Question, reply: str) -> Tokens:
        """What a model would have used."""
        return _estimate(prompt, question, reply)

    async def pieces(self, prompt: LabPrompt, question: Question) -> AsyncGenerator[Piece]:
        """The script's reply word by word, or the failure that the turn asks for."""
        turn = question.turns[-1].strip()
        if turn == BUSY:
            raise RefusedError(429, "rate_limited", "rehearsal: the assistant is busy", BUSY_SECONDS)
        if turn == DOWN:
            raise unavailable(503, "rehearsal: the assistant is away")
        words = WORD.findall(_rehearsed(prompt, question).reply)
        if turn == BREAK:
            words = words[: max(1, len(words) // 2)]
        yield Piece()
        async with aclosing(self._spoken(words, slowly=turn == SLOW)) as spoken:
            async for piece in spoken:
                yield piece
        if turn == BREAK:
            raise unavailable(502, "rehearsal: the reply broke off")
        yield Piece(reason="stop")

    async def _spoken(self, words: Iterable[str], *, slowly: bool) -> AsyncGenerator[Piece]:
        for word in words:
            await asyncio.sleep(self._pace.slow_seconds if slowly else self._pace.word_seconds)
            yield Piece(word)

    def judging(self, prompt: LabPrompt, question: Question, reply: str) -> Tokens | None:  # noqa: ARG002  # the protocol's
        """The script says what it touches."""
        return NO_TOKENS if prompt.topics else None

    async def verdict(self, prompt: LabPrompt, question: Question, reply: str) -> Verdict:  # noqa: ARG002  # as above
        """What the script's replies so far touch."""
        return Verdict(list(_rehearsed(prompt, question).touched), NO_TOKENS)


def _rehearsed(prompt: LabPrompt, question: Question) -> Rehearsed:
    return rehearse(prompt.script, [topic.id for topic in prompt.topics], question.turns)


def _texts(prompt: LabPrompt, question: Question) -> Iterable[str]:
    return [prompt.system, *(message.content for message in question.messages)]


def _estimate(prompt: LabPrompt, question: Question, reply: str) -> Tokens:
    read = sum(estimated_tokens(text) for text in _texts(prompt, question))
    return Tokens(read, estimated_tokens(reply) if reply else 0)
