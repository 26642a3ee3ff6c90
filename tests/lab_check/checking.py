"""A check within this process, and what is expected of every finding."""

from __future__ import annotations

from dataclasses import replace

from scormpack.lab_check import Finding, Lab, Patience, check_proxy
from tests.lab_check.unruly_proxy import ORIGIN, UnrulyProxy

LAB = Lab("lab-assistant")
NAMED = Lab("lab-assistant", "rain", "lab-fog", is_named=True)
PATIENCE = Patience(timeout_seconds=5, seconds_before_a_retry=0)
ON_LOOPBACK = {"name", "tls"}
"""What is noted of every proxy that is on this machine."""


def findings_at(url: str, lab: Lab = LAB, origin: str = ORIGIN, **patience: float) -> dict[str, Finding]:
    found = list(check_proxy(url, origin, lab, replace(PATIENCE, **patience)))  # type: ignore[arg-type]
    for finding in found:
        assert bool(finding.meaning) is bool(finding.advice) is (finding.status != "ok"), finding
        assert not finding.found.endswith("."), finding
    assert len({finding.name for finding in found}) == len(found), "a name comes once"
    return {finding.name: finding for finding in found}


def findings(proxy: UnrulyProxy, lab: Lab = LAB, **patience: float) -> dict[str, Finding]:
    return findings_at(proxy.url, lab, ORIGIN, **patience)


def told(proxy: UnrulyProxy, lab: Lab = LAB, **patience: float) -> dict[str, str]:
    """What is no `ok`, as `problem: what was found`, without what is noted of any proxy on this machine."""
    found = findings(proxy, lab, **patience)
    return {
        name: f"{finding.status}: {finding.found}"
        for name, finding in found.items()
        if finding.status != "ok" and name not in ON_LOOPBACK
    }
