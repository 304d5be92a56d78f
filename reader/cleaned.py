"""What cleaning did to an article, as HTML: the record of the changes, and the text that is left.

Pure functions; every text passes `html.escape`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from visavis.corpus.article import Article
from visavis.corpus.cleaning import Change, describe
from visavis.corpus.reading import Reading
from visavis.reader.wording import count, words

_ROWS = 200
_CHARACTERS = 20_000


def account(name: str, reading: Reading) -> str:
    """One line about an article, which opens on all that was cleaned and what is left.

    Of very long ones only the beginning is shown, and that is said.
    """
    changes = describe(reading.cleaned)
    about = (
        escape(reading.article.title),
        count(words(reading.article), "word"),
        count(len(changes), "change") if changes else "nothing to clean",
    )
    return (
        f'<details class="account"><summary><b>{escape(name)}</b>'
        f"<span>{' · '.join(about)}</span></summary>"
        f"{_record(changes)}{_text(reading.article)}</details>"
    )


def _record(changes: Sequence[Change]) -> str:
    """A table of the changes, equal ones in one row: of marks of markup there are many."""
    lines: dict[tuple[str, str, str], list[int]] = {}
    for change in changes:
        lines.setdefault((change.before, change.after, change.reason), []).append(change.line)
    if not lines:
        return ""
    rows = "".join(
        f"<tr><td>{found[0]}{'…' if len(found) > 1 else ''}</td>"
        f'<td lang="fr">{_difference(before, after)}{_times(len(found))}</td>'
        f"<td>{escape(reason)}</td></tr>"
        for (before, after, reason), found in list(lines.items())[:_ROWS]
    )
    return (
        '<table class="record"><thead><tr><th>Line</th><th>Change</th><th>Why</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{_more(len(lines) - _ROWS, 'row')}"
    )


def _times(number: int) -> str:
    return f' <span class="times">{number} times</span>' if number > 1 else ""


def _difference(before: str, after: str) -> str:
    parts = [
        f"<del>{escape(before)}</del>" * bool(before),
        f"<ins>{escape(after)}</ins>" * bool(after),
    ]
    return " ".join(part for part in parts if part)


def _text(article: Article) -> str:
    """The cleaned article, a line for each block."""
    parts: list[str] = []
    room = _CHARACTERS
    for block in article.blocks:
        text = block.text[:room]
        room -= len(text)
        tag = "h4" if block.level else "p"
        bullet = "• " if block.kind == "item" else ""
        parts.append(f'<{tag} class="{block.kind}">{bullet}{escape(text)}</{tag}>')
        if not room:
            break
    left_out = sum(len(block.text) for block in article.blocks) - _CHARACTERS
    return f'<div class="left" lang="fr">{"".join(parts)}</div>{_more(left_out, "character")}'


def _more(number: int, noun: str) -> str:
    return f'<p class="more">… and {count(number, noun)} more</p>' if number > 0 else ""
