"""Words of a translation that say again what a glossary term in it says already.

A model, or a word put in place of others, may leave the old rendering of a term, or a part of it,
beside the new one: “the lifting of funding rounds”. A span of the source has one rendering.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from visavis.corpus.article import Span, is_free
from visavis.translate.bilingual.alignment import ENGLISH_WORD, words
from visavis.translate.bilingual.hypothesis import Hypothesis
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import TermUse
from visavis.translate.engine.engine import Engine
from visavis.translate.engine.scores import Scores
from visavis.translate.glossary.matching import Match
from visavis.translate.language.agreement import forms
from visavis.translate.terminology.location import Query, dependent_words

# Words that belong to no term, wherever they stand.
FUNCTION_WORDS = frozenset(
    "a an the of in on at to for by with from and or but is are was were be been has have had its "
    "his her their our my your this that these those as it he she they we you i which who will "
    "would into out up not no do does did s if than then so also there".split()
)
_SURELY = 0.5
"""The weight of a link from which a word counts as aligned."""


@dataclass(frozen=True)
class Unaided:
    """What a model says of a sentence without the glossary, as lemmas, by the span of each term.

    `renderings` are those of the words that stand for the term in the sentence, `alone` those that
    it says for the term by itself, `rest` those of the other words, with how often each is said.
    """

    renderings: dict[Span, frozenset[str]]
    alone: dict[Span, frozenset[str]]
    rest: dict[Span, Counter[str]]

    def with_leftovers(self, suspected: Mapping[Span, Sequence[str]]) -> Unaided:
        """The account with what another translation seems to say for the terms besides.

        Of its words, those that the plain translation does not have at all.
        """
        renderings = {}
        for span, old in self.renderings.items():
            new = [lemmas(word) for word in suspected[span]]
            known = old | self.alone[span] | self.rest[span].keys()
            renderings[span] = old.union(*(some for some in new if not some & known))
        return replace(self, renderings=renderings)


def ask_unaided(
    segments: Sequence[tuple[str, Hypothesis, Sequence[Match]]],
    engine: Engine,
    scores: Scores | None,
) -> list[Unaided]:
    """The accounts of sources with their plain translations and the terms found in them.

    A word stands for a term if it is aligned with it alone and the model would not say it if the
    term were not in the source. The second is asked only where there are `scores`: it takes time,
    and without it some words are taken for leftovers that are none.
    """
    queries = [
        [Query(source, plain.target, (match.start, match.end), ()) for match in matches]
        for source, plain, matches in segments
    ]
    everything = [query for some in queries for query in some]
    alone = engine.alone(query.source[slice(*query.span)] for query in everything)
    dependent: dict[Query, frozenset[Span]] = {}
    if scores is not None:
        dependent |= zip(everything, dependent_words(everything, scores), strict=True)
    accounts = []
    for (source, plain, matches), some in zip(segments, queries, strict=True):
        account = Unaided({}, {}, {})
        for match, query in zip(matches, some, strict=True):
            old: set[str] = set()
            rest: Counter[str] = Counter()
            for span in words(plain.target, ENGLISH_WORD):
                its = _stands_for(plain.alignment, span, match)
                its = its and span in dependent.get(query, (span,))
                (old if its else rest).update(lemmas(plain.target[slice(*span)]))
            account.renderings[query.span], account.rest[query.span] = frozenset(old), rest
            account.alone[query.span] = lemmas_in(alone[source[slice(*query.span)]])
        accounts.append(account)
    return accounts


def suspects(
    target: str, links: Sequence[Link], match: Match, uses: Sequence[TermUse]
) -> list[str]:
    """Words beside what a term is said as, that stand for nothing in the source but its words.

    `uses` are those of the whole target. A suspicion only, for attention strays to a neighbour at
    times: what the model says unaided tells.
    """
    return [
        target[slice(*span)]
        for span in _content_words(target, uses)
        if _stands_for(links, span, match) and _touches(target, span, match, uses)
    ]


def leftovers(target: str, use: TermUse, uses: Sequence[TermUse], plain: Unaided) -> list[str]:
    """Words outside all terms that are of another rendering of this one.

    Those that the model says for the term unaided, or beside it for the term alone, or that the
    term has itself; unless the rest of the plain translation says them as often.
    """
    if use.target is None or use.source not in plain.renderings:
        return []
    old = plain.renderings[use.source].union(
        *(
            lemmas(target[a:b])
            for a, b in words(target, ENGLISH_WORD)
            if _within((a, b), use.target)
        )
    )
    rest = Counter(plain.rest[use.source])
    found = []
    for span in _content_words(target, uses):
        said = lemmas(target[slice(*span)])
        explained = [lemma for lemma in said if rest[lemma] > 0]
        rest.subtract(explained)
        near = plain.alone[use.source] if _is_beside(target, span, use.target) else frozenset()
        if said & (old | near) and not explained:
            found.append(target[slice(*span)])
    return found


def without(text: str, word: str) -> list[str]:
    """A text without a word, and without the “of” before or after it."""
    found = re.escape(word)
    patterns = (rf"\s+of\s+{found}\b", rf"\s+{found}\b", rf"\b{found}\s+of\s+", rf"\b{found}\s+")
    made = (re.sub(pattern, "", text, count=1) for pattern in patterns)
    return [new[:1].upper() + new[1:] for new in dict.fromkeys(made) if new.strip() and new != text]


def lemmas_in(text: str) -> frozenset[str]:
    """The lemmas of all words of an English text."""
    return frozenset().union(*(lemmas(text[a:b]) for a, b in words(text, ENGLISH_WORD)))


@functools.lru_cache(maxsize=20_000)
def lemmas(word: str) -> frozenset[str]:
    """A word's lemmas as a noun and as a verb: “lifting” and “lifts” are one rendering."""
    return forms(word) | forms(word, verb=True)


def _content_words(target: str, uses: Sequence[TermUse]) -> Iterator[Span]:
    taken = [use.target for use in uses if use.target is not None and use.outcome != "missed"]
    for span in words(target, ENGLISH_WORD):
        if is_free(span, taken) and not lemmas(target[slice(*span)]) & FUNCTION_WORDS:
            yield span


def _stands_for(links: Sequence[Link], span: Span, match: Match) -> bool:
    """Whether a target word is surely aligned with words of a term and with no others."""
    sources = [link for link in links if link.target == span]
    inside = [link for link in sources if any(_within(link.source, part) for part in match.parts)]
    return len(inside) == len(sources) > 0 and max(link.weight for link in inside) >= _SURELY


def _touches(target: str, span: Span, match: Match, uses: Sequence[TermUse]) -> bool:
    """Whether only spaces or a hyphen lie between a word and what a term is said as."""
    said = [use.target for use in uses if use.source == (match.start, match.end) and use.target]
    return any(_is_beside(target, span, place, ("",)) for place in said)


def _is_beside(
    target: str, span: Span, place: Span, between: Sequence[str] = ("", "of", "of the")
) -> bool:
    """Whether nothing but spaces, a hyphen or an “of” lies between a word and a term."""
    return target[min(span[1], place[1]) : max(span[0], place[0])].strip(" -") in between


def _within(span: Span, whole: Span) -> bool:
    return whole[0] <= span[0] and span[1] <= whole[1]
