"""Titles written all in capitals: said to the model in lower case, and given their capitals back.

No model is trained on many of them, and small ones lose the thread.
"""

from __future__ import annotations

import re

from visavis.translate.language.lemmas import is_known

_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_WORDS = 2
_LONGEST_ACRONYM = 4


def in_capitals(text: str) -> bool:
    """Whether a text is a title all in capitals, not just an acronym or two."""
    words = _WORD.findall(text)
    long = [word for word in words if len(word) > _LONGEST_ACRONYM]
    return text.isupper() and len(words) >= _ENOUGH_WORDS and bool(long)


def lowered(text: str) -> str:
    """The title as it would stand in a sentence, character for character of the same length.

    Words of the French language lose their capitals; longer ones that are none keep the first (a
    name), shorter ones all (an acronym).
    """

    def fit(match: re.Match[str]) -> str:
        word = match.group()
        if is_known(word):
            small = word.lower()
        elif len(word) > _LONGEST_ACRONYM:
            small = word[0] + word[1:].lower()
        else:
            return word
        return small if len(small) == len(word) else word

    small = _WORD.sub(fit, text)
    return text[:1] + small[1:]
