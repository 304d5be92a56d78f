"""What a run has to do: which files are not what they would become now, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from visavis.corpus.article import Article
from visavis.corpus.atomic import WriteError
from visavis.corpus.errors import ArticleError
from visavis.corpus.reading import read_article, read_data
from visavis.translate.formats import Format
from visavis.translate.memory.store import Memory
from visavis.translate.runs.journal import Journal
from visavis.translate.runs.output_places import Job
from visavis.translate.translator import Translator

Reason = Literal["same", "new", "article", "recipe", "people", "output"]
"""Why a file is to be written: it never was; the article, the model or glossary or format, what
people wrote, or the file itself is another than it was."""


@dataclass(frozen=True)
class Recipe:
    """What is made of every article of a run."""

    translator: Translator
    format: Format

    @property
    def signature(self) -> str:
        """All that decides an output, but the article and what people wrote."""
        layout = f"|layout:{self.format.layout}" if self.format.layout else ""
        return f"{self.translator.signature}|format:{self.format.name}{layout}"


@dataclass(frozen=True)
class Planned:
    """What a run would do with one file: nothing (`same`), or decode so many French words."""

    job: Job
    reason: Reason
    words: int = 0
    problem: str = ""


def survey(jobs: Sequence[Job], recipe: Recipe, journal: Journal) -> Iterator[Planned]:
    """What `run` would do, without doing it; words that the memory knows are not counted."""
    translator, memory = recipe.translator, recipe.translator.memory
    people = memory.people() if memory else ""
    for job in jobs:
        reason = reason_for(job, recipe, journal, people)
        if reason == "same":
            yield Planned(job, "same")
            continue
        try:
            article = read_article(job.source).article
        except ArticleError as error:
            yield Planned(job, reason, problem=str(error))
            continue
        found = translator.known.find(article.segments)
        known = translator.known.pairs(found)
        words = sum(len(segment.split()) for segment in found if segment not in known)
        yield Planned(job, reason, words)


def without_outputs(
    articles: Iterable[tuple[Path, Path]], output: Path, journal: Journal
) -> list[tuple[Path, Path]]:
    """The articles but those that a run wrote: the output folder may lie in what is translated."""
    written = {(output / place).resolve() for place in journal.done}
    return [(path, inside) for path, inside in articles if path.resolve() not in written]


def reason_for(job: Job, recipe: Recipe, journal: Journal, people: str) -> Reason:
    """Why a job is to be done; `people` is the state of what people wrote in the memory."""
    done = journal.done.get(job.place)
    if done is None:
        return "new"
    try:
        data = job.source.read_bytes()
    except OSError:
        return "article"
    if hashlib.sha256(data).hexdigest() != done.input:
        return "article"
    if done.recipe != recipe.signature:
        return "recipe"
    if digest_of(job.output) != done.output:
        return "output"
    if done.people != people:
        article = read_data(data, str(job.source)).article
        if edits_of(article, recipe.translator.memory) != done.edits:
            return "people"
        journal.record(replace(done, people=people))
    return "same"


def edits_of(article: Article, memory: Memory | None) -> str:
    """`edits_digest` of what the memory has for an article."""
    kept = memory.kept(set(article.segments)) if memory else {}
    return edits_digest(
        (segment, kept[segment].target, kept[segment].provenance)
        for segment in article.segments
        if segment in kept
    )


def edits_digest(written: Iterable[tuple[str, str, str]]) -> str:
    """A digest of what people wrote for an article; empty when they wrote nothing."""
    rows = list(written)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16] if rows else ""


def digest_of(path: Path) -> str | None:
    """SHA-256 (hex) of a file; None when there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise WriteError(
            f"{path}: is in the way ({error.strerror}); move it or choose another output folder"
        ) from error
