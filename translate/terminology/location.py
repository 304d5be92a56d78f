"""Finds the English words that a model said for some French ones.

Attention alone errs where no head was trained to align. So the model is asked again: a target word
that becomes much less probable when the French words are left out of the source stands for them
(prediction difference: Li et al. 2019, "On the Word Alignment from Neural Machine Translation").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from visavis.corpus.article import Span
from visavis.translate.bilingual.alignment import ENGLISH_WORD, words
from visavis.translate.bilingual.hypothesis import Scored
from visavis.translate.bilingual.links import Link
from visavis.translate.engine.scores import Request, Scores

# Words that stand between a term and the rest; they belong to no term's edge.
_EDGE_WORDS = frozenset(
    "a an the of in on at to for by with from and or but is are was were be been has have had its "
    "his her their our this that these those as it he she they which who will would".split()
)
_ENOUGH = 1.0
"""Nats that a target word must lose without the term to stand for it."""
_SHARE = 0.35
"""Of the strongest word's weight, what its neighbours need to belong to the term too."""


@dataclass(frozen=True)
class Query:
    """Which words of `target` stand for the characters `span` of `source`?

    `links` is the pair's word alignment; `longest` the most words that the answer may have.
    """

    source: str
    target: str
    span: Span
    links: tuple[Link, ...]
    longest: int = 6


def locate(queries: Sequence[Query], scores: Scores) -> list[Span | None]:
    """For each query the characters of its target, or None when nothing stands for the words."""
    different: list[Request] = list(
        dict.fromkeys(
            (query.source, hidden, query.target)
            for query in queries
            if not _covers_all(query)
            for hidden in (None, query.span)
        )
    )
    scored = scores.ask(different)
    return [
        _everything(query)
        if _covers_all(query)
        else _best_run(
            query,
            scored[query.source, None, query.target],
            scored[query.source, query.span, query.target],
        )
        for query in queries
    ]


def _covers_all(query: Query) -> bool:
    start, end = query.span
    rest = query.source[:start] + query.source[end:]
    return not any(char.isalnum() for char in rest)


def _everything(query: Query) -> Span | None:
    found = words(query.target, ENGLISH_WORD)
    return (found[0][0], found[-1][1]) if found else None


def dependent_words(queries: Sequence[Query], scores: Scores) -> list[frozenset[Span]]:
    """For each query the words of its target that the model would not say without the French."""
    scored = scores.ask((q.source, hidden, q.target) for q in queries for hidden in (None, q.span))
    return [
        frozenset(
            span
            for span, loss in zip(
                words(query.target, ENGLISH_WORD),
                _losses(
                    words(query.target, ENGLISH_WORD),
                    scored[query.source, None, query.target],
                    scored[query.source, query.span, query.target],
                ),
                strict=True,
            )
            if loss >= _ENOUGH
        )
        for query in queries
    ]


def _losses(spans: Sequence[Span], whole: Scored, without: Scored) -> list[float]:
    """Nats that each word of a target loses when some of the source is hidden."""
    lost = [0.0] * len(spans)
    for (start, end), before, after in zip(
        whole.target.spans, whole.log_probs, without.log_probs, strict=False
    ):
        for index, (first, last) in enumerate(spans):
            if start < last and end > first:
                # A token that was never probable says nothing by becoming less so.
                lost[index] += max(0.0, before - after)
    return lost


def _best_run(query: Query, whole: Scored, without: Scored) -> Span | None:
    spans = words(query.target, ENGLISH_WORD)
    if not spans:
        return None
    lost = _losses(spans, whole, without)
    attended = [0.0] * len(spans)
    for link in query.links:
        if link.source[0] < query.span[1] and link.source[1] > query.span[0]:
            attended[spans.index(link.target)] += link.weight
    if max(lost) < _ENOUGH:
        return None
    most = max(lost)
    weights = [loss / most + 0.5 * share for loss, share in zip(lost, attended, strict=True)]
    for index, (start, end) in enumerate(spans):
        if query.target[start:end].lower() in _EDGE_WORDS:
            weights[index] *= 0.3
    top = max(range(len(spans)), key=weights.__getitem__)
    first = last = top
    while last - first + 1 < query.longest:
        left = weights[first - 1] if first > 0 and _touch(query, spans, first - 1) else 0.0
        right = weights[last + 1] if last + 1 < len(spans) and _touch(query, spans, last) else 0.0
        if max(left, right) < _SHARE * weights[top]:
            break
        if left > right:
            first -= 1
        else:
            last += 1
    return spans[first][0], spans[last][1]


def _touch(query: Query, spans: Sequence[Span], index: int) -> bool:
    """Whether only spaces or a hyphen lie between a word and the next."""
    return query.target[spans[index][1] : spans[index + 1][0]].strip(" -") == ""
