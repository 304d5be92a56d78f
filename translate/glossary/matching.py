"""Finds the terms of a glossary in French segments, in whatever form they stand there.

Each word of a source is known in all its forms, from the lexicon, and the sources stand in a trie,
so the time grows with the text and not with the glossary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from visavis.translate.glossary.gaps import gap_ends
from visavis.translate.glossary.term_keys import (
    ANY_GAP,
    BE_FORMS,
    DETERMINERS,
    HAVE_FORMS,
    PLURAL_GAP,
    SINGULAR,
    LookUp,
    Vocabulary,
    folded,
    source_paths,
)
from visavis.translate.glossary.terms import Glossary, Term, source_key
from visavis.translate.language.lemmas import (
    is_acronym,
    is_known,
    is_verb,
    nominal,
    tokenize,
    verbs,
)
from visavis.translate.lexicon.french import is_listed, number_forms, paradigms

_TITLES = frozenset("m mm mme mmes mlle me dr pr".split())
# After these a form that is noun and verb is a verb; after an auxiliary, a participle is one.
_VERB_CUES = frozenset("je tu il elle on nous vous ils elles ça cela qui ne se".split())
# Parts of a hyphenated word that leave the other part the word that it is alone.
_PREFIXES = frozenset("ex anti non mini micro super méga giga hyper ultra quasi pro néo".split())
_CLITICS = frozenset(
    "je tu il elle on nous vous ils elles ce t y en le la les lui leur ci là".split()
)


@dataclass(frozen=True)
class Match:
    """One occurrence of a term; `start` and `end` are characters of the segment.

    `parts` are the spans of the term's own words: one, unless words stand in its gap.
    """

    term: Term
    start: int
    end: int
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A source of a term, at the end of its path in the trie."""

    term: Term
    source: str
    key: str


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    entries: list[_Entry] = field(default_factory=list)


class _Candidate(NamedTuple):
    """Tokens `[start, end)` that are a term, those in `[gap[0], gap[1])` not counted."""

    start: int
    end: int
    gap: tuple[int, int]
    entry: _Entry


class Matcher:
    """The terms of one glossary, ready to be found in any number of segments.

    Words match in every form that `translate.lexicon` has of them; a masculine also in the
    feminine (`directeur général` finds `directrice générale`), a feminine not in the masculine.
    Words in capitals match without their accents, too. Acronyms and `case_sensitive` rows match in
    their own capitals only, with or without a plural -s. Hyphens and spaces are one; so are all
    apostrophes. In a row with `pos` verb the first word matches in every form of the verb, the
    article after it is any article, and a few words may follow the verb
    (`translate.glossary.gaps`); in other rows words may stand between only where the source
    has a `…`.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._root = _Node()
        steps: set[str] = set()
        for term in glossary.terms:
            for source, key in zip(term.sources, term.keys, strict=True):
                for path in source_paths(source, term):
                    steps.update(path)
                    node = self._root
                    for step in path:
                        node = node.children.setdefault(step, _Node())
                    node.entries.append(_Entry(term, source, key))
        self._vocabulary = Vocabulary(steps)

    def find(self, segment: str) -> tuple[Match, ...]:
        """The terms of a segment from left to right, the longest where several begin; no overlap.

        Where rows share a source, the match names the preferred one; `Glossary.related` has them
        all.
        """
        if not self._root.children:
            return ()
        text = LookUp(segment, self._vocabulary)
        matches = []
        index = 0
        while index < len(text.tokens):
            found: dict[int, _Candidate] = {}
            for candidate in self._candidates(text, index):
                if self._holds(text, candidate):
                    # Of one source, the words that are nearest to each other.
                    nearest = found.setdefault(id(candidate.entry), candidate)
                    found[id(candidate.entry)] = min(nearest, candidate, key=lambda c: c.gap[1])
            if found:
                best = min(found.values(), key=lambda c: _rank(segment, text, c))
                matches.append(_match(text, best))
                index = best.end
            else:
                index += 1
        return tuple(matches)

    def _candidates(self, text: LookUp, start: int) -> Iterator[_Candidate]:
        nowhere = (start, start)
        pending = [(self._root, start, nowhere)]
        while pending:
            node, at, gap = pending.pop()
            for entry in node.entries:
                yield _Candidate(start, at, gap, entry)
            if at < len(text.tokens):
                pending += [
                    (child, after, gap)
                    for after, keys in text.steps[at]
                    for child in map(node.children.get, keys)
                    if child
                ]
            for step in (ANY_GAP, PLURAL_GAP):
                if child := node.children.get(step):
                    pending += [
                        (child, after, (at, after))
                        for after in gap_ends(text, at, plural=step == PLURAL_GAP)
                    ]

    def _holds(self, text: LookUp, candidate: _Candidate) -> bool:
        return (
            not _is_participle(text, candidate)
            and not _inside_compound(text, candidate)
            and not _inside_name(text, candidate)
            and (candidate.end - candidate.start > 1 or _is_the_word(text, candidate))
            and not any(
                inner.end <= candidate.gap[1]
                for index in range(*candidate.gap)
                for inner in self._candidates(text, index)
            )
        )


def _is_participle(text: LookUp, candidate: _Candidate) -> bool:
    """Whether a noun's first word is a participle here: `elle est entrée`."""
    return (
        candidate.entry.term.kind not in ("verb", "adj")
        and text.lower(candidate.start).rstrip("s").endswith("ée")
        and bool(text.participle(candidate.start))
    )


