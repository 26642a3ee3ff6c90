"""What can be set: a TOML file, each value with its default here and its line in docs/proxy.md."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from scormpack.diagnostics import ScormpackError, did_you_mean

KEY_VARIABLE = "SCORMPACK_UPSTREAM_KEY"
SECRET_VARIABLE = "SCORMPACK_PROXY_SECRET"  # noqa: S105  # the variable's name, not what is in it
METRICS_VARIABLE = "SCORMPACK_PROXY_METRICS_KEY"
REDIS_VARIABLE = "SCORMPACK_PROXY_REDIS"

SHORTEST_SECRET = 32
"""Characters."""

DEFAULT_MODEL = "lab-assistant"
"""The alias that packages use unless they were built with another."""

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?", re.ASCII)
USUAL_PORT = re.compile(r"https:.*:443|http:.*:80")


def _origin(text: str) -> str:
    """As browsers send it: scheme and host in lower case, a port only where it is not the usual one (RFC 6454, 6.2)."""
    if text == "*":
        raise ValueError("`*` would let every web site talk to the assistant; name the origins of your LMS")
    if text != "null" and (not ORIGIN.fullmatch(text) or USUAL_PORT.fullmatch(text)):
        raise ValueError(f"`{text}` is no origin as browsers send it, such as https://lms.example.org")
    return text


def _upstream(text: str) -> str:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(f"`{text}` is no URL") from error
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"`{text}` is no web address, such as https://api.example.org/v1")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ValueError(f"the upstream's address has no user, `?` or `#` part; its key stands in {KEY_VARIABLE}")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("an upstream on another machine is reached by https; the key would travel in the clear")
    return text.rstrip("/")


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        raise ValueError(f"`{text}` is no address or network, such as 10.0.0.0/8") from None


def is_loopback(host: str) -> bool:
    """True for this machine's own addresses."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Table(BaseModel):
    """A table of the file: frozen, and a key that it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False, strict=False)]
Count = Annotated[int, Field(ge=1, le=10**12)]
Money = Annotated[float, Field(ge=0, le=10**6, allow_inf_nan=False, strict=False)]


class Server(Table):
    """Where it listens, for whom, and what it writes down."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8020
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    origins: list[Annotated[str, AfterValidator(_origin)]] = []
    trusted_proxies: list[Annotated[str, AfterValidator(_network)]] = []
    log_text: bool = False


class Upstream(Table):
    """The OpenAI-compatible service; ``models`` maps what packages ask for to what the service calls it."""

    url: Annotated[str, AfterValidator(_upstream)] | None = None
    models: dict[str, str] = {}
    temperature: Annotated[float, Field(ge=0, le=2, strict=False)] | None = None
    max_tokens: Annotated[int, Field(ge=1, le=32_000)] = 800
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    judge_topics: bool = True
    connect_seconds: Seconds = 5
    head_seconds: Seconds = 5
    comment_seconds: Seconds = 10
    silence_seconds: Seconds = 60
    total_seconds: Seconds = 120
    judge_seconds: Seconds = 10


class Limits(Table):
    """What one session, one address, one day and the whole service may use."""

    session_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 15
    sessions_per_hour: Count = 120
    requests_per_minute: Count = 10
    turns_per_session: Count = 60
    tokens_per_session: Count = 200_000
    tokens_per_day: Count = 5_000_000
    streams_per_session: Annotated[int, Field(ge=1, le=2)] = 2
    streams: Annotated[int, Field(ge=1, le=10_000)] = 100
    body_bytes: Annotated[int, Field(ge=1024, le=16 * 1024 * 1024)] = 1024 * 1024
    body_seconds: Seconds = 10


class Spending(Table):
    """Prices for a million tokens, and what a day may cost, in one currency. ``per_day`` None: no cap."""

    input_price: Money = 0.0
    output_price: Money = 0.0
    per_day: Annotated[Money, Field(gt=0)] | None = None


class Rehearsal(Table):
    """The scripted assistant's pace."""

    word_seconds: Annotated[float, Field(ge=0, le=10, strict=False)] = 0.03
    slow_seconds: Annotated[float, Field(ge=0, le=60, strict=False)] = 2.0


class Settings(Table):
    """All of it. Whether a service can be run with them is `check_settings`'s to say."""

    server: Server = Server()
    upstream: Upstream = Upstream()
    limits: Limits = Limits()
    spending: Spending = Spending()
    rehearsal: Rehearsal = Rehearsal()


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is read from the environment alone, and never shown."""

    upstream_key: str = field(default="", repr=False)
    proxy_secret: str = field(default="", repr=False)
    metrics_key: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Secrets:
        """Raises `ScormpackError` for a secret that is too short; the text never has the secret."""
        secret = environment.get(SECRET_VARIABLE, "")
        if secret and len(secret) < SHORTEST_SECRET:
            raise ScormpackError(f"{SECRET_VARIABLE} has {len(secret)} characters; it takes {SHORTEST_SECRET} or more")
        key = environment.get(KEY_VARIABLE, "").strip()
        if not key.isascii() or not key.isprintable():
            raise ScormpackError(f"{KEY_VARIABLE} holds a character that no header can carry")
        return cls(key, secret, environment.get(METRICS_VARIABLE, ""), environment.get(REDIS_VARIABLE, ""))


def read_settings(path: Path | None, flags: Mapping[str, Mapping[str, Any]] | None = None) -> Settings:
    """The file's settings, those of ``flags`` (table, key, value) in place of the file's.

    Raises `ScormpackError` with one line that names file and key.
    """
    tables: dict[str, Any] = {}
    if path is not None:
        try:
            tables = tomllib.loads(path.read_text("utf-8"))
        except OSError as error:
            raise ScormpackError(f"{path} cannot be read: {(error.strerror or 'no such file').lower()}") from None
        except ValueError as error:
            raise ScormpackError(f"{path} is no TOML: {error}") from None
        _validated(str(path), tables)
    merged = dict(tables)
    for table, values in (flags or {}).items():
        merged[table] = {**merged.get(table, {}), **values}
    return _validated("the command's options", merged)


def _validated(place: str, tables: Mapping[str, Any]) -> Settings:
    try:
        return Settings.model_validate(tables)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    path = [str(step) for step in first["loc"]]
    words = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        model = Settings.model_fields[path[0]].annotation if len(path) > 1 else Settings
        known = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
        hint = did_you_mean(path[-1], known)
        words = "there is no such key" + (f"; {hint}" if hint else "")
    raise ScormpackError(f"{place}: {'.'.join(path)}: {words[0].lower()}{words[1:]}")


def check_settings(settings: Settings, secrets: Secrets, *, rehearsal: bool) -> None:
    """Raises `ScormpackError` where a service must not be run with these."""
    if not settings.server.origins:
        raise ScormpackError("no origin is allowed: name that of your LMS, --origin https://lms.example.org")
    if not rehearsal and settings.upstream.url is None:
        raise ScormpackError("no upstream: give --upstream URL, or --rehearsal for the scripted assistant")
    if not rehearsal and not settings.upstream.models:
        raise ScormpackError("no model: give --model NAME, or a table `upstream.models` in the settings")
    spending = settings.spending
    if spending.per_day is not None and not (spending.input_price or spending.output_price):
        raise ScormpackError("spending.per_day caps nothing while both prices are 0: set input_price and output_price")
    if settings.server.workers > 1 and not (secrets.proxy_secret and secrets.redis_url):
        raise ScormpackError(f"several workers share their limits: set {SECRET_VARIABLE} and {REDIS_VARIABLE}")
