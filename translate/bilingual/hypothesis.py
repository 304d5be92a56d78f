"""What the decoder returns, and how the hypotheses of a segment's parts become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from visavis.corpus.article import Span
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.tokens import Tokens


@dataclass(frozen=True)
class Hypothesis:
    """The translation of one segment.

    `score` is the mean log-probability per target token; None when the text was passed through
    because there was nothing to translate in it. `alignment` is in characters of the segment as
    given and of `target`.
    """

    target: str
    score: float | None
    alignment: tuple[Link, ...]

    @property
    def copied(self) -> bool:
        """Whether the segment was passed through unchanged."""
        return self.score is None


@dataclass(frozen=True)
class Scored:
    """A target and the log-probability of each of its tokens, and of the end after them."""

    target: Tokens
    log_probs: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean log-probability per token, comparable with `Hypothesis.score`."""
        return sum(self.log_probs) / max(len(self.log_probs), 1)


def join_parts(segment: str, spans: Sequence[Span], parts: Sequence[Hypothesis]) -> Hypothesis:
    """Put the translated parts of a segment together, spans shifted to the whole.

    White space between two parts becomes one space; anything else there stays as it is.
    """
    if not parts:
        return Hypothesis(segment, None, ())
    if len(parts) == 1 and spans[0] == (0, len(segment)):
        return parts[0]
    text, cursor = "", 0
    links: list[Link] = []
    scores: list[tuple[float, int]] = []
    for (start, end), part in zip(spans, parts, strict=True):
        gap = segment[cursor:start]
        text += gap if gap.strip() else " " * bool(text)
        target = _as_part(
            segment[start:end], part.target, first=not cursor, last=end == spans[-1][1]
        )
        shift = len(text)
        links += (
            Link(
                (link.source[0] + start, link.source[1] + start),
                (link.target[0] + shift, link.target[1] + shift),
                link.weight,
            )
            for link in part.alignment
            if link.target[1] <= len(target)
        )
        text += target
        cursor = end
        if part.score is not None:
            scores.append((part.score, end - start))
    text += segment[cursor:].rstrip()
    if not scores:
        return Hypothesis(segment, None, ())
    score = sum(score * length for score, length in scores) / sum(length for _, length in scores)
    return Hypothesis(text, round(score, 4), tuple(links))


def _as_part(source: str, target: str, *, first: bool, last: bool) -> str:
    """Undo the capital and the full stop that the model gives to a part of a sentence."""
    if not first and source[:1].islower() and target[:1].isupper() and target[1:2].islower():
        target = target[0].lower() + target[1:]
    if not last and target.endswith(".") and not source.endswith("."):
        target = target[:-1] + (source[-1] if source[-1] in ",;:" else "")
    return target
