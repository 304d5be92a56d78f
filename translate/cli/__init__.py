"""The command `visavis`: a thin face on `corpus` and `translate`.

Results go to standard output, everything else to standard error. Exit codes: 0 all was done, 1
something failed and was named, 2 the command was not understood, 3 a term was missed (--strict),
130 you stopped it with Ctrl-C.
"""

from __future__ import annotations

import click

from visavis.corpus.errors import VisavisError
from visavis.translate.cli.aligning import align
from visavis.translate.cli.glossaries import glossary
from visavis.translate.cli.memory import memory
from visavis.translate.cli.models import models
from visavis.translate.cli.reading import clean, read
from visavis.translate.cli.scoring import score, terms
from visavis.translate.cli.translating import lines, translate

_STOPPED = 130
"""The exit code of what a person stopped, as shells have it: 128 and the number of the signal."""


class _Group(click.Group):
    """Prints our own errors as messages: a traceback tells a person nothing."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except VisavisError as error:
            raise click.ClickException(str(error)) from error
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            raise click.exceptions.Exit(_STOPPED) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="visavis", prog_name="visavis")
def main() -> None:
    """Translate French articles into English, offline, with your glossary.

    Try `visavis translate FOLDER -o out`, or `visavis read` for the bilingual reader.
    """


for command in (translate, lines, align, read, clean, terms, score, glossary, memory, models):
    main.add_command(command)
