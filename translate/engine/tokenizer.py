"""The tokenizer of a model package, with the characters that each token stands for.

Argos packages carry one of two, SentencePiece or a BPE after Moses. The pieces are those that
argostranslate makes, and every token, of the source and of the target, knows its span of the text:
word alignment needs nothing else.
"""

from __future__ import annotations

import functools
from html import unescape
from typing import Any

import sentencepiece

from visavis.corpus.article import Span
from visavis.translate.bilingual.tokens import Tokens
from visavis.translate.packages.folder import BPE, SENTENCEPIECE, ModelPackage, PackageError

_REMEMBERED = 4096
"""Texts whose tokens are kept, some 5 kB each."""


class Tokenizer:
    """The tokenizer of one package; French in, English out.

    Raises `PackageError` when its file cannot be used.
    """

    def __init__(self, package: ModelPackage) -> None:
        self._spm: Any = None
        self._bpe: Any = None
        try:
            if package.has_bpe:
                # Moses takes a second to import, and few packages need it.
                from visavis.translate.engine.moses_bpe import MosesBpe

                self._bpe = MosesBpe(package.path / BPE)
            else:
                pieces = str(package.path / SENTENCEPIECE)
                self._spm = sentencepiece.SentencePieceProcessor(model_file=pieces)
        # The last one is how subword-nmt takes leave of a bad line.
        except (OSError, RuntimeError, ValueError, SystemExit) as error:
            raise PackageError(
                f"{package.path}: its tokenizer cannot be loaded ({error}); "
                "install the package again or choose another with `visavis models use`"
            ) from error
        # A segment is counted, decoded, aligned and scored: the same tokens each time.
        self._remembered = functools.lru_cache(maxsize=_REMEMBERED)(self._encode)

    def encode(self, text: str) -> Tokens:
        """The tokens of a source text; those met lately are remembered."""
        return self._remembered(text)

    def _encode(self, text: str) -> Tokens:
        if self._spm is not None:
            found = self._spm.encode(text, return_type="offset_mapping")
            return Tokens(text, found["pieces"], found["offsets"])
        pieces: list[str] = self._bpe.encode(text)
        return Tokens(text, pieces, locate(pieces, text))

    def decode(self, pieces: list[str]) -> Tokens:
        """The text of target tokens; argostranslate would make a space of every underscore."""
        if self._spm is not None:
            found = self._spm.decode(pieces, return_type="offset_mapping")
            return Tokens(found["text"], found["pieces"], found["offsets"])
        text: str = self._bpe.decode(pieces)
        return Tokens(text, pieces, locate(pieces, text))


def locate(pieces: list[str], text: str) -> list[Span]:
    """Find BPE pieces in the text that they were made from or that they make.

    Moses changes quotes and escapes entities, so a piece may not be found: it gets an empty span
    where it would have begun.
    """
    spans: list[Span] = []
    cursor = 0
    for piece in pieces:
        surface = unescape(piece.removesuffix("@@"))
        found = text.find(surface, cursor)
        if surface and 0 <= found - cursor <= 3:
            cursor = found + len(surface)
            spans.append((found, cursor))
        else:
            spans.append((cursor, cursor))
    return spans
