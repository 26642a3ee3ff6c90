"""POST /v1/chat/completions: from a question to its reply, and what is booked for it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from starlette.types import Receive, Scope, Send

from scormpack.lab_server.answers import RefusedError, json_response, unavailable
from scormpack.lab_server.asked import Question
from scormpack.lab_server.estimate import NO_TOKENS, Tokens
from scormpack.lab_server.limits import Slots
from scormpack.lab_server.metrics import Metrics
from scormpack.lab_server.outlet import Outlet, while_connected
from scormpack.lab_server.prompts import LabPrompt
from scormpack.lab_server.settings import Settings
from scormpack.lab_server.spending import Ledger
from scormpack.lab_server.stream import DONE, Piece, completion, end_chunk, error_chunk, text_chunk, topics_chunk

LOG = logging.getLogger("scormpack.lab_server")

LAST_WORDS_SECONDS = 5
"""How long a client that reads nothing has for the event that ends its stream."""


class Verdict(NamedTuple):
    """The topics that a conversation has touched, None where nobody says; and the tokens that finding out took."""

    topics: list[str] | None
    used: Tokens


class Connection(NamedTuple):
    """The client's end of a request whose body has been read."""

    scope: Scope
    receive: Receive
    send: Send


class Assistant(Protocol):
    """What answers: an upstream, or the rehearsal."""

    def worst_case(self, prompt: LabPrompt, question: Question) -> Tokens:
        """The most tokens that a reply and its verdict can use."""

    def estimate(self, prompt: LabPrompt, question: Question, reply: str) -> Tokens:
        """What question and reply have used, where nobody has counted."""

    def pieces(self, prompt: LabPrompt, question: Question) -> AsyncGenerator[Piece]:
        """The reply; an empty piece first, once there will be one. Raises `RefusedError`."""

    def judging(self, prompt: LabPrompt, question: Question, reply: str) -> Tokens | None:
        """What a verdict's question uses at least. None: this lab's conversations are not judged."""

    async def verdict(self, prompt: LabPrompt, question: Question, reply: str) -> Verdict:
        """The topics touched so far. Never raises for the upstream's sake."""


@dataclass(slots=True)
class Talk:
    """What is known of one reply as it goes. ``accepted``: the assistant has taken the question."""

    accepted: bool = False
    text: str = ""
    reason: str = "stop"
    counted: Tokens | None = None
    judged: Tokens = NO_TOKENS
    topics: list[str] | None = None
    failed: RefusedError | None = None

    def take(self, piece: Piece) -> None:
        """Adds what an event brought."""
        self.accepted = True
        self.text += piece.text
        self.reason = piece.reason or self.reason
        self.counted = piece.tokens or self.counted


@dataclass(frozen=True, slots=True)
class Chat:
    """Answers questions that were let in."""

    settings: Settings
    assistant: Assistant
    slots: Slots
    ledger: Ledger
    metrics: Metrics

    async def answer(self, question: Question, prompt: LabPrompt, session: str, connection: Connection) -> Tokens:
        """Answers, and gives the tokens used. ``session`` is hashed. Raises `RefusedError` where nothing has been sent."""
        talk, whole = Talk(), False
        upstream = self.settings.upstream
        outlet = Outlet(connection.send, upstream.head_seconds, upstream.comment_seconds)
        async with self.slots.taken(session):
            reservation = await self.ledger.reserve(session, self.assistant.worst_case(prompt, question))
            try:
                whole = await while_connected(connection.receive, self._work(question, prompt, talk, outlet))
            finally:
                used = self._used(question, prompt, talk)
                # What failed before it cost anything is no turn of the session.
                await self.ledger.settle(reservation, None if talk.failed and not used.total else used)
                end = "gone" if not whole else "failed" if talk.failed else "whole"
                self.metrics.count_reply(end, used, self.ledger.micros(used))
        if self.settings.server.log_text:
            LOG.info("text %s", json.dumps({"turn": question.turns[-1], "reply": talk.text}, ensure_ascii=False))
        if whole:
            await self._finish(question, talk, outlet, connection)
        return used

    async def _work(self, question: Question, prompt: LabPrompt, talk: Talk, outlet: Outlet) -> None:
        """The part that ends when the client goes away."""
        try:
            if not question.stream:
                await self._reply(question, prompt, talk, None)
                return
            async with outlet.kept_alive():
                await self._reply(question, prompt, talk, outlet)
        except RefusedError as error:
            talk.failed = error
        except TimeoutError:
            LOG.warning("a reply took longer than %g s", self.settings.upstream.total_seconds)
            talk.failed = unavailable(504)

    async def _reply(self, question: Question, prompt: LabPrompt, talk: Talk, outlet: Outlet | None) -> None:
        async with (
            asyncio.timeout(self.settings.upstream.total_seconds),
            aclosing(self.assistant.pieces(prompt, question)) as pieces,
        ):
            async for piece in pieces:
                talk.take(piece)
                if outlet:
                    await (outlet.event(text_chunk(piece.text)) if piece.text else outlet.head())
        if outlet:
            await outlet.event(end_chunk(talk.reason))
        least = self.assistant.judging(prompt, question, talk.text)
        if least is not None and talk.text:
            talk.judged = least
            talk.topics, talk.judged = await self.assistant.verdict(prompt, question, talk.text)
            if outlet and talk.topics is not None:
                await outlet.event(topics_chunk(talk.topics))
        if outlet:
            await outlet.event(DONE)

    def _used(self, question: Question, prompt: LabPrompt, talk: Talk) -> Tokens:
        """Nothing where the assistant turned the question down, or was not there."""
        if talk.failed and not talk.accepted and talk.failed.status != 504:
            return NO_TOKENS
        counted = talk.counted or self.assistant.estimate(prompt, question, talk.text)
        return counted.plus(talk.judged)

    async def _finish(self, question: Question, talk: Talk, outlet: Outlet, connection: Connection) -> None:
        if talk.failed and not outlet.started:
            raise talk.failed
        if not question.stream:
            response = json_response(completion(talk.text, talk.reason, talk.topics))
            await response(*connection)
            return
        # A client that reads nothing must not hold the server up; the connection is closed on it.
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                if talk.failed:
                    await outlet.event(error_chunk(str(talk.failed), talk.failed.code))
                await outlet.end()
