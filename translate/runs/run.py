"""A run: articles in files become files in a folder, and only what changed is done again.

A run may be stopped at any moment, by whatever; the next one goes on, and in the end the folder
holds what one undisturbed run would have made, byte for byte.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from visavis.corpus.article import Article
from visavis.corpus.atomic import TEMPORARY, WriteError, write_atomically
from visavis.corpus.errors import ArticleError, VisavisError
from visavis.corpus.reading import read_data
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.runs.journal import Done, Journal
from visavis.translate.runs.output_places import Job
from visavis.translate.runs.plan import Recipe, digest_of, edits_digest, reason_for

_LOCK = ".visavis-run.lock"
_ROUNDS = 5
"""How often articles that change while they are translated are translated again."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""Errors of one file that will be those of every other."""

State = Literal["done", "same", "failed", "gone"]
"""What became of a file: written, as it was, not written, or left of an article that is gone."""


class RunError(VisavisError):
    """A run that cannot begin."""


@dataclass(frozen=True)
class Event:
    """What became of one file; `words` are those of the article, `message` is for a person."""

    state: State
    place: str
    words: int = 0
    message: str = ""


@dataclass(frozen=True)
class Input:
    """An article's file as it was read; `problem` says why it could not be."""

    job: Job
    digest: str = ""
    stamp: tuple[int, int] | None = None
    problem: str = ""


Translate = Callable[[Iterator[tuple[Input, Article]]], Iterator[tuple[Input, BilingualArticle]]]
"""Bilingual articles for articles, in order; reads ahead as far as it likes."""
_UNREAD = Article("", ())
"""Goes in the place of an article that could not be read, so that it is told of in its turn."""


@contextlib.contextmanager
def claim(output: Path, waiting: Callable[[], None] | None) -> Iterator[Journal]:
    """The journal of an output folder, which belongs to one run at a time.

    When another run has it, `waiting` is called once and the run waits; with None a `RunError` is
    raised. What a killed run left half written is removed.
    """
    lock = FileLock(output / _LOCK)
    try:
        output.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        if waiting is None:
            raise RunError(
                f"another run is writing into {output}; run again when it has ended"
            ) from None
        waiting()
        lock.acquire()
    except OSError as error:
        raise RunError(
            f"{output}: nothing can be written there ({error.strerror}); make room or choose "
            "another folder"
        ) from error
    try:
        for part in output.rglob(f".*{TEMPORARY}"):
            with contextlib.suppress(OSError):
                part.unlink()
        with contextlib.closing(Journal(output)) as journal:
            yield journal
    finally:
        lock.release()


def run(
    jobs: Sequence[Job],
    recipe: Recipe,
    journal: Journal,
    translate: Translate,
) -> Iterator[Event]:
    """Do all jobs that are not done, and say of each file what became of it.

    `translate` is called when there is something to do: it is where an engine is loaded. An article
    that cannot be read, or a file that cannot be written, is an event and keeps no other from being
    done. Raises `WriteError` when there is no room left at all, and whatever `translate` does.
    """
    memory = recipe.translator.memory
    people = memory.people() if memory else ""
    todo = []
    for job in jobs:
        try:
            reason = reason_for(job, recipe, journal, people)
        except WriteError as error:
            yield _failure(job, error)
            continue
        if reason == "same":
            yield Event("same", job.place)
        else:
            todo.append(job)
    yield from _gone(jobs, journal)
    sources = frozenset(_from(journal, job) for job in jobs)
    for _ in range(_ROUNDS):
        if not todo:
            return
        changed: list[Job] = []
        began, words = time.monotonic(), 0
        for source, bilingual in translate(map(_read, todo)):
            if source.problem:
                yield Event("failed", source.job.place, message=source.problem)
                continue
            event = _write(source, bilingual, recipe, journal, people, sources)
            words += event.words
            yield event
            if _stamp(source.job.source) not in (source.stamp, None):
                changed.append(source.job)
        if words:
            journal.keep_pace(words / max(time.monotonic() - began, 1e-3))
        todo = changed
    for job in todo:
        yield Event("failed", job.place, message=f"{job.source} changes all the time; run again")


def _gone(jobs: Sequence[Job], journal: Journal) -> Iterator[Event]:
    """Files of earlier runs whose article is not there any more; they stay."""
    folder = journal.path.parent
    wanted = {job.place for job in jobs}
    for place, done in sorted(journal.done.items()):
        gone = place not in wanted and not (folder / done.source).exists()
        if gone and (folder / place).exists():
            message = f"{place}: its article is gone; delete it if you like"
            yield Event("gone", place, message=message)


def _read(job: Job) -> tuple[Input, Article]:
    stamp = _stamp(job.source)
    try:
        data = job.source.read_bytes()
        article = read_data(data, str(job.source)).article
    except OSError as error:
        return Input(job, problem=f"{job.source} cannot be read: {error.strerror}"), _UNREAD
    except ArticleError as error:
        return Input(job, problem=str(error)), _UNREAD
    return Input(job, hashlib.sha256(data).hexdigest(), stamp), article


def _write(
    source: Input,
    bilingual: BilingualArticle,
    recipe: Recipe,
    journal: Journal,
    people: str,
    sources: frozenset[str],
) -> Event:
    """Write one file; what a person made of an earlier one is put beside it.

    So is the translation of another article, but for those of this run (`sources`): each of them
    has a place of its own.
    """
    job = source.job
    where = _from(journal, job)
    earlier = journal.done.get(job.place)
    words = sum(len(segment.split()) for segment in bilingual.article.segments)
    content = recipe.format.write(bilingual)
    output = hashlib.sha256(content).hexdigest()
    message = ""
    try:
        found = digest_of(job.output)
        if found not in (None, output) and not journal.is_ours(job.place, found or ""):
            aside = _set_aside(job.output, "edited")
            message = f"{job.place} was changed by hand; that is now {aside}"
        elif found is not None and earlier is not None and found != output:
            other = earlier.source not in {where, *sources}
            if other and earlier.input != source.digest:
                aside = _set_aside(job.output, "other")
                message = f"{job.place} was made of {earlier.source}; that is now {aside}"
        if found != output:
            journal.intend(job.place, output)
            write_atomically(job.output, content)
    except WriteError as error:
        return _failure(job, error)
    edits = edits_digest(
        (pair.source, pair.target, pair.provenance)
        for _, pairs in bilingual.blocks
        for pair in pairs
        if pair.provenance in ("edited", "imported")
    )
    journal.record(Done(job.place, where, source.digest, output, recipe.signature, edits, people))
    return Event("done", job.place, words, message)


def _failure(job: Job, error: WriteError) -> Event:
    """That a file was not written; raises the error when no other will be either."""
    if isinstance(error.__cause__, OSError) and error.__cause__.errno in _NO_ROOM:
        raise error
    return Event("failed", job.place, message=str(error))


def _from(journal: Journal, job: Job) -> str:
    """The path of an article from the output folder."""
    return Path(os.path.relpath(job.source, journal.path.parent)).as_posix()


def _set_aside(path: Path, why: str) -> str:
    """Rename a file to a name that is free; returns the name."""
    names = (f"{path.stem}.{why}-{number}{path.suffix}" for number in range(1, 10_000))
    aside = next(place for name in names if not (place := path.with_name(name)).exists())
    try:
        path.rename(aside)
    except OSError as error:
        raise WriteError(f"{path}: cannot be renamed ({error.strerror})") from error
    return aside.name


def _stamp(path: Path) -> tuple[int, int] | None:
    """Another when the file was changed; None when it is gone."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
