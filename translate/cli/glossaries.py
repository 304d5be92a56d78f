"""`visavis glossary`: checking glossaries, exchanging them, accepting exceptions from them."""

from __future__ import annotations

from pathlib import Path

import click

from visavis.corpus.atomic import write_atomically
from visavis.corpus.reading import read_article
from visavis.translate.cli.options import (
    glossary_option,
    memory_option,
    open_memory,
    open_translator,
    progress_bar,
    walk,
)
from visavis.translate.glossary.excepted_sentences import add_exception, exceptions_path
from visavis.translate.glossary.exchange import (
    FORMATS,
    Format,
    read_glossary_file,
    write_glossary_file,
)
from visavis.translate.glossary.file import (
    EMPTY,
    Glossary,
    Term,
    load_glossary,
    save_glossary,
    write_table,
)
from visavis.translate.glossary.importing import CLASHES, Clash, take
from visavis.translate.glossary.lint import lint
from visavis.translate.glossary.suggestions import suggest as suggest_terms
from visavis.translate.glossary.tbx import not_in_tbx
from visavis.translate.runs.samples import GLOSSARY


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


@glossary.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into",
    default=GLOSSARY,
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The glossary that takes the rows; made when missing.",
)
@click.option(
    "--clash",
    type=click.Choice(CLASHES),
    default="skip",
    show_default=True,
    help="What becomes of other English for a term that has a row.",
)
def import_(file: Path, into: Path, clash: Clash) -> None:
    """Take the rows of FILE into a glossary: CSV, TSV or TBX, in any encoding.

    What was taken, skipped and why goes to standard error. Nothing that is there is lost, unless
    `--clash replace` asks for it.
    """
    incoming = read_glossary_file(file.read_bytes(), str(file))
    base = load_glossary(into) if into.exists() else EMPTY
    result = take(base, incoming, clash)
    if result.taken or result.changed:
        save_glossary(result.glossary, into, seen=base.file_digest)
    for line in result.lines():
        click.echo(f"{file}: {line}", err=True)


@glossary.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="tbx", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write. Default: standard output.",
)
@click.option("-g", "--glossary", "path", default=GLOSSARY, type=click.Path(path_type=Path))
def export(form: Format, output: Path | None, path: Path) -> None:
    """Write the glossary for other programs.

    CSV and TSV are for spreadsheets: a cell that one would take for a formula gets an apostrophe
    before it, which `import` takes away again.
    """
    terms = load_glossary(path)
    data = write_glossary_file(terms, form, path.stem)
    if output:
        write_atomically(output, data)
    else:
        click.echo(data, nl=False)
    lost = not_in_tbx(terms) if form == "tbx" else {}
    for column, rows in lost.items():
        click.echo(
            f"{path}: {column} of {rows} row{'s'[: rows != 1]} has no place in TBX", err=True
        )


@glossary.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("-n", "limit", default=30, show_default=True, help="At most so many.")
@click.option("--csv", "as_csv", is_flag=True, help="Rows that can be added to a glossary.")
@glossary_option
@memory_option
def suggest(
    files: tuple[Path, ...], limit: int, as_csv: bool, glossary: Path | None, path: Path | None
) -> None:
    """Suggest terms: what recurs in FILES and has no row yet, with the English it is given.

    What the model renders in many ways comes first, names last. FILES are articles or folders of
    them; what the memory does not hold is translated.
    """
    articles = [read_article(file).article for file, _ in walk(files)]
    translator = open_translator(glossary, memory=open_memory(path))
    with progress_bar(f"{len(articles)} articles") as progress:
        done = translator.translate_batch(articles, progress=progress)
    found = suggest_terms(done, translator.matcher, limit=limit)
    if as_csv:
        rows = (Term(0, (one.source,), (one.target,)) for one in found if one.target)
        click.echo(write_table(Glossary(tuple(rows)), ","), nl=False)
        return
    for one in found:
        said = ", ".join(f"{each.english} ×{each.count}" for each in one.renderings)
        seen = f"{one.count} times in {one.articles} article{'s'[: one.articles != 1]}"
        click.echo(f"{one.source} → {one.target or '?'}  ({one.kind}, {seen}; {said or '–'})")
