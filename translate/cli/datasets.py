"""What `visavis translate` does with data sets: files of records in, or records out, or both."""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from visavis.translate.cli.options import walk
from visavis.translate.cli.run_progress import RunProgress
from visavis.translate.formats import RECORDS
from visavis.translate.formats.records import kind_of, portions
from visavis.translate.runs import datasets
from visavis.translate.runs.datasets import (
    PORTION,
    Files,
    Part,
    Task,
    count,
    translate_part,
    write_dataset,
)
from visavis.translate.runs.journal import Done, Journal
from visavis.translate.runs.output_places import PlaceError
from visavis.translate.translator import Translator

if TYPE_CHECKING:
    from visavis.translate.runs.on_ray import Cluster


@dataclass(frozen=True)
class _Job:
    """A data set to write, in the place so called, from what is in `sources`."""

    place: str
    sources: tuple[Path, ...]
    tasks: tuple[Task, ...]


def translate_datasets(
    files: Sequence[Path],
    output: Path,
    name: str,
    translator: Translator,
    journal: Journal,
    cluster: Cluster | None,
) -> int:
    """Translate, and tell; returns the exit code.

    Each data set among `files` becomes one of its name, all other articles together one that is
    called as the format is. Those that are up to date are left alone.
    """
    kind = kind_of(Path(name))
    recipe = f"{translator.signature}|format:{name}"
    people = translator.memory.people() if translator.memory else ""

    def now(job: _Job, read: str) -> Done:
        return Done(job.place, "", read, _digest([output / job.place]), recipe, "", people)

    jobs = _jobs(files, output, name, {(output / place).resolve() for place in journal.done})
    digests = {job.place: _digest(job.sources) for job in jobs}
    todo = {
        job.place: job
        for job in jobs
        if journal.done.get(job.place) != now(job, digests[job.place])
    }
    tasks = [task for job in todo.values() for task in job.tasks]
    work = functools.partial(translate_part, kind=kind)
    results: Iterator[tuple[Task, Part | None]]
    if cluster is None:
        results = datasets.run(tasks, work, translator)
    else:
        from visavis.translate.runs import on_ray

        results = on_ray.run(tasks, work, translator, cluster=cluster)
    problems: list[str] = []
    with RunProgress(sum(map(count, tasks))) as progress:
        for job in jobs:
            place = output / job.place
            if job.place in todo:
                mine = itertools.islice(results, len(job.tasks))
                failed = write_dataset(
                    mine, place, kind, done=lambda task, words: progress.add(count(task), words)
                )
                problems += failed
                if not failed:
                    journal.record(now(job, digests[job.place]))
            click.echo(str(place))
    for problem in problems:
        click.echo(f"✗ {problem}", err=True)
    if problems and cluster is not None:
        click.echo("all machines of the cluster must see the files, by the same paths", err=True)
    return 1 if problems else 0


def _jobs(files: Sequence[Path], output: Path, name: str, written: Collection[Path]) -> list[_Job]:
    """What is to be made of `files`; what runs have `written` is none of them."""
    sets: list[tuple[Path, Path]] = []
    loose: list[tuple[Path, Path]] = []
    for file in files:
        if file.is_dir():
            sets += (
                (path, path.relative_to(file))
                for path in sorted(file.rglob("[!.]*"))
                if _holds_records(path) and path.resolve() not in written
            )
            loose += walk((file,))
        else:
            (sets if _holds_records(file) else loose).append((file, Path(file.name)))
    jobs = [
        _Job(inside.with_suffix(RECORDS[name]).as_posix(), (path,), tuple(portions(path, PORTION)))
        for path, inside in sets
    ]
    if loose:
        groups = (loose[begin : begin + PORTION] for begin in range(0, len(loose), PORTION))
        tasks = tuple(Files(tuple((p, inside.as_posix()) for p, inside in g)) for g in groups)
        jobs.append(_Job(name, tuple(path for path, _ in loose), tasks))
    places = [job.place for job in jobs]
    for job in jobs:
        if places.count(job.place) > 1:
            raise PlaceError(
                f"{job.sources[0]}: another data set of this run would also become {job.place}; "
                "translate the two into different folders"
            )
        if (output / job.place).resolve() in {source.resolve() for source in job.sources}:
            raise PlaceError(
                f"{job.sources[0]} would be replaced by its own translation; "
                "choose another output folder"
            )
    if not jobs:
        raise click.ClickException("no article and no data set found; see --help for their kinds")
    return jobs


def _holds_records(file: Path) -> bool:
    return file.suffix.lower() in RECORDS.values() and file.is_file()


def _digest(files: Sequence[Path]) -> str:
    """SHA-256 (hex) of files one after the other, each with its name; missing ones are empty."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\n".encode(errors="surrogatepass"))
        try:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            continue
    return digest.hexdigest()
