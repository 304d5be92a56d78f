"""A run over files: what has changed is translated and written, whatever happened to the last run.

Each output is compared with what the folder's manifest says of it, so nothing is done twice, and a
run that was cut short is finished by the next. Imports `corpus` and `translate`'s formats, memory,
`run_manifest` and `run_places`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from corpus.article import Article
from corpus.atomic import TEMPORARY, WriteError, write_atomically
from corpus.errors import ArticleError, VisavisError
from corpus.reading import read_article
from translate.bilingual import BilingualArticle, Pair
from translate.formats import Format
from translate.formats.markdown import Layout
from translate.memory import Kept, Memory
from translate.run_manifest import Manifest, Record
from translate.run_places import Job, PlaceError

LOCK = ".visavis-run.lock"
_PASSES = 3
"""How often an article is translated again that was changed meanwhile."""
_HOPELESS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""Errors of one file that are those of every other."""

Translate = Callable[[Iterable[Article]], Iterator[BilingualArticle]]
Why = Literal["new", "changed", "outdated", "missing", "edited", "unchanged"]
"""Why an article is translated: never was; its text, or glossary, model or format changed since;
its output is not there, or was changed by somebody else."""


class BusyError(VisavisError):
    """Another run is writing into the folder."""


@dataclass(frozen=True)
class Recipe:
    """What decides the outputs of a run beside the articles.

    `made_by` is the signature of engine and glossary; the memory holds what people wrote.
    """

    made_by: str
    format: Format
    layout: Layout
    memory: Memory | None

    @property
    def name(self) -> str:
        """The recipe but for the memory, in one line."""
        layout = f"-{self.layout}" if self.format.name == "markdown" else ""
        return f"{self.made_by}|format:{self.format.name}{layout}"


@dataclass(frozen=True)
class Outcome:
    """What became of an article: `problem` says what failed, with the remedy; else it is empty.

    `backup` is where a file was put that somebody had changed, or that was no run's.
    """

    job: Job
    why: Why
    words: int = 0
    problem: str = ""
    backup: Path | None = None


@contextlib.contextmanager
def locked(output: Path, *, wait: bool, waiting: Callable[[], None]) -> Iterator[None]:
    """Keep other runs out of a folder; `waiting` is called when another one is in it.

    Raises `BusyError` then, if not told to wait, and `WriteError` when the folder cannot be made.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        lock = FileLock(output / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            if not wait:
                raise BusyError(
                    f"{output}: another run is writing into it; wait for its end, "
                    "or leave --no-wait out"
                ) from error
            waiting()
            lock.acquire()
    except OSError as error:
        raise WriteError(
            f"{output}: cannot be written to ({error.strerror}); choose another output folder"
        ) from error
    try:
        yield
    finally:
        lock.release()


def plan(jobs: Sequence[Job], output: Path, recipe: Recipe) -> Iterator[tuple[Job, Why]]:
    """What is to be done with each article, and why. Writes nothing."""
    manifest = Manifest(output)
    memory = _digest_of_all_kept(recipe.memory)
    for job in jobs:
        yield job, _why(job, output, recipe, manifest, memory)


def run(
    jobs: Sequence[Job], output: Path, recipe: Recipe, translate: Translate
) -> Iterator[Outcome]:
    """Do what is to be done; one outcome for each article, those that are unchanged first.

    The caller holds the folder's lock. `translate` is called when there is something to translate.
    An article that cannot be read or written hides no other. An article that changes meanwhile is
    translated again. Raises `WriteError` when nothing can be written any more.
    """
    _remove_parts(output)
    manifest = Manifest(output)
    memory = _digest_of_all_kept(recipe.memory)
    todo: list[tuple[Job, Why]] = []
    standing: set[str] = set()
    for job in jobs:
        why = _why(job, output, recipe, manifest, memory)
        if why == "unchanged":
            standing.add(job.name)
            yield Outcome(job, why)
        else:
            todo.append((job, why))
    try:
        for attempt in range(_PASSES):
            changed = []
            for outcome in _pass(todo, output, recipe, manifest, memory, translate):
                record = manifest.record(outcome.job.name)
                if outcome.problem or record is None:
                    yield outcome
                    continue
                standing.add(outcome.job.name)
                if _digest(outcome.job.source) in (record.input, None):
                    yield outcome
                elif attempt + 1 < _PASSES:
                    changed.append((outcome.job, outcome.why))
                else:
                    yield replace(
                        outcome,
                        problem=f"{outcome.job.source} keeps changing; "
                        "run it again when it is finished",
                    )
            todo = changed
            if not todo:
                break
    finally:
        if standing:
            manifest.tidy(standing)


def stale(jobs: Sequence[Job], output: Path) -> list[str]:
    """Files that a run wrote and whose articles are gone; nobody removes them."""
    names = {job.name for job in jobs}
    return [
        record.name
        for record in Manifest(output).records()
        if record.name not in names
        and (output / record.name).exists()
        and not (output / record.source).exists()
    ]


def _why(job: Job, output: Path, recipe: Recipe, manifest: Manifest, memory: str) -> Why:
    record = manifest.record(job.name)
    there = _digest(output / job.name)
    if there is None:
        return "new" if record is None else "missing"
    if not manifest.is_ours(job.name, there):
        return "edited"
    assert record is not None  # something of ours is there
    if record.input != _digest(job.source) or record.source != _relative(job.source, output):
        return "changed"
    if there != record.output:
        return "missing"
    if record.recipe != recipe.name or not _same_edits(job, record, recipe, manifest, memory):
        return "outdated"
    return "unchanged"


def _same_edits(job: Job, record: Record, recipe: Recipe, manifest: Manifest, memory: str) -> bool:
    """Whether people wrote nothing new for the article's segments since the record."""
    if record.memory == memory:
        return True
    try:
        segments = read_article(job.source).article.segments
    except ArticleError:
        return False
    kept = recipe.memory.kept(segments).values() if recipe.memory else ()
    return record.kept == _digest_of_kept(kept)


