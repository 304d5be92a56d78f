"""Names are written as in the source where the decoder lost letters of them on the way.

A small model spells a rare name piece by piece and drops some (`Nikolakopoulos` became
"Nikolapoulos"). What may be the English form of a name is left alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from visavis.corpus.article import Span, is_free
from visavis.translate.bilingual.alignment import carry
from visavis.translate.bilingual.hypothesis import Hypothesis
from visavis.translate.language.lemmas import is_known

_SHORTEST = 4
_ALIKE = 0.7
"""Share of letters in common from which a word is taken for a name that lost some."""
_REPEATED = re.compile(r"(.)\1+")
_TRANSLITERATED = (("tch", "ch"), ("sch", "sh"), ("ou", "u"), ("dj", "j"), ("y", "i"))


def keep_names(source: str, hypothesis: Hypothesis, terms: Sequence[Span] = ()) -> Hypothesis:
    """The hypothesis with damaged names written as in the source, but for those in `terms`.

    A name is a word with a capital that French does not know; it is damaged when the word aligned
    with it is no English word and has some of its letters only or doubles them, or is like it where
    English knows the name (`Atlanta`). An English form may do without the accents of the name.
    """
    words: dict[Span, str] = {}
    for link in sorted(hypothesis.alignment, key=lambda link: -link.weight):
        name = source[slice(*link.source)]
        if (
            link.target not in words
            and _is_name(name)
            and not re.search(rf"\b{re.escape(name)}\b", hypothesis.target)
            and is_free(link.source, terms)
        ):
            said = hypothesis.target[slice(*link.target)]
            stem = re.sub("['’]s$", "", said)
            if _is_damaged(stem, name):
                words[link.target] = name + said[len(stem) :]
    if not words:
        return hypothesis
    text = hypothesis.target
    for (start, end), word in sorted(words.items(), reverse=True):
        text = text[:start] + word + text[end:]
    return Hypothesis(text, hypothesis.score, carry(hypothesis.alignment, hypothesis.target, text))


@functools.lru_cache(maxsize=65536)
def _is_name(word: str) -> bool:
    return len(word) >= _SHORTEST and word[0].isupper() and not is_known(word, "fr")


def _is_damaged(said: str, name: str) -> bool:
    one, other = said.lower(), name.lower()
    if not said or is_known(said, "en") or _transliterated(one) == _transliterated(other):
        return False
    if said.isascii() and not name.isascii():
        return False
    letters = iter(other)
    lost_some = all(letter in letters for letter in one)
    doubled = _REPEATED.sub(r"\1", one) == _REPEATED.sub(r"\1", other)
    alike = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return alike >= _ALIKE and (lost_some or doubled or is_known(name, "en"))


def _transliterated(word: str) -> str:
    """`poutine` and `putin` alike: English spells names of other scripts in its own way."""
    for french, english in _TRANSLITERATED:
        word = word.replace(french, english)
    return word.removesuffix("e")
