"""The command `visavis`: a thin face on `corpus` and `translate`.

Results go to standard output, everything else to standard error. Exit codes: 0 all was done, 1
something failed and was named, 2 the command was not understood, 3 a term was missed (--strict).
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from corpus.article import Article
from corpus.atomic import write_atomically
from corpus.cleaning import describe
from corpus.errors import VisavisError
from corpus.reading import read_article, to_markdown
from translate import markdown, packages, quality
from translate.articles import translate_articles, translate_lines, translate_segments
from translate.engine import Engine, Progress, load_engine
from translate.exceptions import add_exception, exceptions_path
from translate.glossary import load_glossary
from translate.glossary_lint import lint
from translate.library import STORE, find_articles, read_library, translate_and_store
from translate.quality import read_references
from translate.report import summary, term_report
from translate.terms import EMPTY, Glossary

GLOSSARY = Path("glossary.csv")
_AT_ONCE = 16


class _Group(click.Group):
    """Prints our own errors as messages: a traceback tells a person nothing."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except VisavisError as error:
            raise click.ClickException(str(error)) from error


glossary_option = click.option(
    "-g",
    "--glossary",
    type=click.Path(path_type=Path),
    help="The glossary (CSV). Default: glossary.csv in this folder, when there is one.",
)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="visavis", prog_name="visavis")
def main() -> None:
    """Translate French articles into English, offline, with your glossary.

    Try `visavis translate corpus/articles -o out`, or `visavis read` for the bilingual reader.
    """


@main.command()
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
    terms = _glossary(glossary)
    engine = _engine()
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
        with _progress(f"{begin + len(places) + failed}/{len(jobs)} articles") as progress:
            done = translate_articles(articles, engine, terms, progress=progress)
        for place, bilingual in zip(places, done, strict=True):
            write_atomically(place, markdown.to_markdown(bilingual, layout))
            click.echo(str(place))
    if not jobs:
        raise click.ClickException("no article found; articles end in .txt, .md or .html")
    if failed:
        click.echo(f"{failed} of {len(jobs)} articles were not translated", err=True)
        sys.exit(1)


@main.command()
@glossary_option
def lines(glossary: Path | None) -> None:
    """Translate standard input to standard output, line by line.

    One French sentence a line in, one English sentence a line out, in the same order. Works on
    streams of any length.
    """
    terms = _glossary(glossary, default=None)
    for target in translate_lines(_stdin_lines(), _engine(), terms):
        sys.stdout.buffer.write(target.encode() + b"\n")
        sys.stdout.buffer.flush()


