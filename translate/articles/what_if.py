"""What another glossary would change, before it is saved: which sentences, and how they would read.

Only sentences in which a changed row matches are looked at, and only those whose terms differ are
translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from visavis.translate.articles.translation import translate_segments
from visavis.translate.bilingual.pairs import Pair
from visavis.translate.engine.engine import Engine, Progress
from visavis.translate.glossary.matching import Matcher
from visavis.translate.glossary.term_keys import (
    ANY_GAP,
    PLURAL_GAP,
    LookUp,
    Vocabulary,
    source_paths,
)
from visavis.translate.glossary.terms import Glossary, Term
from visavis.translate.memory.keys import key_for
from visavis.translate.memory.store import Memory


@dataclass(frozen=True)
class Change:
    """A sentence as it is, and as another glossary makes it."""

    old: Pair
    new: Pair

    @property
    def visible(self) -> bool:
        """Whether a reader sees a difference: in the English, or in what became of the terms."""
        return self.old.target != self.new.target or _said(self.old) != _said(self.new)


@dataclass(frozen=True)
class WhatIf:
    """What a glossary would do.

    `translated` are the sentences whose terms differ, in order; `kept` counts those of them that
    are left alone, because a person wrote their English.
    """

    translated: tuple[Change, ...]
    kept: int = 0

    @property
    def changes(self) -> tuple[Change, ...]:
        """The sentences that come out different."""
        return tuple(change for change in self.translated if change.visible)


def changed_rows(old: Glossary, new: Glossary) -> tuple[Term, ...]:
    """The rows of either glossary that the other does not have, wherever they stand in the file."""
    before = {term.digest: term for term in old.terms}
    after = {term.digest: term for term in new.terms}
    return tuple((before | after)[digest] for digest in before.keys() ^ after.keys())


def affected(sources: Iterable[str], old: Glossary, new: Glossary) -> tuple[str, ...]:
    """The sentences whose terms, or what is right for them, differ under the two; each one once.

    Glossaries are matched only where all words of a changed row are.
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
    vocabulary = Vocabulary(step for path in paths for step in path)

    def holds_a_row(sentence: str) -> bool:
        found = frozenset().union(
            *(steps for token in LookUp(sentence, vocabulary).steps for _, steps in token)
        )
        return any(path <= found for path in paths)

    hits = [
        source for source in dict.fromkeys(sources) if source in excepted or holds_a_row(source)
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
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> WhatIf:
    """What the new glossary would change in translated sentences, source to pair.

    Nothing is remembered: a glossary that was only tried must not leave its English behind.
    `progress` counts affected sentences. Raises `TranslationCancelled`.
    """
    found = affected(pairs, old, new)
    free = [source for source in found if pairs[source].provenance not in ("edited", "imported")]
    made = translate_segments(free, engine, new, progress=progress, cancelled=cancelled)
    changes = (Change(pairs[source], pair) for source, pair in zip(free, made, strict=True))
    return WhatIf(tuple(changes), len(found) - len(free))


def remember(result: WhatIf, new: Glossary, engine: Engine, memory: Memory) -> None:
    """Let the memory know what was tried: the new glossary is the one that counts from now on."""
    matcher = Matcher(new)
    pairs = (change.new for change in result.translated)
    memory.remember(
        {
            key_for(engine.signature, pair.source, matcher.find(pair.source), new): pair
            for pair in pairs
        },
        engine.signature,
    )


def _said(pair: Pair) -> Sequence[tuple[object, ...]]:
    return [(use.source, use.term, use.rendering, use.outcome) for use in pair.terms]
