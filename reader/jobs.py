"""A translation of several articles that goes on in a thread while pages come and go.

A job belongs to one session and tells how far it is whenever it is asked. Articles go through the
same stream as on the command line, many short ones together; one that fails stops no other, and
what is finished stays when the job is cancelled.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from visavis.corpus.article import Article
from visavis.corpus.errors import VisavisError
from visavis.translate.articles.stream import Translate, translate_stream
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.engine.engine import TranslationCancelled
from visavis.translate.formats.wording import words

_WINDOW = 128
"""Sentences of a batch, at least: many short articles share one. What is worked on when the person
stops is lost, and two batches are."""

State = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class Task:
    """One article of a job, and how far it is: `done` of `total` sentences.

    `name` is what the person called it, `stem` what its files are called; `problem` says why it
    failed, in a person's words.
    """

    name: str
    stem: str
    article: Article
    words: int
    state: State = "waiting"
    done: int = 0
    total: int = 0
    bilingual: BilingualArticle | None = None
    problem: str = ""

    @property
    def words_done(self) -> float:
        """Words that are translated, as the share of the sentences that are."""
        if self.state == "done":
            return self.words
        return self.words * self.done / self.total if self.total else 0.0


class Job:
    """Translates articles, each with its name and stem, from the moment it is made.

    `translate` is `Translator.translate_batch`.

    It is cancelled when nothing refers to it any more, as when its session has ended.
    """

    def __init__(self, articles: Sequence[tuple[str, str, Article]], translate: Translate) -> None:
        tasks = [Task(name, stem, article, words(article)) for name, stem, article in articles]
        self._board = _Board(tasks)
        self._thread = threading.Thread(
            target=_work, args=(self._board, translate), name="translation", daemon=True
        )
        weakref.finalize(self, self._board.stop.set)
        self._thread.start()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every article and how far it is, at one moment."""
        with self._board.lock:
            return tuple(self._board.tasks)

    @property
    def running(self) -> bool:
        """Whether anything may still change."""
        return self._thread.is_alive()

    @property
    def cancelling(self) -> bool:
        """Whether it was asked to stop and has not stopped yet."""
        return self.running and self._board.stop.is_set()

    @property
    def elapsed(self) -> float:
        """Seconds that it has worked, or did."""
        return (self._board.ended or time.monotonic()) - self._board.began

    def cancel(self) -> None:
        """Stop as soon as the sentences in work are done; finished articles stay."""
        self._board.stop.set()

    def wait(self) -> None:
        """Return when nothing changes any more."""
        self._thread.join()


def seconds_left(tasks: Sequence[Task], elapsed: float) -> float | None:
    """How long the rest will take at the pace so far; None before anything is known of it."""
    done = sum(task.words_done for task in tasks)
    rest = sum(task.words - task.words_done for task in tasks if task.state in _OPEN)
    return rest * elapsed / done if done else None


_OPEN = ("waiting", "running")
_log = logging.getLogger(__name__)


class _Board:
    """What the thread and the session share; the thread must not keep the job itself alive."""

    def __init__(self, tasks: list[Task]) -> None:
        self.tasks = tasks
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.began = time.monotonic()
        self.ended: float | None = None

    @property
    def open(self) -> list[int]:
        """The articles of which it is not known what becomes."""
        return [index for index, task in enumerate(self.tasks) if task.state in _OPEN]

    def change(self, index: int, **changes: Any) -> None:
        with self.lock:
            self.tasks[index] = replace(self.tasks[index], **changes)

    def tell(self, articles: Sequence[int], done: int, total: int) -> None:
        """How far articles are that are worked on together; each gets its share of it."""
        for index in articles:
            sentences = len(set(self.tasks[index].article.segments))
            share = sentences * done // total if total else 0
            self.change(index, state="running", done=share, total=sentences)


def _work(board: _Board, translate: Translate) -> None:
    stream = translate_stream(
        ((index, task.article) for index, task in enumerate(board.tasks)),
        translate,
        window=_WINDOW,
        batch_progress=board.tell,
        cancelled=board.stop.is_set,
    )
    try:
        for index, bilingual in stream:
            board.change(index, state="done", bilingual=bilingual)
    except TranslationCancelled:
        board.stop.set()
    except Exception:
        # Which article of its batch it was nobody knows: all that are left go one by one.
        for index in board.open:
            board.change(index, state="waiting", done=0)
    for index in board.open:
        board.change(index, **_outcome(board, index, translate))
    board.ended = time.monotonic()


def _outcome(board: _Board, index: int, translate: Translate) -> dict[str, Any]:
    """What becomes of an article that goes by itself."""
    if board.stop.is_set():
        return {"state": "cancelled"}
    try:
        [bilingual] = translate(
            [board.tasks[index].article],
            progress=lambda done, total: board.tell([index], done, total),
            cancelled=board.stop.is_set,
        )
    except TranslationCancelled:
        return {"state": "cancelled"}
    except VisavisError as error:
        return {"state": "failed", "problem": str(error)}
    except Exception as error:
        _log.exception("an article could not be translated")
        problem = f"the program failed on it ({type(error).__name__}: {error}); please report this"
        return {"state": "failed", "problem": problem}
    return {"state": "done", "bilingual": bilingual}
