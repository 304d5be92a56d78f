"""The article inside an HTML page, found by trafilatura and cleaned as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import trafilatura

from visavis.corpus.cleaning import Cleaned, clean
from visavis.corpus.errors import ArticleError
from visavis.corpus.layout import split_lines
from visavis.corpus.markup import escape

_SPACES = {"\u00a0": "nbsp|#160|#xa0", "\u202f": "#8239|#x202f"}
_STAND_INS = "⍽⎵␣␢"


def read_page(page: str, name: str) -> Cleaned:
    """The cleaned article of an HTML page; what was extracted from it is its raw text.

    What the page declares of title, author, outlet, date and address goes before what its text
    says. Raises `ArticleError`, naming `name`, when no article is found.
    """
    # The extraction turns some no-break spaces into plain ones; marks that are seen stay.
    free = (mark for mark in _STAND_INS if mark not in page)
    stand_ins = dict(zip(_SPACES, free, strict=False))
    for space, mark in stand_ins.items():
        page = re.sub(f"&(?:{_SPACES[space]});|{space}", mark, page, flags=re.IGNORECASE)
    extracted = trafilatura.extract(
        page, output_format="markdown", include_formatting=True, include_comments=False
    )
    if not extracted:
        raise ArticleError(f"{name} holds no article that can be found: save its text as .txt")
    # Short pages come with a line for each paragraph, and `<br>` is a line of its own anyway.
    raw = re.sub(r"\n(?![ \t]*(?:[-*]|\d{1,3}\.)[ \t])\s*", "\n\n", extracted.strip())
    facts = trafilatura.extract_metadata(page)
    title = _title(page, _one_line(facts.title))
    cleaned = clean(_with_spaces(_headed(raw, title) if title else raw, stand_ins), "markdown")
    return replace(
        cleaned,
        title=_with_spaces(title, stand_ins),
        author=_with_spaces(_one_line(facts.author), stand_ins) or cleaned.author,
        outlet=_with_spaces(_one_line(facts.sitename), stand_ins),
        date=facts.date or cleaned.date,
        origin=facts.url or "",
    )


def _with_spaces(text: str, stand_ins: Mapping[str, str]) -> str:
    for space, mark in stand_ins.items():
        text = text.replace(mark, space)
    return text


def _headed(text: str, title: str) -> str:
    """The extracted Markdown with its title as a heading, which extraction often leaves out."""
    alike = (line for line in split_lines(text) if _letters(line.text) == _letters(title))
    shown = next(alike, None)
    if shown is None:
        return f"# {escape(title)}\n\n{text}"
    return text if shown.kind == "heading" else f"{text[: shown.start]}# {text[shown.start :]}"


def _title(page: str, declared: str) -> str:
    """The title as the page shows it, where that is the declared one but for its spaces."""
    tree = trafilatura.load_html(page)
    shown = tree.xpath("//h1") if tree is not None else []
    for text in (_one_line("".join(heading.itertext())) for heading in shown):
        if not declared or _letters(text) == _letters(declared):
            return text
    return declared


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
