"""How good translations are, by sacrebleu: BLEU, chrF and TER, each with its signature.

Also reads the references that an article may have. Imports `corpus` and sacrebleu.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from corpus.errors import VisavisError


class QualityError(VisavisError):
    """Texts that cannot be compared."""


@dataclass(frozen=True)
class Score:
    """One metric of one comparison; for TER lower is better, for the others higher."""

    metric: str
    value: float
    signature: str


def score(hypotheses: Sequence[str], references: Sequence[str]) -> tuple[Score, ...]:
    """BLEU, chrF and TER of hypotheses against one reference each.

    Raises `QualityError` when there are none, or not as many of one as of the other.
    """
    if len(hypotheses) != len(references):
        raise QualityError(
            f"{len(hypotheses)} translations cannot be scored against {len(references)} "
            "references; both need one line for each segment"
        )
    if not hypotheses:
        raise QualityError("there is nothing to score; both sides are empty")
    scores = []
    metrics: tuple[BLEU | CHRF | TER, ...] = (BLEU(), CHRF(), TER())
    for metric in metrics:
        result = metric.corpus_score(list(hypotheses), [list(references)])
        signature = str(metric.get_signature())
        scores.append(Score(result.name, round(result.score, 1), signature))
    return tuple(scores)


def read_references(path: Path) -> dict[str, str]:
    """Source segment -> reference translation, from a TSV file with these two columns.

    Raises `QualityError` naming the file and the row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise QualityError(f"{path}: cannot be read ({error}); save it as UTF-8") from error
    if not rows or rows[0][:2] != ["source", "target"]:
        raise QualityError(f"{path}: the first line must be source<TAB>target")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != 2 or not all(cell.strip() for cell in row):
            raise QualityError(f"{path}, row {number}: needs a source, a tab and a translation")
    return {row[0]: row[1] for row in rows[1:]}
