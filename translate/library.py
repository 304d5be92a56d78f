"""A folder of French articles, and beside it the store of their translations.

The store keeps one JSON file for each article text, named by the text's hash, so that a renamed
article finds its translation again and a changed one never shows an old translation. Imports
`corpus` and the other modules of `translate`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.reading import SUFFIXES, read_article
from translate.articles import article_key, signature, translate_articles
from translate.bilingual import BilingualArticle
from translate.engine import Engine, Progress
from translate.formats.json import StorageError, load, save
from translate.terms import Glossary

STORE = Path(".visavis")
"""Where translations are kept, in the folder where the program is run."""


@dataclass(frozen=True)
class Entry:
    """An article of the library; `problem` says why it could not be read, else it is empty."""

    path: Path
    article: Article | None
    problem: str = ""


def find_articles(folder: Path) -> list[Path]:
    """Every file below a folder that may be an article, in order; hidden ones are passed over.

    Links that lead out of the folder are not followed.
    """
    root = folder.resolve()
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
        and path.resolve().is_relative_to(root)
    )


def read_library(folder: Path) -> list[Entry]:
    """The articles of a folder; an article that cannot be read says why, and hides no other."""
    entries = []
    for path in find_articles(folder):
        try:
            entries.append(Entry(path, read_article(path).article))
        except ArticleError as error:
            entries.append(Entry(path, None, str(error)))
    return entries


def stored(article: Article, store: Path = STORE) -> BilingualArticle | None:
    """The kept translation of an article, by whatever engine and glossary; None when there is none.

    A damaged file is set aside under another name, never deleted, and counts as none.
    """
    path = _place(article, store)
    if not path.exists():
        return None
    try:
        found = load(path)
    except StorageError:
        os.replace(path, path.with_suffix(".damaged"))  # noqa: PTH105 - atomic on every platform
        return None
    return found if found.article == article else None


def translate_and_store(
    articles: Sequence[Article],
    engine: Engine,
    glossary: Glossary,
    *,
    store: Path = STORE,
    progress: Progress | None = None,
) -> list[BilingualArticle]:
    """Bilingual articles of all, in order; only those without a current translation are decoded."""
    wanted = signature(engine, glossary)
    kept = [stored(article, store) for article in articles]
    missing = [
        article
        for article, found in zip(articles, kept, strict=True)
        if found is None or found.signature != wanted
    ]
    made = translate_articles(missing, engine, glossary, progress=progress)
    for bilingual in made:
        save(bilingual, _place(bilingual.article, store))
    fresh = iter(made)
    return [
        found if found is not None and found.signature == wanted else next(fresh) for found in kept
    ]


def _place(article: Article, store: Path) -> Path:
    return store / "articles" / f"{article_key(article)}.json"
