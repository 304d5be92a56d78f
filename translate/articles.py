"""Articles become bilingual articles: decode, find the terms, look for what went wrong.

All segments of all articles of a call are decoded together, each different one once. Imports
`corpus` and the other modules of `translate`.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version

from corpus.article import Article
from translate.bilingual import BilingualArticle, Pair
from translate.constraints import apply_glossary
from translate.engine import Engine, Progress
from translate.flags import find_flags
from translate.matching import Matcher
from translate.terms import Glossary


def signature(engine: Engine, glossary: Glossary) -> str:
    """Everything that decides the output, in one line: equal signature, equal output."""
    rows = glossary.digest[:12] if glossary.terms else "none"
    return f"{engine.signature}|glossary:{rows}|visavis:{version('visavis')}"


def translate_segments(
    segments: Sequence[str],
    engine: Engine,
    glossary: Glossary,
    *,
    matcher: Matcher | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Pair]:
    """One pair for each segment, in order; `matcher` is that of the glossary, if you have it."""
    matcher = matcher or Matcher(glossary)
    different = list(dict.fromkeys(segments))
    hypotheses = engine.translate(different, progress=progress, cancelled=cancelled)
    found = [
        () if hypothesis.copied else matcher.find(segment)
        for segment, hypothesis in zip(different, hypotheses, strict=True)
    ]
    final = apply_glossary(different, hypotheses, found, engine, glossary)
    pairs = {
        segment: Pair(
            segment,
            result.target,
            "copied" if hypothesis.copied else "engine",
            result.score,
            () if hypothesis.copied else find_flags(segment, result.target),
            result.terms,
            result.links,
            result.plain,
            result.plain_score,
        )
        for segment, hypothesis, result in zip(different, hypotheses, final, strict=True)
    }
    return [pairs[segment] for segment in segments]


def translate_articles(
    articles: Sequence[Article],
    engine: Engine,
    glossary: Glossary,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[BilingualArticle]:
    """One bilingual article for each article, in order.

    `progress` counts different segments. Raises `TranslationCancelled` when `cancelled()` becomes
    true; nothing is returned then.
    """
    segments = [segment for article in articles for segment in article.segments]
    pairs = iter(
        translate_segments(segments, engine, glossary, progress=progress, cancelled=cancelled)
    )
    made_by = signature(engine, glossary)
    return [
        BilingualArticle(
            article,
            tuple(tuple(next(pairs) for _ in block.segments) for block in article.blocks),
            made_by,
        )
        for article in articles
    ]


def translate_lines(
    lines: Iterable[str], engine: Engine, glossary: Glossary, *, window: int = 256
) -> Iterator[str]:
    """Translate a stream of segments, a line each, holding at most `window` of them."""
    matcher = Matcher(glossary)
    lines = iter(lines)
    while waiting := list(itertools.islice(lines, window)):
        for pair in translate_segments(waiting, engine, glossary, matcher=matcher):
            yield pair.target


def article_key(article: Article) -> str:
    """A short name for exactly this text and metadata, the same on every machine."""
    fields = (article.title, article.author, article.outlet, article.date, article.origin)
    content = "\0".join((*fields, *(f"{b.kind}\0{b.marker}\0{b.text}" for b in article.blocks)))
    return hashlib.sha256(content.encode()).hexdigest()[:16]
