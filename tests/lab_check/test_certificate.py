"""Address, name and TLS: what stands between a learner and the first byte."""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scormpack.lab_check import Finding
from scormpack.lab_check.address import check_address
from scormpack.lab_check.wire import trusting_context
from tests.lab_check.certificates import AUTHORITY, SERVER, UNKNOWN_AUTHORITY, certificate, server_context
from tests.lab_check.checking import findings, findings_at
from tests.lab_check.unruly_proxy import UnrulyProxy, serving

BEFORE_REQUESTS = {"address", "name", "tls", "certificate"}


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts one authority more, as a company's machines do."""
    authority = tmp_path / "authority.pem"
    authority.write_text(certificate(AUTHORITY, AUTHORITY), "ascii")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))


def found_with(context: ssl.SSLContext) -> dict[str, Finding]:
    with serving(UnrulyProxy(wants_tokens=True), context) as proxy:
        return findings(proxy)


def refused(folder: Path, *chain: str) -> str:
    """What is said of a certificate that ends the check: nothing else, and that the rest was not tried, once."""
    found = found_with(server_context(folder, *chain))
    assert list(found) == ["address", "name", "certificate", "rest"]
    assert found["certificate"].status == "problem"
    assert found["rest"].status == "note"
    return found["certificate"].found


def days(number: float) -> timedelta:
    return timedelta(days=number)


def test_a_proxy_with_a_good_certificate_has_nothing_against_it_but_its_place(tmp_path: Path) -> None:
    found = found_with(server_context(tmp_path, certificate(SERVER, AUTHORITY, "localhost")))
    assert {name for name, finding in found.items() if finding.status != "ok"} == {"name"}
    assert found["name"].found.endswith("this machine only")
    assert found["tls"].found in {"localhost speaks TLS 1.3", "localhost speaks TLS 1.2"}
    until = (datetime.now(UTC) + days(90)).date()
    told = found["certificate"].found
    assert told.startswith("for localhost, by The Test Authority, valid until ")
    assert told.endswith(", 90 days")
    assert until.strftime("%Y-%m-") in told or until.day in {1, 31}


@pytest.mark.parametrize(("left", "status"), [(20, "note"), (21, "ok")])
def test_a_certificate_that_ends_within_21_days_is_noted(left: int, status: str, tmp_path: Path) -> None:
    context = server_context(tmp_path, certificate(SERVER, AUTHORITY, "localhost", ends=days(left + 0.5)))
    finding = found_with(context)["certificate"]
    assert (finding.status, finding.found.rpartition(", ")[2]) == (status, f"{left} days")


def test_an_expired_certificate_is_told_with_its_day(tmp_path: Path) -> None:
    found = refused(tmp_path, certificate(SERVER, AUTHORITY, "localhost", starts=days(-40), ends=days(-10)))
    assert found == f"the certificate of localhost expired on {(datetime.now(UTC) - days(10)).date()}"


def test_a_certificate_of_the_future_is_told_with_its_day(tmp_path: Path) -> None:
    found = refused(tmp_path, certificate(SERVER, AUTHORITY, "localhost", starts=days(3)))
    assert found == f"the certificate of localhost is not valid yet: only from {(datetime.now(UTC) + days(3)).date()}"


def test_a_certificate_of_another_host_is_told_with_its_names(tmp_path: Path) -> None:
    found = refused(tmp_path, certificate(SERVER, AUTHORITY, "labs.example.org", "www.example.org"))
    assert found == "the certificate is for labs.example.org, www.example.org, not for localhost"


def test_a_self_signed_certificate_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, certificate(SERVER, SERVER, "localhost")) == "the certificate of localhost is self-signed"


def test_an_authority_that_nobody_trusts_is_told_from_a_chain_that_is_not_whole(tmp_path: Path) -> None:
    leaf = certificate(SERVER, UNKNOWN_AUTHORITY, "localhost")
    assert "or the chain to it is incomplete" in refused(tmp_path, leaf)
    whole = refused(tmp_path, leaf, certificate(UNKNOWN_AUTHORITY, UNKNOWN_AUTHORITY))
    assert "an authority of its own, which nobody else trusts" in whole


def test_authorities_of_browsers_are_trusted_beside_those_of_this_machine() -> None:
    known = [str(authority["subject"]) for authority in trusting_context().get_ca_certs()]
    assert [subject for subject in known if "Test Root" in subject]
    assert len(known) > 50


