"""`visavis read` and `visavis clean`: the reader, and what it would show of a file."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from visavis.corpus.cleaning import describe
from visavis.corpus.reading import read_article, to_markdown
from visavis.translate.cli.options import (
    GLOSSARY,
    glossary_option,
    open_memory,
    open_translator,
    progress_bar,
)
from visavis.translate.runs.library import STORE, read_library


@click.command()
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
    with progress_bar(f"{len(articles)} articles") as progress:
        translator = open_translator(glossary, memory=open_memory(None))
        translator.translate_batch(articles, progress=progress)
    if prepare:
        return
    spec = importlib.util.find_spec("visavis.reader.app")
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
    # In place of this process, so that whatever stops it stops the reader.
    os.execve(sys.executable, command, environment)  # noqa: S606


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
