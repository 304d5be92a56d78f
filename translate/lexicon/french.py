"""The forms of French words, from a lexicon and, for words that it lacks, by rule.

The lexicon is `french.txt.gz`, which `build.py` makes; `NOTICE.md` says where it comes from. It is
read when a form is first asked for. Words are in lower case and without ligatures (`oeil`).
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from visavis.translate.lexicon.special_words import DETERMINERS, OTHER_THINGS, OTHER_WORDS

DATA = Path(__file__).with_name("french.txt.gz")

MASCULINE, FEMININE = 0b0011, 0b1100
SINGULAR, PLURAL = 0b0101, 0b1010

Kind = Literal["n", "a", "b", "v"]
"""Noun, adjective, both, verb."""


class Paradigm(NamedTuple):
    """A word of the dictionary and its forms, each with its genders and numbers.

    These are bits, as in `FEMININE & PLURAL`; a finite form of a verb has none.
    """

    lemma: str
    kind: Kind
    forms: dict[str, int]


class _Lexicon:
    def __init__(self, text: str) -> None:
        patterns, _, words = text.partition("\n\n")
        lines = [line for line in patterns.split("\n") if not line.startswith("#")]
        self.patterns = [[_rule(rule) for rule in line.split(",")] for line in lines]
        self.words: dict[str, str] = dict(
            line.split("\t") for line in words.rstrip("\n").split("\n")
        )

    @cached_property
    def endings(self) -> dict[str, set[str]]:
        """What an ending that agrees in gender and number may have replaced."""
        found: dict[str, set[str]] = {}
        for pattern in self.patterns:
            for strip, add, mask in pattern:
                if mask and (strip or add):
                    found.setdefault(add, set()).add(strip)
        return found

    def headed(self, word: str) -> Iterator[Paradigm]:
        for entry in self.words.get(word, "").split():
            forms: dict[str, int] = {}
            for strip, add, mask in self.patterns[int(entry[1:])]:
                form = word[: len(word) - len(strip)] + add
                forms[form] = forms.get(form, 0) | mask
            yield Paradigm(word, entry[0], forms)  # type: ignore[arg-type]

    def holding(self, word: str) -> Iterator[Paradigm]:
        for cut in range(len(word) + 1):
            for strip in self.endings.get(word[cut:], ()):
                lemma = word[:cut] + strip
                if lemma != word and lemma in self.words:
                    yield from (one for one in self.headed(lemma) if one.forms.get(word))


def _rule(text: str) -> tuple[str, str, int]:
    strip, add, mask = text.split("/")
    return strip, add, int(mask, 16)


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(gzip.decompress(DATA.read_bytes()).decode())


@cache
def digest() -> str:
    """SHA-256 (hex) of the lexicon: with another one, other words match."""
    return hashlib.sha256(DATA.read_bytes()).hexdigest()


@lru_cache(maxsize=65536)
def paradigms(word: str) -> tuple[Paradigm, ...]:
    """What a word is the dictionary form of; failing that, what it is an inflected form of.

    `fonds` is the noun that never changes, not the plural of `fond`; `données` is `donnée` before
    it is a participle. Empty for words that the lexicon lacks, and for finite forms of verbs.
    """
    lexicon = _lexicon()
    if headed := tuple(lexicon.headed(word)):
        return headed
    holding = tuple(lexicon.holding(word))
    return tuple(one for one in holding if one.kind != "v") or holding


def noun_forms(word: str, *, adjective: bool = False, head: bool = False) -> frozenset[str]:
    """Every form under which a noun or an adjective of a glossary stands in a text.

    A masculine has its feminine too: the entry `directeur` speaks of a `directrice` as well, for
    English seldom tells them apart. A feminine has no masculine, `actrice` is no `acteur`, unless
    the entry is said to be an `adjective`. A word that decides alone what is meant (`head`) leaves
    out feminines that mean another thing: `capital` is no `capitale`.
    """
    if group := DETERMINERS.get(word):
        return group
    forms = {word}
    for paradigm in _nominal(word, adjective=adjective):
        gender = _gender(paradigm.forms[word])
        if gender & MASCULINE or adjective:
            gender = MASCULINE | FEMININE
        forms |= {form for form, mask in paradigm.forms.items() if mask & gender}
    if head and not adjective:
        forms -= OTHER_THINGS - {word}
    return frozenset(forms)


def number_forms(word: str) -> frozenset[str]:
    """A noun or an adjective in singular and plural, its gender kept."""
    return frozenset(
        form
        for one in _nominal(word)
        for form, mask in one.forms.items()
        if mask & _gender(one.forms[word])
    ) | {word}


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """A noun or an adjective in the singular, its gender kept; itself where it is one already."""
    if word in DETERMINERS:
        return word
    for paradigm in _nominal(word):
        if paradigm.lemma == word:
            return word
        wanted = _gender(paradigm.forms[word]) & SINGULAR
        for form, mask in paradigm.forms.items():
            # Not so of `sans`, which is no plural of the lexicon's invariable `san`.
            if mask & wanted and word in noun_forms(form):
                return form
    return word


def verb_forms(infinitive: str) -> frozenset[str]:
    """Every form of a verb, participles included; `infinitive` alone when it is no verb's.

    Forms that are a commoner word (`puis`, `plus`, `suis`) are left out.
    """
    lexicon = _lexicon()
    found = [one for one in lexicon.headed(infinitive) if one.kind == "v"]
    if not found:
        found = list(_like(infinitive, "v"))
    forms = {form for one in found for form in one.forms}
    if infinitive != "être":
        forms -= OTHER_WORDS
    return frozenset(forms) | {infinitive}


def is_listed(word: str) -> bool:
    """Whether the lexicon has a word as the dictionary form of a noun, an adjective or a verb."""
    return word in _lexicon().words


@lru_cache(maxsize=65536)
def of_participle(word: str) -> frozenset[str]:
    """The infinitives of a participle that is a noun as well: `levée`, `mises`, `produits`.

    Not of a masculine singular: that may be a tense of its own (`il produit`), and it is what a
    participle without agreement is (`procédé`).
    """
    if not any(one.kind in "nb" for one in paradigms(word)):
        return frozenset()
    return frozenset(
        one.lemma
        for one in _lexicon().holding(word)
        if one.kind == "v" and not one.forms[word] & MASCULINE & SINGULAR
    )


def _gender(mask: int) -> int:
    return (MASCULINE if mask & MASCULINE else 0) | (FEMININE if mask & FEMININE else 0)


def _nominal(word: str, *, adjective: bool = False) -> tuple[Paradigm, ...]:
    """The paradigms of a word as a noun or an adjective; no noun for what is an `adjective`."""
    found = tuple(one for one in paradigms(word) if one.forms.get(word))
    if adjective:
        if not any(one.kind in "ab" for one in found):
            # `acquis` is a noun, and a participle under another word.
            found += tuple(one for one in _lexicon().holding(word) if one.kind == "v")
        found = tuple(one for one in found if one.kind != "n") or found
    return found or _guess(word)


@lru_cache(maxsize=65536)
def _guess(word: str) -> tuple[Paradigm, ...]:
    """The paradigms of a word that the lexicon lacks: as the word it ends in, and by rule."""
    if word in _lexicon().words or not word.isalpha():
        return ()
    if like := tuple(_like(word, "nab")):
        return like
    singulars = [word]
    if len(word) > 3 and word[-1] in "sx":
        singulars.insert(0, word[:-1])
    if len(word) > 4 and word.endswith("aux") and word[-4] != "e":
        singulars.insert(0, word[:-2] + "l")
    return tuple(
        paradigm
        for lemma in singulars
        for paradigm in tuple(_like(lemma, "nab")) or (by_rule(lemma),)
        if word in paradigm.forms
    )


def _like(word: str, kinds: str) -> Iterator[Paradigm]:
    """The word inflected as the longest word that it ends in: `superpuce` as `puce`."""
    lexicon = _lexicon()
    for cut in range(1, len(word) - 3):
        found = [one for one in lexicon.headed(word[cut:]) if one.kind in kinds]
        for one in found:
            forms = {word[:cut] + form: mask for form, mask in one.forms.items()}
            yield Paradigm(word, one.kind, forms)
        if found:
            return
    if kinds == "v" and word.endswith("er"):
        model = {"cer": "lancer", "ger": "manger"}.get(word[-3:], "aimer")
        stem, cut = word[: -len(word[-3:] if model != "aimer" else "er")], 3
        for one in lexicon.headed(model):
            forms = {stem + form[cut:]: mask for form, mask in one.forms.items()}
            yield Paradigm(word, one.kind, forms)


def by_rule(word: str) -> Paradigm:
    """A masculine or feminine singular with all the forms that its ending may have."""
    plurals = [
        plural
        for ending, put in (("al", "aux"), ("eau", "eaux"), ("eu", "eux"), ("au", "aux"))
        if word.endswith(ending)
        for plural in (word.removesuffix(ending) + put,)
    ]
    if word[-1:] in "sxz":
        plurals = [word]
    else:
        plurals.append(word + "s")
    feminines = [
        word.removesuffix(ending) + put
        for ending, puts in _FEMININES
        if word.endswith(ending)
        for put in puts
    ]
    forms = dict.fromkeys(plurals, MASCULINE & PLURAL)
    forms |= dict.fromkeys((one + "s" for one in feminines), FEMININE & PLURAL)
    forms |= dict.fromkeys(feminines, FEMININE & SINGULAR)
    forms[word] = forms.get(word, 0) | (SINGULAR & MASCULINE)
    return Paradigm(word, "b", forms)


_FEMININES = (
    ("teur", ("trice",)),
    ("eur", ("euse", "eure")),
    ("eux", ("euse",)),
    ("er", ("ère",)),
    ("if", ("ive",)),
    ("el", ("elle",)),
    ("en", ("enne",)),
    ("é", ("ée",)),
    ("al", ("ale",)),
    ("ain", ("aine",)),
    ("ant", ("ante",)),
    ("ent", ("ente",)),
    ("at", ("ate",)),
    ("ot", ("ote",)),
    ("in", ("ine",)),
    ("on", ("onne",)),
    ("ais", ("aise",)),
    ("ois", ("oise",)),
    ("ard", ("arde",)),
)
