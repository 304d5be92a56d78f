"""A stream of articles becomes a stream of bilingual articles, in order, in little memory.

Segments of many articles are worked on together. While one such batch is decoded, the next is read,
the one before gets its terms, and what is done is written.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from visavis.corpus.article import Article
from visavis.translate.articles.translation import translate_articles
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.engine.batches import run_ahead
from visavis.translate.engine.engine import Engine, Progress
from visavis.translate.glossary.matching import Matcher
from visavis.translate.glossary.terms import Glossary
from visavis.translate.memory.store import Memory

WINDOW = 2048
"""Segments that a batch of articles has at least: enough to fill what is decoded at once."""
FIRST_WINDOW = 16
"""The same for the first batch, which is an article or two and has the decoder for itself: there is
something to see at once."""
_GROWTH = 8
"""How many times as many the next has, up to `WINDOW`: small ones take more time a segment."""
_UNDER_WAY = 2
"""Batches worked on at once: the decoder has work while terms are put into the other."""


def translate_stream(
    articles: Iterable[Article],
    engine: Engine,
    glossary: Glossary,
    memory: Memory | None = None,
    *,
    matcher: Matcher | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[BilingualArticle]:
    """The bilingual article of each article, in order; each is asked for when it is needed.

    No more than a few batches are held, however many articles there are. `articles` is read in the
    caller's thread; `progress` is called from others, one at a time, with the segments done and
    those read so far. Raises `TranslationCancelled` when `cancelled()` becomes true, and whatever
    reading raises; what was yielded is done.
    """
    matcher = matcher or Matcher(glossary)
    account = _Account(progress)
    stopped = threading.Event()

    def work(number: int, batch: list[Article]) -> list[BilingualArticle]:
        return translate_articles(
            batch,
            engine,
            glossary,
            memory=memory,
            matcher=matcher,
            progress=lambda done, total: account.tell(number, done, total),
            cancelled=lambda: stopped.is_set() or (cancelled is not None and cancelled()),
        )

    with ThreadPoolExecutor(_UNDER_WAY, thread_name_prefix="visavis") as pool:

        def submit(numbered: tuple[int, list[Article]]) -> Future[list[BilingualArticle]]:
            number, batch = numbered
            account.tell(number, 0, len({text for one in batch for text in one.segments}))
            return pool.submit(work, number, batch)

        numbered = enumerate(_batches(articles))
        try:
            for first in itertools.islice(numbered, 1):
                yield from submit(first).result()
            for _, future in run_ahead(numbered, submit, _UNDER_WAY):
                yield from future.result()
        finally:
            # Also when the caller stops listening: nobody waits for what is not wanted.
            stopped.set()
            pool.shutdown(cancel_futures=True)


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Articles in batches of so many segments at least, but for the last."""
    batch: list[Article] = []
    segments, wanted = 0, min(FIRST_WINDOW, WINDOW)
    for article in articles:
        batch.append(article)
        segments += len(article.segments)
        if segments >= wanted:
            yield batch
            batch, segments, wanted = [], 0, min(_GROWTH * wanted, WINDOW)
    if batch:
        yield batch


class _Account:
    """The progress of several batches as that of the whole."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._lock = threading.Lock()
        self._batches: dict[int, tuple[int, int]] = {}

    def tell(self, batch: int, done: int, total: int) -> None:
        with self._lock:
            self._batches[batch] = (done, total)
            if self._progress is not None:
                counts = self._batches.values()
                self._progress(sum(d for d, _ in counts), sum(t for _, t in counts))
