"""The parallel text: a bilingual article as HTML, French and English face to face.

Pure functions from data to a string; every text passes `html.escape`, so that none of it can become
markup. Imports `corpus`, `translate` and `translate.formats.marks`. The looks are in `style.css`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from html import escape
from typing import Literal

from corpus.article import Article, Block
from translate.bilingual import BilingualArticle, Pair
from translate.formats.marks import marked
from translate.formats.wording import count, host, readable_date, words

View = Literal["both", "en", "fr"]
"""Which sides are shown."""


def render(article: BilingualArticle, view: View = "both") -> str:
    """The whole article; each pair is one element that holds what is shown of it."""
    groups = itertools.groupby(article.blocks, key=lambda block: block[0].kind == "item")
    body = "".join(
        _items(blocks, view) if items else "".join(_block(*block, view) for block in blocks)
        for items, blocks in groups
    )
    head, foot = _masthead(article.article), _foot(article)
    return f'<article class="parallel {view}">{head}{body}{foot}</article>'


def untranslated(article: Article) -> BilingualArticle:
    """An article that has no English yet, to be shown in French."""
    pairs = tuple(tuple(Pair(text, "", "engine") for text in b.segments) for b in article.blocks)
    return BilingualArticle(article, pairs, "")


def _masthead(article: Article) -> str:
    """Where the article comes from; its title too, unless the title is one of its blocks."""
    site = host(article.origin)
    outlet = escape(article.outlet or site)
    if site:
        outlet = f'<a href="{escape(article.origin)}" rel="noreferrer">{outlet}</a>'
    about = (
        outlet,
        escape(readable_date(article.date)),
        escape(article.author),
        count(words(article), "word"),
    )
    line = " · ".join(part for part in about if part)
    titled = any(block.level == 1 for block in article.blocks)
    title = "" if titled else f'<h1 lang="fr">{escape(article.title)}</h1>'
    return f'<header><p class="about">{line}</p>{title}</header>'


def _items(blocks: Iterable[tuple[Block, tuple[Pair, ...]]], view: View) -> str:
    return f"<ul>{''.join(f'<li>{_block(*block, view)}</li>' for block in blocks)}</ul>"


def _block(block: Block, pairs: tuple[Pair, ...], view: View) -> str:
    tag = f"h{min(block.level, 6)}" if block.level else "p"
    number = block.marker.strip() if block.marker.strip()[:1].isdigit() else "•"
    bullet = f'<span class="bullet">{escape(number)}</span>' if block.kind == "item" else ""
    if view == "both":
        inside = "".join(
            f'<div class="pair" tabindex="0">'
            f'<{tag} lang="fr">{bullet}{marked(pair, "fr", focusable=True)}</{tag}>'
            f'<{tag} lang="en">{bullet}{marked(pair, "en")}</{tag}></div>'
            for pair, bullet in zip(
                pairs, itertools.chain([bullet], itertools.repeat("")), strict=False
            )
        )
    else:
        inside = f'<{tag} lang="{view}">{bullet}{"".join(_running(block, pairs, view))}</{tag}>'
    wrapper = "blockquote" if block.kind == "quote" else "div"
    return f'<{wrapper} class="block {block.kind}">{inside}</{wrapper}>'


def _running(block: Block, pairs: tuple[Pair, ...], view: Literal["fr", "en"]) -> Iterator[str]:
    """The sentences of one side as running text, the French with what stood between them."""
    before = 0
    for (start, end), pair in zip(block.spans, pairs, strict=True):
        yield escape(block.text[before:start]) if view == "fr" else " " * bool(before)
        yield f'<span class="pair" tabindex="0">{marked(pair, view, focusable=True)}</span>'
        before = end


def _foot(article: BilingualArticle) -> str:
    """What the marks mean, how many there are, and what made the translation."""
    if not article.signature:
        return ""
    pairs = [pair for _, pairs in article.blocks for pair in pairs]
    terms = [use for pair in pairs for use in pair.terms]
    missed = sum(use.outcome == "missed" for use in terms)
    flagged = sum(bool(pair.flags) for pair in pairs)
    legend = (
        f'<span class="term">{count(len(terms) - missed, "glossary term")}</span> said',
        f'<span class="term missed">{count(missed, "glossary term")}</span> missed',
        f'{count(flagged, "sentence")} to check<span class="flag"></span>',
    )
    shown = " · ".join(
        said
        for said, number in zip(legend, (len(terms) - missed, missed, flagged), strict=True)
        if number
    )
    made = escape(article.signature.replace("|", " · "))
    return f'<footer><p>{shown}</p><p class="signature">{made}</p></footer>'
