"""One loaded model: what CTranslate2 does with the texts of an installed package, in batches.

Texts are taken as they are: which parts of a segment to decode, `translate.engine.engine` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import ctranslate2
import numpy as np

from visavis.corpus.article import Span
from visavis.translate.bilingual.alignment import align
from visavis.translate.bilingual.hypothesis import Hypothesis, Scored
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.tokens import Tokens
from visavis.translate.engine.attention import rows_after, rows_at, without_end
from visavis.translate.engine.batches import batches, filler, padded, run_ahead, usable_cores
from visavis.translate.engine.tokenizer import Tokenizer
from visavis.translate.packages.choice import ModelPackage, PackageError
from visavis.translate.packages.folder import mapped_tokens

BEAM_SIZE = 4
LENGTH_PENALTY = 1.0
MAX_TOKENS = 100
"""Longer texts are to be split: small models lose the thread beyond what they were trained on."""
MAX_BATCH_TOKENS = 768
"""Source tokens of a batch; larger ones outgrow the processor's cache and are no faster."""
_SCORED_TOKENS = 256
"""The same for scoring."""
_OPENING_TOKENS = 12
"""So much of a source tells what its first target token attends to, as well as all of it does."""

R = TypeVar("R")


class Model:
    """One loaded model. Safe to use from several threads.

    It uses all cores of the machine unless `threads` says how many.
    """

    def __init__(
        self, package: ModelPackage, *, beam_size: int = BEAM_SIZE, threads: int | None = None
    ) -> None:
        self.package = package
        self.beam_size = beam_size
        self._tokenizer = Tokenizer(package)
        self._threads = threads or usable_cores()
        self._mapped = mapped_tokens(package.path)
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

    def aligned(self, tokens: Tokens) -> Tokens:
        """The tokens with the spans that the package's attention means."""
        return tokens.in_bytes() if self.package.aligns_bytes else tokens

    def can_score(self, segment: str) -> bool:
        """Whether a segment is short enough for `score`, `complete` and `align`."""
        return len(self._tokenizer.encode(segment).pieces) <= 2 * MAX_TOKENS

    def score(self, requests: Sequence[tuple[str, Span | None, str]]) -> list[Scored]:
        """How probable the model finds each target, given its source.

        A request is a source, a span of it to leave out (or None), and a target. The whole target
        is scored in one pass, many times faster than decoding it.
        """
        sources = [self._tokenizer.encode(source).without(hidden) for source, hidden, _ in requests]
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

    def align(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Link, ...]]:
        """Word alignment of sources with targets that the engine did not choose itself."""
        sources = [self._tokenizer.encode(source) for source, _ in pairs]
        targets = [self._tokenizer.encode(target) for _, target in pairs]
        links: dict[int, tuple[Link, ...]] = {}

        def submit(batch: list[int]) -> list[Any]:
            pieces = [sources[index].pieces for index in batch]
            forced = [targets[index].pieces for index in batch]
            more = filler(pieces)
            results: list[Any] = self._translator.translate_batch(
                pieces + more,
                target_prefix=forced + forced[: len(more)],
                beam_size=1,
                max_input_length=0,
                max_decoding_length=max(map(len, forced)) + 1,
                return_attention=True,
                return_end_token=True,
                asynchronous=True,
            )
            return results

        # Targets of different lengths may share a batch: each goes its way step by step.
        shapes = [(padded(len(source.pieces)),) for source in sources]
        for batch, results in self._in_batches(shapes, submit):
            # Not strict: the filler comes last.
            for index, result in zip(batch, results, strict=False):
                width, count = len(sources[index].pieces), len(targets[index].pieces)
                rows = result.result().attention[0]
                attention = (
                    rows_after(rows, count)
                    if self.package.aligns_after
                    else np.asarray(rows[:count], np.float32)
                )
                links[index] = align(
                    self.aligned(sources[index]),
                    self.aligned(targets[index]),
                    attention[:, :width],
                )
        return [links[index] for index in range(len(pairs))]

    def decode(
        self, sources: Sequence[Tokens], say: Sequence[Sequence[str]] = ()
    ) -> Iterator[tuple[list[int], list[Hypothesis]]]:
        """Hypotheses batch by batch, with the indices of their sources.

        The spans of `sources` are those that alignment reads. Only the tokens in the package's
        vocabulary map, if it has one, are weighed: a joint vocabulary is French by a third, and the
        output layer the costliest. All of them where the English that a source is to `say` has
        others.
        """
        after = self.package.aligns_after
        say = say or [()] * len(sources)
        free = [self._mapped is None or not self._can_say(english) for english in say]

        def submit(batch: list[int]) -> tuple[list[Any], list[Any]]:
            pieces = [sources[index].pieces for index in batch]
            pieces += filler(pieces)
            options = {
                "max_input_length": 0,
                "use_vmap": not free[batch[0]],
                "return_attention": True,
                "asynchronous": True,
            }
            results = self._translator.translate_batch(
                pieces,
                beam_size=self.beam_size,
                length_penalty=LENGTH_PENALTY,
                max_decoding_length=2 * padded(len(pieces[0])) + 20,
                return_scores=True,
                return_end_token=after,
                replace_unknowns=True,
                **options,
            )
            if after:
                return results, [None] * len(pieces)
            openings = self._translator.translate_batch(
                [some[:_OPENING_TOKENS] for some in pieces],
                beam_size=1,
                max_decoding_length=1,
                **options,
            )
            return results, openings

        # Only what is decoded alike shares a batch.
        shapes = [
            (padded(len(source.pieces)), some) for source, some in zip(sources, free, strict=True)
        ]
        for batch, (futures, openings) in self._in_batches(shapes, submit):
            hypotheses = []
            # Not strict: the filler comes last, and nobody wants it.
            for index, future, opening in zip(batch, futures, openings, strict=False):
                result = future.result()
                target = self._tokenizer.decode(without_end(result.hypotheses[0]))
                rows = result.attention[0]
                attention = (
                    rows_after(rows, len(target.pieces))
                    if opening is None
                    else rows_at(rows, opening.result())
                )
                width = len(sources[index].pieces)
                links = align(sources[index], self.aligned(target), attention[:, :width])
                hypotheses.append(Hypothesis(target.text, round(result.scores[0], 3), links))
            yield batch, hypotheses

    def _can_say(self, english: Sequence[str]) -> bool:
        """Whether the vocabulary map has all tokens of some English."""
        return self._mapped is not None and all(
            self._mapped.issuperset(self._tokenizer.encode(words).pieces) for words in english
        )

    def _in_batches(
        self,
        shapes: Sequence[tuple[int, ...]],
        submit: Callable[[list[int]], R],
        tokens: int = MAX_BATCH_TOKENS,
    ) -> Iterator[tuple[list[int], R]]:
        """What `submit` returned for each batch; the threads have the next ones meanwhile."""
        return run_ahead(batches(shapes, tokens), submit, 2 * self._threads)
