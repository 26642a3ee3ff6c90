"""Words that quizzes are checked for, by language; a language that is not here is not checked for them."""

from __future__ import annotations

ALL_OR_NONE = {
    "en": r"\b(all|none|both|neither|any) of (the|these|those)\b.{0,12}\b(above|below|answers|options|choices|others?)?\W*$"
    r"|\b(all|none) of the above\b|\bboth [a-d] and [a-d]\b",
    "de": r"\b(alle|keine|beide)\w* (der |die )?(oben|obigen|genannten|aufgeführten|antworten|aussagen)|\b(alles|nichts) davon\b",
    "es": r"\b(todas|ninguna|todos|ninguno) (las|los|de las|de los)? ?(anteriores|opciones|respuestas)\b",
    "fr": r"\b(toutes|aucune|tous|aucun) (les |des |de ces )?(réponses|propositions|options|ci-dessus|précédentes)",
    "it": r"\b(tutte|nessuna|tutti|nessuno) (le|delle|i|dei)? ?(precedenti|risposte|opzioni)\b",
    "nl": r"\b(alle|geen|al) (van )?(de |het )?(bovenstaande|antwoorden|opties)\b",
    "pl": r"\b(wszystkie|żadna|żadne) (z )?(powyższych|odpowiedzi|opcji)\b|\bwszystkie powyższe\b",
    "pt": r"\b(todas|nenhuma|todos|nenhum) (as|das|os|dos)? ?(anteriores|opções|respostas|alternativas)\b",
    "sv": r"\b(alla|inget|ingen|inga) (av )?(ovanstående|svaren|alternativen|dessa)\b",
}
"""Regular expressions for options that speak of the others."""

NEGATIVES = {
    "en": r"not|never|except|least|(?:is|are|was|were|do|does|did|has|have|can|could|would|should|wo)n['’]t",  # noqa: RUF001
    "de": r"nicht|nie|niemals|außer|kein|keine|keinen|keinem|keiner|keines",
    "es": r"no|nunca|excepto|salvo",
    "fr": r"pas|jamais|sauf|excepté|aucun|aucune",
    "it": r"non|mai|tranne|eccetto",
    "nl": r"niet|nooit|geen|behalve",
    "pl": r"nie|nigdy|oprócz",
    "pt": r"não|nunca|exceto",
    "sv": r"inte|aldrig|utom",
}
"""Words that turn a question round."""
