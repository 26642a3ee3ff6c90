"""The stub proxy does what its names say: the browser tests of the lab rest on it."""

from __future__ import annotations

import http.client
import json
import time
from typing import TYPE_CHECKING

import pytest

from tests.stub_proxy import REPLY, Behaviour, StubProxy, stream_chunks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Post = Callable[..., http.client.HTTPResponse]


@pytest.fixture
def proxy() -> Iterator[StubProxy]:
    with StubProxy() as stub:
        yield stub


@pytest.fixture
def connections() -> Iterator[list[http.client.HTTPConnection]]:
    """Closed after the test, whatever became of them."""
    opened: list[http.client.HTTPConnection] = []
    yield opened
    for connection in opened:
        connection.close()


@pytest.fixture
def post(connections: list[http.client.HTTPConnection]) -> Post:
    """Posts JSON to a stub and returns the response, whose body is still to be read."""

    def send(proxy: StubProxy, body: object = None, timeout: float = 5.0) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=timeout)
        connections.append(connection)
        connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
        return connection.getresponse()

    return send


def content(wire: str) -> str:
    """The reply that a stream's events add up to."""
    events = [line.removeprefix("data: ") for line in wire.splitlines() if line.startswith("data: {")]
    return "".join(json.loads(event)["choices"][0]["delta"].get("content", "") for event in events)


def test_the_default_is_a_whole_stream(proxy: StubProxy, post: Post) -> None:
    response = post(proxy)
    wire = response.read().decode()
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert content(wire) == REPLY.replace("{number}", "1")
    assert wire.endswith("data: [DONE]\n\n")


def test_a_stream_is_cut_inside_a_character() -> None:
    chunks = stream_chunks("naïve 数据 🙂")
    assert len(chunks) > 3
    assert content(b"".join(chunks).decode()) == "naïve 数据 🙂"
    split = [chunk for chunk in chunks if chunk.decode(errors="replace").endswith("\ufffd")]
    assert len(split) == 4


def test_json_is_one_body(proxy: StubProxy, post: Post) -> None:
    proxy.play(Behaviour("json", text="Hello {number}"))
    assert json.loads(post(proxy).read())["choices"][0]["message"]["content"] == "Hello 1"


def test_behaviours_are_used_in_order_and_then_it_streams(proxy: StubProxy, post: Post) -> None:
    proxy.play("500", "401", "403")
    assert [post(proxy).status for _ in range(4)] == [500, 401, 403, 200]


@pytest.mark.parametrize("retry_after", ["0.2", "0", "1", "Thu, 01 Jan 2026 00:00:00 GMT", None])
def test_429_shows_its_retry_after_to_browsers(proxy: StubProxy, post: Post, retry_after: str | None) -> None:
    proxy.play(Behaviour("429", retry_after=retry_after))
    response = post(proxy)
    assert response.status == 429
    assert response.headers["Retry-After"] == retry_after
    assert response.headers["Access-Control-Expose-Headers"] == "Retry-After"


def test_break_loses_the_connection_in_the_middle(proxy: StubProxy, post: Post) -> None:
    proxy.play(Behaviour("break", text="one two three four"))
    response = post(proxy)
    with pytest.raises(http.client.IncompleteRead) as caught:
        response.read()
    assert content(caught.value.partial.decode()) == "one two "


def test_cut_ends_in_good_order_without_done(proxy: StubProxy, post: Post) -> None:
    proxy.play(Behaviour("cut", text="one two three four", pieces=3))
    wire = post(proxy).read().decode()
    assert content(wire) == "one two three "
    assert "[DONE]" not in wire


def test_garbage_is_neither_events_nor_json(proxy: StubProxy, post: Post) -> None:
    proxy.play("garbage")
    response = post(proxy)
    assert (response.status, response.read()[:15]) == (200, b"<!doctype html>")


def test_silent_never_answers(proxy: StubProxy, post: Post) -> None:
    proxy.play("silent")
    with pytest.raises(TimeoutError):
        post(proxy, timeout=0.3)
    assert len(proxy.wait_for_requests(1)) == 1


@pytest.mark.parametrize(("pieces", "said"), [(0, ""), (1, "one ")])
def test_stall_stops_after_its_head_and_so_many_pieces(proxy: StubProxy, post: Post, pieces: int, said: str) -> None:
    proxy.play(Behaviour("stall", text="one two", pieces=pieces))
    response = post(proxy, timeout=0.5)
    assert response.status == 200
    assert content("".join(response.readline().decode() for _ in range(4 + 2 * pieces))) == said
    with pytest.raises(TimeoutError):
        response.readline()


def test_leaving_does_not_wait_for_what_hangs(post: Post) -> None:
    began = time.monotonic()
    with StubProxy() as stub:
        stub.play("silent")
        with pytest.raises(TimeoutError):
            post(stub, timeout=0.1)
    assert time.monotonic() - began < 2


def test_a_port_that_is_down_refuses_and_comes_back(proxy: StubProxy, post: Post) -> None:
    url = proxy.url
    proxy.go_down()
    with pytest.raises(ConnectionRefusedError):
        post(proxy)
    proxy.come_back()
    assert proxy.url == url
    assert post(proxy).status == 200


def test_requests_are_recorded_with_headers_and_body(proxy: StubProxy, post: Post) -> None:
    post(proxy, {"model": "lab", "messages": [{"role": "user", "content": "数据"}]}).read()
    (request,) = proxy.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["content-type"] == "application/json"
    assert request.body == {"model": "lab", "messages": [{"role": "user", "content": "数据"}]}


def test_a_preflight_is_answered_and_is_no_request(
    proxy: StubProxy, post: Post, connections: list[http.client.HTTPConnection]
) -> None:
    proxy.play("500")
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=5)
    connections.append(connection)
    connection.request(
        "OPTIONS", "/v1/chat/completions", headers={"Origin": "null", "Access-Control-Request-Method": "POST"}
    )
    response = connection.getresponse()
    assert response.status == 204
    assert response.headers["Access-Control-Allow-Headers"] == "Content-Type, Accept, Authorization"
    assert (proxy.preflights, proxy.requests) == (1, [])
    assert post(proxy).status == 500


def test_waiting_for_requests_gives_up_and_says_how_many_came(proxy: StubProxy) -> None:
    with pytest.raises(TimeoutError, match="0 of 1 requests"):
        proxy.wait_for_requests(1, timeout=0.05)


def test_what_nobody_asked_for_is_forgotten(proxy: StubProxy, post: Post) -> None:
    proxy.play("500", "401")
    assert post(proxy).status == 500
    proxy.forget()
    assert post(proxy).status == 200
    assert len(proxy.requests) == 2
