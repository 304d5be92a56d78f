"""What a bilingual article is written as, and read back from: one module for each format.

`FORMATS` lists those that an article can be written in, one file for each article. A module is
imported when its format is first used: some bring libraries that take longer than a translation.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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

    `write(article, layout)` gives the whole file of one article; equal articles give equal bytes.
    Only Markdown heeds the layout.
    """

    name: str
    suffix: str
    write: Callable[[BilingualArticle, Layout], bytes]


def _markdown(article: BilingualArticle, layout: Layout) -> bytes:
    from visavis.translate.formats.markdown import to_markdown

    return to_markdown(article, layout).encode()


def _json(article: BilingualArticle, layout: Layout) -> bytes:
    from visavis.translate.formats.json import dumps

    return dumps(article).encode()


def _html(article: BilingualArticle, layout: Layout) -> bytes:
    from visavis.translate.formats.html_page import to_html_page

    return to_html_page(article).encode()


def _epub(article: BilingualArticle, layout: Layout) -> bytes:
    from visavis.translate.formats.epub import to_epub

    return to_epub([article])


def _tmx(article: BilingualArticle, layout: Layout) -> bytes:
    from visavis.translate.formats.tmx import units_of, write_tmx

    return b"".join(write_tmx(units_of(article)))


def _csv(article: BilingualArticle, layout: Layout) -> bytes:
    from visavis.translate.formats.tables import rows_of, to_csv

    return to_csv(rows_of(article))


def _parquet(article: BilingualArticle, layout: Layout) -> bytes:
    with needs("tables", "Parquet"):
        from visavis.translate.formats.parquet import to_parquet
    from visavis.translate.formats.tables import rows_of

    return to_parquet(rows_of(article))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        format.name: format
        for format in (
            Format("markdown", ".md", _markdown),
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


def format_for(path: Path) -> Format | None:
    """The format that the suffix of a file stands for; None when it stands for none."""
    return next((one for one in FORMATS.values() if one.suffix == path.suffix.lower()), None)


def save(article: BilingualArticle, path: Path | str, *, layout: Layout = "table") -> None:
    """Write a bilingual article into a file, whole or not at all, in the format of its suffix.

    `layout` is how Markdown puts the two languages together. A file of that name is replaced.
    Raises `WriteError` when the suffix stands for no format or the file cannot be written, and
    `MissingExtraError` for Parquet without pyarrow.
    """
    path = Path(path)
    form = format_for(path)
    if form is None:
        known = ", ".join(one.suffix for one in FORMATS.values())
        raise WriteError(f"{path}: the suffix stands for no format; end the name in one of {known}")
    write_atomically(path, form.write(article, layout))
