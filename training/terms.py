"""Terms inside training sentences: found through word links, put in dictionary form, exchanged.

A span is a phrase of at most two content words that is aligned to a run of target words and to
nothing else.
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
_DETERMINERS = frozenset(
    "le la l' un une du cette ce cet son sa notre votre leur chaque les des ces ses nos vos leurs "
    "plusieurs certains certaines aux au deux".split()
)
_LINKING = frozenset("de d' du des à en - la l'".split())  # inside a noun phrase
_INFINITIVE = ("er", "ir", "re")
_NOT_NOUNS = ("ly", "ed", "ing", "one", "ible", "able")
_UNCOUNTED = ("s", "ing", "ness", "ware", "ment of", "ics")


@dataclass(frozen=True)
class Span:
    """A term's words on both sides, ends excluded; `nominal` as far as French words can tell."""

    source: tuple[int, int]
    target: tuple[int, int]
    nominal: bool


def spans(example: Example) -> list[Span]:
    """Return the spans of `example`, whose words must still be numbered as they stand.

    Phrases of several words are taken only where they look nominal, as glossary rows do.
    """
    source = [w.lower().replace("’", "'") for w, _, _ in words(example.source.text)]
    target = [w for w, _, _ in words(example.target.text)]
    to_target: dict[int, set[int]] = defaultdict(set)
    to_source: dict[int, set[int]] = defaultdict(set)
    for i, j in example.links:
        to_target[i].add(j)
        to_source[j].add(i)
    content = [_content(w) for w, _, _ in words(example.source.text)]
    found = []
    for i, word in enumerate(source):
        if not content[i] or not to_target[i]:
            continue
        before = source[i - 1] if i else ""
        preposed = before in ("de", "d'", "en", "par") and not word.endswith(_INFINITIVE)
        nominal = before in _DETERMINERS or preposed
        for k in range(i + 1, min(i + 4, len(source)) + 1):
            last = k - 1
            if not content[last] and source[last] not in _LINKING:
                break
            if not content[last] or not to_target[last] or sum(content[i:k]) > 2:
                continue
            linked = set().union(*(to_target[x] for x in range(i, k)))
            low, high = min(linked), max(linked) + 1
            if any(to_source[j] - set(range(i, k)) for j in range(low, high)):
                continue
            if (k == i + 1 or nominal) and _term(target[low:high]):
                found.append(Span((i, k), (low, high), nominal))
    return found


def _term(english: list[str]) -> bool:
    if len(english) > 3 or not all(_content(w) or w in ("-", "of") for w in english):
        return False
    if not (_content(english[0]) and _content(english[-1])):
        return False
    return len(english) == 1 or not english[0].endswith(("ing", "ed", "ly"))


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


def is_plural(phrase: str) -> bool:
    """Tell whether the last word of an English phrase is a plural."""
    last = phrase.split()[-1].lower()
    return last.endswith("s") and _lemma(last) != last


class Lexicon:
    """What terms are called elsewhere: other renderings of the same one, and any other term's."""

    def __init__(self) -> None:
        self._renderings: dict[str, Counter[str]] = defaultdict(Counter)
        self._any: list[str] = []

    @classmethod
    def of(cls, examples: Iterable[Example], rare: int = 2) -> Lexicon:
        """Return the lexicon of the nominal spans of `examples`; under `rare` uses, none."""
        lexicon = cls()
        pool: Counter[str] = Counter()
        for example in examples:
            source, target = example.source.text, example.target.text
            a, b = words(source), words(target)
            for span in spans(example):
                if span.nominal:
                    (i, k), (low, high) = span.source, span.target
                    term = dictionary_form(target[b[low][1] : b[high - 1][2]], True, low == 0)
                    lexicon._renderings[source[a[i][1] : a[k - 1][2]].lower()][term] += 1
                    pool[term] += term.islower() and not term.endswith(_NOT_NOUNS)
        lexicon._any = [term for term, count in pool.items() if count >= rare]
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
