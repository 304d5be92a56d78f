"""What a new translation of an article changed, as HTML.

Pure functions; every text passes `html.escape`. Imports `translate` and `reader.wording`, and
nothing of Streamlit.
"""

from __future__ import annotations

from html import escape

from reader.wording import notice
from translate.bilingual import BilingualArticle, Pair, TermUse


def report(old: BilingualArticle | None, new: BilingualArticle) -> str:
    """Every sentence whose English or terms changed, before and after.

    `old` is a translation of the same article; None when there was none.
    """
    title = f"“{new.article.title}”"
    if old is None:
        return notice(f"{title} is now translated.")
    rows = []
    for block_before, block_after in zip(old.pairs, new.pairs, strict=True):
        for before, after in zip(block_before, block_after, strict=True):
            terms = _terms(before, after)
            if before.target != after.target or terms:
                rows.append(_row(before, after, terms))
    if not rows:
        return notice(f"{title} was translated again: nothing changed.")
    changed = "sentence has" if len(rows) == 1 else "sentences have"
    head = notice(f"{title} was translated again: {len(rows)} {changed} changed.")
    return f'{head}<div class="changes">{"".join(rows)}</div>'


def _terms(before: Pair, after: Pair) -> list[str]:
    """`puce: was chip (missed), is chip (already)`, for each term use that is not as it was."""
    was = {use.source: use for use in before.terms}
    now = {use.source: use for use in after.terms}
    return [
        f"{use.term}: was {_outcome(was.get(span))}, is {_outcome(now.get(span))}"
        for span, use in sorted((was | now).items())
        if _said(was.get(span)) != _said(now.get(span))
    ]


def _said(use: TermUse | None) -> tuple[str, ...]:
    """What of a term use a person would notice; the line of the glossary is none of it."""
    return () if use is None else (use.term, use.rendering, use.outcome)


def _outcome(use: TermUse | None) -> str:
    return "no term" if use is None else f"{use.rendering} ({use.outcome})"


def _row(before: Pair, after: Pair, terms: list[str]) -> str:
    english = f"<p>{escape(after.target)}</p>"
    if before.target != after.target:
        english = (
            f"<p><del>{escape(before.target)}</del></p><p><ins>{escape(after.target)}</ins></p>"
        )
    listed = "".join(f"<p><small>{escape(term)}</small></p>" for term in terms)
    return (
        f'<div class="change"><div lang="fr"><p>{escape(after.source)}</p></div>'
        f'<div lang="en">{english}{listed}</div></div>'
    )
