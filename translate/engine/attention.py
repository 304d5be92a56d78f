"""The rows of attention that align the tokens of a hypothesis, of those that CTranslate2 returns.

It returns one row for each decoding step. The row of the step that chose a token was computed
before that token was known; a model may be trained to align a token in the step after, which has
read it (Chen et al. 2020, "Accurate Word Alignment Induction from Neural Machine Translation").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

END = "</s>"


def without_end(pieces: Sequence[str]) -> list[str]:
    """The tokens of a hypothesis that was returned with its end."""
    return list(pieces[:-1] if pieces and pieces[-1] == END else pieces)


def rows_after(rows: Sequence[Sequence[float]], count: int) -> NDArray[np.float32]:
    """A row (source tokens) for each of `count` target tokens: that of the step after it.

    There is no such step for the last token of what was cut off; it keeps its own.
    """
    return np.asarray([*rows[1:], *rows[-1:]][:count], np.float32)


def rows_at(rows: Sequence[Sequence[float]], opening: Any) -> NDArray[np.float32]:
    """A row (source tokens) for each target token: that of the step that chose it.

    The first row that a beam search returns belongs to another segment of the batch: segment k
    gets that of segment k // beam (CTranslate2 4.8). It depends on the source alone, so `opening`,
    one greedy step from the beginning of the source, gives it.
    """
    if not rows:
        return np.zeros((0, 0), np.float32)
    first: list[float] = next(iter(opening.attention[0]), [])
    padded = [*first, *[0.0] * (len(rows[0]) - len(first))]
    return np.asarray([padded, *rows[1:]], np.float32)
