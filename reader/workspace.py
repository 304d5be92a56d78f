"""What the pages share: where things are, the articles, the loaded model.

The places come from the environment that `visavis read` sets, read anew in every run of a page.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import streamlit as st

from visavis.corpus.article import Article
from visavis.corpus.errors import VisavisError
from visavis.reader.wording import count
from visavis.translate.articles.known_pairs import Recalled
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.engine.engine import Engine, load_engine
from visavis.translate.glossary.file import EMPTY, Glossary, GlossaryError, load_glossary
from visavis.translate.memory.store import Memory
from visavis.translate.packages.choice import ModelPackage, selected
from visavis.translate.runs.library import MEMORY, STORE, Entry, find_articles, read_library
from visavis.translate.translator import Translator

STYLE = Path(__file__).with_name("style.css")
ICON = Path(__file__).with_name("icon.svg")


def folder() -> Path:
    """Where the articles are."""
    return Path(os.environ.get("VISAVIS_FOLDER", "corpus/articles"))


def store() -> Path:
    """Where the program keeps its things."""
    return Path(os.environ.get("VISAVIS_STORE", STORE))


def memory() -> Memory:
    """The translation memory, opened once for all sessions; made anew when it was deleted."""
    path = store() / MEMORY.name
    if not path.exists():
        _memory.clear()
        _translator.clear()
    return _memory(path)


def memory_stamp() -> tuple[tuple[int, int], ...]:
    """Something that changes with whatever the memory learns."""
    return _stamp(memory().path)


def glossary_file() -> Path:
    """The glossary, which need not exist yet."""
    return Path(os.environ.get("VISAVIS_GLOSSARY", "glossary.csv"))


def glossary() -> Glossary:
    """The glossary as it is on disk; the empty one when there is none."""
    path = glossary_file()
    return load_glossary(path) if path.exists() else EMPTY


def engine() -> Engine:
    """The engine of the chosen model, loaded once for all sessions."""
    package = selected()
    return _engine(package.name, package.checksum, package)


def translator(rows: Glossary | None = None) -> Translator:
    """The chosen model with the memory and these rows, those on disk unless you name others.

    Made once for all sessions. Where no model can be loaded, there is what the memory has.
    """
    known = memory()
    rows = glossary() if rows is None else rows
    try:
        current = engine()
    except VisavisError:
        current = None
    model = (current.package.name, current.package.checksum) if current else ("", "")
    return _translator(model, (rows.digest, rows.file_digest), known.path, (rows, known, current))


def library() -> dict[str, Entry]:
    """The articles by their path in the folder; read again when a file has changed."""
    root = folder()
    stamps = []
    for path in find_articles(root):
        with contextlib.suppress(FileNotFoundError):
            state = path.stat()
            stamps.append((str(path), state.st_mtime_ns, state.st_size))
    return _library(root, tuple(stamps))


def recalled(article: Article) -> Recalled:
    """What the memory has of an article."""
    try:
        current = translator()
    except GlossaryError:
        current = translator(EMPTY)
    return _recalled(article.text, *state(current), (article, current))


def state(current: Translator) -> tuple[str, str, tuple[tuple[int, int], ...]]:
    """What decides what a translator knows: the engine, the rows, and what the memory learnt."""
    return current.known.maker, current.glossary.digest, memory_stamp()


def translate(article: Article) -> BilingualArticle:
    """Translate an article and remember it, with a bar that shows how far it is."""
    bar = st.progress(0.0, "Translating…")

    def show(done: int, total: int) -> None:
        bar.progress(done / total, f"Translating: {done} of {count(total, 'sentence')}")

    return translator().translate_article(article, progress=show)


@st.cache_resource(max_entries=4, show_spinner=False)
def _memory(path: Path) -> Memory:
    return Memory(path)


@st.cache_resource(max_entries=256, show_spinner=False)
def _recalled(
    text: str,
    maker: str,
    digest: str,
    stamp: tuple[tuple[int, int], ...],
    _asked: tuple[Article, Translator],
) -> Recalled:
    """A long article takes most of a second; the memory's stamp changes with whatever it learns."""
    article, current = _asked
    return current.recall(article)


def _stamp(path: Path) -> tuple[tuple[int, int], ...]:
    """Time and size of the memory and of the log that SQLite writes beside it."""
    stamps = []
    for file in (path, path.with_name(f"{path.name}-wal")):
        with contextlib.suppress(FileNotFoundError):
            state = file.stat()
            stamps.append((state.st_mtime_ns, state.st_size))
    return tuple(stamps)


@st.cache_resource(max_entries=4, show_spinner=False)
def _translator(
    model: tuple[str, str],
    digests: tuple[str, str | None],
    memory: Path,
    _made_of: tuple[Glossary, Memory, Engine | None],
) -> Translator:
    rows, known, current = _made_of
    return Translator(glossary=rows, memory=known, model=current)


@st.cache_resource(max_entries=1, show_spinner="Loading the model…")
def _engine(name: str, checksum: str, _package: ModelPackage) -> Engine:
    return load_engine(_package)


@st.cache_resource(max_entries=4, show_spinner=False)
def _library(root: Path, stamps: tuple[tuple[str, int, int], ...]) -> dict[str, Entry]:
    return {entry.path.relative_to(root).as_posix(): entry for entry in read_library(root)}
