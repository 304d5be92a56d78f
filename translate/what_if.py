"""What another glossary would change, before it is saved: which sentences, and how they would read.

Only sentences in which a changed row matches are looked at, and only those whose terms differ are
translated. Imports `translate.articles`, `translate.matching` and the data models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from translate.articles import translate_segments
from translate.bilingual import Pair
from translate.engine import Engine, Progress
from translate.matching import Matcher
from translate.memory import Memory
from translate.memory_key import key_for
from translate.term_keys import ANY_GAP, PLURAL_GAP, LookUp, source_paths
from translate.terms import Glossary, Term


@dataclass(frozen=True)
class Change:
    """A sentence that would read otherwise, or whose terms would fare otherwise."""

    old: Pair
    new: Pair


@dataclass(frozen=True)
class WhatIf:
    """What a glossary would change.

    `affected` are the sentences whose terms differ, in order; `changes` those of them that come out
    different. `kept` counts sentences that a person wrote: a glossary does not change them.
    """

    affected: tuple[str, ...]
    changes: tuple[Change, ...]
    kept: int


def changed_rows(old: Glossary, new: Glossary) -> tuple[Term, ...]:
    """The rows of either glossary that the other does not have, wherever they stand in the file."""
    before = {term.digest: term for term in old.terms}
    after = {term.digest: term for term in new.terms}
    return tuple((before | after)[digest] for digest in before.keys() ^ after.keys())


def affected(sources: Iterable[str], old: Glossary, new: Glossary) -> tuple[str, ...]:
    """The sentences whose terms, or what is right for them, differ under the two; each one once.

    Glossaries are matched only where all words of a changed row are. The words of a sentence are
    remembered, so that a second question is answered at once.
    """
    rows = changed_rows(old, new)
    excepted = {sentence for _, sentence in old.exceptions ^ new.exceptions}
    if not rows and not excepted:
        return ()
    paths = {
        frozenset(path) - {ANY_GAP, PLURAL_GAP}
        for term in rows
        for source in term.sources
        for path in source_paths(source, term)
    }
    hits = [
        source
        for source in dict.fromkeys(sources)
        if source in excepted or any(path <= _keys(source) for path in paths)
    ]
    if not hits:
        return ()
    before, after = Matcher(old), Matcher(new)
    return tuple(
        hit
        for hit in hits
        if key_for("", hit, before.find(hit), old) != key_for("", hit, after.find(hit), new)
    )


def what_if(
    pairs: Mapping[str, Pair],
    old: Glossary,
    new: Glossary,
    engine: Engine,
    *,
    memory: Memory | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> WhatIf:
    """What the new glossary would change in translated sentences, source to pair.

    With a memory, what is decoded here is found again when the articles are next read. `progress`
    counts affected sentences. Raises `TranslationCancelled`.
    """
    found = affected(pairs, old, new)
    free = [source for source in found if pairs[source].provenance not in ("edited", "imported")]
    made = translate_segments(
        free, engine, new, memory=memory, progress=progress, cancelled=cancelled
    )
    changes = tuple(
        Change(pairs[source], pair)
        for source, pair in zip(free, made, strict=True)
        if differs(pairs[source], pair)
    )
    return WhatIf(found, changes, len(found) - len(free))


@lru_cache(maxsize=50_000)
def _keys(sentence: str) -> frozenset[str]:
    """All that the words of a sentence are looked up under."""
    return frozenset().union(*(keys for steps in LookUp(sentence).steps for _, keys in steps))


def differs(old: Pair, new: Pair) -> bool:
    """Whether a reader would see a difference: in the English, or in what became of the terms."""
    return old.target != new.target or _said(old) != _said(new)


def _said(pair: Pair) -> Sequence[tuple[object, ...]]:
    return [(use.source, use.term, use.rendering, use.outcome) for use in pair.terms]