def _inside_compound(text: LookUp, candidate: _Candidate) -> bool:
    """Whether hyphens tie the words into another word (`plus-value`); `ex-`, `-là` do not."""
    if candidate.entry.term.keep or any(map(is_acronym, candidate.entry.source.split())):
        return False
    before = text.tokens[candidate.start].joined
    after = candidate.end < len(text.tokens) and text.tokens[candidate.end].joined
    return (before and text.lower(candidate.start - 1) not in _PREFIXES) or (
        after and text.lower(candidate.end) not in _CLITICS
    )


def _inside_name(text: LookUp, candidate: _Candidate) -> bool:
    """Whether a common noun is part of a name: `Sequoia Capital`, `M. Marché`."""
    tokens = text.tokens
    entry = candidate.entry
    if text.capitals or entry.term.keep or not entry.source[0].islower():
        return False

    def begins(index: int) -> bool:
        return index == 0 or tokens[index - 1].kind == "mark"

    def is_name(index: int) -> bool:
        return (
            0 <= index < len(tokens)
            and tokens[index].capital
            and not (begins(index) and is_known(tokens[index].text))
        )

    start, last = candidate.start, candidate.end - 1
    title = start - (2 if text.lower(start - 1) == "." else 1)
    if tokens[start].capital and text.lower(title) in _TITLES and tokens[title].capital:
        return True
    return (tokens[start].capital and not begins(start) and is_name(start - 1)) or (
        tokens[last].capital and not begins(last) and is_name(last + 1)
    )


def _is_the_word(text: LookUp, candidate: _Candidate) -> bool:
    """Whether a single word is the term's and not a homograph, as far as its neighbours tell."""
    term = candidate.entry.term
    lower, before = text.lower(candidate.start), text.lower(candidate.start - 1)
    if term.verb:
        if _is_noun_first(lower):
            return _is_verb_here(text, candidate.start)
        return is_verb(lower) or before not in DETERMINERS
    if is_acronym(candidate.entry.source):
        return not (text.capitals and len(lower) > 1 and is_known(lower))
    if lower.rstrip("s").endswith("ée") and term.kind != "adj":
        kinds = "nb" if term.kind else "nab"
        listed = any(one.kind in kinds for one in paradigms(folded(lower)))
        return listed or "ée" in candidate.entry.source
    if before in SINGULAR and lower[-1] in "sx" and is_listed(folded(lower)):
        # `un cours`, `le fils`: a word of its own, not the plural of `cour` or of `fil`.
        return folded(lower) in map(folded, candidate.entry.source.lower().split())
    if before in _VERB_CUES or (before in HAVE_FORMS and lower.endswith("é")):
        return not verbs(lower)
    return True


def _is_noun_first(word: str) -> bool:
    """Whether a form of a verb is rather a noun (`produit`) or an adjective (`valorisant`)."""
    kinds = "nab" if word.endswith("ant") else "nb"
    return (
        word not in BE_FORMS
        and not verbs(word)
        and nominal(word) == word.removesuffix("s")
        and any(one.kind in kinds for one in paradigms(folded(word)))
    )


def _is_verb_here(text: LookUp, index: int) -> bool:
    """Whether the word before says that a word is a verb: `qui produit`, `la société produit`."""
    before = text.lower(index - 1)
    if text.lower(index).endswith("ant"):
        return before == "en"
    if before in _VERB_CUES | HAVE_FORMS | BE_FORMS:
        return True
    subject = paradigms(folded(before))
    return bool(subject) and all(one.kind == "n" for one in subject)


def _rank(segment: str, text: LookUp, candidate: _Candidate) -> tuple[object, ...]:
    """Longest first; then without a gap, in the gender, as written, preferred, in the file's order.

    Of the rows `acteur` and `actrice`, the second is the one that `actrices` are.
    """
    term = candidate.entry.term
    first, last = text.tokens[candidate.start], text.tokens[candidate.end - 1]
    surface = segment[first.start : last.end]
    near = _near(candidate.entry.source)
    words = range(candidate.start, candidate.end)
    return (
        -candidate.end,
        candidate.gap[1] - candidate.gap[0],
        sum(folded(text.lower(word)) not in near for word in words),
        source_key(surface, case_sensitive=True) != candidate.entry.key,
        source_key(surface) != candidate.entry.key,
        ("preferred", "admitted", "forbidden").index(term.status),
        term.row,
    )


def _match(text: LookUp, candidate: _Candidate) -> Match:
    def span(first: int, end: int) -> tuple[int, int]:
        return text.tokens[first].start, text.tokens[end - 1].end

    start, end, gap, entry = candidate
    whole = span(start, end)
    apart = any(text.lower(index) not in DETERMINERS for index in range(*gap))
    parts = (span(start, gap[0]), span(gap[1], end)) if apart else (whole,)
    return Match(entry.term, *whole, parts)


@lru_cache(maxsize=4096)
def _near(source: str) -> frozenset[str]:
    """The words of a source in singular and plural."""
    words = (folded(token.text) for token in tokenize(source))
    return frozenset().union(*map(number_forms, words))
