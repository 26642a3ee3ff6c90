"""What the service counts, for Prometheus: numbers alone, no session, no address, no text."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from scormpack.lab_server.estimate import Tokens

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """One registry a worker. ``open_streams`` and ``reserved`` are asked when metrics are read."""

    def __init__(self, open_streams: Callable[[], int], reserved: Callable[[], int]) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "scormpack_lab_requests", "Requests, by resource and status", ("resource", "status"), registry=registry
        )
        self._seconds = Histogram(
            "scormpack_lab_seconds",
            "Seconds from the request to the end of the answer",
            ("resource",),
            buckets=(0.01, 0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120),
            registry=registry,
        )
        self._tokens = Counter("scormpack_lab_tokens", "Tokens read and written", ("direction",), registry=registry)
        self._micros = Counter("scormpack_lab_cost_micros", "Millionths of the prices' currency", registry=registry)
        self._replies = Counter("scormpack_lab_replies", "How replies ended", ("end",), registry=registry)
        streams = Gauge("scormpack_lab_open_streams", "Conversations under way", registry=registry)
        streams.set_function(open_streams)
        held = Gauge("scormpack_lab_reservations", "Accounts with a reservation under way", registry=registry)
        held.set_function(reserved)

    def count_request(self, resource: str, status: int, seconds: float) -> None:
        """One request, whatever became of it. ``resource`` is one of the service's own names."""
        self._requests.labels(resource, str(status)).inc()
        self._seconds.labels(resource).observe(seconds)

    def count_reply(self, end: str, used: Tokens, micros: int) -> None:
        """One reply. ``end`` is `whole`, `gone` (the client left) or `failed` (the upstream did)."""
        self._replies.labels(end).inc()
        self._tokens.labels("in").inc(used.read)
        self._tokens.labels("out").inc(used.written)
        self._micros.inc(micros)

    def text(self) -> bytes:
        """The exposition that Prometheus reads."""
        return generate_latest(self._registry)
