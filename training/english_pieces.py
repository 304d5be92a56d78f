"""Which pieces of the joint vocabulary English needs: about two thirds of them.

The trainer and the decoder weigh no others. Imports `training.text`.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable
from typing import Any

from training.text import MARKERS


def english_ids(used: Collection[int], tokenizer: Any) -> list[int]:
    """Return the pieces `used`, and whatever spells a name that they do not hold.

    That is single characters and bytes. The markers of inline terms are not among them.
    """
    return [
        i
        for i in range(tokenizer.get_piece_size())
        if (piece := tokenizer.id_to_piece(i)) not in MARKERS
        and not tokenizer.is_control(i)
        and (i in used or tokenizer.is_byte(i) or len(piece.removeprefix("▁")) <= 1)
    ]


def vocabulary_map(sentences: Iterable[str], tokenizer: Any) -> str:
    """Return CTranslate2's vocabulary map of one entry: English pieces for any source."""
    used: set[int] = set()
    stream = iter(sentences)
    while some := list(itertools.islice(stream, 20_000)):
        used.update(itertools.chain.from_iterable(tokenizer.encode(some)))
    return "\t" + " ".join(map(tokenizer.id_to_piece, english_ids(used, tokenizer))) + "\n"
