"""`visavis translate` and `visavis lines`: French in, English out."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from visavis.corpus.article import Article
from visavis.corpus.extras import needs
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.cli.options import (
    glossary_option,
    memory_option,
    open_memory,
    open_translator,
    walk,
)
from visavis.translate.cli.run_progress import RunProgress
from visavis.translate.formats import FORMATS, RECORDS, check_installed, format_named
from visavis.translate.formats.markdown import LAYOUTS, Layout
from visavis.translate.runs import run as runs
from visavis.translate.runs.journal import Journal
from visavis.translate.runs.output_places import Job, plan
from visavis.translate.runs.plan import Reason, Recipe, survey, without_outputs
from visavis.translate.runs.watching import watch
from visavis.translate.translator import Translator

if TYPE_CHECKING:
    from visavis.translate.runs.on_ray import Cluster

_GUESS = 1000.0
"""French words a second, where nothing was measured yet."""
_LOOK_EVERY = 1.0


@dataclass(frozen=True)
class Options:
    """What the command line of `visavis translate` says, by the names of its parameters."""

    files: tuple[Path, ...]
    output: Path
    name: str
    layout: Layout
    glossary: Path | None
    path: Path | None
    no_memory: bool
    dry_run: bool
    watching: bool
    no_wait: bool
    where: str
    ray_address: str
    workers: int

    def translator(self) -> Translator:
        """The chosen model with the glossary and the memory that were named."""
        memory = None if self.no_memory else open_memory(self.path)
        return open_translator(self.glossary, memory=memory)

    def cluster(self) -> Cluster | None:
        """The cluster to work on, if it is to be one."""
        if self.where != "ray":
            return None
        with needs("ray", "A cluster"):
            from visavis.translate.runs.on_ray import Cluster
        return Cluster(self.ray_address, self.workers)

    def jobs(self, journal: Journal, suffix: str) -> list[Job]:
        """What is to be made of the files, but for those that a run wrote."""
        found = without_outputs(walk(self.files), self.output, journal)
        return plan(found, self.output, suffix)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--format",
    "name",
    type=click.Choice([*FORMATS, *RECORDS]),
    default="markdown",
    show_default=True,
    help="One file for each article; articles.* is one for all, a record each.",
)
@click.option("--layout", type=click.Choice(LAYOUTS), default="table", show_default=True)
@glossary_option
@memory_option
@click.option("--no-memory", is_flag=True, help="Neither use nor make a memory: decode everything.")
@click.option("--dry-run", is_flag=True, help="Say what would be done and how long it takes.")
@click.option("--watch", "watching", is_flag=True, help="Go on until stopped (Ctrl-C).")
@click.option("--no-wait", is_flag=True, help="Fail when another run writes into the folder.")
@click.option(
    "--on", "where", type=click.Choice(["here", "ray"]), default="here", help="On a Ray cluster?"
)
@click.option(
    "--ray-address", default="", help="HOST:PORT of its head. Default: RAY_ADDRESS, else start one."
)
@click.option("--workers", type=click.IntRange(0), default=0, help="Cores there. Default: all.")
def translate(**given: Any) -> None:
    """Translate FILES into the folder OUTPUT, French and English together.

    FILES are articles (.txt, .md, .html, .docx, .epub) or folders of them. Each becomes one file.
    With --format articles.jsonl or articles.parquet they may also be data sets (.jsonl, .parquet)
    of articles, a record each.
    Run it again at any time: what is done and unchanged is left alone, and a run that was stopped
    goes on, whatever stopped it. A file that you changed by hand is kept beside the new one.

    The paths of all files that are up to date go to standard output. An article that cannot be
    read is named, the others are done, and the exit code is 1.
    """
    options = Options(**given)
    check_installed(options.name)
    cluster, translator = options.cluster(), options.translator()
    waiting = None if options.no_wait else lambda: _wait(options.output)
    with runs.claim(options.output, waiting) as journal:
        if options.name in RECORDS:
            sys.exit(_records(options, translator, journal, cluster))
        if data := next((f for f in options.files if f.suffix in RECORDS.values()), None):
            raise click.UsageError(f"{data} is a data set: add --format {' or '.join(RECORDS)}")
        recipe = Recipe(translator, format_named(options.name, options.layout))
        if options.dry_run:
            _survey(options, recipe, journal)
        elif options.watching:
            _watch(options, recipe, journal, cluster)
        else:
            sys.exit(_run(options, recipe, journal, cluster))


def _records(
    options: Options, translator: Translator, journal: Journal, cluster: Cluster | None
) -> int:
    """Write records, all articles into one file; returns the exit code."""
    if options.dry_run or options.watching:
        raise click.UsageError(f"--format {options.name} goes without --dry-run and --watch")
    # Brings a library that takes longer to load than all others.
    from visavis.translate.cli.datasets import translate_datasets

    files, output, name = options.files, options.output, options.name
    return translate_datasets(files, output, name, translator, journal, cluster)


def _watch(options: Options, recipe: Recipe, journal: Journal, cluster: Cluster | None) -> None:
    """Run again and again, for what is complete, until the person stops."""
    try:
        for complete in watch(lambda: _paths(options.files), lambda: time.sleep(_LOOK_EVERY)):
            _run(options, recipe, journal, cluster, complete)
            click.echo("watching; Ctrl-C stops", err=True)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


def _run(
    options: Options,
    recipe: Recipe,
    journal: Journal,
    cluster: Cluster | None,
    only: frozenset[Path] | None = None,
) -> int:
    """Run, and tell; returns the exit code."""
    jobs = options.jobs(journal, recipe.format.suffix)
    if only is not None:
        jobs = [job for job in jobs if job.source in only]
    elif not jobs:
        raise click.ClickException("no article found; see --help for what they end in")
    translator = recipe.translator
    counts = dict.fromkeys(("done", "same", "failed", "gone"), 0)
    with RunProgress(len(jobs)) as progress:

        def translated(
            articles: Iterator[tuple[runs.Input, Article]],
        ) -> Iterator[tuple[runs.Input, BilingualArticle]]:
            if cluster is not None:
                from visavis.translate.runs import on_ray

                return on_ray.translate_stream(articles, translator, cluster=cluster)
            return translator.translate_stream(articles, progress=progress.segments)

        for event in runs.run(jobs, recipe, journal, translated):
            counts[event.state] += 1
            progress.tell(event)
            if event.state in ("done", "same") and (event.state == "done" or only is None):
                click.echo(str(options.output / event.place))
    said = [f"{counts['done']} translated"]
    said += [f"{counts['same']} unchanged"] if counts["same"] else []
    said += [f"{counts['failed']} not translated"] if counts["failed"] else []
    click.echo(", ".join(said), err=True)
    return 1 if counts["failed"] else 0


def _survey(options: Options, recipe: Recipe, journal: Journal) -> None:
    """Say what a run would do, and how long it takes."""
    words = 0
    for planned in survey(options.jobs(journal, recipe.format.suffix), recipe, journal):
        words += planned.words
        what = planned.problem or f"{planned.words:,} words to decode"
        why = _WHY[planned.reason]
        click.echo(f"{planned.job.output}: {why}" + (f"; {what}" if why != "unchanged" else ""))
    pace = journal.pace or _GUESS
    known = "as fast as last time" if journal.pace else "a guess: nothing was measured here yet"
    click.echo(f"{words:,} words, about {_time(words / pace)} ({known})", err=True)


_WHY: dict[Reason, str] = {
    "same": "unchanged",
    "new": "new",
    "article": "the article changed",
    "recipe": "another model, glossary or format",
    "people": "edited in the memory",
    "output": "the file was changed or deleted",
}


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _wait(output: Path) -> None:
    click.echo(f"another run is writing into {output}; waiting for it to end", err=True)


def _paths(files: tuple[Path, ...]) -> list[Path]:
    return [path for path, _ in walk(files)]


@click.command()
@click.option(
    "-g", "--glossary", type=click.Path(path_type=Path), help="The glossary (CSV). Default: none."
)
def lines(glossary: Path | None) -> None:
    """Translate standard input to standard output, line by line.

    One French sentence a line in, one English sentence a line out, in the same order. Works on
    streams of any length.
    """
    translator = open_translator(glossary, default=None)
    for target in translator.translate_lines(_stdin_lines()):
        sys.stdout.buffer.write(target.encode() + b"\n")
        sys.stdout.buffer.flush()


def _stdin_lines() -> Iterator[str]:
    """Lines as bytes end them: `str` would also break at the odd separators in a text."""
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            yield line.decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError as error:
            raise click.ClickException(
                f"standard input, line {number}: not UTF-8; convert it first, e.g. with iconv"
            ) from error
