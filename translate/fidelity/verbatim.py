"""What must come out as it went in, whatever the decoder makes of it: addresses, names, numbers."""

from __future__ import annotations

from collections.abc import Sequence

from visavis.corpus.article import Span
from visavis.translate.bilingual.hypothesis import Hypothesis
from visavis.translate.fidelity.addresses import keep_addresses, lost_addresses
from visavis.translate.fidelity.name_spelling import keep_names
from visavis.translate.fidelity.numbers import keep_numbers, lost_numbers


def keep_verbatim(source: str, hypothesis: Hypothesis, terms: Sequence[Span] = ()) -> Hypothesis:
    """The hypothesis with what is damaged in it written as in the source.

    What lies in `terms`, spans of the source, is the glossary's to decide.
    """
    for keep in (keep_addresses, keep_names, keep_numbers):
        hypothesis = keep(source, hypothesis, terms)
    return hypothesis


def lost_facts(source: str, target: str) -> int:
    """How many addresses and numbers of a source are not in its target."""
    return len(lost_addresses(source, target)) + len(lost_numbers(source, target))
