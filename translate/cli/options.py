"""What several commands take or do: the glossary, the engine, files and folders, progress."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from translate.engine.engine import Engine, Progress, load_engine
from translate.glossary.file import load_glossary
from translate.glossary.terms import EMPTY, Glossary
from translate.memory.store import Memory
from translate.packages import choice as packages
from translate.runs.library import MEMORY, find_articles

GLOSSARY = Path("glossary.csv")

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


def open_engine() -> Engine:
    """The engine of the chosen model."""
    return load_engine(packages.selected())


def open_glossary(path: Path | None, *, default: Path | None = GLOSSARY) -> Glossary:
    """The glossary that was named, else the default when it exists, else an empty one."""
    if path is None and (default is None or not default.exists()):
        return EMPTY
    return load_glossary(path or default or GLOSSARY)


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
