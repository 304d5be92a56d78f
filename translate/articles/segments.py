"""Segments become pairs: the model's translation, changed where the glossary asks for it.

A segment that is too long for the model, or holds marks that are nobody's to translate, is worked
on in parts and put together again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from visavis.corpus.article import Span
from visavis.translate.bilingual.hypothesis import join_parts
from visavis.translate.bilingual.pairs import Pair, TermUse
from visavis.translate.engine.engine import Engine, Progress
from visavis.translate.glossary.matching import Match
from visavis.translate.glossary.terms import Glossary
from visavis.translate.terminology.constraints import apply_glossary
from visavis.translate.terminology.draft import Translation
from visavis.translate.terminology.slots import hints
from visavis.translate.terminology.uses import term_uses


def decode(
    segments: Sequence[str],
    matches: Mapping[str, tuple[Match, ...]],
    engine: Engine,
    glossary: Glossary,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, Pair]:
    """The pair of each segment; `matches` are the terms found in it.

    `progress` counts parts of segments. Raises `TranslationCancelled`.
    """
    spans = {segment: engine.parts(segment) for segment in segments}
    parts = {
        segment: [
            (segment[slice(*span)], _within(matches[segment], span)) for span in spans[segment]
        ]
        for segment in segments
    }
    # The same words may hold other terms in another segment, where a longer one took them.
    different = list(dict.fromkeys(part for some in parts.values() for part in some))
    texts = [text for text, _ in different]
    obeys = engine.package.terminology is not None
    told = hints(different, engine, glossary) if obeys else [[]] * len(different)
    hypotheses = engine.translate_parts(texts, told, progress=progress, cancelled=cancelled)
    found = [
        () if hypothesis.copied else terms
        for (_, terms), hypothesis in zip(different, hypotheses, strict=True)
    ]
    final = apply_glossary(texts, hypotheses, found, engine, glossary, hints=told)
    done = dict(zip(different, final, strict=True))
    return {
        segment: _whole(
            segment,
            spans[segment],
            [done[part] for part in parts[segment]],
            matches[segment],
            glossary,
        ).pair(segment)
        for segment in segments
    }


def _within(matches: Sequence[Match], span: Span) -> tuple[Match, ...]:
    """The terms that lie wholly in a part, placed in it."""
    first, last = span
    return tuple(
        replace(
            match,
            start=match.start - first,
            end=match.end - first,
            parts=tuple((start - first, end - first) for start, end in match.parts),
        )
        for match in matches
        if first <= match.start and match.end <= last
    )


def _whole(
    segment: str,
    spans: Sequence[Span],
    made: Sequence[Translation],
    matches: Sequence[Match],
    glossary: Glossary,
) -> Translation:
    """The parts of a segment put together, its terms accounted for in the whole."""
    if len(made) == 1 and spans[0] == (0, len(segment)):
        return made[0]
    joined = join_parts(segment, spans, [one.hypothesis for one in made])
    if joined.copied:
        return Translation(joined)
    plain = [one.plain for one in made if one.plain is not None]
    known = {
        (use.source[0] + start, use.source[1] + start): use
        for (start, _), one in zip(spans, made, strict=True)
        for use in one.terms
    }
    uses = tuple(
        _as_in_part(use, known.get(use.source))
        for use in term_uses(segment, joined.target, joined.alignment, matches, glossary)
    )
    asked = len(plain) == len(made)
    return Translation(joined, uses, join_parts(segment, spans, plain) if asked else None)


def _as_in_part(use: TermUse, known: TermUse | None) -> TermUse:
    """A term use of the whole, with how its part came to say it."""
    if known is None or "missed" in (use.outcome, known.outcome):
        return use
    return replace(use, outcome=known.outcome, method=known.method)
