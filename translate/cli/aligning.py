"""`visavis align`: a published English translation beside its French article."""

from __future__ import annotations

from pathlib import Path

import click

from visavis.corpus.atomic import write_atomically
from visavis.corpus.reading import read_article
from visavis.translate.bilingual.pairs import BilingualArticle, Flag
from visavis.translate.cli.options import glossary_option, open_translator, progress_bar
from visavis.translate.formats import (
    FORMATS,
    check_installed,
    format_for,
    format_named,
    markdown,
)
from visavis.translate.published.articles import AlignmentError, align_articles

_ARTICLE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SAID: dict[Flag, str] = {
    "omitted": "left out of the English",
    "added": "with English that the French has not",
    "uncertain-alignment": "uncertain",
}


@click.command()
@click.argument("french", type=_ARTICLE)
@click.argument("english", type=_ARTICLE)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write. Default: standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="Default: what the name of the file to write says, else json.",
)
@click.option(
    "--layout",
    type=click.Choice(markdown.LAYOUTS),
    default="table",
    show_default=True,
    help="How Markdown puts the two languages together.",
)
@glossary_option
def align(
    french: Path,
    english: Path,
    output: Path | None,
    form: str | None,
    layout: markdown.Layout,
    glossary: Path | None,
) -> None:
    """Put a published English translation beside its French article.

    FRENCH and ENGLISH are two articles (.txt, .md, .html), ENGLISH a translation of FRENCH that
    somebody made. Sentences that belong together become pairs, whether the translator kept, joined
    or split them or changed their order. French that the translation leaves out stays without
    English, English that it adds stands with the pair beside it, and both are flagged, as are pairs
    that may be wrong. The article's paragraphs are those of the French.

    The model translates the French to compare it with the English; none of that translation is in
    the result. The glossary is checked against the published English, which stays as it is.

    Example: visavis align article.md translation.md -o both.md
    """
    if output is not None and output.resolve() in (french.resolve(), english.resolve()):
        raise click.ClickException(f"{output} would replace what it is made of; name another file")
    by_name = format_for(output, layout) if output and not form else None
    written = by_name or format_named(form or "json", layout)
    check_installed(written.name)
    translator = open_translator(glossary)
    source, target = read_article(french).article, read_article(english).article
    try:
        with progress_bar("comparing") as progress:
            done = align_articles(source, target, translator, progress=progress)
    except AlignmentError as error:
        raise click.ClickException(f"{french} and {english}: {error}") from error
    data = written.write(done)
    if output is None:
        click.echo(data, nl=False)
    else:
        write_atomically(output, data)
        click.echo(str(output))
    click.echo(_account(done), err=True)


def _account(article: BilingualArticle) -> str:
    """How many pairs there are, and how many of them a person should look at."""
    pairs = [pair for _, pairs in article.blocks for pair in pairs]
    counts = {said: sum(flag in pair.flags for pair in pairs) for flag, said in _SAID.items()}
    parts = [f"{len(pairs)} pairs", *(f"{count} {said}" for said, count in counts.items() if count)]
    return ", ".join(parts)
