"""`visavis read` and `visavis clean`: the reader, and what it would show of a file."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import click

from visavis.corpus.cleaning import describe
from visavis.corpus.extras import needs
from visavis.corpus.reading import read_article, to_markdown
from visavis.translate.cli.options import (
    glossary_option,
    open_memory,
    open_translator,
    progress_bar,
)
from visavis.translate.runs.library import STORE, read_library
from visavis.translate.runs.samples import ARTICLES, GLOSSARY, copy_samples

_APP = Path(__file__).parents[2] / "reader" / "app.py"
"""Started, never imported: `translate` knows nothing of screens."""


@click.command()
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@glossary_option
@click.option("--port", default=8501, show_default=True, help="Where the reader listens.")
@click.option("--prepare", is_flag=True, help="Translate what is not translated yet, then stop.")
def read(folder: Path | None, glossary: Path | None, port: int, prepare: bool) -> None:
    """Open the bilingual reader on the articles of FOLDER.

    Without FOLDER it opens corpus/articles or, where there is no such folder, the articles that
    come with visavis. Articles that are not translated yet are translated first. The reader runs on
    this machine and is reachable from it alone.
    """
    if not prepare:
        with needs("reader", "The reader"):
            version("streamlit")
    if folder is None:
        folder, glossary = _default(glossary)
    entries = read_library(folder)
    for entry in entries:
        if entry.problem:
            click.echo(f"✗ {entry.problem}", err=True)
    articles = [entry.article for entry in entries if entry.article is not None]
    with progress_bar(f"{len(articles)} articles") as progress:
        translator = open_translator(glossary, memory=open_memory(None))
        translator.translate_batch(articles, progress=progress)
    if prepare:
        return
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
    command = [sys.executable, "-m", "streamlit", "run", str(_APP)]
    command += [f"--{name}={value}" for name, value in options.items()]
    # In place of this process, so that whatever stops it stops the reader.
    os.execve(sys.executable, command, environment)  # noqa: S606


def _default(glossary: Path | None) -> tuple[Path, Path | None]:
    """The folder to read when none was named, and the glossary for it."""
    if ARTICLES.is_dir():
        return ARTICLES, glossary
    samples = copy_samples(STORE / "samples")
    click.echo(
        f"There is no {ARTICLES} here: these are the articles that come with visavis, copied into "
        f"{samples}. Your own: visavis read FOLDER",
        err=True,
    )
    if glossary is None and not GLOSSARY.exists():
        glossary = samples / GLOSSARY
    return samples / ARTICLES, glossary


@click.command()
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
