"""A stream of articles becomes a stream of bilingual articles, in order, in little memory.

Segments of many articles are worked on together. While one such batch is decoded, the next is read,
the one before gets its terms, and what is done is written.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

from visavis.corpus.article import Article
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.engine.batches import run_ahead
from visavis.translate.engine.engine import Progress

WINDOW = 2048
"""Segments that a batch of articles has at least: enough to fill what is decoded at once."""
FIRST_WINDOW = 16
"""The same for the first batch, which is an article or two and has the decoder for itself: there is
something to see at once."""
_GROWTH = 8
"""How many times as many the next has, up to `WINDOW`: small ones take more time a segment."""
_UNDER_WAY = 2
"""Batches worked on at once: the decoder has work while terms are put into the other."""

K = TypeVar("K")
BatchProgress = Callable[[Sequence[K], int, int], None]
"""Called with the keys of the articles of a batch, its different segments done, and all of them."""


class Translate(Protocol):
    """What translates a batch: one bilingual article for each article, in order."""

    def __call__(
        self, articles: Sequence[Article], *, progress: Progress, cancelled: Callable[[], bool]
    ) -> list[BilingualArticle]:
        """Raises `TranslationCancelled` when `cancelled()` becomes true."""


def translate_stream(
    articles: Iterable[tuple[K, Article]],
    translate: Translate,
    *,
    window: int = WINDOW,
    progress: Progress | None = None,
    batch_progress: BatchProgress[K] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[tuple[K, BilingualArticle]]:
    """The bilingual article of each article, with its key, in order; read when it is needed.

    No more than a few batches of `window` segments are held, however many articles there are.
    `articles` is read in the caller's thread; `progress` and `batch_progress` are called from
    others, one at a time, the former with the segments done and those read so far. Raises
    `TranslationCancelled` when `cancelled()` becomes true, and whatever reading and `translate`
    raise; what was yielded is done.
    """
    account = _Account(progress, batch_progress)
    stopped = threading.Event()

    def work(number: int, batch: list[tuple[K, Article]]) -> list[tuple[K, BilingualArticle]]:
        keys = [key for key, _ in batch]
        made = translate(
            [article for _, article in batch],
            progress=lambda done, total: account.tell(number, keys, done, total),
            cancelled=lambda: stopped.is_set() or (cancelled is not None and cancelled()),
        )
        return list(zip(keys, made, strict=True))

    with ThreadPoolExecutor(_UNDER_WAY, thread_name_prefix="visavis") as pool:

        def submit(
            numbered: tuple[int, list[tuple[K, Article]]],
        ) -> Future[list[tuple[K, BilingualArticle]]]:
            number, batch = numbered
            segments = {text for _, article in batch for text in article.segments}
            account.tell(number, [key for key, _ in batch], 0, len(segments))
            return pool.submit(work, number, batch)

        numbered = enumerate(_batches(articles, window))
        try:
            for first in itertools.islice(numbered, 1):
                yield from submit(first).result()
            for _, future in run_ahead(numbered, submit, _UNDER_WAY):
                yield from future.result()
        finally:
            # Also when the caller stops listening: nobody waits for what is not wanted.
            stopped.set()
            pool.shutdown(cancel_futures=True)


def _batches(
    articles: Iterable[tuple[K, Article]], window: int
) -> Iterator[list[tuple[K, Article]]]:
    """Articles in batches of so many segments at least, but for the last.

    An article that fills one has it for itself: those before it need not wait for it.
    """
    batch: list[tuple[K, Article]] = []
    segments, wanted = 0, min(FIRST_WINDOW, window)
    for key, article in articles:
        if batch and len(article.segments) >= wanted:
            yield batch
            batch, segments = [], 0
        batch.append((key, article))
        segments += len(article.segments)
        if segments >= wanted:
            yield batch
            batch, segments, wanted = [], 0, min(_GROWTH * wanted, window)
    if batch:
        yield batch


class _Account(Generic[K]):
    """The progress of several batches, of each and as that of the whole."""

    def __init__(self, progress: Progress | None, batch_progress: BatchProgress[K] | None) -> None:
        self._progress = progress
        self._batch_progress = batch_progress
        self._lock = threading.Lock()
        self._batches: dict[int, tuple[int, int]] = {}

    def tell(self, batch: int, keys: Sequence[K], done: int, total: int) -> None:
        with self._lock:
            self._batches[batch] = (done, total)
            if self._batch_progress is not None:
                self._batch_progress(keys, done, total)
            if self._progress is not None:
                counts = self._batches.values()
                self._progress(sum(d for d, _ in counts), sum(t for _, t in counts))
