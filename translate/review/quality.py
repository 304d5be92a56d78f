"""How good translations are, by sacrebleu: BLEU, chrF and TER, each with its signature.

Reads the references that articles may have, has the engine translate their sources, and tells which
differences could be chance.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from sacrebleu.significance import PairedTest

from visavis.corpus.decoding import decode
from visavis.corpus.errors import ArticleError, VisavisError
from visavis.translate.bilingual.pairs import Pair
from visavis.translate.engine.engine import Progress
from visavis.translate.translator import Translator

SIGNIFICANT = 0.05
"""Differences with a p-value of this or more are called chance."""
_AT_ONCE = 32
"""Segments between two times that the memory is told: what an interruption may cost."""


class QualityError(VisavisError):
    """Texts that cannot be compared."""


@dataclass(frozen=True)
class Score:
    """One metric of one comparison; for TER lower is better, for the others higher."""

    metric: str
    value: float
    signature: str


@dataclass(frozen=True)
class Comparison:
    """One metric of two translations of the same sources.

    `margin` is half of the 95 % interval around `value`; `p_value` says how often chance alone
    would make a difference like that between `baseline` and `value`.
    """

    metric: str
    baseline: float
    value: float
    margin: float
    p_value: float
    signature: str

    @property
    def gain(self) -> float:
        """How much better the value is than the baseline; negative when it is worse."""
        gain = self.value - self.baseline
        return round(-gain if self.metric == "TER" else gain, 1)

    @property
    def chance(self) -> bool:
        """Whether the two may as well be equally good."""
        return self.p_value >= SIGNIFICANT


def score(hypotheses: Sequence[str], references: Sequence[str]) -> tuple[Score, ...]:
    """BLEU, chrF and TER of hypotheses against one reference each.

    Raises `QualityError` when there are none, or not as many of one as of the other.
    """
    _check(hypotheses, references)
    scores = []
    metrics: tuple[BLEU | CHRF | TER, ...] = (BLEU(), CHRF(), TER())
    for metric in metrics:
        result = metric.corpus_score(list(hypotheses), [list(references)])
        signature = str(metric.get_signature())
        scores.append(Score(result.name, round(result.score, 1), signature))
    return tuple(scores)


def compare(
    baseline: Sequence[str], hypotheses: Sequence[str], references: Sequence[str]
) -> tuple[Comparison, ...]:
    """BLEU, chrF and TER of two translations, by paired bootstrap resampling (Koehn 2004).

    Raises `QualityError` as `score` does.
    """
    _check(baseline, references)
    _check(hypotheses, references)
    test = PairedTest(
        [("baseline", list(baseline)), ("hypotheses", list(hypotheses))],
        {"BLEU": BLEU(), "chrF2": CHRF(), "TER": TER()},
        [list(references)],
        test_type="bs",
    )
    signatures, results = test()
    found = []
    for metric, signature in signatures.items():
        first, second = results[metric]
        assert not isinstance(first, str)
        assert not isinstance(second, str)
        # Of two equal translations sacrebleu says that their difference, 0, is no chance.
        p_value = 1.0 if list(baseline) == list(hypotheses) else second.p_value
        found.append(
            Comparison(
                metric,
                round(float(first.score), 1),
                round(float(second.score), 1),
                round(float(second.ci or 0.0), 1),
                1.0 if p_value is None else p_value,
                str(signature),
            )
        )
    return tuple(found)


def read_references(path: Path) -> dict[str, str]:
    """Source segment -> reference translation, from a TSV file with these two columns.

    Raises `QualityError` naming the file and the row.
    """
    try:
        return parse_references(path.read_bytes(), str(path))
    except OSError as error:
        raise QualityError(f"{path}: cannot be read ({error.strerror})") from error


def parse_references(data: bytes, name: str) -> dict[str, str]:
    """As `read_references`, from the bytes of a file; `name` is what errors call it."""
    try:
        text = decode(data, name) if data.strip() else ""
    except ArticleError as error:
        raise QualityError(str(error)) from error
    rows = list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or rows[0][:2] != ["source", "target"]:
        raise QualityError(f"{name}: the first line must be source<TAB>target")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != 2 or not all(cell.strip() for cell in row):
            raise QualityError(f"{name}, row {number}: needs a source, a tab and a translation")
    return {row[0]: row[1] for row in rows[1:]}


def to_decode(translator: Translator, sources: Sequence[str]) -> list[str]:
    """The different sources that `engine_pairs` would have to decode."""
    found = translator.known.find(sources)
    known = translator.known.of_engine(found)
    return [source for source in found if source not in known]


def engine_pairs(
    translator: Translator, sources: Sequence[str], progress: Progress | None = None
) -> list[Pair]:
    """What the engine says to each source, recalled or decoded; never what a person wrote.

    `progress` counts different sources that had to be decoded.
    """
    found = translator.known.find(sources)
    pairs = translator.engine_pairs(found, at_once=_AT_ONCE, progress=progress)
    return [pairs[source] for source in sources]


def _check(hypotheses: Sequence[str], references: Sequence[str]) -> None:
    if len(hypotheses) != len(references):
        raise QualityError(
            f"{len(hypotheses)} translations cannot be scored against {len(references)} "
            "references; both need one line for each segment"
        )
    if not hypotheses:
        raise QualityError("there is nothing to score; both sides are empty")
