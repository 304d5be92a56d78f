"""What decides a translation, all of it named in one line: equal signature, equal English.

In the manner of sacrebleu's signatures. The line is for people and for comparing: nothing reads
the parts back out of it.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import ctranslate2

from visavis.translate.engine.model import BEAM_SIZE, LENGTH_PENALTY
from visavis.translate.glossary.terms import Glossary
from visavis.translate.packages.folder import ModelPackage

ALGORITHM = 1
"""Raised by every change of ours that can change a byte of a translation: what is a sentence, what
is a term, how one is put in, what is repaired. Releases that change none of this leave it."""
LIBRARIES = ("lemminflect", "sentencepiece", "simplemma")
"""The libraries whose versions decide, too; CTranslate2's is in the engine's signature."""

BPE_LIBRARIES = ("sacremoses", "subword-nmt")
"""What cuts the texts for a package that has a BPE; SentencePiece's version counts for all."""


def program(versions: Sequence[str]) -> str:
    """What of a signature is neither model nor glossary: our algorithm, and the libraries.

    `versions` are those of `LIBRARIES`; eight hexadecimal digits of their SHA-256 stand for them.
    """
    named = json.dumps(list(zip(LIBRARIES, versions, strict=True)))
    digest = hashlib.sha256(named.encode()).hexdigest()[:8]
    return f"algorithm:visavis-{ALGORITHM}|libraries:{digest}"


PROGRAM = program([version(name) for name in LIBRARIES])
"""That of this installation, looked up once: it costs milliseconds, and every segment has a key."""


@dataclass(frozen=True)
class EngineSignature:
    """A decoder with its version, a model with the beginning of its checksum, and the options.

    `bpe` are the versions of what cuts the texts where SentencePiece does not.
    """

    decoder: str
    model: str
    checksum: str
    beam_size: int
    length_penalty: float
    bpe: str = ""

    def __str__(self) -> str:
        return (
            f"engine:{self.decoder}|model:{self.model}|sum:{self.checksum}"
            f"|beam:{self.beam_size}|lp:{self.length_penalty}"
            f"{f'|bpe:{self.bpe}' if self.bpe else ''}"
        )


@dataclass(frozen=True)
class Signature:
    """An engine with a glossary, by the beginning of its digest, and this program.

    `aligner` says how published English came beside the French; it is empty where ours stands.
    """

    engine: EngineSignature
    glossary: str
    program: str
    aligner: str = ""

    def __str__(self) -> str:
        aligned = f"aligned:{self.aligner}|" if self.aligner else ""
        return f"{aligned}{self.engine}|glossary:{self.glossary}|{self.program}"


@functools.lru_cache(maxsize=16)
def engine_signature(package: ModelPackage, beam_size: int = BEAM_SIZE) -> EngineSignature:
    """The signature that an engine of this package has; nothing is loaded for it."""
    return EngineSignature(
        f"ctranslate2-{ctranslate2.__version__}",
        f"{package.name}-{package.version}",
        package.checksum[:12],
        beam_size,
        LENGTH_PENALTY,
        "+".join(map(version, BPE_LIBRARIES)) if package.has_bpe else "",
    )


def signature_of(engine: EngineSignature, glossary: Glossary) -> Signature:
    """The signature of an engine that obeys a glossary.

    What people wrote is not part of it: their targets say themselves where they come from.
    """
    return Signature(engine, glossary.digest[:12] if glossary.terms else "none", PROGRAM)
