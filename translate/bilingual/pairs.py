"""The data model of a translated article: segment pairs, term uses, word alignment, provenance.

A bilingual article is an article whose segments are pairs. It is saved as JSON and read back
equal; equal signature and equal source give byte-identical JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from visavis.corpus.article import Article, Block, Span
from visavis.translate.bilingual.links import Link

Flag = Literal[
    "repetition",
    "length",
    "numbers",
    "untranslated",
    "invented",
    "uncertain-alignment",
    "omitted",
    "added",
]
"""A reason to look at a pair again."""

Provenance = Literal["engine", "memory", "edited", "imported", "copied"]
"""Who made the target: `copied` means the source was passed through unchanged."""

Outcome = Literal["already", "applied", "inflected", "admitted", "missed"]
"""What became of a term: said unaided, made to be said, said in another form, in another accepted
rendering, or not said, or said beside an old rendering (with the reason)."""


Method = Literal["", "substitution", "inline", "constrained", "insertion"]
"""How a term came to be said: put in place of the words that stood for it, asked for in the source,
forced while decoding, or put between other words; empty when nothing had to be done."""


@dataclass(frozen=True)
class TermUse:
    """One occurrence of a glossary term in a segment.

    `row` is the line of the glossary file, `term` and `rendering` the first source and the first
    target of that row; spans are characters of the pair's source and target. `reason` says why a
    term was missed, `method` how one was applied.
    """

    row: int
    term: str
    rendering: str
    source: Span
    target: Span | None
    outcome: Outcome
    reason: str = ""
    method: Method = ""


@dataclass(frozen=True)
class Pair:
    """A source segment, its translation, and what we know of the two.

    `score` is the model's mean log-probability per token; None when no model made the target.
    `plain` is what the model said before the glossary changed it, with its score; empty when the
    glossary changed nothing, and when the model was told the terms at once.
    """

    source: str
    target: str
    provenance: Provenance
    score: float | None = None
    flags: tuple[Flag, ...] = ()
    terms: tuple[TermUse, ...] = ()
    alignment: tuple[Link, ...] = ()
    plain: str = ""
    plain_score: float | None = None


@dataclass(frozen=True)
class BilingualArticle:
    """An article and, for each of its blocks, one pair per segment.

    `signature` says what made the targets, in the manner of sacrebleu's.
    """

    article: Article
    pairs: tuple[tuple[Pair, ...], ...]
    signature: str

    def __post_init__(self) -> None:
        for block, pairs in zip(self.article.blocks, self.pairs, strict=True):
            if block.segments != tuple(pair.source for pair in pairs):
                raise ValueError(f"the pairs of a block do not match its segments: {block.text!r}")

    @property
    def blocks(self) -> tuple[tuple[Block, tuple[Pair, ...]], ...]:
        """Each block with its pairs, in order."""
        return tuple(zip(self.article.blocks, self.pairs, strict=True))
