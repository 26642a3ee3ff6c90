"""multipart/mixed: statements with the attachments that they announce (Communication, 1.5.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from scormpack.lrs_server.answers import RefusedError


@dataclass(frozen=True, slots=True)
class Part:
    """An attachment's content by its hash."""

    sha2: str
    type: str
    content: bytes


def split(content_type: str, body: bytes) -> tuple[bytes, dict[str, Part]]:
    """The statements' JSON, and the parts after it by their hash."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("utf-8", "replace")
    message: Message = BytesParser(policy=HTTP).parsebytes(head + body)
    if not message.is_multipart() or not message.get_boundary():
        raise RefusedError(400, "no multipart/mixed that can be read")
    first, *rest = list(message.walk())[1:]
    if first.get_content_type() != "application/json":
        raise RefusedError(400, "the first part must be the statements, application/json")
    return _content(first), {part.sha2: part for part in map(_part, rest)}


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _part(part: Any) -> Part:
    sha2 = str(part.get("X-Experience-API-Hash") or "")
    content = _content(part)
    if not sha2:
        raise RefusedError(400, "a part lacks X-Experience-API-Hash")
    if str(part.get("Content-Transfer-Encoding") or "") != "binary":
        raise RefusedError(400, "a part's Content-Transfer-Encoding must be `binary`")
    # The parser takes the line break before the boundary for the part's own only when there is one too many.
    if hashlib.sha256(content).hexdigest() != sha2:
        raise RefusedError(400, "a part's content is not what its hash says")
    return Part(sha2, part.get_content_type(), content)


def check_attachments(statements: Iterable[Mapping[str, Any]], parts: Mapping[str, Part]) -> None:
    """Every attachment has its part or an address, and every part its attachment."""
    announced: set[str] = set()
    for statement in statements:
        for attachment in _attachments(statement):
            announced.add(attachment["sha2"])
            if attachment["sha2"] not in parts and "fileUrl" not in attachment:
                raise RefusedError(400, f"the attachment {attachment['sha2']} is neither sent nor has it a fileUrl")
    extra = sorted(set(parts) - announced)
    if extra:
        raise RefusedError(400, f"no statement announces the part {extra[0]}")


def _attachments(statement: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    own = list(statement.get("attachments", ()))
    about = statement["object"]
    return own + (_attachments(about) if about.get("objectType") == "SubStatement" else [])


def hashes(statements: Iterable[Mapping[str, Any]]) -> list[str]:
    """Of all attachments, in their order, once each."""
    return list(dict.fromkeys(a["sha2"] for statement in statements for a in _attachments(statement)))


def join(statements: bytes, parts: Iterable[Part]) -> tuple[str, bytes]:
    """The content type with its boundary, and the body."""
    chosen = list(parts)
    digest = hashlib.sha256(statements + b"".join(part.content for part in chosen)).hexdigest()[:32]
    boundary = f"part-{digest}"
    pieces = [b"Content-Type: application/json\r\n\r\n" + statements]
    for part in chosen:
        headers = f"Content-Type: {part.type}\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {part.sha2}\r\n\r\n"
        pieces.append(headers.encode() + part.content)
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + piece + b"\r\n" for piece in pieces)
    return f"multipart/mixed; boundary={boundary}", body + b"--" + boundary.encode() + b"--\r\n"
