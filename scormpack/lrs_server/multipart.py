"""multipart/mixed: statements with the attachments that they announce (Communication, 1.5.2)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from itertools import pairwise
from typing import Any

from scormpack.lrs_server.answers import RefusedError

_HASHES = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
"""The SHA-2 family by the number of hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Part:
    """An attachment's content by its hash. ``type`` is the whole Content-Type, parameters included."""

    sha2: str
    type: str
    content: bytes


def split(content_type: str, body: bytes) -> tuple[bytes, dict[str, Part]]:
    """The statements' JSON, and the parts after it by their hash."""
    head = Message()
    head["Content-Type"] = content_type
    boundary = head.get_boundary()
    if not boundary:
        raise RefusedError(400, "multipart/mixed needs its boundary")
    first, *rest = _pieces(boundary.encode("utf-8", "replace"), body)
    headers, content = first
    if headers.get_content_type() != "application/json" or "Content-Type" not in headers:
        raise RefusedError(400, "the first part must be the statements, application/json")
    return content, {part.sha2: part for part in (_part(*piece) for piece in rest)}


def _pieces(boundary: bytes, body: bytes) -> list[tuple[Message, bytes]]:
    """Headers and content of each part, to the byte (RFC 2046, 5.1.1): the break before a boundary is the boundary's."""
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    found = list(delimiter.finditer(body))
    ends = [at for at, match in enumerate(found) if match[1]]
    if not ends or ends[0] == 0:
        raise RefusedError(400, "the parts of multipart/mixed must stand between their boundaries")
    inner = found[: ends[0] + 1]
    return [_piece(body[one.end() : after.start()]) for one, after in pairwise(inner)]


def _piece(text: bytes) -> tuple[Message, bytes]:
    # The text begins with the break that ends the boundary's line; without headers a second one follows at once.
    break_ = re.search(rb"\r?\n\r?\n", text)
    if break_ is None:
        raise RefusedError(400, "a part lacks the empty line after its headers")
    headers = BytesParser().parsebytes(text[: break_.start()].lstrip(b"\r\n"), headersonly=True)
    return headers, text[break_.end() :]


def _part(headers: Message, content: bytes) -> Part:
    sha2 = str(headers.get("X-Experience-API-Hash", ""))
    if not sha2:
        raise RefusedError(400, "a part lacks X-Experience-API-Hash")
    if str(headers.get("Content-Transfer-Encoding", "")).lower() != "binary":
        raise RefusedError(400, "a part's Content-Transfer-Encoding must be `binary`")
    family = _HASHES.get(len(sha2))
    if family is None or hashlib.new(family, content).hexdigest() != sha2.lower():
        raise RefusedError(400, "a part's content is not what its hash says")
    return Part(sha2, str(headers.get("Content-Type", "application/octet-stream")), content)


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
