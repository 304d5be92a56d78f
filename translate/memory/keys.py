"""Under what the memory keeps a translation: all that decides it, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from visavis.translate.bilingual.pairs import Pair
from visavis.translate.engine.signature import PROGRAM
from visavis.translate.glossary.matching import Match
from visavis.translate.glossary.terms import Glossary
from visavis.translate.lexicon.french import digest as lexicon_digest
from visavis.translate.memory.store import Key


def key_for(maker: str, source: str, matches: Sequence[Match], glossary: Glossary) -> Key:
    """The key of a segment: `maker` is the engine's signature, `matches` the terms found in it.

    Only rows that speak of the terms found take part, so that another row's change leaves it.
    """
    rows = [
        (
            match.parts,
            [term.digest for term in glossary.related(match.term)],
            (match.term.sources[0], source) in glossary.exceptions,
        )
        for match in matches
    ]
    decides = json.dumps([maker, PROGRAM, rows, lexicon_digest() if rows else ""])
    return source, hashlib.sha256(decides.encode()).digest()[:16]


def with_rows(pair: Pair, matches: Sequence[Match]) -> Pair:
    """The pair with the rows that its terms have in the glossary of today."""
    rows = {(match.start, match.end): match.term.row for match in matches}
    terms = tuple(replace(use, row=rows.get(use.source, use.row)) for use in pair.terms)
    return pair if terms == pair.terms else replace(pair, terms=terms)
