"""The forms in which statements are given back (Communication, 2.1.3, ``format``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")

Format = Callable[[dict[str, Any]], dict[str, Any]]


def languages(header: str) -> tuple[str, ...]:
    """The tags of Accept-Language, the most wanted first, without those of weight 0 (RFC 2616, 14.4)."""
    wanted: list[tuple[float, str]] = []
    for entry in header.split(","):
        tag, _, parameter = "".join(entry.split()).partition(";")
        try:
            weight = float(parameter.lower().removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        if tag and weight > 0:
            wanted.append((-weight, tag))
    return tuple(tag for _weight, tag in sorted(wanted, key=lambda pair: pair[0]))


def ids_only(statement: dict[str, Any]) -> dict[str, Any]:
    """Agents, activities and verbs by what identifies them alone."""
    return _mapped(statement, _bare_actor, _bare_activity, lambda verb: {"id": verb["id"]})


def canonical_in(wanted: Sequence[str], known: Callable[[str], Mapping[str, Any] | None]) -> Format:
    """Activities as the LRS knows them by now, and one language in each map: the first that is wanted, else the first.

    ``known`` gives the definition of an activity by its IRI.
    """

    def one(texts: Mapping[str, str]) -> dict[str, str]:
        for tag in (*wanted, *texts):
            for own, text in texts.items():
                if own.lower() == tag.lower() or own.lower().startswith(f"{tag.lower()}-"):
                    return {own: text}
        return dict(texts)

    def activity(value: dict[str, Any]) -> dict[str, Any]:
        definition = known(value["id"])
        if not definition:
            return value
        return {**value, "definition": _one_language(definition, one)}

    def verb(value: dict[str, Any]) -> dict[str, Any]:
        return {**value, "display": one(value["display"])} if "display" in value else value

    return lambda statement: _mapped(statement, lambda actor: actor, activity, verb)


def _one_language(value: Any, one: Callable[[Mapping[str, str]], dict[str, str]]) -> Any:
    if isinstance(value, list):
        return [_one_language(inner, one) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        name: one(inner)
        if name in ("name", "description") and isinstance(inner, dict)
        else inner
        if name == "extensions"
        else _one_language(inner, one)
        for name, inner in value.items()
    }


def _bare_actor(actor: dict[str, Any]) -> dict[str, Any]:
    kept = {name: actor[name] for name in ("objectType", *_IDENTIFIERS) if name in actor}
    if "member" in actor and not any(name in actor for name in _IDENTIFIERS):
        kept["member"] = [_bare_actor(member) for member in actor["member"]]
    return kept


def _bare_activity(activity: dict[str, Any]) -> dict[str, Any]:
    return {name: activity[name] for name in ("objectType", "id") if name in activity}


def _mapped(statement: dict[str, Any], actor: Format, activity: Format, verb: Format) -> dict[str, Any]:
    about = statement["object"]
    kind = about.get("objectType", "Activity")
    changed = {**statement, "actor": actor(statement["actor"]), "verb": verb(statement["verb"])}
    if kind == "Activity":
        changed["object"] = activity(about)
    elif kind in ("Agent", "Group"):
        changed["object"] = actor(about)
    elif kind == "SubStatement":
        changed["object"] = _mapped(about, actor, activity, verb)
    context = statement.get("context")
    if context:
        context = dict(context)
        for name in ("instructor", "team"):
            if name in context:
                context[name] = actor(context[name])
        if "contextActivities" in context:
            context["contextActivities"] = {
                name: [activity(inner) for inner in activities]
                for name, activities in context["contextActivities"].items()
            }
        changed["context"] = context
    if "authority" in statement:
        changed["authority"] = actor(statement["authority"])
    return changed
