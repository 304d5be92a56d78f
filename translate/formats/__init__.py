"""What a bilingual article is written as, and read back from: one module for each format.

`FORMATS` lists those that an article can be written in, one file for each article. A module is
imported when its format is first used: some bring libraries that take longer than a translation.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from visavis.corpus.atomic import WriteError, write_atomically
from visavis.corpus.extras import needs

if TYPE_CHECKING:
    from visavis.translate.bilingual.pairs import BilingualArticle
    from visavis.translate.formats.markdown import Layout


@dataclass(frozen=True)
class Format:
    """A format of bilingual articles: `name` as in `--format`, and the suffix of its files.

    `write(article)` gives the whole file of one article; equal articles give equal bytes. `layout`
    says which of Markdown's layouts it is in.
    """

    name: str
    suffix: str
    write: Callable[[BilingualArticle], bytes]
    layout: Layout | None = None


def _markdown(article: BilingualArticle, layout: Layout = "table") -> bytes:
    from visavis.translate.formats.markdown import to_markdown

    return to_markdown(article, layout).encode()


def _json(article: BilingualArticle) -> bytes:
    from visavis.translate.formats.json import dumps

    return dumps(article).encode()


def _html(article: BilingualArticle) -> bytes:
    from visavis.translate.formats.html_page import to_html_page

    return to_html_page(article).encode()


def _epub(article: BilingualArticle) -> bytes:
    from visavis.translate.formats.epub import to_epub

    return to_epub([article])


def _tmx(article: BilingualArticle) -> bytes:
    from visavis.translate.formats.tmx import units_of, write_tmx

    return b"".join(write_tmx(units_of(article)))


def _csv(article: BilingualArticle) -> bytes:
    from visavis.translate.formats.tables import rows_of, to_csv

    return to_csv(rows_of(article))


def _parquet(article: BilingualArticle) -> bytes:
    with needs("tables", "Parquet"):
        from visavis.translate.formats.parquet import to_parquet
    from visavis.translate.formats.tables import rows_of

    return to_parquet(rows_of(article))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        format.name: format
        for format in (
            Format("markdown", ".md", _markdown, "table"),
            Format("html", ".html", _html),
            Format("epub", ".epub", _epub),
            Format("tmx", ".tmx", _tmx),
            Format("csv", ".csv", _csv),
            Format("parquet", ".parquet", _parquet),
            Format("json", ".json", _json),
        )
    }
)
"""Every format by its name."""

RECORDS: Mapping[str, str] = MappingProxyType(
    {"articles.jsonl": ".jsonl", "articles.parquet": ".parquet"}
)
"""Formats of many articles in one file, a record each, by name, and the suffix of their files."""


def check_installed(name: str) -> None:
    """Raise `MissingExtraError` when a format needs what is not installed: before the work."""
    if "parquet" in name:
        with needs("tables", f"The format {name}"):
            importlib.import_module("pyarrow.parquet")


def format_named(name: str, layout: Layout = "table") -> Format:
    """The format of a name; Markdown in a layout, which the others have none of."""
    if name != "markdown":
        return FORMATS[name]
    return replace(FORMATS[name], write=partial(_markdown, layout=layout), layout=layout)


def format_for(path: Path, layout: Layout = "table") -> Format | None:
    """The format that the suffix of a file stands for, as `format_named`; None for no format."""
    suffix = path.suffix.lower()
    name = next((name for name, one in FORMATS.items() if one.suffix == suffix), None)
    return format_named(name, layout) if name else None


def save(article: BilingualArticle, path: Path | str, *, layout: Layout = "table") -> None:
    """Write a bilingual article into a file, whole or not at all, in the format of its suffix.

    `layout` is how Markdown puts the two languages together. A file of that name is replaced.
    Raises `WriteError` when the suffix stands for no format or the file cannot be written, and
    `MissingExtraError` for Parquet without pyarrow.
    """
    path = Path(path)
    form = format_for(path, layout)
    if form is None:
        known = ", ".join(one.suffix for one in FORMATS.values())
        raise WriteError(f"{path}: the suffix stands for no format; end the name in one of {known}")
    write_atomically(path, form.write(article))
