"""`visavis memory`: what is remembered, taken elsewhere, brought along and tidied up."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from visavis.corpus.atomic import write_atomically
from visavis.translate.cli.options import memory_option, open_memory, progress_bar
from visavis.translate.memory.store import Memory
from visavis.translate.runs.library import MEMORY
from visavis.translate.translator import Translator

_DAY = 86_400


@click.group()
def memory() -> None:
    """Show, export, import and tidy the translation memory.

    It is one SQLite file, .visavis/memory.sqlite in this folder unless --memory names another.
    """


@memory.command()
@memory_option
def stats(path: Path | None) -> None:
    """Show what the memory holds: what people wrote, and what which model said."""
    with_memory = _existing(path)
    held = with_memory.stats()
    click.echo(f"{with_memory.path}  {held.size / 1e6:.1f} MB")
    click.echo(f"{held.edited:>9,}  edited by people")
    click.echo(f"{held.imported:>9,}  imported")
    for maker, count in held.pairs.items():
        click.echo(f"{count:>9,}  {maker}")


@memory.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@click.option("--people-only", is_flag=True, help="Only what people wrote.")
@memory_option
def export(file: Path, people_only: bool, path: Path | None) -> None:
    """Write the memory to FILE as TMX 1.4b; - is standard output."""
    from visavis.translate.formats.tmx import write_tmx
    from visavis.translate.memory.exchange import memory_units

    parts = write_tmx(memory_units(_existing(path), machine=not people_only))
    if str(file) == "-":
        sys.stdout.buffer.writelines(parts)
    else:
        write_atomically(file, parts)


@memory.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@memory_option
def import_(file: Path, path: Path | None) -> None:
    """Take the translations of FILE (TMX) into the memory.

    From then on they are what their sentences translate to. Where a person edited a sentence here,
    that stays, unless FILE has a later edit. What a machine said, by FILE's own account, is passed
    over.
    """
    from visavis.translate.memory.exchange import import_tmx

    with progress_bar(file.name) as progress:
        report = import_tmx(file, open_memory(path), Translator().engine, progress=progress)
    click.echo(f"{report.stored:,} stored")
    for count, why in (
        (report.older, "not stored: edited here"),
        (report.machine, "not stored: said by a machine"),
        (report.empty, "not stored: no text on one side"),
    ):
        if count:
            click.echo(f"{count:,} {why}")


@memory.command()
@click.option("--other-models", is_flag=True, help="What other models than the chosen one said.")
@click.option("--older-than", type=click.IntRange(min=0), metavar="DAYS", help="What is older.")
@memory_option
def prune(other_models: bool, older_than: int | None, path: Path | None) -> None:
    """Delete what the engine said and is not needed; what people wrote stays for ever."""
    if not other_models and older_than is None:
        raise click.UsageError("say what may go: --other-models, --older-than DAYS, or both")
    maker = str(Translator().engine_signature) if other_models else None
    before = None if older_than is None else int(time.time()) - older_than * _DAY
    click.echo(f"{_existing(path).prune(maker=maker, older_than=before):,} pairs deleted")


def _existing(path: Path | None) -> Memory:
    """The memory, which must be there: these commands make none."""
    place = path or MEMORY
    if not place.exists():
        raise click.ClickException(f"{place}: there is no memory yet; translate something first")
    return open_memory(path)
