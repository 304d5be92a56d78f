"""Bilingual articles as Markdown, side by side in tables or interleaved.

Text from articles and glossaries is data: it is escaped so that CommonMark and GitHub's dialect
show every character of it and make markup of none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

import yaml

from visavis.translate.bilingual.pairs import BilingualArticle, Outcome, Pair, TermUse

Layout = Literal["table", "interleaved"]
LAYOUTS: tuple[Layout, ...] = ("table", "interleaved")

_ANYWHERE = re.compile(r"[\\`*_{}\[\]<>#|~$&@^=]")
_AT_THE_START = re.compile(r"^(\s*)([-+:]|\d+[.)])", re.MULTILINE)
# GitHub makes links of bare addresses and pictures of `:word:`.
_ADDRESS = re.compile(r"(?<=\w)(:(?=//)|\.(?=[^\W\d_]{2}))|:(?=[\w+-]+:)")


def escape(text: str) -> str:
    """Markdown that shows `text`, on one line, character for character."""
    text = " ".join(re.split(r"[\n\r\x0b\x0c\x85\u2028\u2029]+", text))
    text = _ANYWHERE.sub(r"\\\g<0>", text)
    text = _ADDRESS.sub(r"\\\g<0>", text)
    return _AT_THE_START.sub(lambda m: m[1] + m[2][:-1] + "\\" + m[2][-1], text)


def to_markdown(article: BilingualArticle, layout: Layout = "table") -> str:
    """The whole article: front matter, text in the layout, glossary footer."""
    body = _table(article) if layout == "table" else _interleaved(article)
    parts = [_front_matter(article), *body, *_footer(article)]
    return "\n\n".join(parts) + "\n"


def _front_matter(article: BilingualArticle) -> str:
    source = article.article
    fields: dict[str, str | int] = {
        "title": _english_title(article),
        "title_fr": source.title,
        "author": source.author,
        "source": source.outlet,
        "origin": source.origin,
        "date": source.date,
        "signature": article.signature,
    }
    made_by = Counter(pair.provenance for pairs in article.pairs for pair in pairs)
    # The signature does not speak of what people wrote.
    fields |= {f"sentences_{who}": made_by[who] for who in ("edited", "imported")}
    said = {key: value for key, value in fields.items() if value}
    return "---\n" + yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10**6) + "---"


def _english_title(article: BilingualArticle) -> str:
    for block, pairs in article.blocks:
        if block.level == 1:
            return " ".join(pair.target for pair in pairs)
    return ""


def _table(article: BilingualArticle) -> Iterator[str]:
    rows: list[str] = []
    for block, pairs in article.blocks:
        if block.kind == "heading":
            yield from _flush(rows)
            yield _heading(block.level, pairs)
            continue
        if rows:
            rows.append("| | |")
        mark = {"quote": "› ", "item": "• "}.get(block.kind, "")
        rows += (f"| {mark}{escape(p.source)} | {mark}{escape(p.target)} |" for p in pairs)
    yield from _flush(rows)


def _flush(rows: list[str]) -> Iterator[str]:
    if rows:
        yield "\n".join(["| French | English |", "| :--- | :--- |", *rows])
        rows.clear()


def _interleaved(article: BilingualArticle) -> Iterator[str]:
    for index, (block, pairs) in enumerate(article.blocks):
        if block.kind == "heading":
            yield _heading(block.level, pairs)
            continue
        if index and article.article.blocks[index - 1].kind != "heading":
            yield "* * *"
        for pair in pairs:
            yield f"> {escape(pair.source)}"
            yield escape(pair.target) or "—"


def _heading(level: int, pairs: tuple[Pair, ...]) -> str:
    """The English as the heading, the French below it in italics."""
    source = " ".join(escape(pair.source) for pair in pairs)
    target = " ".join(escape(pair.target) for pair in pairs)
    return f"{'#' * min(level, 6)} {target or source}\n\n*{source.strip()}*"


def _footer(article: BilingualArticle) -> Iterator[str]:
    """What the glossary asked for, and what became of it; nothing when no term occurs."""
    uses = [use for _, pairs in article.blocks for pair in pairs for use in pair.terms]
    if not uses:
        return
    yield "## Glossary"
    by_row: dict[int, list[TermUse]] = {}
    for use in uses:
        by_row.setdefault(use.row, []).append(use)
    rows = ["| Term | Rendering | Uses | Outcome |", "| :--- | :--- | ---: | :--- |"]
    for row in sorted(by_row, key=lambda row: (-len(by_row[row]), row)):
        first = by_row[row][0]
        outcomes: Counter[Outcome] = Counter(use.outcome for use in by_row[row])
        said = ", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items()))
        rows.append(
            f"| {escape(first.term)} | {escape(first.rendering)} | {len(by_row[row])} | {said} |"
        )
    yield "\n".join(rows)
