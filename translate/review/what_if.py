"""What another glossary would change, before it is saved: which sentences, and how they would read.

Only sentences in which a changed row matches are looked at, and only those whose terms differ are
translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from visavis.translate.bilingual.pairs import Pair
from visavis.translate.engine.engine import Progress
from visavis.translate.glossary.term_keys import (
    ANY_GAP,
    PLURAL_GAP,
    LookUp,
    Vocabulary,
    source_paths,
)
from visavis.translate.glossary.terms import Glossary, Term
from visavis.translate.memory.keys import key_for
from visavis.translate.memory.store import Key
from visavis.translate.translator import Translator


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


def affected(sources: Iterable[str], old: Translator, new: Translator) -> tuple[str, ...]:
    """The sentences whose terms, or what is right for them, differ under the two; each one once.

    Glossaries are matched only where all words of a changed row are.
    """
    rows = changed_rows(old.glossary, new.glossary)
    excepted = {sentence for _, sentence in old.glossary.exceptions ^ new.glossary.exceptions}
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
    return tuple(hit for hit in hits if _decides(old, hit) != _decides(new, hit))


def what_if(
    translator: Translator,
    pairs: Mapping[str, Pair],
    glossary: Glossary,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> WhatIf:
    """What another glossary would change in translated sentences, source to pair.

    Nothing is remembered: a glossary that was only tried must not leave its English behind; if it
    is kept, its translator may `remember` the new pairs. `progress` counts affected sentences.
    Raises `TranslationCancelled`.
    """
    trial = translator.using(glossary=glossary)
    found = affected(pairs, translator, trial)
    free = [source for source in found if pairs[source].provenance not in ("edited", "imported")]
    made = trial.translate_many(free, progress=progress, cancelled=cancelled)
    changes = (Change(pairs[source], pair) for source, pair in zip(free, made, strict=True))
    return WhatIf(tuple(changes), len(found) - len(free))


def _decides(translator: Translator, source: str) -> Key:
    """All that decides a sentence's terms, whatever the model."""
    return key_for("", source, translator.matcher.find(source), translator.glossary)


def _said(pair: Pair) -> Sequence[tuple[object, ...]]:
    return [(use.source, use.term, use.rendering, use.outcome) for use in pair.terms]
