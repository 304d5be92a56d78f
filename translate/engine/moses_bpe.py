"""The tokenizer of Argos packages with a `bpe.model`, as those that come from OPUS-MT have.

Text is normalised and cut into words by Moses' rules (sacremoses), and words into pieces by byte
pair encoding (Sennrich et al. 2016, subword-nmt). Argostranslate does the same.
"""

from __future__ import annotations

from pathlib import Path

from sacremoses.normalize import MosesPunctNormalizer
from sacremoses.tokenize import MosesDetokenizer, MosesTokenizer
from subword_nmt.apply_bpe import BPE

CONTINUED = "@@"
"""Ends a piece that another one of the same word follows."""


class MosesBpe:
    """The tokenizer of one `bpe.model`; French in, English out."""

    def __init__(self, merges: Path) -> None:
        with merges.open(encoding="utf-8") as lines:
            self._bpe = BPE(lines)
        self._normalizer = MosesPunctNormalizer("fr")
        self._tokenizer = MosesTokenizer("fr")
        self._detokenizer = MosesDetokenizer("en")

    def encode(self, text: str) -> list[str]:
        """The pieces of a text; Moses' own escapes (`&quot;`) are in them."""
        words = " ".join(self._tokenizer.tokenize(self._normalizer.normalize(text)))
        pieces: list[str] = self._bpe.segment_tokens(words.strip("\r\n ").split(" "))
        return pieces

    def decode(self, pieces: list[str]) -> str:
        """The text of pieces."""
        words = " ".join(pieces).replace(f"{CONTINUED} ", "").split(" ")
        text: str = self._detokenizer.detokenize(words)
        return text
