"""Articles read from files and pasted text, and written as Markdown that reads back the same.

Decoding, extraction, cleaning and segmentation meet here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from visavis.corpus.article import Article, Block
from visavis.corpus.cleaning import Cleaned, clean
from visavis.corpus.decoding import decode, normalise
from visavis.corpus.errors import ArticleError
from visavis.corpus.frontmatter import split_front_matter, write_front_matter
from visavis.corpus.layout import split_lines
from visavis.corpus.markup import escape
from visavis.corpus.segmentation import segment

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".epub")
"""The files that `read_article` accepts."""

_TITLE_LENGTH = 80


@dataclass(frozen=True)
class Reading:
    """An article as it was read, and the record of how it was cleaned."""

    article: Article
    cleaned: Cleaned


def read_article(path: Path) -> Reading:
    """Read the article in a file, its kind taken from the suffix.

    Raises `ArticleError`, naming the file and the remedy, when the file is missing, of another
    kind, empty or binary, or holds no article.
    """
    _check_suffix(path.suffix.lower(), str(path))
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ArticleError(f"{path} does not exist: check the name") from error
    except OSError as error:
        raise ArticleError(f"{path} cannot be read: {error.strerror}") from error
    return read_data(data, str(path))


def read_data(data: bytes, name: str) -> Reading:
    """Read the article in the bytes of a file, whose `name` tells its kind; see `read_article`."""
    suffix = Path(name).suffix.lower()
    _check_suffix(suffix, name)
    # Imported where they are needed: they take longer than everything else together.
    if suffix == ".docx":
        from visavis.corpus.docx import read_docx

        return _reading(read_docx(data, name), name)
    if suffix == ".epub":
        from visavis.corpus.epub import read_epub

        return _reading(read_epub(data, name), name)
    return read_text(decode(data, name), name)


def read_text(text: str, name: str = "pasted text") -> Reading:
    """Read the article in `text`; `name` is what errors call it, and its suffix tells the syntax.

    Text without a suffix is Markdown when it has front matter or a marked heading. Raises
    `ArticleError` for empty text and text in which no article is left.
    """
    text = normalise(text)
    if not text.strip():
        raise ArticleError(f"{name} is empty: put the article's text into it")
    suffix = Path(name).suffix.lower()
    if suffix in (".html", ".htm"):
        from visavis.corpus.pages import read_page

        cleaned = read_page(text, name)
    elif suffix in (".md", ".markdown") or (suffix != ".txt" and _looks_marked(text)):
        cleaned = clean(text, "markdown")
    else:
        cleaned = clean(text)
    return _reading(cleaned, name)


def _reading(cleaned: Cleaned, name: str) -> Reading:
    blocks = _blocks(cleaned.text)
    if not blocks:
        raise ArticleError(f"{name} holds no article: nothing but its surroundings is in it")
    return Reading(
        Article(
            cleaned.title or _title(blocks),
            blocks,
            cleaned.author,
            cleaned.outlet,
            cleaned.date,
            cleaned.origin,
        ),
        cleaned,
    )


def _check_suffix(suffix: str, name: str) -> None:
    if suffix not in SUFFIXES:
        raise ArticleError(
            f"{name} is of a kind that cannot be read; an article is one of {', '.join(SUFFIXES)}"
        )


def _looks_marked(text: str) -> bool:
    return split_front_matter(text)[0] > 0 or any(
        line.kind == "heading" for line in split_lines(text)
    )


def _blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a cleaned text, a line each; together they are that text."""
    return tuple(
        Block(line.kind, line.text, segment(line.text), line.marker, text[line.end : line.next])
        for line in split_lines(text)
    )


def _title(blocks: tuple[Block, ...]) -> str:
    """The first heading of level 1, a heading that opens the text, or the first sentence."""
    heading = next((block.text for block in blocks if block.level == 1), "")
    if heading or blocks[0].level:
        return heading or blocks[0].text
    opening = re.sub(r"(?<=\w)\.$", "", (blocks[0].segments or (blocks[0].text,))[0])
    if len(opening) <= _TITLE_LENGTH:
        return opening
    return opening[:_TITLE_LENGTH].rpartition(" ")[0].rstrip(" ,;:«(–—") + "…"


def to_markdown(article: Article) -> str:
    """The article as Markdown with front matter; reading it gives an equal article.

    That holds for every article that was read. Text that would be markup is escaped.
    """
    facts = {
        "title": article.title,
        "author": article.author,
        "outlet": article.outlet,
        "date": article.date,
        "origin": article.origin,
    }
    body = (block.marker + escape(block.text) + block.after for block in article.blocks)
    return write_front_matter(facts) + "".join(body)
