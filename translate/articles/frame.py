"""Pairs as a pandas DataFrame, for those who work in notebooks."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from visavis.translate.bilingual.pairs import Pair

COLUMNS = {
    "source": "string",
    "target": "string",
    "provenance": "string",
    "score": "Float64",
    "flags": "string",
    "terms_said": "string",
    "terms_missed": "string",
}
"""Columns and their types. `score` is the mean log-probability per token, missing where no model
made the target; `flags` are separated by spaces, the French terms by `; `."""


def frame_of(pairs: Sequence[Pair], index: pd.Index | None = None) -> pd.DataFrame:
    """A row for each pair, in order."""
    rows = [
        (
            pair.source,
            pair.target,
            pair.provenance,
            pair.score,
            " ".join(pair.flags),
            "; ".join(use.term for use in pair.terms if use.outcome != "missed"),
            "; ".join(use.term for use in pair.terms if use.outcome == "missed"),
        )
        for pair in pairs
    ]
    return pd.DataFrame(rows, index=index, columns=list(COLUMNS)).astype(COLUMNS)
