"""The decoder: French segments in, English hypotheses with score and word alignment out.

Runs CTranslate2 on an installed package, in batches; knows nothing of glossaries, articles or
screens. Imports `translate.packages`, `translate.tokenizer`, `translate.alignment`,
`translate.hypothesis` and what tells which parts of a segment to decode.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import ctranslate2
import numpy as np

from corpus.article import Span
from corpus.errors import VisavisError
from translate.alignment import Link, align
from translate.batches import batches, run_ahead, usable_cores
from translate.capitals import in_capitals, lowered
from translate.clauses import split_clauses
from translate.hypothesis import Hypothesis, Scored, join_parts
from translate.language import is_foreign
from translate.markers import between_markers
from translate.package_folder import vocabulary_map
from translate.packages import ModelPackage, PackageError
from translate.tokenizer import Tokenizer
from translate.tokens import Tokens

BEAM_SIZE = 4
LENGTH_PENALTY = 1.0
MAX_TOKENS = 100
"""Longer segments are split: small models lose the thread beyond what they were trained on."""
MAX_BATCH_TOKENS = 768
"""Source tokens of a batch; larger ones outgrow the processor's cache and are no faster."""
_SCORED_TOKENS = 256
"""The same for scoring."""
_OPENING_TOKENS = 12
"""So much of a source tells what its first target token attends to, as well as all of it does:
the first word's links agree with eflomal's in F1 .775 either way."""

R = TypeVar("R")

Progress = Callable[[int, int], None]
"""Called with the number of segments done and the number of all."""


class TranslationCancelled(VisavisError):
    """The caller asked to stop; what was not returned is not translated."""


