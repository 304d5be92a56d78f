"""Terms inside training sentences: found through word links, put in dictionary form, exchanged.

A span is a phrase of one to three source words that is aligned to a run of target words and to
nothing else, with a content word at each end. Imports `training.example` and simplemma.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import simplemma

from training.example import Example
from training.text import words

_FUNCTION = frozenset(
    "le la les de des du à un une et est que pour dans sur avec ce qui l d s n qu c j m t au aux "
    "en par il elle ils elles on ne pas plus se sa son ses leur leurs ou où sont été être avoir a "
    "ont y cette ces cet nous vous je tu mais si comme tout tous toute toutes même aussi très bien "
    "the of and to in is for on with by that this it as at be are was were an or from not have has "
    "had he she they we you i his her its their our your my will would can could should may which "
    "who what when there all any also very more most than so if but do does did no been s".split()
)
_SINGULAR = frozenset("le la l' un une du cette ce cet son sa notre votre leur chaque".split())
_PLURAL = frozenset("les des ces ses nos vos leurs plusieurs certains certaines aux deux".split())
_UNCOUNTED = ("s", "ing", "ness", "ware", "ment of", "ics")


@dataclass(frozen=True)
class Span:
    """A term's words on both sides, ends excluded, and the number its French determiner gives."""

    source: tuple[int, int]
    target: tuple[int, int]
    nominal: bool
    plural: bool


def spans(example: Example) -> list[Span]:
    """Return the spans of `example`, whose words must still be numbered as they stand."""
    source, target = words(example.source.text), words(example.target.text)
    to_target: dict[int, set[int]] = defaultdict(set)
    to_source: dict[int, set[int]] = defaultdict(set)
    for i, j in example.links:
        to_target[i].add(j)
        to_source[j].add(i)
    content_source = [_content(w) for w, _, _ in source]
    content_target = [_content(w) for w, _, _ in target]
    found = []
    for i in range(len(source)):
        if not content_source[i] or not to_target[i]:
            continue
        for k in range(i + 1, min(i + 4, len(source)) + 1):
            if not source[k - 1][0][0].isalnum():
                break
            if not content_source[k - 1] or not to_target[k - 1]:
                continue
            linked = set().union(*(to_target[x] for x in range(i, k)))
            low, high = min(linked), max(linked) + 1
            if high - low > 4 or not (content_target[low] and content_target[high - 1]):
                continue
            inside = set(range(i, k))
            if any(
                to_source[j] - inside or not target[j][0][0].isalnum() for j in range(low, high)
            ):
                continue
            before = source[i - 1][0].lower().replace("’", "'") if i else ""
            plural = before in _PLURAL
            found.append(Span((i, k), (low, high), plural or before in _SINGULAR, plural))
    return found


def _content(word: str) -> bool:
    if not (word[0].isalpha() and word[-1].isalnum()):
        return False
    return (len(word) > 3 or (word.isupper() and len(word) > 1)) and (
        word.lower().strip("'’") not in _FUNCTION
    )


@lru_cache(200_000)
def _lemma(word: str) -> str:
    return str(simplemma.lemmatize(word, lang="en"))


def dictionary_form(phrase: str, nominal: bool, starts: bool) -> str:
    """Return `phrase` as a glossary would list it: last word singular, no sentence capital.

    A single word that is no noun is lemmatised (``raised`` → ``raise``); acronyms and names stay.
    """
    head, _, last = phrase.rpartition(" ")
    if starts and phrase[:1].isupper() and not phrase[1:2].isupper():
        first = head.partition(" ")[0] or last
        if _lemma(first.lower()) != first.lower() or first.lower() == _lemma(first):
            head, last = (head[:1].lower() + head[1:], last) if head else ("", last.lower())
    if last.islower() and (last.endswith("s") or not (nominal or head)):
        lemma = _lemma(last)
        if lemma.islower() and lemma.isascii():
            last = lemma
    return f"{head} {last}".strip()


def plural(phrase: str) -> str:
    """Return the regular English plural of `phrase`; mass nouns and plurals stay as they are."""
    if phrase.isupper() or not phrase[-1:].isalpha():
        return phrase
    if phrase.endswith(_UNCOUNTED):
        return phrase
    if phrase.endswith(("x", "z", "ch", "sh")):
        return phrase + "es"
    if phrase.endswith("y") and phrase[-2:-1] not in "aeiou":
        return phrase[:-1] + "ies"
    return phrase + "s"


def with_article(text: str, start: int) -> str:
    """Return ``a `` or ``an `` as `text` from `start` on wants it."""
    word = text[start : start + 3]
    vowel = word[:1].lower() in "aeio" or (
        word[:1] == "u" and word[:3] not in ("uni", "use", "uti")
    )
    acronym = word[:2].isupper() and word[:1] in "AEFHILMNORSX"
    return "an " if acronym or (vowel and not (word[:2].isupper() and word[0] == "U")) else "a "


class Lexicon:
    """What terms are called elsewhere: other renderings of the same one, and any other term's."""

    def __init__(self) -> None:
        self._renderings: dict[str, Counter[str]] = defaultdict(Counter)
        self._any: list[str] = []

    @classmethod
    def of(cls, examples: Iterable[Example]) -> Lexicon:
        """Return the lexicon of the nominal spans of `examples`."""
        lexicon = cls()
        for example in examples:
            source, target = example.source.text, example.target.text
            a, b = words(source), words(target)
            for span in spans(example):
                if span.nominal:
                    (i, k), (low, high) = span.source, span.target
                    term = dictionary_form(target[b[low][1] : b[high - 1][2]], True, low == 0)
                    lexicon._renderings[source[a[i][1] : a[k - 1][2]].lower()][term] += 1
                    if term.islower():
                        lexicon._any.append(term)
        return lexicon

    def other(self, source: str, target: str, rng: random.Random) -> str | None:
        """Return another English term for the French `source` than `target`.

        Half of the time one that French word has elsewhere, if it has any; otherwise any term,
        so that the model obeys rather than guesses.
        """
        known = self._renderings.get(source.lower(), Counter())
        others = [t for t, n in known.items() if t.lower() != target.lower() and n > 1]
        if others and rng.random() < 0.5:
            return rng.choice(others)
        choice = rng.choice(self._any) if self._any else None
        return None if choice is None or choice == target.lower() else choice
