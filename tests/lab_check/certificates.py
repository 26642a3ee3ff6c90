"""X.509 certificates for servers on loopback, made with the standard library alone (RFC 5280; P-256, RFC 5480).

The keys are for tests: their numbers follow from a name.
"""

from __future__ import annotations

import base64
import hashlib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

# SEC 2, 2.4.2: the curve y² = x³ - 3x + b over p, its base point and that point's order.
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

_EC_KEY, _P256, _SHA256_ECDSA = "1.2.840.10045.2.1", "1.2.840.10045.3.1.7", "1.2.840.10045.4.3.2"
_COMMON_NAME, _ORGANIZATION = "2.5.4.3", "2.5.4.10"

Point = tuple[int, int] | None


def _sum(a: Point, b: Point) -> Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % _P == 0:
        return None
    slope = (3 * a[0] ** 2 - 3) * pow(2 * a[1], -1, _P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, _P)
    x = (slope**2 - a[0] - b[0]) % _P
    return x, (slope * (a[0] - x) - a[1]) % _P


def _times(number: int, point: Point) -> tuple[int, int]:
    total: Point = None
    while number:
        if number & 1:
            total = _sum(total, point)
        point, number = _sum(point, point), number >> 1
    assert total is not None
    return total


def _tlv(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 128 | len(length)]) + length + content


def _sequence(*contents: bytes) -> bytes:
    return _tlv(0x30, *contents)


def _integer(number: int) -> bytes:
    return _tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1))


def _bits(content: bytes, unused: int = 0) -> bytes:
    return _tlv(0x03, bytes([unused]), content)


def _oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    content = bytearray([40 * first + second])
    for number in rest:
        digits = [number & 127]
        while number := number >> 7:
            digits.insert(0, number & 127 | 128)
        content += bytes(digits)
    return _tlv(0x06, bytes(content))


def _name(organization: str, common_name: str) -> bytes:
    parts = ((_ORGANIZATION, organization), (_COMMON_NAME, common_name))
    return _sequence(*(_tlv(0x31, _sequence(_oid(kind), _tlv(0x0C, text.encode()))) for kind, text in parts))


def _time(moment: datetime) -> bytes:
    return _tlv(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


def _extension(oid: str, content: bytes, *, critical: bool = False) -> bytes:
    return _sequence(_oid(oid), *([_tlv(0x01, b"\xff")] if critical else []), _tlv(0x04, content))


def _pem(label: str, der: bytes) -> str:
    body = base64.encodebytes(der).decode()
    return f"-----BEGIN {label}-----\n{body}-----END {label}-----\n"


@dataclass(frozen=True)
class Party:
    """Somebody with a key and a name. Equal parties have equal keys."""

    common_name: str
    organization: str = "The Test Authority"
    secret: int = field(init=False)
    public: bytes = field(init=False)

    def __post_init__(self) -> None:
        secret = int.from_bytes(hashlib.sha256(self.common_name.encode()).digest()) % (_N - 1) + 1
        x, y = _times(secret, _G)
        object.__setattr__(self, "secret", secret)
        object.__setattr__(self, "public", b"\x04" + x.to_bytes(32) + y.to_bytes(32))

    @property
    def name(self) -> bytes:
        return _name(self.organization, self.common_name)

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.public).digest()[:20]

    @property
    def key_pem(self) -> str:
        """RFC 5915."""
        secret = _tlv(0x04, self.secret.to_bytes(32))
        der = _sequence(_integer(1), secret, _tlv(0xA0, _oid(_P256)), _tlv(0xA1, _bits(self.public)))
        return _pem("EC PRIVATE KEY", der)

    def sign(self, message: bytes) -> bytes:
        """FIPS 186-5, 6.4; the nonce follows from key and message."""
        digest = int.from_bytes(hashlib.sha256(message).digest())
        nonce = int.from_bytes(hashlib.sha256(self.secret.to_bytes(32) + message).digest()) % _N
        r = _times(nonce, _G)[0] % _N
        return _sequence(_integer(r), _integer(pow(nonce, -1, _N) * (digest + r * self.secret) % _N))


AUTHORITY = Party("Test Root")
UNKNOWN_AUTHORITY = Party("Nobody's Root", "Nobody")
SERVER = Party("server")


def certificate(
    subject: Party,
    issuer: Party,
    *hosts: str,
    starts: timedelta = timedelta(days=-1),
    ends: timedelta = timedelta(days=90, hours=1),
) -> str:
    """A certificate in PEM: an authority's own where no host is named. The times count from now."""
    now = datetime.now(UTC)
    key = _sequence(_sequence(_oid(_EC_KEY), _oid(_P256)), _bits(subject.public))
    is_authority = not hosts
    extensions = [
        _extension("2.5.29.19", _sequence(*([_tlv(0x01, b"\xff")] if is_authority else [])), critical=True),
        # keyCertSign is bit 5, digitalSignature bit 0.
        _extension("2.5.29.15", _bits(b"\x04", 2) if is_authority else _bits(b"\x80", 7), critical=True),
        _extension("2.5.29.14", _tlv(0x04, subject.key_id)),
        _extension("2.5.29.35", _sequence(_tlv(0x80, issuer.key_id))),
    ]
    if hosts:
        names = _sequence(*(_tlv(0x82, host.encode()) for host in hosts))
        extensions += [_extension("2.5.29.17", names), _extension("2.5.29.37", _sequence(_oid("1.3.6.1.5.5.7.3.1")))]
    algorithm = _sequence(_oid(_SHA256_ECDSA))
    told = _sequence(
        _tlv(0xA0, _integer(2)),
        _integer(int.from_bytes(subject.key_id[:8])),
        algorithm,
        issuer.name,
        _sequence(_time(now + starts), _time(now + ends)),
        subject.name,
        key,
        _tlv(0xA3, _sequence(*extensions)),
    )
    return _pem("CERTIFICATE", _sequence(told, algorithm, _bits(issuer.sign(told))))


def server_context(folder: Path, *chain: str) -> ssl.SSLContext:
    """What a server with the key of `SERVER` and this chain of certificates, its own first, speaks TLS with."""
    path = folder / "server.pem"
    path.write_text(SERVER.key_pem + "".join(chain), "ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
