"""What a translation made of the glossary's terms: where each one is said, and as what.

Every occurrence found in the source gets a `TermUse` with an honest outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from visavis.corpus.article import Span, is_free
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Outcome, TermUse
from visavis.translate.glossary.matching import Match
from visavis.translate.glossary.terms import GAP, Glossary
from visavis.translate.language.agreement import forms

_WORD = re.compile(r"\w+(?:['’]\w+)*|…")
_GAP_WORDS = 4


def term_uses(
    source: str, target: str, links: Sequence[Link], matches: Sequence[Match], glossary: Glossary
) -> tuple[TermUse, ...]:
    """One use for each match, in the order of the source.

    A rendering counts in any inflection; of several places where it stands, the one nearest to
    the words aligned with the term is taken, and no place serves two terms.
    """
    taken: list[Span] = []
    uses = []
    for match in matches:
        aligned = aligned_span(links, (match.start, match.end))
        use = _use(source, target, match, aligned, glossary, taken)
        if use.target is not None:
            taken.append(use.target)
        uses.append(use)
    return tuple(uses)


def renderings(source: str, match: Match, glossary: Glossary) -> tuple[str, ...]:
    """What may be said for a term where it stands, the preferred English first."""
    if match.term.keep:
        return (source[match.start : match.end],)
    return glossary.accepted(match.term)


def is_exception(source: str, match: Match, glossary: Glossary) -> bool:
    """Whether a person said that the words mean something else in this sentence."""
    return (match.term.sources[0], source) in glossary.exceptions


def said_terms(uses: Sequence[TermUse], target: str) -> list[str]:
    """What a target says of the glossary, in its own words."""
    return [target[slice(*use.target)] for use in uses if use.target is not None]


def aligned_span(links: Sequence[Link], source: Span) -> Span | None:
    """The target characters, from the first to the last, aligned with a span of the source."""
    spans = [k.target for k in links if k.source[0] < source[1] and k.source[1] > source[0]]
    if not spans:
        return None
    return min(start for start, _ in spans), max(end for _, end in spans)


def find_rendering(target: str, rendering: str, *, verb: bool = False) -> Iterator[Span]:
    """Every place where a rendering stands in a target, in whatever inflection, hyphens or not.

    `verb`: its first word is a verb. A `…` in the rendering stands for up to four words.
    """
    wanted: list[frozenset[str] | None] = [
        None if word == GAP else forms(word, verb=verb and index == 0)
        for index, word in enumerate(_WORD.findall(rendering))
    ]
    words = list(_WORD.finditer(target))
    if not any(wanted):
        return
    said = [forms(word.group()) | (forms(word.group(), True) if verb else set()) for word in words]
    for first in range(len(words)):
        last = _match_words(said, first, wanted)
        if last is not None:
            yield words[first].start(), words[last].end()


def _match_words(
    said: Sequence[frozenset[str]], at: int, wanted: Sequence[frozenset[str] | None]
) -> int | None:
    """Index of the last word of a match that begins with word `at`, or None."""
    if not wanted:
        return at - 1
    head, rest = wanted[0], wanted[1:]
    if head is None:
        ends = (_match_words(said, at + skipped, rest) for skipped in range(_GAP_WORDS + 1))
        return next((end for end in ends if end is not None), None)
    if at < len(said) and said[at] & head:
        return _match_words(said, at + 1, rest)
    return None


def _use(
    source: str,
    target: str,
    match: Match,
    aligned: Span | None,
    glossary: Glossary,
    taken: Sequence[Span],
) -> TermUse:
    term = match.term
    span = (match.start, match.end)
    accepted = renderings(source, match, glossary)
    rendering = accepted[0] if accepted else ""
    if is_exception(source, match, glossary):
        reason = "a person accepted that it means something else here"
        return TermUse(term.row, term.sources[0], rendering, span, None, "admitted", reason)
    if not accepted:
        return _only_forbidden(target, match, aligned, glossary)
    for index, candidate in enumerate(accepted):
        places = [
            place
            for place in find_rendering(target, candidate, verb=term.verb)
            if is_free(place, taken)
        ]
        if places:
            place = min(places, key=lambda place: _distance(place, aligned))
            outcome: Outcome = "admitted" if index else "already"
            return TermUse(term.row, term.sources[0], rendering, span, place, outcome)
    return TermUse(
        term.row,
        term.sources[0],
        rendering,
        span,
        aligned,
        "missed",
        _reason(target, aligned),
    )


def _only_forbidden(target: str, match: Match, aligned: Span | None, glossary: Glossary) -> TermUse:
    """A use of a term for which the glossary names no English, only what must not stand for it."""
    term, span = match.term, (match.start, match.end)
    for word in glossary.forbidden(term):
        for place in find_rendering(target, word, verb=term.verb):
            reason = f"the English says “{target[slice(*place)]}”, which the glossary forbids"
            return TermUse(term.row, term.sources[0], "", span, place, "missed", reason)
    return TermUse(term.row, term.sources[0], "", span, aligned, "admitted")


def _reason(target: str, aligned: Span | None) -> str:
    if aligned is None:
        return "no word of the English stands for this term"
    return f"the English says “{target[slice(*aligned)]}”"


def _distance(place: Span, aligned: Span | None) -> int:
    """Characters between two spans; 0 when they touch or one of them is unknown."""
    if aligned is None:
        return 0
    return max(0, place[0] - aligned[1], aligned[0] - place[1])
