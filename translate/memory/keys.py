"""Under what the memory keeps a translation: all that decides it, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version

from visavis.translate.bilingual.pairs import Pair
from visavis.translate.glossary.matching import Match
from visavis.translate.glossary.terms import Glossary
from visavis.translate.lexicon.french import digest as lexicon_digest
from visavis.translate.memory.store import Key

ALGORITHM = 1
"""Raised by every change of ours that can change a byte of a translation: what is a sentence, what
is a term, how one is put in, what is repaired. Releases that change none of this leave it."""
LIBRARIES = ("lemminflect", "sentencepiece", "simplemma")
"""The libraries whose versions decide, too; CTranslate2's is in the engine's signature."""


def program(versions: Sequence[str]) -> str:
    """What of a signature is neither model nor glossary: our algorithm, and the libraries.

    `versions` are those of `LIBRARIES`; eight hexadecimal digits of their SHA-256 stand for them.
    """
    named = json.dumps(list(zip(LIBRARIES, versions, strict=True)))
    digest = hashlib.sha256(named.encode()).hexdigest()[:8]
    return f"algorithm:visavis-{ALGORITHM}|libraries:{digest}"


PROGRAM = program([version(name) for name in LIBRARIES])
"""That of this installation, looked up once: it costs milliseconds, and every segment has a key."""


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
