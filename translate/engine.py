"""The decoder: French segments in, English hypotheses with score and word alignment out.

Runs CTranslate2 on an installed package, in batches; knows nothing of glossaries, articles or
screens. Imports `translate.packages`, `translate.tokenizer`, `translate.alignment`,
`translate.hypothesis` and what tells which parts of a segment to decode.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import ctranslate2
import numpy as np

from corpus.article import Span
from corpus.errors import VisavisError
from translate.alignment import Link, align
from translate.capitals import in_capitals, lowered
from translate.clauses import split_clauses
from translate.hypothesis import Hypothesis, Scored, join_parts
from translate.language import is_foreign
from translate.markers import between_markers
from translate.packages import ModelPackage, PackageError
from translate.tokenizer import Tokenizer
from translate.tokens import Tokens

BEAM_SIZE = 4
LENGTH_PENALTY = 1.0
MAX_TOKENS = 100
"""Longer segments are split: small models lose the thread beyond what they were trained on."""
MAX_BATCH_TOKENS = 2048
"""Source tokens of a batch, padding included."""
_SCORED_TOKENS = 256
"""The same for scoring: small batches stay in the processor's cache, 1.7 times faster."""

Progress = Callable[[int, int], None]
"""Called with the number of segments done and the number of all."""


class TranslationCancelled(VisavisError):
    """The caller asked to stop; what was not returned is not translated."""


