"""The decoder: French segments in, English hypotheses with score and word alignment out.

Knows nothing of glossaries, articles or screens.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from visavis.corpus.article import Span
from visavis.corpus.errors import VisavisError
from visavis.translate.bilingual.hypothesis import Hypothesis, join_parts
from visavis.translate.bilingual.markers import between_markers
from visavis.translate.bilingual.tokens import Tokens
from visavis.translate.engine.hints import Hint, annotated_tokens
from visavis.translate.engine.model import BEAM_SIZE, LENGTH_PENALTY, MAX_TOKENS, Model
from visavis.translate.engine.signature import EngineSignature, engine_signature
from visavis.translate.fidelity.verbatim import keep_verbatim
from visavis.translate.language.capitals import in_capitals, lowered
from visavis.translate.language.clauses import split_clauses
from visavis.translate.language.detection import is_foreign
from visavis.translate.packages.choice import ModelPackage

Progress = Callable[[int, int], None]
"""Called with the number of segments done and the number of all."""


class TranslationCancelled(VisavisError):
    """The caller asked to stop; what was not returned is not translated."""


class Engine(Model):
    """A model that takes segments of any kind and length; get it from `load_engine`."""

    def __init__(
        self, package: ModelPackage, *, beam_size: int = BEAM_SIZE, threads: int | None = None
    ) -> None:
        super().__init__(package, beam_size=beam_size, threads=threads)
        self._alone: dict[str, str] = {}

    @property
    def signature(self) -> EngineSignature:
        """What decides the output: decoder, model and options."""
        return engine_signature(self.package, self.beam_size)

    def translate(
        self,
        segments: Sequence[str],
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Hypothesis]:
        """One hypothesis for each segment, in order, its parts translated and put together.

        `progress` counts parts. Raises `TranslationCancelled` as `translate_parts` does.
        """
        spans = [self.parts(segment) for segment in segments]
        parts = [
            segment[start:end]
            for segment, some in zip(segments, spans, strict=True)
            for start, end in some
        ]
        made = iter(self.translate_parts(parts, progress=progress, cancelled=cancelled))
        return [
            join_parts(segment, some, [next(made) for _ in some])
            for segment, some in zip(segments, spans, strict=True)
        ]

    def translate_parts(
        self,
        parts: Sequence[str],
        hints: Sequence[Sequence[Hint]] = (),
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Hypothesis]:
        """One hypothesis for each part of a segment (see `parts`), in order.

        `hints` are, for each part, what to say for spans of it, in order and not overlapping; they
        count for packages that understand them (`package.terminology`). Parts without a letter, or
        surely not in French, come back as they are. Raises `TranslationCancelled` when
        `cancelled()` becomes true between two batches.
        """
        told = hints or [()] * len(parts)
        titles = [in_capitals(part) for part in parts]
        tokens = [
            self._annotated(lowered(part) if title else part, some)
            for part, title, some in zip(parts, titles, told, strict=True)
        ]
        decoded = [Hypothesis(part, None, ()) for part in parts]
        # What is too long in spite of splitting is one endless word: nothing to translate.
        order = [
            index
            for index, part in enumerate(parts)
            if is_translatable(part) and len(tokens[index].pieces) <= 2 * MAX_TOKENS
        ]
        done = 0

        def check() -> None:
            if cancelled is not None and cancelled():
                raise TranslationCancelled(
                    f"cancelled after {done} of {len(order)} segments; run it again to go on"
                )

        check()
        say = [[english for _, english in told[index]] for index in order]
        for batch, results in self.decode([tokens[index] for index in order], say):
            check()
            for at, hypothesis in zip(batch, results, strict=True):
                index = order[at]
                if titles[index]:
                    hypothesis = replace(hypothesis, target=hypothesis.target.upper())
                glossed = [span for span, _ in told[index]]
                decoded[index] = keep_verbatim(parts[index], hypothesis, glossed)
            done += len(batch)
            if progress is not None:
                progress(done, len(order))
        return decoded

    def alone(self, terms: Iterable[str]) -> dict[str, str]:
        """What the model says for each term by itself; remembered as long as the engine lives."""
        new = [term for term in dict.fromkeys(terms) if term not in self._alone]
        made = self.translate(new)
        self._alone |= {term: one.target for term, one in zip(new, made, strict=True)}
        return self._alone

    def _annotated(self, text: str, hints: Sequence[Hint]) -> Tokens:
        marks = self.package.terminology
        if not hints or marks is None:
            return self.aligned(self._tokenizer.encode(text))
        return annotated_tokens(
            text, hints, marks, lambda text: self.aligned(self._tokenizer.encode(text))
        )

    def parts(self, segment: str) -> tuple[Span, ...]:
        """Spans that are decoded each by itself.

        None for a segment to pass through, several for one that is long. The markers of inline
        terminology are nobody's to translate: they stay out of every part.
        """
        if not is_translatable(segment):
            return ()
        return tuple(
            (begin + start, begin + end)
            for begin, stretch in between_markers(segment)
            if any(char.isalpha() for char in stretch)
            for start, end in split_clauses(
                stretch, MAX_TOKENS, lambda text: len(self._tokenizer.encode(text).pieces)
            )
        )

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


# A part is decoded several times over where the glossary asks for something.
@functools.lru_cache(maxsize=4096)
def is_translatable(text: str) -> bool:
    """Whether there is anything to translate in a text: letters, not surely of another language."""
    return any(char.isalpha() for char in text) and not is_foreign(text)


_loading = threading.Lock()


def load_engine(package: ModelPackage, *, beam_size: int = BEAM_SIZE) -> Engine:
    """The engine of a package; loaded once in a process, however often it is asked for."""
    with _loading:
        return _load(package, beam_size)


@functools.lru_cache(maxsize=2)
def _load(package: ModelPackage, beam_size: int) -> Engine:
    return Engine(package, beam_size=beam_size)
