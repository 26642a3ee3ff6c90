"""What a browser needs, and no more: a preflight's answer, the page's own origin, and Retry-After."""

from __future__ import annotations

import pytest

from tests.lab_server.conftest import Start, Visit
from tests.lab_server.learner import ORIGIN


@pytest.mark.parametrize("path", ["/chat/completions", "/sessions"])
def test_a_preflight_is_answered(start: Start, visit: Visit, path: str) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    response = visit(start()).client.options(path, headers=asked)
    assert response.status_code == 204
    wanted = {
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "Content-Type, Authorization",
        "access-control-max-age": "600",
        "vary": "Origin",
    }
    assert {name: response.headers[name] for name in wanted} == wanted
    assert "access-control-allow-credentials" not in response.headers
    assert "access-control-allow-private-network" not in response.headers


def test_a_preflight_for_a_private_network_is_answered(start: Start, visit: Visit) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Private-Network": "true"}
    response = visit(start()).client.options("/chat/completions", headers=asked)
    assert response.headers["access-control-allow-private-network"] == "true"


def test_a_preflight_of_another_origin_allows_nothing(start: Start, visit: Visit) -> None:
    learner = visit(start(), origin="https://evil.example.org")
    response = learner.client.options("/chat/completions", headers={"Access-Control-Request-Method": "POST"})
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_errors_can_be_read_by_the_page_too(start: Start, visit: Visit) -> None:
    learner = visit(start(limits={"requests_per_minute": 1}))
    learner.ask("Hello")
    bad = learner.client.post("/chat/completions", content=b"{", headers={"Content-Type": "application/json"})
    for response in (bad, learner.post(learner.body("Hello")), learner.client.get("/nothing")):
        assert response.status_code >= 400
        assert response.headers["access-control-allow-origin"] == ORIGIN
        assert response.headers["access-control-expose-headers"] == "Retry-After"
        assert response.headers["vary"] == "Origin"
