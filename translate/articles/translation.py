"""Articles become bilingual articles: recall or decode, find the terms, look for what went wrong.

All segments of all articles of a call are decoded together, each different one once. Imports
`corpus` and the other modules of `translate`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from visavis.corpus.article import Article
from visavis.translate.articles.segments import decode
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.engine.engine import Engine, Progress
from visavis.translate.glossary.matching import Match, Matcher
from visavis.translate.glossary.terms import Glossary
from visavis.translate.memory.keys import PROGRAM, key_for, with_rows
from visavis.translate.memory.store import Kept, KeptProvenance, Memory
from visavis.translate.terminology.uses import term_uses

_REMEMBERED_AT_ONCE = 2048
"""Segments that are decoded before the memory is told: what a crash may cost."""


def signature(engine: Engine, glossary: Glossary) -> str:
    """Everything that decides the output, in one line: equal signature, equal output.

    But for what people wrote: their targets say themselves where they come from.
    """
    return made_by(engine.signature, glossary)


def made_by(maker: str, glossary: Glossary) -> str:
    """The same of an engine that need not be loaded; `maker` is its signature."""
    rows = glossary.digest[:12] if glossary.terms else "none"
    return f"{maker}|glossary:{rows}|{PROGRAM}"


def translate_segments(
    segments: Sequence[str],
    engine: Engine,
    glossary: Glossary,
    *,
    memory: Memory | None = None,
    matcher: Matcher | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Pair]:
    """One pair for each segment, in order; `matcher` is that of the glossary, if you have it.

    With a memory, what people wrote wins, and only what is in neither of its halves is decoded.
    `progress` counts different segments.
    """
    matcher = matcher or Matcher(glossary)
    found = {segment: matcher.find(segment) for segment in dict.fromkeys(segments)}
    pairs = _from_memory(found, engine.signature, glossary, memory) if memory else {}
    missing = [segment for segment in found if segment not in pairs]
    known = len(pairs)

    def show(done: int, total: int) -> None:
        if progress is not None:
            # A long segment is decoded in parts; those count as their share of the segments.
            progress(known + done * len(some) // max(total, 1), len(found))

    for begin in range(0, len(missing), _REMEMBERED_AT_ONCE):
        some = missing[begin : begin + _REMEMBERED_AT_ONCE]
        made = decode(some, found, engine, glossary, progress=show, cancelled=cancelled)
        if memory is not None:
            memory.remember(
                {
                    key_for(engine.signature, segment, found[segment], glossary): pair
                    for segment, pair in made.items()
                },
                engine.signature,
            )
        pairs |= made
        known += len(made)
    return [pairs[segment] for segment in segments]


def _from_memory(
    found: Mapping[str, tuple[Match, ...]],
    maker: str,
    glossary: Glossary,
    memory: Memory,
) -> dict[str, Pair]:
    """The pairs of those segments that need no decoding."""
    kept = memory.kept(found)
    keys = {
        key_for(maker, segment, matches, glossary): matches
        for segment, matches in found.items()
        if segment not in kept
    }
    recalled = memory.recall(keys)
    return {segment: kept_pair(one, found[segment], glossary) for segment, one in kept.items()} | {
        key[0]: with_rows(pair, keys[key]) for key, pair in recalled.items()
    }


def kept_pair(kept: Kept, matches: Sequence[Match], glossary: Glossary) -> Pair:
    """What a person wrote as a pair, with an account of the terms in it."""
    uses = term_uses(kept.source, kept.target, kept.alignment, matches, glossary)
    return Pair(kept.source, kept.target, kept.provenance, terms=uses, alignment=kept.alignment)


def keep(
    source: str,
    target: str,
    engine: Engine,
    memory: Memory,
    *,
    provenance: KeptProvenance = "edited",
) -> None:
    """Store a person's target, its words aligned by the engine where the engine can."""
    memory.keep(source, target, aligned(source, target, engine), provenance=provenance)


def aligned(source: str, target: str, engine: Engine) -> tuple[Link, ...]:
    """The words of a target that a person wrote, aligned; no links where the engine cannot."""
    if not (target.strip() and engine.can_score(source) and engine.can_score(target)):
        return ()
    [links] = engine.align([(source, target)])
    return links


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


def recall_article(
    article: Article, engine: Engine | None, glossary: Glossary, memory: Memory, matcher: Matcher
) -> Recalled:
    """What the memory has of an article; decodes nothing.

    Without an engine, because none can be loaded, all that it has is outdated.
    """
    found = {segment: matcher.find(segment) for segment in dict.fromkeys(article.segments)}
    pairs = _from_memory(found, engine.signature if engine else "", glossary, memory)
    absent = [segment for segment in found if segment not in pairs]
    older = memory.latest(absent)
    made_by = signature(engine, glossary) if engine and not absent else ""
    empty = {segment: Pair(segment, "", "engine") for segment in absent if segment not in older}
    return Recalled(_assemble(article, pairs | older | empty, made_by), len(older), len(empty))


def translate_articles(
    articles: Sequence[Article],
    engine: Engine,
    glossary: Glossary,
    *,
    memory: Memory | None = None,
    matcher: Matcher | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[BilingualArticle]:
    """One bilingual article for each article, in order.

    `progress` counts different segments. Raises `TranslationCancelled` when `cancelled()` becomes
    true; nothing is returned then, but the memory has what was decoded by portions.
    """
    segments = list(dict.fromkeys(segment for one in articles for segment in one.segments))
    made = translate_segments(
        segments,
        engine,
        glossary,
        memory=memory,
        matcher=matcher,
        progress=progress,
        cancelled=cancelled,
    )
    pairs = dict(zip(segments, made, strict=True))
    made_by = signature(engine, glossary)
    return [_assemble(article, pairs, made_by) for article in articles]


def _assemble(article: Article, pairs: Mapping[str, Pair], made_by: str) -> BilingualArticle:
    return BilingualArticle(
        article,
        tuple(tuple(pairs[segment] for segment in block.segments) for block in article.blocks),
        made_by,
    )