def _pass(
    todo: Sequence[tuple[Job, Why]],
    output: Path,
    recipe: Recipe,
    manifest: Manifest,
    memory: str,
    translate: Translate,
) -> Iterator[Outcome]:
    """Read, translate and write each article once."""
    read: deque[tuple[Job, Why, str, int]] = deque()
    failed: deque[Outcome] = deque()

    def articles() -> Iterator[Article]:
        for job, why in todo:
            try:
                job.place(output)
                article, digest = _read(job.source)
            except VisavisError as error:
                failed.append(Outcome(job, why, problem=str(error)))
                continue
            read.append((job, why, digest, len(article.text.split())))
            yield article

    if not todo:
        return
    for bilingual in translate(articles()):
        yield from _drained(failed)
        job, why, digest, words = read.popleft()
        try:
            backup = _write(job, digest, bilingual, output, recipe, manifest, memory)
        except (WriteError, PlaceError) as error:
            cause = error.__cause__
            if isinstance(cause, OSError) and cause.errno in _HOPELESS:
                raise
            yield Outcome(job, why, words, str(error))
        else:
            yield Outcome(job, why, words, backup=backup)
    yield from _drained(failed)


def _drained(outcomes: deque[Outcome]) -> Iterator[Outcome]:
    while outcomes:
        yield outcomes.popleft()


def _read(path: Path) -> tuple[Article, str]:
    """An article and the digest of the bytes that it was read from."""
    for _ in range(_PASSES):
        before = _digest(path)
        article = read_article(path).article
        if before is not None and before == _digest(path):
            return article, before
    raise ArticleError(f"{path} keeps changing; run it again when it is finished")


def _write(
    job: Job,
    digest: str,
    bilingual: BilingualArticle,
    output: Path,
    recipe: Recipe,
    manifest: Manifest,
    memory: str,
) -> Path | None:
    """Record and write one output; returns where somebody else's file of that name was put."""
    place = job.place(output)
    content = recipe.format.write(bilingual, recipe.layout)
    after = hashlib.sha256(content).hexdigest()
    there = _digest(place)
    backup = None
    if there not in (None, after) and not manifest.is_ours(job.name, there or ""):
        backup = _set_aside(place)
    kept = [
        pair
        for pairs in bilingual.pairs
        for pair in pairs
        if pair.provenance in ("edited", "imported")
    ]
    manifest.append(
        Record(
            job.name,
            _relative(job.source, output),
            digest,
            after,
            recipe.name,
            _digest_of_kept(kept),
            memory,
        )
    )
    if there != after:
        write_atomically(place, content)
    return backup


def _set_aside(place: Path) -> Path:
    for number in range(1, 10_000):
        backup = place.with_name(f"{place.name}.edited-{number}")
        if not backup.exists():
            try:
                return place.rename(backup)
            except OSError as error:
                raise WriteError(
                    f"{place}: was changed by somebody, and cannot be set aside "
                    f"({error.strerror}); move it away and run it again"
                ) from error
    raise WriteError(f"{place}: has thousands of backups; move some of them away")


def _remove_parts(output: Path) -> None:
    """What a run left behind that was killed while it wrote; its lock says that it is gone."""
    for part in output.rglob(f".*{TEMPORARY}"):
        with contextlib.suppress(OSError):
            part.unlink()


def _relative(source: Path, output: Path) -> str:
    return os.path.relpath(source.resolve(), output.resolve())


def _digest(path: Path) -> str | None:
    """SHA-256 (hex) of a file; None when it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _digest_of_all_kept(memory: Memory | None) -> str:
    return _digest_of_kept(memory.all_kept() if memory else ())


def _digest_of_kept(kept: Iterable[Kept | Pair]) -> str:
    """One for the same targets in whatever order, whether of the memory or of an article."""
    said = {
        (
            one.source,
            one.target,
            one.provenance,
            one.links if isinstance(one, Kept) else one.alignment,
        )
        for one in kept
    }
    return hashlib.sha256(repr(sorted(said, key=repr)).encode(errors="surrogatepass")).hexdigest()