def engine_signature(package: ModelPackage, beam_size: int = BEAM_SIZE) -> str:
    """The signature that an engine of this package has; nothing is loaded for it."""
    return (
        f"engine:ctranslate2-{ctranslate2.__version__}|model:{package.name}-{package.version}"
        f"|sum:{package.checksum[:12]}|beam:{beam_size}|lp:{LENGTH_PENALTY}"
    )


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
        self._remembered_parts = functools.lru_cache(maxsize=4096)(self._parts)
        self._threads = threads or usable_cores()
        self._maps_vocabulary = vocabulary_map(package.path) is not None
        try:
            self._translator = ctranslate2.Translator(
                str(package.path / "model"),
                compute_type="int8",
                # A batch for each core: 1.5 times faster on two cores than both on one batch.
                inter_threads=self._threads,
                intra_threads=1,
            )
        except (RuntimeError, ValueError, IndexError) as error:
            raise PackageError(
                f"{package.path}: CTranslate2 cannot load this model ({error}); "
                "install the package again or choose another with `visavis models use`"
            ) from error

    @property
    def signature(self) -> str:
        """What decides the output: decoder, model and options, in the manner of sacrebleu."""
        return engine_signature(self.package, self.beam_size)

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

        def check() -> None:
            if cancelled is not None and cancelled():
                raise TranslationCancelled(
                    f"cancelled after {done} of {len(order)} segments; run it again to go on"
                )

        check()
        for batch, results in self._decode([parts[index] for index in order]):
            check()
            for at, hypothesis in zip(batch, results, strict=True):
                index = order[at]
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

    def parts(self, segment: str) -> tuple[Span, ...]:
        """Spans that are decoded each by itself; those of segments met lately are remembered.

        None for a segment to pass through, several for one that is long. The markers of inline
        terminology are nobody's to translate: they stay out of every part.
        """
        return self._remembered_parts(segment)

    def _parts(self, segment: str) -> tuple[Span, ...]:
        if not any(char.isalpha() for char in segment) or is_foreign(segment):
            return ()
        return tuple(
            (begin + start, begin + end)
            for begin, stretch in between_markers(segment)
            if any(char.isalpha() for char in stretch)
            for start, end in split_clauses(
                stretch, MAX_TOKENS, lambda text: len(self._tokenizer.encode(text).pieces)
            )
        )

    def score(self, requests: Sequence[tuple[str, Span | None, str]]) -> list[Scored]:
        """How probable the model finds each target, given its source.

        A request is a source, a span of it to leave out (or None), and a target. The whole target
        is scored in one pass, many times faster than decoding it.
        """
        sources = [self._without(source, hidden) for source, hidden, _ in requests]
        targets = [self._tokenizer.encode(target) for _, _, target in requests]
        scored: dict[int, Scored] = {}
        for batch, results in self._in_batches(
            [(len(s), len(t.pieces)) for s, t in zip(sources, targets, strict=True)],
            lambda batch: self._translator.score_batch(
                [sources[index] for index in batch],
                [targets[index].pieces for index in batch],
                max_input_length=0,
                asynchronous=True,
            ),
            _SCORED_TOKENS,
        ):
            for index, result in zip(batch, results, strict=True):
                scored[index] = Scored(targets[index], tuple(result.result().log_probs))
        return [scored[index] for index in range(len(requests))]

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
        for batch, hypotheses in self._decode(annotated, free=True):
            texts |= {i: hypothesis.text for i, hypothesis in zip(batch, hypotheses, strict=True)}
        return [texts[index] for index in range(len(annotated))]

    def complete(self, requests: Sequence[tuple[str, str]], *, best: int) -> list[list[str]]:
        """For each source and target prefix, the `best` translations that begin so."""
        sources = [self._tokenizer.encode(source).pieces for source, _ in requests]
        prefixes = [self._tokenizer.encode(prefix).pieces for _, prefix in requests]
        completed: dict[int, list[str]] = {}
        for batch, results in self._in_batches(
            [(len(source),) for source in sources],
            lambda batch: self._translator.translate_batch(
                [sources[index] for index in batch],
                target_prefix=[prefixes[index] for index in batch],
                beam_size=max(best, self.beam_size),
                num_hypotheses=best,
                length_penalty=LENGTH_PENALTY,
                max_input_length=0,
                max_decoding_length=2 * len(sources[batch[0]]) + 20,
                asynchronous=True,
            ),
        ):
            for index, result in zip(batch, results, strict=True):
                completed[index] = [
                    self._tokenizer.decode(pieces).text for pieces in result.result().hypotheses
                ]
        return [completed[index] for index in range(len(requests))]

    def n_best(
        self, text: str, *, best: int, prefix: str = "", other_words: bool = False
    ) -> list[str]:
        """The `best` translations of a part that begin with a prefix, the likeliest first.

        Those of a beam as wide or, for `other_words`, one for each of the likeliest words after
        the prefix. None for a part that is too long to be decoded.
        """
        title = in_capitals(text)
        source = self._tokenizer.encode(lowered(text) if title else text).pieces
        if len(source) > MAX_TOKENS:
            return []
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
        targets = [self._tokenizer.decode(pieces).text for pieces in result.hypotheses]
        return [target.upper() if title else target for target in targets]

    def align(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Link, ...]]:
        """Word alignment of sources with targets that the engine did not choose itself."""
        sources = [self._tokenizer.encode(source) for source, _ in pairs]
        targets = [self._tokenizer.encode(target) for _, target in pairs]
        links: dict[int, tuple[Link, ...]] = {}
        for batch, results in self._in_batches(
            [(len(s.pieces), len(t.pieces)) for s, t in zip(sources, targets, strict=True)],
            lambda batch: self._translator.translate_batch(
                [sources[index].pieces for index in batch],
                target_prefix=[targets[index].pieces for index in batch],
                beam_size=1,
                max_input_length=0,
                max_decoding_length=max(len(targets[batch[0]].pieces), 1),
                return_attention=True,
                asynchronous=True,
            ),
        ):
            for index, result in zip(batch, results, strict=True):
                rows = result.result().attention[0][: len(targets[index].pieces)]
                links[index] = align(sources[index], targets[index], np.asarray(rows, np.float32))
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

    def _decode(
        self, sources: Sequence[Tokens], *, free: bool = False
    ) -> Iterator[tuple[list[int], list[Hypothesis]]]:
        """Hypotheses batch by batch, with the indices of their sources.

        Only the tokens in the package's vocabulary map, if it has one, are weighed: a joint
        vocabulary is French by a third, and the output layer the costliest. All of them if `free`.
        """
        use_map = self._maps_vocabulary and not free
        options = {"max_input_length": 0, "return_attention": True, "asynchronous": True}

        def submit(batch: list[int]) -> tuple[list[Any], list[Any]]:
            pieces = [sources[index].pieces for index in batch]
            results = self._translator.translate_batch(
                pieces,
                beam_size=self.beam_size,
                length_penalty=LENGTH_PENALTY,
                max_decoding_length=2 * len(pieces[0]) + 20,
                return_scores=True,
                replace_unknowns=True,
                use_vmap=use_map,
                **options,
            )
            # The first row of attention that a beam search returns belongs to another segment of
            # the batch: segment k gets that of segment k // beam (CTranslate2 4.8). It depends on
            # the source alone, so one greedy step gives it.
            steps = self._translator.translate_batch(
                [some[:_OPENING_TOKENS] for some in pieces],
                beam_size=1,
                max_decoding_length=1,
                use_vmap=use_map,
                **options,
            )
            return results, steps

        shapes = [(len(source.pieces),) for source in sources]
        for batch, (futures, steps) in self._in_batches(shapes, submit):
            hypotheses = []
            for index, future, step in zip(batch, futures, steps, strict=True):
                result = future.result()
                target = self._tokenizer.decode(result.hypotheses[0])
                rows = result.attention[0]
                if rows:
                    first: list[float] = next(iter(step.result().attention[0]), [])
                    rows[0] = [*first, *[0.0] * (len(rows[0]) - len(first))]
                links = align(sources[index], target, np.asarray(rows, np.float32))
                hypotheses.append(Hypothesis(target.text, round(result.scores[0], 3), links))
            yield batch, hypotheses

    def _in_batches(
        self,
        shapes: Sequence[tuple[int, ...]],
        submit: Callable[[list[int]], R],
        tokens: int = MAX_BATCH_TOKENS,
    ) -> Iterator[tuple[list[int], R]]:
        """What `submit` returned for each batch; the threads have the next ones meanwhile."""
        return run_ahead(batches(shapes, tokens), submit, 2 * self._threads)


_loading = threading.Lock()


def load_engine(package: ModelPackage, *, beam_size: int = BEAM_SIZE) -> Engine:
    """The engine of a package; loaded once in a process, however often it is asked for."""
    with _loading:
        return _load(package, beam_size)


@functools.lru_cache(maxsize=2)
def _load(package: ModelPackage, beam_size: int) -> Engine:
    return Engine(package, beam_size=beam_size)