@main.command()
@click.argument(
    "folder",
    default="corpus/articles",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@glossary_option
@click.option("--port", default=8501, show_default=True, help="Where the reader listens.")
@click.option("--prepare", is_flag=True, help="Translate what is not translated yet, then stop.")
def read(folder: Path, glossary: Path | None, port: int, prepare: bool) -> None:
    """Open the bilingual reader on the articles of FOLDER (default: corpus/articles).

    Articles that are not translated yet are translated first. The reader runs on this machine and
    is reachable from it alone.
    """
    entries = read_library(folder)
    for entry in entries:
        if entry.problem:
            click.echo(f"✗ {entry.problem}", err=True)
    articles = [entry.article for entry in entries if entry.article is not None]
    with _progress(f"{len(articles)} articles") as progress:
        translate_and_store(articles, _engine(), _glossary(glossary), progress=progress)
    if prepare:
        return
    spec = importlib.util.find_spec("reader.app")
    if spec is None or spec.origin is None:
        raise click.ClickException("the reader is not installed; install visavis again")
    click.echo(f"Reading at http://localhost:{port} (stop with Ctrl-C)", err=True)
    environment = os.environ | {
        "VISAVIS_FOLDER": str(folder.absolute()),
        "VISAVIS_GLOSSARY": str((glossary or GLOSSARY).absolute()),
        "VISAVIS_STORE": str(STORE.absolute()),
    }
    options = {
        "server.port": port,
        "server.address": "localhost",
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", spec.origin]
    command += [f"--{name}={value}" for name, value in options.items()]
    try:
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603
    except KeyboardInterrupt:
        sys.exit(0)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@glossary_option
@click.option("--csv", "as_csv", is_flag=True, help="Every occurrence, with all columns, as CSV.")
@click.option("--strict", is_flag=True, help="Exit with code 3 when a term was missed.")
def terms(files: tuple[Path, ...], glossary: Path | None, as_csv: bool, strict: bool) -> None:
    """Show what became of the glossary's terms in FILES.

    Translates the articles and counts, for each row of the glossary, how often its term occurs and
    with what outcome. Missed terms are listed with the reason on standard error.
    """
    articles = [read_article(path).article for path, _ in _walk(files)]
    with _progress(f"{len(articles)} articles") as progress:
        done = translate_articles(articles, _engine(), _glossary(glossary), progress=progress)
    report = term_report(done)
    if as_csv:
        click.echo(report.to_csv(index=False), nl=False)
    else:
        click.echo(summary(report).to_string(index=False))
    missed = report[report["outcome"] == "missed"]
    for use in missed.itertuples():
        click.echo(f"missed: {use.french} → {use.rendering}: {use.reason}", err=True)
        click.echo(f"    {use.source}", err=True)
    if strict and len(missed):
        sys.exit(3)


@main.command()
@click.argument("hypotheses", required=False, type=click.Path(exists=True, path_type=Path))
@click.argument("references", required=False, type=click.Path(exists=True, path_type=Path))
@glossary_option
def score(hypotheses: Path | None, references: Path | None, glossary: Path | None) -> None:
    """Score translations with sacrebleu: BLEU, chrF and TER, with signatures.

    HYPOTHESES and REFERENCES are text files with one segment a line. Without them the articles of
    corpus/references are translated, with and without the glossary, and scored.
    """
    if hypotheses is not None:
        if references is None:
            raise click.UsageError("give a file of references too, or no file at all")
        rows = {hypotheses.name: quality.score(_text_lines(hypotheses), _text_lines(references))}
    else:
        folder = Path("corpus/references")
        pairs = [p for path in sorted(folder.glob("*.tsv")) for p in read_references(path).items()]
        if not pairs:
            raise click.ClickException(f"{folder}: no references here; give two text files")
        sources, wanted = map(list, zip(*pairs, strict=True))
        rows = {}
        for name, used in (("no glossary", EMPTY), ("glossary", _glossary(glossary))):
            with _progress(name) as progress:
                done = translate_segments(sources, _engine(), used, progress=progress)
            rows[name] = quality.score([pair.target for pair in done], wanted)
    width = max(map(len, rows))
    names = [score.metric for score in next(iter(rows.values()))]
    click.echo(" " * width + "".join(f"{name:>8}" for name in names))
    for name, scores in rows.items():
        click.echo(f"{name:{width}}" + "".join(f"{score.value:8.1f}" for score in scores))
    for one in next(iter(rows.values())):
        click.echo(f"{one.metric}: {one.signature}")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The record as JSON on standard output.")
def clean(file: Path, as_json: bool) -> None:
    """Show FILE as an article, without what is not the article.

    The cleaned article goes to standard output as Markdown; the record of what was removed or
    repaired, where and why, goes to standard error.
    """
    reading = read_article(file)
    if as_json:
        record = [asdict(edit) for edit in reading.cleaned.edits]
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    click.echo(to_markdown(reading.article), nl=False)
    for change in describe(reading.cleaned):
        click.echo(change, err=True)


@main.group()
def models() -> None:
    """List, install and choose translation models."""


@models.command("list")
def list_models() -> None:
    """List the models that can be used; the chosen one is marked."""
    try:
        chosen = packages.selected()
    except packages.PackageError as error:
        chosen = None
        click.echo(str(error), err=True)
    for package in (packages.embedded(), *packages.installed()):
        mark = "*" if package == chosen else " "
        terms = "  understands inline terms" if package.terminology else ""
        click.echo(f"{mark} {package.name}  {package.version}  {package.checksum[:12]}{terms}")
    for problem in packages.unusable():
        click.echo(f"✗ {problem}", err=True)


@models.command()
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
def install(file: Path | None) -> None:
    """Install the official model from Argos' index, or a model from FILE (.argosmodel).

    The official model is 67 MB; its size and checksum are known and checked. A FILE needs no
    network.
    """
    if file is not None:
        package = packages.install_file(file)
    else:
        with _progress("downloading") as progress:
            package = packages.install_official(progress)
    click.echo(f"installed {package.name} {package.version}")


@models.command()
@click.argument("name")
def use(name: str) -> None:
    """Translate with the model NAME from now on (`embedded` is always there)."""
    packages.use(name)


@main.group()
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


def _engine() -> Engine:
    return load_engine(packages.selected())


def _glossary(path: Path | None, *, default: Path | None = GLOSSARY) -> Glossary:
    if path is None and (default is None or not default.exists()):
        return EMPTY
    return load_glossary(path or default or GLOSSARY)


def _stdin_lines() -> Iterator[str]:
    """Lines as bytes end them: `str` would also break at the odd separators in a text."""
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            yield line.decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError as error:
            raise click.ClickException(
                f"standard input, line {number}: not UTF-8; convert it first, e.g. with iconv"
            ) from error


def _text_lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path}: cannot be read ({error}); save it as UTF-8") from error


def _jobs(files: tuple[Path, ...], output: Path) -> list[tuple[Path, Path]]:
    """Each article with the file that it becomes; no two become the same, none its own source."""
    taken: set[Path] = set()
    jobs = []
    for source, inside in _walk(files):
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


def _walk(files: tuple[Path, ...]) -> Iterator[tuple[Path, Path]]:
    for file in files:
        if file.is_dir():
            yield from ((path, path.relative_to(file)) for path in find_articles(file))
        else:
            yield file, Path(file.name)


@contextlib.contextmanager
def _progress(label: str) -> Iterator[Progress]:
    """A progress bar on standard error; silent when nobody is watching."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show


if __name__ == "__main__":
    main()