def test_a_server_that_speaks_only_what_browsers_have_given_up_is_a_problem(tmp_path: Path) -> None:
    context = server_context(tmp_path, certificate(SERVER, AUTHORITY, "localhost"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    found = found_with(context)
    assert list(found) == ["address", "name", "tls", "rest"]
    assert found["tls"].status == "problem"
    assert "no TLS of today at localhost" in found["tls"].found


def test_plain_http_at_an_https_address_is_a_problem(proxy: UnrulyProxy) -> None:
    found = findings_at(proxy.url.replace("http://127.0.0.1", "https://localhost"))
    assert list(found) == ["address", "name", "tls", "rest"]
    assert found["tls"].status == "problem"
    assert proxy.requests == []


@contextmanager
def mute() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_port_that_takes_connections_and_says_nothing_is_told_as_silence() -> None:
    with mute() as port:
        found = findings_at(f"https://localhost:{port}/v1", timeout_seconds=0.2)
    assert list(found) == ["address", "name", "connection", "rest"]
    assert found["connection"].found == "localhost takes the connection and is silent for 0.2 seconds (--timeout)"


def test_an_expired_certificate_is_told_without_its_day_where_a_second_look_fails(tmp_path: Path) -> None:
    context = server_context(tmp_path, certificate(SERVER, AUTHORITY, "localhost", starts=days(-40), ends=days(-10)))
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def shake_once() -> None:
            plain, _from = listening.accept()
            with plain, pytest.raises(ssl.SSLError):
                context.wrap_socket(plain, server_side=True).close()
            listening.close()

        thread = threading.Thread(target=shake_once)
        thread.start()
        found = findings_at(f"https://localhost:{listening.getsockname()[1]}/v1", timeout_seconds=2)
        thread.join()
    assert found["certificate"].found == "the certificate of localhost expired"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_port_where_nobody_listens_ends_the_check(scheme: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        found = findings_at(f"{scheme}://127.0.0.1:{port}/v1")
    assert list(found) == ["address", "name", "connection", "rest"]
    assert found["connection"].found == f"no connection to 127.0.0.1, port {port}: connection refused"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://labs.example.org/v1", "is not encrypted"),
        ("https://key@labs.example.org/v1", "user name or password"),
        ("https://labs.example.org/v1?key=1", "`?` or `#`"),
        ("labs.example.org/v1", "is no web address"),
    ],
)
def test_an_address_that_no_package_may_hold_ends_the_check(url: str, why: str) -> None:
    found = findings_at(url)
    assert list(found) == ["address", "rest"]
    assert found["address"].status == "problem"
    assert why in found["address"].found


def resolving(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    """A DNS of the test's own."""

    def answer(_host: str, _port: object, **_how: object) -> list[tuple[object, ...]]:
        if not numbers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(0, 0, 0, "", (number, 0)) for number in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_a_name_that_nobody_knows_ends_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch)
    found = findings_at("https://labs.example.org/v1")
    assert list(found) == ["address", "name", "rest"]
    assert (found["name"].status, found["name"].found.partition(",")[0]) == (
        "problem",
        "there is no host labs.example.org",
    )


@pytest.mark.parametrize(
    ("numbers", "status", "reach"),
    [
        (("9.9.9.9", "2620:fe::fe"), "ok", "internet"),
        (("10.1.2.3",), "note", "network"),
        (("9.9.9.9", "192.168.0.9"), "note", "network"),
        (("fe80::1%eth0",), "note", "network"),
        (("127.0.0.1",), "note", "machine"),
    ],
)
def test_from_where_an_address_can_be_reached_is_read_off_its_numbers(
    numbers: tuple[str, ...], status: str, reach: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, *numbers)
    steps = check_address("https://labs.example.org/v1/")
    assert next(steps).found == "https://labs.example.org/v1 may stand in a package"
    assert next(steps).status == status
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert (end.value.value.reach, end.value.value.port, end.value.value.is_encrypted) == (reach, 443, True)


def test_the_address_of_the_chat_itself_is_noted(proxy: UnrulyProxy) -> None:
    found = findings_at(f"{proxy.url}/chat/completions")
    assert found["address"].status == "note"
    assert found["address"].advice == f"Try {proxy.url}."
    assert found["answer"].found.startswith("the question is answered with 404")
