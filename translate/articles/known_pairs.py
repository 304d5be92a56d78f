"""What a memory has for one engine and one glossary, as pairs with an account of today's terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from visavis.corpus.article import Article
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.glossary.matching import Match, Matcher
from visavis.translate.glossary.terms import Glossary
from visavis.translate.memory.keys import key_for, with_rows
from visavis.translate.memory.store import Kept, Key, Memory
from visavis.translate.terminology.uses import term_uses

Found = Mapping[str, tuple[Match, ...]]
"""Different sentences, each with the terms in it."""


@dataclass(frozen=True)
class Recalled:
    """An article as the memory has it.

    Where the memory holds a segment under another model or other rows of the glossary only, that
    pair is shown and counted in `outdated`; where it holds none, the target is empty and counted in
    `missing`. The signature is empty unless both are 0.
    """

    bilingual: BilingualArticle
    outdated: int
    missing: int


@dataclass(frozen=True)
class KnownPairs:
    """A memory, or none, as an engine sees it that has this signature and obeys these rows.

    `maker` is the signature; empty when there is no engine, of which nothing is known then.
    """

    memory: Memory | None
    maker: str
    glossary: Glossary
    matcher: Matcher

    def find(self, texts: Iterable[str]) -> Found:
        """The terms in each different sentence."""
        return {text: self.matcher.find(text) for text in dict.fromkeys(texts)}

    def key(self, text: str, matches: Sequence[Match]) -> Key:
        """Under what the memory keeps what the engine says to a sentence."""
        return key_for(self.maker, text, matches, self.glossary)

    def of_people(self, found: Found) -> dict[str, Pair]:
        """What people wrote for some of the sentences."""
        kept = self.memory.kept(found) if self.memory is not None else {}
        return {text: kept_pair(one, found[text], self.glossary) for text, one in kept.items()}

    def of_engine(self, found: Found) -> dict[str, Pair]:
        """What the engine once said to some of the sentences."""
        if self.memory is None:
            return {}
        recalled = self.memory.recall([self.key(*one) for one in found.items()])
        return {key[0]: with_rows(pair, found[key[0]]) for key, pair in recalled.items()}

    def pairs(self, found: Found) -> dict[str, Pair]:
        """Those that stand for some of the sentences: of people, else of the engine."""
        written = self.of_people(found)
        rest = {text: matches for text, matches in found.items() if text not in written}
        return written | self.of_engine(rest)

    def remember(self, pairs: Mapping[str, Pair], found: Found) -> None:
        """Let the memory know what the engine said to sentences."""
        if self.memory is not None:
            keys = {self.key(text, found[text]): pair for text, pair in pairs.items()}
            self.memory.remember(keys, self.maker)

    def article(self, article: Article, made_by: str) -> Recalled:
        """An article of what is known, else of what some engine said last; decodes nothing.

        `made_by` is the signature of an article of which all is known.
        """
        known = self.pairs(self.find(article.segments))
        absent = [text for text in dict.fromkeys(article.segments) if text not in known]
        older = self.memory.latest(absent) if self.memory is not None else {}
        empty = {text: Pair(text, "", "engine") for text in absent if text not in older}
        bilingual = bilingual_of(article, known | older | empty, "" if absent else made_by)
        return Recalled(bilingual, len(older), len(empty))


def kept_pair(kept: Kept, matches: Sequence[Match], glossary: Glossary) -> Pair:
    """What a person wrote as a pair, with an account of the terms in it."""
    uses = term_uses(kept.source, kept.target, kept.alignment, matches, glossary)
    return Pair(kept.source, kept.target, kept.provenance, terms=uses, alignment=kept.alignment)


def bilingual_of(article: Article, pairs: Mapping[str, Pair], made_by: str) -> BilingualArticle:
    """The bilingual article of the pairs of its segments."""
    return BilingualArticle(
        article,
        tuple(tuple(pairs[segment] for segment in block.segments) for block in article.blocks),
        made_by,
    )
