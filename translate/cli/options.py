"""What several commands take or do: the glossary, the engine, files and folders, progress."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from visavis.translate.engine.engine import Progress
from visavis.translate.memory.store import Memory
from visavis.translate.runs.library import MEMORY, find_articles
from visavis.translate.runs.samples import GLOSSARY
from visavis.translate.translator import Translator

glossary_option = click.option(
    "-g",
    "--glossary",
    type=click.Path(path_type=Path),
    help="The glossary (CSV). Default: glossary.csv in this folder, when there is one.",
)


memory_option = click.option(
    "--memory",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The translation memory. Default: {MEMORY} in this folder.",
)


def open_memory(path: Path | None) -> Memory:
    """The memory that was named, else the default; says when a damaged one was set aside."""
    memory = Memory(path or MEMORY)
    if memory.set_aside:
        click.echo(
            f"{memory.path} was damaged; it is set aside as {memory.set_aside}, and what people "
            "wrote was taken over as far as it could be read",
            err=True,
        )
    return memory


def open_translator(
    glossary: Path | None, *, memory: Memory | None = None, default: Path | None = GLOSSARY
) -> Translator:
    """The chosen model with the glossary that was named, else the default one when it exists."""
    if glossary is None and default is not None and default.exists():
        glossary = default
    return Translator(glossary=glossary, memory=memory)


def walk(files: tuple[Path, ...]) -> Iterator[tuple[Path, Path]]:
    """Every article of files and folders, with its path inside what was named."""
    for file in files:
        if file.is_dir():
            yield from ((path, path.relative_to(file)) for path in find_articles(file))
        else:
            yield file, Path(file.name)


@contextlib.contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A progress bar on standard error; silent when nobody is watching."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show
