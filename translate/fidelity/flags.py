"""Signs that a translation needs a second look, found by comparing it with its source.

Each flag is a suspicion, not a verdict; the rules are simple enough to be explained to a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from visavis.translate.bilingual.pairs import Flag
from visavis.translate.fidelity.invented_words import invented_words
from visavis.translate.fidelity.numbers import lost_numbers

EXPLANATIONS: dict[Flag, str] = {
    "repetition": "The English repeats words that the French does not.",
    "length": "The English is much shorter or much longer than the French.",
    "numbers": "A number of the French is missing from the English, or was changed.",
    "untranslated": "The English is the French, copied.",
    "invented": "The English has a word that does not exist.",
    "uncertain-alignment": "The published English may belong to another sentence.",
    "omitted": "The published English leaves this sentence out.",
    "added": "The published English says more here than the French.",
}

# English is usually a little shorter than French; both bounds are far outside what people write.
_LENGTH_RATIO = (0.4, 2.0)
_LENGTH_MATTERS = 25


def find_flags(source: str, target: str, terms: Iterable[str] = ()) -> tuple[Flag, ...]:
    """The flags that the two texts of a pair raise, in the order of `EXPLANATIONS`.

    `terms` is what the target says of the glossary, words that exist.
    """
    raised: dict[Flag, bool] = {
        "repetition": _repeats(target) > _repeats(source),
        "length": _odd_length(source, target),
        "numbers": bool(lost_numbers(source, target)),
        "untranslated": _is_copy(source, target),
        "invented": bool(invented_words(source, target, terms)),
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def _repeats(text: str) -> int:
    """How often a run of one to four words is followed at once by itself, twice for one word."""
    tokens = re.findall(r"\w+", text.lower())
    count = 0
    for length in range(1, 5):
        wanted = max(length, 2)
        same = 0
        for word, later in zip(tokens, tokens[length:], strict=False):
            same = same + 1 if word == later else 0
            count += same >= wanted
    return count


def _odd_length(source: str, target: str) -> bool:
    if not target.strip():
        return bool(source.strip())
    shortest, longest = _LENGTH_RATIO
    if len(source) < _LENGTH_MATTERS and len(target) < _LENGTH_MATTERS:
        return False
    return not shortest <= len(target) / len(source) <= longest


def _is_copy(source: str, target: str) -> bool:
    """The same words, and more of them in lower case than a name would have."""
    same = source.split() == target.split()
    return same and sum(word[:1].islower() for word in source.split()) >= 2
