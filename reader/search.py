"""Search through both languages of the library, whatever the accents and the capitals.

Pure functions from texts to spans of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from visavis.corpus.article import Span
from visavis.translate.bilingual.pairs import BilingualArticle

_OTHERS = {
    "œ": "oe",
    "æ": "ae",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "‑": "-",
}


@dataclass(frozen=True)
class Sentence:
    """A pair of an article, with both sides folded."""

    block: int
    segment: int
    source: str
    target: str
    folded: tuple[str, str]


@dataclass(frozen=True)
class Hit:
    """A pair in which everything asked for occurs on one side, with where, on both sides."""

    sentence: Sentence
    source: tuple[Span, ...]
    target: tuple[Span, ...]


def fold(text: str) -> str:
    """The text without accents, ligatures and capitals, spaces and quotes made plain."""
    return "".join(map(_fold, text))


def sentences(article: BilingualArticle) -> tuple[Sentence, ...]:
    """All pairs of an article, ready to be searched."""
    return tuple(
        Sentence(i, j, pair.source, pair.target, (fold(pair.source), fold(pair.target)))
        for i, pairs in enumerate(article.pairs)
        for j, pair in enumerate(pairs)
    )


def parts(query: str) -> tuple[str, ...]:
    """What is looked for: every word by itself, or all as it stands when it is in quotes."""
    folded = fold(query).strip()
    if len(folded) > 2 and folded[0] == folded[-1] == '"':
        inside = folded[1:-1].strip()
        return (inside,) if inside else ()
    return tuple(dict.fromkeys(folded.split()))


def search(texts: tuple[Sentence, ...], query: str) -> Iterator[Hit]:
    """The pairs that have every part of the query on one of their sides, in order."""
    wanted = parts(query)
    if not wanted:
        return
    for sentence in texts:
        if any(all(part in side for part in wanted) for side in sentence.folded):
            source, target = sentence.folded
            yield Hit(
                sentence,
                _found(sentence.source, source, wanted),
                _found(sentence.target, target, wanted),
            )


def _found(text: str, folded: str, wanted: tuple[str, ...]) -> tuple[Span, ...]:
    """Where the parts stand in the text itself, in order and apart from each other."""
    spans = []
    for part in wanted:
        at = folded.find(part)
        while at >= 0:
            spans.append((at, at + len(part)))
            at = folded.find(part, at + len(part))
    # Folding changes lengths: from each folded character back to the one that it came from.
    origin = [i for i, character in enumerate(text) for _ in _fold(character)]
    merged: list[Span] = []
    for start, end in sorted((origin[a], origin[b - 1] + 1) for a, b in spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    plain = unicodedata.normalize("NFKD", _OTHERS.get(character, character).casefold())
    plain = "".join(part for part in plain if not unicodedata.combining(part))
    return "".join(_OTHERS.get(part, part) for part in plain)
