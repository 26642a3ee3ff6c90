"""What makes a statement valid: xAPI 1.0.3, part two (Data), strictly. Standard library only.

    faults = check_statement(json.loads(text))

An empty list is a valid statement. Each `Fault` names the place, the clause, and what is wrong in words.
"""

from __future__ import annotations

from scormpack.statement_rules.actors import check_agent
from scormpack.statement_rules.sameness import same_statement
from scormpack.statement_rules.statements import check_statement
from scormpack.statement_rules.values import Fault, is_iri, is_media_type, is_uuid, parse_timestamp

__all__ = [
    "Fault",
    "check_agent",
    "check_statement",
    "is_iri",
    "is_media_type",
    "is_uuid",
    "parse_timestamp",
    "same_statement",
]
