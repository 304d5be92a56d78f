"""Bilingual articles as JSON: one file each, read back equal.

The form is the data model of `translate.bilingual.pairs` field by field, without anything that
depends on when or where it was written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from visavis.corpus.article import Article, Block
from visavis.corpus.atomic import write_atomically
from visavis.corpus.errors import VisavisError
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.bilingual.storage import as_span, pair_from_data, pair_to_data

FORMAT = 1
"""Raised when a file written before can no longer be read."""
FACTS = ("title", "author", "outlet", "date", "origin")
"""What is known of an article."""


class StorageError(VisavisError):
    """A stored bilingual article that is not one: damaged, or of a later version."""


def dumps(article: BilingualArticle) -> str:
    """JSON of a bilingual article; equal articles give equal text."""
    return json.dumps(to_data(article), ensure_ascii=False, indent=1) + "\n"


def to_data(article: BilingualArticle) -> dict[str, Any]:
    """A bilingual article as JSON knows it."""
    return {
        "format": FORMAT,
        "signature": article.signature,
        **{key: value for key, value in asdict(article.article).items() if key != "blocks"},
        "blocks": [
            {**asdict(block), "pairs": [pair_to_data(pair) for pair in pairs]}
            for block, pairs in article.blocks
        ],
    }


def loads(text: str, name: str = "the stored article") -> BilingualArticle:
    """The bilingual article that `dumps` wrote; `name` says where it was, in errors.

    Raises `StorageError` when the text is not such JSON.
    """
    try:
        return from_data(json.loads(text), name)
    except ValueError as error:
        raise _not_stored(name, error) from error


def from_data(data: Mapping[str, Any], name: str) -> BilingualArticle:
    """The bilingual article that `to_data` made data of; raises `StorageError`."""
    try:
        if data["format"] != FORMAT:
            raise StorageError(
                f"{name}: written in format {data['format']}, this program reads {FORMAT}; "
                "translate the article again or update visavis"
            )
        return BilingualArticle(
            article_from_data(data),
            tuple(tuple(map(pair_from_data, block["pairs"])) for block in data["blocks"]),
            data["signature"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _not_stored(name, error) from error


def article_from_data(data: Mapping[str, Any]) -> Article:
    """The French article in such data, which need not have pairs.

    Raises `KeyError`, `TypeError` or `ValueError` for data that is none.
    """
    return Article(
        blocks=tuple(
            Block(
                b["kind"],
                b["text"],
                tuple(map(as_span, b["spans"])),
                b["marker"],
                b["after"],
            )
            for b in data["blocks"]
        ),
        **{fact: data[fact] for fact in FACTS},
    )


def _not_stored(name: str, error: Exception) -> StorageError:
    return StorageError(
        f"{name}: not a stored bilingual article ({error!r}); "
        "set it aside and translate the article again"
    )


def save(article: BilingualArticle, path: Path) -> None:
    """Write a bilingual article, replacing the file whole or not at all."""
    write_atomically(path, dumps(article))


def load(path: Path) -> BilingualArticle:
    """Read a bilingual article; raises `StorageError` naming the file."""
    try:
        return loads(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(
            f"{path}: cannot be read ({error}); translate the article again"
        ) from error
