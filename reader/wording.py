"""How things are said on the pages: counts, dates, addresses, messages.

Pure functions; `notice` returns HTML, everything else plain text. Imports `corpus`, and nothing of
Streamlit.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from html import escape
from typing import Literal
from urllib.parse import urlsplit

from corpus.article import Article

_WHAT = {
    "engine": "version of the program",
    "model": "model",
    "sum": "model",
    "beam": "version of the program",
    "lp": "version of the program",
    "glossary": "glossary",
    "visavis": "version of the program",
}


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


def differences(made: str, wanted: str) -> list[str]:
    """What differs between two signatures, in a person's words; empty when they are equal."""
    old, new = (dict(f.partition(":")[::2] for f in s.split("|")) for s in (made, wanted))
    changed = {
        _WHAT.get(key, "version of the program")
        for key in old | new
        if old.get(key) != new.get(key)
    }
    return sorted(changed)


def notice(
    text: str, items: Iterable[str] = (), *, kind: Literal["note", "problem"] = "note"
) -> str:
    """A message that may quote a file or a term: Streamlit's own would read it as Markdown."""
    points = "".join(f"<li>{escape(item)}</li>" for item in items)
    role = "alert" if kind == "problem" else "status"
    return (
        f'<div class="notice {kind}" role="{role}"><p>{escape(text)}</p>'
        f"{f'<ul>{points}</ul>' if points else ''}</div>"
    )
