"""Which of several translations of a segment is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from visavis.corpus.article import Span
from visavis.translate.bilingual.hypothesis import Scored
from visavis.translate.engine.scores import Request
from visavis.translate.fidelity.flags import find_flags
from visavis.translate.fidelity.verbatim import lost_facts
from visavis.translate.glossary.terms import Glossary
from visavis.translate.terminology.candidates import Task
from visavis.translate.terminology.draft import (
    Draft,
    doubled_words,
)
from visavis.translate.terminology.uses import said_terms, term_uses

WORST_LOSS = 1.5
"""Nats per token that the words around the terms may lose; beyond, the sentence stays as it is."""
_FLAG_COST = 0.6
"""Nats per token that a new flag (repetition, invented word …) counts for."""
_NUMBER_GAIN = 0.5
"""Nats per token that a term in the right number counts for."""


def best(
    draft: Draft,
    tasks: Sequence[Task],
    scores: Mapping[Request, Scored],
    glossary: Glossary,
) -> tuple[Task, str]:
    """The candidate that says the most terms at a bearable cost, and what it was made from.

    The model may find a term improbable, that is why it has to be told; so only the words around
    the terms decide whether the cost is bearable. The fewest numbers and addresses lost count more
    than any term; among those that say as many, the model's score of the sentence decides.
    """
    assert draft.plain is not None
    flags = set(find_flags(draft.source, draft.plain.target))
    bearable = max(
        _around(
            scores[draft.source, None, task.base.target],
            [span for span in task.located if span is not None],
        )
        for task in tasks
    )
    plurals = {
        (slot.match.start, slot.match.end) for task in tasks for slot in task.slots if slot.plural
    }

    def rank(choice: tuple[Task, str]) -> tuple[int, int, float]:
        text = choice[1]
        uses = term_uses(draft.source, text, (), draft.matches, glossary)
        score = scores[draft.source, None, text]
        spans = [use.target for use in uses if use.target is not None]
        worse = set(find_flags(draft.source, text, said_terms(uses, text))) - flags
        if text != draft.present.target and _around(score, spans) < bearable - WORST_LOSS:
            return -1_000, 0, score.mean
        agreeing = sum(
            use.target is not None
            and use.source in plurals
            and text[slice(*use.target)].lower().endswith("s")
            for use in uses
        )
        obeyed = sum(use.outcome != "missed" for use in uses) - len(
            doubled_words(draft, text, uses)
        )
        value = score.mean - _FLAG_COST * len(worse) + _NUMBER_GAIN * agreeing
        return -lost_facts(draft.source, text), obeyed, value

    choices = [
        (task, text)
        for task in tasks
        for text in dict.fromkeys((task.base.target, *task.candidates))
    ]
    return max(choices, key=rank)


def _around(scored: Scored, spans: Sequence[Span]) -> float:
    """Mean log-probability of the tokens outside some spans, the end of the sentence included."""
    rest = [
        log_prob
        for (start, end), log_prob in zip(
            (*scored.target.spans, (len(scored.target.text),) * 2), scored.log_probs, strict=False
        )
        if not any(start < last and first < end for first, last in spans)
    ]
    return sum(rest) / max(len(rest), 1)
