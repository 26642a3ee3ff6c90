"""Signed statements: an attachment that is a JSON Web Signature of the statement (Data, 2.6)."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from scormpack.lrs_server.answers import RefusedError
from scormpack.lrs_server.json_text import parse_json
from scormpack.lrs_server.multipart import Part
from scormpack.lrs_server.rsa_signature import public_key, verified
from scormpack.statement_rules import check_statement, same_statement

USAGE = "http://adlnet.gov/expapi/attachments/signature"
_ALGORITHMS = {"RS256": "sha256", "RS384": "sha384", "RS512": "sha512"}


def check_signatures(statements: Iterable[Mapping[str, Any]], parts: Mapping[str, Part]) -> None:
    """Every signature that was sent is one of its statement, and of its certificate's key where it names one.

    Whom a certificate belongs to is not asked: that is the reader's trust, not the LRS's.
    """
    for statement in statements:
        for attachment in statement.get("attachments", ()):
            if attachment["usageType"] == USAGE:
                if attachment["contentType"] != "application/octet-stream":
                    raise RefusedError(400, "a signature's contentType must be application/octet-stream (Data, 2.6)")
                if attachment["sha2"] in parts:
                    _check(statement, parts[attachment["sha2"]].content)


def _check(statement: Mapping[str, Any], signature: bytes) -> None:
    pieces = signature.strip().split(b".")
    if len(pieces) != 3:
        raise RefusedError(400, "a signature must be a JWS in its compact form (Data, 2.6)")
    header, payload = (parse_json(_decoded(piece)) for piece in pieces[:2])
    algorithm = header.get("alg") if isinstance(header, dict) else None
    if not isinstance(algorithm, str) or algorithm not in _ALGORITHMS:
        raise RefusedError(400, "a signature's algorithm must be RS256, RS384 or RS512 (Data, 2.6)")
    same = not check_statement(payload) and same_statement(_unsigned(payload), _unsigned(statement))
    if not same or len({str(one["id"]).lower() for one in (payload, statement) if "id" in one}) > 1:
        raise RefusedError(400, "what is signed is another statement (Data, 2.6)")
    if "x5c" in header:
        key = public_key(_certificate(header["x5c"]))
        signed = pieces[0] + b"." + pieces[1]
        if key is None or not verified(_ALGORITHMS[algorithm], signed, _decoded(pieces[2]), key):
            raise RefusedError(400, "the signature is not that of its certificate's key (Data, 2.6)")


def _unsigned(statement: Mapping[str, Any]) -> dict[str, Any]:
    """The statement without its signatures, for what is signed cannot hold its own."""
    kept = [attachment for attachment in statement.get("attachments", ()) if attachment["usageType"] != USAGE]
    plain = {name: value for name, value in statement.items() if name != "attachments"}
    return {**plain, "attachments": kept} if kept else plain


def _certificate(chain: object) -> bytes:
    """The first certificate, which is the signer's (RFC 7515, 4.1.6)."""
    if not isinstance(chain, list) or not chain or not isinstance(chain[0], str):
        raise RefusedError(400, "x5c must be a list of certificates")
    try:
        return base64.b64decode(chain[0], validate=True)
    except ValueError as error:
        raise RefusedError(400, "x5c has a certificate that is no base64") from error


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise RefusedError(400, "a signature's parts must be base64url (RFC 7515, 2)") from error
