"""Data sets of articles, translated portion by portion: files of records, or files into records.

The same work here and on a cluster: a portion is read, translated and written as part of a file of
records by whoever runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from visavis.corpus.article import Article
from visavis.corpus.atomic import write_atomically
from visavis.corpus.errors import VisavisError
from visavis.corpus.reading import read_article
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.formats.records import (
    Kind,
    Portion,
    Record,
    RecordError,
    assemble,
    encode,
    read_portion,
)
from visavis.translate.translator import Translator

PORTION = 16
"""Articles that are decoded together: some hundred sentences fill the decoder's batches."""

Translate = Callable[[Sequence[Article]], list[BilingualArticle]]
"""Bilingual articles for articles, in order."""
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Files:
    """Some articles that are files, each with the path by which the data set is to know it."""

    files: tuple[tuple[Path, str], ...]


Task = Files | Portion
"""What is read, translated and written at once."""


@dataclass(frozen=True)
class Part:
    """A task that was done: a part of the file of records, and what could not be read.

    `words` are the French ones that it holds.
    """

    content: bytes
    words: int
    problems: tuple[str, ...] = ()


def run(
    tasks: Iterable[T],
    job: Callable[[T, Translate], R],
    translator: Translator,
) -> Iterator[tuple[T, R]]:
    """Each task and what `job` made of it, in this process; `on_ray.run` is its twin."""
    return ((task, job(task, translator.translate_batch)) for task in tasks)


def write_dataset(
    results: Iterable[tuple[Task, Part | None]],
    place: Path,
    kind: Kind,
    *,
    done: Callable[[Task, int], None] | None = None,
) -> list[str]:
    """Write what `translate_part` made of each task into one file, whole or not at all.

    `done` is called for each task that is finished, with its words. Returns what could not be read
    or is lost (None), an error message each; all else is in the file.
    """
    problems: list[str] = []

    def parts() -> Iterator[bytes]:
        for task, part in results:
            if part is None:
                problems.append(f"{_name(task)}: the worker died each time; run it again")
                continue
            problems.extend(part.problems)
            if done is not None:
                done(task, part.words)
            yield part.content

    write_atomically(place, assemble(parts(), kind))
    return problems


def translate_part(task: Task, translate: Translate, kind: Kind) -> Part:
    """Read a portion, translate what can be read, and write it as a part of `kind`."""
    found = _read(task)
    good = [record for record in found if isinstance(record, Record)]
    made = translate([record.article for record in good])
    named = zip((record.path for record in good), made, strict=True)
    problems = tuple(str(error) for error in found if not isinstance(error, Record))
    words = sum(len(record.article.text.split()) for record in good)
    return Part(encode(list(named), kind), words, problems)


def count(task: Task) -> int:
    """The number of articles in a task."""
    return task.count if isinstance(task, Portion) else len(task.files)


def _read(task: Task) -> Sequence[Record | VisavisError]:
    if isinstance(task, Portion):
        try:
            return read_portion(task)
        except RecordError as error:
            return [error]
    found: list[Record | VisavisError] = []
    for file, path in task.files:
        try:
            found.append(Record(path, read_article(file).article))
        except VisavisError as error:
            found.append(error)
    return found


def _name(task: Task) -> str:
    if isinstance(task, Portion):
        return f"{task.file}, records {task.first} to {task.first + task.count - 1}"
    return ", ".join(str(file) for file, _ in task.files)
