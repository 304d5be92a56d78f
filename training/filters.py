"""Which pairs of sentences are fit to learn from.

Each rule names itself when it refuses a pair, so that the record of a preparation says how much
each took away.
"""

from __future__ import annotations

import re
from collections import Counter

from training.text import match_key, near_key, numbers

MAX_CHARACTERS = 700
MAX_WORDS = 120
MAX_SAME_SOURCE = 3

# Frequent words of one language that are rare or absent in the other.
_FRENCH = frozenset(
    "le la les des du de une est et que qui dans pour sur avec vous nous il elle ne pas au aux "
    "ce cette ces sont être par plus votre vos ou son sa ses leur".split()
)
_ENGLISH = frozenset(
    "the of and to is in that for it with you this are be was by as your from at have not or an "
    "we they which will can has if when".split()
)
_MOJIBAKE = re.compile(r"\ufffd|Ã[\u0080-\u00bf©¨ª«®´¢§¯»]|â€|Â[\u00a0«»]")
_MARKUP = re.compile(r"</?\w+[^>]*>|\{\{|\}\}|\]\(|%\([a-z_]+\)|\\\\n|&[a-z]+;|[⟦¦⟧]")


def fault(source: str, target: str) -> str | None:
    """Return the name of the first rule that `source` (French) and `target` (English) break."""
    if not source or not target:
        return "empty"
    a, b = len(source), len(target)
    if max(a, b) > MAX_CHARACTERS or max(source.count(" "), target.count(" ")) >= MAX_WORDS:
        return "length"
    if not 0.45 <= (a + 15) / (b + 15) <= 2.2:
        return "ratio"
    if _MOJIBAKE.search(source) or _MOJIBAKE.search(target):
        return "mojibake"
    if _MARKUP.search(source) or _MARKUP.search(target):
        return "markup"
    if not (_latin(source) and _latin(target)):
        return "characters"
    french, english = source.lower().split(), target.lower().split()
    if len(french) > 3 and match_key(source) == match_key(target):
        return "copy"
    if _foreign(french, _FRENCH, _ENGLISH) or _foreign(english, _ENGLISH, _FRENCH):
        return "language"
    if _numbers_differ(numbers(source), numbers(target)):
        return "numbers"
    return None


def _latin(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    if len(letters) < 0.4 * len(text.replace(" ", "")):
        return False
    return sum(c < "\u0250" or "\u1e00" <= c < "\u1f00" for c in letters) >= 0.95 * len(letters)


def _foreign(tokens: list[str], own: frozenset[str], other: frozenset[str]) -> bool:
    theirs = sum(t in other for t in tokens)
    return theirs > sum(t in own for t in tokens) and theirs * 8 > len(tokens)


def _numbers_differ(left: list[str], right: list[str]) -> bool:
    if not left or not right:  # one number may be a word on the other side: « XXe siècle »
        return len(left) + len(right) > 2
    shared = sum((Counter(left) & Counter(right)).values())
    return shared * 2 < max(len(left), len(right))


class Duplicates:
    """Remembers pairs: the same pair but for case, signs and numbers is kept once.

    The same source may come back with up to `MAX_SAME_SOURCE` different translations.
    """

    def __init__(self) -> None:
        self._pairs: set[int] = set()
        self._sources: Counter[int] = Counter()

    def seen(self, source: str, target: str) -> bool:
        """Tell whether the pair is a near-duplicate of an earlier one, and remember it."""
        left = hash(near_key(source))
        pair = hash((left, near_key(target)))
        if pair in self._pairs or self._sources[left] >= MAX_SAME_SOURCE:
            return True
        self._pairs.add(pair)
        self._sources[left] += 1
        return False
