"""The parallel text: a bilingual article as HTML, French and English face to face.

Pure functions from data to a string; every text passes `html.escape`, so that none of it can become
markup. The one form serves all layouts: `parallel.css` lays it out, `parallel.js` adds words, cards
and keys.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Literal

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.formats.marks import MADE_BY, Number, links, marked
from visavis.translate.formats.wording import count, host, readable_date, words

_FOLDER = Path(__file__).parent
STYLE = (_FOLDER / "parallel.css").read_text(encoding="utf-8")
SCRIPT = "\n".join(
    (_FOLDER / name).read_text(encoding="utf-8")
    for name in ("parallel_words.js", "parallel_card.js", "parallel.js")
)
"""An ECMAScript module: `mount(article, options)` brings the element of `render` to life."""

Layout = Literal["both", "interleaved", "french", "english"]
"""Face to face, one under the other, or one language as running text."""

_CHARACTERS_A_LINE = 62


def render(article: BilingualArticle, layout: Layout = "both") -> str:
    """The whole article as one `<article>`; an article without any English is French only.

    Each pair is an element with the id `p<block>.<segment>` that holds both of its sides.
    """
    cards: dict[str, int] = {}

    def number(card: str) -> int:
        return cards.setdefault(card, len(cards))

    english = any(pair.target for pairs in article.pairs for pair in pairs)
    groups = itertools.groupby(
        enumerate(article.blocks), key=lambda numbered: numbered[1][0].kind == "item"
    )
    body = "".join(
        _items(blocks, english, number)
        if items
        else "".join(_block(i, *block, english, number) for i, block in blocks)
        for items, blocks in groups
    )
    head, foot = _masthead(article.article), _foot(article) if english else ""
    listed = "".join(f"<div>{card}</div>" for card in cards)
    return (
        f'<article class="parallel" lang="en" data-layout="{layout if english else "french"}">'
        f'{head}<div class="text">{body}</div>{foot}<div class="cards" hidden>{listed}</div>'
        "</article>"
    )


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


def _items(
    blocks: Iterable[tuple[int, tuple[Block, tuple[Pair, ...]]]], english: bool, number: Number
) -> str:
    items = "".join(f"<li>{_block(i, *block, english, number)}</li>" for i, block in blocks)
    return f"<ul>{items}</ul>"


def _block(place: int, block: Block, pairs: tuple[Pair, ...], english: bool, number: Number) -> str:
    inside = "".join(_pairs(place, block, pairs, english, number))
    lines = sum(1 + max(len(pair.source), len(pair.target)) // _CHARACTERS_A_LINE for pair in pairs)
    wrapper = "blockquote" if block.kind == "quote" else "div"
    return f'<{wrapper} class="block {block.kind}" style="--lines:{lines}">{inside}</{wrapper}>'


def _pairs(
    place: int, block: Block, pairs: tuple[Pair, ...], english: bool, number: Number
) -> Iterator[str]:
    """The sentences of a block, and what stands between them where it is more than a space."""
    tag = f"h{min(block.level, 6)}" if block.level else "p"
    bullet = block.marker.strip() if block.marker.strip()[:1].isdigit() else "•"
    first = f'<span class="bullet">{escape(bullet)}</span>' if block.kind == "item" else ""
    before = 0
    for i, ((start, end), pair) in enumerate(zip(block.spans, pairs, strict=True)):
        between = block.text[before:start]
        if between.strip(" \n\t"):
            yield f'<span class="between" lang="fr">{escape(between)}</span>'
        elif i:
            yield " "
        aligned = f' data-links="{links(pair)}"' if english and pair.alignment else ""
        kind = f" {pair.provenance}" if pair.provenance in MADE_BY else ""
        yield f'<div class="pair{kind}" id="p{place}.{i}"{aligned}>'
        yield f'<{tag} lang="fr">{first}{marked(pair, "fr", number)}</{tag}>'
        if english:
            yield f'<{tag} lang="en">{first}{marked(pair, "en", number)}</{tag}>'
        yield "</div>"
        before, first = end, ""


def _foot(article: BilingualArticle) -> str:
    """What the marks mean, how many there are, and what made the translation."""
    pairs = [pair for _, pairs in article.blocks for pair in pairs]
    terms = [use for pair in pairs for use in pair.terms]
    missed = sum(use.outcome == "missed" for use in terms)
    flagged = sum(bool(pair.flags) for pair in pairs)
    said = count(len(terms) - missed, "glossary term")
    legend = [
        (len(terms) - missed, f'<span class="term">{said}</span> said'),
        (missed, f'<span class="term missed">{count(missed, "glossary term")}</span> missed'),
        (flagged, f'{count(flagged, "sentence")} to check<span class="flag"></span>'),
    ]
    for made, wording in MADE_BY.items():
        number = sum(pair.provenance == made for pair in pairs)
        sign = f'<span class="made {made}"></span>'
        legend.append((number, f"{count(number, 'sentence')} {wording}{sign}"))
    shown = " · ".join(line for number, line in legend if number)
    made_by = escape(article.signature.replace("|", " · "))
    return f'<footer><p class="legend">{shown}</p><p class="signature">{made_by}</p></footer>'
