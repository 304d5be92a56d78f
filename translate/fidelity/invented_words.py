"""Words of a translation that no language has: what a small model makes of a word it cannot spell.

English is what a word list has, and what is built of its words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from visavis.translate.language.lemmas import is_known

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTEST = 4
_PREFIXES = (
    "anti auto co cyber de dis hyper inter mega meta micro mid mini mis multi nano non out over "
    "post pre re self semi sub super trans ultra un under"
).split()


def invented_words(source: str, target: str, terms: Iterable[str] = ()) -> list[str]:
    """Words of the target, in order, that English does not know and nobody gave.

    Given are the words of the source, which may have been copied, and `terms`, what the target says
    of the glossary. Names, capitals and words of three letters are left out.
    """
    given = " ".join((source, *terms)).lower()
    found = dict.fromkeys(
        word
        for word in _WORD.findall(target)
        if len(word) >= _SHORTEST and word.islower() and word not in given and not _is_english(word)
    )
    return list(found)


@functools.lru_cache(maxsize=65536)
def _is_english(word: str) -> bool:
    """Also compounds (`filesystem`) and what takes a prefix (`unmaintained`)."""
    word = re.sub("['’]s?$", "", word)
    if is_known(word, "en"):
        return True
    parts = [part for part in re.split("['’-]", word) if len(part) >= _SHORTEST]
    if len(parts) != 1 or parts != [word]:
        return all(map(_is_english, parts))
    cuts = (word[len(p) :] for p in _PREFIXES if word.startswith(p))
    if any(len(rest) >= _SHORTEST and is_known(rest, "en") for rest in cuts):
        return True
    return any(
        is_known(word[:cut], "en") and is_known(word[cut:], "en")
        for cut in range(_SHORTEST, len(word) - _SHORTEST + 1)
    )
