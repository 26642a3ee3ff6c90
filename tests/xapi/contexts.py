"""The two JSON-LD contexts of xAPI profiles, written from the tables of Part Two, 6 to 9, and read without a network.

A property's type in its table says how it is read: an IRI or URL is a reference, an array a set (a ``sequence`` a
list, for there order counts), a language map is one.
"""

from __future__ import annotations

from typing import Any

PROFILE = "https://w3id.org/xapi/profiles/context"
ACTIVITY = "https://w3id.org/xapi/profiles/activity-context"

XAPI = "https://w3id.org/xapi/ontology#"
PROFILES = "https://w3id.org/xapi/profiles/ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
SCHEMA = "http://schema.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"


def _terms(vocabulary: str, names: str, **how: str) -> dict[str, dict[str, str]]:
    reading = {f"@{name}": value for name, value in how.items()}
    return {name: {"@id": f"{vocabulary}{name}", **reading} for name in names.split()}


PROFILE_CONTEXT: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    **_terms(PROFILES, "Profile StatementTemplate Pattern"),
    **_terms(SCHEMA, "Organization Person"),
    **_terms(XAPI, "ContextExtension ResultExtension ActivityExtension Activity"),
    **_terms("http://purl.org/dc/terms/", "conformsTo", type="@id"),
    **_terms(SKOS, "prefLabel definition", container="@language"),
    **_terms(SKOS, "inScheme", type="@id"),
    **_terms(SCHEMA, "author name url"),
    **_terms(PROV, "wasRevisionOf", container="@set", type="@id"),
    **_terms(PROV, "generatedAtTime", type=f"{XSD}dateTimeStamp"),
    **_terms(PROFILES, "versions concepts templates patterns rules any all none", container="@set"),
    **_terms(PROFILES, "recommendedVerbs contextCategoryActivityType alternates", container="@set", type="@id"),
    **_terms(PROFILES, "verb objectActivityType optional oneOrMore zeroOrMore", type="@id"),
    **_terms(PROFILES, "sequence", container="@list", type="@id"),
    **_terms(PROFILES, "primary", type=f"{XSD}boolean"),
    **_terms(PROFILES, "inlineSchema activityDefinition location presence"),
}

ACTIVITY_CONTEXT: dict[str, Any] = {
    **_terms(XAPI, "type", type="@id"),
    **_terms(XAPI, "name description", container="@language"),
    **_terms(XAPI, "interactionType"),
    **_terms(XAPI, "correctResponsesPattern", container="@set"),
    **_terms(XAPI, "choices", container="@list"),
    "id": f"{XAPI}interactionId",
}


def load(url: str, _options: object = None) -> dict[str, Any]:
    """What pyld asks for when it meets one of the two addresses. Raises `KeyError` for any other."""
    contexts = {PROFILE: PROFILE_CONTEXT, ACTIVITY: ACTIVITY_CONTEXT}
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": contexts[url]},
    }
