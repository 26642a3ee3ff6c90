"""Agents and groups (2.4.2)."""

from __future__ import annotations

from scormpack.statement_rules.values import Fault, Faults, Json, fields, iri, listed, mailbox, sha1, string

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
"""The inverse functional identifiers (2.4.2.3)."""


def account(value: Json, path: str) -> Faults:
    """An account on a system that knows the person (2.4.2.4)."""
    yield from fields(value, path, "2.4.2.4", {"homePage": iri, "name": string}, ("homePage", "name"))


_OWN = {"objectType": string, "name": string, "mbox": mailbox, "mbox_sha1sum": sha1, "openid": iri, "account": account}


def check_agent(value: Json, path: str) -> Faults:
    """Exactly one identifier (2.4.2.1)."""
    yield from fields(value, path, "2.4.2.1", _OWN)
    if not isinstance(value, dict):
        return
    if value.get("objectType", "Agent") != "Agent":
        yield Fault(f"{path}.objectType", "2.4.2.1", "must be `Agent`")
    yield from _one_identifier(value, path)


def check_group(value: Json, path: str) -> Faults:
    """One identifier, or none and members (2.4.2.2); members are agents."""
    yield from fields(value, path, "2.4.2.2", {**_OWN, "member": listed(check_agent, "2.4.2.2")})
    if not isinstance(value, dict):
        return
    if value.get("objectType") != "Group":
        yield Fault(path, "2.4.2.2", "a group says so: `objectType` must be `Group`")
    if any(name in value for name in IDENTIFIERS):
        yield from _one_identifier(value, path)
    elif not value.get("member"):
        yield Fault(path, "2.4.2.2", "a group without an identifier needs members")


def check_actor(value: Json, path: str) -> Faults:
    """An agent or a group."""
    is_group = isinstance(value, dict) and value.get("objectType") == "Group"
    yield from (check_group if is_group else check_agent)(value, path)


def _one_identifier(value: dict[str, Json], path: str) -> Faults:
    found = [name for name in IDENTIFIERS if name in value]
    if len(found) != 1:
        yield Fault(path, "2.4.2.3", f"needs one of {', '.join(IDENTIFIERS)}, and has {len(found)}")
