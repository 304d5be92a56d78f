"""The object that translates: an engine, a glossary with its matcher, and a memory."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from visavis.corpus.article import Article
from visavis.corpus.extras import needs
from visavis.corpus.reading import read_article, read_text
from visavis.translate.articles.known_pairs import Found, KnownPairs, Recalled, bilingual_of
from visavis.translate.articles.segments import decode
from visavis.translate.articles.stream import WINDOW, BatchProgress, translate_stream
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.engine.engine import Engine, Progress, load_engine
from visavis.translate.engine.model import BEAM_SIZE
from visavis.translate.engine.signature import (
    EngineSignature,
    Signature,
    engine_signature,
    signature_of,
)
from visavis.translate.glossary.file import load_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.glossary.terms import EMPTY, Glossary
from visavis.translate.memory.store import Key, Memory
from visavis.translate.packages import choice
from visavis.translate.packages.folder import ModelPackage, PackageError
from visavis.translate.terminology.report import term_report

if TYPE_CHECKING:
    import pandas as pd

K = TypeVar("K")
_REMEMBERED_AT_ONCE = 2048
"""Sentences that are decoded before the memory is told: what a crash may cost."""


class Translator:
    """Translates sentences and articles from French into English, always in the same way.

    `glossary` is a glossary or its file, `memory` a translation memory or its file (made when
    missing). `model` is the name of an installed package, the path of an `.argosmodel` file or of
    an unpacked package, a package, or an engine; by default it is the package that `visavis models
    use` chose, or the one that comes with the program. `beam_size` is how many hypotheses the
    decoder pursues; an engine has its own.

    The model is loaded when it is first needed. Close the translator, or use it in a `with`
    statement, to close the memory that it opened; a `Memory` that you passed in stays open.

    Raises `GlossaryError`, `MemoryFileError` and `PackageError`. One translator may be used from
    several threads.
    """

    def __init__(
        self,
        *,
        glossary: Glossary | Path | str | None = None,
        memory: Memory | Path | str | None = None,
        model: ModelPackage | Engine | Path | str | None = None,
        beam_size: int = BEAM_SIZE,
    ) -> None:
        if glossary is None:
            glossary = EMPTY
        self.glossary = glossary if isinstance(glossary, Glossary) else load_glossary(glossary)
        self.beam_size = beam_size
        self._engine: Engine | None = None
        if isinstance(model, ModelPackage | Path | str):
            self.package = choice.package_of(model)
        elif model is not None:
            self._engine, self.package, self.beam_size = model, model.package, model.beam_size
        self._owns_memory = isinstance(memory, Path | str)
        self.memory = Memory(Path(memory)) if isinstance(memory, Path | str) else memory

    @cached_property
    def package(self) -> ModelPackage:
        """The package of the model, by default the chosen one: `PackageError` when it is gone."""
        return choice.selected()

    @property
    def engine(self) -> Engine:
        """The engine, which holds the model. Raises `PackageError` when it cannot be loaded."""
        if self._engine is None:
            self._engine = load_engine(self.package, beam_size=self.beam_size)
        return self._engine

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher of the glossary: finds its terms in a French sentence."""
        return Matcher(self.glossary)

    @property
    def engine_signature(self) -> EngineSignature:
        """The engine's signature; the model is not loaded for it."""
        return engine_signature(self.package, self.beam_size)

    @property
    def signature(self) -> Signature:
        """What decides the English: equal signatures and equal French give equal English.

        What people wrote into the memory is not part of it.
        """
        return signature_of(self.engine_signature, self.glossary)

    def key(self, text: str) -> Key:
        """Under what a memory keeps the pair of a sentence."""
        return self.known.key(text, self.matcher.find(text))

    @property
    def known(self) -> KnownPairs:
        """What the memory has for this engine and these rows, also where no model can be used."""
        try:
            maker = str(self.engine_signature)
        except PackageError:
            maker = ""
        return KnownPairs(self.memory, maker, self.glossary, self.matcher)

    def translate(self, text: str) -> Pair:
        """The pair of one sentence; for a text of several sentences, use `translate_text`."""
        return self.translate_many([text])[0]

    def translate_many(
        self,
        texts: Iterable[str],
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Pair]:
        """One pair for each sentence, in order; all of them are decoded together.

        `progress` is called with the number of different sentences done and of all. Raises
        `TranslationCancelled` when `cancelled()` becomes true.
        """
        segments = list(texts)
        found = self.known.find(segments)
        pairs = self.known.of_people(found)

        def show(done: int, total: int) -> None:
            if progress is not None:
                progress(len(found) - total + done, len(found))

        rest = {text: matches for text, matches in found.items() if text not in pairs}
        pairs |= self.engine_pairs(rest, progress=show, cancelled=cancelled)
        return [pairs[segment] for segment in segments]

    def engine_pairs(
        self,
        found: Found,
        *,
        at_once: int = _REMEMBERED_AT_ONCE,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> dict[str, Pair]:
        """What the engine says to each sentence, recalled or decoded; never what a person wrote.

        `at_once` sentences are decoded before the memory is told: what an interruption may cost.
        `progress` counts those that the memory does not have.
        """
        pairs = self.known.of_engine(found)
        missing = [text for text in found if text not in pairs]
        for begin in range(0, len(missing), at_once):
            some = missing[begin : begin + at_once]

            def show(done: int, total: int, begin: int = begin, count: int = len(some)) -> None:
                if progress is not None:
                    # A long sentence is decoded in parts; those count as their share of it.
                    progress(begin + done * count // max(total, 1), len(missing))

            made = decode(
                some, found, self.engine, self.glossary, progress=show, cancelled=cancelled
            )
            self.known.remember(made, found)
            pairs |= made
        return pairs

    def translate_lines(self, lines: Iterable[str], *, window: int = 256) -> Iterator[str]:
        """The English of each sentence of an endless stream; holds at most `window` of them."""
        lines = iter(lines)
        while waiting := list(itertools.islice(lines, window)):
            yield from (pair.target for pair in self.translate_many(waiting))

    def translate_text(self, text: str) -> BilingualArticle:
        """The bilingual article of a text, cut into paragraphs and sentences.

        Raises `ArticleError` when there is no text in it.
        """
        return self.translate_article(read_text(text).article)

    def translate_article(
        self,
        article: Article | Path | str,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> BilingualArticle:
        """The bilingual article of an article or of the file that it is in.

        `progress` counts different sentences. Raises `ArticleError` when the file cannot be read,
        `TranslationCancelled` when `cancelled()` becomes true.
        """
        [made] = self.translate_batch([_article(article)], progress=progress, cancelled=cancelled)
        return made

    def translate_batch(
        self,
        articles: Sequence[Article],
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[BilingualArticle]:
        """One bilingual article for each article, in order; all of them are decoded together.

        `progress` counts different sentences. Raises `TranslationCancelled`.
        """
        segments = list(dict.fromkeys(text for one in articles for text in one.segments))
        made = self.translate_many(segments, progress=progress, cancelled=cancelled)
        pairs = dict(zip(segments, made, strict=True))
        return [bilingual_of(one, pairs, str(self.signature)) for one in articles]

    def translate_articles(
        self,
        articles: Iterable[Article | Path | str],
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[BilingualArticle]:
        """The bilingual article of each article or file, in order, as `translate_stream`.

        Raises `ArticleError` at the first file that cannot be read.
        """
        keyed = enumerate(map(_article, articles))
        stream = self.translate_stream(keyed, progress=progress, cancelled=cancelled)
        return (bilingual for _, bilingual in stream)

    def translate_stream(
        self,
        articles: Iterable[tuple[K, Article]],
        *,
        window: int = WINDOW,
        progress: Progress | None = None,
        batch_progress: BatchProgress[K] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[tuple[K, BilingualArticle]]:
        """The bilingual article of each article, with its key: see `stream.translate_stream`."""
        return translate_stream(
            articles,
            self.translate_batch,
            window=window,
            progress=progress,
            batch_progress=batch_progress,
            cancelled=cancelled,
        )

    def recall(self, article: Article) -> Recalled:
        """What the memory has of an article; decodes nothing.

        Where no model can be used, what an engine once said is outdated.
        """
        known = self.known
        return known.article(article, str(self.signature) if known.maker else "")

    def translate_frame(
        self,
        texts: pd.Series[str] | pd.DataFrame,
        *,
        column: str = "source",
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """A table with a row for each sentence of a pandas Series, or of a column of a DataFrame.

        It has the index of `texts`, so that the two can be joined, and the columns of
        `translate.articles.frame.COLUMNS`. A missing value is taken for an empty sentence.
        """
        # A second of import that translating can do without; so below.
        with needs("tables", "A DataFrame"):
            import pandas as pd
        from visavis.translate.articles.frame import frame_of

        series = texts[column] if isinstance(texts, pd.DataFrame) else texts
        sentences = series.astype("string").fillna("").tolist()
        return frame_of(self.translate_many(sentences, progress=progress), index=series.index)

    @staticmethod
    def report(articles: Iterable[BilingualArticle]) -> pd.DataFrame:
        """What became of each glossary term in the articles: a row for each occurrence.

        The columns are `translate.terminology.report.COLUMNS`.
        """
        return term_report(articles)

    def remember(self, pairs: Iterable[Pair]) -> None:
        """Let the memory know what this engine said with these rows, in another translator."""
        said = {pair.source: pair for pair in pairs}
        self.known.remember(said, self.known.find(said))

    def using(
        self,
        *,
        glossary: Glossary | Path | str | None = None,
        memory: Memory | Path | str | None = None,
    ) -> Translator:
        """A translator with the same model and another glossary; none when you name none.

        It has no memory unless you name one, so a trial leaves nothing behind in this one's.
        """
        model = self._engine or self.package
        return Translator(glossary=glossary, memory=memory, model=model, beam_size=self.beam_size)

    def close(self) -> None:
        """Close the memory if this translator opened it; it cannot translate afterwards."""
        if self._owns_memory and self.memory is not None:
            self.memory.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _article(article: Article | Path | str) -> Article:
    return article if isinstance(article, Article) else read_article(Path(article)).article
