"""`visavis glossary`: checking glossaries, and accepting exceptions from them."""

from __future__ import annotations

from pathlib import Path

import click

from translate.cli.options import GLOSSARY
from translate.exceptions import add_exception, exceptions_path
from translate.glossary import load_glossary
from translate.glossary_lint import lint


@click.group()
def glossary() -> None:
    """Look after glossaries."""


@glossary.command()
@click.argument("file", default=GLOSSARY, type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check a glossary: errors stop here with exit code 1, advice is printed."""
    terms = load_glossary(file)
    for warning in lint(terms):
        click.echo(f"{file}: {warning}")
    count = len(terms.terms)
    click.echo(f"{file}: {count} row{'s'[: count != 1]}, no error", err=True)


@glossary.command()
@click.argument("term")
@click.argument("sentence")
@click.option("-g", "--glossary", "path", default=GLOSSARY, type=click.Path(path_type=Path))
def accept(term: str, sentence: str, path: Path) -> None:
    """Accept that TERM means something else in SENTENCE: it is never forced there again.

    TERM is the first source of its row, SENTENCE the French segment as it stands in the article.
    """
    known = {row.sources[0] for row in load_glossary(path).terms}
    if term not in known:
        raise click.ClickException(f"{path}: no row begins with {term!r}; name its first source")
    add_exception(path, term, sentence)
    click.echo(f"accepted in {exceptions_path(path)}", err=True)
