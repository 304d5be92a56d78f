"""Which pieces of the joint vocabulary English needs: about two thirds of them.

The trainer and the decoder weigh no others.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from training.text import MARKERS

UNUSED = -100.0
"""The bias of a piece that English never uses."""


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


def write_map(path: Path, used: Collection[int], tokenizer: Any) -> None:
    """Write CTranslate2's vocabulary map of one entry: English pieces for any source."""
    pieces = map(tokenizer.id_to_piece, english_ids(used, tokenizer))
    path.write_text("\t" + " ".join(pieces) + "\n", encoding="utf-8")


def read_map(path: Path, tokenizer: Any) -> list[int]:
    """Return the ids of the pieces in a vocabulary map of one entry."""
    pieces = path.read_text(encoding="utf-8").removeprefix("\t").removesuffix("\n")
    return [tokenizer.piece_to_id(piece) for piece in pieces.split(" ")]
