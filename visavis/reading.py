"""Reading an article, for those who do not ask how it was cleaned."""

from __future__ import annotations

from pathlib import Path

from visavis.corpus import reading
from visavis.corpus.article import Article


def read_article(path: Path | str) -> Article:
    """The article in a file: .txt, .md, .html, .docx or .epub.

    Raises `ArticleError`, naming the file and the remedy, when there is none in it.
    """
    return reading.read_article(Path(path)).article