class Engine:
    """One loaded model. Safe to use from several threads; get it from `load_engine`.

    It uses all cores of the machine unless `threads` says how many.
    """

    def __init__(
        self, package: ModelPackage, *, beam_size: int = BEAM_SIZE, threads: int | None = None
    ) -> None:
        self.package = package
        self.beam_size = beam_size
        self._tokenizer = Tokenizer(package)
        try:
            self._translator = ctranslate2.Translator(
                str(package.path / "model"),
                compute_type="int8",
                inter_threads=1,
                intra_threads=threads or os.cpu_count() or 1,
            )
        except (RuntimeError, ValueError, IndexError) as error:
            raise PackageError(
                f"{package.path}: CTranslate2 cannot load this model ({error}); "
                "install the package again or choose another with `visavis models use`"
            ) from error

    @property
    def signature(self) -> str:
        """What decides the output: decoder, model and options, in the manner of sacrebleu."""
        package = self.package
        return (
            f"engine:ctranslate2-{ctranslate2.__version__}|model:{package.name}-{package.version}"
            f"|sum:{package.checksum[:12]}|beam:{self.beam_size}|lp:{LENGTH_PENALTY}"
        )

    def translate(
        self,
        segments: Sequence[str],
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Hypothesis]:
        """One hypothesis for each segment, in order.

        Segments without a letter, or surely not in French, come back as they are. Raises
        `TranslationCancelled` when `cancelled()` becomes true between two batches.
        """
        spans = [self.parts(segment) for segment in segments]
        texts = [
            segment[start:end]
            for segment, parts in zip(segments, spans, strict=True)
            for start, end in parts
        ]
        titles = [in_capitals(text) for text in texts]
        parts = [
            self._tokenizer.encode(lowered(text) if title else text)
            for text, title in zip(texts, titles, strict=True)
        ]
        # What is still too long after splitting is one endless word: nothing to translate.
        decoded = [Hypothesis(text, None, ()) for text in texts]
        order = [index for index, part in enumerate(parts) if len(part.pieces) <= MAX_TOKENS]
        done = 0
        for batch in _batches(order, parts):
            if cancelled is not None and cancelled():
                raise TranslationCancelled(
                    f"cancelled after {done} of {len(order)} segments; run it again to go on"
                )
            results = self._decode([parts[index] for index in batch])
            for index, hypothesis in zip(batch, results, strict=True):
                decoded[index] = (
                    replace(hypothesis, text=hypothesis.text.upper())
                    if titles[index]
                    else hypothesis
                )
            done += len(batch)
            if progress is not None:
                progress(done, len(order))
        remaining = iter(decoded)
        return [
            join_parts(segment, parts, [next(remaining) for _ in parts])
            for segment, parts in zip(segments, spans, strict=True)
        ]

    def can_score(self, segment: str) -> bool:
        """Whether a segment is short enough for `score`, `complete` and `align`."""
        return len(self._tokenizer.encode(segment).pieces) <= 2 * MAX_TOKENS

    def parts(self, segment: str) -> list[Span]:
        """Spans that are decoded each by itself.

        None for a segment to pass through, several for one that is long. The markers of inline
        terminology are nobody's to translate: they stay out of every part.
        """
        if not any(char.isalpha() for char in segment) or is_foreign(segment):
            return []
        return [
            (begin + start, begin + end)
            for begin, stretch in between_markers(segment)
            if any(char.isalpha() for char in stretch)
            for start, end in split_clauses(
                stretch, MAX_TOKENS, lambda text: len(self._tokenizer.encode(text).pieces)
            )
        ]

    def score(self, requests: Sequence[tuple[str, Span | None, str]]) -> list[Scored]:
        """How probable the model finds each target, given its source.

        A request is a source, a span of it to leave out (or None), and a target. The whole target
        is scored in one pass, many times faster than decoding it.
        """
        sources = [self._without(source, hidden) for source, hidden, _ in requests]
        targets = [self._tokenizer.encode(target) for _, _, target in requests]
        results = self._translator.score_batch(
            sources,
            [target.pieces for target in targets],
            max_batch_size=_SCORED_TOKENS,
            batch_type="tokens",
            max_input_length=0,
        )
        return [
            Scored(target, tuple(result.log_probs))
            for target, result in zip(targets, results, strict=True)
        ]

    def translate_annotated(
        self, requests: Sequence[tuple[str, Sequence[tuple[Span, str]]]]
    ) -> list[str]:
        """Translations of sources whose spans carry the English to say, inline.

        Only for packages that understand it (`package.terminology` is not None); raises
        `ValueError` for others. Spans of a source are in order and do not overlap.
        """
        if self.package.terminology is None:
            raise ValueError(f"{self.package.name} does not understand inline terminology")
        opening, middle, closing = self.package.terminology
        annotated = []
        for source, terms in requests:
            text, cursor = "", 0
            for (start, end), english in terms:
                text += (
                    source[cursor:start] + opening + source[start:end] + middle + english + closing
                )
                cursor = end
            annotated.append(self._tokenizer.encode(text + source[cursor:]))
        texts: dict[int, str] = {}
        for batch in _batches(list(range(len(annotated))), annotated):
            hypotheses = self._decode([annotated[index] for index in batch])
            texts |= {i: hypothesis.text for i, hypothesis in zip(batch, hypotheses, strict=True)}
        return [texts[index] for index in range(len(annotated))]

    def complete(self, requests: Sequence[tuple[str, str]], *, best: int) -> list[list[str]]:
        """For each source and target prefix, the `best` translations that begin so."""
        sources = [self._tokenizer.encode(source).pieces for source, _ in requests]
        prefixes = [self._tokenizer.encode(prefix).pieces for _, prefix in requests]
        longest = max((len(source) for source in sources), default=0)
        results = self._translator.translate_batch(
            sources,
            target_prefix=prefixes,
            beam_size=max(best, self.beam_size),
            num_hypotheses=best,
            length_penalty=LENGTH_PENALTY,
            max_batch_size=MAX_BATCH_TOKENS,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=2 * longest + 20,
        )
        return [
            [self._tokenizer.decode(hypothesis).text for hypothesis in result.hypotheses]
            for result in results
        ]

    def alternatives(self, segment: str, *, best: int, prefix: str = "") -> list[str]:
        """Different translations of a segment; the first of them are the most probable.

        The `best` of a beam as wide, then a translation for each of the `best` likeliest words
        after `prefix`, the English to begin with. Of a segment that is decoded in parts, one part
        at a time differs, and `prefix` is left out of account. None for what is passed through.
        """
        spans = self.parts(segment)
        if spans == [(0, len(segment))]:
            return self._alternatives(segment, best, prefix, (False, True))
        parts = [self._alternatives(segment[a:b], best, "", (False,)) for a, b in spans]
        if not parts or not all(parts):
            return []
        choices = [[texts[0] for texts in parts]]
        for index, texts in enumerate(parts):
            choices += ([*choices[0][:index], text, *choices[0][index + 1 :]] for text in texts[1:])
        return [
            join_parts(segment, spans, [Hypothesis(text, 0.0, ()) for text in choice]).text
            for choice in choices
        ]

    def _alternatives(self, text: str, best: int, prefix: str, ways: Sequence[bool]) -> list[str]:
        title = in_capitals(text)
        source = self._tokenizer.encode(lowered(text) if title else text).pieces
        if len(source) > MAX_TOKENS:
            return []
        found: dict[str, None] = {}
        for other_words in ways:
            [result] = self._translator.translate_batch(
                [source],
                target_prefix=[self._tokenizer.encode(prefix).pieces],
                beam_size=best,
                num_hypotheses=best,
                return_alternatives=other_words,
                length_penalty=LENGTH_PENALTY,
                max_input_length=0,
                max_decoding_length=2 * len(source) + 20,
                replace_unknowns=True,
            )
            for pieces in result.hypotheses:
                target = self._tokenizer.decode(pieces).text
                found[target.upper() if title else target] = None
        return list(found)

    def align(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Link, ...]]:
        """Word alignment of sources with targets that the engine did not choose itself."""
        sources = [self._tokenizer.encode(source) for source, _ in pairs]
        targets = [self._tokenizer.encode(target) for _, target in pairs]
        # Padding changes the last bits of what a forced pass returns: one length at a time.
        groups: dict[tuple[int, int], list[int]] = {}
        for index, (source, target) in enumerate(zip(sources, targets, strict=True)):
            groups.setdefault((len(source.pieces), len(target.pieces)), []).append(index)
        links: dict[int, tuple[Link, ...]] = {}
        for (_, length), indices in groups.items():
            results = self._translator.translate_batch(
                [sources[index].pieces for index in indices],
                target_prefix=[targets[index].pieces for index in indices],
                beam_size=1,
                max_input_length=0,
                max_decoding_length=max(length, 1),
                return_attention=True,
            )
            for index, result in zip(indices, results, strict=True):
                attention = np.asarray(result.attention[0][:length], np.float32)
                links[index] = align(sources[index], targets[index], attention)
        return [links[index] for index in range(len(pairs))]

    def _without(self, source: str, hidden: Span | None) -> list[str]:
        tokens = self._tokenizer.encode(source)
        if hidden is None:
            return tokens.pieces
        return [
            piece
            for piece, (start, end) in zip(tokens.pieces, tokens.spans, strict=True)
            if end <= hidden[0] or start >= hidden[1]
        ]

    def _decode(self, sources: list[Tokens]) -> list[Hypothesis]:
        pieces = [source.pieces for source in sources]
        options = {"max_input_length": 0, "return_attention": True}
        results = self._translator.translate_batch(
            pieces,
            beam_size=self.beam_size,
            length_penalty=LENGTH_PENALTY,
            max_decoding_length=2 * max(map(len, pieces)) + 20,
            return_scores=True,
            replace_unknowns=True,
            **options,
        )
        # The first row of attention that a beam search returns belongs to another segment of the
        # batch (segment k gets that of segment k // beam: CTranslate2 4.8). It depends on the
        # source alone, so one greedy step gives the right one.
        steps = self._translator.translate_batch(
            pieces, beam_size=1, max_decoding_length=1, **options
        )
        hypotheses = []
        for source, result, step in zip(sources, results, steps, strict=True):
            target = self._tokenizer.decode(result.hypotheses[0])
            attention = np.asarray(step.attention[0][:1] + result.attention[0][1:], np.float32)
            links = align(source, target, attention)
            hypotheses.append(Hypothesis(target.text, round(result.scores[0], 3), links))
        return hypotheses


def _batches(order: list[int], tokens: Sequence[Tokens]) -> Iterator[list[int]]:
    """Indices in batches of `MAX_BATCH_TOKENS`, padding included.

    Long ones first: sentences of a batch are of one length, and memory peaks at once.
    """
    order = sorted(order, key=lambda index: -len(tokens[index].pieces))
    while order:
        room = max(1, MAX_BATCH_TOKENS // max(1, len(tokens[order[0]].pieces)))
        yield order[:room]
        order = order[room:]


_loading = threading.Lock()


def load_engine(package: ModelPackage, *, beam_size: int = BEAM_SIZE) -> Engine:
    """The engine of a package; loaded once in a process, however often it is asked for."""
    with _loading:
        return _load(package, beam_size)


@functools.lru_cache(maxsize=2)
def _load(package: ModelPackage, beam_size: int) -> Engine:
    return Engine(package, beam_size=beam_size)
