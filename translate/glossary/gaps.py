"""The words that may stand in the gap of a term: after a verb, or where its source has a `…`."""

from __future__ import annotations

from collections.abc import Iterator

from visavis.translate.glossary.term_keys import DETERMINERS, SINGULAR, LookUp
from visavis.translate.language.lemmas import verbs

MAX_GAP = 4
"""The most words that may stand where a source has its gap, or after the verb of a verb row."""

MAX_CLAUSE = 8
"""The most words of a clause between commas that may stand in a gap besides."""

# Words that begin something else: a verb's object does not lie beyond them.
_BREAKERS = frozenset(
    "et ou ni mais car donc or qui que dont où si comme pour sur sous dans par avec sans contre "
    "vers chez entre devant derrière".split()
)
# What such a clause begins with: `lève, après deux ans, des fonds`.
_CLAUSES = frozenset(
    "après avant depuis dès pendant durant lors dans en sur sous par avec sans selon malgré pour "
    "chez à au aux hier aujourd'hui aujourd’hui demain enfin ainsi aussi donc alors "
    "toutefois cependant pourtant comme grâce contre outre via vers notamment".split()
)
# What it does not hold: a clause with its own verb, or the next member of a list.
_NOT_IN_CLAUSES = frozenset("qui que dont où si et ou ni mais car or".split())
_CURRENCIES = frozenset("$€£¥")


def gap_ends(text: LookUp, start: int, *, plural: bool) -> Iterator[int]:
    """Where a gap that begins at `start` may end; before a plural, not after a singular article."""
    singular = False
    end, last = start, start + MAX_GAP
    while end <= min(last, len(text.tokens)):
        if not (plural and singular):
            yield end
        if end == len(text.tokens):
            return
        if last == start + MAX_GAP and (after := _after_clause(text, end)):
            end, last = after, last + after - end
            continue
        token, lower = text.tokens[end], text.lower(end)
        infinitive = lower in verbs(lower) if token.kind == "word" else False
        if token.kind in ("mark", "opaque") and lower not in _CURRENCIES:
            return
        if infinitive or lower in _BREAKERS:
            return
        if lower in DETERMINERS:
            singular = lower in SINGULAR
        end += 1


def _after_clause(text: LookUp, comma: int) -> int:
    """Where a clause between commas ends that begins at `comma`; 0 when none does."""
    if text.lower(comma) != "," or text.lower(comma + 1) not in _CLAUSES:
        return 0
    for end in range(comma + 1, min(comma + 2 + MAX_CLAUSE, len(text.tokens))):
        if text.lower(end) == ",":
            return end + 1
        if text.tokens[end].kind == "mark" or text.lower(end) in _NOT_IN_CLAUSES:
            return 0
    return 0
