"""How an article is described in words: counts, dates, addresses.

Pure functions to plain text.
"""

from __future__ import annotations

import datetime
from urllib.parse import urlsplit

from visavis.corpus.article import Article


def words(article: Article) -> int:
    """Words of an article, titles and headings included; a mark that stands alone is none."""
    tokens = (token for segment in article.segments for token in segment.split())
    return sum(any(map(str.isalnum, token)) for token in tokens)


def count(number: int, noun: str) -> str:
    """`1 word`, `1,200 words`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def readable_date(date: str) -> str:
    """`2025-03-01` as `1 March 2025`; a date in any other form stays as it is."""
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{day.day} {day:%B %Y}"


def host(origin: str) -> str:
    """The host of a web address; empty for all that may not become a link (scripts, files)."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
