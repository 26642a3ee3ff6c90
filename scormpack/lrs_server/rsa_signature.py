"""RSA signatures as certificates and JSON Web Signatures have them (RFC 8017, 8.2.2; RFC 5280, 4.1), verified only."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

_INTEGER, _BIT_STRING, _VERSION = 0x02, 0x03, 0xA0
_LARGEST = 16_384
"""Bits of a key: more would cost an LRS more time than a sender."""

_DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
"""What stands before the digest (RFC 8017, 9.2, note 1)."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """RFC 8017, 3.1."""

    modulus: int
    exponent: int


def public_key(certificate: bytes) -> PublicKey | None:
    """The RSA key of a certificate in DER; None where there is none that can be read."""
    try:
        [(_, whole)] = _items(certificate)
        fields = _items(_items(whole)[0][1])
        # The version is left out in certificates of version 1; the key is the sixth after it.
        info = fields[6 if fields[0][0] == _VERSION else 5]
        tag, bits = _items(info[1])[1]
        [(_, key)] = _items(bits[1:])
        (first, modulus), (second, exponent) = _items(key)
    except (IndexError, ValueError):
        return None
    if (tag, first, second) != (_BIT_STRING, _INTEGER, _INTEGER):
        return None
    found = PublicKey(int.from_bytes(modulus), int.from_bytes(exponent))
    return found if found.modulus % 2 and 512 <= found.modulus.bit_length() <= _LARGEST else None


def _items(der: bytes) -> list[tuple[int, bytes]]:
    """Tags and contents one after another. ValueError where a length leads beyond the end."""
    found, at = [], 0
    while at < len(der):
        tag, length, at = der[at], der[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(der[at : at + size]), at + size
        if at + length > len(der):
            raise ValueError("a length leads beyond the end")
        found.append((tag, der[at : at + length]))
        at += length
    return found


def verified(digest: str, signed: bytes, signature: bytes, key: PublicKey) -> bool:
    """True where the signature is the key's (RSASSA-PKCS1-v1_5); ``digest`` is sha256, sha384 or sha512."""
    size = (key.modulus.bit_length() + 7) // 8
    number = int.from_bytes(signature)
    end = _DIGEST_INFO[digest] + hashlib.new(digest, signed).digest()
    filling = size - len(end) - 3
    if len(signature) != size or number >= key.modulus or key.exponent.bit_length() > 64 or filling < 8:
        return False
    wanted = b"\x00\x01" + b"\xff" * filling + b"\x00" + end
    return hmac.compare_digest(pow(number, key.exponent, key.modulus).to_bytes(size), wanted)
