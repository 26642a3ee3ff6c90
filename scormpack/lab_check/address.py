"""Where the proxy is: its address, and the numbers that its name stands for."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from scormpack.lab_check.finding import Finding
from scormpack.proxy_url import parse_lab_proxy

Reach = Literal["internet", "network", "machine"]


@dataclass(frozen=True, slots=True)
class Place:
    """The proxy's address. ``reach``: from where it can be reached, by its numbers."""

    url: str
    host: str
    port: int
    is_encrypted: bool
    reach: Reach


def check_address(url: str) -> Generator[Finding, None, Place | None]:
    """Yields findings; returns None when there is nothing to connect to."""
    try:
        base = parse_lab_proxy(url).url
    except ValueError as error:
        yield Finding(
            "address",
            "problem",
            str(error),
            "No package is built with this address.",
            "Give the address that --lab-proxy is to have, such as https://labs.example.org/v1.",
        )
        return None
    yield _address(base)
    parts = urlsplit(base)
    host, is_encrypted = parts.hostname or "", parts.scheme == "https"
    try:
        numbers = _numbers(host)
    except (OSError, UnicodeError):
        # A host name that IDNA cannot encode raises UnicodeError.
        yield Finding(
            "name",
            "problem",
            f"there is no host {host}, or no network to look it up",
            "The assistant is not reached; learners get the lab's fallback.",
            "Look for a slip in the name, or enter it in the DNS.",
        )
        return None
    reach = _reach(numbers)
    yield _name(host, numbers, reach)
    return Place(base, host, parts.port or (443 if is_encrypted else 80), is_encrypted, reach)


def _address(base: str) -> Finding:
    if base.endswith(("/chat/completions", "/chat", "/completions")):
        return Finding(
            "address",
            "note",
            f"{base} looks like the address of the chat itself",
            "The player appends /chat/completions to it, and finds nothing there.",
            f"Try {base.removesuffix('/completions').removesuffix('/chat')}.",
        )
    return Finding("address", "ok", f"{base} may stand in a package")


def _numbers(host: str) -> list[str]:
    """The host's IP addresses in the order in which they are tried, each once."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def _reach(numbers: list[str]) -> Reach:
    """A name that stands for several numbers is as private as its most private one."""
    parsed = [ipaddress.ip_address(number) for number in numbers]
    if any(number.is_loopback for number in parsed):
        return "machine"
    return "network" if any(number.is_private or number.is_link_local for number in parsed) else "internet"


def _name(host: str, numbers: list[str], reach: Reach) -> Finding:
    found = host if numbers == [host.strip("[]")] else f"{host} is {', '.join(numbers)}"
    if reach == "machine":
        return Finding(
            "name",
            "note",
            f"{found}: this machine only",
            "Nobody but who sits at this machine reaches the assistant.",
            "Use this for trying things out; give learners an address of the internet.",
        )
    if reach == "network":
        return Finding(
            "name",
            "note",
            f"{found}: an address of a private network",
            "Only learners in that network reach the assistant, and their browser may ask them for permission first.",
            "Right for a school's own network; else give the proxy an address of the internet.",
        )
    return Finding("name", "ok", found)
