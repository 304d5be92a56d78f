"""A folder of French articles, and where the translations of what is in it are remembered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from visavis.corpus.article import Article
from visavis.corpus.errors import ArticleError
from visavis.corpus.reading import SUFFIXES, read_article

STORE = Path(".visavis")
"""Where the program keeps its things, in the folder where it is run."""
MEMORY = STORE / "memory.sqlite"
"""The translation memory."""


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
