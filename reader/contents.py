"""The library as HTML: a table of contents, and what a search found in it.

Pure functions; every text passes `html.escape`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from visavis.corpus.article import Article, Span
from visavis.reader.places import Place
from visavis.reader.search import Hit
from visavis.reader.wording import count, host, readable_date, words
from visavis.translate.articles.known_pairs import Recalled

_WORDS_A_MINUTE = 220


@dataclass(frozen=True)
class Shelved:
    """An article with all that the library tells of it; `name` is its path in the folder."""

    name: str
    article: Article
    recalled: Recalled
    place: Place | None


def contents(shelf: Sequence[Shelved]) -> str:
    """One entry for each article."""
    return f'<ul class="library">{"".join(map(_entry, shelf))}</ul>'


def found(results: Sequence[tuple[Shelved, Sequence[Hit]]], most: int) -> str:
    """The articles in which something was found, with at most so many sentences of each."""
    entries = []
    for shelved, hits in results:
        more = len(hits) - most
        rest = f'<p class="about">and {count(more, "sentence")} more</p>' if more > 0 else ""
        listed = "".join(_hit(shelved.name, hit) for hit in hits[:most])
        entries.append(f'<li><div class="entry">{_title(shelved)}</div>{listed}{rest}</li>')
    return f'<ul class="library">{"".join(entries)}</ul>'


def _entry(shelved: Shelved) -> str:
    article = shelved.article
    length = words(article)
    minutes = max(1, round(length / _WORDS_A_MINUTE))
    about = (
        article.outlet or host(article.origin),
        readable_date(article.date),
        count(length, "word"),
        f"{minutes} min",
    )
    line = escape(" · ".join(part for part in about if part))
    return (
        f'<li><div class="entry">{_title(shelved)}<p class="about">{line}</p></div>'
        f'<div class="state">{_progress(shelved.place)}<p>{_state(shelved)}</p></div></li>'
    )


def _title(shelved: Shelved) -> str:
    """The title in both languages, as a link."""
    english = next(
        (
            pairs[0].target
            for block, pairs in shelved.recalled.bilingual.blocks
            if block.level == 1 and pairs
        ),
        "",
    )
    second = f'<p lang="en" class="english">{escape(english)}</p>' if english else ""
    title = escape(shelved.article.title or shelved.name)
    return f'<h2><a href="{_address(shelved.name)}" lang="fr">{title}</a></h2>{second}'


def _address(name: str, pair: str = "") -> str:
    query = {"article": name, **({"pair": pair} if pair else {})}
    return escape(f"?{urlencode(query)}")


def _progress(place: Place | None) -> str:
    if place is None:
        return '<p class="progress">not read yet</p>'
    percent = round(100 * place.share)
    said = "read" if percent >= 99 else f"{percent} % read"
    bar = f'<progress max="100" value="{percent}" aria-label="read"></progress>'
    return f'<p class="progress">{said}{bar}</p>'


def _state(shelved: Shelved) -> str:
    """How far the article is translated, and whether by what is chosen now."""
    sentences = len(set(shelved.article.segments))
    missing, outdated = shelved.recalled.missing, shelved.recalled.outdated
    if missing == sentences:
        return "not translated"
    if missing:
        return f"{sentences - missing} of {count(sentences, 'sentence')} translated"
    if outdated:
        made = "was" if outdated == 1 else "were"
        return (
            f"translated; {count(outdated, 'sentence')} {made} made with another glossary or model"
        )
    return "translated"


def _hit(name: str, hit: Hit) -> str:
    sentence = hit.sentence
    english = f'<span lang="en">{_marked(sentence.target, hit.target)}</span>'
    return (
        f'<a class="hit" href="{_address(name, f"{sentence.block}.{sentence.segment}")}">'
        f'<span lang="fr">{_marked(sentence.source, hit.source)}</span>'
        f"{english if sentence.target else ''}</a>"
    )


def _marked(text: str, spans: Sequence[Span]) -> str:
    shown, before = [], 0
    for start, end in spans:
        shown += [escape(text[before:start]), f"<mark>{escape(text[start:end])}</mark>"]
        before = end
    return "".join(shown) + escape(text[before:])
