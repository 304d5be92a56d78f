"""The account of a glossary's terms over articles, as a table.

One row for each occurrence, so that a person can sort, filter and keep it. Imports
`translate.bilingual.pairs` and pandas.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse

COLUMNS = {
    "article": "string",
    "segment": "int64",
    "row": "int64",
    "term": "string",
    "rendering": "string",
    "french": "string",
    "english": "string",
    "source_start": "int64",
    "source_end": "int64",
    "target_start": "Int64",
    "target_end": "Int64",
    "outcome": "string",
    "method": "string",
    "reason": "string",
    "source": "string",
    "plain": "string",
    "target": "string",
    "score_change": "Float64",
}
"""Columns of the report. Spans are characters of `source` and `target`; `segment` counts from 1;
`plain` is what the model said unaided, empty where it was told the terms at once; `score_change`
the final mean log-probability per token less the plain one's, where both are known."""


def term_report(articles: Sequence[BilingualArticle]) -> pd.DataFrame:
    """Every term use of the articles, in order, with the columns of `COLUMNS`."""
    rows = [
        _row(article.article.title, number, pair, use)
        for article in articles
        for number, pair in enumerate((p for pairs in article.pairs for p in pairs), start=1)
        for use in pair.terms
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def summary(report: pd.DataFrame) -> pd.DataFrame:
    """Uses of each glossary row by outcome, the most used first."""
    counts = (
        report.groupby(["row", "term", "rendering"])["outcome"]
        .value_counts()
        .unstack(fill_value=0)
        .reindex(columns=["already", "applied", "inflected", "admitted", "missed"], fill_value=0)
    )
    counts.insert(0, "uses", counts.sum(axis=1))
    return counts.reset_index().sort_values(
        ["uses", "row"], ascending=[False, True], ignore_index=True
    )


def table(counts: pd.DataFrame) -> str:
    """A summary as text at most 100 columns wide: long cells are cut, empty outcomes left out."""
    shown = [
        column
        for column in counts
        if column in ("row", "term", "rendering", "uses") or counts[column].any()
    ]
    return counts[shown].to_string(index=False, max_colwidth=22)


def _row(title: str, number: int, pair: Pair, use: TermUse) -> tuple[object, ...]:
    start, end = use.target or (None, None)
    changed = pair.score is not None and pair.plain_score is not None
    return (
        title,
        number,
        use.row,
        use.term,
        use.rendering,
        pair.source[slice(*use.source)],
        pair.target[slice(*use.target)] if use.target else "",
        *use.source,
        start,
        end,
        use.outcome,
        use.method,
        use.reason,
        pair.source,
        pair.plain or ("" if any(one.method for one in pair.terms) else pair.target),
        pair.target,
        round((pair.score or 0) - (pair.plain_score or 0), 3) if changed else None,
    )
