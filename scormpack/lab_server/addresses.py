"""Where a request comes from, and whether that is this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import Scope

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""Headers that say that a proxy has passed the request on."""

SUBSCRIBER_BITS = 64
"""One subscriber has a whole /64 of IPv6 addresses (RFC 6177)."""


class Addresses:
    """Reads addresses; ``trusted`` are networks whose machines tell the truth in X-Forwarded-For."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._trusted = [ipaddress.ip_network(network) for network in trusted]

    def client(self, scope: Scope) -> str:
        """The nearest address that is no trusted proxy: one IPv4 address, or a /64 of IPv6. Empty where there is none."""
        address = _address((scope.get("client") or ("",))[0])
        hops = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
        for hop in reversed(hops):
            if address is None or not self._is_trusted(address):
                break
            further = _address(hop.strip())
            if further is None:
                break
            address = further
        if isinstance(address, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((address, SUBSCRIBER_BITS), strict=False))
        return str(address or "")

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def is_this_machine(scope: Scope) -> bool:
    """True for a request that came from a loopback address, and that no proxy on this machine has passed on."""
    address = _address((scope.get("client") or ("",))[0])
    headers = Headers(scope=scope)
    return address is not None and address.is_loopback and not any(name in headers for name in FORWARDED)


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
