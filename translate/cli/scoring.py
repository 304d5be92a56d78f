"""`visavis terms` and `visavis score`: what became of terms, and how good the English is."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import click

from visavis.corpus.errors import ArticleError
from visavis.corpus.reading import read_article
from visavis.translate.cli.options import (
    glossary_option,
    open_translator,
    progress_bar,
    walk,
)
from visavis.translate.glossary.terms import Glossary
from visavis.translate.glossary.usage import unseen
from visavis.translate.runs.samples import GLOSSARY, REFERENCES, shipped
from visavis.translate.terminology.report import as_text, report_rows, term_counts, to_csv

_MOST_NAMED = 50
"""Terms that were seen nowhere and are named; a large glossary has thousands."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@glossary_option
@click.option("--csv", "as_csv", is_flag=True, help="Every occurrence, with all columns, as CSV.")
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with code 3 when a term was missed, or when no term of the glossary was seen.",
)
def terms(files: tuple[Path, ...], glossary: Path | None, as_csv: bool, strict: bool) -> None:
    """Show what became of the glossary's terms in FILES.

    Translates the articles and counts, for each row of the glossary, how often its term occurs and
    with what outcome. Missed terms are listed with the reason on standard error, and so are the
    terms that were seen nowhere. An article that cannot be read is named, the others are counted,
    and the exit code is 1.
    """
    articles, failed = [], 0
    for path, _ in walk(files):
        try:
            articles.append(read_article(path).article)
        except ArticleError as error:
            failed += 1
            click.echo(f"✗ {error}", err=True)
    translator = open_translator(glossary)
    with progress_bar(f"{len(articles)} article{'s'[: len(articles) != 1]}") as progress:
        done = translator.translate_batch(articles, progress=progress)
    report = report_rows(done)
    if as_csv:
        click.echo(to_csv(report), nl=False)
    elif report:
        click.echo(as_text(term_counts(report)))
    missed = [use for use in report if use.outcome == "missed"]
    for use in missed:
        arrow = " → " if use.rendering else ""
        click.echo(f"missed: {use.french}{arrow}{use.rendering}: {use.reason}", err=True)
        click.echo(f"    {use.source}", err=True)
    if articles:
        rows = translator.glossary
        _echo_unseen(rows, unseen(done, rows, translator.matcher), len(articles))
    if failed:
        sys.exit(1)
    if strict and (missed or not report):
        sys.exit(3)


def _echo_unseen(glossary: Glossary, terms: Sequence[str], articles: int) -> None:
    """Say which terms stand in no article; all of them need no list."""
    where = "the article" if articles == 1 else f"the {articles} articles"
    count = len({term.sources[0] for term in glossary.terms})
    if not count:
        text = "there is no glossary, so no term was looked for; name one with --glossary"
    elif len(terms) == count:
        some = "its only term is" if count == 1 else f"none of its {count} terms is"
        text = f"the glossary was not used: {some} in {where}"
    elif terms:
        verb = "was" if len(terms) == 1 else "were"
        text = f"{len(terms)} of {count} terms {verb} not seen in {where}: "
        text += ", ".join(terms[:_MOST_NAMED])
        if len(terms) > _MOST_NAMED:
            text += f" and {len(terms) - _MOST_NAMED} more"
    else:
        return
    click.echo(textwrap.fill(text, 80, subsequent_indent="    "), err=True)


@click.command()
@click.argument("hypotheses", required=False, type=click.Path(exists=True, path_type=Path))
@click.argument("references", required=False, type=click.Path(exists=True, path_type=Path))
@glossary_option
def score(hypotheses: Path | None, references: Path | None, glossary: Path | None) -> None:
    """Score translations with sacrebleu: BLEU, chrF and TER, with signatures.

    HYPOTHESES and REFERENCES are text files with one segment a line. Without them the articles of
    corpus/references or, where there is no such folder, those that come with visavis are
    translated, with and without the glossary, and scored.
    """
    from visavis.translate.review import quality

    if hypotheses is not None:
        if references is None:
            raise click.UsageError("give a file of references too, or no file at all")
        rows = {hypotheses.name: quality.score(_text_lines(hypotheses), _text_lines(references))}
    else:
        folder = REFERENCES
        if not folder.is_dir():
            folder = shipped(REFERENCES)
            if glossary is None and not GLOSSARY.exists():
                glossary = shipped(GLOSSARY)
        pairs = [
            p
            for path in sorted(folder.glob("*.tsv"))
            for p in quality.read_references(path).items()
        ]
        if not pairs:
            raise click.ClickException(f"{folder}: no references here; give two text files")
        sources, wanted = map(list, zip(*pairs, strict=True))
        rows = {}
        translator = open_translator(glossary)
        for name, used in (("no glossary", translator.using()), ("glossary", translator)):
            with progress_bar(name) as progress:
                done = used.translate_many(sources, progress=progress)
            rows[name] = quality.score([pair.target for pair in done], wanted)
    width = max(map(len, rows))
    names = [score.metric for score in next(iter(rows.values()))]
    click.echo(" " * width + "".join(f"{name:>8}" for name in names))
    for name, scores in rows.items():
        click.echo(f"{name:{width}}" + "".join(f"{score.value:8.1f}" for score in scores))
    for one in next(iter(rows.values())):
        click.echo(f"{one.metric}: {one.signature}")


def _text_lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path}: cannot be read ({error}); save it as UTF-8") from error
