"""What cleaning did to an article, as HTML: the record of the changes, and the text that is left.

Pure functions; every text passes `html.escape`. Imports `corpus` and `reader.wording`, and nothing
of Streamlit.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from corpus.article import Article
from corpus.cleaning import Change, describe
from corpus.reading import Reading
from reader.wording import count, words

_CHANGES = 200
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
    if not changes:
        return ""
    rows = "".join(
        f'<tr><td>{change.line}</td><td lang="fr">{_difference(change)}</td>'
        f"<td>{escape(change.reason)}</td></tr>"
        for change in changes[:_CHANGES]
    )
    return (
        '<table class="record"><thead><tr><th>Line</th><th>Change</th><th>Why</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{_more(len(changes) - _CHANGES, 'change')}"
    )


def _difference(change: Change) -> str:
    after = f" <ins>{escape(change.after)}</ins>" if change.after else ""
    return f"<del>{escape(change.before)}</del>{after}" if change.before else after


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
