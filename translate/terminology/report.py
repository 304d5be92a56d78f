"""The account of a glossary's terms over articles: a row for each occurrence, and their counts."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, get_args

from visavis.corpus.extras import needs
from visavis.translate.bilingual.pairs import BilingualArticle, Outcome, Pair, TermUse

if TYPE_CHECKING:
    import pandas as pd

_WIDTH = 22
"""Characters of a cell in `as_text`."""


@dataclass(frozen=True)
class ReportRow:
    """An occurrence of a term.

    Spans are characters of `source` and `target`; `segment` counts from 1; `plain` is what the
    model said unaided, empty where it was told the terms at once; `score_change` is the final mean
    log-probability per token less the plain one's, where both are known.
    """

    article: str
    segment: int
    row: int
    term: str
    rendering: str
    french: str
    english: str
    source_start: int
    source_end: int
    target_start: int | None
    target_end: int | None
    outcome: Outcome
    method: str
    reason: str
    source: str
    plain: str
    target: str
    score_change: float | None


@dataclass(frozen=True)
class TermCount:
    """The occurrences of a glossary row, in all and by outcome."""

    row: int
    term: str
    rendering: str
    uses: int
    already: int
    applied: int
    inflected: int
    admitted: int
    missed: int


_TYPES = {"int": "int64", "int | None": "Int64", "float | None": "Float64"}
COLUMNS = {field.name: _TYPES.get(str(field.type), "string") for field in fields(ReportRow)}
"""The columns of a report as a pandas DataFrame, with their types."""


def report_rows(articles: Iterable[BilingualArticle]) -> list[ReportRow]:
    """Every term use of the articles, in order."""
    return [
        _row(article.article.title, number, pair, use)
        for article in articles
        for number, pair in enumerate((p for pairs in article.pairs for p in pairs), start=1)
        for use in pair.terms
    ]


def term_report(articles: Iterable[BilingualArticle]) -> pd.DataFrame:
    """The rows of the report as a table; raises `MissingExtraError` without pandas."""
    with needs("tables", "The report as a DataFrame"):
        # A second of import that the command line can do without.
        import pandas as pd
    rows = map(astuple, report_rows(articles))
    return pd.DataFrame(list(rows), columns=list(COLUMNS)).astype(COLUMNS)


def term_counts(rows: Iterable[ReportRow]) -> list[TermCount]:
    """Uses of each glossary row by outcome, the most used first."""
    outcomes: dict[tuple[int, str, str], Counter[Outcome]] = {}
    for one in rows:
        term = one.row, one.term, one.rendering
        outcomes.setdefault(term, Counter())[one.outcome] += 1
    counts = [
        TermCount(*term, found.total(), *(found[name] for name in get_args(Outcome)))
        for term, found in outcomes.items()
    ]
    return sorted(counts, key=lambda one: (-one.uses, one.row, one.term, one.rendering))


def to_csv(rows: Iterable[ReportRow]) -> str:
    """The report as CSV, with a header."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(astuple, rows))
    return file.getvalue()


def as_text(counts: Sequence[TermCount]) -> str:
    """The counts as lines at most 100 columns wide: long cells are cut, empty outcomes left out."""
    always = {"row", "term", "rendering", "uses"}
    columns = [
        [field.name, *(_cut(str(getattr(one, field.name))) for one in counts)]
        for field in fields(TermCount)
        if field.name in always or any(getattr(one, field.name) for one in counts)
    ]
    for column in columns:
        width = max(map(len, column))
        texts = column[0] in ("term", "rendering")
        column[:] = [cell.ljust(width) if texts else cell.rjust(width) for cell in column]
    return "\n".join("  ".join(line) for line in zip(*columns, strict=True))


def _cut(cell: str) -> str:
    return cell if len(cell) <= _WIDTH else f"{cell[: _WIDTH - 1]}…"


def _row(title: str, number: int, pair: Pair, use: TermUse) -> ReportRow:
    start, end = use.target or (None, None)
    changed = pair.score is not None and pair.plain_score is not None
    return ReportRow(
        article=title,
        segment=number,
        row=use.row,
        term=use.term,
        rendering=use.rendering,
        french=pair.source[slice(*use.source)],
        english=pair.target[slice(*use.target)] if use.target else "",
        source_start=use.source[0],
        source_end=use.source[1],
        target_start=start,
        target_end=end,
        outcome=use.outcome,
        method=use.method,
        reason=use.reason,
        source=pair.source,
        plain=pair.plain or ("" if any(one.method for one in pair.terms) else pair.target),
        target=pair.target,
        score_change=round((pair.score or 0) - (pair.plain_score or 0), 3) if changed else None,
    )
