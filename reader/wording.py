"""How things are said on the pages: counts, dates, addresses, messages.

Pure functions; `notice` returns HTML, everything else plain text. Imports
`translate.formats.wording`, and nothing of Streamlit.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Literal

from visavis.translate.formats.wording import count, host, readable_date, words

__all__ = ["count", "host", "notice", "readable_date", "words"]


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


def about(seconds: float) -> str:
    """A length of time as one would guess it: `a few seconds`, `about 3 minutes`."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 50:
        return f"about {10 * max(1, round(seconds / 10))} seconds"
    if seconds < 90:
        return "about a minute"
    if seconds < 3600:
        return f"about {round(seconds / 60)} minutes"
    return f"about {seconds / 3600:.1f} hours"
