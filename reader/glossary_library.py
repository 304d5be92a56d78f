"""What the glossary page knows of the library: its pairs, how rows fare there, what is suggested.

Everything is computed once for as long as articles, memory and glossary are the same. Imports
`translate` and Streamlit's caches.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from visavis.corpus.article import Article
from visavis.reader import workspace
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.glossary.file import Glossary
from visavis.translate.glossary.suggestions import Suggestion, suggest
from visavis.translate.glossary.usage import Usage, usage
from visavis.translate.translator import Translator

_READING = "Reading the library…"


def pairs(rows: Glossary) -> dict[str, Pair]:
    """The translated sentences of the library, by their source, as these rows made them."""
    return {
        pair.source: pair
        for article in _articles(rows)
        for block in article.pairs
        for pair in block
        if pair.target
    }


def used(rows: Glossary) -> Mapping[int, Usage]:
    """How often each row occurs in the library, by its line in the file."""
    return _used(*_state(rows), rows)


def suggestions(rows: Glossary) -> tuple[Suggestion, ...]:
    """What recurs in the library and has no row."""
    return _suggestions(*_state(rows), rows)


_State = tuple[int, str, str, tuple[tuple[int, int], ...]]


def _state(rows: Glossary) -> _State:
    """What decides the answers: articles, model, rows, memory."""
    return hash(_library()), *workspace.state(workspace.translator(rows))


def _library() -> tuple[Article, ...]:
    return tuple(entry.article for entry in workspace.library().values() if entry.article)


def _articles(rows: Glossary) -> list[BilingualArticle]:
    return _recalled(*_state(rows), workspace.translator(rows))


@st.cache_resource(max_entries=2, show_spinner=_READING)
def _recalled(
    library: int,
    maker: str,
    digest: str,
    stamp: tuple[tuple[int, int], ...],
    _translator: Translator,
) -> list[BilingualArticle]:
    return [_translator.recall(article).bilingual for article in _library()]


@st.cache_resource(max_entries=2, show_spinner=_READING)
def _used(
    library: int, maker: str, digest: str, stamp: tuple[tuple[int, int], ...], _rows: Glossary
) -> dict[int, Usage]:
    return usage(_articles(_rows), _rows, workspace.translator(_rows).matcher)


@st.cache_resource(max_entries=2, show_spinner="Looking for terms…")
def _suggestions(
    library: int, maker: str, digest: str, stamp: tuple[tuple[int, int], ...], _rows: Glossary
) -> tuple[Suggestion, ...]:
    return suggest(_articles(_rows), workspace.translator(_rows).matcher)
