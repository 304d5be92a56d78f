"""`visavis models`: the translation models of this machine."""

from __future__ import annotations

from pathlib import Path

import click

from visavis.translate.cli.options import progress_bar
from visavis.translate.packages import choice as packages


@click.group()
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
        with progress_bar("downloading") as progress:
            package = packages.install_official(progress)
    click.echo(f"installed {package.name} {package.version}")


@models.command()
@click.argument("name")
def use(name: str) -> None:
    """Translate with the model NAME from now on (`embedded` is always there)."""
    packages.use(name)
