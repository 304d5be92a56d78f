"""One loaded model: what CTranslate2 does with the texts of an installed package, in batches.

Texts are taken as they are: which parts of a segment to decode, `translate.engine` says. Imports
`translate.packages`, `translate.tokenizer`, `translate.hypothesis`, `translate.verbatim` and what
reads attention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import ctranslate2
import numpy as np

from corpus.article import Span
from translate.alignment import Link, align
from translate.attention import rows_after, rows_at, without_end
from translate.batches import batches, filler, padded, run_ahead, usable_cores
from translate.hypothesis import Hypothesis, Scored
from translate.markers import annotated, annotated_spans
from translate.package_folder import vocabulary_map
from translate.packages import ModelPackage, PackageError
from translate.tokenizer import Tokenizer
from translate.tokens import Tokens
from translate.verbatim import keep_verbatim

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

    def translate_annotated(
        self, requests: Sequence[tuple[str, Sequence[tuple[Span, str]]]]
    ) -> list[str]:
        """Translations of sources whose spans carry the English to say, inline.

        Only for packages that understand it (`package.terminology` is not None); raises
        `ValueError` for others. Spans of a source are in order and do not overlap.
        """
        if self.package.terminology is None:
            raise ValueError(f"{self.package.name} does not understand inline terminology")
        marks = self.package.terminology
        sources = [
            self._tokenizer.encode(annotated(source, terms, marks)) for source, terms in requests
        ]
        texts: dict[int, str] = {}
        english = [[rendering for _, rendering in terms] for _, terms in requests]
        for batch, hypotheses in self.decode(sources, free=True, say=english):
            for index, hypothesis in zip(batch, hypotheses, strict=True):
                source = sources[index].text
                terms = annotated_spans(source, marks)
                texts[index] = keep_verbatim(source, hypothesis, terms).text
        return [texts[index] for index in range(len(sources))]

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
        for batch, results in self._in_batches(
            [(len(s.pieces), len(t.pieces)) for s, t in zip(sources, targets, strict=True)],
            lambda batch: self._translator.translate_batch(
                [sources[index].pieces for index in batch],
                target_prefix=[targets[index].pieces for index in batch],
                beam_size=1,
                max_input_length=0,
                max_decoding_length=len(targets[batch[0]].pieces) + 1,
                return_attention=True,
                return_end_token=True,
                asynchronous=True,
            ),
        ):
            for index, result in zip(batch, results, strict=True):
                rows, count = result.result().attention[0], len(targets[index].pieces)
                attention = (
                    rows_after(rows, count)
                    if self.package.aligns_after
                    else np.asarray(rows[:count], np.float32)
                )
                links[index] = align(sources[index], targets[index], attention)
        return [links[index] for index in range(len(pairs))]

    def decode(
        self, sources: Sequence[Tokens], *, free: bool = False, say: Sequence[Sequence[str]] = ()
    ) -> Iterator[tuple[list[int], list[Hypothesis]]]:
        """Hypotheses batch by batch, with the indices of their sources.

        The likeliest of each beam or, if `say` has English for each source, the likeliest of those
        that say the most of it.
        Only the tokens in the package's vocabulary map, if it has one, are weighed: a joint
        vocabulary is French by a third, and the output layer the costliest. All of them if `free`.
        """
        after = self.package.aligns_after
        options = {
            "max_input_length": 0,
            "use_vmap": self._maps_vocabulary and not free,
            "return_attention": True,
            "asynchronous": True,
        }

        def submit(batch: list[int]) -> tuple[list[Any], list[Any]]:
            pieces = [sources[index].pieces for index in batch]
            pieces += filler(pieces)
            results = self._translator.translate_batch(
                pieces,
                beam_size=self.beam_size,
                num_hypotheses=self.beam_size if say else 1,
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

        shapes = [(padded(len(source.pieces)),) for source in sources]
        for batch, (futures, openings) in self._in_batches(shapes, submit):
            hypotheses = []
            # Not strict: the filler comes last, and nobody wants it.
            for index, future, opening in zip(batch, futures, openings, strict=False):
                result = future.result()
                targets = [self._tokenizer.decode(without_end(h)) for h in result.hypotheses]
                best = _fullest(targets, say[index]) if say else 0
                target, rows = targets[best], result.attention[best]
                attention = (
                    rows_after(rows, len(target.pieces))
                    if opening is None
                    else rows_at(rows, opening.result())
                )
                width = len(sources[index].pieces)
                links = align(sources[index], target, attention[:, :width])
                hypotheses.append(Hypothesis(target.text, round(result.scores[best], 3), links))
            yield batch, hypotheses

    def _in_batches(
        self,
        shapes: Sequence[tuple[int, ...]],
        submit: Callable[[list[int]], R],
        tokens: int = MAX_BATCH_TOKENS,
    ) -> Iterator[tuple[list[int], R]]:
        """What `submit` returned for each batch; the threads have the next ones meanwhile."""
        return run_ahead(batches(shapes, tokens), submit, 2 * self._threads)


def _fullest(targets: Sequence[Tokens], english: Sequence[str]) -> int:
    """The first of the targets that say the most of some English."""
    said = [sum(words.lower() in target.text.lower() for words in english) for target in targets]
    return said.index(max(said))
