"""Whether a browser trusts the proxy's certificate, and how long it will.

The names are matched as RFC 9525 says, by OpenSSL. The codes of a failed verification are OpenSSL's `X509_V_ERR_…`.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from scormpack.lab_check.address import Place
from scormpack.lab_check.finding import Finding
from scormpack.lab_check.patience import Patience
from scormpack.lab_check.wire import UnansweredError, connect, trusting_context

DAYS_OF_NOTICE = 21
"""Below so many days a certificate that renews itself should have done so."""

_NOT_YET, _EXPIRED, _SELF_SIGNED, _SELF_SIGNED_IN_CHAIN, _NO_ISSUER, _NO_FIRST = 9, 10, 18, 19, 20, 21
_WRONG_NAME = {62, 64}
_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME, which Python has no name for: to read the dates of a certificate that is out of date."""

_LOST = "Browsers refuse the connection without saying why; learners get the lab's fallback."


class _Shaken(NamedTuple):
    version: str
    certificate: dict[str, Any]


def check_certificate(place: Place, patience: Patience) -> Generator[Finding, None, bool]:
    """Yields findings; returns False when no browser would go on."""
    if not place.is_encrypted:
        return (yield from _reached_openly(place, patience))
    try:
        shaken = _shake(place, patience, trusting_context())
    except UnansweredError as error:
        yield unreached(error)
        return False
    except ssl.SSLCertVerificationError as error:
        yield _refused(place, patience, error)
        return False
    except TimeoutError:
        silence = (
            f"{place.host} takes the connection and is silent for {patience.timeout_seconds:g} seconds (--timeout)"
        )
        yield unreached(UnansweredError("silence", silence, patience.timeout_seconds))
        return False
    except (ssl.SSLError, OSError) as error:
        yield _no_tls(place, error)
        return False
    yield Finding("tls", "ok", f"{place.host} speaks {shaken.version.replace('TLSv', 'TLS ')}")
    yield _dates(place, shaken.certificate, patience.now())
    return True


def unreached(error: UnansweredError) -> Finding:
    """No connection, or nobody who answers there."""
    return Finding(
        "connection",
        "problem",
        str(error),
        "The assistant is not reached; learners get the lab's fallback.",
        "See that the proxy runs, that it listens at that port, and that a firewall lets learners through.",
    )


def _reached_openly(place: Place, patience: Patience) -> Generator[Finding, None, bool]:
    try:
        connect(place.host, place.port, patience.timeout_seconds).close()
    except UnansweredError as error:
        yield unreached(error)
        return False
    yield Finding(
        "tls",
        "note",
        "http, without encryption: this machine only",
        "Browsers let a page do this with their own machine alone.",
        "Give learners an https address.",
    )
    return True


def _shake(place: Place, patience: Patience, context: ssl.SSLContext) -> _Shaken:
    with (
        connect(place.host, place.port, patience.timeout_seconds) as plain,
        context.wrap_socket(plain, server_hostname=place.host) as encrypted,
    ):
        return _Shaken(encrypted.version() or "TLS", encrypted.getpeercert() or {})


def _looked_at(place: Place, patience: Patience, loosen: Callable[[ssl.SSLContext], None]) -> dict[str, Any]:
    """The certificate by a second connection that overlooks one fault; empty when there is another, too."""
    context = trusting_context()
    loosen(context)
    try:
        return _shake(place, patience, context).certificate
    except (UnansweredError, OSError):
        return {}


def _refused(place: Place, patience: Patience, error: ssl.SSLCertVerificationError) -> Finding:
    code = error.verify_code
    if code in {_EXPIRED, _NOT_YET}:
        found, advice = _out_of_date(place, patience, code)
    elif code in _WRONG_NAME:
        found, advice = _of_another(place, patience)
    elif code == _SELF_SIGNED:
        found = f"the certificate of {place.host} is self-signed"
        advice = "Get one from an authority that browsers trust, such as Let's Encrypt."
    elif code == _SELF_SIGNED_IN_CHAIN:
        found = f"the certificate of {place.host} comes from an authority of its own, which nobody else trusts"
        advice = "Get one from an authority that browsers trust, or install that authority on every learner's machine."
    elif code in {_NO_ISSUER, _NO_FIRST}:
        found = f"the issuer of the certificate of {place.host} is not known here, or the chain to it is incomplete"
        advice = "Let the server send the whole chain (fullchain.pem), of an authority that browsers trust."
    else:
        found = f"the certificate of {place.host} is not valid: {error.verify_message}"
        advice = "Replace the certificate."
    return Finding("certificate", "problem", found, _LOST, advice)


def _out_of_date(place: Place, patience: Patience, code: int) -> tuple[str, str]:
    def overlook_dates(context: ssl.SSLContext) -> None:
        context.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME)

    certificate = _looked_at(place, patience, overlook_dates)
    now = patience.now()
    if code == _NOT_YET:
        since = f": only from {_day(certificate['notBefore'])}" if certificate else ""
        return f"the certificate of {place.host} is not valid yet{since}", "Set the clocks, or wait."
    until = ssl.cert_time_to_seconds(certificate["notAfter"]) if certificate else now
    if until > now:
        return (
            f"a certificate above that of {place.host} has expired",
            "Let the server send a chain whose certificates are all valid.",
        )
    when = f" on {_day(certificate['notAfter'])}" if certificate else ""
    return f"the certificate of {place.host} expired{when}", "Renew it, and see why it did not renew itself."


def _of_another(place: Place, patience: Patience) -> tuple[str, str]:
    def overlook_the_name(context: ssl.SSLContext) -> None:
        context.check_hostname = False

    certificate = _looked_at(place, patience, overlook_the_name)
    names = [str(value) for _kind, value in certificate.get("subjectAltName", ())]
    whose = f"is for {', '.join(names[:5])}{', …' if len(names) > 5 else ''}" if names else "is for another host"
    return (
        f"the certificate {whose}, not for {place.host}",
        f"Get a certificate that names {place.host}, or use a name that is on this one.",
    )


def _no_tls(place: Place, error: OSError) -> Finding:
    reason = getattr(error, "reason", None) or error.strerror or type(error).__name__
    return Finding(
        "tls",
        "problem",
        f"no TLS of today at {place.host}, port {place.port}: {reason.replace('_', ' ').lower()}",
        _LOST,
        "Let the server speak TLS 1.2 or 1.3 at that port; browsers take nothing older.",
    )


def _dates(place: Place, certificate: dict[str, Any], now: float) -> Finding:
    days = int((ssl.cert_time_to_seconds(certificate["notAfter"]) - now) // 86400)
    issuer = {name: value for part in certificate.get("issuer", ()) for name, value in part}
    by = issuer.get("organizationName") or issuer.get("commonName") or "an unnamed issuer"
    until = f"valid until {_day(certificate['notAfter'])}, {days} {'day' if days == 1 else 'days'}"
    found = f"for {place.host}, by {by}, {until}"
    if days < DAYS_OF_NOTICE:
        return Finding(
            "certificate",
            "note",
            found,
            "On that day browsers begin to refuse the connection, and learners get the lab's fallback.",
            "See that it renews itself.",
        )
    return Finding("certificate", "ok", found)


def _day(text: str) -> str:
    """Such as `2027-01-12`, from the form in which Python tells a certificate's dates."""
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC).date().isoformat()
