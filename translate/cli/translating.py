"""`visavis translate` and `visavis lines`: French in, English out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from corpus.article import Article
from corpus.atomic import write_atomically
from corpus.errors import VisavisError
from corpus.reading import read_article
from translate.articles import translate_articles, translate_lines
from translate.cli.options import (
    glossary_option,
    open_engine,
    open_glossary,
    progress_bar,
    walk,
)
from translate.formats import markdown

_AT_ONCE = 16


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--layout", type=click.Choice(markdown.LAYOUTS), default="table", show_default=True)
@glossary_option
def translate(
    files: tuple[Path, ...], output: Path, layout: markdown.Layout, glossary: Path | None
) -> None:
    """Translate FILES into Markdown, French and English together.

    FILES are articles (.txt, .md, .html) or folders of them. Each becomes one Markdown file in the
    output folder. An article that cannot be read is named, the others are done, and the exit code
    is 1.
    """
    terms = open_glossary(glossary)
    engine = open_engine()
    jobs = _jobs(files, output)
    failed = 0
    for begin in range(0, len(jobs), _AT_ONCE):
        places: list[Path] = []
        articles: list[Article] = []
        for source, place in jobs[begin : begin + _AT_ONCE]:
            try:
                articles.append(read_article(source).article)
                places.append(place)
            except VisavisError as error:
                failed += 1
                click.echo(f"✗ {error}", err=True)
        with progress_bar(f"{begin + len(places) + failed}/{len(jobs)} articles") as progress:
            done = translate_articles(articles, engine, terms, progress=progress)
        for place, bilingual in zip(places, done, strict=True):
            write_atomically(place, markdown.to_markdown(bilingual, layout))
            click.echo(str(place))
    if not jobs:
        raise click.ClickException("no article found; articles end in .txt, .md or .html")
    if failed:
        click.echo(f"{failed} of {len(jobs)} articles were not translated", err=True)
        sys.exit(1)


@click.command()
@glossary_option
def lines(glossary: Path | None) -> None:
    """Translate standard input to standard output, line by line.

    One French sentence a line in, one English sentence a line out, in the same order. Works on
    streams of any length.
    """
    terms = open_glossary(glossary, default=None)
    for target in translate_lines(_stdin_lines(), open_engine(), terms):
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


def _jobs(files: tuple[Path, ...], output: Path) -> list[tuple[Path, Path]]:
    """Each article with the file that it becomes; no two become the same, none its own source."""
    taken: set[Path] = set()
    jobs = []
    for source, inside in walk(files):
        place = output / inside.with_suffix(".md")
        if place in taken:
            place = output / inside.with_name(f"{inside.name}.md")
        if place in taken:
            raise click.ClickException(
                f"{source}: another article of this run is also named {inside}; "
                "translate the two into different folders"
            )
        if place.resolve() == source.resolve():
            raise click.ClickException(
                f"{source} would be replaced by its own translation; choose another output folder"
            )
        taken.add(place)
        jobs.append((source, place))
    return jobs
