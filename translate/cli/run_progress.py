"""What a person sees of a run while it goes on: a line on standard error, where there is a screen.

Problems are told in any case.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType

import click

from visavis.translate.runs.run import Event


class RunProgress:
    """A line that is written over: articles done, words a second, time left."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = self._words = self._shown = 0
        self._began = time.monotonic()
        self._screen = sys.stderr.isatty()
        self._share = 0.0

    def __enter__(self) -> RunProgress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._clear()

    def segments(self, done: int, total: int) -> None:
        """Take note of segments done, of those that are read so far."""
        self._share = done / max(total, 1)
        self._show()

    def tell(self, event: Event) -> None:
        """Take note of a file; say what is to be said of it."""
        if event.message:
            self._clear()
            click.echo(f"{'✗ ' if event.state == 'failed' else ''}{event.message}", err=True)
        if event.state != "gone":
            self._done += 1
            self._words += event.words
        self._show()

    def add(self, articles: int, words: int) -> None:
        """Take note of articles that are done, of which there is nothing to say."""
        self._done += articles
        self._words += words
        self._show()

    def _show(self) -> None:
        if not self._screen:
            return
        spent = time.monotonic() - self._began
        line = f"{self._done}/{self._total} articles"
        if self._words:
            left = spent / self._done * (self._total - self._done)
            line += f", {self._words / spent:,.0f} words/s, {left:,.0f} s left"
        elif self._share:
            line += f", {self._share:.0%} of the first sentences"
        self._clear()
        click.echo(line, err=True, nl=False)
        self._shown = len(line)

    def _clear(self) -> None:
        if self._shown:
            click.echo(f"\r{' ' * self._shown}\r", err=True, nl=False)
            self._shown = 0
