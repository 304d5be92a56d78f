"""The tokenizer of a model package, with the characters that each token stands for.

Wraps the two tokenizers that Argos packages carry (SentencePiece, and BPE after Moses) so that
every token, of the source and of the target, knows its span of the text: word alignment needs
nothing else. Imports `translate.packages`, `translate.tokens` and argostranslate's tokenizers.
"""

from __future__ import annotations

from html import unescape
from typing import Any

from argostranslate.package import Package
from argostranslate.tokenizer import SentencePieceTokenizer

from corpus.article import Span
from translate.packages import ModelPackage
from translate.tokens import Tokens


class Tokenizer:
    """The tokenizer of one package; French in, English out."""

    def __init__(self, package: ModelPackage) -> None:
        argos = Package(package.path).tokenizer
        self._argos: Any = argos
        self._spm: Any = (
            argos.lazy_processor() if isinstance(argos, SentencePieceTokenizer) else None
        )

    def encode(self, text: str) -> Tokens:
        """The tokens of a source text."""
        if self._spm is not None:
            return _from_proto(text, self._spm.encode(text, return_type="proto"))
        pieces: list[str] = self._argos.encode(text)
        return Tokens(text, pieces, locate(pieces, text))

    def decode(self, pieces: list[str]) -> Tokens:
        """The text of target tokens.

        Not `argostranslate`'s own `decode`: that one turns every underscore into a space.
        """
        if self._spm is not None:
            proto = self._spm.decode(pieces, return_type="proto")
            return _from_proto(proto.text, proto)
        text: str = self._argos.decode(pieces)
        return Tokens(text, pieces, locate(pieces, text))


def _from_proto(text: str, proto: Any) -> Tokens:
    """Convert SentencePiece's offsets, which count UTF-8 bytes (0.2.3), to characters."""
    if text.isascii():
        spans = [(piece.begin, piece.end) for piece in proto.pieces]
    else:
        char_at = {0: 0}
        offset = 0
        for index, char in enumerate(text, start=1):
            offset += len(char.encode())
            char_at[offset] = index
        spans = [(char_at[piece.begin], char_at[piece.end]) for piece in proto.pieces]
    return Tokens(text, [piece.piece for piece in proto.pieces], spans)


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
