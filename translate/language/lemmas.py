"""French words as a glossary sees them: tokens with offsets, and what simplemma knows of words.

Rules add what it lacks: plurals of words that it does not know, and the verb behind a form that is
also a noun. The forms of a glossary's words are not guessed from here: `translate.lexicon`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple, cast

import simplemma

_APOSTROPHES = "'’ʼ‘＇"
_HYPHENS = "-‐‑"
_LETTER = "[^\\W_][\u0300-\u036f\u00ad]*"
_TOKEN = re.compile(
    rf"""
    (?P<opaque>(?:https?://|www\.)\S+ | [\w.+-]{{1,64}}@[\w-]+\.\w+ | @\w+)
  | (?P<number>(?:\d{{1,3}}(?:[ \u00a0\u202f\u2009.{_APOSTROPHES}]\d{{3}})+ | \d+)
      (?:[.,]\d+)? (?!\w))
  | (?P<elided>(?i:[ldnsjmtc]|qu|jusqu|lorsqu|puisqu|quoiqu) [{_APOSTROPHES}] (?=\S))
  | (?P<dotted>[A-ZÀ-Þ]\.(?:-?[A-ZÀ-Þ]\.)+)
  | (?P<word>{_LETTER}(?:{_LETTER} | [{_APOSTROPHES}_](?=[^\W_]))*)
  | (?P<mark>\S)
    """,
    re.VERBOSE,
)

Kind = Literal["word", "number", "mark", "opaque"]


class Token(NamedTuple):
    """One word, number or punctuation mark; `opaque` is an address or a handle, never a term.

    `text` is normalised (NFKC, no soft hyphens, `d'` written `de`), its case kept; `start` and
    `end` are characters of the text as it stands. `joined`: a hyphen ties it to the one before.
    """

    text: str
    start: int
    end: int
    kind: Kind
    joined: bool = False

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, in order; elided words (`l'`, `d’`, `qu'`) are tokens of their own."""
    tokens: list[Token] = []
    joined = False
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        kind = cast(str, found.lastgroup)
        if kind == "mark" and found.group() in _HYPHENS and text[end : end + 1].isalnum():
            joined = bool(tokens) and tokens[-1].end == start and tokens[-1].kind != "mark"
            if joined:
                continue
        clean = found.group().replace("\u00ad", "")
        if kind != "mark" and not clean.isascii():
            clean = unicodedata.normalize("NFKC", clean)
        if kind == "elided":
            clean, kind = clean[:-1] + "e", "word"
        elif kind == "dotted":
            clean, kind = re.sub(r"\W", "", clean), "word"
        elif kind == "number":
            clean = re.sub(rf"[\s{_APOSTROPHES}]", "", clean)
        tokens.append(Token(clean, start, end, cast(Kind, kind), joined))
        joined = False
    return tokens


def is_acronym(word: str) -> bool:
    """Whether a word is written in capitals and digits only (`GPU`, `H100`, `X`)."""
    return word.isupper()


def is_known(word: str, language: str = "fr") -> bool:
    """Whether simplemma's word list of a language has this form (any case)."""
    return simplemma.is_known(word.lower(), lang=language)


def without_accents(word: str) -> str:
    """`levée` as `levee`."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(char for char in parts if not unicodedata.combining(char))


@lru_cache(maxsize=65536)
def nominal(word: str) -> str:
    """The dictionary form of a lower-case word taken as a noun or an adjective.

    Never an infinitive that the word is a form of: `pousses` and `pousse` are `pousse`, and
    `rachetées` is `racheté`. Numbers of articles stay apart (`des`, `un`).
    """
    if word == "des":
        return word
    lemma = _lemma(word)
    if lemma != word and not _conjugated(word, lemma):
        return _ligatures(lemma)
    if lemma != word or not is_known(word):
        singular = re.sub(r"(?<=...)[sx]$", "", word)
        if singular != word:
            return nominal(singular)
        if lemma != word and word.endswith("ée"):
            return _ligatures(word[:-1])
    return _ligatures(word)


@lru_cache(maxsize=65536)
def verbs(word: str) -> frozenset[str]:
    """The infinitives that a lower-case word can be a form of, whatever else it may be.

    `lève`, `levé` and `lever` give `lever`; `boucle`, though a noun as well, gives `boucler`;
    `levée`, which simplemma has as a noun only, gives none.
    """
    lemma = _lemma(word)
    if is_verb(word):
        return frozenset({lemma})
    return frozenset(
        infinitive
        for form in {word, lemma, word.replace("è", "e"), word.replace("è", "é")}
        for ending, suffixes in _REGULAR
        if form.endswith(ending)
        for infinitive in (form[: len(form) - len(ending)] + suffix for suffix in suffixes)
        if _is_infinitive(infinitive)
    )


def is_verb(word: str) -> bool:
    """Whether simplemma has a lower-case word as a form of a verb and of nothing else."""
    lemma = _lemma(word)
    return _is_infinitive(lemma) and (lemma == word or _conjugated(word, lemma))


_REGULAR = (
    ("é", ("er",)),
    ("u", ("ir", "re")),
    ("quis", ("quérir",)),
    ("e", ("er", "ir")),
    ("es", ("er", "ir")),
    ("ent", ("er", "ir")),
    ("", ("ir",)),
)
# How the imperfect is made from an infinitive: cut so many letters, add these.
_IMPERFECT = tuple(
    (cut, ending) for cut in (2, 3) for ending in ("ait", "eait", "issait", "sait", "vait", "çait")
)


def _lemma(word: str) -> str:
    return simplemma.lemmatize(word, lang="fr") if word else word


@lru_cache(maxsize=65536)
def _is_infinitive(word: str) -> bool:
    # Nouns end like infinitives too (centre, papier, leader); only verbs have an imperfect.
    return (
        len(word) > 3
        and word.endswith(("er", "ir", "re"))
        and is_known(word)
        and any(_lemma(word[:-cut] + ending) == word for cut, ending in _IMPERFECT)
    )


def _conjugated(word: str, lemma: str) -> bool:
    """Whether `word` is a form of the verb `lemma`, not the plural of a noun (`pouvoirs`)."""
    return _is_infinitive(lemma) and word not in (lemma, lemma + "s")


def _ligatures(word: str) -> str:
    return word.replace("œ", "oe").replace("æ", "ae")
