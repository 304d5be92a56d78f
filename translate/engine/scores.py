"""Remembers what the engine said of a target, while one call works on the same sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from visavis.corpus.article import Span
from visavis.translate.bilingual.hypothesis import Scored
from visavis.translate.engine.engine import Engine

Request = tuple[str, Span | None, str]
"""A source, a span of it to leave out (or None), and a target: see `Engine.score`."""


class Scores:
    """Scores of an engine, each computed once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[Request, Scored] = {}

    def ask(self, requests: Iterable[Request]) -> Mapping[Request, Scored]:
        """Score what is not scored yet, in one batch; the mapping has all that is known."""
        new = [request for request in dict.fromkeys(requests) if request not in self._known]
        self._known.update(zip(new, self._engine.score(new), strict=True))
        return self._known
