"""Tells a sentence that is not French, so that it is passed through rather than mistranslated.

Uses the word lists of simplemma, which need no download.
"""

from __future__ import annotations

import re

from simplemma import in_target_language

_OTHERS = ("en", "de", "es", "it")
_ENOUGH_WORDS = 5
# simplemma's share counts no word that is elided or very short; these are French and common.
_FRENCH_ONLY = re.compile(
    r"\b(?:(?:et|est|sont|les|des|une|pas|dans|pour|avec|elle|aux|du|ce|cette|où|ne)\b|"
    r"(?:n|qu|j|d|s)['’](?=[aeéêiouyh]))",
    re.IGNORECASE,
)


def is_foreign(text: str) -> bool:
    """Whether a sentence is surely in another language than French.

    Short texts, names and headlines are never called foreign: a wrong `True` leaves French in the
    translation, a wrong `False` only gives the model a sentence that it mostly copies.
    """
    if len(re.findall(r"[^\W\d_]{2,}", text)) < _ENOUGH_WORDS:
        return False
    if len(_FRENCH_ONLY.findall(text)) >= 2:
        return False
    french = in_target_language(text, lang="fr")
    if french >= 0.5:
        return False
    return any(in_target_language(text, lang=other) >= max(0.8, 2 * french) for other in _OTHERS)
