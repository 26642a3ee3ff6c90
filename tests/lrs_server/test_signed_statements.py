"""Statements signed by an attachment that is a JSON Web Signature (Data, 2.6)."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import httpx
import pytest

from scormpack.lrs_server.rsa_signature import PublicKey, public_key, verified
from tests.lrs_server.statement_examples import Json, changed, fresh_uuid, statement
from tests.lrs_server.test_attachments import attachment, first, part, send

# A key made for these tests: its certificate (CN=example.org), and its private exponent.
CERTIFICATE = (
    "MIICCjCCAXOgAwIBAgIUJMIr5vo3rZLo8BDfoeW4S/at8BwwDQYJKoZIhvcNAQELBQAwFjEUMBIGA1UEAwwLZXhhbXBsZS5vcmcw"
    "IBcNMjYxMTIzMDMwNDQ3WhgPMjEyNjEwMzAwMzA0NDdaMBYxFDASBgNVBAMMC2V4YW1wbGUub3JnMIGfMA0GCSqGSIb3DQEBAQUA"
    "A4GNADCBiQKBgQDQ0NQ7lEmyDvE23tsS8hr4JJsbwKJT5MO+GpjmkVI4HEr5Cu9obQqbQKqi7j1005ihLyCXGa1XSv/4+c2zVd8K"
    "QOaPvDTGjeL8JMnil53+ZQK7k2x5eou1udxiG169Qj9zosfXe4N8Lhz+TiBtW2wsw6jRvqDn72ybcFmszGms5QIDAQABo1MwUTAd"
    "BgNVHQ4EFgQUnu0zPHJUwMZp2+vOP2qqdpcbPFowHwYDVR0jBBgwFoAUnu0zPHJUwMZp2+vOP2qqdpcbPFowDwYDVR0TAQH/BAUw"
    "AwEB/zANBgkqhkiG9w0BAQsFAAOBgQBumj9hIaMMtmTjMXHivSZNy0lk+JKZ13XopUdkGV6FbEOctwPBt1QLaabbINptLyA4HpYH"
    "JNeaBGEMuMVXF10j2A0Hfl0Vfy70sWrp05DxY1sL3MdQrkD3n51J0gLyeUjmOJ49zKc11sNTcGMvSJDzfGVRJpW99y5MMr9+x3yO"
    "Jg=="
)
EXPONENT = int(
    "544deb517e85de50700c621efa602a89426628e735e23efad41672e2ab8b114242f696f69f275edfdd54c6e0fe88db20c4fa"
    "7ce2e427fa953a10eff19f54acee00da76d097eed5f91f6d286c71c139cabbe094d7f5793259872a296252d42306217564dc"
    "ff40e8ebc2e7d68c28b99cd4f5e71f764c6e0f8e983af5d187e4ebe1",
    16,
)
DIGEST_INFO = {
    "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}
ALGORITHMS = {"RS256": "sha256", "RS384": "sha384", "RS512": "sha512"}


def key() -> PublicKey:
    found = public_key(base64.b64decode(CERTIFICATE))
    assert found is not None
    return found


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def signed_by_the_key(digest: str, content: bytes) -> bytes:
    """RFC 8017, 8.2.1: the block is 128 bytes, for the key has 1,024 bits."""
    end = bytes.fromhex(DIGEST_INFO[digest]) + hashlib.new(digest, content).digest()
    block = b"\x00\x01" + b"\xff" * (128 - 3 - len(end)) + b"\x00" + end
    return pow(int.from_bytes(block, "big"), EXPONENT, key().modulus).to_bytes(128, "big")


def signature_of(
    value: Any, *, algorithm: str = "RS256", header: Json | None = None, payload: bytes | None = None
) -> bytes:
    head = {"alg": algorithm, "x5c": [CERTIFICATE]} if header is None else header
    text = json.dumps(value).encode() if payload is None else payload
    content = f"{base64url(json.dumps(head).encode())}.{base64url(text)}"
    signature = signed_by_the_key(ALGORITHMS.get(algorithm, "sha256"), content.encode())
    return f"{content}.{base64url(signature)}".encode()


def send_signed(
    client: httpx.Client, value: Json, signature: bytes, kind: str = "application/octet-stream"
) -> httpx.Response:
    usage = "http://adlnet.gov/expapi/attachments/signature"
    announced = attachment(signature, usageType=usage, contentType=kind)
    return send(client, first(value | {"attachments": [announced]}), part(signature, Content_Type=kind))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_statement_with_a_right_signature_is_stored(client: httpx.Client, algorithm: str) -> None:
    value = statement()
    assert send_signed(client, value, signature_of(value, algorithm=algorithm)).status_code == 200


def test_without_a_certificate_the_signed_statement_alone_is_compared(client: httpx.Client) -> None:
    value = statement()
    assert send_signed(client, value, signature_of(value, header={"alg": "RS256"})).status_code == 200
    assert send_signed(client, statement(), signature_of(value, header={"alg": "RS256"})).status_code == 400


def test_a_signature_of_another_content_type_is_400(client: httpx.Client) -> None:
    value = statement()
    assert send_signed(client, value, signature_of(value), "text/plain; charset=ascii").status_code == 400


@pytest.mark.parametrize("algorithm", ["HS256", "none", "ES256", "", "rs256"])
def test_another_algorithm_is_400(client: httpx.Client, algorithm: str) -> None:
    value = statement()
    assert send_signed(client, value, signature_of(value, algorithm=algorithm)).status_code == 400


@pytest.mark.parametrize("payload", [b"{", b"[]", b"null", b"{}", b"\xff", b'"text"'])
def test_what_is_signed_must_be_a_statement(client: httpx.Client, payload: bytes) -> None:
    value = statement()
    assert send_signed(client, value, signature_of(value, payload=payload)).status_code == 400


def test_what_is_signed_must_be_this_statement(client: httpx.Client) -> None:
    value = statement(result={"success": True})
    other = changed(value, "result.success", False)
    assert send_signed(client, value, signature_of(other)).status_code == 400


def test_what_is_signed_must_have_the_id_of_this_statement(client: httpx.Client) -> None:
    """An id may lack on either side, for an LRS assigns it (Data, 2.3.1); two that differ are two statements."""
    value = statement()
    one, two = ({**value, "id": fresh_uuid()} for _ in range(2))
    assert send_signed(client, one, signature_of(two)).status_code == 400
    assert send_signed(client, one, signature_of(value)).status_code == 200


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"no signature",
        b"a.b",
        b"a.b.c.d",
        b"!.!.!",
        b"e30.e30.",
        b"bnVsbA.e30.e30",
        b"e30.e30.e30",
        b"\xff.\xff.\xff",
    ],
)
def test_what_is_no_signature_is_400(client: httpx.Client, signature: bytes) -> None:
    assert send_signed(client, statement(), signature).status_code == 400


@pytest.mark.parametrize(
    "chain", [None, [], [1], "text", ["!"], [""], ["AAAA"], ["MIICCjCC"], [base64.b64encode(b"0\x80" * 50).decode()]]
)
def test_a_certificate_that_cannot_be_read_is_400(client: httpx.Client, chain: object) -> None:
    value = statement()
    signature = signature_of(value, header={"alg": "RS256", "x5c": chain})
    assert send_signed(client, value, signature).status_code == 400


def test_a_signature_by_another_key_is_400(client: httpx.Client) -> None:
    value = statement()
    head, payload, _ = signature_of(value).split(b".")
    _, _, foreign = signature_of(statement()).split(b".")
    assert send_signed(client, value, b".".join([head, payload, foreign])).status_code == 400


def test_the_key_of_the_certificate_is_found() -> None:
    """As `openssl x509 -text` shows it: 1,024 bits, and the usual exponent 65,537."""
    assert (key().modulus.bit_length(), key().exponent) == (1024, 65_537)
    assert hex(key().modulus).startswith("0xd0d0d43b9449b20ef136dedb12f21af8")


@pytest.mark.parametrize("at", [0, 64, 127])
def test_one_wrong_byte_makes_a_wrong_signature(at: int) -> None:
    signature = bytearray(signed_by_the_key("sha256", b"content"))
    assert verified("sha256", b"content", bytes(signature), key())
    signature[at] ^= 1
    assert not verified("sha256", b"content", bytes(signature), key())
    assert not verified("sha256", b"another", signed_by_the_key("sha256", b"content"), key())
    assert not verified("sha512", b"content", signed_by_the_key("sha256", b"content"), key())


@pytest.mark.parametrize("end", range(0, 500, 7))
def test_a_certificate_that_is_cut_off_has_no_key(end: int) -> None:
    assert public_key(base64.b64decode(CERTIFICATE)[:end]) is None
